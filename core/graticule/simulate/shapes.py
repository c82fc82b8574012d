"""What an object is before it is drawn: a tube along a curve, or a patch inside an outline.

Coordinates are level-0 pixels, x right and y down; pixel (row i, column j) covers
[j, j+1) × [i, i+1). Shapes are drawn around their own origin and then moved.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from graticule.geometry import Box


@dataclass(frozen=True, slots=True)
class Tube:
    """A strip along a polyline: points (n, 2) px, half widths (n,) px, arc lengths (n,) px."""

    points: np.ndarray
    half: np.ndarray
    arc: np.ndarray

    @classmethod
    def along(cls, points: np.ndarray, half: np.ndarray) -> "Tube":
        """A tube of these points (n, 2) and half widths (n,)."""
        steps = np.hypot(*np.diff(points, axis=0).T)
        return cls(points, half, np.concatenate([[0.0], np.cumsum(steps)]))

    def moved(self, dx: float, dy: float) -> "Tube":
        """The same tube elsewhere."""
        return replace(self, points=self.points + np.array([dx, dy]))

    def bounds(self, margin: float) -> Box:
        """The pixels that it and `margin` px around it touch."""
        return _bounds(self.points, margin + float(self.half.max()))

    @property
    def area(self) -> float:
        """About its area in px²."""
        return float(np.sum(np.diff(self.arc) * (self.half[1:] + self.half[:-1])))

    def polygon(self) -> BaseGeometry:
        """Its outline with flat ends, always valid."""
        whole = shapely.unary_union(list(self._pieces()))
        return whole.buffer(0)

    def _pieces(self) -> Sequence[BaseGeometry]:
        # The half width is taken as constant over short runs, so that a taper needs few pieces.
        pieces = []
        start, last = 0, len(self.points) - 1
        for i in range(1, last + 1):
            drift = abs(self.half[i] - self.half[start])
            if i == last or drift > 0.04 * self.half[start] + 0.2:
                width = (self.half[start] + self.half[i]) / 2
                ends = "flat" if start == 0 and i == last else "round"
                line = LineString(self.points[start : i + 1])
                pieces.append(line.buffer(width, quad_segs=8, cap_style=ends))
                start = i
        if len(pieces) == 1:
            return pieces
        return [piece.difference(self._beyond_ends()) for piece in pieces]

    def _beyond_ends(self) -> BaseGeometry:
        blocks = []
        for tip, before, half in (
            (self.points[0], self.points[1], self.half[0]),
            (self.points[-1], self.points[-2], self.half[-1]),
        ):
            way = (tip - before) / np.hypot(*(tip - before)) * (2 * half + 1)
            blocks.append(LineString([tip, tip + way]).buffer(2 * half + 1, cap_style="flat"))
        return shapely.unary_union(blocks)


@dataclass(frozen=True, slots=True)
class BevelledPolygon:
    """A simple polygon: corners (n, 2) px, the last joined to the first, and a bevel per edge."""

    corners: np.ndarray
    bevels: np.ndarray
    center: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def of(cls, corners: np.ndarray, bevels: np.ndarray | None = None) -> "BevelledPolygon":
        """A patch around the origin; bevel k belongs to the edge from corner k to the next."""
        return cls(corners, np.ones(len(corners)) if bevels is None else bevels)

    def moved(self, dx: float, dy: float) -> "BevelledPolygon":
        """The same patch elsewhere."""
        x, y = self.center
        return replace(self, corners=self.corners + np.array([dx, dy]), center=(x + dx, y + dy))

    def bounds(self, margin: float) -> Box:
        """The pixels that it and `margin` px around it touch."""
        return _bounds(self.corners, margin)

    @property
    def area(self) -> float:
        """Its area in px²."""
        x, y = self.corners.T
        return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2

    def polygon(self) -> BaseGeometry:
        """Its outline, always valid."""
        polygon = Polygon(self.corners)
        return polygon if polygon.is_valid else shapely.make_valid(polygon)


def _bounds(points: np.ndarray, margin: float) -> Box:
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    return Box(
        math.floor(low[0]), math.floor(low[1]), math.ceil(high[0]) + 1, math.ceil(high[1]) + 1
    )


def smooth_curve(rng: np.random.Generator, length: float, step: float, bend: float) -> np.ndarray:
    """A curve of about `length` through the origin at its middle, points every `step`, (n, 2).

    Its curvature is a sum of slow waves with `bend` radians of turning per length in all
    (root mean square): a thread that was dropped, not drawn with a ruler.
    """
    count = max(4, int(length / step) + 1)
    t = np.linspace(0.0, 1.0, count)
    turning = np.full(count, rng.uniform(0, 2 * math.pi))
    for wave in range(1, 6):
        strength = bend * rng.normal() / wave
        turning += strength * np.sin(math.pi * wave * t + rng.uniform(0, 2 * math.pi))
    steps = np.stack([np.cos(turning), np.sin(turning)], 1) * (length / (count - 1))
    points = np.concatenate([[[0.0, 0.0]], np.cumsum(steps[:-1], axis=0)])
    return points - points[count // 2]


def round_outline(
    rng: np.random.Generator, radius: float, roughness: float, aspect: float = 1.0, count: int = 40
) -> np.ndarray:
    """A closed outline that wobbles around an ellipse of area π·radius², (count, 2).

    `roughness` is the relative wobble of the radius; low waves carry most of it.
    """
    angle = np.linspace(0.0, 2 * math.pi, count, endpoint=False)
    wave = np.arange(2, 8)[:, None]
    strength, phase = rng.normal(size=(6, 1)) / wave**0.8, rng.uniform(0, 2 * math.pi, (6, 1))
    wobble = (strength * np.cos(wave * angle + phase)).sum(axis=0)
    reach = radius * np.exp(np.clip(roughness * wobble, -1.2, 0.8))
    stretch = math.sqrt(aspect)
    points = np.stack([reach * np.cos(angle) * stretch, reach * np.sin(angle) / stretch], 1)
    return turned(points, rng.uniform(0, 2 * math.pi))


def turned(points: np.ndarray, angle: float) -> np.ndarray:
    """Points (n, 2) turned about the origin by `angle` radians."""
    c, s = math.cos(angle), math.sin(angle)
    return points @ np.array([[c, s], [-s, c]])


def convex_corners(
    rng: np.random.Generator, radius: float, count: int, longest: float = 1.7
) -> np.ndarray:
    """Corners of a random convex polygon of about `radius` and up to `longest` times
    as long as wide, in turn, (n, 2)."""
    angle = np.sort((np.arange(count) + rng.uniform(-0.42, 0.42, count)) * 2 * math.pi / count)
    reach = radius * rng.uniform(0.7, 1.25, count)
    points = np.stack([reach * np.cos(angle), reach * np.sin(angle)], 1)
    stretch = rng.uniform(1.0, longest) ** 0.5
    points = turned(points * (stretch, 1 / stretch), rng.uniform(0, 2 * math.pi))
    hull = shapely.convex_hull(shapely.MultiPoint(points))
    return np.asarray(hull.exterior.coords)[:-1]  # type: ignore[union-attr]


def bowed(
    corners: np.ndarray, bows: np.ndarray, bevels: np.ndarray, pieces: int = 7
) -> tuple[np.ndarray, np.ndarray]:
    """Each edge replaced by an arc of `pieces` edges that bows outwards by `bows` × its length.

    Gives (corners, bevels), both longer; negative bows are the hollows of conchoidal fracture.
    """
    following = np.roll(corners, -1, axis=0)
    along = following - corners
    out = np.stack([along[:, 1], -along[:, 0]], 1)
    area = np.sum(corners[:, 0] * following[:, 1] - following[:, 0] * corners[:, 1])
    out = out if area > 0 else -out
    t = np.arange(pieces) / pieces
    lift = 4 * t * (1 - t)
    points = (
        corners[:, None]
        + t[None, :, None] * along[:, None]
        + (bows[:, None] * lift[None, :])[..., None] * out[:, None]
    )
    return points.reshape(-1, 2), np.repeat(bevels, pieces)
