"""Writes a scan of any size from blocks that arrive in any order, as a tiled BigTIFF pyramid."""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import imagecodecs
import numpy as np
import tifffile

from graticule.compiled import kernel
from graticule.files import atomic
from graticule.geometry import Box, PixelSize

TILE = 512
STEP = 4  # each level is a quarter as wide as the one before
_SMALLEST = 1024


@dataclass(frozen=True, slots=True)
class PyramidFormat:
    """How the pixels of one file are stored; `levels` False writes full resolution only."""

    channels: int
    dtype: str
    levels: bool
    jpeg_quality: int = 0  # 0: deflate, without loss

    def encode(self, tile: np.ndarray) -> bytes:
        """One tile (h, w, c) as the bytes of a TIFF tile."""
        if not self.jpeg_quality:
            return bytes(imagecodecs.zlib_encode(tile.tobytes(), level=1))
        tile = np.ascontiguousarray(tile)
        if self.channels == 1:
            return bytes(imagecodecs.jpeg8_encode(tile[..., 0], level=self.jpeg_quality))
        data = imagecodecs.jpeg8_encode(
            tile,
            level=self.jpeg_quality,
            colorspace="rgb",
            outcolorspace="ycbcr",
            subsampling="420",
        )
        return bytes(data)

    def decode(self, data: bytes) -> np.ndarray:
        """The tile (h, w, c) again."""
        if self.jpeg_quality:
            return imagecodecs.jpeg8_decode(data).reshape(TILE, TILE, self.channels)
        flat = np.frombuffer(imagecodecs.zlib_decode(data), self.dtype)
        return flat.reshape(TILE, TILE, self.channels)


class PyramidWriter:
    """Collects a scan's tiles in a temporary file, then writes the TIFF in one go.

    `put` may be called from several threads; blocks start at multiples of `BLOCK`.
    """

    BLOCK = TILE * STEP

    def __init__(self, size: tuple[int, int], kind: PyramidFormat, folder: Path) -> None:
        self._kind = kind
        self._sizes = list(_level_sizes(size) if kind.levels else [size])
        self._index = [np.zeros((*_grid(s), 2), np.int64) for s in self._sizes]
        self._spool: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by close()
        self._lock = threading.Lock()

    def put(self, box: Box, pixels: np.ndarray) -> None:
        """Take the pixels (h, w, c) of a block."""
        row, column = box.top // TILE, box.left // TILE
        self._put_tiles(0, row, column, pixels)
        if len(self._sizes) > 1:
            self._put_tiles(1, row // STEP, column // STEP, _reduced(pixels))

    def write(self, path: Path, pixel_size: PixelSize, description: str) -> None:
        """Make the coarser levels and write the file, atomically."""
        for level in range(2, len(self._sizes)):
            self._reduce_level(level)
        with atomic(path) as temporary, tifffile.TiffWriter(temporary, bigtiff=True) as tiff:
            for level, (width, height) in enumerate(self._sizes):
                factor = self._sizes[0][0] / width
                tiff.write(
                    self._tiles(level),
                    shape=(height, width, self._kind.channels)[
                        : 3 if self._kind.channels > 1 else 2
                    ],
                    dtype=self._kind.dtype,
                    tile=(TILE, TILE),
                    photometric="rgb" if self._kind.channels == 3 else "minisblack",
                    subfiletype=1 if level else 0,
                    description=description if level == 0 else None,
                    software="Graticule",
                    metadata=None,
                    **_resolution(pixel_size.scaled(factor)),
                    **self._compression(),
                )

    def close(self) -> None:
        """Throw the collected tiles away."""
        self._spool.close()

    def _compression(self) -> dict:
        if not self._kind.jpeg_quality:
            return {"compression": "adobe_deflate"}
        sampling = {"subsampling": (2, 2)} if self._kind.channels == 3 else {}
        return {"compression": "jpeg", **sampling}

    def _put_tiles(self, level: int, row: int, column: int, pixels: np.ndarray) -> None:
        for i in range(0, pixels.shape[0], TILE):
            for j in range(0, pixels.shape[1], TILE):
                tile = pixels[i : i + TILE, j : j + TILE]
                missing = (TILE - tile.shape[0], TILE - tile.shape[1])
                if any(missing):
                    tile = np.pad(tile, ((0, missing[0]), (0, missing[1]), (0, 0)), "edge")
                data = self._kind.encode(tile)
                with self._lock:
                    self._index[level][row + i // TILE, column + j // TILE] = (
                        self._spool.seek(0, 2),
                        len(data),
                    )
                    self._spool.write(data)

    def _tile(self, level: int, row: int, column: int) -> bytes:
        offset, size = self._index[level][row, column]
        with self._lock:
            self._spool.seek(int(offset))
            return self._spool.read(int(size))

    def _tiles(self, level: int) -> Iterator[bytes]:
        rows, columns, _ = self._index[level].shape
        for row in range(rows):
            for column in range(columns):
                yield self._tile(level, row, column)

    def _reduce_level(self, level: int) -> None:
        rows, columns, _ = self._index[level].shape
        width, height = self._sizes[level - 1]
        for row in range(rows):
            for column in range(columns):
                box = Box(0, 0, self.BLOCK, self.BLOCK).shifted(
                    column * self.BLOCK, row * self.BLOCK
                )
                box = box.clipped(Box(0, 0, width, height))
                block = np.empty((*box.shape, self._kind.channels), self._kind.dtype)
                for part in Box(0, 0, box.width, box.height).blocks(TILE):
                    data = self._tile(
                        level - 1, (box.top + part.top) // TILE, (box.left + part.left) // TILE
                    )
                    block[part.slices] = self._kind.decode(data)[: part.height, : part.width]
                self._put_tiles(level, row, column, _reduced(block))


def _level_sizes(size: tuple[int, int]) -> Iterator[tuple[int, int]]:
    width, height = size
    yield width, height
    while max(width, height) > _SMALLEST:
        width, height = -(-width // STEP), -(-height // STEP)
        yield width, height


def _grid(size: tuple[int, int]) -> tuple[int, int]:
    return -(-size[1] // TILE), -(-size[0] // TILE)


def _reduced(pixels: np.ndarray) -> np.ndarray:
    """The mean of each 4 × 4 pixels; a part of a square at the edge is filled by repetition."""
    height, width, _ = pixels.shape
    missing = (-height % STEP, -width % STEP)
    if any(missing):
        pixels = np.pad(pixels, ((0, missing[0]), (0, missing[1]), (0, 0)), "edge")
    return _block_means(np.ascontiguousarray(pixels))


@kernel
def _block_means(pixels):
    rows, columns, channels = pixels.shape[0] // STEP, pixels.shape[1] // STEP, pixels.shape[2]
    out = np.empty((rows, columns, channels), pixels.dtype)
    for i in range(rows):
        for j in range(columns):
            for c in range(channels):
                total = STEP * STEP // 2
                for y in range(STEP):
                    for x in range(STEP):
                        total += np.int64(pixels[i * STEP + y, j * STEP + x, c])
                out[i, j, c] = total // (STEP * STEP)
    return out


def _resolution(size: PixelSize) -> dict:
    if not size.calibrated:
        return {}
    per_cm = {"nm": 1e7, "µm": 1e4, "mm": 10.0}[size.unit]
    return {
        "resolution": (per_cm / size.x, per_cm / size.y),
        "resolutionunit": "CENTIMETER",
    }
