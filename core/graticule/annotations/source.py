"""An annotated scan or image, read window by window whatever it is stored in."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from PIL import Image
from skimage.measure import label

from graticule.annotations.geojson import Annotation
from graticule.annotations.raster import PolygonRaster
from graticule.annotations.target import UNKNOWN, Kind
from graticule.geometry import Box, PixelSize
from graticule.scans import ArrayScan, GreyRange, Scan

_THUMBNAIL = 32  # px


class Source(ABC):
    """One annotated scan or image on its grid; boxes are px of that grid.

    Reads are safe from several threads at once. A context manager.
    """

    name: str  # unique among the sources read together
    path: Path
    size: tuple[int, int]  # (width, height) of the grid
    channels: int
    pixel_size: PixelSize  # of a px of the grid
    kind: Kind  # what labels mean
    validation: bool  # its maker set it apart to test on
    scale: float = 1.0  # level-0 px per px of the grid
    frame: int = 0  # which image of a stack
    masked: bool = False  # labels are ids of what hangs together in the box that is read
    labelled: frozenset[int] | None = None  # numbers of the classes annotated here; None: all

    @property
    @abstractmethod
    def content(self) -> str:
        """SHA-256 of the picture: the same picture has the same value under any name."""

    @abstractmethod
    def pixels(self, box: Box, shrink: int = 1) -> np.ndarray:
        """(h, w, c) in the file's dtype, mirrored outside the scan.

        Each is the mean of `shrink` × `shrink` px; left and top must be multiples of it.
        """

    @property
    @abstractmethod
    def grey_range(self) -> GreyRange:
        """Which values are black and white, as the scan has it."""

    @abstractmethod
    def labels(self, box: Box) -> np.ndarray:
        """(h, w) int32: numbers of classes, or ids of particles, unique in the source.

        What nobody has looked at, and what lies outside the scan, is `UNKNOWN` where labels are
        classes, and 0 where they are particles; `known` tells it from background.
        """

    def known(self, box: Box) -> np.ndarray:
        """(h, w) bool: where somebody has looked; nowhere outside the scan."""
        inside = np.zeros(box.shape, bool)
        inside[box.clipped(self.box).shifted(-box.left, -box.top).slices] = True
        return inside if self.kind == "particles" else inside & (self.labels(box) != UNKNOWN)

    def objects(self, box: Box) -> np.ndarray:
        """(h, w) int32: which single object each px belongs to, 0 for none.

        Outlines tell; without them it is what hangs together in a class, in this box.
        """
        labels = self.labels(box)
        if self.kind == "particles":
            return labels
        if self._drawn_objects is None:
            return connected(np.where(labels == UNKNOWN, 0, labels))
        return self.numbered(self._drawn_objects, box, labels)

    def numbered(
        self, drawing: PolygonRaster, box: Box, labels: np.ndarray | None = None
    ) -> np.ndarray:
        """(h, w) int32: the numbers of a drawing where `labels`, those of the box, are classes."""
        labels = self.labels(box) if labels is None else labels
        found = np.zeros(box.shape, np.int32)
        drawing.draw(box, found)
        return np.where((labels > 0) & (labels != UNKNOWN), found, 0)

    @cached_property
    def _drawn_objects(self) -> PolygonRaster | None:
        """The outlines as ids 1..n."""
        shapes = self.shapes()
        if shapes is None:
            return None
        return PolygonRaster([shape.geometry for shape in shapes], scale=self.scale)

    def shapes(self) -> Sequence[Annotation] | None:
        """The outlines in level-0 px that the labels are drawn from; None where there are none."""
        return None

    @cached_property
    def thumbnail(self) -> np.ndarray:
        """The whole picture in grey, (32, 32) float64, of mean 0 and length 1."""
        return thumbnail_of(self.pixels(self.box))

    @property
    def box(self) -> Box:
        """The whole grid."""
        return Box(0, 0, *self.size)

    @property
    def outside(self) -> int:
        """The label of what nobody has looked at."""
        return 0 if self.kind == "particles" else UNKNOWN

    def close(self) -> None:  # noqa: B027 - an image in memory has nothing to let go of
        """Let go of the files; a second call does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True, eq=False)
class Example(Source):
    """One image (h, w, c) in memory and its truth (h, w) int32, 0 for background."""

    name: str
    image: np.ndarray
    truth: np.ndarray
    validation: bool = False
    path: Path = Path()
    pixel_size: PixelSize = field(default_factory=PixelSize.unknown)
    kind: Kind = "particles"
    drawn: Sequence[Annotation] | None = None  # what the truth was drawn from
    seen: np.ndarray | None = None  # (h, w) bool: where somebody has looked, if not everywhere
    frame: int = 0
    greys: GreyRange | None = None  # of the scan that the image is from

    @property
    def size(self) -> tuple[int, int]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """(width, height) in px."""
        return self.image.shape[1], self.image.shape[0]

    @property
    def channels(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Number of channels."""
        return self.image.shape[2]

    @cached_property
    def content(self) -> str:
        """SHA-256 of shape and pixels."""
        return content_of(self._scan)

    def pixels(self, box: Box, shrink: int = 1) -> np.ndarray:
        """As `Source.pixels`."""
        return self._scan.read_work(coarse_box(box, shrink), float(shrink))

    @property
    def grey_range(self) -> GreyRange:
        """As `Source.grey_range`."""
        return self.greys or self._scan.grey_range

    def labels(self, box: Box) -> np.ndarray:
        """As `Source.labels`."""
        found = np.full(box.shape, self.outside, np.int32)
        inside = box.clipped(self.box)
        found[inside.shifted(-box.left, -box.top).slices] = self.truth[inside.slices]
        return found

    def known(self, box: Box) -> np.ndarray:
        """As `Source.known`."""
        if self.seen is None:
            return super().known(box)
        found = np.zeros(box.shape, bool)
        inside = box.clipped(self.box)
        found[inside.shifted(-box.left, -box.top).slices] = self.seen[inside.slices]
        return found

    def shapes(self) -> Sequence[Annotation] | None:
        """As `Source.shapes`."""
        return self.drawn

    @cached_property
    def _scan(self) -> ArrayScan:
        return ArrayScan(self.image, name=self.name)


def coarse_box(box: Box, shrink: int) -> Box:
    """The px of a grid `shrink` times as coarse that cover a box whose corner lies on it."""
    if box.left % shrink or box.top % shrink:
        raise ValueError(f"{box} does not begin at a multiple of {shrink} px")
    right, bottom = -(-box.right // shrink), -(-box.bottom // shrink)
    return Box(box.left // shrink, box.top // shrink, right, bottom)


def connected(labels: np.ndarray) -> np.ndarray:
    """(h, w) int32: 1..n for what hangs together in one number, corners included; 0 stays 0."""
    return np.asarray(label(labels, background=0, connectivity=2), np.int32)


def content_of(scan: Scan, frame: int = 0) -> str:
    """SHA-256 of shape and pixels at full resolution."""
    pixels = scan.read_level(0, scan.box, frame=frame)
    return hashlib.sha256(str(pixels.shape).encode() + pixels.tobytes()).hexdigest()


def thumbnail_of(pixels: np.ndarray) -> np.ndarray:
    """Pixels (h, w, c) as a grey picture (32, 32) of mean 0 and length 1."""
    grey = Image.fromarray(pixels.mean(axis=2).astype(np.float32))
    small = np.asarray(grey.resize((_THUMBNAIL, _THUMBNAIL), Image.Resampling.BOX), np.float64)
    small = small - small.mean()
    return small / max(float(np.linalg.norm(small)), 1e-9)
