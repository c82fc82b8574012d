"""The objects of a tape lift, drawn at random: threads, hairs, skin, glass, sand, and dirt.

Sizes follow Rijpkema et al. 2026, table 3: fibres 0.5 ± 0.2 mm across their bounding
circle, hairs 7 ± 4 mm, glass 0.2 ± 0.1 mm, sand 0.3 ± 0.1 mm. Lengths are in µm until `_item`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from graticule.simulate import light
from graticule.simulate.scene import Item
from graticule.simulate.shapes import (
    BevelledPolygon,
    Tube,
    bowed,
    convex_corners,
    round_outline,
    smooth_curve,
)  # fmt: skip

FIBRE, HAIR, SKIN, GLASS, SAND = range(1, 6)

# Optical densities in red, green, blue at full thickness, of the dyes of common textiles.
_DYES: dict[str, tuple[float, float, float]] = {
    "black": (2.2, 2.2, 2.1), "navy": (1.9, 1.5, 0.75), "blue": (1.5, 0.8, 0.25),
    "denim": (0.9, 0.6, 0.3), "turquoise": (1.2, 0.25, 0.25), "green": (1.3, 0.5, 1.0),
    "olive": (0.8, 0.7, 1.3), "yellow": (0.06, 0.12, 1.0), "orange": (0.08, 0.55, 1.4),
    "red": (0.2, 1.5, 1.3), "pink": (0.08, 0.6, 0.3), "purple": (0.8, 1.3, 0.5),
    "brown": (0.7, 1.0, 1.5), "grey": (0.6, 0.6, 0.58), "beige": (0.12, 0.18, 0.32),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """What all objects of one tape share."""

    um: float  # µm per pixel
    seed: int
    focus: float  # µm: typical blur of an object out of focus
    palette: tuple[tuple[float, float, float], ...]  # dyes of the clothes that met this tape


Maker = Callable[[np.random.Generator, Setting], Sequence[Item]]


def random_setting(rng: np.random.Generator, um: float, seed: int) -> Setting:
    """The clothes, the focus and so on of one tape."""
    names = list(_DYES)
    chosen = rng.choice(len(names), size=int(rng.integers(4, 10)), replace=False)
    palette = tuple(_DYES[names[i]] for i in chosen)
    return Setting(um, seed, float(rng.uniform(0.8, 4.0)), palette)


def fibre(rng: np.random.Generator, setting: Setting) -> list[Item]:
    """A textile fibre, 8-34 µm wide and up to 4 mm long; sometimes two of one thread."""
    kind = rng.choice(["round", "viscose", "cotton", "wool"], p=[0.42, 0.2, 0.28, 0.1])
    count = 1 if rng.random() < 0.85 else int(rng.integers(2, 4))
    color = _dye(rng, setting)
    return [_one_fibre(rng, setting, str(kind), color) for _ in range(count)]


def _one_fibre(rng: np.random.Generator, setting: Setting, kind: str, color: np.ndarray) -> Item:
    width = {
        "round": rng.uniform(10, 24), "viscose": rng.uniform(11, 22),
        "cotton": rng.uniform(12, 26), "wool": rng.uniform(18, 34),
    }[kind]  # fmt: skip
    length = float(np.clip(rng.lognormal(math.log(650), 0.6), 120, 4000))
    bend = rng.uniform(0.1, 1.35) * (length / 700) ** 0.5 * (1.5 if kind == "cotton" else 1.0)
    points = smooth_curve(rng, length, step=max(4.0 * setting.um, 8.0), bend=bend)
    points += rng.normal(0, 60, 2)
    half = np.full(len(points), width / 2)
    if kind == "cotton":
        turns = np.arange(len(points)) * (length / len(points)) / rng.uniform(60, 130)
        half *= 1.0 - 0.28 * np.sin(turns + rng.uniform(0, 6)) ** 2
    colourless = bool(color.max() < 0.15)
    soft = _soft(rng, setting)
    contrast = 1.0 / (1.0 + 0.12 * soft**1.5)
    look = np.array([
        rng.uniform(0.35, 0.6) if colourless else rng.uniform(0.12, 0.4),
        soft,
        contrast * rng.uniform(0.0, 0.16),
        contrast * rng.uniform(0.5, 1.6) if kind == "round" and rng.random() < 0.5 else 0.0,
        contrast * rng.uniform(0.05, 0.16) if kind in ("viscose", "wool") else 0.0,
        0.85 if kind == "cotton" else rng.uniform(0.0, 0.4),
        rng.uniform(25, 55) if kind == "cotton" else 0.0,
        contrast * rng.uniform(0.02, 0.12),
    ])  # fmt: skip
    look[0] *= 0.5 + 0.5 * contrast
    return _item(setting, rng, Tube.along(points, half), FIBRE, light.FIBRE, look, color)


def hair(rng: np.random.Generator, setting: Setting) -> list[Item]:
    """A human hair 50-100 µm wide (seldom an animal's, finer), 1-11 mm long, cut or tapering."""
    animal = rng.random() < 0.15
    width = rng.uniform(28, 55) if animal else rng.uniform(50, 100)
    length = float(np.clip(rng.lognormal(math.log(4500), 0.6), 900, 11000))
    points = smooth_curve(
        rng, length, step=max(12.0, 6.0 * setting.um), bend=rng.uniform(0.05, 0.9)
    )
    half = np.full(len(points), width / 2)
    if rng.random() < 0.55:  # the tip as it grew: a taper over its last stretch
        tail = int(len(points) * rng.uniform(0.15, 0.5))
        half[-tail:] *= np.linspace(1.0, rng.uniform(0.15, 0.5), tail)
    if rng.random() < 0.25:  # a root: the hair widens into its bulb
        bulb = min(len(points) // 4, int(260 / max(12.0, 6.0 * setting.um)) + 2)
        half[:bulb] *= 1.0 + rng.uniform(0.3, 0.9) * np.sin(np.linspace(0, np.pi, bulb)) ** 2
    melanin = rng.choice([0.18, 0.45, 0.9, 1.5, 2.4], p=[0.15, 0.2, 0.25, 0.25, 0.15])
    melanin *= rng.uniform(0.75, 1.3)
    reddish = rng.uniform(0.0, 0.35)
    color = melanin * np.array([0.62 - 0.4 * reddish, 0.9, 1.35 + 0.4 * reddish])
    soft = _soft(rng, setting) + 0.4
    look = np.array([
        rng.uniform(0.25, 0.55), soft,
        rng.uniform(0.0, 0.22) * math.exp(-melanin),
        rng.uniform(0.2, 0.6) if animal or rng.random() < 0.65 else 0.0,
        rng.uniform(0.35, 0.6) if animal else rng.uniform(0.12, 0.3),
        -1.2 if animal or rng.random() < 0.4 else rng.uniform(-0.3, 0.35),
        rng.uniform(14, 26) if animal else 0.0,
        rng.uniform(0.1, 0.35),
    ])  # fmt: skip
    return [_item(setting, rng, Tube.along(points, half), HAIR, light.HAIR, look, color)]


def skin(rng: np.random.Generator, setting: Setting) -> list[Item]:
    """Skin flakes, 20-200 µm and seldom to 450, often several that came off together."""
    count = 1 if rng.random() < 0.4 else int(rng.integers(2, 9))
    spread = rng.uniform(60, 260) * math.sqrt(count)
    yellow = rng.uniform(0.15, 0.9)
    cell = rng.uniform(26, 42)
    items = []
    for _ in range(count):
        radius = float(np.clip(rng.lognormal(math.log(42), 0.55), 9, 220))
        corners = round_outline(rng, radius, rng.uniform(0.1, 0.24), rng.uniform(1.0, 2.2), 36)
        corners = corners + rng.normal(0, radius * 0.045, corners.shape)
        corners = corners + rng.normal(0, spread / 2, 2).clip(-1000, 1000)
        thick = float(np.clip(rng.lognormal(math.log(0.22), 0.55), 0.06, 0.8))
        color = thick * np.array([0.75, 0.75 + 0.25 * yellow, 0.75 + 0.75 * yellow])
        soft = _soft(rng, setting)
        sharp = 1.0 / (1.0 + 0.25 * soft)
        look = np.array([
            rng.uniform(0.12, 0.35), soft, sharp * rng.uniform(0.15, 0.6),
            sharp * rng.uniform(0.05, 0.3), cell, rng.uniform(0.25, 0.8),
            sharp * rng.uniform(0.05, 0.3),
        ])  # fmt: skip
        items.append(
            _item(setting, rng, BevelledPolygon.of(corners), SKIN, light.SKIN, look, color)
        )
    return items


def glass(rng: np.random.Generator, setting: Setting) -> list[Item]:
    """Glass shards of 0.03-0.5 mm with straight and shell-shaped edges; often splinters beside."""
    count = 1 if rng.random() < 0.6 else int(rng.integers(2, 6))
    items = []
    for n in range(count):
        radius = float(np.clip(rng.lognormal(math.log(75 if n == 0 else 35), 0.5), 12, 260))
        items.append(_shard(rng, setting, radius, rng.normal(0, 180 if n else 1, 2)))
    return items


def _shard(rng: np.random.Generator, setting: Setting, radius: float, place: np.ndarray) -> Item:
    corners = convex_corners(rng, radius, int(rng.integers(4, 8)))
    count = len(corners)
    bows = np.where(rng.random(count) < 0.5, rng.uniform(-0.11, 0.09, count), 0.0)
    bevels = rng.uniform(0.03, 0.22, count) * radius**0.85
    corners, bevels = bowed(corners, bows, bevels)
    corners = corners + place.clip(-700, 700)
    soft = _soft(rng, setting)
    sharp = 1.0 / (1.0 + 0.2 * soft)
    source = corners[rng.integers(len(corners))] * 1.1
    look = np.array([
        rng.uniform(0.4, 0.85), soft, sharp * rng.uniform(0.04, 0.16),
        sharp * rng.uniform(0.0, 0.13), rng.uniform(5, 16), source[0], source[1],
        sharp * rng.uniform(0.1, 0.4) if rng.random() < 0.6 and radius > 40 else 0.0,
        rng.uniform(0, 6.28), rng.uniform(0.1, 0.5) * radius,
    ])  # fmt: skip
    tint = rng.uniform(0.0, 0.07)
    color = np.array([1.0, 0.45, 0.75]) * tint
    if rng.random() < 0.08:  # bottles and lenses
        color = np.array(rng.choice([[0.7, 0.25, 0.8], [0.3, 0.6, 1.2]], axis=0)) * rng.uniform(
            0.3, 1
        )
    return _item(setting, rng, BevelledPolygon.of(corners, bevels), GLASS, light.GLASS, look, color)


def sand(rng: np.random.Generator, setting: Setting) -> list[Item]:
    """A grain of sand, 0.06-0.5 mm: mostly quartz, some stained, some opaque."""
    radius = float(np.clip(rng.lognormal(math.log(95), 0.45), 28, 270))
    corners = round_outline(rng, radius, rng.uniform(0.05, 0.14), rng.uniform(1.0, 1.7), 44)
    if rng.random() < 0.4:  # crushed rather than worn
        corners = corners + rng.normal(0, 0.025 * radius, corners.shape)
    mineral = rng.choice(4, p=[0.5, 0.28, 0.12, 0.1])
    color = [
        np.array([0.10, 0.12, 0.16]) * rng.uniform(0.3, 2.0),
        np.array([0.15, 0.45, 1.1]) * rng.uniform(0.3, 1.3),  # iron-stained
        np.array([0.9, 0.8, 0.9]) * rng.uniform(0.5, 1.3),  # green-grey, dark minerals
        np.array([2.0, 2.1, 2.2]),  # opaque
    ][mineral]
    soft = _soft(rng, setting) + 0.5
    look = np.array([
        rng.uniform(0.65, 0.92), soft, radius, rng.uniform(0.16, 0.4), rng.uniform(0.08, 0.35),
        rng.uniform(0.0, 0.6), rng.uniform(0.0, 0.25), *rng.normal(0, 0.25 * radius, 2),
        rng.uniform(0.2, 0.6) if rng.random() < 0.2 else 0.0,
    ])  # fmt: skip
    return [_item(setting, rng, BevelledPolygon.of(corners), SAND, light.SAND, look, color)]


def bubbles(rng: np.random.Generator, setting: Setting) -> list[Item]:
    """Air under the tape: a swarm of small round bubbles, faint or sharply outlined."""
    items = []
    spread = rng.uniform(60, 420)
    line = rng.uniform(0.1, 0.5)
    for _ in range(int(rng.integers(2, 14))):
        radius = float(np.clip(rng.lognormal(math.log(14), 0.6), 4, 70))
        corners = round_outline(rng, radius, 0.03, rng.uniform(1, 1.3), 24)
        corners = corners + rng.normal(0, spread / 2, 2).clip(-1000, 1000)
        look = np.array([
            line * rng.uniform(0.6, 1.2), _soft(rng, setting), rng.uniform(0.7, 1.8),
            rng.uniform(0.02, 0.12), rng.uniform(-0.01, 0.03),
        ])  # fmt: skip
        items.append(
            _item(setting, rng, BevelledPolygon.of(corners), 0, light.BUBBLE, look, np.zeros(3))
        )
    return items


def pocket(rng: np.random.Generator, setting: Setting) -> list[Item]:
    """A flat pocket of trapped air, 0.1-1.2 mm, like an amoeba: a contour and nothing inside."""
    radius = float(np.clip(rng.lognormal(math.log(150), 0.6), 40, 600))
    corners = round_outline(rng, radius, rng.uniform(0.2, 0.42), rng.uniform(1, 3), 130)
    corners = np.clip(corners, -1500, 1500)
    look = np.array([
        rng.uniform(0.08, 0.4), _soft(rng, setting), rng.uniform(1.0, 3.0),
        rng.uniform(0.02, 0.1), rng.uniform(-0.02, 0.03),
    ])  # fmt: skip
    return [_item(setting, rng, BevelledPolygon.of(corners), 0, light.POCKET, look, np.zeros(3))]


def speck(rng: np.random.Generator, setting: Setting) -> list[Item]:
    """Soot, rust, dust: opaque grains of 2-40 µm, a few together."""
    items = []
    brown = rng.uniform(0.0, 1.0)
    for _ in range(int(rng.integers(1, 6))):
        radius = float(np.clip(rng.lognormal(math.log(4.5), 0.6), 1.2, 22))
        corners = round_outline(rng, radius, rng.uniform(0.1, 0.35), rng.uniform(1, 2.5), 16)
        corners = corners + rng.normal(0, 60, 2).clip(-300, 300)
        color = rng.uniform(0.5, 2.0) * np.array([1.0 - 0.4 * brown, 1.0, 1.0 + 0.3 * brown])
        look = np.array([0.0, _soft(rng, setting), rng.uniform(0.1, 0.6)])
        items.append(_item(setting, rng, BevelledPolygon.of(corners), 0, light.SPECK, look, color))
    return items


def smear(rng: np.random.Generator, setting: Setting) -> list[Item]:
    """A faint streaky stain, 0.1-0.8 mm, without a sharp edge."""
    radius = float(np.clip(rng.lognormal(math.log(160), 0.5), 50, 420))
    corners = np.clip(round_outline(rng, radius, 0.25, rng.uniform(1, 3.5), 40), -1500, 1500)
    tone = np.array([0.8, 1.0, 1.4]) if rng.random() < 0.7 else np.ones(3)
    look = np.array([0.0, rng.uniform(12, 35), rng.uniform(0.3, 0.9), rng.uniform(0, 3.14)])
    color = tone * rng.uniform(0.03, 0.22)
    return [_item(setting, rng, BevelledPolygon.of(corners), 0, light.SMEAR, look, color)]


def _dye(rng: np.random.Generator, setting: Setting) -> np.ndarray:
    if rng.random() < 0.3:  # undyed
        return np.array([0.05, 0.06, 0.09]) * rng.uniform(0.2, 1.4)
    base = np.array(setting.palette[rng.integers(len(setting.palette))])
    return base * rng.lognormal(0.0, 0.3) * np.exp(rng.normal(0, 0.12, 3))


def _soft(rng: np.random.Generator, setting: Setting) -> float:
    """Blur of an object's edge in µm: most lie near the plane of focus, a few far from it."""
    lens = 0.8 + 0.35 * setting.um
    return float(lens + min(12.0, setting.focus * rng.exponential(0.55)))


def _item(  # noqa: PLR0913 - every object needs all of them
    setting: Setting,
    rng: np.random.Generator,
    shape: Tube | BevelledPolygon,
    label: int,
    style: int,
    look: np.ndarray,
    color: np.ndarray,
) -> Item:
    px = 1.0 / setting.um
    soft = float(look[1])
    margin, reach = 3.5 * soft, 3.5 * soft
    if isinstance(shape, Tube):
        shape = Tube.along(shape.points * px, shape.half * px)
    else:
        margin, reach = _reaches(shape, style, look)
        shape = BevelledPolygon.of(shape.corners * px, shape.bevels)
    return Item(
        shape, label, style, look.astype(np.float64), color.astype(np.float64),
        margin * px + 4.0, max(reach, margin) * px + 4.0, float(rng.random()), setting.seed,
    )  # fmt: skip


def _reaches(shape: BevelledPolygon, style: int, look: np.ndarray) -> tuple[float, float]:
    """How far from the outline (µm) it changes the picture, and its painter needs the depth."""
    soft = float(look[1])
    if style == light.SAND:
        return 3.5 * soft, 1.6 * float(look[2])
    if style == light.GLASS:
        return 3.5 * soft, max(4.5 * (float(shape.bevels.max()) + soft), 7.0 * float(look[4]))
    if style in (light.BUBBLE, light.POCKET):
        ring = 4.2 * (float(look[2]) + 0.8 * soft)
        return ring, ring
    if style == light.SMEAR:
        return 0.5 * soft, 1.7 * soft
    return 3.5 * soft, 5.0 * soft + 4.0
