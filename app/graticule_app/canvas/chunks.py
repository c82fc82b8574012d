"""A result's arrays in memory, chunk by chunk and bounded: what several threads look into."""

import threading
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import zarr
from zarr.codecs import BytesCodec, Endian, ZstdCodec
from zarr.core.metadata import ArrayV3Metadata
from zarr.storage import LocalStore

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
        self._folder = _plain_folder(array)
        self._glanced = threading.local()

    @property
    def box(self) -> Box:
        """The whole map, in work px."""
        return Box(0, 0, self.width, self.height)

    def read(self, box: Box) -> np.ndarray:
        """The values of a box inside the map, not to be written to; may wait for the disk.

        Where there is nothing at all, one zero that stands for all (`is_empty`).
        """
        out: np.ndarray | None = None
        chunks = self._chunks(box)
        if len(chunks) == 1 and chunks[0][1] == box:
            found = self._chunk(*chunks[0])
            if found.shape == box.shape:
                return found
        for key, place in chunks:
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

    def glance(self, box: Box) -> np.ndarray:
        """As `read`, for a walk through the whole map: keeps nothing, and throws nothing out.

        The answer holds until this thread's next glance.
        """
        chunks = self._chunks(box)
        (row, column), place = chunks[0] if chunks else ((0, 0), box)
        if len(chunks) != 1 or place != box or self._folder is None:
            return self.read(box)
        found = self._cache.peek(self._key(row, column))
        if found is None:
            found = self._decoded(row, column, self._scratch())
        if found is None or found.shape != box.shape:
            return np.broadcast_to(np.zeros((), self.dtype), box.shape)
        return found

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
            values = self._from_disk(place, box)
            # Most of a scan is empty: one value stands for a chunk, and takes no memory.
            return values if values.any() else np.zeros((1, 1), self.dtype)

        return self._cache.get(self._key(*place), read)

    def _from_disk(self, place: tuple[int, int], box: Box) -> np.ndarray:
        if self._folder is None:
            return np.ascontiguousarray(self._array[box.slices], self.dtype)
        found = self._decoded(*place, np.empty((self._rows, self._columns), self.dtype))
        return np.zeros((1, 1), self.dtype) if found is None else found

    def _decoded(self, row: int, column: int, out: np.ndarray) -> np.ndarray | None:
        """A chunk's part of the map, decoded into `out`; None if there is no such chunk."""
        assert self._folder is not None
        try:
            data = (self._folder / str(row) / str(column)).read_bytes()
        except FileNotFoundError:
            return None
        imagecodecs.zstd_decode(data, out=out.data.cast("B"))
        height = min(self._rows, self.height - row * self._rows)
        width = min(self._columns, self.width - column * self._columns)
        return np.ascontiguousarray(out[:height, :width])

    def _scratch(self) -> np.ndarray:
        """This thread's own room for a chunk: new memory each time costs as much as decoding."""
        found = getattr(self._glanced, "room", None)
        if found is None:
            found = self._glanced.room = np.empty((self._rows, self._columns), self.dtype)
        return found


def is_empty(values: np.ndarray) -> bool:
    """Whether an answer of `ChunkedMap.read` is known to hold nothing; quick."""
    return values.strides == (0, 0)


def _plain_folder(array: Any) -> Path | None:
    """Where the chunks lie as files of zstd and nothing else, as `ResultStore` writes them.

    Decoding them here spares the two other threads that zarr asks for each chunk: several times
    faster, and the window's thread waits for none of them. None: zarr must read.
    """
    if not isinstance(array, zarr.Array) or not isinstance(array.store, LocalStore):
        return None
    meta = array.metadata
    if not isinstance(meta, ArrayV3Metadata):
        return None
    if meta.encode_chunk_key((1, 2)) != "c/1/2":
        return None
    codecs = [type(codec) for codec in meta.codecs]
    order = meta.codecs[0].endian if isinstance(meta.codecs[0], BytesCodec) else None
    if codecs != [BytesCodec, ZstdCodec] or order not in (None, Endian.little) or meta.fill_value:
        return None
    return Path(array.store.root) / array.path / "c"
