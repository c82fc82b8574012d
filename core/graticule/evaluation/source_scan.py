"""An annotated source as a scan, so that the engine runs over it as over any other."""

from pathlib import Path

import numpy as np

from graticule.annotations.source import Source
from graticule.geometry import Box
from graticule.scans.arrays import channel_names
from graticule.scans.resample import grid_size
from graticule.scans.scan import Facts, Level, LevelWindow, Scan

_COARSEST = 1024  # px of the longer side at which no coarser level is offered
_TILE = 512


class SourceScan(Scan):
    """Pixels of a source's grid; its coarser levels are means of 2, 4, 8 … px a side."""

    def __init__(self, source: Source) -> None:
        width, height = source.size
        shrinks = [1]
        while max(width, height) > _COARSEST * shrinks[-1]:
            shrinks.append(2 * shrinks[-1])
        super().__init__(
            Facts(
                path=source.path if source.path.name else Path(source.name),
                format="annotated",
                channel_names=channel_names(source.channels),
                dtype=source.pixels(Box(0, 0, 1, 1)).dtype,
                levels=tuple(
                    Level(grid_size(width, s), grid_size(height, s), float(s), (_TILE, _TILE))
                    for s in shrinks
                ),
                fingerprint=source.content,
                pixel_size=source.pixel_size,
            )
        )
        self._source = source
        self._grey_range = source.grey_range
        self._shrinks = shrinks

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        shrink, box = self._shrinks[window.level], window.box
        found = self._source.pixels(
            Box(box.left * shrink, box.top * shrink, box.right * shrink, box.bottom * shrink),
            shrink,
        )
        return found.copy()
