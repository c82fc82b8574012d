"""Sums over a label map's pixels, block by block: place, area, moments, perimeter.

Everything is counted in whole numbers (perimeter in sixths of a step), so that no block
size and no order of blocks can show in the result.
"""

import numpy as np

from graticule.particles.compiled import helper, kernel

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
    last = end - 1
    total = (first + last) * n // 2
    row[AREA] += n
    row[LEFT] = min(row[LEFT], first)
    row[TOP] = min(row[TOP], y)
    row[RIGHT] = max(row[RIGHT], end)
    row[BOTTOM] = max(row[BOTTOM], y + 1)
    row[X] += total
    row[Y] += n * y
    below = first - 1
    row[XX] += last * (last + 1) * (2 * last + 1) // 6 - below * (below + 1) * (2 * below + 1) // 6
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
def _border(framed, j, i, label):
    return framed[j, i] == label and not _inside(framed, j, i, label)


@helper
def _add_step(framed, j, i, label, row):
    """Add a border pixel's share of the perimeter, in sixths of a step along x, y or both.

    The shares are those of Benkrid & Crookes's table: which of the eight neighbours are
    border pixels, too, decides between a straight step, a diagonal one and half of each.
    """
    across = 0
    along = 0
    for d in (-1, 1):
        if _border(framed, j, i + d, label):
            across += 1
        if _border(framed, j + d, i, label):
            along += 1
    corners = 0
    for dj in (-1, 1):
        for di in (-1, 1):
            if _border(framed, j + dj, i + di, label):
                corners += 1
    add_shares(across, along, corners, row)


@helper
def add_shares(across, along, corners, row):
    """Add one border pixel's steps to a row whose last three places count sixths."""
    straight = across + along
    if 2 <= straight <= 3 and corners <= 2:
        row[-3] += 6 * across // straight
        row[-2] += 6 * along // straight
    elif (straight == 0 and corners == 2) or (straight == 1 and corners == 3):
        row[-1] += 6
    elif straight == 1 and 1 <= corners <= 2:
        row[-3] += 3 * across
        row[-2] += 3 * along
        row[-1] += 3


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
