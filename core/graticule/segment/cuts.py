"""What a threshold does to a piece of scan: a class and an uncertainty per pixel.

A threshold has no probabilities of its own. Between two classes with means m₀ and m₁ and one
common spread σ, the posterior of linear discriminant analysis (Fisher 1936) is logistic in the
grey value, p = 1 / (1 + exp(−(v − t)(m₁ − m₀)/σ²)). Its entropy around the threshold t, divided
by that of even odds over all classes, is the uncertainty: 1 (of two classes) on the threshold,
0 far from it, and the narrower the better the histogram is parted.
"""

import math
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from graticule.segment.intensity import intensity

Maps = tuple[NDArray[np.uint8], NDArray[np.uint8]]


class PixelCut(msgspec.Struct, frozen=True):
    """A cut that looks at each pixel for itself."""

    @property
    def margin(self) -> int:
        """Each pixel for itself."""
        return 0

    def coarser(self, _factor: float) -> Self:
        """The same on any grid."""
        return self


class GlobalCut(PixelCut, frozen=True, tag="global"):
    """One or more grey values that part the scan; class 0 is the side away from `bright`.

    A pixel is beyond edge i if it is ≥ `edges[i]` (bright) or ≤ it (dark); edges go from the
    background outwards. `widths` is σ²/(m₁ − m₀) at each edge, in grey values.
    """

    channel: str | int
    bright: bool
    edges: tuple[float, ...]
    widths: tuple[float, ...]

    def apply(self, pixels: np.ndarray) -> Maps:
        """Class and uncertainty (uint8) of pixels (h, w, c)."""
        values = intensity(pixels, self.channel)
        if values.dtype.kind in "ub" and values.dtype.itemsize <= 2:
            every = np.arange(np.iinfo(np.uint8 if values.itemsize == 1 else np.uint16).max + 1)
            classes, uncertainty = self._maps(every)
            return classes[values], uncertainty[values]
        return self._maps(values)

    def _maps(self, values: np.ndarray) -> Maps:
        real = values.astype(np.float64)
        classes = np.zeros(values.shape, np.uint8)
        surprise = np.zeros(values.shape)
        for edge, width in zip(self.edges, self.widths, strict=True):
            classes += (real >= edge) if self.bright else (real <= edge)
            surprise = np.maximum(surprise, entropy_around(real - edge, width))
        return classes, as_byte(surprise / math.log2(len(self.edges) + 1))


class ColourCut(PixelCut, frozen=True, tag="colour"):
    """The nearest of some colours; `classes[i]` is what centre i stands for.

    The uncertainty is the entropy of equally likely round clusters of one common `spread`
    (per channel), after those of one class are added up.
    """

    centres: tuple[tuple[float, ...], ...]
    classes: tuple[int, ...]
    spread: float

    def apply(self, pixels: np.ndarray) -> Maps:
        """Class and uncertainty of pixels (h, w, c)."""
        centres = np.array(self.centres, np.float32)
        values = np.nan_to_num(pixels[:, :, : centres.shape[1]].astype(np.float32))
        distance = np.stack([((values - c) ** 2).sum(axis=2) for c in centres])
        classes = np.array(self.classes, np.uint8)[distance.argmin(axis=0)]
        weight = np.exp((distance.min(axis=0) - distance) / (2 * self.spread**2))
        count = max(self.classes) + 1
        share = np.stack(
            [weight[[c == i for c in self.classes]].sum(axis=0) for i in range(count)]
        ) / weight.sum(axis=0)
        entropy = -(share * np.log(np.maximum(share, 1e-12))).sum(axis=0) / math.log(count)
        return classes, as_byte(entropy)


class NoCut(PixelCut, frozen=True, tag="none"):
    """Nothing is found, because of `reason`: the end of a sentence about the scan."""

    reason: str

    def apply(self, pixels: np.ndarray) -> Maps:
        """All background, and certain."""
        return np.zeros(pixels.shape[:2], np.uint8), np.zeros(pixels.shape[:2], np.uint8)


def entropy_around(beyond: np.ndarray, width: float) -> np.ndarray:
    """Entropy (bits) of a logistic membership `beyond` its middle, of the given width."""
    odds = np.clip(np.nan_to_num(np.abs(beyond) / max(width, 1e-9), nan=50.0), 0, 50)
    p = 1 / (1 + np.exp(-odds))
    q = np.exp(-odds) * p
    return -(p * np.log2(p) + q * np.log2(np.maximum(q, 1e-300)))


def as_byte(share: np.ndarray) -> NDArray[np.uint8]:
    """0..1 as 0..255, rounded."""
    return (np.clip(share, 0, 1) * 255 + 0.5).astype(np.uint8)


def logistic_width(counts: np.ndarray, values: np.ndarray, edge: float) -> float:
    """σ²/(m₁ − m₀) of the two sides of `edge`, in the unit of `values`; small where one is empty.

    `counts[i]` pixels have the value `values[i]`; σ² is the mean variance within the sides.
    """
    upper = values >= edge
    if not counts[upper].sum() or not counts[~upper].sum():
        return 1e-9
    means, within = [], 0.0
    for side in (~upper, upper):
        number = counts[side].sum()
        mean = (counts[side] * values[side]).sum() / number
        within += (counts[side] * (values[side] - mean) ** 2).sum()
        means.append(mean)
    return float(within / counts.sum() / (means[1] - means[0]))
