"""Grids of any size as pyramids of compressed tiles, one tile in memory at a time."""

import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import imagecodecs
import numpy as np

TILE = 512  # px; even, so that four halved tiles make one of the next level
Read = Callable[[slice, slice], np.ndarray]
Halve = Callable[[np.ndarray], np.ndarray]


def halve_mode(grid: np.ndarray) -> np.ndarray:
    """The commonest of each 2 × 2 px, of two pairs the larger; an odd last row or column counts
    twice. Values are never mixed, and a line of 1 px is not lost to the background.
    """
    a, b, c, d = _quarters(grid)
    low1, high1, low2, high2 = (
        np.minimum(a, b),
        np.maximum(a, b),
        np.minimum(c, d),
        np.maximum(c, d),
    )
    first, last = np.minimum(low1, low2), np.maximum(high1, high2)
    middle1, middle2 = np.maximum(low1, low2), np.minimum(high1, high2)
    second, third = np.minimum(middle1, middle2), np.maximum(middle1, middle2)
    result = np.where(first == second, first, last)  # four different values: the largest
    np.copyto(result, second, where=second == third)
    np.copyto(result, last, where=(third == last) & (second != third))
    return result


def halve_mean(grid: np.ndarray) -> np.ndarray:
    """The rounded mean of each 2 × 2 px; an odd last row or column counts twice."""
    a, b, c, d = (quarter.astype(np.uint16) for quarter in _quarters(grid))
    return ((a + b + c + d + 2) // 4).astype(grid.dtype)


def _quarters(grid: np.ndarray) -> tuple[np.ndarray, ...]:
    height, width = grid.shape
    if height % 2 or width % 2:
        grid = np.pad(grid, ((0, height % 2), (0, width % 2)), mode="edge")
    return grid[::2, ::2], grid[::2, 1::2], grid[1::2, ::2], grid[1::2, 1::2]


@dataclass
class TiledPyramid:
    """All levels of one grid, encoded tile by tile into a temporary file.

    Level 0 is `shape`, each next one half of it (rounded up) until one tile holds it. Tiles
    are made depth first, four children before their parent: each pixel is read once, and
    memory is a few tiles whatever the size. The temporary file is made in `folder`, where the
    result goes: there is room, and it is not in memory as the system's own folder may be.
    """

    shape: tuple[int, int]
    dtype: np.dtype
    read: Read
    halve: Halve
    folder: Path
    shapes: list[tuple[int, int]] = field(init=False)
    size: int = field(default=0, init=False)  # bytes of all encoded tiles

    def __post_init__(self) -> None:
        self.shapes = [self.shape]
        while max(self.shapes[-1]) > TILE:
            height, width = self.shapes[-1]
            self.shapes.append(((height + 1) // 2, (width + 1) // 2))
        self._places: dict[tuple[int, int, int], tuple[int, int]] = {}

    def __enter__(self) -> Self:
        self._file = tempfile.TemporaryFile(dir=self.folder)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def total(self) -> int:
        """Tiles of level 0."""
        rows, columns = self._grid(0)
        return rows * columns

    def encode(self) -> Iterator[int]:
        """Encode all tiles of all levels, yielding how many of level 0 are done."""
        for done, _ in enumerate(self._encode_below(len(self.shapes) - 1, 0, 0), 1):
            yield done

    def tiles(self, level: int) -> Iterator[bytes]:
        """The encoded tiles of a level, row by row."""
        rows, columns = self._grid(level)
        for row in range(rows):
            for column in range(columns):
                start, length = self._places[level, row, column]
                self._file.seek(start)
                yield self._file.read(length)

    def _grid(self, level: int) -> tuple[int, int]:
        height, width = self.shapes[level]
        return -(-height // TILE), -(-width // TILE)

    def _encode_below(self, level: int, row: int, column: int) -> Generator[None, None, np.ndarray]:
        """Encode a tile after all tiles under it; a step per level-0 tile, the tile at last."""
        height, width = self.shapes[level]
        top, left = row * TILE, column * TILE
        bottom, right = min(top + TILE, height), min(left + TILE, width)
        if level == 0:
            tile = np.asarray(self.read(slice(top, bottom), slice(left, right)), self.dtype)
            yield
        else:
            tile = np.empty((bottom - top, right - left), self.dtype)
            rows, columns = self._grid(level - 1)
            half = TILE // 2
            for r in range(2 * row, min(2 * row + 2, rows)):
                for c in range(2 * column, min(2 * column + 2, columns)):
                    child = yield from self._encode_below(level - 1, r, c)
                    y, x = (r % 2) * half, (c % 2) * half
                    tile[y : y + half, x : x + half] = self.halve(child)
        self._keep((level, row, column), tile)
        return tile

    def _keep(self, key: tuple[int, int, int], tile: np.ndarray) -> None:
        whole = tile
        if tile.shape != (TILE, TILE):
            whole = np.zeros((TILE, TILE), self.dtype)
            whole[: tile.shape[0], : tile.shape[1]] = tile
        data = imagecodecs.deflate_encode(whole.tobytes(), level=6)
        self._places[key] = self._file.seek(0, 2), len(data)
        self._file.write(data)
        self.size += len(data)
