"""One grey value per pixel, and the histogram of a whole scan as ImageJ takes it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graticule.errors import ProtocolError

# Weights of red, green and blue, and what they sum up to: Rec. 601's luminance, and the mean.
_WEIGHTS = {"luminance": ((299, 587, 114), 1000), "mean": ((1, 1, 1), 3)}
_PRIMARIES = ("red", "green", "blue")
CHANNELS = ("luminance", "mean", *_PRIMARIES, "red-green")


def intensity(pixels: np.ndarray, channel: str | int) -> np.ndarray:
    """One grey value per pixel of (h, w, c), in the same dtype.

    `luminance` weighs red, green and blue by Rec. 601; `mean` takes their mean, as ImageJ turns
    colour into 8 bits; `red-green` is red minus green, 0 where that is negative (MP-VAT 2.0,
    Prata et al. 2020). A number names any channel. Raises `ProtocolError` if there is none such.
    """
    count = pixels.shape[2]
    if isinstance(channel, int) or channel.isdigit():
        return _one(pixels, int(channel))
    if channel in _PRIMARIES:
        return _one(pixels, _PRIMARIES.index(channel))
    if channel in ("luminance", "mean"):
        if count < 3:
            return pixels[:, :, 0]
        return _weighed(pixels, *_WEIGHTS[channel])
    if channel == "red-green":
        red, green = _one(pixels, 0), _one(pixels, 1)
        return np.where(red > green, red - green, np.zeros_like(red))
    raise ProtocolError(f"no channel {channel!r}; there are {', '.join(CHANNELS)} and numbers")


def _one(pixels: np.ndarray, index: int) -> np.ndarray:
    if not 0 <= index < pixels.shape[2]:
        raise ProtocolError(
            f"the scan has {pixels.shape[2]} channel(s), so there is no channel {index}; "
            "choose luminance or another channel"
        )
    return pixels[:, :, index]


def _weighed(pixels: np.ndarray, weights: tuple[int, int, int], total: int) -> np.ndarray:
    """The weighed mean of the first three channels, halves rounded up.

    In whole numbers where the pixels are such, else term by term: a product of matrices is
    rounded as the processor at hand does it, and pixels at the threshold change sides.
    """
    exact = pixels.dtype.kind in "ub" and pixels.dtype.itemsize <= 2
    wide = np.uint32 if exact else np.float64
    found = pixels[:, :, 0] * wide(weights[0])
    for channel in (1, 2):
        found += pixels[:, :, channel] * wide(weights[channel])
    if exact:
        return ((found * 2 + total) // (2 * total)).astype(pixels.dtype)
    found /= total
    return (
        (found + 0.5).astype(pixels.dtype)
        if pixels.dtype.kind in "u"
        else found.astype(pixels.dtype)
    )


@dataclass(frozen=True, slots=True)
class GreyBins:
    """How grey values map to 256 bins: as they are (8 bits), or from `low` to `high`.

    For more than 8 bits this is ImageJ's conversion before an automatic threshold: the range
    of `whole` numbers (16 bits) has one step more than the difference of its ends.
    """

    low: float = 0.0
    high: float = 255.0
    kind: str = "byte"  # "byte" | "whole" | "real"

    def bins(self, values: np.ndarray) -> np.ndarray:
        """The bin of each value."""
        if self.kind == "byte":
            return values
        whole = self.kind == "whole"
        span = self.high - self.low + whole
        factor = (255.0 + whole) / span if span > 0 else 0.0
        scaled = (values.astype(np.float64) - self.low) * factor + 0.5
        return np.clip(np.nan_to_num(scaled), 0, 255).astype(np.uint8)

    def value(self, level: float) -> float:
        """The grey value at a bin, as ImageJ tells it."""
        if self.kind == "byte":
            return float(level)
        return self.low + level / 255.0 * (self.high - self.low)


class GreyHistogram:
    """Counts of grey values, gathered piece by piece: every value of 8 or 16 bits apart.

    Other dtypes need their range first: give `low` and `high`. What is no number is not counted.
    """

    def __init__(self, dtype: np.dtype, low: float = 0.0, high: float = 0.0) -> None:
        self.empty = ""  # why there is nothing to cut, as the end of a sentence about the scan
        self._direct = dtype.kind in "ub" and dtype.itemsize <= 2
        self._scale = GreyBins(low, high, "real")
        self._byte = dtype.itemsize == 1
        size = 256 if self._byte or not self._direct else 65536
        self.counts: NDArray[np.int64] = np.zeros(size, np.int64)

    def add(self, values: np.ndarray) -> None:
        """Count one piece's values."""
        if values.dtype.kind == "f":
            values = values[np.isfinite(values)]
        bins = values if self._direct else self._scale.bins(values)
        self.counts += np.bincount(bins.ravel(), minlength=len(self.counts))

    def edge(self, level: int, *, bright: bool) -> float:
        """Where a level of `binned` parts the values: the first above it, or the last below.

        Where few values occur it is one of them, or lies between them: the value that ImageJ
        tells for the level may have one on its wrong side, which is all pixels of a kind.
        """
        counts, scale = self.binned()
        used = np.flatnonzero(self.counts)
        if self._direct and not self._byte and len(used) <= 256:
            upper = scale.bins(used) > level
            if upper.any() and not upper.all():
                return float(used[upper][0] if bright else used[~upper][-1])
        if scale.kind == "real" and np.count_nonzero(counts) <= 128:
            return scale.value(level + 0.5)
        return scale.value(level + bright)

    def binned(self) -> tuple[NDArray[np.int64], GreyBins]:
        """The counts in 256 bins, and what the bins stand for."""
        if len(self.counts) == 256:
            return self.counts, GreyBins() if self._direct else self._scale
        used = np.flatnonzero(self.counts)
        scale = GreyBins(float(used[0]), float(used[-1]), "whole")
        bins = scale.bins(np.arange(len(self.counts)))
        counts = np.bincount(bins, weights=self.counts, minlength=256)
        return counts.astype(np.int64), scale

    def values(self) -> np.ndarray:
        """The grey value that each of `counts` stands for."""
        levels = np.arange(len(self.counts), dtype=np.float64)
        return levels if self._direct else np.array([self._scale.value(v) for v in levels])
