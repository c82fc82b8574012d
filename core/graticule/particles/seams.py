"""Components labelled block by block become one: pairs along the seams are joined.

Each block numbers its own components onwards from the last block's. A row of blocks is a strip,
of which only the outermost rows of pixels are remembered; strips are joined one below the other,
in whatever order. Which numbers are one component is then
a graph's connected components, so the result does not depend on the blocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows of blocks whose parts are numbered 1..count: what must be known to join them to others.

    `top` and `bottom` (2, width + 2) hold the numbers and values of the outermost rows of pixels,
    with one pixel of frame at each end; each of `pairs` (2, n) names parts that are one component.
    Strips may come from different processes: joining is associative.
    """

    connectivity: int
    top: np.ndarray
    bottom: np.ndarray
    count: int = 0
    pairs: tuple[np.ndarray, ...] = ()

    def joined(self, below: "Strip") -> "Strip":
        """This strip and the one right below it, whose parts are numbered on from here."""
        if self.count + below.count > _MOST:
            raise ResultError("the class map falls into more than 4 billion pieces: it is noise")
        top, bottom = (_numbered_on(line, self.count) for line in (below.top, below.bottom))
        pairs = [pair + self.count for pair in below.pairs]
        inner = slice(1, top.shape[1] - 1)
        for shift in _shifts(self.connectivity):
            beyond = self.bottom[:, 1 + shift : top.shape[1] - 1 + shift]
            pairs += _pairs(top[:, inner], beyond)
        return Strip(
            self.connectivity, self.top, bottom, self.count + below.count, (*self.pairs, *pairs)
        )

    def components(self) -> tuple[np.ndarray, int]:
        """Index of the component of each part's number (0 for number 0), and how many.

        Components are numbered from 1, in no order that means anything.
        """
        if not self.count:
            return np.zeros(1, np.uint32), 0
        pairs = np.concatenate(self.pairs, axis=1) if self.pairs else np.zeros((2, 0), np.int64)
        graph = coo_array(
            (np.ones(pairs.shape[1], np.uint8), tuple(pairs - 1)), shape=(self.count, self.count)
        )
        found, index = connected_components(graph, directed=False)
        return np.concatenate([[0], index + 1]).astype(np.uint32), int(found)


class SeamJoiner:
    """Gives blocks that come row by row scan-wide provisional numbers, and joins them."""

    def __init__(self, width: int, connectivity: int) -> None:
        if connectivity not in (4, 8):
            raise ValueError(f"connectivity is 4 or 8, not {connectivity}")
        self._connectivity = connectivity
        self._width = width
        self._done: Strip | None = None  # the rows of blocks above
        self._row: _Row | None = None

    @property
    def count(self) -> int:
        """How many provisional numbers there are so far."""
        return sum(strip.count for strip in (self._done, self._row) if strip is not None)

    def number(self, values: np.ndarray, box: Box) -> tuple[np.ndarray, int]:
        """Local labels 1..n of the components of equal value ≠ 0, and n.

        Label k of this block has the scan-wide provisional number `count` (before the call) + k.
        """
        if self._row is None or box.top != self._row.top:
            self._done = self._all()
            self._row = _Row(self._width, self._connectivity, box.top)
        local, found = components(values, self._connectivity)
        if self.count + found > _MOST:
            raise ResultError("the class map falls into more than 4 billion pieces: it is noise")
        self._row.add(local, values, found, box)
        return local, found

    def strip(self) -> Strip:
        """All blocks so far, to be joined to others."""
        return self._all() or _Row(self._width, self._connectivity, 0).strip()

    def joined(self) -> tuple[np.ndarray, int]:
        """See `Strip.components`."""
        return self.strip().components()

    def _all(self) -> Strip | None:
        if self._row is None:
            return self._done
        row = self._row.strip()
        return row if self._done is None else self._done.joined(row)


class _Row:
    """One row of blocks under way, numbered from 1, each block joined to the one on its left."""

    def __init__(self, width: int, connectivity: int, top: int) -> None:
        self.top, self.count = top, 0
        self._connectivity = connectivity
        # One pixel of frame at each end, so that diagonal neighbours need no special case.
        self._first, self._last = np.zeros((2, 2, width + 2), np.int64)
        self._right = np.zeros((2, 0), np.int64)  # column of the block before
        self._pairs: list[np.ndarray] = []

    def add(self, local: np.ndarray, values: np.ndarray, found: int, box: Box) -> None:
        """Take in the next block: its local labels 1..found, and the values that they are of."""
        span = slice(box.left + 1, box.right + 1)
        self._first[:, span] = self._numbers(local[0], values[0])
        self._last[:, span] = self._numbers(local[-1], values[-1])
        left, right = self._numbers(local[:, 0], values[:, 0]), self._right
        if right.size:
            n = left.shape[1]
            for shift in _shifts(self._connectivity):
                self._pairs += _pairs(
                    left[:, max(0, -shift) : n - max(0, shift)],
                    right[:, max(0, shift) : n - max(0, -shift)],
                )
        self._right = self._numbers(local[:, -1], values[:, -1])
        self.count += found

    def strip(self) -> Strip:
        """The row as a strip of its own."""
        return Strip(self._connectivity, self._first, self._last, self.count, tuple(self._pairs))

    def _numbers(self, local: np.ndarray, values: np.ndarray) -> np.ndarray:
        numbered = np.stack([local.astype(np.int64), values.astype(np.int64)])
        return _numbered_on(numbered, self.count)


def _shifts(connectivity: int) -> tuple[int, ...]:
    return (-1, 0, 1) if connectivity == 8 else (0,)


def _numbered_on(line: np.ndarray, before: int) -> np.ndarray:
    """Numbers and values (2, n) with that much added to the numbers; 0 stays 0."""
    return np.stack([np.where(line[0] > 0, line[0] + before, 0), line[1]])


def _pairs(one: np.ndarray, other: np.ndarray) -> list[np.ndarray]:
    """The numbers that meet along a seam with the same value: (2, n), or nothing."""
    touch = (one[0] > 0) & (other[0] > 0) & (one[1] == other[1])
    return [np.unique(np.stack([one[0], other[0]])[:, touch], axis=1)] if touch.any() else []


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
