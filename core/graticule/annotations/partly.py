"""Sources on which only some of the classes are annotated."""

from collections.abc import Collection, Sequence

import numpy as np

from graticule.annotations.geojson import Annotation
from graticule.annotations.source import Source
from graticule.annotations.target import UNKNOWN
from graticule.geometry import Box
from graticule.scans import GreyRange


class PartlyLabelled(Source):
    """A source on which the classes `labelled` (numbers from 1) are complete, and no others.

    What is drawn is known. What is not may be any of the other classes: nobody knows it is
    background, so it is `UNKNOWN` to all who ask, learning and tests alike.
    """

    def __init__(self, source: Source, labelled: Collection[int]) -> None:
        """`ValueError` for labels that are ids of particles, and for numbers below 1."""
        if source.kind == "particles":
            raise ValueError("particles are one class: it is annotated, or the source is not")
        if not labelled or min(labelled) < 1:
            raise ValueError("name the numbers, from 1 on, of the classes that are annotated")
        self._source = source
        self.labelled = frozenset(labelled)
        self.name, self.path, self.size = source.name, source.path, source.size
        self.channels, self.pixel_size, self.kind = source.channels, source.pixel_size, source.kind
        self.validation, self.scale, self.frame = source.validation, source.scale, source.frame
        self.masked = source.masked

    @property
    def content(self) -> str:
        """As `Source.content`."""
        return self._source.content

    def pixels(self, box: Box, shrink: int = 1) -> np.ndarray:
        """As `Source.pixels`."""
        return self._source.pixels(box, shrink)

    @property
    def grey_range(self) -> GreyRange:
        """As `Source.grey_range`."""
        return self._source.grey_range

    def labels(self, box: Box) -> np.ndarray:
        """As `Source.labels`; unknown where nothing is drawn."""
        labels = self._source.labels(box)
        return np.where(labels == 0, np.int32(UNKNOWN), labels)

    def shapes(self) -> Sequence[Annotation] | None:
        """As `Source.shapes`."""
        return self._source.shapes()

    def close(self) -> None:
        """As `Source.close`."""
        self._source.close()
