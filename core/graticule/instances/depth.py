"""Exact Euclidean distances on a grid of pixels."""

import numpy as np

from graticule.compiled import helper, kernel

FAR = 1 << 40  # squared px: what lies nowhere


@kernel
def squared_distance(targets):
    """Squared distance (h, w) int64 of each pixel to the nearest one of `targets` (h, w) bool.

    `FAR` where there is none. Felzenszwalb & Huttenlocher, Theory of Computing 8 (2012) 415:
    along the columns, then by the lower envelope of parabolas along each row.
    """
    out = _along_columns(targets)
    width = targets.shape[1]
    at = np.empty(width, np.int64)  # columns of the lowest parabolas, from left to right
    begins = np.empty(width, np.float64)
    line = np.empty(width, np.int64)
    for y in range(targets.shape[0]):
        for x in range(width):
            line[x] = out[y, x]
        count = _envelope(line, at, begins)
        if count == 0:
            out[y] = FAR
            continue
        k = 0
        for x in range(width):
            while k + 1 < count and begins[k + 1] < x:
                k += 1
            out[y, x] = (x - at[k]) ** 2 + line[at[k]] ** 2
    return out


@helper
def _along_columns(targets):
    """Distance to the nearest target of the same column; `FAR` or so where there is none."""
    out = np.empty(targets.shape, np.int64)
    for x in range(targets.shape[1]):
        last = -FAR
        for y in range(targets.shape[0]):
            if targets[y, x]:
                last = y
            out[y, x] = y - last
        last = FAR
        for y in range(targets.shape[0] - 1, -1, -1):
            if targets[y, x]:
                last = y
            out[y, x] = min(out[y, x], last - y)
    return out


@helper
def _envelope(line, at, begins):
    """How many parabolas (x - at)² + line[at]² are lowest somewhere, and from which x on each."""
    count = 0
    for x in range(len(line)):
        if line[x] >= FAR // 2:
            continue
        begin = -np.inf
        while count:
            p = at[count - 1]
            begin = (line[x] ** 2 + x**2 - line[p] ** 2 - p**2) / (2.0 * (x - p))
            if begin > begins[count - 1]:
                break
            count -= 1
            begin = -np.inf
        at[count], begins[count] = x, begin
        count += 1
    return count
