"""Samples of a turned, zoomed and mirrored patch from planes that lie pixel by pixel.

Compiled and on one thread, without the interpreter lock: several batches are made side by side,
and no library's own threads get in the way of the network's.
"""

import math

import numpy as np

from graticule.compiled import helper, kernel
from graticule.geometry import Box


def patch_box(
    matrix: np.ndarray, centre: tuple[float, float], size: int, whole: tuple[int, int]
) -> Box:
    """What `warp` needs of planes (width, height) = `whole`: the px under a patch, folded back."""
    low, high = [], []
    for middle, row, length in zip(centre, np.abs(matrix), whole, strict=True):
        half = float(row.sum()) * (size - 1) / 2
        first, last = middle - half, middle + half
        begin, end = max(first, 0.0), min(last, float(length))
        if first < 0:
            begin, end = 0.0, max(end, min(-first, float(length)))
        if last > length:
            begin, end = min(begin, max(2 * length - last, 0.0)), float(length)
        # a sample lies between the centres of two pixels; one more for what is rounded
        low.append(max(math.floor(begin - 0.5) - 1, 0))
        high.append(min(math.ceil(end + 0.5) + 1, length))
    return Box(low[0], low[1], high[0], high[1])


def warp(
    planes: np.ndarray,
    box: Box,
    whole: tuple[int, int],
    matrix: np.ndarray,
    centre: tuple[float, float],
    size: int,
) -> np.ndarray:
    """`size` × `size` samples around `centre` (x, y): (c, p, p) float32.

    `planes` (h, w, c) are what lies in `box` of a grid (width, height) = `whole`, which is
    mirrored beyond its edge. Between the centres of pixels the values are interpolated
    bilinearly.
    """
    out = np.empty((planes.shape[2], size, size), np.float32)
    m = np.asarray(matrix, np.float64)
    place = np.array([centre[0], centre[1], box.left, box.top, *whole], np.float64)
    _sample(np.ascontiguousarray(planes), m, place, out)
    return out


@helper
def _folded(at: float, length: float) -> float:
    """A coordinate mirrored back into 0…length, then counted from the first pixel's centre."""
    if at < 0 or at > length:  # a remainder takes longer than all the rest
        at = abs(at) % (2 * length)
        at = min(at, 2 * length - at)
    return min(max(at - 0.5, 0.0), length - 1)


@kernel
def _sample(planes: np.ndarray, m: np.ndarray, place: np.ndarray, out: np.ndarray) -> None:
    height, width, channels = planes.shape
    size = out.shape[1]
    middle = (size - 1) / 2
    for i in range(size):
        for j in range(size):
            dx, dy = j - middle, i - middle
            x = _folded(m[0, 0] * dx + m[0, 1] * dy + place[0], place[4]) - place[2]
            y = _folded(m[1, 0] * dx + m[1, 1] * dy + place[1], place[5]) - place[3]
            left, top = min(max(int(x), 0), width - 1), min(max(int(y), 0), height - 1)
            right, bottom = min(left + 1, width - 1), min(top + 1, height - 1)
            u, v = np.float32(x - left), np.float32(y - top)
            a, b = (1 - u) * (1 - v), u * (1 - v)
            c, d = (1 - u) * v, u * v
            for k in range(channels):
                out[k, i, j] = (
                    a * planes[top, left, k]
                    + b * planes[top, right, k]
                    + c * planes[bottom, left, k]
                    + d * planes[bottom, right, k]
                )
