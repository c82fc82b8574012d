"""An open scan as an analysis would open it: one frame, with what the user says of it."""

from dataclasses import replace

import numpy as np

from graticule.geometry import Box, PixelSize
from graticule.scans import GreyRange, Level, LevelWindow, Scan, single_frame
from graticule.scans.wrapped import WrappedScan


class _Told(WrappedScan):
    """A scan with another pixel size or grey range; closing it leaves the scan open."""

    def __init__(self, scan: Scan, pixel_size: PixelSize, grey_range: GreyRange | None) -> None:
        super().__init__(scan, replace(scan.facts, pixel_size=pixel_size, grey_range=grey_range))

    @property
    def stored_levels(self) -> tuple[Level, ...]:
        """As the scan itself has them."""
        return self._scan.stored_levels

    def _find_grey_range(self) -> GreyRange:
        told = self._facts.grey_range
        if told and told.source == "you":
            return super()._find_grey_range()
        return self._scan.grey_range

    def read_work(self, box: Box, scale: float, *, frame: int = 0) -> np.ndarray:
        """As the scan itself, which knows what must not come from a cache of overviews."""
        return self._scan.read_work(box, scale, frame=frame)

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        return self._scan.read_level(window.level, window.box, frame=window.frame)


def prepared(
    scan: Scan,
    *,
    pixel_size: PixelSize | None = None,
    frame: int = 0,
    grey_range: GreyRange | None = None,
) -> Scan:
    """Frame `frame` of an open scan, with what is given in place of what the file says."""
    single = single_frame(scan, frame)
    if pixel_size in (None, scan.pixel_size) and grey_range is None:
        return single
    return _Told(single, pixel_size or scan.pixel_size, grey_range)
