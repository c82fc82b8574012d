"""Local thresholds: each pixel is compared with the mean and spread of the px around it.

A new one is a function, given these, and a line of `LOCAL_RULES`.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import msgspec
import numpy as np
from scipy import ndimage

from graticule.segment.cut_settings import CutSettings
from graticule.segment.cuts import Maps, NoCut, as_byte, entropy_around, logistic_width
from graticule.segment.grey_rules import gather_greys, is_bright
from graticule.segment.intensity import GreyHistogram, intensity
from graticule.segment.levels import level_of
from graticule.segment.rule import OVERVIEW, GreyLevels, Looked, ends
from graticule.segment.tiles import TileGrid
from graticule.segment.work_grid import WorkView

Formula = Callable[[np.ndarray, np.ndarray, float], np.ndarray]
"""The threshold of each pixel, from mean and standard deviation around it and a sensitivity.

All are float32 shares of the grey range, and darker than the threshold is a particle.
"""


def adaptive(mean: np.ndarray, spread: np.ndarray, sensitivity: float) -> np.ndarray:
    """t = m (1 + k (s/R − 1)) (Sauvola & Pietikäinen 2000, Pattern Rec. 33, 225), R = 1/2."""
    return mean * (1 + sensitivity * (2 * spread - 1))


def sauvola(mean: np.ndarray, spread: np.ndarray, sensitivity: float) -> np.ndarray:
    """The same formula, over the range from black to white, as `skimage.filters` has it."""
    return adaptive(mean, spread, sensitivity)


class LocalCut(msgspec.Struct, frozen=True, tag="local"):
    """A threshold of its own for each pixel, by the formula of `LOCAL_RULES[rule]`.

    It is told the mean and standard deviation of the square of `radius` px around, in shares of
    the grey range from `low` to `high`. A scan with bright particles is turned over first.
    """

    channel: str | int
    bright: bool
    radius: int
    sensitivity: float
    low: float
    high: float
    width: float
    rule: str = "adaptive"

    @property
    def margin(self) -> int:
        """The surround."""
        return self.radius

    def coarser(self, factor: float) -> "LocalCut":
        """With a surround of as many coarse px as it covers."""
        return msgspec.structs.replace(self, radius=max(1, round(self.radius / factor)))

    def apply(self, pixels: np.ndarray) -> Maps:
        """Class and uncertainty of pixels (h, w, c); the outer `radius` px lack their surround."""
        beyond = self.excess(pixels)
        classes = (beyond > 0).astype(np.uint8)
        return classes, as_byte(entropy_around(beyond, self.width))

    def excess(self, pixels: np.ndarray) -> np.ndarray:
        """How far each pixel lies beyond its own threshold, in shares of the grey range."""
        span = max(self.high - self.low, np.finfo(np.float32).tiny)
        value = (intensity(pixels, self.channel).astype(np.float32) - self.low) / span
        if self.bright:
            value = 1 - value
        numbers = np.isfinite(value)
        mean, square = self._means(value, None if numbers.all() else numbers)
        spread = np.sqrt(np.maximum(square - mean * mean, 0))
        return LOCAL_RULES[self.rule].formula(mean, spread, self.sensitivity) - value

    def _means(
        self, value: np.ndarray, numbers: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Means around each pixel of the values and of their squares, where they are `numbers`."""
        size = 2 * self.radius + 1
        if numbers is None:
            return ndimage.uniform_filter(value, size), ndimage.uniform_filter(value * value, size)
        value = np.where(numbers, value, np.float32(0))
        share = np.maximum(ndimage.uniform_filter(numbers.astype(np.float32), size), 1e-6)
        first, second = (ndimage.uniform_filter(v, size) / share for v in (value, value * value))
        return first, second


@dataclass(frozen=True)
class LocalRule:
    """A formula for the threshold of each pixel."""

    title: str
    formula: Formula
    seen_range: bool = False  # its grey range is what an overview shows, not black to white
    automatic: bool = False
    uses: frozenset[str] = frozenset(("foreground", "channel", "radius", "sensitivity"))

    def margin(self, settings: CutSettings) -> int:
        """The surround."""
        return settings.radius

    def looks_at(self, settings: CutSettings) -> Hashable:
        """Every setting changes how far the scan's own contrast goes."""
        return msgspec.json.encode(settings)

    def gather(self, view: WorkView, grid: TileGrid, settings: CutSettings) -> Looked:
        """Range, side and spread, from an overview of the scan.

        Only where that is all there is, or shows one grey value, the scan itself is looked at.
        """
        pixels = view.overview(OVERVIEW)
        values = intensity(pixels, settings.channel).astype(np.float64)
        low, high = ends(values)
        if not low < high or max(view.width, view.height) <= OVERVIEW:
            found = yield from gather_greys(view, grid, settings.channel)
            if found.empty:
                return NoCut(found.empty)
            if not low < high:
                low, high = ends(found.values()[found.counts > 0])
        if not self.seen_range:
            low, high = view.scan.grey_range.black, view.scan.grey_range.white
        return _local_cut(pixels, (low, high), settings)

    def sample(self, _view: WorkView, _settings: CutSettings) -> None:
        """An overview is quick enough."""

    def guess(self, _values: np.ndarray, _view: WorkView) -> None:
        """There is no sample."""

    def cut(self, seen: LocalCut | NoCut, _settings: CutSettings) -> LocalCut | NoCut:
        """What was seen is the cut."""
        return seen

    def levels(self, _seen: LocalCut | NoCut, _cut: LocalCut | NoCut) -> tuple[GreyLevels, ...]:
        """There is no one edge to be drawn."""
        return ()


def _local_cut(pixels: np.ndarray, limits: tuple[float, float], settings: CutSettings) -> LocalCut:
    """The cut of an overview (h, w, c) whose grey values lie between these ends."""
    low, high = limits
    values = intensity(pixels, settings.channel).astype(np.float64)
    histogram = GreyHistogram(np.dtype(np.float32), low, high)
    histogram.add(values)
    counts, _ = histogram.binned()
    bright = is_bright(counts, level_of("otsu", counts), settings)
    cut = LocalCut(
        settings.channel,
        bright,
        settings.radius,
        settings.sensitivity,
        low,
        high,
        width=1.0,
        rule=settings.method,
    )
    excess = cut.excess(pixels).astype(np.float64)
    spread = GreyHistogram(np.dtype(np.float32), *ends(excess))
    spread.add(excess)
    width = logistic_width(spread.counts, spread.values(), 0.0)
    return msgspec.structs.replace(cut, width=width)


LOCAL_RULES: dict[str, LocalRule] = {
    "adaptive": LocalRule("Local threshold (uneven light)", adaptive, seen_range=True),
    "sauvola": LocalRule("Sauvola: local, of black to white", sauvola),
}
