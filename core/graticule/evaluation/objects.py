"""Annotated and found particles of a scan as two maps of numbers, block by block."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from graticule.annotations.raster import PolygonRaster
from graticule.annotations.source import Source
from graticule.annotations.target import UNKNOWN
from graticule.classes import ClassInfo
from graticule.geometry import Box, PixelSize
from graticule.instances import SeparationSettings
from graticule.particles import CleaningSettings, StageProgress, iter_label_particles

_IN_MEMORY = 64 << 20  # px


class ParticleRules(msgspec.Struct, frozen=True, kw_only=True):
    """How pixels become particles, for what a network answers; `origin` says who chose it.

    Particles at the edge of a scan are kept: they are annotated, too.
    """

    cleaning: CleaningSettings = CleaningSettings()
    separation: SeparationSettings = SeparationSettings()
    connectivity: int = 8
    origin: str = ""

    def __post_init__(self) -> None:
        if self.cleaning != self.cleaning.keeping_border():
            raise ValueError("particles at the edge are counted on both sides, or on none")


def plane(shape: tuple[int, ...], dtype: Any, folder: Path, name: str) -> np.ndarray:
    """An array of zeros; one that is large lies in a file of the folder."""
    if np.prod(shape) <= _IN_MEMORY:
        return np.zeros(shape, dtype)
    return np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.dtype(dtype), shape)


@dataclass(frozen=True)
class ClassMap:
    """The truth of a source as class maps are read: by slices; unknown pixels are background."""

    source: Source

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width)."""
        return self.source.box.shape

    @property
    def dtype(self) -> np.dtype:
        """One byte a pixel."""
        return np.dtype(np.uint8)

    def __getitem__(self, key: tuple[slice, slice]) -> np.ndarray:
        rows, columns = (part.indices(size) for part, size in zip(key, self.shape, strict=True))
        truth = self.source.labels(Box(columns[0], rows[0], columns[1], rows[1]))
        if self.source.kind == "particles":
            return (truth > 0).astype(np.uint8)
        return np.where(truth == UNKNOWN, 0, truth).astype(np.uint8)


Ids = Callable[[Box], np.ndarray]


def annotated_particles(
    source: Source, classes: int, connectivity: int, folder: Path
) -> Generator[StageProgress, None, Ids]:
    """Numbers of the annotated particles: of labels or outlines, or what hangs together in a class.

    Gives a function from a box to (h, w) numbers, 0 for none.
    """
    if source.kind == "particles" and not source.masked:
        return source.labels
    shapes = source.shapes()
    if shapes is not None:
        outlines = [shape.geometry for shape in shapes]
        drawing = PolygonRaster(outlines, np.arange(1, len(shapes) + 1), source.scale)
        return lambda box: source.numbered(drawing, box)
    numbers = plane(source.box.shape, np.uint32, folder, "annotated")
    yield from iter_label_particles(
        ClassMap(source), numbers, class_count=classes - 1, connectivity=connectivity
    )
    return lambda box: numbers[box.slices]


def found_particles(
    store: Any, classes: Sequence[ClassInfo], rules: ParticleRules, pixel_size: PixelSize
) -> Iterator[StageProgress]:
    """Number the particles of a network's answer in its store, as an analysis does.

    `classes` are those of the answer, the background first.
    """
    yield from iter_label_particles(
        store.classes,
        store.new_labels(),
        class_count=len(classes) - 1,
        cleaning=[rules.cleaning.of(info.name) for info in classes[1:]],
        pixel_size=pixel_size,
        connectivity=rules.connectivity,
        separation=[rules.separation.of(info.name) for info in classes[1:]],
        distance=store.distance,
    )
