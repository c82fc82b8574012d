"""How sure a difference is, how values scatter, and what more annotations would bring."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

_POINTS = 64  # at which a density is told
_RATES = np.linspace(0.05, 2.0, 196)  # exponents that are tried for a learning curve


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Student's t of the differences of n pairs; `p` is two-sided, NaN where nothing differs."""

    pairs: int
    difference: float  # mean of first − second
    t: float
    p: float


def paired_test(first: Sequence[float], second: Sequence[float]) -> PairedTest | None:
    """Compare two runs part by part (S1, table 1); None with fewer than two common parts."""
    a, b = np.asarray(first, float), np.asarray(second, float)
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if len(a) < 2:
        return None
    difference = float((a - b).mean())
    if np.ptp(a - b) < 1e-12:  # no scatter: a t of infinity would tell nothing
        return PairedTest(len(a), difference, float("nan"), float("nan"))
    found = stats.ttest_rel(a, b)
    return PairedTest(len(a), difference, float(found.statistic), float(found.pvalue))


@dataclass(frozen=True, slots=True)
class Spread:
    """How values scatter, as a violin shows it: the density over `places`, and five numbers."""

    places: np.ndarray
    density: np.ndarray  # 1 at its highest
    five: tuple[float, float, float, float, float]  # least, quartile, median, quartile, most


def spread_of(values: Sequence[float]) -> Spread | None:
    """Gaussian kernel density (Silverman's width) between least and most; None without values."""
    found = np.asarray(values, float)
    found = found[np.isfinite(found)]
    if not found.size:
        return None
    low, first, middle, third, high = (
        float(v) for v in np.quantile(found, [0, 0.25, 0.5, 0.75, 1])
    )
    places = np.linspace(low, high, _POINTS)
    deviation = min(float(found.std()), (third - first) / 1.34 or float(found.std()))
    width = 0.9 * deviation * len(found) ** -0.2
    if width <= 0:
        density = np.ones(_POINTS)
    else:
        density = np.exp(-0.5 * ((places[:, None] - found) / width) ** 2).sum(axis=1)
    return Spread(places, density / density.max(), (low, first, middle, third, high))


@dataclass(frozen=True, slots=True)
class Curve:
    """value = limit − drop · area^(−rate): an inverse power law of the annotated area.

    Figueroa et al. 2012 (doi 10.1186/1472-6947-12-8) found learning curves to follow it.
    """

    limit: float
    drop: float
    rate: float

    def at(self, areas: np.ndarray) -> np.ndarray:
        """The value that the curve tells for some areas."""
        return self.limit - self.drop * np.power(areas, -self.rate)


def fitted_curve(areas: Sequence[float], values: Sequence[float]) -> Curve | None:
    """Least squares with limit ≤ 1 and drop ≥ 0; None for fewer than three different areas."""
    x, y = np.asarray(areas, float), np.asarray(values, float)
    if len(np.unique(x)) < 3:
        return None
    unit = x / np.exp(np.log(x).mean())  # near 1, so that the powers are well conditioned
    best, least = None, np.inf
    for rate in _RATES:
        power = unit**-rate
        design = np.stack([np.ones_like(power), -power], axis=1)
        (limit, drop), *_ = np.linalg.lstsq(design, y, rcond=None)
        limit, drop = min(limit, 1.0), max(drop, 0.0)
        if limit == 1.0:  # on the bound, what remains is one unknown
            drop = max(0.0, float(power @ (1 - y) / (power @ power)))
        if drop == 0.0:
            limit = min(1.0, float(y.mean()))
        rest = float(((limit - drop * power - y) ** 2).sum())
        if rest < least:
            scale = float(np.exp(np.log(x).mean())) ** rate
            best, least = Curve(float(limit), float(drop * scale), float(rate)), rest
    return best


def saving_factor(
    better: tuple[Sequence[float], Sequence[float]], other: tuple[Sequence[float], Sequence[float]]
) -> float | None:
    """How many times less area `better` needs to reach the best that `other` reached (S1, 3.2).

    Each is (areas, values). Between measured points the value is taken to go with the logarithm
    of the area. None where it never gets there.
    """
    areas, values = (np.asarray(part, float) for part in other)
    wanted = float(values.max())
    needed_by_other = float(areas[int(values.argmax())])
    x, y = (np.asarray(part, float) for part in better)
    order = np.argsort(x)
    x, y = x[order], np.maximum.accumulate(y[order])
    if y[-1] < wanted:
        return None
    index = int(np.argmax(y >= wanted))
    if index == 0:
        return needed_by_other / float(x[0])
    low, high = y[index - 1], y[index]
    share = (wanted - low) / (high - low)
    log_area = np.log(x[index - 1]) + share * (np.log(x[index]) - np.log(x[index - 1]))
    return needed_by_other / float(np.exp(log_area))
