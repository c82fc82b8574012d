"""Outlines drawn as pixels, any window of any size at a time: the one way for all of them.

A pixel belongs to an outline if its centre lies inside (even-odd rule, so holes are holes); of
two outlines that share an edge, exactly one has a pixel whose centre lies on it. Crossings are
computed in coordinates of the whole grid, so a pixel is the same whatever window it is drawn in.
Of two outlines that overlap the smaller one lies on top, whatever their order in a file: it would
else be lost under the larger one, which can still be told by the rest of it.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from graticule.compiled import helper, kernel, plain
from graticule.geometry import Box

_BATCH = 2_000  # shapes taken apart in one step: shapely lets no other thread run meanwhile


class PolygonRaster:
    """Polygons in level-0 px, to be drawn on a grid whose px are `scale` level-0 px wide.

    `origin` is the level-0 place of the grid's corner. Each polygon paints its value, its number
    from 1 unless told otherwise. Of two of the same size the later one lies on top; what has no
    area paints nothing. Safe from several threads at once.
    """

    def __init__(
        self,
        polygons: Sequence[BaseGeometry] | np.ndarray,
        values: ArrayLike | None = None,
        scale: float = 1.0,
        origin: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        shapes = np.empty(len(polygons), object)
        shapes[:] = polygons
        self._values = plain(np.arange(1, len(shapes) + 1) if values is None else values, np.int32)
        self._flat = _flat(shapes, scale, np.asarray(origin, float))
        bounds = (shapely.bounds(shapes) - np.tile(origin, 2)) / scale
        bounds = np.where(np.isnan(bounds), np.inf, bounds)
        # By their upper side, so that only those of a band of rows are looked at.
        self._by_top = np.argsort(bounds[:, 1], kind="stable")
        self._bounds = bounds[self._by_top]
        finite = self._bounds[np.isfinite(self._bounds[:, 1])]
        self._tallest = float((finite[:, 3] - finite[:, 1]).max(initial=0.0))
        self._rank = np.empty(len(shapes), np.int64)
        self._rank[np.argsort(-shapely.area(shapes), kind="stable")] = np.arange(len(shapes))

    def __len__(self) -> int:
        return len(self._values)

    def draw(self, box: Box, out: np.ndarray) -> None:
        """Paint the values on `out`, the (h, w) int32 of a box of the grid."""
        chosen = self._near(box)
        if len(chosen):
            chosen = chosen[np.argsort(self._rank[chosen])]
            _fill(out, (box.left, box.top), chosen, self._values[chosen], *self._flat)

    def covers(self, box: Box) -> np.ndarray:
        """(h, w) bool: the px of a box of the grid that any polygon covers."""
        out = np.zeros(box.shape, np.int32)
        chosen = self._near(box)
        if len(chosen):
            ones = np.ones(len(chosen), np.int32)
            _fill(out, (box.left, box.top), chosen, ones, *self._flat)
        return out > 0

    def _near(self, box: Box) -> np.ndarray:
        """Numbers of the shapes whose bounds reach into a box of the grid."""
        if not box.area:
            return np.empty(0, np.int64)
        first, last = np.searchsorted(
            self._bounds[:, 1], [box.top - self._tallest - 1, float(box.bottom)]
        )
        left, top, right, bottom = self._bounds[first:last].T
        near = (left < box.right) & (right > box.left) & (top < box.bottom) & (bottom > box.top)
        return plain(self._by_top[first:last][near], np.int64)


def _flat(
    shapes: np.ndarray, scale: float, origin: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First ring of each shape, first point of each ring (one more at the end), points (n, 2)."""
    ring_counts, point_counts = [np.zeros(1, np.int64)], [np.zeros(1, np.int64)]
    points = [np.zeros((0, 2))]
    for first in range(0, len(shapes), _BATCH):
        batch = shapes[first : first + _BATCH]
        parts, owners = _polygons(batch)
        rings, of_part = shapely.get_rings(parts, return_index=True)
        places, of_ring = shapely.get_coordinates(rings, return_index=True)
        ring_counts.append(np.bincount(owners[of_part], minlength=len(batch)))
        point_counts.append(np.bincount(of_ring, minlength=len(rings)))
        points.append((places - origin) / scale)
    first_ring = np.cumsum(np.concatenate(ring_counts), dtype=np.int64)
    first_point = np.cumsum(np.concatenate(point_counts), dtype=np.int64)
    return first_ring, first_point, plain(np.concatenate(points), np.float64)


def _polygons(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All polygons in the shapes, however nested, and which shape each is of."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    while (nested := shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        inner, of = shapely.get_parts(parts[nested], return_index=True)
        owners = np.concatenate([owners[~nested], owners[nested][of]])
        parts = np.concatenate([parts[~nested], inner])
    flat = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, owners = parts[flat], owners[flat]
    order = np.argsort(owners, kind="stable")
    return parts[order], owners[order].astype(np.int64)


@kernel
def _fill(out, corner, chosen, values, first_ring, first_point, points):  # noqa: PLR0913
    """Paint shapes in the given order; `corner` is (left, top) of `out` on the grid."""
    left, top = corner
    for k in range(len(chosen)):
        # rings of a shape lie one behind the other
        ring0, ring1 = first_ring[chosen[k]], first_ring[chosen[k] + 1]
        if ring0 == ring1:
            continue
        edges = points[first_point[ring0] : first_point[ring1]], first_point[ring0 : ring1 + 1]
        first, stop = _rows(edges[0][:, 1].min(), edges[0][:, 1].max(), top, len(out))
        ends = np.zeros(max(0, stop - first) + 1, np.int64)
        _cross(edges, (top + first, top + stop), ends, np.empty(0, np.float64))
        ends = np.cumsum(ends)
        crossings = np.empty(ends[-1], np.float64)
        _cross(edges, (top + first, top + stop), ends[:-1].copy(), crossings)
        for row in range(first, stop):
            on_row = crossings[ends[row - first] : ends[row - first + 1]]
            on_row.sort()
            for pair in range(0, len(on_row) - 1, 2):
                start, end = _rows(on_row[pair], on_row[pair + 1], left, out.shape[1])
                for column in range(start, end):
                    out[row, column] = values[k]


@helper
def _rows(low, high, start, length):
    """First and end of the px of `start`…`start + length` whose middle is in low ≤ y < high."""
    return (
        max(int(np.ceil(low - 0.5)) - start, 0),
        min(int(np.ceil(high - 0.5)) - start, length),
    )


@helper
def _cross(edges, span, places, crossings):
    """Write where edges cross the middles of the rows in `span`, each row's from its place on.

    Without room for crossings they are counted, each row's in the place behind its own.
    """
    points, first_point = edges
    top, bottom = span
    for ring in range(len(first_point) - 1):
        begin = first_point[ring] - first_point[0]
        for p in range(begin, first_point[ring + 1] - first_point[0] - 1):
            x0, y0, x1, y1 = points[p, 0], points[p, 1], points[p + 1, 0], points[p + 1, 1]
            if y0 > y1:  # one way along an edge that two shapes share: one number
                x0, y0, x1, y1 = x1, y1, x0, y0
            start, stop = _rows(y0, y1, top, bottom - top)
            for row in range(start, stop):
                if len(crossings) == 0:
                    places[row + 1] += 1
                    continue
                y = row + top + 0.5
                crossings[places[row]] = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
                places[row] += 1
