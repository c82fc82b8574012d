"""Annotated scans of any size: pixels and labels are read from their files when asked for."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image, UnidentifiedImageError

from graticule.errors import ScanError, TrainingError
from graticule.geometry import Box, PixelSize
from graticule.learn.annotations.pool import Pool
from graticule.learn.annotations.source import Source, coarse_box, content_of, thumbnail_of
from graticule.learn.annotations.target import UNKNOWN, Kind
from graticule.reports.annotations import Annotation
from graticule.scans import ArrayScan, Scan, grid_size, open_scan
from graticule.segment.foreground import spread_windows

_WHOLE = 64 << 20  # px up to which a picture is known by all of them
_LOOK = 512  # px a side of the overview from which a thumbnail is made
_STRIPE = 32 << 20  # px of a label image that are read at once
_DECODED = (".png", ".bmp", ".gif", ".jpg", ".jpeg")


class LabelReader(Protocol):
    """Labels of a grid: drawn from outlines (`shapes`), or read from an image."""

    @property
    def shapes(self) -> Sequence[Annotation] | None:
        """The outlines, in level-0 px."""
        ...

    def labels(self, box: Box) -> np.ndarray:
        """(h, w) int32 of a box that lies in the grid."""
        ...

    def known(self, box: Box) -> np.ndarray:
        """(h, w) bool: where somebody has looked."""
        ...


@dataclass(frozen=True)
class Grid:
    """A scan's grid of `scale` level-0 px per px."""

    path: Path
    scale: float
    size: tuple[int, int]  # (width, height) in px of the grid
    full: tuple[int, int]  # (width, height) at full resolution
    pixel_size: PixelSize


class ScanSource(Source):
    """A scan on a grid, with labels on the same."""

    def __init__(
        self,
        name: str,
        grid: Grid,
        reader: LabelReader,
        pool: Pool,
        *,
        kind: Kind,
        validation: bool = False,
    ) -> None:
        self.name, self.path, self.size = name, grid.path, grid.size
        self.pixel_size, self.kind, self.validation = grid.pixel_size, kind, validation
        self.scale, self._reader, self._pool = grid.scale, reader, pool
        with self._pool.use(self.path, open_scan) as scan:
            self.channels = scan.channels

    def pixels(self, box: Box, shrink: int = 1) -> np.ndarray:
        """As `Source.pixels`."""
        with self._pool.use(self.path, open_scan) as scan:
            return scan.read_work(coarse_box(box, shrink), self.scale * shrink)

    def labels(self, box: Box) -> np.ndarray:
        """As `Source.labels`."""
        found = np.full(box.shape, self.outside, np.int32)
        inside = box.clipped(self.box)
        if inside.area:
            place = inside.shifted(-box.left, -box.top).slices
            found[place] = self._reader.labels(inside)
        return found

    def known(self, box: Box) -> np.ndarray:
        """As `Source.known`."""
        found = np.zeros(box.shape, bool)
        inside = box.clipped(self.box)
        if inside.area:
            found[inside.shifted(-box.left, -box.top).slices] = self._reader.known(inside)
        return found

    def shapes(self) -> Sequence[Annotation] | None:
        """As `Source.shapes`."""
        return self._reader.shapes

    @cached_property
    def content(self) -> str:
        """SHA-256 of all pixels at full resolution; of a large scan, of size and 64 windows."""
        with self._pool.use(self.path, open_scan) as scan:
            if scan.width * scan.height <= _WHOLE:
                return content_of(scan)
            found = hashlib.sha256(str((scan.height, scan.width, scan.channels)).encode())
            for window in spread_windows(scan.width, scan.height):
                found.update(scan.read_level(0, window).tobytes())
            return found.hexdigest()

    @cached_property
    def thumbnail(self) -> np.ndarray:
        """As `Source.thumbnail`; of a large scan without coarse levels, from 64 windows."""
        with self._pool.use(self.path, open_scan) as scan:
            last = scan.levels[-1]
            if last.width * last.height <= _WHOLE:
                longest = max(scan.width, scan.height, _LOOK)
                rows, columns = (max(1, n * _LOOK // longest) for n in (scan.height, scan.width))
                return thumbnail_of(scan.read(scan.box, out_shape=(rows, columns)))
            windows = spread_windows(scan.width, scan.height)
            means = [scan.read(window, out_shape=(4, 4)) for window in windows]
        columns = sum(window.top == windows[0].top for window in windows)
        rows = [np.concatenate(means[i : i + columns], 1) for i in range(0, len(means), columns)]
        return thumbnail_of(np.concatenate(rows))

    def close(self) -> None:
        """Close the files of all sources that were read together; they open again when needed."""
        self._pool.close()


class ImageLabels:
    """Labels from an image as large as its scan: the value at the centre of each px of a grid.

    `most` is the largest number of a class or particle; `white` where all but 0 is 1.
    """

    shapes = None

    def __init__(
        self, path: Path, scale: float, pool: Pool, *, unknown: int, most: int, white: bool = False
    ) -> None:
        self._path, self._scale, self._pool = path, scale, pool
        self._unknown, self._most, self._white = unknown, most, white

    def labels(self, box: Box) -> np.ndarray:
        """(h, w) int32; raises `TrainingError` for a number beyond the classes."""
        with self._pool.use(self._path, open_labels) as scan:
            if self._scale == 1:
                return self._meant(scan.read_level(0, box)[..., 0].astype(np.int32))
            found = np.empty(box.shape, np.int32)
            for band in _bands(box, self._scale):
                part = self._sampled(scan, band)
                found[band.top - box.top : band.bottom - box.top] = part
        return self._meant(found)

    def known(self, box: Box) -> np.ndarray:
        """(h, w) bool: everywhere, but where the image says that nobody has looked."""
        if not self._unknown:
            return np.ones(box.shape, bool)
        return self.labels(box) != self._unknown

    def _sampled(self, scan: Scan, box: Box) -> np.ndarray:
        """The label at the centre of each px."""
        rows = _centres(box.top, box.bottom, self._scale, scan.height)
        columns = _centres(box.left, box.right, self._scale, scan.width)
        top, left = int(rows[0]), int(columns[0])
        source = scan.read_level(0, Box(left, top, int(columns[-1]) + 1, int(rows[-1]) + 1))
        return source[..., 0][np.ix_(rows - top, columns - left)]

    def _meant(self, found: np.ndarray) -> np.ndarray:
        if self._white:
            return (found > 0).astype(np.int32)
        if found.min() < 0 or found.max() > self._most:
            wrong = found[(found < 0) | ((found > self._most) & (found != self._unknown))]
            if len(wrong):
                raise TrainingError(f"{self._path}: {beyond(int(wrong[0]), self._most)}")
        return found


def _bands(box: Box, scale: float) -> Iterator[Box]:
    """The box in bands of so few rows that the px below them fit in memory."""
    step = max(1, int(_STRIPE / (box.width * scale * scale)))
    for top in range(box.top, box.bottom, step):
        yield Box(box.left, top, box.right, min(top + step, box.bottom))


def _centres(start: int, stop: int, scale: float, length: int) -> np.ndarray:
    """The level-0 px under the centres of the px start…stop-1 of a grid."""
    centres = np.floor((np.arange(start, stop) + 0.5) * scale).astype(np.int64)
    return np.minimum(centres, length - 1)


def beyond(number: int, most: int) -> str:
    """What is said of a label image with a number that is no class."""
    ids = ": are these ids of particles?" if number > UNKNOWN else ""
    return (
        f"has class {number}{ids}; the classes are 0 to {most}, and {UNKNOWN} for what nobody "
        "has looked at"
    )


def open_labels(path: Path) -> Scan:
    """A label image of one channel, or three that are the same; palettes stay numbers."""
    if path.suffix.lower() not in _DECODED:
        try:
            scan = open_scan(path)
        except ScanError as error:
            raise TrainingError(f"{path}: cannot be read ({error})") from error
        if scan.channels != 1 or scan.dtype.kind not in "iub":
            scan.close()
            raise TrainingError(f"{path}: labels must be one channel of whole numbers")
        return scan
    pixels = read_picture(path)
    if pixels.shape[2] == 3 and (pixels == pixels[..., :1]).all():
        pixels = pixels[..., :1]
    if pixels.shape[2] != 1:
        raise TrainingError(f"{path}: labels must be one channel of whole numbers")
    return ArrayScan(pixels, name=str(path))


def read_picture(path: Path) -> np.ndarray:
    """The pixels (h, w, c) of a PNG, JPEG or the like, palettes as numbers."""
    try:
        with Image.open(path) as file:
            pixels = np.asarray(file)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error
    return pixels if pixels.ndim == 3 else pixels[..., None]


def grid_of(scan: Scan, scale: float) -> Grid:
    """The grid of a scan at `scale` level-0 px per px."""
    size = (grid_size(scan.width, scale), grid_size(scan.height, scale))
    full = (scan.width, scan.height)
    return Grid(scan.path, scale, size, full, scan.pixel_size.scaled(scale))
