"""Area means: what a coarser camera would have seen of the same place.

Each output pixel is the mean of the source pixels under it, weighted by the area they share
with it. Its value depends on its own place alone, never on the box it was asked with, so
windows read side by side fit together byte for byte.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graticule.compiled import kernel


@dataclass(frozen=True, slots=True)
class Taps:
    """Along one axis: the source pixels [first, first + count) of each output pixel."""

    first: np.ndarray  # (n,) int64
    count: np.ndarray  # (n,) int64
    weight: np.ndarray  # (n, most taps) float64, each row sums to 1; unused ones are 0
    even: bool  # all weights of a pixel are the same: a plain block mean

    def __len__(self) -> int:
        return len(self.first)

    def __getitem__(self, part: slice) -> "Taps":
        return Taps(self.first[part], self.count[part], self.weight[part], self.even)

    @property
    def span(self) -> tuple[int, int]:
        """The source pixels [start, stop) that are needed."""
        return int(self.first.min()), int((self.first + self.count).max())

    @property
    def extent(self) -> int:
        """How many source pixels are needed."""
        start, stop = self.span
        return stop - start


def plan_taps(
    start: int, stop: int, *, scale: float, origin: float, size: int | None = None
) -> Taps:
    """Taps of output pixels start…stop-1 on a grid of `scale` source px that begins at `origin`.

    Pixel j covers the source from origin + j·scale to origin + (j + 1)·scale. With a `size`, what
    lies beyond 0…size is left out, and a pixel wholly outside takes the nearest one.
    """
    edges = origin + np.arange(start, stop + 1, dtype=np.float64) * scale
    if size is not None:
        edges = np.clip(edges, 0, size)
    low, high = edges[:-1], edges[1:]
    first = np.floor(low).astype(np.int64)
    if size is not None:
        first = np.minimum(first, size - 1)
    count = np.maximum(np.ceil(high).astype(np.int64) - first, 1)
    place = first[:, None] + np.arange(int(count.max()))
    weight = np.minimum(high[:, None], place + 1) - np.maximum(low[:, None], place)
    weight = np.clip(weight, 0, 1)
    weight[high <= low, 0] = 1  # wholly outside
    weight /= weight.sum(axis=1, keepdims=True)
    return Taps(first, count, weight, float(scale).is_integer() and float(origin).is_integer())


def area_mean(source: np.ndarray, rows: Taps, columns: Taps) -> np.ndarray:
    """Mean of `source` (h, w, c) under each output pixel, in the dtype of the source.

    `source` begins at the first pixel that the taps need (`Taps.span`). Whole numbers are
    rounded half to even. NaN and infinity do not count: the mean is that of the numbers, and NaN
    where there are none.
    """
    if source.dtype == bool:
        return area_mean(source.view(np.uint8), rows, columns).view(bool)
    if source.dtype == np.float16:
        return area_mean(source.astype(np.float32), rows, columns).astype(np.float16)
    channels = source.shape[2]
    flat = np.ascontiguousarray(source).reshape(source.shape[0], -1)
    out = np.empty((len(rows), len(columns), channels), source.dtype)
    top, left = rows.first - rows.span[0], columns.first - columns.span[0]
    whole = source.dtype.kind in "iu"
    if whole and source.dtype.itemsize <= 4 and rows.even and columns.even:
        small = source.dtype.itemsize == 1 and rows.count.max() < 2**22
        sums = np.empty(flat.shape[1], np.int32 if small else np.int64)
        _block_means(flat, top, rows.count, left, columns.count, sums, out)
    elif not whole and not np.isfinite(flat).all():
        _means_of_numbers(
            flat, (top, rows.count, rows.weight), (left, columns.count, columns.weight), out
        )
    else:
        sums = np.empty(flat.shape[1], np.float64)
        _weighted_means(
            flat, (top, rows.count, rows.weight), (left, columns.count, columns.weight),
            sums, whole, out,
        )  # fmt: skip
    return out


@kernel
def _block_means(source, top, height, left, width, sums, out):  # noqa: PLR0913 - no tuples of mixed use
    """Exact sums of whole pixels, divided once and rounded half to even."""
    channels = out.shape[2]
    for i in range(out.shape[0]):
        sums[:] = 0
        for k in range(top[i], top[i] + height[i]):
            row = source[k]
            for x in range(row.size):
                sums[x] += row[x]
        for j in range(out.shape[1]):
            n = height[i] * width[j]
            for c in range(channels):
                total = np.int64(0)
                for x in range(left[j], left[j] + width[j]):
                    total += sums[x * channels + c]
                # exact: the sums stay far below 2**53, and a half is a half in binary
                out[i, j, c] = np.rint(total / n)


@kernel
def _weighted_means(source, rows, columns, sums, whole, out):  # six, and each is needed
    """Weighted sums in double precision, row by row, always in the same order."""
    top, height, row_weight = rows
    left, width, column_weight = columns
    channels = out.shape[2]
    for i in range(out.shape[0]):
        sums[:] = 0
        for k in range(height[i]):
            weight = row_weight[i, k]
            row = source[top[i] + k]
            for x in range(row.size):
                sums[x] += weight * row[x]
        for j in range(out.shape[1]):
            for c in range(channels):
                total = 0.0
                for k in range(width[j]):
                    total += column_weight[j, k] * sums[(left[j] + k) * channels + c]
                out[i, j, c] = np.rint(total) if whole else total


@kernel
def _means_of_numbers(source, rows, columns, out):
    """As `_weighted_means`, of finite values alone; NaN where there are none."""
    top, height, row_weight = rows
    left, width, column_weight = columns
    channels = out.shape[2]
    sums = np.empty(source.shape[1], np.float64)
    weights = np.empty(source.shape[1], np.float64)
    for i in range(out.shape[0]):
        sums[:] = 0
        weights[:] = 0
        for k in range(height[i]):
            row = source[top[i] + k]
            for x in range(row.size):
                if np.isfinite(row[x]):
                    sums[x] += row_weight[i, k] * row[x]
                    weights[x] += row_weight[i, k]
        for j in range(out.shape[1]):
            for c in range(channels):
                total, weight = 0.0, 0.0
                for k in range(width[j]):
                    place = (left[j] + k) * channels + c
                    total += column_weight[j, k] * sums[place]
                    weight += column_weight[j, k] * weights[place]
                # what is next to nothing is the rounding of an edge, no pixel
                out[i, j, c] = total / weight if weight > 1e-9 else np.nan


def mirrored(start: int, stop: int, size: int) -> np.ndarray:
    """Indices start…stop-1 folded back into 0…size-1, the edge pixel not repeated (reflect-101)."""
    places = np.arange(start, stop, dtype=np.int64)
    if size == 1:
        return np.zeros_like(places)
    period = 2 * size - 2
    places %= period
    return np.where(places < size, places, period - places)


def take_mirrored(pixels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """`pixels[rows[:, None], columns]` of pixels (h, w, c), for places that `mirrored` gave.

    Stretch by stretch, and pixel by pixel as bytes: ten times as fast.
    """
    pixel = np.dtype((np.void, pixels.shape[2] * pixels.itemsize))
    source = np.ascontiguousarray(pixels).view(pixel)[..., 0]
    out = np.empty((len(rows), len(columns), pixels.shape[2]), pixels.dtype)
    target = out.view(pixel)[..., 0]
    across = list(_stretches(columns))
    for to_rows, from_rows in _stretches(rows):
        for to_columns, from_columns in across:
            target[to_rows, to_columns] = source[from_rows, from_columns]
    return out


def _stretches(places: np.ndarray) -> Iterator[tuple[slice, slice]]:
    """(where, which places) of each stretch that rises or falls by one, or stands still."""
    turns = np.flatnonzero(np.diff(places, 2)) + 2
    for start, stop in pairwise([0, *turns.tolist(), len(places)]):
        first, last = int(places[start]), int(places[stop - 1])
        step = -1 if last < first else 1
        end = last + step
        yield slice(start, stop), slice(first, end if end >= 0 else None, step)


def grid_size(size: int, scale: float) -> int:
    """Pixels of `scale` that cover `size` px; a last one thinner than 1e-9 of a pixel is none."""
    return max(1, math.ceil(size / scale - 1e-9))
