"""Noise that is a function of place and seed alone, so that any block can be drawn alone."""

import numba
import numpy as np

from graticule.compiled import helper, kernel

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_ROW = np.uint64(0xD6E8FEB86659FD93)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@numba.njit(inline="always")
def hashed(x, y, seed):
    """64 random bits of the lattice point (x, y), by SplitMix64 (Steele et al., OOPSLA 2014)."""
    z = np.uint64(x) * _GOLDEN + np.uint64(y) * _ROW + np.uint64(seed)
    z = (z ^ (z >> _S30)) * _MIX1
    z = (z ^ (z >> _S27)) * _MIX2
    return z ^ (z >> _S31)


@numba.njit(inline="always")
def uniform(x, y, seed):
    """A number in [0, 1) that belongs to the lattice point (x, y)."""
    return np.float64(hashed(x, y, seed) >> _S11) * (1.0 / 9007199254740992.0)


@helper
def value_noise(x, y, seed):
    """Smooth noise in [-1, 1] with about one hump per unit of x and y."""
    left, top = np.floor(x), np.floor(y)
    u, v = x - left, y - top
    u, v = u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v)
    i, j = np.int64(left), np.int64(top)
    upper = uniform(i, j, seed) * (1.0 - u) + uniform(i + 1, j, seed) * u
    lower = uniform(i, j + 1, seed) * (1.0 - u) + uniform(i + 1, j + 1, seed) * u
    return 2.0 * (upper * (1.0 - v) + lower * v) - 1.0


@helper
def rough_noise(x, y, seed):
    """Three octaves of `value_noise`, in [-1, 1]: cloudy, with detail to a quarter unit.

    Each octave is turned against the one before, so that no lattice shows.
    """
    u, v = 0.9 * x + 0.44 * y, 0.9 * y - 0.44 * x
    return (
        value_noise(u, v, seed)
        + 0.5 * value_noise(1.3 * u - 1.56 * v + 17.3, 1.3 * v + 1.56 * u + 5.1, seed + 1)
        + 0.25 * value_noise(4.0 * x + 0.9 * y + 3.7, 4.0 * y - 0.9 * x + 29.9, seed + 2)
    ) / 1.75


@kernel
def dots(x, y, seed):
    """Round dots, about one in every third unit square: 1 in the middle, 0 outside, soft."""
    i, j = np.int64(np.floor(x)), np.int64(np.floor(y))
    chance = uniform(i, j, seed + 2)
    if chance > 0.36:
        return 0.0
    radius = 0.1 + chance
    dx = x - i - radius - (1.0 - 2.0 * radius) * uniform(i, j, seed)
    dy = y - j - radius - (1.0 - 2.0 * radius) * uniform(i, j, seed + 1)
    near = 1.0 - (dx * dx + dy * dy) / (radius * radius)
    return near * (2.0 - near) if near > 0.0 else 0.0


@helper
def cell_border(x, y, seed):
    """Distance to the border of a Voronoi mosaic with about one cell per unit square.

    The difference of the two nearest random points' distances (Worley, SIGGRAPH 1996).
    """
    i, j = np.int64(np.floor(x)), np.int64(np.floor(y))
    first, second = 9.0, 9.0
    for row in range(j - 1, j + 2):
        for column in range(i - 1, i + 2):
            dx = column + uniform(column, row, seed) - x
            dy = row + uniform(column, row, seed + 1) - y
            distance = dx * dx + dy * dy
            if distance < first:
                first, second = distance, first
            elif distance < second:
                second = distance
    return np.sqrt(second) - np.sqrt(first)


@kernel
def noise_map(left, top, step, shape, seed):
    """`rough_noise` at the points (left + j*step, top + i*step), as float32 of `shape`."""
    out = np.empty(shape, np.float32)
    for i in range(shape[0]):
        for j in range(shape[1]):
            out[i, j] = rough_noise(left + j * step, top + i * step, seed)
    return out
