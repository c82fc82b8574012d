"""What every way of finding particles can be asked, whatever it is made of.

A protocol's [method] is decoded into settings (`MethodSettings`), which say what a person chose;
`load` reads what they need, such as a network's weights, and gives the `Method` that does the
work. A new method is one file of this package with both, and one line of `METHODS`.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol, Self

import numpy as np

from graticule.classes import ClassInfo
from graticule.geometry import Box, Length
from graticule.methods.maps import Looking, Maps
from graticule.methods.memory import Memory
from graticule.precision import Precision
from graticule.scans import Scan
from graticule.segment import ResultStore, SegmentRemark, TileDone


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Which trained model decides, for the report; empty where none was trained."""

    name: str = ""
    sha256: str = ""
    simulated: bool = False  # it was trained on simulated scans
    precision: Precision | None = None
    notices: tuple[str, ...] = ()  # what is doubtful about it, to be told with each run


class RunChoices(Protocol):
    """What a user may choose for one run, over what the protocol says; None keeps that."""

    @property
    def device(self) -> str:
        """Where a network runs: "auto", "cpu", "cuda" …"""
        ...

    @property
    def runtime(self) -> str:
        """What runs it; "auto" is the fastest of the precision."""
        ...

    @property
    def precision(self) -> Precision | None:
        """In 32 bits, or faster."""
        ...

    @property
    def overlap(self) -> str | int | None:
        """How much more of a tile is seen than decided."""
        ...

    @property
    def keep_background(self) -> bool:
        """Whether tiles that hold nothing are looked at, too."""
        ...

    @property
    def tta(self) -> bool:
        """Whether eight turned and mirrored views are averaged."""
        ...


class MethodSettings(Protocol):
    """What a protocol says under [method]: a frozen `msgspec.Struct` with a `kind` of its own."""

    network: ClassVar[bool]
    """Whether a network does the work, so that device, runtime and precision matter."""

    @property
    def pack_name(self) -> str:
        """The model pack that is to be loaded; "" where there is none."""
        ...

    @property
    def classes_found(self) -> int | None:
        """How many classes are found beside the background; None where the pack says it."""
        ...

    @property
    def title(self) -> str:
        """What to call it in an error's text."""
        ...

    def with_choices(self, choices: RunChoices) -> Self:
        """The settings as they are run."""
        ...

    def load(self, named: tuple[ClassInfo, ...] = ()) -> "Method":
        """The method, ready to work; `named` are the protocol's own classes, background left out.

        Raises `PackError` where its pack is missing or damaged.
        """
        ...


class Method(Protocol):
    """A way of finding particles, loaded: one scan after another, or a part of one."""

    @property
    def settings(self) -> MethodSettings:
        """What was asked for, with the pixel size at which it works."""
        ...

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """Names and colours of all that a pixel can be, by number; the background first."""
        ...

    @property
    def pixel_size(self) -> Length | None:
        """The pixel size for which it was made; None if any will do."""
        ...

    @property
    def distance(self) -> bool:
        """Whether it tells how deep each pixel lies in its particle."""
        ...

    @property
    def facts(self) -> ModelFacts:
        """What a report says of it."""
        ...

    def at(self, pixel_size: Length | None) -> "Method":
        """The same, working at another pixel size; None is the scan's own."""
        ...

    def open_store(
        self, path: Path, scan: Scan, *, region: Box | None = None, restart: bool = False
    ) -> ResultStore:
        """Its result on a scan at `path`: gone on with if begun, otherwise new.

        `region` (level-0 px) is all that is looked at, if it is given. Raises `GraticuleError`s.
        """
        ...

    def segment(
        self, scan: Scan, store: ResultStore, *, tiles: Iterable[int] | None = None
    ) -> Iterator[TileDone | SegmentRemark]:
        """Write class map, uncertainty and, if it tells it, distance of a scan into `store`.

        `tiles` are the share of one of several workers, after `begin` was called once.
        """
        ...

    def begin(self, scan: Scan, store: ResultStore) -> Iterator[TileDone | SegmentRemark]:
        """Find and note in `store` what all of its tiles hang on, for several workers."""
        ...

    def tile_function(
        self, scan: Scan, store: ResultStore
    ) -> Callable[[int], np.ndarray | tuple[np.ndarray, ...] | None]:
        """A tile's uint8 maps (h, w) by its number, class map first; nothing is written.

        None of a tile that holds background alone. `begin` comes before.
        """
        ...

    def preview(
        self, scan: Scan, box: Box, memory: Memory
    ) -> Generator[Looking | Maps, None, None]:
        """Maps of a level-0 box, better and better ones; the last is final.

        Nothing comes for a box beside the scan. Raises `GraticuleError`s.
        """
        ...
