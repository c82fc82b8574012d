"""What a report is written from: one finished analysis, frozen."""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from shapely.geometry.base import BaseGeometry

from graticule.classes import ClassInfo
from graticule.counting import SampleFacts
from graticule.geometry import Box, PixelSize
from graticule.particles import ParticleTable
from graticule.planes import Plane, Stack
from graticule.precision import MEANINGS, Precision
from graticule.scans import GreyRange


class Array2D(Protocol):
    """A two-dimensional array read by slices: numpy, zarr or anything alike."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(height, width) in work px."""
        ...

    def __getitem__(self, key: tuple[slice, slice], /) -> Any:
        """A window of it, as something numpy can read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFacts:
    """Which scan was analysed; width and height in level-0 px."""

    name: str
    path: str
    format: str
    width: int
    height: int
    pixel_size: PixelSize
    fingerprint: str
    sha256: str = ""  # of the whole file; empty where nobody computed it
    bounds_offset: tuple[int, int] = (0, 0)  # (x, y) in level-0 px, as OpenSlide tells it
    grey_range: GreyRange | None = None  # None where an earlier version did not note it
    frame: int = 0
    frames: int = 1
    stack_axes: tuple[tuple[str, int], ...] = ()  # see `graticule.planes.Stack`

    @property
    def stack(self) -> Stack:
        """How the images of the scan's file are counted along z and time."""
        return Stack(self.frames, self.stack_axes)

    @property
    def plane(self) -> Plane | None:
        """Where in the stack the image lies; None for a scan that is none."""
        return self.stack.plane(self.frame) if self.frames > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodFacts:
    """How it was analysed: the protocol, and the pack if a network was used."""

    protocol: str
    protocol_text: str
    protocol_sha256: str = ""
    pack: str = ""  # empty for a threshold
    pack_sha256: str = ""
    simulated: bool = False  # the pack was trained on simulated scans

    @property
    def pack_title(self) -> str:
        """The pack's name as it may be shown: never without "simulated" where that is true."""
        return f"{self.pack} (simulated)" if self.pack and self.simulated else self.pack

    @property
    def title(self) -> str:
        """Protocol and pack on one line."""
        if self.pack in ("", self.protocol):
            return self.pack_title or self.protocol
        return f"{self.protocol} · {self.pack_title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What ran, where and when."""

    versions: Mapping[str, str]
    device: str
    runtime: str
    settings: Mapping[str, object]
    started: str  # ISO 8601 with the offset to UTC
    seconds: float
    precision: Precision | None = None  # None where no network ran

    @property
    def precision_text(self) -> str:
        """The precision and what it means; "" where no network ran."""
        return MEANINGS[self.precision] if self.precision else ""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One line of a review's log: who did what, and which particles there were before and after."""

    number: int
    time: str  # ISO 8601 with the offset to UTC
    user: str
    text: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    in_force: bool = True  # False for an edit that was taken back later

    def undone(self) -> "ReviewLine":
        """This line as that of an edit which was taken back."""
        return replace(self, in_force=False)


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """A person's review of an analysis: the log, the first line first.

    The table's column "reviewed" says which particles were looked at.
    """

    lines: tuple[ReviewLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One finished analysis: all that the writers of this package ask for.

    The grids are (height, width) on the work grid of `scale` level-0 px per work px;
    `labels` is 0 or the table's row + 1. `outlines()` gives (row, polygon in level-0 px) in
    the order of the rows, `overview(side)` what was looked at and `crop(box, side)` a level-0 box
    as RGB uint8 whose longer side is at most `side` px.

    Of a region the grids hold that region alone, from `origin` (x, y) on the whole scan's work
    grid; the table and the outlines are told in level-0 px of the whole scan all the same.
    """

    scan: ScanFacts
    method: MethodFacts
    provenance: Provenance
    classes: tuple[ClassInfo, ...]
    scale: float
    table: ParticleTable
    labels: Array2D
    uncertainty: Array2D | None
    outlines: Callable[[], Iterator[tuple[int, BaseGeometry]]]
    overview: Callable[[int], np.ndarray]
    crop: Callable[[Box, int], np.ndarray] | None = None
    area_px: float = field(default=0.0)  # what was looked at, in level-0 px; 0 is the whole scan
    review: ReviewFacts | None = None  # where a person has corrected it
    origin: tuple[int, int] = (0, 0)  # in work px
    region: Box | None = None  # what was looked at, in level-0 px; None is the whole scan
    sample: SampleFacts = field(default_factory=SampleFacts)  # what a person knows of it
    notices: tuple[str, ...] = ()  # what was doubtful about the scan or its particles, a line each

    @property
    def box(self) -> Box:
        """What was looked at, in level-0 px."""
        return self.region or Box(0, 0, self.scan.width, self.scan.height)

    @property
    def region_text(self) -> str:
        """The region in words; "" for the whole scan."""
        if self.region is None:
            return ""
        box = self.region
        return f"{box.width:,} × {box.height:,} px at x = {box.left:,}, y = {box.top:,}"

    @property
    def analysed_px(self) -> float:
        """The area looked at, in level-0 px."""
        return self.area_px or float(self.scan.width * self.scan.height)

    @property
    def class_of(self) -> np.ndarray:
        """uint8 of length particles + 1: the class of each label, 0 for label 0.

        `class_of[labels]` is the cleaned class map: exactly what the table counts.
        """
        classes = np.asarray(self.table.columns["class"])
        return np.concatenate([[0], classes]).astype(np.uint8)

    @property
    def id_of(self) -> np.ndarray:
        """uint32 of length particles + 1: the id of each label, 0 for label 0.

        The label itself, unless a review has taken particles away or added some.
        """
        ids = np.asarray(self.table.columns["id"])
        return np.concatenate([[0], ids]).astype(np.uint32)

    def identity(self, *content: bytes) -> uuid.UUID:
        """An id that follows from the scan and the content alone (UUID version 5).

        The same analysis gives the same ids, however often it was interrupted.
        """
        digest = hashlib.sha1(_NAMESPACE.bytes, usedforsecurity=False)  # as RFC 9562 lays down
        for part in (self.scan.fingerprint.encode(), *content):
            digest.update(part)
        return uuid.UUID(bytes=digest.digest()[:16], version=5)


# Any fixed UUID serves.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "graticule:particle")
