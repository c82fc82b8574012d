"""Histograms with edges that people can read."""

import math
from dataclasses import dataclass

import numpy as np

from graticule.reports.bundle import Analysis

BINS = 16  # at most
_FEWEST = 6  # logarithmic bins; sizes closer together get equal ones

# Preferred numbers, ISO 3:1973, series R40; every second is R20, every fourth R10, and so on.
_R40 = (
    1, 1.06, 1.12, 1.18, 1.25, 1.32, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.12, 2.24, 2.36, 2.5, 2.65,
    2.8, 3, 3.15, 3.35, 3.55, 3.75, 4, 4.25, 4.5, 4.75, 5, 5.3, 5.6, 6, 6.3, 6.7, 7.1, 7.5, 8, 8.5,
    9, 9.5,
)  # fmt: skip
_EQUAL = 1e-6  # share of a value by which two that count as one may differ
_STRIDES = (1, 2, 4, 8, 20, 40)


@dataclass(frozen=True, slots=True)
class MeasureHistogram:
    """Counts (classes without background, bins) of one measure between `edges` (bins + 1).

    A bin has its lower edge, the last one its upper edge, too; `log` tells that the bins
    grow by a factor.
    """

    edges: np.ndarray
    counts: np.ndarray
    log: bool


def histogram(analysis: Analysis, key: str, *, log: bool) -> MeasureHistogram | None:
    """One measure, each class for itself over common bins; None where nothing is measured."""
    values = np.asarray(analysis.table.columns[key], float)
    finite = np.isfinite(values)
    if not finite.any():
        return None
    low, high = float(values[finite].min()), float(values[finite].max())
    edges = log_edges(low, high) if log and low > 0 else None
    log = edges is not None
    if edges is None:
        edges = even_edges(low, high)
    classes = np.asarray(analysis.table.columns["class"])
    counts = [
        np.histogram(values[finite & (classes == number)], edges)[0]
        for number in range(1, len(analysis.classes))
    ]
    return MeasureHistogram(edges, np.array(counts), log)


def log_edges(low: float, high: float) -> np.ndarray | None:
    """Preferred numbers around `low` > 0 to `high`, the finest series of at most 16 bins.

    None where they lie too close together, or too far apart, for bins that grow.
    """
    decades = range(math.floor(math.log10(low)) - 1, math.floor(math.log10(high)) + 2)
    numbers = np.array([float(f"{step}e{decade}") for decade in decades for step in _R40])
    for stride in _STRIDES:
        series = numbers[::stride]
        first = max(int(np.searchsorted(series, low, side="right")) - 1, 0)
        last = int(np.searchsorted(series, high, side="left"))
        edges = series[first : max(last, first + 1) + 1]
        if len(edges) - 1 <= BINS:
            return edges if len(edges) - 1 >= _FEWEST else None
    return None


def even_edges(low: float, high: float) -> np.ndarray:
    """Multiples of 1, 2, 2.5 or 5 × 10ⁿ around `low` to `high`: at most 16 bins."""
    span = high - low
    if span <= _EQUAL * max(abs(low), abs(high)):  # edges between them would be the same numbers
        span = abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span / BINS))
    for step in (power, 2 * power, 2.5 * power, 5 * power, 10 * power, 20 * power):
        first, last = math.floor(low / step), math.ceil(high / step)
        last = max(last, first + 1)
        if last - first <= BINS:
            break
    edges = np.array([float(f"{number * step:.15g}") for number in range(first, last + 1)])
    edges[0], edges[-1] = min(edges[0], low), max(edges[-1], high)  # against rounding
    return edges
