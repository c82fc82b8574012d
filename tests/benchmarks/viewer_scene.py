"""What the viewer is timed on: a scan of a gigapixel, and a result with 100,000 particles on it.

Made once and kept in a folder: the scan as a JPEG pyramid, the result as the analysis writes it,
and the particles' table. Particles are ellipses on a jittered grid, so that none touches another.
"""

import math
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tifffile

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.geometry import Box, PixelSize
from graticule.particles import ParticleTable, read_table, write_table
from graticule.particles.columns import COLUMNS
from graticule.results import Result
from graticule.segment import ResultInfo, ResultStore
from graticule.segment.tiles import TileGrid
from graticule.simulate.pyramid import TILE, PyramidFormat, PyramidWriter

CLASSES = (BACKGROUND, *(ClassInfo(f"class {i + 1}", PALETTE[i]) for i in range(5)))
PIXEL = PixelSize(0.5, 0.5, "µm")
_CHUNK = 1024
_BLOCK = PyramidWriter.BLOCK
_KEYS = ("id", "class", "left", "top", "right", "bottom", "area_px")


@dataclass(frozen=True)
class Ellipses:
    """Particles in level-0 px: middle, half axes, angle; the id of each is its row + 1."""

    x: np.ndarray
    y: np.ndarray
    a: np.ndarray
    b: np.ndarray
    angle: np.ndarray

    @classmethod
    def strewn(cls, side: int, count: int) -> "Ellipses":
        """About `count` of them, one in each cell of a grid."""
        rng = np.random.default_rng(4)
        n = round(math.sqrt(count))
        cell = side / n
        a = rng.uniform(0.08, 0.4, n * n) * cell
        b = a * rng.uniform(0.4, 1, n * n)
        row, column = np.divmod(np.arange(n * n), n)
        room = cell / 2 - a - 1
        x = (column + 0.5) * cell + rng.uniform(-1, 1, n * n) * room
        y = (row + 0.5) * cell + rng.uniform(-1, 1, n * n) * room
        return cls(x, y, a, b, rng.uniform(0, math.pi, n * n))

    def draw(self, box: Box) -> tuple[np.ndarray, np.ndarray]:
        """Labels uint32 and uncertainty uint8 of a box: uncertain along the edges."""
        labels, uncertainty = np.zeros(box.shape, np.uint32), np.zeros(box.shape, np.uint8)
        reach = self.a + 2
        near = (self.x + reach > box.left) & (self.x - reach < box.right)
        near &= (self.y + reach > box.top) & (self.y - reach < box.bottom)
        for i in np.flatnonzero(near):
            around, r = self._radii(i)
            shared = around.clipped(box)
            r = r[shared.shifted(-around.left, -around.top).slices]
            place = shared.shifted(-box.left, -box.top).slices
            labels[place] = np.where(r <= 1, i + 1, labels[place])
            rim = np.clip(255 - 600 * np.abs(r - 1), 0, 255).astype(np.uint8)
            uncertainty[place] = np.maximum(uncertainty[place], rim)
        return labels, uncertainty

    def _radii(self, i: int) -> tuple[Box, np.ndarray]:
        """The box of a particle, and how far out each of its px is: 1 on its edge."""
        reach = self.a[i] + 1
        box = Box(
            math.floor(self.x[i] - reach), math.floor(self.y[i] - reach),
            math.ceil(self.x[i] + reach), math.ceil(self.y[i] + reach),
        )  # fmt: skip
        y, x = np.ogrid[box.top : box.bottom, box.left : box.right]
        dx, dy = x + 0.5 - self.x[i], y + 0.5 - self.y[i]
        cos, sin = math.cos(self.angle[i]), math.sin(self.angle[i])
        r = np.hypot((dx * cos + dy * sin) / self.a[i], (dy * cos - dx * sin) / self.b[i])
        return box, r

    def table(self) -> ParticleTable:
        """The particles as a table, measured one by one."""
        ids = np.arange(1, len(self.x) + 1)
        measured = np.zeros((len(ids), 5))
        for i in range(len(ids)):
            place, r = self._radii(i)
            rows, columns = np.nonzero(r <= 1)
            measured[i] = (
                place.left + columns.min(), place.top + rows.min(),
                place.left + columns.max() + 1, place.top + rows.max() + 1, len(rows),
            )  # fmt: skip
        values = (ids, _class_of(ids).astype(np.int64), *measured.T)
        specs = {spec.key: spec for spec in COLUMNS}
        columns = dict(zip(_KEYS, values, strict=True))
        return ParticleTable(columns, tuple(specs[key] for key in _KEYS))


def make(folder: Path, side: int, count: int) -> tuple[Path, Path]:
    """The scan and the result in a folder, made unless they are there: (scan, result)."""
    scan, result = folder / f"scan-{side}.tif", folder / f"result-{side}"
    if not (result / "whole").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write(Ellipses.strewn(side, count), side, scan, result)
        (result / "whole").touch()
    return scan, result


def open_result(path: Path, scan: Path, side: int, count: int) -> Result:
    """The result with its table."""
    store = ResultStore.open(path / "result.zarr")
    run = {"scan": {"path": str(scan), "width": side, "height": side}}
    result = Result(path, store, run)
    result.table = _table(path, side, count)
    return result


def make_mosaic(
    folder: Path, small: tuple[Path, Path], side: int, across: int = 3, down: int = 2
) -> tuple[Path, Path, tuple[int, int]]:
    """A scan and a result made of copies of smaller ones: (scan, result, (width, height)).

    The tiles of the file and of the result are copied as they are: quick, whatever the size.
    `side` must be a power of two.
    """
    size = (across * side, down * side)
    scan, result = folder / f"scan-{size[0]}.tif", folder / f"result-{size[0]}"
    if not (result / "whole").exists():
        _mosaic_scan(small[0], scan, across, down)
        _mosaic_result(small[1] / "result.zarr", result / "result.zarr", size)
        (result / "whole").touch()
    return scan, result, size


def open_mosaic(path: Path, scan: Path, size: tuple[int, int]) -> Result:
    """The result of a mosaic; it has no table."""
    store = ResultStore.open(path / "result.zarr")
    return Result(path, store, {"scan": {"path": str(scan), "width": size[0], "height": size[1]}})


def _mosaic_scan(small: Path, scan: Path, across: int, down: int) -> None:
    with tifffile.TiffFile(small) as old, tifffile.TiffWriter(scan, bigtiff=True) as new:
        first = old.pages.first
        for level, frame in enumerate(old.pages):
            page = frame.aspage()
            rows, columns = page.imagelength // TILE, page.imagewidth // TILE
            if not rows:
                return
            tiles = [
                _bytes_at(old, offset, count)
                for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True)
            ]
            order = (
                tiles[row % rows * columns + column % columns]
                for row in range(rows * down)
                for column in range(columns * across)
            )
            new.write(
                order, shape=(rows * down * TILE, columns * across * TILE, 3), dtype="uint8",
                tile=(TILE, TILE), photometric="rgb", compression="jpeg", subsampling=(2, 2),
                subfiletype=int(level > 0), metadata=None, resolutionunit="CENTIMETER",
                resolution=(1e4 / PIXEL.x * columns / first.imagewidth * TILE,) * 2,
            )  # fmt: skip


def _bytes_at(file: tifffile.TiffFile, offset: int, count: int) -> bytes:
    file.filehandle.seek(offset)
    return file.filehandle.read(count)


def _mosaic_result(small: Path, result: Path, size: tuple[int, int]) -> None:
    grid = TileGrid(*size, (_CHUNK, _CHUNK))
    info = ResultInfo(classes=CLASSES, identity={}, pixel_size=PIXEL)
    store = ResultStore.create(result, grid, info, restart=True)
    store.new_labels()
    for name in ("classes", "uncertainty", "labels"):
        rows = len(list((small / name / "c").iterdir()))
        for index in range(len(grid)):
            row, column = divmod(index, grid.columns)
            old = small / name / "c" / str(row % rows) / str(column % rows)
            new = result / name / "c" / str(row) / str(column)
            new.parent.mkdir(parents=True, exist_ok=True)
            os.link(old, new)
    store.mark(range(len(grid)), skipped=True)


def _write(particles: Ellipses, side: int, scan: Path, result: Path) -> None:
    rng = np.random.default_rng(1)
    grain = rng.normal(0, 5, (_BLOCK, _BLOCK, 1)).astype(np.int16)
    colors = np.array([(222, 220, 214), *PALETTE[:5]], np.int16)
    colors[1:] = colors[1:] // 2 + 30
    writer = PyramidWriter(
        (side, side), PyramidFormat(3, "uint8", levels=True, jpeg_quality=85), scan.parent
    )
    grid = TileGrid(side, side, (_CHUNK, _CHUNK))
    info = ResultInfo(classes=CLASSES, identity={}, pixel_size=PIXEL)
    store = ResultStore.create(result / "result.zarr", grid, info, restart=True)
    label_map = store.new_labels()
    for block in Box(0, 0, side, side).blocks(_BLOCK):
        labels, uncertainty = particles.draw(block)
        classes = _class_of(labels)
        picture = colors[classes] + grain[: block.height, : block.width]
        writer.put(block, np.clip(picture, 0, 255).astype(np.uint8))
        for tile in block.blocks(_CHUNK):
            part = tile.shifted(-block.left, -block.top).slices
            store.write(tile, classes=classes[part], uncertainty=uncertainty[part])
        label_map[block.slices] = labels
    store.mark(range(len(grid)), skipped=True)  # no sync of each chunk: this is no real result
    writer.write(scan, PIXEL, "benchmark")
    writer.close()


def _class_of(labels: np.ndarray) -> np.ndarray:
    return np.where(labels > 0, labels % 5 + 1, 0).astype(np.uint8)


def _table(path: Path, side: int, count: int) -> ParticleTable:
    kept = path / "particles.safetensors"
    if not kept.exists():
        write_table(Ellipses.strewn(side, count).table(), kept)
    return read_table(kept)
