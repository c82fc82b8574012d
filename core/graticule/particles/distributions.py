"""Size distributions: histograms, percentiles by number and by area, summaries per class."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from graticule.classes import ClassInfo
from graticule.particles.table import ParticleTable


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts between edges: bin i holds edges[i] ≤ value < edges[i + 1], the last its end too."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    unit: str = ""

    @property
    def density(self) -> tuple[float, ...]:
        """Share of all values per unit of width: the bars' areas add up to 1."""
        total = sum(self.counts) or 1
        widths = np.diff(self.edges)
        return tuple(float(c / total / w) for c, w in zip(self.counts, widths, strict=True))


@dataclass(frozen=True, slots=True)
class Percentiles:
    """D10, D50 and D90: 10, 50 and 90 % of the total lie at or below (ISO 9276-2)."""

    d10: float
    d50: float
    d90: float

    @property
    def span(self) -> float:
        """(D90 - D10)/D50, the width of a distribution."""
        return (self.d90 - self.d10) / self.d50


@dataclass(frozen=True, slots=True)
class LogNormal:
    """The log-normal distribution of greatest likelihood: median and geometric SD (≥ 1).

    exp of the mean and of the standard deviation (divided by n) of ln d; the median of a log-normal
    distribution is its geometric mean.
    """

    median: float
    geometric_sd: float

    @property
    def has_width(self) -> bool:
        """Whether there are values, and not all the same."""
        return self.geometric_sd > 1

    def expected(self, edges: np.ndarray, count: int) -> np.ndarray:
        """How many of `count` values lie between each two edges; edges below 0 are taken as 0."""
        return count * np.diff(self.share_below(np.maximum(edges, np.finfo(float).tiny)))

    def share_below(self, values: np.ndarray) -> np.ndarray:
        """Share of the distribution at or below each value, 0..1; NaN where it has no width."""
        if not self.has_width:
            return np.full(np.shape(values), math.nan)
        return ndtr(np.log(np.asarray(values, float) / self.median) / math.log(self.geometric_sd))


@dataclass(frozen=True, slots=True)
class ClassHistogram:
    """Sums per class (rows, the background's first) and bin (columns) between common edges.

    `places` are the edges on the scale of the bins, log10 or plain, free of rounding: a value is
    in the bin that `places` gives it.
    """

    edges: np.ndarray
    places: np.ndarray
    sums: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """All classes together, per bin."""
        return self.sums.sum(axis=0)


@dataclass(frozen=True, slots=True)
class SizeStatistics:
    """One measure of many particles, in the unit of its column; NaN for no particles."""

    count: int
    mean: float
    sd: float  # of a sample: n - 1
    smallest: float
    largest: float
    by_number: Percentiles
    by_area: Percentiles
    log_normal: LogNormal


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """What there is of one class; densities are NaN where the scan has no pixel size."""

    index: int
    name: str
    count: int
    area: float  # unit of the table's area
    area_share: float  # of the area analysed, 0..1
    per_mm2: float
    size: SizeStatistics  # of the equivalent diameter


def histogram(
    values: np.ndarray, *, bins: int | None = None, log: bool = False, unit: str = ""
) -> Histogram:
    """Bins of equal width, or of equal ratio if `log`; NaN (and ≤ 0 if `log`) is left out.

    Without `bins`, Freedman & Diaconis's rule (1981) on the scale of the bins, 5 to 60.
    """
    scaled = _scaled(np.asarray(values, float), log)
    scaled = scaled[np.isfinite(scaled)]
    if not len(scaled):
        return Histogram((), (), unit)
    edges = _edges(scaled, bins)
    counts, _ = np.histogram(scaled, edges)
    if log:
        edges = 10**edges
    return Histogram(tuple(edges.tolist()), tuple(counts.tolist()), unit)


def histogram_by_class(
    values: np.ndarray,
    classes: np.ndarray,
    class_count: int,
    *,
    weights: np.ndarray | None = None,
    bins: int | None = None,
    log: bool = False,
) -> ClassHistogram:
    """The bins of `histogram`, filled for each class 0..class_count - 1 by number or weight."""
    scaled = _scaled(np.asarray(values, float), log)
    there = np.isfinite(scaled)
    scaled = scaled[there]
    if not len(scaled):
        return ClassHistogram(np.zeros(0), np.zeros(0), np.zeros((class_count, 0)))
    edges = _edges(scaled, bins)
    classes = np.asarray(classes)[there]
    weight = None if weights is None else np.asarray(weights, float)[there]
    sums = np.stack([
        np.histogram(scaled[mine], edges, weights=None if weight is None else weight[mine])[0]
        for mine in (classes == index for index in range(class_count))
    ]).astype(float)  # fmt: skip
    return ClassHistogram(10**edges if log else edges, edges, sums)


def percentiles(values: np.ndarray, weights: np.ndarray | None = None) -> Percentiles:
    """D10, D50, D90 by number, or weighted, for instance by area; NaN is left out.

    Number: the line through the sorted values (as numpy's `quantile`). Weighted: each value
    sits at the middle of its own weight in the cumulated curve, and between two values the
    curve is a line.
    """
    return Percentiles(*quantiles(values, np.array([0.1, 0.5, 0.9]), weights).tolist())


def quantiles(
    values: np.ndarray, shares: np.ndarray, weights: np.ndarray | None = None
) -> np.ndarray:
    """The values at or below which these shares (0..1) of the total lie, as in `percentiles`."""
    values = np.asarray(values, float)
    there = np.isfinite(values)
    values = values[there]
    if not len(values):
        return np.full(len(shares), math.nan)
    if weights is None:
        return np.quantile(values, shares)
    order = np.argsort(values, kind="stable")
    weight = np.asarray(weights, float)[there][order]
    middle = np.cumsum(weight) - weight / 2
    return np.interp(shares * weight.sum(), middle, values[order])


def size_statistics(values: np.ndarray, areas: np.ndarray) -> SizeStatistics:
    """Statistics of one measure of particles of the given areas; NaN is left out."""
    values = np.asarray(values, float)
    there = np.isfinite(values)
    values, areas = values[there], np.asarray(areas, float)[there]
    nothing = math.nan
    count = len(values)
    return SizeStatistics(
        count=count,
        mean=float(values.mean()) if count else nothing,
        sd=float(values.std(ddof=1)) if count > 1 else nothing,
        smallest=float(values.min()) if count else nothing,
        largest=float(values.max()) if count else nothing,
        by_number=percentiles(values),
        by_area=percentiles(values, areas),
        log_normal=log_normal(values),
    )


def log_normal(values: np.ndarray, weights: np.ndarray | None = None) -> LogNormal:
    """Fit a log-normal distribution by greatest likelihood; values ≤ 0 and NaN are left out."""
    values = np.asarray(values, float)
    there = values > 0
    logs = np.log(values[there])
    if not len(logs):
        return LogNormal(math.nan, math.nan)
    if weights is None:
        return LogNormal(float(np.exp(logs.mean())), float(np.exp(logs.std())))
    weight = np.asarray(weights, float)[there]
    mean = np.average(logs, weights=weight)
    spread = math.sqrt(np.average((logs - mean) ** 2, weights=weight))
    return LogNormal(float(np.exp(mean)), float(np.exp(spread)))


def summarise(
    table: ParticleTable, classes: Sequence[ClassInfo], *, area_analysed: float
) -> tuple[ClassSummary, ...]:
    """One summary per class but the background, empty ones too.

    `area_analysed` is in the unit of the table's `area`, as is each summary's.
    """
    unit = table.spec("area").unit.removesuffix("²")
    to_mm = {"nm": 1e-6, "µm": 1e-3, "mm": 1.0}.get(unit, math.nan)
    out = []
    for index, info in enumerate(classes):
        if index == 0:
            continue
        mine = table["class"] == index
        areas = table["area"][mine]
        out.append(
            ClassSummary(
                index=index,
                name=info.name,
                count=int(mine.sum()),
                area=float(areas.sum()),
                area_share=float(areas.sum() / area_analysed),
                per_mm2=float(mine.sum() / (area_analysed * to_mm**2)),
                size=size_statistics(table["equivalent_diameter"][mine], areas),
            )
        )
    return tuple(out)


def _scaled(values: np.ndarray, log: bool) -> np.ndarray:
    """On the scale of the bins; NaN where there is no place on it."""
    if not log:
        return values
    return np.log10(values, out=np.full(values.shape, math.nan), where=values > 0)


def _edges(scaled: np.ndarray, bins: int | None) -> np.ndarray:
    """Bins of equal width over finite numbers on their scale."""
    low, high = float(scaled.min()), float(scaled.max())
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, (bins or _bins(scaled, high - low)) + 1)


def _bins(scaled: np.ndarray, width: float) -> int:
    quarter, three = np.quantile(scaled, (0.25, 0.75))
    step = 2 * (three - quarter) / len(scaled) ** (1 / 3)
    return int(min(60, max(5, math.ceil(width / step)))) if step > 0 else 10
