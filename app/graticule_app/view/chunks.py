"""A result's arrays in memory, chunk by chunk and bounded: what several threads look into."""

import threading
from typing import Any

import numpy as np

from graticule.geometry import Box
from graticule.scans import ByteCache

_DEFAULT = (1024, 1024)


class ChunkedMap:
    """One array of a result, (h, w) on the work grid, read from disk a chunk at a time."""

    def __init__(self, array: Any, cache: ByteCache) -> None:
        self._array = array
        self._cache = cache
        self._lock = threading.Lock()
        self._changes = 0
        self._changed: dict[tuple[int, int], int] = {}
        self.height, self.width = (int(v) for v in array.shape)
        self.dtype = np.dtype(array.dtype)
        chunks = getattr(array, "chunks", None) or _DEFAULT
        self._rows, self._columns = int(chunks[0]), int(chunks[1])

    @property
    def box(self) -> Box:
        """The whole map, in work px."""
        return Box(0, 0, self.width, self.height)

    def read(self, box: Box) -> np.ndarray:
        """The values of a box inside the map, an array of its own; may wait for the disk.

        Where there is nothing at all, one zero that stands for all (`is_empty`).
        """
        out: np.ndarray | None = None
        for key, place in self._chunks(box):
            found = self._chunk(key, place)
            if found.shape != place.shape:
                continue
            if out is None:
                out = np.zeros(box.shape, self.dtype)
            shared = place.clipped(box)
            out[shared.shifted(-box.left, -box.top).slices] = found[
                shared.shifted(-place.left, -place.top).slices
            ]
        return np.broadcast_to(np.zeros((), self.dtype), box.shape) if out is None else out

    def peek(self, x: int, y: int) -> int | None:
        """The value of a work px if its chunk is in memory; never waits. 0 outside the map."""
        if not (0 <= x < self.width and 0 <= y < self.height):
            return 0
        row, column = y // self._rows, x // self._columns
        found = self._cache.peek(self._key(row, column))
        if found is None:
            return None
        y, x = y - row * self._rows, x - column * self._columns
        return int(found[y, x]) if y < found.shape[0] and x < found.shape[1] else 0

    def forget(self, box: Box) -> None:
        """What lies in this box has changed."""
        with self._lock:
            self._changes += 1
            for (row, column), _ in self._chunks(box.clipped(self.box)):
                self._changed[row, column] = self._changes

    def _key(self, row: int, column: int) -> tuple[int, int, int, int]:
        # The number of the last change is part of the key: a chunk that was read while it
        # changed is kept under a key that nobody asks for any more.
        return id(self), row, column, self._changed.get((row, column), 0)

    def _chunks(self, box: Box) -> list[tuple[tuple[int, int], Box]]:
        high, wide = self._rows, self._columns
        return [
            (
                (row, column),
                Box(column * wide, row * high, (column + 1) * wide, (row + 1) * high).clipped(
                    self.box
                ),
            )
            for row in range(box.top // high, -(-box.bottom // high))
            for column in range(box.left // wide, -(-box.right // wide))
        ]

    def _chunk(self, place: tuple[int, int], box: Box) -> np.ndarray:
        def read() -> np.ndarray:
            values = np.asarray(self._array[box.slices], self.dtype)
            # Most of a scan is empty: one value stands for a chunk, and takes no memory.
            return values if values.any() else np.zeros((1, 1), self.dtype)

        return self._cache.get(self._key(*place), read)


def is_empty(values: np.ndarray) -> bool:
    """Whether an answer of `ChunkedMap.read` is known to hold nothing; quick."""
    return values.strides == (0, 0)
