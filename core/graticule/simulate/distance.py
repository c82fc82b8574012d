"""How deep a pixel lies in a shape, and where along it: all that drawing an object needs."""

from typing import NamedTuple

import numba
import numpy as np

from graticule.compiled import kernel
from graticule.geometry import Box
from graticule.simulate.shapes import BevelledPolygon, Tube


class Raster(NamedTuple):
    """A shape on the pixels of a box, as float32 (h, w) each.

    `depth` px: distance to the outline, positive inside, cut off at ± the reach.
    `along`: arc length in px (tube) or bevel of the nearest edge (patch).
    `across`: signed distance to the centre line in px (tube), or 0.
    """

    depth: np.ndarray
    along: np.ndarray
    across: np.ndarray
    left: int
    top: int


def rasterise(shape: Tube | BevelledPolygon, box: Box, reach: float) -> Raster:
    """The shape on the pixels of `box`; distances above `reach` px are cut off there."""
    depth = np.full(box.shape, -reach if isinstance(shape, Tube) else reach, np.float32)
    along = np.zeros(box.shape, np.float32)
    across = np.zeros(box.shape, np.float32)
    raster = Raster(depth, along, across, box.left, box.top)
    if isinstance(shape, Tube):
        _tube(raster, shape.points, shape.half, shape.arc)
    else:
        _edges(raster, shape.corners, shape.bevels, reach)
        _sign(raster, shape.corners)
    return raster


@kernel
def _tube(raster, points, half, arc):
    depth, along, across, left, top = raster
    height, width = depth.shape
    reach = -depth[0, 0]
    for k in range(len(points) - 1):
        x0, y0 = points[k, 0] - left - 0.5, points[k, 1] - top - 0.5
        dx, dy = points[k + 1, 0] - points[k, 0], points[k + 1, 1] - points[k, 1]
        square = dx * dx + dy * dy
        if square == 0.0:
            continue
        length = np.sqrt(square)
        margin = max(half[k], half[k + 1]) + reach
        # The ends are cut straight: near them, no pixel is deeper than its distance to the cut.
        cut_first = arc[k] <= 2.0 * half[0]
        cut_last = arc[-1] - arc[k + 1] <= 2.0 * half[-1]
        j0 = max(0, int(np.floor(min(x0, x0 + dx) - margin)))
        j1 = min(width, int(np.ceil(max(x0, x0 + dx) + margin)) + 1)
        i0 = max(0, int(np.floor(min(y0, y0 + dy) - margin)))
        i1 = min(height, int(np.ceil(max(y0, y0 + dy) + margin)) + 1)
        for i in range(i0, i1):
            py = i - y0
            for j in range(j0, j1):
                px = j - x0
                u = min(1.0, max(0.0, (px * dx + py * dy) / square))
                qx, qy = px - u * dx, py - u * dy
                distance = np.sqrt(qx * qx + qy * qy)
                inside = half[k] + u * (half[k + 1] - half[k]) - distance
                if inside <= depth[i, j]:
                    continue
                if cut_first:
                    inside = min(inside, _past(points[0], points[1], left + j, top + i))
                if cut_last:
                    inside = min(inside, _past(points[-1], points[-2], left + j, top + i))
                if inside > depth[i, j]:
                    depth[i, j] = inside
                    along[i, j] = arc[k] + u * length
                    across[i, j] = np.copysign(distance, py * dx - px * dy)


@numba.njit(inline="always")
def _past(tip, inner, column, row):
    """How far the pixel's centre lies from the cut at `tip`, positive towards `inner`."""
    dx, dy = inner[0] - tip[0], inner[1] - tip[1]
    length = np.sqrt(dx * dx + dy * dy)
    return ((column + 0.5 - tip[0]) * dx + (row + 0.5 - tip[1]) * dy) / length


@kernel
def _edges(raster, corners, bevels, reach):
    distance, bevel, _, left, top = raster
    height, width = distance.shape
    count = len(corners)
    for k in range(count):
        x0, y0 = corners[k, 0] - left - 0.5, corners[k, 1] - top - 0.5
        after = (k + 1) % count
        dx, dy = corners[after, 0] - corners[k, 0], corners[after, 1] - corners[k, 1]
        square = max(dx * dx + dy * dy, 1e-12)
        j0 = max(0, int(np.floor(min(x0, x0 + dx) - reach)))
        j1 = min(width, int(np.ceil(max(x0, x0 + dx) + reach)) + 1)
        i0 = max(0, int(np.floor(min(y0, y0 + dy) - reach)))
        i1 = min(height, int(np.ceil(max(y0, y0 + dy) + reach)) + 1)
        for i in range(i0, i1):
            py = i - y0
            for j in range(j0, j1):
                px = j - x0
                u = min(1.0, max(0.0, (px * dx + py * dy) / square))
                qx, qy = px - u * dx, py - u * dy
                d = np.sqrt(qx * qx + qy * qy)
                if d < distance[i, j]:
                    distance[i, j] = d
                    bevel[i, j] = bevels[k]


@kernel
def _sign(raster, corners):
    """Turn distances into depths: negative where an even number of edges lies to the left."""
    depth, _, _, left, top = raster
    height, width = depth.shape
    count = len(corners)
    crossings = np.empty(count, np.float64)
    for i in range(height):
        y = top + i + 0.5
        found = 0
        for k in range(count):
            x0, y0 = corners[k]
            x1, y1 = corners[(k + 1) % count]
            if (y0 <= y) != (y1 <= y):
                crossings[found] = x0 + (y - y0) / (y1 - y0) * (x1 - x0) - left - 0.5
                found += 1
        ordered = np.sort(crossings[:found])
        passed = 0
        for j in range(width):
            while passed < found and ordered[passed] <= j:
                passed += 1
            if passed % 2 == 0:
                depth[i, j] = -depth[i, j]
