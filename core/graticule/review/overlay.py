"""Corrected pixels over a label map that itself is never altered.

Each edit is a patch: runs of pixels with the number that they have from then on. A window is
read from the map on disk and the patches that reach into it are laid over it in their order, so
taking an edit back means leaving its patch out. Memory goes with what was drawn by hand, never
with the scan.
"""

from collections.abc import Callable
from itertools import product
from threading import Lock
from typing import Any

import numpy as np

from graticule.geometry import Box
from graticule.particles.seams import ArrayLike
from graticule.rle import Window, lay, ranges, runs_of
from graticule.scans import ByteCache

_NEARBY = 48 * 2**20  # bytes of chunks kept for small windows: two of labels in 2048 px a side
CELL = 256  # px: patches are looked up by the cells of this grid that they touch


class PatchedLabels:
    """A label map with patches over it; any thread may read while another adds patches."""

    def __init__(self, base: ArrayLike) -> None:
        self.base = base
        self._patches: dict[int, np.ndarray] = {}
        self._cells: dict[tuple[int, int], tuple[int, ...]] = {}
        self._lock = Lock()

    def add(self, number: int, runs: np.ndarray) -> None:
        """Lay the runs (n, 4) of `changed_runs` over all that is there; later numbers are higher.

        An edit that is done again comes with its old number.
        """
        if not len(runs):
            return
        with self._lock:
            self._patches[number] = runs
            for cell in _cells(runs):
                self._cells[cell] = (*self._cells.get(cell, ()), number)

    def remove(self, number: int) -> None:
        """Take a patch away, which must be the one added last; nothing if there is none."""
        with self._lock:
            runs = self._patches.pop(number, None)
            if runs is None:
                return
            for cell in _cells(runs):
                rest = tuple(other for other in self._cells[cell] if other != number)
                if rest:
                    self._cells[cell] = rest
                else:
                    del self._cells[cell]

    def frozen(self) -> "PatchedLabels":
        """This overlay as it is now, whatever comes after."""
        copy = PatchedLabels(self.base)
        with self._lock:
            copy._patches, copy._cells = dict(self._patches), dict(self._cells)
        return copy

    def read(self, window: Window) -> np.ndarray:
        """(h, w) numbers of a window, which may have steps."""
        out = np.array(self.base[window])
        for runs in self._found(*ranges(window, self.base.shape)):
            lay(out, runs, window, self.base.shape)
        return out

    def patches(self, box: Box) -> list[np.ndarray]:
        """The runs of the patches that come near a box, in their order."""
        return self._found(range(box.top, box.bottom), range(box.left, box.right))

    def _found(self, rows: range, columns: range) -> list[np.ndarray]:
        """The patches that touch the cells of a window, in their order."""
        if not self._patches or not rows or not columns:
            return []
        down = range(rows[0] // CELL, rows[-1] // CELL + 1)
        across = range(columns[0] // CELL, columns[-1] // CELL + 1)
        with self._lock:
            if len(down) * len(across) > len(self._cells):
                near = [cell for cell in self._cells if cell[0] in down and cell[1] in across]
            else:
                near = [cell for cell in product(down, across) if cell in self._cells]
            numbers = {number for cell in near for number in self._cells[cell]}
            return [self._patches[number] for number in sorted(numbers)]


class NumberedGrid:
    """A grid whose values are looked up by the pixels' numbers: what views and reports read.

    Read by slices, like numpy's and zarr's arrays; nothing can be written. `reveal` changes the
    numbers of a window in place before they are looked up.
    """

    ndim = 2

    def __init__(
        self,
        overlay: PatchedLabels,
        look_up: Callable[[np.ndarray], np.ndarray],
        dtype: type,
        reveal: Callable[[np.ndarray, Window], None] | None = None,
    ) -> None:
        self._overlay = overlay
        self._look_up = look_up
        self._reveal = reveal
        self.dtype = np.dtype(dtype)

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) in work px."""
        height, width = self._overlay.base.shape
        return height, width

    @property
    def chunks(self) -> tuple[int, int]:
        """(height, width) of what is best read at once, in work px."""
        return getattr(self._overlay.base, "chunks", None) or (1024, 1024)

    def __getitem__(self, key: Any) -> np.ndarray:
        # The numbers first: what they are looked up in is made longer before there are new ones.
        window = as_window(key)
        raw = self._overlay.read(window)
        if self._reveal is not None:
            self._reveal(raw, window)
        return self._look_up(raw)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        whole = self[:, :]
        return whole if dtype is None else whole.astype(dtype, copy=bool(copy))


class Nearby:
    """A grid on disk of which small windows are read again and again, as while one edits there.

    The chunks that they touch stay in memory, up to a limit; large windows are read as ever.
    """

    def __init__(self, grid: Any) -> None:
        self._grid = grid
        self._cache = ByteCache(_NEARBY)
        self.shape: tuple[int, ...] = grid.shape
        self.chunks: tuple[int, int] = getattr(grid, "chunks", None) or (1024, 1024)

    def __getitem__(self, key: Any) -> np.ndarray:
        rows, columns = ranges(as_window(key), self.shape)
        high, wide = self.chunks
        if rows.step != 1 or columns.step != 1 or len(rows) * len(columns) * 4 > high * wide:
            return np.asarray(self._grid[key])
        window = Box(columns.start, rows.start, columns.stop, rows.stop)
        out = np.empty(window.shape, self._grid.dtype)
        for row in range(window.top // high, -(-window.bottom // high)):
            for column in range(window.left // wide, -(-window.right // wide)):
                chunk = Box(column * wide, row * high, (column + 1) * wide, (row + 1) * high)
                place = chunk.clipped(Box(0, 0, self.shape[1], self.shape[0]))
                values = self._cache.get(
                    (row, column), lambda place=place: np.asarray(self._grid[place.slices])
                )
                shared = place.clipped(window)
                out[shared.shifted(-window.left, -window.top).slices] = values[
                    shared.shifted(-place.left, -place.top).slices
                ]
        return out


class Held:
    """A part of a grid read once; what lies outside it is read from the grid."""

    def __init__(self, grid: Any, box: Box) -> None:
        self._grid = grid
        self._box = box
        self._part = np.asarray(grid[box.slices])
        self.shape: tuple[int, ...] = grid.shape

    def __getitem__(self, key: Any) -> np.ndarray:
        rows, columns = as_window(key)
        box = self._box
        inside = (
            rows.step in (None, 1) and columns.step in (None, 1)
            and None not in (rows.start, rows.stop, columns.start, columns.stop)
            and box.top <= rows.start and rows.stop <= box.bottom
            and box.left <= columns.start and columns.stop <= box.right
        )  # fmt: skip
        if not inside:
            return np.asarray(self._grid[key])
        return self._part[
            rows.start - box.top : rows.stop - box.top,
            columns.start - box.left : columns.stop - box.left,
        ]


def as_window(key: Any) -> Window:
    """Rows and columns as slices; `ValueError` for anything else."""
    parts = key if isinstance(key, tuple) else (key, slice(None))
    if key is Ellipsis:
        parts = (slice(None), slice(None))
    if len(parts) != 2 or not all(isinstance(part, slice) for part in parts):
        raise ValueError(f"a label map is read by two slices, not by {key!r}")
    return parts


def changed_runs(before: np.ndarray, after: np.ndarray, left: int, top: int) -> np.ndarray:
    """(n, 4) int64 row, first column, end column, number: the pixels that differ, as runs.

    `before` and `after` are (h, w) numbers of a window whose corner is at (left, top).
    """
    changed = np.where(before != after, after.astype(np.int64), -1)
    return runs_of(changed, left, top, nothing=-1)


def box_of(runs: np.ndarray) -> Box:
    """The box of all pixels of the runs, of which there must be one."""
    return Box(
        int(runs[:, 1].min()), int(runs[:, 0].min()),
        int(runs[:, 2].max()), int(runs[:, 0].max()) + 1,
    )  # fmt: skip


def _cells(runs: np.ndarray) -> list[tuple[int, int]]:
    """The cells that hold a pixel of the runs."""
    first, last = runs[:, 1] // CELL, (runs[:, 2] - 1) // CELL
    most = int((last - first).max()) + 1
    across = first[:, None] + np.arange(most)
    down = np.broadcast_to((runs[:, 0] // CELL)[:, None], across.shape)
    there = across <= last[:, None]
    pairs = np.unique(np.stack([down[there], across[there]], axis=1), axis=0)
    return [(int(row), int(column)) for row, column in pairs]
