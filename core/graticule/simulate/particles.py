"""Nanoparticles in a transmission electron microscope, with their instances as truth.

After Gumbiowski et al. 2023 (ANTEMA): dark particles on a bright, noisy carbon film, sizes
log-normal, some overlapping, in images whose pixel size is known.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.completion import completing
from graticule.geometry import Box, Length, PixelSize
from graticule.simulate import electrons
from graticule.simulate.distance import rasterise
from graticule.simulate.light import Brush
from graticule.simulate.noise import noise_map
from graticule.simulate.pyramid import PyramidFormat
from graticule.simulate.scene import Item, ObjectField, ObjectKind
from graticule.simulate.shapes import BevelledPolygon, convex_corners, round_outline, turned
from graticule.simulate.writing import SimulationProgress, iter_write_scene

PARTICLE_CLASSES: tuple[ClassInfo, ...] = (BACKGROUND, ClassInfo("particle", PALETTE[0]))

Shape = Literal["sphere", "ellipse", "polyhedron", "rod", "cube", "mixed"]
_SHAPES: tuple[Shape, ...] = ("sphere", "ellipse", "polyhedron", "rod", "cube", "mixed")


@dataclass(frozen=True, slots=True)
class ParticleLook:
    """What a micrograph shows; None is drawn from the seed.

    `diameter` is the median in px, `spread` the standard deviation of its logarithm,
    `coverage` the share of the area under particles, about; `bits` 8 or 16.
    """

    overlap: float | None = None  # share of the particles that overlap another, 0 to 0.4
    shape: Shape | None = None
    diameter: float | None = None
    spread: float | None = None
    coverage: float | None = None
    bits: int = 8
    scale_bar: bool = False

    def __post_init__(self) -> None:
        if self.bits not in (8, 16):
            raise ValueError(f"{self.bits} bits per pixel: only 8 or 16 are written")
        if self.overlap is not None and not 0 <= self.overlap <= 0.4:
            raise ValueError(f"an overlap of {self.overlap} is not between 0 and 0.4")
        if self.shape is not None and self.shape not in _SHAPES:
            raise ValueError(f"{self.shape!r} is no shape; choose from {', '.join(_SHAPES)}")
        if self.diameter is not None and not 4 <= self.diameter <= 400:
            raise ValueError(f"a diameter of {self.diameter} px is not between 4 and 400")
        if self.coverage is not None and not 0 < self.coverage <= 0.25:
            raise ValueError(f"a coverage of {self.coverage} is not between 0 and 0.25")


def iter_simulate_particles(
    out: Path,
    *,
    size: tuple[int, int],
    seed: int,
    pixel_size: Length | None = None,
    look: ParticleLook | None = None,
) -> Iterator[SimulationProgress]:
    """Write a micrograph of `size` (width, height) px and its truth; iterate to do the work.

    `pixel_size` None gives a median diameter of 2 to 60 nm, drawn from the seed. Beside
    `out` lie NAME.truth.tif (uint32: the number of the topmost particle, from 1; 0 under the
    scale bar) and NAME.truth.geojson (whole outlines). One seed gives the same bytes.
    """
    scene = ParticleScene(seed, size, pixel_size=pixel_size, look=look)
    yield from iter_write_scene(scene, out, size)


simulate_particles = completing(iter_simulate_particles)


class ParticleScene:
    """A micrograph of one seed, any part of which can be drawn; `size` (width, height) px."""

    classes = PARTICLE_CLASSES
    truth_kind = PyramidFormat(1, "uint32", levels=False)

    def __init__(
        self,
        seed: int,
        size: tuple[int, int],
        *,
        pixel_size: Length | None = None,
        look: ParticleLook | None = None,
    ) -> None:
        rng = np.random.default_rng([seed, 31])
        sample = _sample(rng, look or ParticleLook(), seed)
        nm = 2.0 * 30 ** rng.random() / sample.diameter
        if pixel_size is not None:
            nm = pixel_size.to("nm")
        self.pixel_size = PixelSize(nm, nm, "nm")
        self._bits = sample.bits
        self.kind = PyramidFormat(1, f"uint{sample.bits}", levels=True)
        self.description = f"Simulated nanoparticles (TEM), seed {seed}, {nm:.4g} nm per pixel"
        self._seed = seed
        self._frame = Box(0, 0, *size)
        self._beam(rng, sample.diameter)
        self._field = ObjectField([_layer(sample, seed)], seed)
        self._bar = _scale_bar(size, nm) if sample.scale_bar else None
        self._numbers: dict[tuple[int, ...], int] | None = None

    def items(self, box: Box) -> Iterator[Item]:
        """The particles that touch a box."""
        return self._field.all_items(box)

    def draw(self, box: Box) -> tuple[np.ndarray, np.ndarray]:
        """Picture (h, w, 1) uint8 or uint16 and instance labels (h, w) uint32 of a box."""
        beam = np.ones(box.shape, np.float32)
        ids = np.zeros(box.shape, np.uint32)
        for item in self._field.items(box):
            part = item.box.clipped(box)
            here = part.shifted(-box.left, -box.top).slices
            raster = rasterise(item.shape, part, item.reach)
            x, y = item.shape.center if isinstance(item.shape, BevelledPolygon) else (0.0, 0.0)
            brush = Brush(
                item.style, self._number(item), item.look, item.color, item.noise_seed, 1.0, x, y,
                item.margin,
            )  # fmt: skip
            electrons.paint_shadow(beam[here], ids[here], raster, brush)
        seen = electrons.count_electrons(beam, self._slow(box), self._camera, (box.left, box.top))
        top = 2**self._bits - 1
        picture = np.clip(seen * self._white * top + 0.5, 0, top).astype(self.kind.dtype)
        if self._bar is not None:
            _burn(self._bar, box, picture, ids, top)
        return picture[..., None], ids

    def _number(self, item: Item) -> int:
        if self._numbers is None:  # about 200 bytes per particle: the only thing that grows
            inside = (
                it.key
                for it in self._field.all_items(self._frame)
                if it.shape.bounds(0).overlaps(self._frame)
            )
            self._numbers = {key: n for n, key in enumerate(sorted(inside), 1)}
        return self._numbers.get(item.key, 0)

    def _beam(self, rng: np.random.Generator, diameter: float) -> None:
        dose = float(10 ** rng.uniform(1.2, 2.9))
        self._camera = (
            rng.uniform(0.02, 0.14), rng.uniform(1.2, 4.0) * (1 + diameter / 80), dose,
            rng.uniform(0.0, 0.8), self._seed,
        )  # fmt: skip
        self._white = rng.uniform(0.5, 0.85)
        self._uneven = rng.uniform(0.02, 0.22)
        self._film = rng.uniform(0.0, 0.08)

    def _slow(self, box: Box) -> np.ndarray:
        """Beam and film thickness on every eighth pixel, (h/8 + 2, w/8 + 2)."""
        left, top = box.left // 8 * 8, box.top // 8 * 8
        shape = (-(-(box.bottom - top) // 8) + 2, -(-(box.right - left) // 8) + 2)
        far = noise_map(left / 2400, top / 2400, 8 / 2400, shape, self._seed + 301)
        near = noise_map(left / 260, top / 260, 8 / 260, shape, self._seed + 302)
        return (1.0 + self._uneven * far + self._film * near).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Sample:
    """All that the particles of one micrograph share."""

    overlap: float
    shape: Shape
    diameter: float
    spread: float
    coverage: float
    bits: int
    scale_bar: bool
    dark: float
    soft: float
    fringe: float
    wide: float
    crystalline: float
    seed: int


def _sample(rng: np.random.Generator, look: ParticleLook, seed: int) -> _Sample:
    diameter = float(np.exp(rng.uniform(math.log(16), math.log(110))))
    drawn = {
        "overlap": rng.uniform(0.0, 0.4), "shape": _SHAPES[rng.integers(len(_SHAPES))],
        "diameter": diameter, "spread": rng.uniform(0.05, 0.35),
        "coverage": rng.uniform(0.04, 0.16),
    }  # fmt: skip
    given = {name: getattr(look, name) for name in drawn if getattr(look, name) is not None}
    focus = rng.normal(0, 1)
    return _Sample(
        **(drawn | given), bits=look.bits, scale_bar=look.scale_bar,
        dark=rng.uniform(0.35, 2.2), soft=rng.uniform(0.8, 2.2) + 0.5 * abs(focus),
        fringe=float(np.clip(-0.12 * focus, -0.3, 0.3)), wide=rng.uniform(1.2, 3.0),
        crystalline=rng.uniform(0.0, 0.8), seed=seed,
    )  # fmt: skip


def _layer(sample: _Sample, seed: int) -> ObjectKind:
    # A pair is two particles, so this share of the places must become one.
    pairs = sample.overlap / (2 - sample.overlap)
    area = math.pi * (sample.diameter / 2) ** 2 * math.exp(2 * sample.spread**2)
    per_px, drawn_pairs = _candidates(sample, sample.coverage / (area * (1 + pairs)), pairs, seed)

    def start(rng: np.random.Generator) -> tuple[float, Shape, bool]:
        radius = sample.diameter / 2 * math.exp(np.clip(rng.normal(), -2.5, 2.5) * sample.spread)
        shape = sample.shape
        if shape == "mixed":
            shape = _SHAPES[rng.integers(len(_SHAPES) - 1)]
        return radius, shape, bool(rng.random() < drawn_pairs)

    def room(rng: np.random.Generator) -> float:
        return _room(*start(rng))

    def make(rng: np.random.Generator) -> Sequence[Item]:
        radius, shape, paired = start(rng)
        first = _particle(rng, sample, shape, radius)
        if not paired:
            return [first]
        return _pair(rng, sample, shape, first)

    furthest = max(_room(_largest(sample), shape, True) for shape in _SHAPES[:-1])
    return ObjectKind(make, per_px, math.ceil(2 * furthest) + 24, room)


def _room(radius: float, shape: Shape, paired: bool) -> float:
    """How far from its place, in px, a particle or a pair may reach."""
    longest = {"sphere": 1.05, "ellipse": 1.35, "polyhedron": 1.25, "rod": 1.7, "cube": 1.35}[shape]
    return longest * radius * (2.25 if paired else 1.0) + 2


def _candidates(sample: _Sample, wanted: float, pairs: float, seed: int) -> tuple[float, float]:
    """Places per px², and share of pairs among them, so that `wanted` and `pairs` stay.

    Of places that clear their rooms (Matérn II) with the mean crowd c = π·E(R + R')², the
    share (1 - exp(-λc)) / λc stays: the more room one needs, the less often.
    """
    normal = np.random.default_rng([seed, 33]).normal(size=300).clip(-2.5, 2.5)
    radii = sample.diameter / 2 * np.exp(normal * sample.spread)
    shapes: tuple[Shape, ...] = _SHAPES[:-1] if sample.shape == "mixed" else (sample.shape,)
    of_each: list[Shape] = [shapes[n % len(shapes)] for n in range(len(radii))]
    single = np.array([_room(r, s, False) for r, s in zip(radii, of_each, strict=True)])
    double = np.array([_room(r, s, True) for r, s in zip(radii, of_each, strict=True)])
    drawn, density = pairs, wanted
    for _ in range(12):
        rooms = np.concatenate([single, double])
        weights = np.repeat([1 - drawn, drawn], len(radii)) / len(radii)
        crowd = density * math.pi * ((rooms[:, None] + rooms) ** 2 @ weights)
        stays = -np.expm1(-crowd) / crowd
        one, two = stays[: len(radii)].mean(), stays[len(radii) :].mean()
        drawn = pairs / two / (pairs / two + (1 - pairs) / one)
        density = min(wanted / (drawn * two + (1 - drawn) * one), 12 * wanted)
    return float(density), float(drawn)


def _largest(sample: _Sample) -> float:
    return sample.diameter / 2 * math.exp(2.5 * sample.spread)


def _particle(rng: np.random.Generator, sample: _Sample, shape: Shape, radius: float) -> Item:
    corners, style = _outline(rng, shape, radius)
    crystal = rng.random() < sample.crystalline
    inner = radius * (0.55 if shape == "rod" else 0.95)
    dark = sample.dark * rng.lognormal(0.0, 0.45 if crystal else 0.12)
    look = np.array([
        dark, sample.soft, inner, sample.fringe, sample.wide,
        rng.uniform(0.1, 0.45) if crystal and rng.random() < 0.5 else 0.0,
        rng.uniform(0, 6.28), rng.uniform(0.0, 0.25) if crystal else 0.05,
    ])  # fmt: skip
    margin = max(1.5 * sample.soft, 5.0 * sample.wide) + 2
    bevels = rng.uniform(1.0, 4.0, len(corners))
    return Item(
        BevelledPolygon.of(corners, bevels), 1, style, look, np.zeros(3), margin,
        max(margin, 1.2 * radius), float(rng.random()), sample.seed,
    )  # fmt: skip


def _outline(rng: np.random.Generator, shape: Shape, radius: float) -> tuple[np.ndarray, int]:
    """Corners (n, 2) of about the area π·radius², and how the thickness runs."""
    count = int(np.clip(radius * 2, 24, 96))
    if shape == "sphere":
        return round_outline(rng, radius, rng.uniform(0.0, 0.03), count=count), electrons.SPHERE
    if shape == "ellipse":
        aspect = rng.uniform(1.1, 1.7)
        outline = round_outline(rng, radius, rng.uniform(0.0, 0.03), aspect, count)
        return outline, electrons.SPHERE
    if shape == "rod":
        aspect = rng.uniform(1.8, 3.4)
        half = radius * math.sqrt(math.pi / (4 * aspect - 4 + math.pi))
        return turned(_capsule(half, half * aspect), rng.uniform(0, 6.28)), electrons.SPHERE
    if shape == "cube":
        side = radius * math.sqrt(math.pi) / 2
        skew = rng.uniform(0.85, 1.15)
        square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (side * skew, side / skew)
        return turned(_chamfered(square, rng.uniform(0.06, 0.22)), rng.uniform(0, 6.28)), (
            electrons.PLATE
        )
    corners = convex_corners(rng, radius, int(rng.integers(5, 9)), 1.3)
    x, y = corners.T
    area = abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2
    corners = corners * (radius * math.sqrt(math.pi / area))
    limit = 1.24 * radius / np.hypot(*corners.T).max()
    return _chamfered(corners * min(1.0, limit), rng.uniform(0.05, 0.2)), electrons.CRYSTAL


def _capsule(half: float, long: float) -> np.ndarray:
    angle = np.linspace(-math.pi / 2, math.pi / 2, 14)
    end = np.stack([np.cos(angle), np.sin(angle)], 1) * half + (long - half, 0.0)
    return np.concatenate([end, -end])


def _chamfered(corners: np.ndarray, share: float) -> np.ndarray:
    """Each corner cut off at `share` of its edges."""
    before, after = np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0)
    pair = [corners + share * (before - corners), corners + share * (after - corners)]
    return np.stack(pair, 1).reshape(-1, 2)


def _pair(rng: np.random.Generator, sample: _Sample, shape: Shape, first: Item) -> list[Item]:
    """The particle and another that overlaps it by a tenth to half of its own diameter."""
    radius = math.sqrt(first.shape.area / math.pi)
    second = radius * math.exp(np.clip(rng.normal(), -2, 1) * sample.spread * 0.7)
    second = min(second, 1.15 * radius)
    other = _particle(rng, sample, shape, second)
    angle = rng.uniform(0, 2 * math.pi)
    way = np.array([math.cos(angle), math.sin(angle)])
    # They touch where both reach along the line of their centres.
    touch = (_corners(first) @ way).max() + (_corners(other) @ -way).max()
    dx, dy = way * (touch - rng.uniform(0.1, 0.5) * 2 * min(radius, second)) / 2
    return [
        replace(first, shape=first.shape.moved(-float(dx), -float(dy))),
        replace(other, shape=other.shape.moved(float(dx), float(dy))),
    ]


def _corners(item: Item) -> np.ndarray:
    assert isinstance(item.shape, BevelledPolygon)
    return item.shape.corners


def _scale_bar(size: tuple[int, int], nm: float) -> tuple[Box, np.ndarray]:
    """Where the bar lies, and its picture (h, w): 0 black, 255 white; a round length of ~ 1/5."""
    width, height = size
    target = max(width * 0.2 * nm, 1e-6)
    power = 10 ** math.floor(math.log10(target))
    length = max(step * power for step in (1, 2, 5) if step * power <= target)
    text = f"{length / 1000:g} µm" if length >= 1000 else f"{length:g} nm"
    bar = max(1, round(length / nm))
    size_px = max(10, round(width * 0.025))
    font = ImageFont.load_default(size_px)
    box = font.getbbox(text)
    label = (math.ceil(box[2]), math.ceil(box[3]))
    picture = Image.new("L", (max(bar, label[0]) + size_px, label[1] + size_px), 255)
    draw = ImageDraw.Draw(picture)
    draw.text(((picture.width - label[0]) // 2, size_px // 6), text, fill=0, font=font)
    left = (picture.width - bar) // 2
    top = picture.height - size_px // 2
    draw.rectangle((left, top, left + bar - 1, top + max(2, size_px // 5)), fill=0)
    place = Box(0, 0, picture.width, picture.height).shifted(0, height - picture.height)
    return place, np.asarray(picture)


def _burn(
    bar: tuple[Box, np.ndarray], box: Box, picture: np.ndarray, ids: np.ndarray, white: int
) -> None:
    place, drawn = bar
    part = place.clipped(box)
    if part.area and place.overlaps(box):
        here = part.shifted(-box.left, -box.top).slices
        there = part.shifted(-place.left, -place.top).slices
        picture[here] = (drawn[there].astype(np.uint32) * white // 255).astype(picture.dtype)
        ids[here] = 0
