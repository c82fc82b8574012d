"""A result as the view draws it: its maps at any zoom, without reading all of them each time.

Close up, tiles read chunks of the result. From `base` on, each px of a coarse map stands for
2**base work px a side and is kept in memory; a thread of low rank fills them chunk by chunk.
"""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from graticule.classes import ClassInfo
from graticule.geometry import Box
from graticule.scans import ByteCache, grid_size
from graticule_app.canvas import kernels
from graticule_app.canvas.chunks import ChunkedMap, is_empty
from graticule_app.canvas.style import APART

_COARSE_PX = 24 << 20  # px of the finest coarse map: four of them take 100 MB, a third more above
_CACHE_BYTES = 96 << 20
_BLOCKS_BYTES = 64 << 20
_PLANES = ("classes", "share", "uncertainty", "edges")
_BLOCK = 1024  # work px: what is filled at once


_Reading = Callable[[ChunkedMap, Box], np.ndarray]


class Source(Protocol):
    """What of a `graticule.results.Result` is drawn."""

    @property
    def scale(self) -> float:
        """Level-0 px per px of the maps."""
        ...

    @property
    def origin(self) -> tuple[int, int]:
        """(x, y) of their first px, in level-0 px."""
        ...

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """Names and colours by number, the background first."""
        ...

    @property
    def class_map(self) -> Any:
        """The number of each px's class, as stored."""
        ...

    @property
    def uncertainty(self) -> Any:
        """How unsure each px is, as stored."""
        ...

    @property
    def labels(self) -> Any:
        """Which particle each px belongs to, as stored."""
        ...

    def done_boxes(self) -> list[Box]:
        """What is finished, in px of the maps."""
        ...


@dataclass(frozen=True, slots=True)
class Patch:
    """A part of the maps at 2**`power` work px per px; `left`, `top` is its place on that grid.

    `labels` and `kinds` are there at power 0 only, `edges` at the others, and none before the
    particles are labelled; `share` says how much of a coarse px is no background. `kinds` and
    `edges` are classes, `APART` more for particles that were cut from a neighbour.
    """

    power: int
    left: int
    top: int
    classes: np.ndarray
    share: np.ndarray | None = None
    uncertainty: np.ndarray | None = None
    edges: np.ndarray | None = None
    labels: np.ndarray | None = None
    kinds: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which maps a patch needs beside the classes."""

    uncertainty: bool = True
    outlines: bool = True


class _Coarse:
    """The maps at one power, uint8 (h, w), filled block by block."""

    def __init__(self, width: int, height: int, power: int) -> None:
        self.power = power
        shape = (grid_size(height, 2**power), grid_size(width, 2**power))
        self._planes = {name: np.zeros(shape, np.uint8) for name in _PLANES}

    def take(self, box: Box) -> Patch:
        """A box of this grid."""
        planes = (np.ascontiguousarray(self._planes[name][box.slices]) for name in _PLANES)
        return Patch(self.power, box.left, box.top, *planes)

    def put(self, patch: Patch) -> None:
        """Keep a patch of this power."""
        place = Box(
            patch.left, patch.top,
            patch.left + patch.classes.shape[1], patch.top + patch.classes.shape[0],
        ).slices  # fmt: skip
        for name, plane in self._planes.items():
            values = getattr(patch, name)
            if values is not None:
                plane[place] = values


class ResultMaps:
    """The maps of one result; `patch` may be called from several threads."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.scale, self.classes = source.scale, source.classes
        place = getattr(source, "work_origin", None)  # `origin` is in whole px, and may be half off
        self.origin: tuple[float, float] = source.origin
        if place is not None:
            self.origin = place[0] * self.scale, place[1] * self.scale
        self._cache = ByteCache(_CACHE_BYTES)
        self._blocks_kept = ByteCache(_BLOCKS_BYTES)
        self._apart: tuple[Any, np.ndarray] = None, np.zeros(0, bool)
        self._changes: dict[tuple[int, int], int] = {}  # of a block: part of its key
        self.class_map = ChunkedMap(source.class_map, self._cache)
        self.uncertainty = ChunkedMap(source.uncertainty, self._cache)
        labels = source.labels
        self.labels = None if labels is None else ChunkedMap(labels, self._cache)
        width, height = self.class_map.width, self.class_map.height
        self.base = 1
        while width * height / 4**self.base > _COARSE_PX:
            self.base += 1
        top = max(self.base, math.ceil(math.log2(_BLOCK)))
        self._coarse = [_Coarse(width, height, p) for p in range(self.base, top + 1)]
        done = [self.to_work(box) for box in source.done_boxes()]
        self._lock = threading.Lock()
        self._dirty = {block for box in done for block in self._blocks(box)}
        self._filling: set[tuple[int, int]] = set()
        self._order: list[tuple[int, int]] = []  # the last of `_dirty` that were sorted
        self._sorted_near: tuple[float, float] | None = None

    def to_work(self, box: Box) -> Box:
        """The work px that share something with a level-0 box."""
        (x, y), scale = self.origin, self.scale
        return Box(
            math.floor((box.left - x) / scale + 1e-6), math.floor((box.top - y) / scale + 1e-6),
            math.ceil((box.right - x) / scale - 1e-6), math.ceil((box.bottom - y) / scale - 1e-6),
        ).clipped(self.class_map.box)  # fmt: skip

    def to_level0(self, box: Box) -> Box:
        """The level-0 px that share something with a box of work px."""
        return box.scaled(self.scale, self.origin)

    def work_place(self, x: float, y: float) -> tuple[int, int]:
        """The work px (column, row) at a level-0 place; may lie outside the map."""
        return (
            math.floor((x - self.origin[0]) / self.scale),
            math.floor((y - self.origin[1]) / self.scale),
        )

    def power(self, step: float) -> int:
        """Which patch suits `step` level-0 px per px: one that leaves out no px of its own."""
        wanted = math.ceil(math.log2(max(step / self.scale, 1)) - 0.02)
        return min(max(0, wanted), self._coarse[-1].power)

    def patch(self, power: int, box: Box, wanted: Wanted) -> Patch:
        """The maps at a power, for a box of that power's grid that lies in it."""
        if power >= self.base:
            return self._coarse[power - self.base].take(box)
        if power == 0:
            return self._fine(0, box, wanted, self._read)
        out = np.zeros((len(_PLANES), *box.shape), np.uint8)
        side = _BLOCK >> power
        for row in range(box.top // side, -(-box.bottom // side)):
            for column in range(box.left // side, -(-box.right // side)):
                found = self._block(power, row, column)
                whole = Box(0, 0, found.shape[2], found.shape[1])
                place = whole.shifted(column * side, row * side)
                shared = place.clipped(box)
                part = shared.shifted(-place.left, -place.top).slices
                out[:, *shared.shifted(-box.left, -box.top).slices] = found[:, *part]
        return Patch(power, box.left, box.top, *out)

    def _block(self, power: int, row: int, column: int) -> np.ndarray:
        """The planes of one block at a power below `base`, uint8 (planes, h, w), kept a while."""

        def make() -> np.ndarray:
            left, top = column * _BLOCK, row * _BLOCK
            work = Box(left, top, left + _BLOCK, top + _BLOCK).clipped(self.class_map.box)
            patch = self._fine(power, work, Wanted(), self._read)
            out = np.zeros((len(_PLANES), *patch.classes.shape), np.uint8)
            for number, name in enumerate(_PLANES):
                values = getattr(patch, name)
                if values is not None:
                    out[number] = values
            return out

        changes = self._changes.get((row, column), 0)
        return self._blocks_kept.get((power, row, column, changes), make)

    @staticmethod
    def _read(chunks: ChunkedMap, work: Box) -> np.ndarray:
        return chunks.read(work)

    @staticmethod
    def _glance(chunks: ChunkedMap, work: Box) -> np.ndarray:
        return chunks.glance(work)

    def _fine(self, power: int, work: Box, wanted: Wanted, read: _Reading) -> Patch:
        """A patch from the result itself; `work` begins at a multiple of 2**power."""
        classes = read(self.class_map, work)
        uncertainty = read(self.uncertainty, work) if wanted.uncertainty else None
        outlined = wanted.outlines and self.labels is not None
        labels = read(self.labels, work) if outlined and self.labels else None
        if power == 0:
            kinds = None if labels is None else self._kinds(labels, classes)
            return Patch(0, work.left, work.top, classes, None, uncertainty, None, labels, kinds)
        side = 2**power
        shape = (grid_size(work.height, side), grid_size(work.width, side))
        found, share = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
        if not is_empty(classes):
            kernels.class_cells(classes, side, found, share)
        edges = None if labels is None else self._edges(labels, classes, side, shape)
        return Patch(
            power, work.left >> power, work.top >> power, found, share,
            _highest(uncertainty, side, shape), edges,
        )  # fmt: skip

    def _edges(
        self, labels: np.ndarray, classes: np.ndarray, side: int, shape: tuple[int, int]
    ) -> np.ndarray:
        found = np.zeros(shape, np.uint8)
        if not is_empty(labels):
            classes = np.ascontiguousarray(classes)
            kernels.edge_cells(labels, classes, self._cut_apart(), side, found)
        return found

    def _kinds(self, labels: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """The class of each px, `APART` more where its particle was cut from a neighbour."""
        apart = self._cut_apart()
        if not len(apart):
            return classes
        cut = np.take(apart, labels, mode="clip") & (classes > 0)
        return np.where(cut, classes + np.uint8(APART), classes)

    def _cut_apart(self) -> np.ndarray:
        """Which particles were cut from a neighbour, bool by label; empty if none was."""
        table = getattr(self.source, "table", None)
        if table is None or "separated" not in table or len(self.classes) > APART - 1:
            return np.zeros(0, bool)
        known, apart = self._apart
        if known is not table:
            apart = np.zeros(int(table["id"].max(initial=0)) + 2, bool)
            apart[table["id"][table["separated"]]] = True
            apart = apart if apart.any() else apart[:0]
            self._apart = table, apart
        return apart

    def _blocks(self, work: Box) -> set[tuple[int, int]]:
        return {
            (row, column)
            for row in range(work.top // _BLOCK, -(-work.bottom // _BLOCK))
            for column in range(work.left // _BLOCK, -(-work.right // _BLOCK))
        }

    def changed(self, boxes: list[Box]) -> None:
        """Class map or labels changed in these level-0 boxes: what is known of them is stale."""
        labels = self.source.labels
        if labels is not None and self.labels is None:
            self.labels = ChunkedMap(labels, self._cache)
            boxes = [self.to_level0(self.class_map.box)]
        for box in boxes:
            work = self.to_work(box)
            for chunks in (self.class_map, self.uncertainty, self.labels):
                if chunks is not None:
                    chunks.forget(work)
            touched = self._blocks(work.grown(1).clipped(self.class_map.box))
            with self._lock:
                self._dirty |= touched
                self._sorted_near = None
            for block in touched:
                self._changes[block] = self._changes.get(block, 0) + 1

    @property
    def unfilled(self) -> int:
        """Blocks of the coarse maps that are not filled yet, those under way included."""
        return len(self._dirty) + len(self._filling)

    @property
    def waiting(self) -> bool:
        """Whether there is a block that nobody fills."""
        return bool(self._dirty - self._filling)

    def fill_next(self, near: tuple[float, float]) -> Box | None:
        """Fill the block of the coarse maps that is nearest to a level-0 place.

        Gives its box in level-0 px, or None if all are filled or under way. Several threads may
        fill at once, each another block.
        """
        block = self._take(near)
        if block is None:
            return None
        try:
            left, top = block[1] * _BLOCK, block[0] * _BLOCK
            work = Box(left, top, left + _BLOCK, top + _BLOCK).clipped(self.class_map.box)
            self._fill(work)
            return self.to_level0(work)
        finally:
            with self._lock:
                self._filling.discard(block)

    def _take(self, near: tuple[float, float]) -> tuple[int, int] | None:
        """The nearest block that waits: from now on it is under way.

        One that changes meanwhile waits again, but for the thread that is at it.
        """
        with self._lock:
            if near != self._sorted_near or not self._order:
                x, y = self.work_place(*near)
                self._order = sorted(
                    self._dirty,
                    key=lambda b: -math.hypot((b[1] + 0.5) * _BLOCK - x, (b[0] + 0.5) * _BLOCK - y),
                )
                self._sorted_near = near
            for at in range(len(self._order) - 1, -1, -1):
                if (block := self._order[at]) not in self._filling:
                    del self._order[at]
                    self._dirty.discard(block)
                    self._filling.add(block)
                    return block
        return None

    def _fill(self, work: Box) -> None:
        patch = self._fine(self.base, work, Wanted(), self._glance)
        for coarse in self._coarse:
            if coarse.power > self.base:
                patch = _halved(patch)
            coarse.put(patch)

    def value_at(self, name: str, x: float, y: float) -> int | None:
        """What a map ("class_map", "uncertainty", "labels") holds at a level-0 place.

        None if that is not in memory, 0 where there is nothing. Never waits for a disk.
        """
        chunks: ChunkedMap | None = getattr(self, name)
        return 0 if chunks is None else chunks.peek(*self.work_place(x, y))

    def load(self, x: float, y: float) -> None:
        """Read what `value_at` needs for a level-0 place; waits for the disk."""
        column, row = self.work_place(x, y)
        work = Box(column, row, column + 1, row + 1).clipped(self.class_map.box)
        for chunks in (self.class_map, self.uncertainty, self.labels):
            if chunks is not None and work.area:
                chunks.read(work)


def _highest(values: np.ndarray | None, side: int, shape: tuple[int, int]) -> np.ndarray | None:
    if values is None:
        return None
    found = np.zeros(shape, np.uint8)
    if not is_empty(values):
        kernels.highest_cells(values, side, found)
    return found


def _halved(patch: Patch) -> Patch:
    """The next power up; the patch begins at an even place."""
    assert patch.share is not None
    height, width = patch.classes.shape
    shape = ((height + 1) // 2, (width + 1) // 2)
    classes, share = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    kernels.class_quarter(patch.classes, patch.share, classes, share)
    return Patch(
        patch.power + 1, patch.left // 2, patch.top // 2, classes, share,
        _highest(patch.uncertainty, 2, shape), _highest(patch.edges, 2, shape),
    )  # fmt: skip
