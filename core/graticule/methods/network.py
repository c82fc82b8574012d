"""Particles are what a trained network says."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import msgspec
import numpy as np

from graticule import segment
from graticule.classes import ClassInfo
from graticule.geometry import Box, Length
from graticule.methods.maps import Looking, Maps
from graticule.methods.memory import Memory
from graticule.methods.method import ModelFacts, RunChoices
from graticule.methods.network_maps import network_maps
from graticule.models import Pack, load_pack
from graticule.scans import Scan
from graticule.segment import PackSettings, ResultStore, SegmentRemark, TileDone


class PackMethod(
    PackSettings, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="pack"
):
    """Particles are found by a trained network."""

    network: ClassVar[bool] = True

    pack: str = ""

    @property
    def pack_name(self) -> str:
        """The name or path of the pack."""
        return self.pack

    @property
    def classes_found(self) -> None:
        """The pack says it."""
        return

    @property
    def title(self) -> str:
        """The pack's name."""
        return self.pack

    def with_choices(self, choices: RunChoices) -> Self:
        """Where and how exactly the network runs is chosen for each run."""
        changes: dict[str, Any] = {
            "device": choices.device,
            "runtime": choices.runtime,
            "keep_background": self.keep_background or choices.keep_background,
            "tta": self.tta or choices.tta,
        }
        told = {"overlap": choices.overlap, "precision": choices.precision}
        changes |= {name: value for name, value in told.items() if value is not None}
        return msgspec.structs.replace(self, **changes)

    def load(self, named: tuple[ClassInfo, ...] = ()) -> "TrainedNetwork":
        """The pack, which has names of its own."""
        if named:
            raise ValueError("the classes of a network are its pack's")
        return TrainedNetwork(self, load_pack(self.pack))


@dataclass(frozen=True)
class TrainedNetwork:
    """A model pack, ready to segment scans."""

    settings: PackMethod
    pack: Pack

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """The pack's."""
        return self.pack.classes

    @property
    def pixel_size(self) -> Length | None:
        """At which it was trained."""
        return self.pack.pixel_size

    @property
    def distance(self) -> bool:
        """Whether it was trained to tell it."""
        return self.pack.distance

    @property
    def facts(self) -> ModelFacts:
        """The pack's name and hash, and what is to be said with them."""
        pack = self.pack
        return ModelFacts(
            pack.name, pack.sha256, pack.simulated, self.settings.precision, pack.notices
        )

    def at(self, pixel_size: Length | None) -> "TrainedNetwork":
        """Work at that pixel size; None keeps the pack's own."""
        if pixel_size is None:
            return self
        pack = msgspec.structs.replace(self.pack, working_pixel_size=str(pixel_size))
        return TrainedNetwork(self.settings, pack)

    def open_store(
        self, path: Path, scan: Scan, *, region: Box | None = None, restart: bool = False
    ) -> ResultStore:
        """See `open_pack_store`."""
        return segment.open_pack_store(
            path, scan, self.pack, self.settings, region=region, restart=restart
        )

    def segment(
        self, scan: Scan, store: ResultStore, *, tiles: Iterable[int] | None = None
    ) -> Iterator[TileDone | SegmentRemark]:
        """See `segment_with_pack`."""
        return segment.segment_with_pack(scan, self.pack, store, self.settings, tiles=tiles)

    def begin(self, scan: Scan, store: ResultStore) -> Iterator[TileDone | SegmentRemark]:
        """See `begin_pack`."""
        return segment.begin_pack(scan, self.pack, store, self.settings)

    def tile_function(
        self, scan: Scan, store: ResultStore
    ) -> Callable[[int], np.ndarray | tuple[np.ndarray, ...] | None]:
        """See `pack_tiles`."""
        return segment.pack_tiles(scan, self.pack, store, self.settings)

    def preview(
        self, scan: Scan, box: Box, memory: Memory
    ) -> Generator[Looking | Maps, None, None]:
        """See `network_maps`."""
        return network_maps(scan, self.pack, self.settings, box, memory)
