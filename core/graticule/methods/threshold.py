"""Particles are what a published threshold parts from the background."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

import msgspec
import numpy as np

from graticule.classes import BACKGROUND, ClassInfo, default_classes
from graticule.geometry import Box, Length
from graticule.methods.maps import Looking, Maps
from graticule.methods.memory import Memory
from graticule.methods.method import ModelFacts, RunChoices
from graticule.methods.threshold_maps import threshold_maps
from graticule.scans import Scan
from graticule.segment import (
    ResultStore,
    SegmentRemark,
    ThresholdSettings,
    TileDone,
    begin_threshold,
    open_threshold_store,
    segment_with_threshold,
    threshold_tiles,
)


class ThresholdMethod(
    ThresholdSettings, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="threshold"
):
    """Particles are found by a published threshold over the whole scan's histogram."""

    network: ClassVar[bool] = False

    @property
    def pack_name(self) -> str:
        """None: nothing was trained."""
        return ""

    @property
    def classes_found(self) -> int:
        """As many as the settings say."""
        return self.classes

    @property
    def title(self) -> str:
        """The threshold's name."""
        return self.method

    def with_choices(self, choices: RunChoices) -> Self:  # noqa: ARG002 - none is a threshold's
        """The same: every computer cuts alike."""
        return self

    def load(self, named: tuple[ClassInfo, ...] = ()) -> "Threshold":
        """The threshold under these names, or under those that nobody chose."""
        return Threshold(self, named)


@dataclass(frozen=True)
class Threshold:
    """A threshold, ready to cut scans; the classes `named` may be more than it finds."""

    settings: ThresholdMethod
    named: tuple[ClassInfo, ...] = ()

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """Background, and the protocol's classes or as many as are found."""
        return (BACKGROUND, *self.named) if self.named else default_classes(self.settings.classes)

    @property
    def pixel_size(self) -> Length | None:
        """Any will do."""
        return None

    @property
    def distance(self) -> bool:
        """A threshold knows one pixel at a time."""
        return False

    @property
    def facts(self) -> ModelFacts:
        """Nothing was trained."""
        return ModelFacts()

    def at(self, pixel_size: Length | None) -> "Threshold":
        """Cut at that pixel size, which is part of what identifies a result."""
        settings = msgspec.structs.replace(self.settings, pixel_size=pixel_size)
        return Threshold(settings, self.named)

    def open_store(
        self, path: Path, scan: Scan, *, region: Box | None = None, restart: bool = False
    ) -> ResultStore:
        """See `open_threshold_store`."""
        return open_threshold_store(
            path, scan, self.settings, classes=self.classes, region=region, restart=restart
        )

    def segment(
        self, scan: Scan, store: ResultStore, *, tiles: Iterable[int] | None = None
    ) -> Iterator[TileDone | SegmentRemark]:
        """See `segment_with_threshold`."""
        return segment_with_threshold(scan, store, self.settings, tiles=tiles)

    def begin(self, scan: Scan, store: ResultStore) -> Iterator[TileDone | SegmentRemark]:
        """See `begin_threshold`."""
        return begin_threshold(scan, store, self.settings)

    def tile_function(
        self, scan: Scan, store: ResultStore
    ) -> Callable[[int], np.ndarray | tuple[np.ndarray, ...] | None]:
        """See `threshold_tiles`."""
        return threshold_tiles(scan, store)

    def preview(
        self, scan: Scan, box: Box, memory: Memory
    ) -> Generator[Looking | Maps, None, None]:
        """See `threshold_maps`."""
        return threshold_maps(scan, self.settings, box, memory)
