"""Pixels as runs: (n, 4) int64 of row, first column, end column and number, and further columns."""

import numpy as np

Window = tuple[slice, slice]


def lay(out: np.ndarray, runs: np.ndarray, window: Window, shape: tuple[int, ...]) -> None:
    """Write what of the runs lies in a window of a grid of that shape; `out` is the window."""
    rows, columns = ranges(window, shape)
    first = np.maximum(runs[:, 1], columns.start)
    end = np.minimum(runs[:, 2], columns.stop)
    inside = (runs[:, 0] >= rows.start) & (runs[:, 0] < rows.stop) & (first < end)
    if not inside.any():
        return
    first, lengths = first[inside], (end - first)[inside]
    y = np.repeat(runs[inside, 0] - rows.start, lengths)
    value = np.repeat(runs[inside, 3], lengths)
    x = _along(first, lengths) - columns.start
    if rows.step == columns.step == 1:
        out[y, x] = value
        return
    met = (y % rows.step == 0) & (x % columns.step == 0)
    out[y[met] // rows.step, x[met] // columns.step] = value[met]


def ranges(window: Window, shape: tuple[int, ...]) -> tuple[range, range]:
    """The rows and the columns of a window."""
    rows, columns = (
        range(*part.indices(length)) for part, length in zip(window, shape, strict=True)
    )
    return rows, columns


def pixels(runs: np.ndarray) -> np.ndarray:
    """(m, k) of the pixels of runs (n, k + 1): row, column, and what follows the end column."""
    lengths = runs[:, 2] - runs[:, 1]
    each = np.repeat(runs, lengths, axis=0)
    return np.column_stack([each[:, 0], _along(runs[:, 1], lengths), each[:, 3:]])


def as_runs(found: np.ndarray) -> np.ndarray:
    """The runs of `pixels`, in raster order of their first ones."""
    if not len(found):
        return np.zeros((0, found.shape[1] + 1), np.int64)
    order = np.lexsort((found[:, 1], *found.T[:1:-1], found[:, 0]))
    found = found[order]
    same = (found[1:, 2:] == found[:-1, 2:]).all(1) & (found[1:, 0] == found[:-1, 0])
    goes_on = np.concatenate([[False], same & (found[1:, 1] == found[:-1, 1] + 1)])
    first = np.flatnonzero(~goes_on)
    last = np.append(first[1:], len(found)) - 1
    runs = np.insert(found[first], 2, found[last, 1] + 1, axis=1)
    return in_order(runs)


def runs_of(values: np.ndarray, left: int, top: int, *, nothing: int = 0) -> np.ndarray:
    """(n, 4) int64 row, first column, end column, value: runs of equal values (h, w).

    `left`, `top` is where the values' corner lies; pixels of the value `nothing` are in no run.
    """
    height, width = values.shape
    framed = np.full((height, width + 2), nothing, np.int64)
    framed[:, 1:-1] = values
    edge = framed[:, 1:] != framed[:, :-1]
    rows, first = np.nonzero(edge & (framed[:, 1:] != nothing))
    _, end = np.nonzero(edge & (framed[:, :-1] != nothing))
    return np.stack([rows + top, first + left, end + left, framed[rows, first + 1]], axis=1)


def in_order(runs: np.ndarray) -> np.ndarray:
    """Runs by row, then by column, then by number."""
    return runs[np.lexsort((runs[:, 3], runs[:, 1], runs[:, 0]))]


def _along(first: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The columns of runs that begin at `first`, one after the other."""
    begins = np.cumsum(lengths) - lengths
    return np.arange(int(lengths.sum())) - np.repeat(begins - first, lengths)
