"""A colour threshold set by hand: what lies in a range of each of three channels.

As ImageJ's Color Threshold does, which MP-ACT uses (Prata et al. 2019, Sci. Total Environ. 690,
1277): in red, green and blue, or in hue, saturation and brightness, each told from 0 to 255.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from graticule.errors import ProtocolError, ScanError
from graticule.scans import GreyRange
from graticule.segment.cuts import Maps, PixelCut, as_byte, entropy_around, logistic_width

Space = Literal["rgb", "hsb"]
Level = Annotated[int, Meta(ge=0, le=255)]
Range = tuple[Level, Level]
PLANES: dict[str, tuple[str, str, str]] = {
    "rgb": ("Red", "Green", "Blue"),
    "hsb": ("Hue", "Saturation", "Brightness"),
}
_CERTAIN = 16.0  # widths from which the uncertainty is nothing in 255 parts
_FAR = 1e9  # of a range that has no end on one side


class RangeCut(PixelCut, frozen=True, tag="colour-range"):
    """The pixels whose three values all lie in their range, ends included.

    A range whose first end is the higher one is all but what lies between: hues around red, say.
    `widths` are those of the logistic memberships at both ends of each range, in levels; `grey`
    are the scan's black, white and step, which are levels 0 and 255 and what lies between.
    """

    space: Space
    ranges: tuple[Range, Range, Range]
    widths: tuple[tuple[float, float], ...]
    grey: tuple[float, float, float] = (0.0, 255.0, 1.0)

    def apply(self, pixels: np.ndarray) -> Maps:
        """Class and uncertainty of pixels (h, w, c)."""
        found = planes(pixels, self.space, GreyRange(*self.grey[:2], step=self.grey[2]))
        margin = np.full(found.shape[:2], _FAR, np.float32)
        for channel, (ends, widths) in enumerate(zip(self.ranges, self.widths, strict=True)):
            margins = _margins(ends, widths)
            np.minimum(margin, margins[found[:, :, channel]], out=margin)
        uncertainty = np.zeros(margin.shape, np.uint8)
        near = np.abs(margin) < _CERTAIN
        uncertainty[near] = as_byte(entropy_around(margin[near], 1.0))
        return (margin > 0).astype(np.uint8), uncertainty


class PlaneHistogram:
    """How often each level of each of the three channels occurs, gathered piece by piece."""

    def __init__(self, space: Space, grey_range: GreyRange) -> None:
        self._space: Space = space
        self.grey_range = grey_range
        self.counts: NDArray[np.int64] = np.zeros((3, 256), np.int64)

    def add(self, pixels: np.ndarray) -> None:
        """Count one piece's levels, pixels (h, w, c)."""
        if pixels.dtype.kind == "f":
            pixels = pixels[np.isfinite(pixels).all(axis=2)][None]
        found = planes(pixels, self._space, self.grey_range)
        for channel in range(3):
            self.counts[channel] += np.bincount(found[:, :, channel].ravel(), minlength=256)


def range_cut(histogram: PlaneHistogram, space: Space, ranges: Sequence[Range]) -> RangeCut:
    """The cut at these ranges; how sharp its ends are follows from the histogram."""
    levels = np.arange(256.0)
    widths = tuple(
        (logistic_width(counts, levels, low), logistic_width(counts, levels, high + 1))
        for counts, (low, high) in zip(histogram.counts, ranges, strict=True)
    )
    first, second, third = ranges
    grey = histogram.grey_range
    return RangeCut(space, (first, second, third), widths, (grey.black, grey.white, grey.step))


def check_ranges(ranges: Sequence[Range] | None) -> None:
    """Raise `ProtocolError` unless there are three."""
    if ranges is None or len(ranges) != 3:
        raise ProtocolError("the method colour-range needs ranges of three channels, each 0 to 255")


def planes(pixels: np.ndarray, space: Space, grey_range: GreyRange) -> NDArray[np.uint8]:
    """(h, w, 3) levels 0 to 255, from black to white, of pixels (h, w, c) in red, green and blue.

    Raises `ScanError` for a scan without colours. Hue, saturation and brightness are those of
    Java's `Color.RGBtoHSB` cut off to bytes, as ImageJ has them.
    """
    if pixels.shape[2] < 3:
        raise ScanError("a colour threshold needs red, green and blue")
    rgb = grey_range.levels(pixels[:, :, :3])
    return rgb if space == "rgb" else _hsb(rgb)


def _hsb(rgb: np.ndarray) -> NDArray[np.uint8]:
    # In single precision and in this order, or some levels would be one off ImageJ's.
    red, green, blue = (rgb[:, :, channel].astype(np.float32) for channel in range(3))
    brightest = rgb.max(2)
    high, low = brightest.astype(np.float32), rgb.min(2).astype(np.float32)
    span = high - low
    divisor = np.where(span > 0, span, np.float32(1))
    r, g, b = (high - red) / divisor, (high - green) / divisor, (high - blue) / divisor
    hue = np.where(red == high, b - g, np.where(green == high, 2 + r - b, 4 + g - r))
    hue = hue.astype(np.float32) / np.float32(6)
    hue = np.where(hue < 0, hue + np.float32(1), hue)
    hue[span == 0] = 0
    saturation = span / np.where(high > 0, high, np.float32(1))
    bright = high / np.float32(255)
    levels = np.stack([hue, saturation, bright], axis=2).astype(np.float64) * 255.0
    return levels.astype(np.uint8)


def _margins(ends: Range, widths: tuple[float, float]) -> NDArray[np.float32]:
    """How far inside the range each of the 256 levels lies, in widths of the end it is near."""
    levels, (low, high) = np.arange(256.0), ends
    above = (levels - low + 0.5) / max(widths[0], 1e-6)
    below = (high + 0.5 - levels) / max(widths[1], 1e-6)
    if low > high:  # all but what lies between
        return np.maximum(above, below).astype(np.float32)
    if low == 0:
        above[:] = _FAR
    if high == 255:
        below[:] = _FAR
    return np.minimum(above, below).astype(np.float32)
