"""Annotated scans of any size: pixels and labels are read from their files when asked for."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from graticule.annotations.geojson import Annotation
from graticule.annotations.pool import Pool
from graticule.annotations.source import (
    Source,
    coarse_box,
    connected,
    content_of,
    thumbnail_of,
)
from graticule.annotations.target import Kind
from graticule.geometry import Box, PixelSize
from graticule.scans import GreyRange, Scan, grid_size
from graticule.segment.foreground import spread_windows

_WHOLE = 64 << 20  # px up to which a picture is known by all of them
_ROUNDING = 1e-6
_LOOK = 512  # px a side of the overview from which a thumbnail is made


class LabelReader(Protocol):
    """Labels of a grid: drawn from outlines (`shapes`), or read from an image.

    `masked`: from one that tells single objects only by what hangs together.
    """

    masked: bool

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
class SourceGrid:
    """A scan's grid of `scale` level-0 px per px."""

    path: Path
    scale: float
    size: tuple[int, int]  # (width, height) in px of the grid
    full: tuple[int, int]  # (width, height) at full resolution
    pixel_size: PixelSize
    frame: int = 0

    def of_frame(self, frame: int) -> "SourceGrid":
        """The same of another image of the stack."""
        return replace(self, frame=frame)


class ScanSource(Source):
    """A scan on a grid, with labels on the same."""

    def __init__(
        self,
        name: str,
        grid: SourceGrid,
        reader: LabelReader,
        pool: Pool,
        *,
        kind: Kind,
        validation: bool = False,
    ) -> None:
        self.name, self.path, self.size = name, grid.path, grid.size
        self.pixel_size, self.kind, self.validation = grid.pixel_size, kind, validation
        self.masked = reader.masked and kind == "particles"
        self.scale, self.frame, self._reader, self._pool = grid.scale, grid.frame, reader, pool
        with self._pool.scan(self.path) as scan:
            self.channels = scan.channels

    def pixels(self, box: Box, shrink: int = 1) -> np.ndarray:
        """As `Source.pixels`."""
        with self._pool.scan(self.path) as scan:
            return scan.read_work(coarse_box(box, shrink), self.scale * shrink, frame=self.frame)

    @cached_property
    def grey_range(self) -> GreyRange:  # pyright: ignore[reportIncompatibleMethodOverride]
        """As `Source.grey_range`."""
        with self._pool.scan(self.path) as scan:
            return scan.grey_range

    def labels(self, box: Box) -> np.ndarray:
        """As `Source.labels`."""
        found = np.full(box.shape, self.outside, np.int32)
        inside = box.clipped(self.box)
        if inside.area:
            place = inside.shifted(-box.left, -box.top).slices
            labels = self._reader.labels(inside)
            found[place] = connected(labels > 0) if self.masked else labels
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
        with self._pool.scan(self.path) as scan:
            if scan.width * scan.height <= _WHOLE:
                return content_of(scan, self.frame)
            found = hashlib.sha256(str((scan.height, scan.width, scan.channels)).encode())
            for window in spread_windows(scan.width, scan.height):
                found.update(scan.read_level(0, window, frame=self.frame).tobytes())
            return found.hexdigest()

    @cached_property
    def thumbnail(self) -> np.ndarray:
        """As `Source.thumbnail`; of a large scan without coarse levels, from 64 windows."""
        with self._pool.scan(self.path) as scan:
            last = scan.levels[-1]
            if last.width * last.height <= _WHOLE:
                longest = max(scan.width, scan.height, _LOOK)
                rows, columns = (max(1, n * _LOOK // longest) for n in (scan.height, scan.width))
                small = scan.read(scan.box, out_shape=(rows, columns), frame=self.frame)
                return thumbnail_of(small)
            windows = spread_windows(scan.width, scan.height)
            means = [scan.read(window, out_shape=(4, 4), frame=self.frame) for window in windows]
        columns = sum(window.top == windows[0].top for window in windows)
        rows = [np.concatenate(means[i : i + columns], 1) for i in range(0, len(means), columns)]
        return thumbnail_of(np.concatenate(rows))

    def close(self) -> None:
        """Close the files of all sources that were read together; they open again when needed."""
        self._pool.close()


def even(scale: float) -> float:
    """A scale that is a whole number but for rounding is one: area means are quicker then."""
    return float(round(scale)) if abs(scale - round(scale)) < _ROUNDING else scale


def grid_of(scan: Scan, scale: float) -> SourceGrid:
    """The grid of a scan at `scale` level-0 px per px, of its first image."""
    size = (grid_size(scan.width, scale), grid_size(scan.height, scale))
    full = (scan.width, scan.height)
    return SourceGrid(scan.path, scale, size, full, scan.pixel_size.scaled(scale))
