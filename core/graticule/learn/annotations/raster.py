"""Outlines drawn as pixels, any window of any size at a time.

A pixel belongs to an outline if its centre lies inside (even-odd rule, so holes are holes); of
two outlines that share an edge, exactly one has a pixel whose centre lies on it. Crossings are
computed in coordinates of the whole grid, so a pixel is the same whatever window it is drawn in.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from graticule.geometry import Box
from graticule.particles.compiled import helper, kernel


class Drawing:
    """Polygons in level-0 px, to be drawn on a grid whose px are `scale` level-0 px wide.

    Later ones are drawn over earlier ones, but a polygon that lies in another over that one.
    """

    def __init__(self, polygons: Sequence[BaseGeometry], values: ArrayLike, scale: float = 1):
        shapes = np.array(polygons, dtype=object)
        self._scale = scale
        self._tree = shapely.STRtree(shapes)
        self._rank = _rank(shapes, self._tree)
        self._values = np.asarray(values, np.int32)
        self._flat = _flat(shapes, scale)

    def draw(self, box: Box, out: np.ndarray) -> None:
        """Paint the values on `out`, the (h, w) int32 of a box of the grid."""
        if not len(self._values) or not box.area:
            return
        sides = np.array([box.left, box.top, box.right, box.bottom]) * self._scale
        found = self._tree.query(shapely.box(*sides.tolist()))
        if len(found):
            chosen = found[np.argsort(self._rank[found])]
            _fill(out, (box.left, box.top), chosen, self._values[chosen], *self._flat)

    def covers(self, box: Box) -> np.ndarray:
        """(h, w) bool: the px of a box of the grid that any polygon covers."""
        out = np.zeros(box.shape, np.int32)
        if not len(self._values) or not box.area:
            return out.astype(bool)
        sides = np.array([box.left, box.top, box.right, box.bottom]) * self._scale
        found = self._tree.query(shapely.box(*sides.tolist()))
        _fill(out, (box.left, box.top), found, np.ones(len(found), np.int32), *self._flat)
        return out > 0


def _rank(shapes: np.ndarray, tree: shapely.STRtree) -> np.ndarray:
    """The place of each shape in the order of drawing."""
    outer, inner = (
        tree.query(shapes, predicate="contains") if len(shapes) else np.empty((2, 0), int)
    )
    area = shapely.area(shapes)
    nested = inner[area[outer] > area[inner]]  # equal ones contain each other
    depth = np.bincount(nested.astype(np.int64), minlength=len(shapes))
    rank = np.empty(len(shapes), np.int64)
    rank[np.lexsort((np.arange(len(shapes)), depth))] = np.arange(len(shapes))
    return rank


def _flat(shapes: np.ndarray, scale: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First ring of each shape, first point of each ring (one more at the end), points (n, 2)."""
    parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    shape_of_ring = shape_of_part[part_of_ring]
    first_ring = np.searchsorted(shape_of_ring, np.arange(len(shapes) + 1))
    first_point = np.searchsorted(ring_of_point, np.arange(len(rings) + 1))
    return first_ring, first_point, points / scale


@kernel
def _fill(out, corner, chosen, values, first_ring, first_point, points):  # noqa: PLR0913
    """Paint shapes in the given order; `corner` is (left, top) of `out` on the grid."""
    left, top = corner
    for k in range(len(chosen)):
        # rings of a shape lie one behind the other
        ring0, ring1 = first_ring[chosen[k]], first_ring[chosen[k] + 1]
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
