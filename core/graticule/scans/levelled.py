"""A scan as thresholds and networks see it: the same values are the same in every container.

A scan of no more than 256 evenly spread values, in 16 bits or in floats, is handed out in 8 bits,
before any averaging: what is found is to the pixel what is found in the same scan in 8 bits. In
floats all that is no number, infinity and a mark of no data included, is NaN.
"""

from dataclasses import replace

import numpy as np

from graticule.scans.grey import GreyRange
from graticule.scans.scan import LevelWindow, Scan
from graticule.scans.wrapped import WrappedScan


class LevelledScan(WrappedScan):
    """`scan` in levels from 0 to 255 if it holds no more, else in floats; NaN is no number.

    Closing it leaves the scan open.
    """

    def __init__(self, scan: Scan) -> None:
        self._file_range = found = scan.grey_range
        self._few = found.few
        dtype = scan.dtype
        if found.few:
            dtype = np.dtype(np.float32 if found.gaps else np.uint8)
        super().__init__(scan, replace(scan.facts, dtype=dtype, levels=scan.stored_levels))

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        pixels = self._scan.read_level(window.level, window.box, frame=window.frame)
        nothing = gaps(pixels, self._file_range) if self._file_range.gaps else None
        if self._few:
            pixels = self._file_range.levels(pixels).astype(self.dtype)
        if nothing is not None:
            pixels[nothing] = np.nan
        return pixels

    def _find_grey_range(self) -> GreyRange:
        if not self._few:
            return self._file_range
        return GreyRange(0.0, 255.0, step=1.0, gaps=self._file_range.gaps)


def levelled(scan: Scan) -> Scan:
    """What thresholds and networks are to read; the scan itself where that is no other."""
    if isinstance(scan, LevelledScan) or scan.dtype.kind == "b" or scan.dtype == np.uint8:
        return scan
    return LevelledScan(scan) if scan.grey_range.gaps or scan.grey_range.few else scan


def seen_value(scan: Scan, value: float) -> float:
    """A grey value of the file in the numbers of `levelled(scan)`."""
    seen = levelled(scan)
    return value if seen is scan or not scan.grey_range.few else _scaled(scan, seen, value)


def file_value(scan: Scan, value: float) -> float:
    """A grey value of `levelled(scan)` in the numbers of the file."""
    seen = levelled(scan)
    return value if seen is scan or not scan.grey_range.few else _scaled(seen, scan, value)


def _scaled(of: Scan, to: Scan, value: float) -> float:
    low, high = to.grey_range.black, to.grey_range.white
    return low + float(of.grey_range.unit(value)) * (high - low)


def gaps(pixels: np.ndarray, grey_range: GreyRange) -> np.ndarray:
    """Where pixels of floats, of any shape, are no numbers or marked as no data."""
    found = ~np.isfinite(pixels)
    if grey_range.nothing is not None:
        found |= pixels == grey_range.nothing
    return found
