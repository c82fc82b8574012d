"""Polygons laid onto the pixels of a grid: the way back from outlines to labels.

A pixel belongs to a polygon if its middle does, so that an outline along pixel edges gives
exactly the pixels it was made of, and neighbours that share an edge share no pixel.
"""

import math
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from graticule.geometry import Box
from graticule.particles.compiled import helper, kernel, plain

_BATCH = 2_000  # shapes taken apart in one step: shapely lets no other thread run meanwhile


class Filler:
    """Polygons and multipolygons, holes and all, ready to be laid onto any part of a grid.

    `scale` is px of the polygons per px of the grid, `origin` where in the polygons' px the
    grid's corner lies. Geometries without area give no pixel.
    """

    def __init__(
        self,
        shapes: Sequence[BaseGeometry] | np.ndarray,
        *,
        scale: float = 1.0,
        origin: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        geometries = np.empty(len(shapes), object)
        geometries[:] = shapes
        found = [_edges(geometries[i : i + _BATCH]) for i in range(0, len(geometries), _BATCH)]
        edges = np.concatenate([np.zeros((0, 4)), *(edges for edges, _ in found)])
        counts = np.concatenate([[0], *(counts for _, counts in found)])
        self._edges = plain((edges - np.tile(origin, 2)) / scale, np.float64)
        self._shapes = np.cumsum(counts, dtype=np.int64)
        bounds = (shapely.bounds(geometries) - np.tile(origin, 2)) / scale
        self._bounds = np.where(np.isnan(bounds), math.inf, bounds)
        # Smaller ones are drawn later: what was drawn inside something larger stays visible.
        self._order = np.argsort(-shapely.area(geometries), kind="stable")

    def __len__(self) -> int:
        return len(self._bounds)

    def fill(self, box: Box, values: np.ndarray | None = None) -> np.ndarray:
        """int32 (h, w) of a box of the grid: 0, or the value of the smallest polygon there.

        `values` are one per polygon, its number from 1 unless told otherwise; a polygon of
        value 0 is left out.
        """
        raster = np.zeros(box.shape, np.int32)
        if values is None:
            values = np.arange(1, len(self) + 1)
        left, top, right, bottom = self._bounds.T
        near = (left < box.right) & (right > box.left) & (top < box.bottom) & (bottom > box.top)
        chosen = self._order[(near & (np.asarray(values) != 0))[self._order]]
        if len(chosen):
            _fill(
                raster, (box.left, box.top), self._edges, self._shapes,
                plain(chosen, np.int64), plain(values, np.int32),
            )  # fmt: skip
        return raster


def _edges(geometries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edges (n, 4) as x0, y0, x1, y1, shape after shape, and how many each shape has."""
    parts, owners = _polygons(geometries)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    edges = np.concatenate([points[:-1], points[1:]], axis=1)
    # One ring's end is no edge to the next one's beginning, and level edges cross no line.
    real = (of_ring[:-1] == of_ring[1:]) & (edges[:, 1] != edges[:, 3])
    owner = owners[of_part][of_ring[:-1][real]]
    return edges[real], np.bincount(owner, minlength=len(geometries))


def _polygons(geometries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All polygons in the geometries, however nested, and which geometry each is of."""
    parts, owners = shapely.get_parts(geometries, return_index=True)
    while (nested := shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        inner, of = shapely.get_parts(parts[nested], return_index=True)
        owners = np.concatenate([owners[~nested], owners[nested][of]])
        parts = np.concatenate([parts[~nested], inner])
    flat = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, owners = parts[flat], owners[flat]
    order = np.argsort(owners, kind="stable")
    return parts[order], owners[order]


@kernel
def _fill(raster, corner, edges, shapes, chosen, values):
    """Scan lines through the middles of the pixels, inside told by the even-odd rule.

    `edges` are (x0, y0, x1, y1), `shapes` offsets into them; later ones of `chosen` cover
    earlier ones.
    """
    height, width = raster.shape
    top = corner[1]
    for shape in chosen:
        own = edges[shapes[shape] : shapes[shape + 1]]
        low, high = height, 0
        for edge in own:
            low = min(low, _first(edge[1] - top, height), _first(edge[3] - top, height))
            high = max(high, _first(edge[1] - top, height), _first(edge[3] - top, height))
        if high <= low:
            continue
        starts = np.zeros(high - low + 1, np.int64)
        for edge in own:
            a, b = _first(edge[1] - top, height), _first(edge[3] - top, height)
            for row in range(min(a, b), max(a, b)):
                starts[row - low + 1] += 1
        starts = np.cumsum(starts)
        crossings = _crossings(own, corner, height, starts, low)
        for row in range(low, high):
            line = np.sort(crossings[starts[row - low] : starts[row - low + 1]])
            for pair in range(0, len(line) - 1, 2):
                begin, end = _first(line[pair], width), _first(line[pair + 1], width)
                raster[row, begin:end] = values[shape]


@helper
def _first(place, count):
    """The first of `count` pixels whose middle is at or beyond a place; `count` if none is."""
    return int(np.ceil(min(max(place - 0.5, 0.0), float(count))))


@helper
def _crossings(own, corner, height, starts, low):
    """Where each line through pixel middles is crossed, line by line from `starts` on."""
    left, top = corner
    found = np.empty(starts[-1], np.float64)
    at = starts[:-1].copy()
    for edge in own:
        slope = (edge[2] - edge[0]) / (edge[3] - edge[1])
        a, b = _first(edge[1] - top, height), _first(edge[3] - top, height)
        for row in range(min(a, b), max(a, b)):
            found[at[row - low]] = edge[0] - left + (row + 0.5 - (edge[1] - top)) * slope
            at[row - low] += 1
    return found
