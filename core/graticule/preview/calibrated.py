"""An open scan as an analysis would open it: one frame, with the pixel size the user gave."""

from dataclasses import replace

import numpy as np

from graticule.geometry import Box, PixelSize
from graticule.scans import Scan, single_frame
from graticule.scans.scan import Window
from graticule.scans.wrapped import WrappedScan


class _Calibrated(WrappedScan):
    """A scan with another pixel size; closing it leaves the scan open."""

    def __init__(self, scan: Scan, pixel_size: PixelSize) -> None:
        super().__init__(scan, replace(scan.facts, pixel_size=pixel_size))

    def read_work(self, box: Box, scale: float, *, frame: int = 0) -> np.ndarray:
        """As the scan itself, which knows what must not come from a cache of overviews."""
        return self._scan.read_work(box, scale, frame=frame)

    def _pixels(self, window: Window) -> np.ndarray:
        return self._scan.read_level(window.level, window.box, frame=window.frame)


def prepared(scan: Scan, *, pixel_size: PixelSize | None = None, frame: int = 0) -> Scan:
    """Frame `frame` of an open scan, with `pixel_size` in place of what the file says."""
    single = single_frame(scan, frame)
    if pixel_size is None or pixel_size == scan.pixel_size:
        return single
    return _Calibrated(single, pixel_size)
