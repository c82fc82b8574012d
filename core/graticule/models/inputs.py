"""From the pixels of a scan to what a network was trained on, the same for every tile."""

from typing import Annotated

import msgspec
import numpy as np

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)  # ITU-R BT.709
_FARTHEST = (-1.0, 2.0)  # a hot pixel must not drown its surroundings


class Normalisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """(intensity − mean) / sd per channel, of intensities on 0..1.

    With `percentile` = (low, high), 0 and 1 are these percentiles of the scan's overview, or of
    the whole image: right for instruments whose numbers have no fixed scale. Without it they are
    the ends of the pixel type's range.
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

    def limits(self, overview: np.ndarray) -> tuple[float, float]:
        """The intensities that become 0 and 1, from an overview (h, w, c) of the whole scan."""
        if self.percentile is None:
            if np.issubdtype(overview.dtype, np.integer):
                return 0.0, float(np.iinfo(overview.dtype).max)
            return 0.0, 1.0
        seen = as_channels(overview, len(self.mean))
        seen = seen[np.isfinite(seen)]
        if not seen.size:
            return 0.0, 1.0
        low, high = np.percentile(seen, self.percentile)
        return float(low), float(high) if high > low else float(low) + 1.0

    def apply(self, pixels: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
        """Network input (h, w, len(mean)) float32 of pixels (h, w, c) of any type."""
        low, high = limits
        values = (as_channels(pixels, len(self.mean)) - np.float32(low)) / np.float32(high - low)
        np.nan_to_num(values, copy=False, nan=0.0, posinf=_FARTHEST[1], neginf=_FARTHEST[0])
        np.clip(values, *_FARTHEST, out=values)
        values -= np.asarray(self.mean, np.float32)
        values /= np.asarray(self.sd, np.float32)
        return values


def as_channels(pixels: np.ndarray, channels: int) -> np.ndarray:
    """(h, w, channels) float32: colour becomes luminance for a grey network, grey is repeated.

    `ValueError` where no such conversion makes sense. A fourth, alpha, channel is left out.
    """
    found = pixels.shape[2]
    if found == channels:
        return pixels.astype(np.float32)
    if channels == 1 and found in (3, 4):
        return (pixels[..., :3].astype(np.float32) @ _LUMINANCE)[..., None]
    if channels == 1 and found == 2:  # grey and alpha
        return pixels[..., :1].astype(np.float32)
    if channels == 3 and found in (1, 2):
        return np.repeat(pixels[..., :1].astype(np.float32), 3, axis=2)
    if channels == 3 and found == 4:
        return pixels[..., :3].astype(np.float32)
    raise ValueError(f"{found} channels cannot be shown to a network of {channels}")
