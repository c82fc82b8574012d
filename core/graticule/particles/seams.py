"""Components labelled block by block become one: pairs along the seams are joined.

Each block numbers its own components onwards from the last block's, and only the row above
and the column to the left of a block are remembered. Which numbers are one component is then
a graph's connected components, so the result does not depend on the blocks.
"""

from collections.abc import Iterator
from typing import Any, Protocol

import cc3d
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graticule.compiled import kernel, plain
from graticule.errors import ResultError
from graticule.geometry import Box

AREA, FIRST, LEFT, TOP, RIGHT, BOTTOM = range(6)  # columns of a tally
_MOST = 2**32 - 1  # label maps are uint32


class ArrayLike(Protocol):
    """What numpy and zarr arrays share: shape, and slices that are read and written."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(rows, columns)."""
        ...

    def __getitem__(self, key: Any, /) -> Any: ...


class WritableArray(ArrayLike, Protocol):
    """An `ArrayLike` that can be written."""

    def __setitem__(self, key: Any, value: Any, /) -> None: ...


def grid(array: ArrayLike) -> Box:
    """The box of all pixels of a (rows, columns) array."""
    height, width = array.shape
    return Box(0, 0, width, height)


class SeamJoiner:
    """Gives blocks that come row by row scan-wide provisional numbers, and joins them."""

    def __init__(self, width: int, connectivity: int) -> None:
        if connectivity not in (4, 8):
            raise ValueError(f"connectivity is 4 or 8, not {connectivity}")
        self.count = 0
        self._connectivity = connectivity
        self._shifts = (-1, 0, 1) if connectivity == 8 else (0,)
        # One pixel of frame at each end, so that diagonal neighbours need no special case.
        self._above = np.zeros((2, width + 2), np.int64)
        self._bottom = np.zeros((2, width + 2), np.int64)
        self._top = 0
        self._pairs: list[np.ndarray] = []

    def number(self, values: np.ndarray, box: Box) -> tuple[np.ndarray, int]:
        """Local labels 1..n of the components of equal value ≠ 0, and n.

        Label k of this block has the scan-wide provisional number `count` (before the call) + k.
        """
        local, found = components(values, self._connectivity)
        if self.count + found > _MOST:
            raise ResultError("the class map falls into more than 4 billion pieces: it is noise")
        self._join(local, values, box)
        self.count += found
        return local, found

    def _join(self, local: np.ndarray, values: np.ndarray, box: Box) -> None:
        if box.top != self._top:  # the first block of a new row of blocks
            self._above, self._bottom = self._bottom, np.zeros_like(self._bottom)
            self._top = box.top
        span = slice(box.left + 1, box.right + 1)
        top = self._numbers(local[0], values[0])
        for shift in self._shifts:
            self._pair(top, self._above[:, box.left + 1 + shift : box.right + 1 + shift])
        if box.left:
            left = self._numbers(local[:, 0], values[:, 0])
            right = self._right  # the right column of the block before, in the same row
            for shift in self._shifts:
                n = left.shape[1]
                self._pair(
                    left[:, max(0, -shift) : n - max(0, shift)],
                    right[:, max(0, shift) : n - max(0, -shift)],
                )
        self._bottom[:, span] = self._numbers(local[-1], values[-1])
        self._right = self._numbers(local[:, -1], values[:, -1])

    def _numbers(self, local: np.ndarray, values: np.ndarray) -> np.ndarray:
        line = local.astype(np.int64)
        return np.stack([np.where(line > 0, line + self.count, 0), values.astype(np.int64)])

    def _pair(self, one: np.ndarray, other: np.ndarray) -> None:
        touch = (one[0] > 0) & (other[0] > 0) & (one[1] == other[1])
        if touch.any():
            self._pairs.append(np.unique(np.stack([one[0], other[0]])[:, touch], axis=1))

    def joined(self) -> tuple[np.ndarray, int]:
        """Index of the component of each provisional number (0 for number 0), and how many.

        Components are numbered from 1, in no order that means anything.
        """
        pairs = np.concatenate(self._pairs, axis=1) if self._pairs else np.zeros((2, 0), np.int64)
        if not self.count:
            return np.zeros(1, np.uint32), 0
        graph = coo_array(
            (np.ones(pairs.shape[1], np.uint8), tuple(pairs - 1)), shape=(self.count, self.count)
        )
        found, index = connected_components(graph, directed=False)
        return np.concatenate([[0], index + 1]).astype(np.uint32), int(found)


def components(values: np.ndarray, connectivity: int) -> tuple[np.ndarray, int]:
    """uint32 labels 1..n of the connected components of equal value ≠ 0, and n."""
    return cc3d.connected_components(
        plain(values),
        connectivity=connectivity,  # type: ignore[arg-type] - 4 or 8: the joiner checks
        return_N=True,
        out_dtype=np.uint32,
    )


def blocks(box: Box, size: int) -> Iterator[Box]:
    """The blocks of a grid in the order in which a `SeamJoiner` wants them."""
    if size < 1:
        raise ValueError(f"a block of {size} px holds nothing")
    return box.blocks(size)


@kernel
def relabel(labels, lut):
    """Replace each label by `lut[label]`, in place; true if anything but 0 is left."""
    anything = False
    for y in range(labels.shape[0]):
        for x in range(labels.shape[1]):
            label = labels[y, x]
            if label:
                new = lut[label]
                labels[y, x] = new
                anything |= new != 0
    return anything


@kernel
def tally(local, count, where, width):
    """(count, 6) of each label's area, first pixel (y·width + x), left, top, right, bottom.

    `where` is the part's (left, top) on a grid `width` px wide.
    """
    left, top = where
    out = np.empty((count, 6), np.int64)
    for i in range(count):
        out[i, 0] = 0
        out[i, 1] = np.iinfo(np.int64).max
        out[i, 2] = out[i, 3] = np.iinfo(np.int64).max
        out[i, 4] = out[i, 5] = 0
    for y in range(local.shape[0]):
        x = 0
        while x < local.shape[1]:
            label = local[y, x]
            start = x
            x += 1
            if label == 0:
                continue
            while x < local.shape[1] and local[y, x] == label:
                x += 1
            row = out[label - 1]
            row[0] += x - start
            if row[1] == np.iinfo(np.int64).max:
                row[1] = (top + y) * width + left + start
                row[3] = top + y
            row[2] = min(row[2], left + start)
            row[4] = max(row[4], left + x)
            row[5] = top + y + 1
    return out


def merged(tallies: np.ndarray, index: np.ndarray, count: int) -> np.ndarray:
    """`tally` rows of parts summed up per component; `index` (from 0) says whose part each is."""
    out = np.zeros((count, 6), np.int64)
    np.add.at(out[:, 0], index, tallies[:, 0])
    out[:, 1:4] = np.iinfo(np.int64).max
    for column in (1, 2, 3):
        np.minimum.at(out[:, column], index, tallies[:, column])
    for column in (4, 5):
        np.maximum.at(out[:, column], index, tallies[:, column])
    return out
