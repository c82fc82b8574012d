"""Cut a scan into tiles: what a network reads, and the part of its answer that is kept."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from graticule.geometry import Box


@dataclass(frozen=True, slots=True)
class Tile:
    """What the network sees, and the part of its answer that counts, in work px."""

    read: Box  # may stick out of the scan: the reader mirrors what is missing
    keep: Box  # lies in the scan: every pixel is in exactly one tile's keep

    @property
    def kept(self) -> tuple[slice, slice]:
        """(rows, columns) of the keep box within an answer of the read box's size."""
        return self.keep.shifted(-self.read.left, -self.read.top).slices


@dataclass(frozen=True, slots=True)
class TileGrid:
    """How a work grid of `width` × `height` px is cut into tiles, row by row.

    `step` is a tile's (height, width) before it is cut at the grid's edge, `margin` what is
    read around it and thrown away; both in work px. `before` and `after` are the (rows, columns)
    that are read beyond the margin, so that a network's raster falls on a region of a scan as it
    falls on the whole.
    """

    width: int
    height: int
    step: tuple[int, int]
    margin: int = 0
    before: tuple[int, int] = (0, 0)
    after: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if min(self.width, self.height, *self.step) < 1 or self.margin < 0:
            raise ValueError(f"{self} holds no tile")

    @property
    def rows(self) -> int:
        """Number of tiles from top to bottom."""
        return math.ceil(self.height / self.step[0])

    @property
    def columns(self) -> int:
        """Number of tiles from left to right."""
        return math.ceil(self.width / self.step[1])

    @property
    def read_shape(self) -> tuple[int, int]:
        """(height, width) of every tile's read box: one shape, so that a network is set up once."""
        height, width = (
            step + 2 * self.margin + before + after
            for step, before, after in zip(self.step, self.before, self.after, strict=True)
        )
        return height, width

    @property
    def overhead(self) -> float:
        """Pixels read per pixel kept in a tile that is not cut; 1.0 means no overlap."""
        return math.prod(self.read_shape) / math.prod(self.step)

    def __len__(self) -> int:
        return self.rows * self.columns

    def __getitem__(self, index: int) -> Tile:
        if not 0 <= index < len(self):
            raise IndexError(f"tile {index} of {len(self)}")
        row, column = divmod(index, self.columns)
        top, left = row * self.step[0], column * self.step[1]
        whole = Box(left, top, left + self.step[1], top + self.step[0])
        near = whole.grown(self.margin)
        read = Box(
            near.left - self.before[1], near.top - self.before[0],
            near.right + self.after[1], near.bottom + self.after[0],
        )  # fmt: skip
        return Tile(read, whole.clipped(Box(0, 0, self.width, self.height)))

    def __iter__(self) -> Iterator[Tile]:
        return (self[index] for index in range(len(self)))


def plan_grid(
    width: int,
    height: int,
    *,
    patch: int,
    margin: int,
    stride: int,
    origin: tuple[int, int] = (0, 0),
) -> TileGrid:
    """Cut a grid evenly into tiles that read at most `patch` px a side, aligned to `stride`.

    Origins off the net's stride move every pooling window, and then no margin hides the seams:
    so step and margin are multiples of it. Tiles are evened out, and shrink with a small scan,
    so that little is computed beyond the edges. `origin` is the (x, y) of the grid's corner in
    that of the whole scan, in work px.
    """
    if stride < 1 or margin % stride or margin < 0:
        raise ValueError(f"a margin of {margin} px is no multiple of the stride {stride}")
    room = (patch - 2 * margin) // stride * stride
    if room < stride:
        raise ValueError(f"a margin of {margin} px leaves nothing of a {patch}-px patch")
    step = (_even_step(height, room, stride), _even_step(width, room, stride))
    before = (origin[1] % stride, origin[0] % stride)
    after = (-before[0] % stride, -before[1] % stride)
    return TileGrid(width, height, step, margin, before, after)


def plan_tiles(width: int, height: int, *, patch: int, margin: int, stride: int) -> Iterator[Tile]:
    """The tiles of `plan_grid`, row by row."""
    return iter(plan_grid(width, height, patch=patch, margin=margin, stride=stride))


def _even_step(length: int, room: int, stride: int) -> int:
    count = math.ceil(length / room)
    return math.ceil(length / count / stride) * stride
