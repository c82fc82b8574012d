"""A stained filter under fluorescent light, of any size, with its truth.

After Baek et al. (microplastics from clams): Nile red on a glass-fibre filter under a
stereo microscope, particles on 0.015% of the pixels, autofluorescence, bright halos, and
organic matter and white reflections that are no plastic.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.completion import completing
from graticule.geometry import Box, Length, PixelSize
from graticule.simulate import glow
from graticule.simulate.distance import rasterise
from graticule.simulate.light import Brush
from graticule.simulate.noise import noise_map
from graticule.simulate.pyramid import PyramidFormat
from graticule.simulate.scene import Item, ObjectField, ObjectKind
from graticule.simulate.shapes import (
    BevelledPolygon,
    Tube,
    bowed,
    convex_corners,
    round_outline,
    smooth_curve,
)
from graticule.simulate.writing import SimulationProgress, iter_write_scene

FILTER_CLASSES: tuple[ClassInfo, ...] = (
    BACKGROUND,
    *(
        ClassInfo(name, color)
        for name, color in zip(("fragment", "fibre", "bead", "film"), PALETTE, strict=False)
    ),
)
_FRAGMENT, _FIBRE, _BEAD, _FILM = range(1, 5)
_FOUR_UM = Length(4.0, "µm")
_SHARES = {"fragment": 0.4, "fibre": 0.3, "bead": 0.12, "film": 0.18}
_AREA_SAMPLE = 120  # objects drawn to know a kind's mean area


def iter_simulate_filter(
    out: Path,
    *,
    size: tuple[int, int],
    seed: int,
    pixel_size: Length = _FOUR_UM,
    coverage: float | None = None,
) -> Iterator[SimulationProgress]:
    """Write a stained filter of `size` (width, height) px and its truth; iterate to do the work.

    `coverage` is the share of the area under plastic; None draws one of 0.0001 to 0.01.
    Beside `out` lie NAME.truth.tif (uint8: the index in `FILTER_CLASSES`) and
    NAME.truth.geojson. One seed gives the same bytes.
    """
    yield from iter_write_scene(
        FilterScene(seed, pixel_size=pixel_size, coverage=coverage), out, size
    )


simulate_filter = completing(iter_simulate_filter)


@dataclass(frozen=True, slots=True)
class _Setting:
    um: float
    seed: int
    blur: float  # µm
    halo: float  # µm
    colors: tuple[tuple[float, float, float], ...]  # of plastics under this filter block
    organic: tuple[float, float, float]


_Maker = Callable[[np.random.Generator, _Setting], Sequence[Item]]


class FilterScene:
    """An endless filter of one seed, any part of which can be drawn."""

    classes = FILTER_CLASSES
    truth_kind = PyramidFormat(1, "uint8", levels=False)

    def __init__(
        self, seed: int, *, pixel_size: Length = _FOUR_UM, coverage: float | None = None
    ) -> None:
        rng = np.random.default_rng([seed, 21])
        if coverage is None:
            coverage = float(10 ** rng.uniform(-4, -2))
        if not 0 <= coverage <= 0.3:
            raise ValueError(f"a coverage of {coverage} is not between 0 and 0.3")
        um = pixel_size.to("µm")
        if not 0.5 <= um <= 20:
            raise ValueError(f"filters are drawn at 0.5 to 20 µm per pixel, not {um:g}")
        self.pixel_size = PixelSize(um, um, "µm")
        self.kind = PyramidFormat(3, "uint8", levels=True, jpeg_quality=int(rng.integers(86, 96)))
        self.description = f"Simulated stained filter, seed {seed}, {um:g} um per pixel"
        self._um = um
        self._seed = seed
        self._light(rng)
        red = rng.random() < 0.55  # a red filter block, or a long pass that shows hues
        setting = _Setting(
            um, seed, float(rng.uniform(0.7, 1.8) * um + 1), float(rng.uniform(10, 45)),
            _RED if red else _HUES, (0.25, 0.1, 0.03) if red else (0.12, 0.3, 0.05),
        )  # fmt: skip
        self._ground = np.array(
            rng.choice([[1, 0.25, 0.12], [1, 0.4, 0.2]]) if red
            else rng.choice([[0.5, 1, 0.25], [0.9, 0.8, 0.35], [0.4, 0.8, 0.55]])
        )  # fmt: skip
        self._field = _field(rng, setting, coverage)

    def items(self, box: Box) -> Iterator[Item]:
        """The objects that touch a box, distractors (label 0) among them, in no order."""
        return self._field.all_items(box)

    def draw(self, box: Box) -> tuple[np.ndarray, np.ndarray]:
        """Picture (h, w, 3) and truth (h, w), uint8; the same however a scan is cut into boxes."""
        lit = np.zeros((*box.shape, 3), np.float32)
        truth = np.zeros(box.shape, np.uint8)
        for item in self._field.items(box):
            part = item.box.clipped(box)
            here = part.shifted(-box.left, -box.top).slices
            raster = rasterise(item.shape, part, item.reach)
            glow.paint_glow(lit[here], truth[here], raster, self._brush(item))
        picture = glow.expose(lit, self._slow(box), self._paper, self._camera, (box.left, box.top))
        return picture, truth

    def _brush(self, item: Item) -> Brush:
        x, y = getattr(item.shape, "center", (0.0, 0.0))
        return Brush(
            item.style, item.label, item.look, item.color, item.noise_seed, self._um, x, y,
            item.margin,
        )  # fmt: skip

    def _light(self, rng: np.random.Generator) -> None:
        fibrous = rng.random() < 0.6
        mesh = rng.uniform(0.15, 0.5) if fibrous else rng.uniform(0.0, 0.1)
        pores = 0.0 if fibrous else rng.uniform(0.1, 0.45)
        self._paper = (mesh, self._um, pores, max(rng.uniform(9, 22), 3.2 * self._um))
        self._camera = (
            rng.uniform(150, 230), rng.uniform(0.8, 2.5), rng.uniform(0.01, 0.06),
            rng.uniform(1, 7), self._seed,
        )  # fmt: skip
        self._level = rng.uniform(0.02, 0.13)
        self._patches = rng.uniform(0.2, 0.7)

    def _slow(self, box: Box) -> np.ndarray:
        """The filter's own light on every eighth pixel, (h/8 + 2, w/8 + 2, 3)."""
        left, top = box.left // 8 * 8, box.top // 8 * 8
        shape = (-(-(box.bottom - top) // 8) + 2, -(-(box.right - left) // 8) + 2)
        step, x, y = 8 * self._um, left * self._um, top * self._um
        far = noise_map(x / 9000, y / 9000, step / 9000, shape, self._seed + 201)
        near = noise_map(x / 700, y / 700, step / 700, shape, self._seed + 202)
        level = self._level * np.exp(self._patches * (far + 0.35 * near))
        return (level[..., None] * self._ground).astype(np.float32)


_RED = ((1.0, 0.32, 0.14), (1.0, 0.5, 0.18), (1.0, 0.22, 0.2), (1.0, 0.62, 0.3))
_HUES = ((1.0, 0.55, 0.1), (1.0, 0.3, 0.08), (0.9, 0.85, 0.15), (0.55, 1.0, 0.2), (1.0, 0.8, 0.4))


def _fragment(rng: np.random.Generator, setting: _Setting) -> list[Item]:
    radius = float(np.clip(rng.lognormal(math.log(32), 0.6), 7, 260))
    corners = convex_corners(rng, radius, int(rng.integers(5, 10)))
    count = len(corners)
    corners, _ = bowed(corners, rng.uniform(-0.07, 0.12, count), np.ones(count), pieces=5)
    corners = corners + rng.normal(0, 0.03 * radius, corners.shape)
    return [
        _item(rng, setting, BevelledPolygon.of(corners), _FRAGMENT, glow.FRAGMENT, 0.4 * radius)
    ]


def _fibre(rng: np.random.Generator, setting: _Setting) -> list[Item]:
    length = float(np.clip(rng.lognormal(math.log(600), 0.7), 100, 3600))
    bend = rng.uniform(0.1, 1.8) * (length / 600) ** 0.5
    points = smooth_curve(rng, length, max(8.0, 3 * setting.um), bend)
    half = np.full(len(points), max(rng.uniform(5, 16), 0.6 * setting.um))
    return [_item(rng, setting, Tube.along(points, half), _FIBRE, glow.FIBRE, 30.0)]


def _bead(rng: np.random.Generator, setting: _Setting) -> list[Item]:
    radius = float(np.clip(rng.lognormal(math.log(22), 0.5), 5, 150))
    corners = round_outline(rng, radius, 0.008, rng.uniform(1, 1.06), 48)
    return [_item(rng, setting, BevelledPolygon.of(corners), _BEAD, glow.BEAD, radius)]


def _film(rng: np.random.Generator, setting: _Setting) -> list[Item]:
    radius = float(np.clip(rng.lognormal(math.log(85), 0.55), 25, 420))
    corners = round_outline(rng, radius, rng.uniform(0.1, 0.24), rng.uniform(1, 2.6), 60)
    corners = np.clip(corners, -1400, 1400)
    return [_item(rng, setting, BevelledPolygon.of(corners), _FILM, glow.FILM, 0.35 * radius)]


def _organic(rng: np.random.Generator, setting: _Setting) -> list[Item]:
    radius = float(np.clip(rng.lognormal(math.log(50), 0.7), 8, 350))
    corners = round_outline(rng, radius, rng.uniform(0.1, 0.26), rng.uniform(1, 3), 40)
    corners = np.clip(corners, -1400, 1400)
    return [_item(rng, setting, BevelledPolygon.of(corners), 0, glow.ORGANIC, 0.5 * radius)]


def _glare(rng: np.random.Generator, setting: _Setting) -> list[Item]:
    radius = float(np.clip(rng.lognormal(math.log(14), 0.6), 4, 90))
    corners = round_outline(rng, radius, 0.2, rng.uniform(1, 3), 24)
    return [_item(rng, setting, BevelledPolygon.of(corners), 0, glow.GLARE, 0.6 * radius)]


# Kind: (maker, reach in µm); distractors: (maker, reach in µm, number per mm²).
_MAKERS: dict[str, tuple[_Maker, float]] = {
    "fragment": (_fragment, 800), "fibre": (_fibre, 2300), "bead": (_bead, 500),
    "film": (_film, 2000),
}  # fmt: skip
_DISTRACTORS: tuple[tuple[_Maker, float, float], ...] = (
    (_organic, 2000, 0.9), (_glare, 600, 0.35),
)  # fmt: skip


def _item(
    rng: np.random.Generator, setting: _Setting, shape: Tube | BevelledPolygon, label: int,
    style: int, scale: float,
) -> Item:  # fmt: skip
    """A glowing object; `scale` (µm) is that of its unevenness, or a bead's radius."""
    strength = float(np.clip(rng.lognormal(math.log(0.75), 0.55), 0.14, 2.2))
    color = np.array(setting.colors[rng.integers(len(setting.colors))])
    soft = setting.blur + rng.exponential(2.5)
    halo = rng.uniform(0.05, 0.22)
    if style == glow.FILM:
        strength *= 0.45
    elif style == glow.ORGANIC:
        strength, soft = rng.uniform(0.08, 0.5), soft + rng.uniform(3, 25)
        color = np.array(setting.organic) * 2.5 * np.exp(rng.normal(0, 0.15, 3))
    elif style == glow.GLARE:
        strength, halo = rng.uniform(0.4, 1.3), rng.uniform(0.1, 0.3)
        color = np.array([1.0, 0.95, 0.9])
    length = setting.halo * rng.uniform(0.6, 1.4)
    look = np.array([
        strength, soft, halo, length, rng.uniform(0.15, 0.5), max(scale, 4.0),
        rng.uniform(0.0, 0.5) if rng.random() < 0.5 else 0.0, rng.uniform(0.0, 0.8),
    ])  # fmt: skip
    px = 1.0 / setting.um
    if isinstance(shape, Tube):
        shape = Tube.along(shape.points * px, shape.half * px)
    else:
        shape = BevelledPolygon.of(shape.corners * px)
    margin = (2.8 * length + soft) * px + 3
    inner = (scale if style == glow.BEAD else 0.8 * scale + 3 * soft) * px
    color = color * np.exp(rng.normal(0, 0.06, 3))
    return Item(
        shape, label, style, look, color, margin, max(margin, inner), float(rng.random()),
        setting.seed,
    )  # fmt: skip


def _field(rng: np.random.Generator, setting: _Setting, coverage: float) -> ObjectField:
    mix = {kind: share * rng.lognormal(0.0, 0.4) for kind, share in _SHARES.items()}
    whole = sum(mix.values())
    layers = []
    for kind, (maker, reach) in _MAKERS.items():
        sample = np.random.default_rng([setting.seed, 22])
        areas = [
            sum(item.shape.area for item in maker(sample, setting)) for _ in range(_AREA_SAMPLE)
        ]
        layers.append(
            _layer(maker, setting, reach, coverage * mix[kind] / whole / float(np.mean(areas)))
        )
    dirt = rng.uniform(0.3, 1.8)
    for maker, reach, per_mm2 in _DISTRACTORS:
        layers.append(_layer(maker, setting, reach, dirt * per_mm2 * (setting.um / 1000) ** 2))
    return ObjectField(layers, setting.seed)


def _layer(maker: _Maker, setting: _Setting, reach_um: float, per_px: float) -> ObjectKind:
    def make(rng: np.random.Generator) -> Sequence[Item]:
        return maker(rng, setting)

    return ObjectKind(make, float(per_px), math.ceil(reach_um / setting.um) + 64)
