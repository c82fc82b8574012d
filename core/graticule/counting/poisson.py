"""How sure a count is: exact Poisson intervals, blank correction, limits of detection.

Particles on a filter are counted, and counts follow Poisson's law: of the limits below each says
its formula and where it comes from, in the words that the report repeats.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

GARWOOD = "Garwood, Biometrika 28 (1936) 437: χ² quantiles, exact for a Poisson count"
MOVER = "Zou & Donner, Stat. Med. 27 (2008) 1693: interval of a difference from two intervals"
CURRIE = (
    "Currie, Anal. Chem. 40 (1968) 586; for microplastics Lao & Wong, Chemosphere 327 (2023) 138456"
)
BLANKS = (
    "Long & Winefordner, Anal. Chem. 55 (1983) 712A (IUPAC); for microplastics"
    " J. Hazard. Mater. 443 (2023) 130218"
)
FEW = "Poisson's law: the blanks are too few to have a standard deviation (Currie 1968)"
_ONE_SIDED = 1.645  # normal quantile of 95%: 5% false alarms and 5% misses (Currie 1968)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number between the ends of its confidence interval."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> "Estimate":
        """Told in another unit, or of a larger whole."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)


def counted(count: int, confidence: float = 0.95) -> Estimate:
    """A count with its exact interval (Garwood 1936)."""
    tail = (1 - confidence) / 2
    low = float(stats.chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    return Estimate(float(count), low, float(stats.chi2.ppf(1 - tail, 2 * count + 2)) / 2)


def blank_mean(
    counts: Sequence[int], factors: Sequence[float], *, confidence: float, fewest: int
) -> Estimate:
    """The mean of blanks; blank i counts `counts[i]` and stands for `factors[i]` times as many.

    Its interval is Poisson's for all blanks together. From `fewest` blanks on it is at least as
    wide as Student's: blanks may differ by more than chance, never by less.
    """
    values = np.asarray(counts, float) * np.asarray(factors, float)
    mean, total = float(values.mean()), int(np.sum(counts))
    share = mean / total if total else float(np.mean(factors)) / len(counts)
    found = counted(total, confidence).times(share)
    if len(values) < max(fewest, 2):
        return Estimate(mean, found.low, found.high)
    quantile = float(stats.t.ppf((1 + confidence) / 2, len(values) - 1))
    half = quantile * float(values.std(ddof=1)) / math.sqrt(len(values))
    return Estimate(mean, max(0.0, min(found.low, mean - half)), max(found.high, mean + half))


def blank_spread(
    counts: Sequence[int], factors: Sequence[float], *, fewest: int
) -> tuple[float, str]:
    """The standard deviation of blanks as in `blank_mean`, and where it comes from.

    Of fewer than `fewest` it is Poisson's: that of a count b is √b, that of f b is f √b.
    """
    numbers, stand_for = np.asarray(counts, float), np.asarray(factors, float)
    if len(numbers) >= max(fewest, 2):
        return float(np.std(numbers * stand_for, ddof=1)), BLANKS
    return math.sqrt(float(np.mean(numbers * stand_for**2))), FEW


def without_blank(sample: Estimate, blank: Estimate) -> Estimate:
    """Sample minus mean blank, not below nothing; the interval is that of Zou & Donner 2008."""
    value = sample.value - blank.value
    low = value - math.hypot(sample.value - sample.low, blank.high - blank.value)
    high = value + math.hypot(sample.high - sample.value, blank.value - blank.low)
    return Estimate(max(value, 0.0), max(low, 0.0), max(high, 0.0))


def detectable(counts: Sequence[int], factors: Sequence[float], factor: float) -> float:
    """The least true number beyond the blank that is nearly always told from it (Currie 1968).

    With errors of 5% each: 2.71 f + 3.29 √(f B + Σ bᵢ fᵢ² / n²). A count of the sample stands for
    `factor` particles, one of blank i for `factors[i]`, and B is their mean; where all of every
    filter was counted it is 2.71 + 3.29 √(B (1 + 1/n)).
    """
    numbers, stand_for = np.asarray(counts, float), np.asarray(factors, float)
    mean = float(np.mean(numbers * stand_for))
    variance = factor * mean + float(np.sum(numbers * stand_for**2)) / len(numbers) ** 2
    return _ONE_SIDED**2 * factor + 2 * _ONE_SIDED * math.sqrt(variance)
