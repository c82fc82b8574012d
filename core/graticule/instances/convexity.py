"""How convex a set of pixels is, told from its smoothed outline."""

import math

import numpy as np

from graticule.compiled import helper, kernel, plain

_DIRECTIONS = 64  # in which a hull is measured: its perimeter is off by less than 0.1%
_REACH = 1  # edges on either side over which an outline is averaged, twice
# East, south, west, north: the edge of a pixel is walked with the pixel on its right.
_DY = np.array([0, 1, 0, -1])
_DX = np.array([1, 0, -1, 0])


def convexity_of(mask: np.ndarray) -> float:
    """`convexity` of a mask (h, w) bool; 1 for an empty one."""
    labels = np.pad(mask, 1).astype(np.int32)
    if not mask.any():
        return 1.0
    return convexity(labels, 1, plain(np.argwhere(labels)), np.zeros_like(labels))


@kernel
def convexity(labels, number, places, seen):
    """Perimeter of the convex hull divided by the perimeter, of the pixels of one number.

    `labels` has a frame of another number around it, `places` (n, 2) are the pixels' rows and
    columns, and `seen` is an array of the same shape that does not hold `number`. The outline,
    holes and all, is the line through the middles of the pixels' edges, averaged twice over three
    of them: the stairs of a slanted edge are gone, and a disc of any radius from 3 px has more
    than 0.996.
    """
    outline = 0.0
    supports = np.full(_DIRECTIONS, -np.inf)
    angles = 2 * math.pi / _DIRECTIONS * np.arange(_DIRECTIONS)
    sines, cosines = np.sin(angles), np.cos(angles)
    for k in range(len(places)):
        y, x = places[k]
        if labels[y - 1, x] == number or seen[y, x] == number:
            continue
        loop = _smoothed(_smoothed(_loop(labels, number, y, x, seen)))
        n = len(loop)
        for i in range(n):
            outline += math.hypot(loop[i, 0] - loop[i - 1, 0], loop[i, 1] - loop[i - 1, 1])
            for d in range(_DIRECTIONS):
                along = sines[d] * loop[i, 0] + cosines[d] * loop[i, 1]
                supports[d] = max(supports[d], along)
    # Cauchy: a hull's perimeter is the integral of its support function
    return supports.sum() * 2 * math.pi / _DIRECTIONS / outline


@helper
def _loop(labels, number, y, x, seen):
    """(n, 2) y, x of the middles of the edges around the pixels, from the upper one of (y, x)."""
    points = np.empty((64, 2), np.float64)
    n = 0
    row, column, way = y, x, 0
    while n == 0 or not (row == y and column == x and way == 0):
        if n == len(points):
            before, points = points, np.empty((2 * n, 2), np.float64)
            for k in range(n):
                points[k, 0], points[k, 1] = before[k, 0], before[k, 1]
        points[n, 0] = row - 0.5 * _DX[way]
        points[n, 1] = column + 0.5 * _DY[way]
        n += 1
        if way == 0:
            seen[row, column] = number
        # ahead on the right, then ahead on the left, as seen from the edge
        v, u = row + _DY[way], column + _DX[way]
        if labels[v, u] != number:
            way = (way + 1) % 4
        elif labels[v - _DX[way], u + _DY[way]] == number:
            row, column = v - _DX[way], u + _DY[way]
            way = (way + 3) % 4
        else:
            row, column = v, u
    return points[:n]


@helper
def _smoothed(loop):
    """Each point of a closed line averaged with those near it."""
    n = len(loop)
    reach = min(_REACH, (n - 1) // 8)
    out = np.empty_like(loop)
    for c in range(2):
        total = 0.0
        for i in range(-reach, reach + 1):
            total += loop[i, c]
        for i in range(n):
            out[i, c] = total / (2 * reach + 1)
            total += loop[(i + reach + 1) % n, c] - loop[i - reach, c]
    return out
