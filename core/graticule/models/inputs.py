"""From the pixels of a scan to what a network was trained on, the same for every tile."""

from typing import Annotated

import msgspec
import numba
import numpy as np

from graticule.compiled import kernel
from graticule.scans import GreyRange

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
_RED, _GREEN, _BLUE = np.array([0.2126, 0.7152, 0.0722], np.float32)  # ITU-R BT.709
_LOWEST, _HIGHEST = np.array([-1, 2], np.float32)  # a hot pixel must not drown its surroundings
_COMPILED = (np.uint8, np.uint16, np.float32)  # other types of pixel become float32 first


class Normalisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """(intensity − mean) / sd per channel, of intensities on 0..1.

    With `percentile` = (low, high), 0 and 1 are these percentiles of the scan's overview, or of
    the whole image: right for instruments whose numbers have no fixed scale. Without it they are
    the scan's black and white.
    """

    mean: tuple[float, ...]
    sd: tuple[Annotated[float, msgspec.Meta(gt=0)], ...]
    percentile: tuple[Percent, Percent] | None = None

    def __post_init__(self) -> None:
        if len(self.mean) != len(self.sd) or not self.mean:
            raise ValueError("mean and sd must have one number per channel")
        if not np.isfinite((*self.mean, *self.sd)).all():
            raise ValueError("mean and sd must be finite numbers")
        if self.percentile and self.percentile[0] >= self.percentile[1]:
            raise ValueError("the low percentile must be below the high one")

    def limits(self, overview: np.ndarray, grey_range: GreyRange) -> tuple[float, float]:
        """The intensities that become 0 and 1, from an overview (h, w, c) of the whole scan.

        `grey_range` is the scan's.
        """
        if self.percentile is None:
            return grey_range.black, grey_range.white
        seen = as_channels(overview, len(self.mean))
        seen = seen[np.isfinite(seen)]
        if not seen.size:
            return 0.0, 1.0
        low, high = np.percentile(seen, self.percentile)
        return float(low), float(high) if high > low else float(low) + 1.0

    def apply(self, pixels: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
        """Network input (h, w, len(mean)) float32 of pixels (h, w, c) of any type.

        In memory it lies channel by channel, as networks take it.
        """
        low, high = limits
        planes = _planes(pixels, len(self.mean))
        for plane, mean, sd in zip(planes, self.mean, self.sd, strict=True):
            _normalise(plane, *np.array([low, high - low, mean, sd], np.float32))
        return np.moveaxis(planes, 0, 2)


def as_channels(pixels: np.ndarray, channels: int) -> np.ndarray:
    """(h, w, channels) float32: colour becomes luminance for a grey network, grey is repeated.

    `ValueError` where no such conversion makes sense. A fourth, alpha, channel is left out.
    """
    return np.moveaxis(_planes(pixels, channels), 0, 2)


def _planes(pixels: np.ndarray, channels: int) -> np.ndarray:
    """`as_channels`, as a new array (channels, h, w)."""
    height, width, found = pixels.shape
    planes = np.empty((channels, height, width), np.float32)
    if channels == 1 and found in (3, 4):
        if pixels.dtype not in _COMPILED:
            pixels = pixels.astype(np.float32)
        _luminance(np.ascontiguousarray(pixels).reshape(height, -1), found, planes[0])
    elif found == channels or (channels, found) in ((3, 4), (1, 2)):  # the last may be alpha
        planes[:] = np.moveaxis(pixels[..., :channels], 2, 0)
    elif channels == 3 and found in (1, 2):
        planes[:] = pixels[..., 0]
    else:
        raise ValueError(f"{found} channels cannot be shown to a network of {channels}")
    return planes


@kernel
def _luminance(pixels: np.ndarray, found: int, out: np.ndarray) -> None:
    """Luminance (h, w) of rows (h, w × found) of red, green, blue and, if `found` is 4, alpha."""
    for y in range(out.shape[0]):
        row = pixels[y]
        if found == 3:  # a step that is known when it is compiled is several times as fast
            for x in range(out.shape[1]):
                out[y, x] = _grey(row[3 * x], row[3 * x + 1], row[3 * x + 2])
        else:
            for x in range(out.shape[1]):
                out[y, x] = _grey(row[4 * x], row[4 * x + 1], row[4 * x + 2])


@numba.njit(inline="always")
def _grey(red: float, green: float, blue: float) -> float:
    return np.float32(red) * _RED + np.float32(green) * _GREEN + np.float32(blue) * _BLUE


@kernel
def _normalise(plane: np.ndarray, low: float, span: float, mean: float, sd: float) -> None:
    """(v - low) / span within its bounds, NaN as 0, then (v - mean) / sd, in place of each v."""
    for y in range(plane.shape[0]):
        for x in range(plane.shape[1]):
            value = (plane[y, x] - low) / span
            value = np.float32(0) if value != value else min(max(value, _LOWEST), _HIGHEST)
            plane[y, x] = (value - mean) / sd
