"""A tape lift under transmitted light, of any size, with its truth.

There is no public tape lift; this one follows what Rijpkema et al. 2026 show and count:
1 µm/px, shading-corrected and stitched, a bright homogeneous ground of which a triangle
threshold finds about 94%, air bubbles, and five kinds of trace.
"""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.completion import completing
from graticule.geometry import Box, Length, PixelSize
from graticule.simulate import light, traces
from graticule.simulate.density import Clumps
from graticule.simulate.distance import rasterise
from graticule.simulate.noise import noise_map
from graticule.simulate.pyramid import PyramidFormat
from graticule.simulate.scene import Item, ObjectField, ObjectKind
from graticule.simulate.writing import SimulationProgress, iter_write_scene

TAPE_CLASSES: tuple[ClassInfo, ...] = (
    BACKGROUND,
    *(
        ClassInfo(name, color)
        for name, color in zip(("fibre", "hair", "skin", "glass", "sand"), PALETTE, strict=False)
    ),
)

# Share of each kind in the area of all traces: about that of the annotated tapes (table 3).
_SHARES: dict[str, float] = {"fibre": 0.36, "hair": 0.15, "skin": 0.25, "glass": 0.14, "sand": 0.10}
_ONE_UM = Length(1.0, "µm")
_AREA_SAMPLE = 120  # objects drawn to know a kind's mean area
# Kind: (maker, how far an object and its companions reach from their place, in µm).
_MAKERS: dict[str, tuple[traces.Maker, float]] = {
    "fibre": (traces.fibre, 2600), "hair": (traces.hair, 5800), "skin": (traces.skin, 1500),
    "glass": (traces.glass, 1200), "sand": (traces.sand, 600),
}  # fmt: skip
# Distractors: (maker, reach in µm, number per mm² at full density).
_DISTRACTORS: tuple[tuple[traces.Maker, float, float], ...] = (
    (traces.bubbles, 1300, 0.6), (traces.pocket, 1700, 0.10),
    (traces.speck, 400, 2.0), (traces.smear, 1700, 0.06),
)  # fmt: skip


def iter_simulate_tape(
    out: Path,
    *,
    size: tuple[int, int],
    seed: int,
    pixel_size: Length = _ONE_UM,
    clumps: bool = False,
    coverage: float = 0.03,
) -> Iterator[SimulationProgress]:
    """Write a tape lift of `size` (width, height) px and its truth; iterate to do the work.

    `coverage` is the share of the area that traces cover, about, before they overlap;
    `clumps` gathers them so that part of the tape is empty. Beside `out` lie NAME.truth.tif
    (uint8: the index in `TAPE_CLASSES`) and NAME.truth.geojson. One seed gives the same bytes.
    """
    scene = TapeScene(seed, pixel_size=pixel_size, clumps=clumps, coverage=coverage)
    yield from iter_write_scene(scene, out, size)


simulate_tape = completing(iter_simulate_tape)


class TapeScene:
    """An endless tape of one seed, any part of which can be drawn."""

    classes = TAPE_CLASSES
    truth_kind = PyramidFormat(1, "uint8", levels=False)

    def __init__(
        self,
        seed: int,
        *,
        pixel_size: Length = _ONE_UM,
        clumps: bool = False,
        coverage: float = 0.03,
    ) -> None:
        if not 0 <= coverage <= 0.5:
            raise ValueError(f"a coverage of {coverage} is not between 0 and 0.5")
        um = pixel_size.to("µm")
        if not 0.1 <= um <= 10:
            raise ValueError(f"tapes are drawn at 0.1 to 10 µm per pixel, not {um:g}")
        rng = np.random.default_rng([seed, 1])
        self.pixel_size = PixelSize(um, um, "µm")
        self.kind = PyramidFormat(3, "uint8", levels=True, jpeg_quality=int(rng.integers(80, 93)))
        self.description = f"Simulated tape lift, seed {seed}, {um:g} um per pixel"
        self._um = um
        self._seed = seed
        self._camera(rng)
        setting = traces.random_setting(rng, um, seed)
        self._field = _field(rng, setting, coverage, clumps)

    def items(self, box: Box) -> Iterator[Item]:
        """The objects that touch a box, distractors (label 0) among them, in no order."""
        return self._field.all_items(box)

    def draw(self, box: Box) -> tuple[np.ndarray, np.ndarray]:
        """Picture (h, w, 3) and truth (h, w), uint8; the same however a scan is cut into boxes."""
        lit = np.ones((*box.shape, 3), np.float32)
        truth = np.zeros(box.shape, np.uint8)
        for item in self._field.items(box):
            part = item.box.clipped(box)
            raster = rasterise(item.shape, part, item.reach)
            here = part.shifted(-box.left, -box.top).slices
            light.paint_light(lit[here], truth[here], raster, self._brush(item))
        picture = light.develop(
            lit, self._slow(box), self._fields, self._sensor, (box.left, box.top)
        )
        return picture, truth

    def _brush(self, item: Item) -> light.Brush:
        x, y = getattr(item.shape, "center", (0.0, 0.0))
        return light.Brush(
            item.style,
            item.label,
            item.look,
            item.color,
            item.noise_seed,
            self._um,
            x,
            y,
            item.margin,
        )

    def _camera(self, rng: np.random.Generator) -> None:
        self._white = rng.uniform(0.965, 1.0, 3) * (1.0, 0.995, 0.98)
        self._sensor = (
            rng.uniform(212, 246), rng.uniform(0.7, 2.6), rng.uniform(0.001, 0.004), self._seed,
        )  # fmt: skip
        width = rng.uniform(1100, 2400) / self._um
        self._fields = (
            float(int(width)), float(int(width * rng.uniform(0.7, 0.85))),
            rng.uniform(0.0, 0.045), rng.uniform(0.0, 0.016), rng.uniform(-0.012, 0.012),
        )  # fmt: skip
        self._adhesive = rng.uniform(0.004, 0.022), rng.uniform(35, 110)
        self._lamp = rng.uniform(0.0, 0.03)

    def _slow(self, box: Box) -> np.ndarray:
        """Lamp and adhesive on every eighth pixel, (h/8 + 2, w/8 + 2, 3)."""
        left, top = box.left // 8 * 8, box.top // 8 * 8
        shape = (-(-(box.bottom - top) // 8) + 2, -(-(box.right - left) // 8) + 2)
        step = 8 * self._um
        strength, scale = self._adhesive
        x, y = left * self._um, top * self._um
        texture = noise_map(x / scale, y / scale, step / scale, shape, self._seed + 101)
        far = noise_map(x / 9000, y / 9000, step / 9000, shape, self._seed + 102)
        warm = noise_map(x / 14000, y / 14000, step / 14000, shape, self._seed + 103)
        level = 1.0 + strength * texture + self._lamp * far
        tint = 0.012 * warm[..., None] * np.array([1.0, 0.0, -1.0])
        return (self._white * (level[..., None] + tint)).astype(np.float32)


def _field(
    rng: np.random.Generator, setting: traces.Setting, coverage: float, clumps: bool
) -> ObjectField:
    """All objects of a tape; the mix of kinds varies from tape to tape."""
    mix = {kind: share * rng.lognormal(0.0, 0.35) for kind, share in _SHARES.items()}
    whole = sum(mix.values())
    px_per_mm = 1000 / setting.um
    layers = [
        _layer(maker, setting, reach, coverage * mix[kind] / whole / _mean_area(maker, setting))
        for kind, (maker, reach) in _MAKERS.items()
    ]
    # A clean tape has less of everything, so dirt goes with the traces.
    dirt = min(1.5, coverage / 0.03) * rng.uniform(0.7, 2.0)
    for maker, reach, per_mm2 in _DISTRACTORS:
        layers.append(_layer(maker, setting, reach, dirt * per_mm2 / px_per_mm**2))
    if not clumps:
        return ObjectField(layers, setting.seed)
    density = Clumps(setting.seed, wavelength=3200 / setting.um, empty=0.55)
    return ObjectField(layers, setting.seed, density, density.highest)


def _layer(
    maker: traces.Maker, setting: traces.Setting, reach_um: float, per_px: float
) -> ObjectKind:
    def make(rng: np.random.Generator) -> Sequence[Item]:
        return maker(rng, setting)

    return ObjectKind(make, per_px, math.ceil(reach_um / setting.um) + 64)


def _mean_area(maker: traces.Maker, setting: traces.Setting) -> float:
    """Mean area in px² of what one call makes, from a fixed sample."""
    rng = np.random.default_rng([setting.seed, 2])
    areas = [sum(item.shape.area for item in maker(rng, setting)) for _ in range(_AREA_SAMPLE)]
    return float(np.mean(areas))
