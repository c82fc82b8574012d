"""One look at an annotated scan before patches are drawn from it.

Nothing of the scan's size is kept: numbers per class, some places of each, one flag per cell of a
grid of at most 16 million cells, and one number per window.
"""

import math
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from graticule.annotations import UNKNOWN, Source, Target
from graticule.compiled import kernel, plain
from graticule.geometry import Box
from graticule.learn.patches.planes import class_window
from graticule.segment.foreground import find_foreground, spread_windows
from graticule.segment.pipeline import ahead

_CELLS = 1 << 24  # at most, per source
_BLOCK = 1024  # px a side, looked at in one piece
_LOOKED = 512 << 20  # px of labels at most: of larger sources as many blocks, drawn evenly
_SPOTS = 1 << 16  # places of a class that are remembered per source, all blocks together
_STRIPE = 4 << 20  # cells that are judged at once
_THREADS = 2


@dataclass(frozen=True)
class Windows:
    """The corners of windows of `size` px over a source, and what each holds.

    The last of a row or column ends with the source.
    """

    size: int
    xs: np.ndarray  # (n,) left edges, px
    ys: np.ndarray  # (m,) top edges, px
    found: np.ndarray = field(repr=False)  # (m, n) int32: pixels that are not background

    @classmethod
    def over(cls, size: tuple[int, int], side: int, step: int) -> "Windows":
        """Windows of `side` px at every `step` px (twice as many, … if that is too many)."""
        while math.prod(length // step + 1 for length in size) > _CELLS:
            step *= 2
        xs, ys = (_corners(length, side, step) for length in size)
        return cls(side, xs, ys, np.zeros((len(ys), len(xs)), np.int32))


def _corners(length: int, side: int, step: int) -> np.ndarray:
    last = max(length - side, 0)
    return np.append(np.arange(0, last, step), last).astype(np.int64)


@dataclass
class Survey:
    """What the labels of a source hold; `looked` is the share of it that was looked at."""

    cell: int  # px a side of a cell
    counts: np.ndarray  # (classes,) int64: annotated pixels of each class
    known: np.ndarray  # (rows, columns) bool: cells with a pixel that somebody has looked at
    spots: list["Spots"]  # of each class but the background
    looked: float

    @property
    def all_known(self) -> bool:
        """Whether there is something to learn wherever a patch may lie."""
        return bool(self.known.all())


@dataclass
class Spots:
    """Places (x, y) of a class, some of each block, and how many pixels of it the block has."""

    places: list[np.ndarray] = field(default_factory=list)  # each (n, 2) int32, px
    pixels: list[int] = field(default_factory=list)

    def draw(self, rng: np.random.Generator) -> tuple[int, int]:
        """(x, y) of a pixel of the class, evenly from all that there are."""
        ends = np.cumsum(self.pixels)
        places = self.places[int(np.searchsorted(ends, rng.integers(ends[-1]), side="right"))]
        x, y = places[rng.integers(len(places))]
        return int(x), int(y)


def survey(source: Source, target: Target, windows: Windows | None = None) -> Survey:
    """Look at the labels of a source, block by block; count for each window what it holds.

    Of more than 512 Mpx as many are looked at, evenly spread: there counts are of a sample, and
    what has not been looked at counts as annotated.
    """
    cell = cell_size(source)
    width, height = source.size
    known = np.zeros((math.ceil(height / cell), math.ceil(width / cell)), bool)
    counts = np.zeros(UNKNOWN + 1, np.int64)
    spots = [Spots() for _ in range(target.classes - 1)]
    blocks = list(source.box.blocks(_BLOCK))
    chosen = _sample(blocks)
    each = int(np.clip(_SPOTS // len(chosen), 64, 4096))
    if len(chosen) < len(blocks):
        known[:] = True

    def look(box: Box) -> np.ndarray:
        return plain(class_window(source, target, box))

    with closing(ahead(look, chosen, threads=_THREADS, window=2 * _THREADS)) as pieces:
        for box, classes in pieces:
            found = np.zeros(UNKNOWN + 1, np.int64)
            corner = np.array([box.left, box.top], np.int64)
            _look(classes, corner, cell, found, known)
            counts += found
            for number, spot in enumerate(spots, start=1):
                if found[number]:
                    places = np.empty((min(int(found[number]), each), 2), np.int32)
                    _places(classes, number, int(found[number]), places)
                    spot.places.append(places + corner.astype(np.int32))
                    spot.pixels.append(int(found[number]))
            if windows is not None and found[1:UNKNOWN].any():
                _count(classes, corner, windows.size, (windows.xs, windows.ys), windows.found)
    if windows is not None:
        _sum(windows.found)
    return Survey(cell, counts[: target.classes], known, spots, len(chosen) / len(blocks))


def cell_size(source: Source) -> int:
    """Px a side of a cell: a power of two, 2 at least, that gives at most 16 million cells."""
    cell = 2
    while math.prod(math.ceil(length / cell) for length in source.size) > _CELLS:
        cell *= 2
    return cell


def foreground_cells(source: Source, keep: np.ndarray) -> np.ndarray:
    """Numbers, row by row, of the cells of `keep` that the triangle threshold does not call empty.

    As `segment.foreground`, on the mean of each cell; read in stripes.
    """
    cell = cell_size(source)
    shrink = cell // 2  # the threshold itself takes means of 2 × 2
    coarse = [math.ceil(length / shrink) for length in source.size]
    read = _coarse_reader(source, shrink)
    found = find_foreground(read(box) for box in spread_windows(*coarse))
    rows, columns = keep.shape
    high = max(1, _STRIPE // columns)
    parts = []
    for top in range(0, rows, high):
        stripe = Box(0, 2 * top, coarse[0], min(2 * (top + high), coarse[1]))
        beyond = found.deviation(read(stripe)) > found.limit
        inside = beyond & keep[top : top + len(beyond)]
        parts.append(np.flatnonzero(inside) + top * columns)
    return np.concatenate(parts).astype(np.int32)


def _coarse_reader(source: Source, shrink: int) -> Callable[[Box], np.ndarray]:
    def read(box: Box) -> np.ndarray:
        fine = Box(*(edge * shrink for edge in (box.left, box.top, box.right, box.bottom)))
        return source.pixels(fine.clipped(source.box), shrink)

    return read


def _sample(blocks: list[Box]) -> list[Box]:
    count = max(1, _LOOKED // _BLOCK**2)
    if len(blocks) <= count:
        return blocks
    chosen = np.random.default_rng(0).choice(len(blocks), count, replace=False)
    return [blocks[number] for number in np.sort(chosen)]


@kernel
def _look(
    classes: np.ndarray, corner: np.ndarray, cell: int, counts: np.ndarray, known: np.ndarray
) -> None:
    """Count the pixels of each class, and mark the cells that hold any that is known."""
    height, width = classes.shape
    for y in range(height):
        for x in range(width):
            value = classes[y, x]
            counts[value] += 1
            if value != UNKNOWN:
                known[(y + corner[1]) // cell, (x + corner[0]) // cell] = True


@kernel
def _places(classes: np.ndarray, number: int, count: int, out: np.ndarray) -> None:
    """(x, y) of as many of a class's `count` pixels as there is room for, evenly spaced."""
    seen = taken = 0
    height, width = classes.shape
    for y in range(height):
        for x in range(width):
            if classes[y, x] == number:
                if taken < len(out) and seen * len(out) >= taken * count:
                    out[taken, 0], out[taken, 1] = x, y
                    taken += 1
                seen += 1


@kernel
def _count(
    classes: np.ndarray, corner: np.ndarray, size: int, edges: tuple, found: np.ndarray
) -> None:
    """Note where windows begin and cease to hold each pixel of a class; `_sum` adds up."""
    xs, ys = edges
    height, width = classes.shape
    for y in range(height):
        row = y + corner[1]
        top = np.searchsorted(ys, row - size, side="right")
        bottom = np.searchsorted(ys, row, side="right")
        for x in range(width):
            value = classes[y, x]
            if value == 0 or value == UNKNOWN:
                continue
            column = x + corner[0]
            left = np.searchsorted(xs, column - size, side="right")
            right = np.searchsorted(xs, column, side="right")
            found[top, left] += 1
            if right < found.shape[1]:
                found[top, right] -= 1
            if bottom < found.shape[0]:
                found[bottom, left] -= 1
                if right < found.shape[1]:
                    found[bottom, right] += 1


def _sum(found: np.ndarray) -> None:
    """Turn beginnings and ends into numbers of pixels, in place."""
    np.cumsum(found, axis=0, out=found)
    np.cumsum(found, axis=1, out=found)
