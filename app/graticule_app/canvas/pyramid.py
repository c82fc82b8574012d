"""The resolutions that a scan is drawn at, cut into tiles: those in the file, and between them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graticule.geometry import Box
from graticule.scans import Level, Scan, grid_size
from graticule.scans.resample import area_mean, plan_taps

_SIDE = 512  # px: about as large as a tile is drawn
_FINER = 5  # levels finer than the file's, for crisp outlines when pixels are seen
_SHARP = 0.15  # of a factor of two: how much rather a finer rung is taken than a coarser one
_GAP = 2.9  # levels further apart than this get another one between them
_BAND = 16 << 20  # px of the file that are held at once for a coarse tile
_HEAVY = 64 << 20  # px of the file: a tile made of more is not read unless it is seen


@dataclass(frozen=True, slots=True)
class Rung:
    """One resolution: `step` level-0 px per px, made of `level` of the file.

    `shrink` px of that level make one (2 or more: their mean); `grow` px come of one (1: none).
    """

    level: int
    step: float
    shrink: int
    grow: int
    width: int
    height: int
    side: int  # px of a tile

    @property
    def grid(self) -> tuple[int, int]:
        """(columns, rows) of tiles."""
        return -(-self.width // self.side), -(-self.height // self.side)


@dataclass(frozen=True, slots=True)
class TileKey:
    """A tile by the number of its rung, its column and its row."""

    rung: int
    column: int
    row: int


class Pyramid:
    """The rungs of a scan, finest first; `pinned` are the coarsest two that are always kept."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self.rungs = tuple(_rungs(scan))
        light = [i for i, r in enumerate(self.rungs) if r.width * r.height * r.shrink**2 <= _HEAVY]
        self.pinned = tuple(i for i in light if i >= len(self.rungs) - 2)

    def best(self, scale: float) -> int:
        """The rung for `scale` level-0 px per device px: nearest in size, rather the finer one."""
        wanted = math.log2(scale) - _SHARP
        return min(
            range(len(self.rungs)), key=lambda i: abs(math.log2(self.rungs[i].step) - wanted)
        )

    def area(self, key: TileKey) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of a tile, in level-0 px."""
        rung, box = self.rungs[key.rung], self.box(key)
        return tuple(v * rung.step for v in (box.left, box.top, box.right, box.bottom))  # type: ignore[return-value]

    def box(self, key: TileKey) -> Box:
        """A tile's px on its rung's own grid."""
        rung = self.rungs[key.rung]
        left, top = key.column * rung.side, key.row * rung.side
        return Box(left, top, min(left + rung.side, rung.width), min(top + rung.side, rung.height))

    def tiles(self, rung: int, area: tuple[float, float, float, float]) -> Iterator[TileKey]:
        """The tiles of a rung that share something with an area in level-0 px."""
        found = self.rungs[rung]
        size, (columns, rows) = found.side * found.step, found.grid
        left, top, right, bottom = area
        for row in range(max(0, int(top // size)), min(rows, math.ceil(bottom / size))):
            for column in range(max(0, int(left // size)), min(columns, math.ceil(right / size))):
                yield TileKey(rung, column, row)

    def read(self, key: TileKey, frame: int) -> np.ndarray:
        """The tile's pixels (h, w, c) in the scan's dtype; `ScanError` if it cannot be read."""
        rung, box = self.rungs[key.rung], self.box(key)
        if rung.grow > 1:
            return self._grown(rung, box, frame)
        if rung.shrink == 1:
            return self._scan.read_level(rung.level, box, frame=frame)
        band = max(1, _BAND // (box.width * rung.shrink**2))
        parts = [
            self._shrunk(rung, Box(box.left, top, box.right, min(top + band, box.bottom)), frame)
            for top in range(box.top, box.bottom, band)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _shrunk(self, rung: Rung, box: Box, frame: int) -> np.ndarray:
        shrink = rung.shrink
        source = Box(
            box.left * shrink, box.top * shrink, box.right * shrink, box.bottom * shrink
        ).clipped(self._scan.levels[rung.level].box)
        pixels = self._scan.read_level(rung.level, source, frame=frame)
        rows = plan_taps(0, box.height, scale=shrink, origin=0, size=source.height)
        columns = plan_taps(0, box.width, scale=shrink, origin=0, size=source.width)
        return area_mean(pixels, rows, columns)

    def _grown(self, rung: Rung, box: Box, frame: int) -> np.ndarray:
        grow = rung.grow
        source = Box(
            box.left // grow, box.top // grow, -(-box.right // grow), -(-box.bottom // grow)
        )
        pixels = self._scan.read_level(rung.level, source, frame=frame)
        pixels = np.repeat(np.repeat(pixels, grow, axis=0), grow, axis=1)
        return pixels[: box.height, : box.width]


def _side(level: Level) -> int:
    """A tile's side: whole tiles of the file, so that none is decoded twice."""
    side = max(level.tile)
    if level.tile[0] != level.tile[1] or not 64 <= side <= 1024:
        return _SIDE
    return side * max(1, round(_SIDE / side))


def _rungs(scan: Scan) -> Iterator[Rung]:
    """Those finer than the file, then each level and what lies between it and the next."""
    first = scan.levels[0]
    for power in range(_FINER, 0, -1):
        grow = 2**power
        yield Rung(0, 1 / grow, 1, grow, first.width * grow, first.height * grow, _SIDE)
    levels = sorted(range(len(scan.levels)), key=lambda i: scan.levels[i].downsample)
    for at, index in enumerate(levels):
        level, last = scan.levels[index], at + 1 == len(levels)
        beyond = math.inf if last else scan.levels[levels[at + 1]].downsample
        shrink = 1
        while True:
            width, height = grid_size(level.width, shrink), grid_size(level.height, shrink)
            step = level.downsample * shrink
            yield Rung(index, step, shrink, 1, width, height, _side(level))
            shrink *= 2
            coarse_enough = last and max(width, height) <= _SIDE
            if coarse_enough or beyond / step < _GAP:
                break
