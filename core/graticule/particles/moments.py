"""Sums over a label map's pixels, block by block: place, area, moments, perimeter.

Everything is counted in whole numbers (perimeter in sixths of a step), so that no block
size and no order of blocks can show in the result.
"""

import numpy as np

from graticule.compiled import helper, kernel

HALO = 2  # px of neighbours that a pixel's share of the perimeter depends on

# Columns of the sums. CLASS is that of the first pixel in raster order, which no filled hole
# has. Second moments are taken about the grid's origin and may wrap around 64 bits;
# `central_moments` shifts them to the particle's middle, where they fit again. The last three
# count the perimeter's steps along x, along y and diagonally, in sixths.
AREA, FIRST, CLASS, LEFT, TOP, RIGHT, BOTTOM, X, Y, XX, XY, YY = range(12)
SUMS = 15
_FAR = np.iinfo(np.int64).max


def no_sums(count: int) -> np.ndarray:
    """(count, SUMS) int64 into which `add_block` adds."""
    sums = np.zeros((count, SUMS), np.int64)
    sums[:, [FIRST, LEFT, TOP]] = _FAR
    return sums


def _shares() -> np.ndarray:
    """(512, 3) sixths of a step along x, y and diagonally that a border pixel adds.

    Benkrid & Crookes's table: which of the eight neighbours are border pixels, too, decides
    between a straight step, a diagonal one and half of each.
    """
    bits = (np.arange(512)[:, None] >> np.arange(9)) & 1
    across, along = bits[:, 3] + bits[:, 5], bits[:, 1] + bits[:, 7]
    straight, corners = across + along, bits[:, [0, 2, 6, 8]].sum(1)
    out = np.zeros((512, 3), np.int64)
    line = (straight >= 2) & (straight <= 3) & (corners <= 2)
    out[line, 0] = 6 * across[line] // straight[line]
    out[line, 1] = 6 * along[line] // straight[line]
    out[((straight == 0) & (corners == 2)) | ((straight == 1) & (corners == 3)), 2] = 6
    half = (straight == 1) & (corners >= 1) & (corners <= 2)
    out[half] = np.stack([3 * across[half], 3 * along[half], np.full(half.sum(), 3)], axis=1)
    return out


_SHARES = _shares()


@kernel
def add_block(framed, classes, left, top, width, sums):
    """Add the pixels of a block whose labels come with `HALO` px around (0 beyond the scan).

    `classes` are the block's own, `left`, `top` its corner on the grid, `width` the grid's.
    True if any pixel has a label.
    """
    rows, columns = framed.shape[0] - 2 * HALO, framed.shape[1] - 2 * HALO
    anything = False
    for j in range(HALO, HALO + rows):
        y = top + j - HALO
        i = HALO
        while i < HALO + columns:
            label = framed[j, i]
            if label == 0:
                i += 1
                continue
            anything = True
            start = i
            row = sums[label - 1]
            while i < HALO + columns and framed[j, i] == label:
                if not _inside(framed, j, i, label):
                    _add_step(framed, j, i, label, row)
                i += 1
            first = y * width + left + start - HALO
            if first < row[FIRST]:
                row[FIRST] = first
                row[CLASS] = classes[j - HALO, start - HALO]
            _add_run(row, left + start - HALO, left + i - HALO, y)
    return anything


@helper
def _add_run(row, first, end, y):
    """Add the pixels first..end-1 of row y."""
    n = end - first
    total = n * first + n * (n - 1) // 2
    row[AREA] += n
    row[LEFT] = min(row[LEFT], first)
    row[TOP] = min(row[TOP], y)
    row[RIGHT] = max(row[RIGHT], end)
    row[BOTTOM] = max(row[BOTTOM], y + 1)
    row[X] += total
    row[Y] += n * y
    row[XX] += n * first * first + first * n * (n - 1) + n * (n - 1) * (2 * n - 1) // 6
    row[XY] += y * total
    row[YY] += n * y * y


@helper
def _inside(framed, j, i, label):
    """Whether the four neighbours have the same label."""
    return (
        framed[j - 1, i] == label
        and framed[j + 1, i] == label
        and framed[j, i - 1] == label
        and framed[j, i + 1] == label
    )


@helper
def _add_step(framed, j, i, label, row):
    """Add a border pixel's share of the perimeter."""
    a = b = c = d = e = 0
    for k in range(5):
        at = i - 2 + k
        a |= (framed[j - 2, at] == label) << k
        b |= (framed[j - 1, at] == label) << k
        c |= (framed[j, at] == label) << k
        d |= (framed[j + 1, at] == label) << k
        e |= (framed[j + 2, at] == label) << k
    add_share(border_around(a, b, c, d, e), row)


@helper
def border_around(a, b, c, d, e):
    """Which of a pixel and its neighbours are border pixels, from five rows of five bits.

    The middle three bits of the middle three rows; a border pixel lacks one of its four
    neighbours.
    """
    upper = b & ~((b << 1) & (b >> 1) & a & c)
    middle = c & ~((c << 1) & (c >> 1) & b & d)
    lower = d & ~((d << 1) & (d >> 1) & c & e)
    return ((upper >> 1) & 7) | (((middle >> 1) & 7) << 3) | (((lower >> 1) & 7) << 6)


@helper
def add_share(around, row):
    """Add a border pixel's steps to the last three places of a row."""
    n = len(row)
    row[n - 3] += _SHARES[around, 0]
    row[n - 2] += _SHARES[around, 1]
    row[n - 1] += _SHARES[around, 2]


def perimeters(sums: np.ndarray, dx: float, dy: float) -> np.ndarray:
    """Lengths from the steps in the last three columns; a pixel is dx wide and dy high."""
    x, y, d = sums[:, -3], sums[:, -2], sums[:, -1]
    return (x * dx + y * dy + d * np.hypot(dx, dy)) / 6


def central_moments(sums: np.ndarray) -> np.ndarray:
    """(n, 5): mean x, mean y, variance of x, covariance, variance of y, in px and px².

    Pixel middles at whole numbers, as in scikit-image.
    """
    n = sums[:, AREA]
    cx, cy = (np.rint(sums[:, k] / n).astype(np.int64) for k in (X, Y))
    # Exact in integers: what wraps around in the sums wraps back here.
    sx, sy = sums[:, X] - n * cx, sums[:, Y] - n * cy
    xx = sums[:, XX] - 2 * cx * sums[:, X] + n * cx * cx
    yy = sums[:, YY] - 2 * cy * sums[:, Y] + n * cy * cy
    xy = sums[:, XY] - cx * sums[:, Y] - cy * sums[:, X] + n * cx * cy
    mx, my = sx / n, sy / n
    return np.stack(
        [cx + mx, cy + my, xx / n - mx * mx, xy / n - mx * my, yy / n - my * my], axis=1
    )
