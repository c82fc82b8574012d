"""The numbers of the charts, computed in a thread; every statistic is the engine's own."""

import math
from dataclasses import dataclass

import numpy as np

from graticule.particles.distributions import (
    LogNormal,
    Percentiles,
    histogram_by_class,
    log_normal,
    quantiles,
)
from graticule_app.look.translation import grouped
from graticule_app.model.listing import Field, Listing

DENSE = 50_000  # points; more are drawn as a density
_CELLS = (120, 90)  # of a density
_CURVE = np.linspace(0, 1, 201)
_HIGHLIGHTED = 4_000  # selected points that are drawn over a density


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeOptions:
    """What the size distribution shows."""

    key: str
    log: bool = True
    by_area: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOptions:
    """Which columns are set against each other."""

    x: str
    y: str
    log: bool = False


@dataclass(frozen=True)
class SizeChart:
    """`bars` is (classes, bins) in particles, or in % of the area if it is weighted by area."""

    field: Field
    options: SizeOptions
    edges: np.ndarray
    places: np.ndarray  # the edges as they are drawn: logarithms on a logarithmic axis
    bars: np.ndarray
    selected: np.ndarray  # (bins,) of the selected particles, as `bars`
    marks: Percentiles
    mean: float
    sd: float  # of a sample, n - 1; weighted by area, of all
    curve: np.ndarray  # sizes at or below which the shares of `shares` lie
    fit: LogNormal
    fit_line: tuple[np.ndarray, np.ndarray]  # sizes, height as of the bars
    count: int
    left_out: int  # without a value, or not above 0 on a logarithmic axis

    @property
    def shares(self) -> np.ndarray:
        """Of the curve, 0..1."""
        return _CURVE


@dataclass(frozen=True)
class ClassChart:
    """Particles and area (in % of all) of each class but the background."""

    names: tuple[str, ...]
    colours: tuple[tuple[int, int, int], ...]
    indices: tuple[int, ...]
    counts: np.ndarray
    shares: np.ndarray  # of the particles, or of their area, in %
    by_area: bool
    count: int


@dataclass(frozen=True)
class PairChart:
    """Two columns against each other: points, or, of many, their number per cell."""

    x: Field
    y: Field
    options: PairOptions
    points: np.ndarray  # (n, 2), empty if there is a density; logarithms on logarithmic axes
    classes: np.ndarray  # of the points
    selected: np.ndarray  # (m, 2) selected points, at most some thousand
    density: np.ndarray | None  # (x cells, y cells)
    bounds: tuple[float, float, float, float]  # low and high x, low and high y
    count: int
    left_out: int


Chart = SizeChart | ClassChart | PairChart


def size_chart(
    listing: Listing, rows: np.ndarray, selected: np.ndarray, options: SizeOptions
) -> SizeChart | None:
    """The distribution of a column over these rows; None if the table lacks the column."""
    field = listing.field(options.key)
    if field is None:
        return None
    values = np.asarray(listing.table[options.key], float)[rows]
    usable = values > 0 if options.log else np.isfinite(values)
    rows, values = rows[usable], values[usable]
    weights = _areas(listing, rows) if options.by_area else None
    found = histogram_by_class(
        values, listing.class_indices()[rows], len(listing.classes),
        weights=weights, log=options.log,
    )  # fmt: skip
    percent = 100 / weights.sum() if weights is not None and len(rows) else 1.0
    fit = log_normal(values, weights)
    mean, sd = _mean_sd(values, weights)
    total = float(found.total.sum()) * percent
    at = quantiles(values, np.concatenate([(0.1, 0.5, 0.9), _CURVE]), weights)
    chosen = selected[rows]
    part = np.zeros(len(found.total))
    if chosen.any():
        drawn = np.log10(values[chosen]) if options.log else values[chosen]
        part, _ = np.histogram(
            drawn, found.places, weights=None if weights is None else weights[chosen]
        )
    return SizeChart(
        field=field,
        options=options,
        edges=found.edges,
        places=found.places,
        bars=found.sums * percent,
        selected=part * percent,
        marks=Percentiles(*at[:3].tolist()),
        mean=mean,
        sd=sd,
        curve=at[3:],
        fit=fit,
        fit_line=_fit_line(fit, found.edges, total, log=options.log),
        count=len(rows),
        left_out=int((~usable).sum()),
    )


def _mean_sd(values: np.ndarray, weights: np.ndarray | None) -> tuple[float, float]:
    if len(values) < 2:
        return float(values.mean()) if len(values) else math.nan, math.nan
    if weights is None:
        return float(values.mean()), float(values.std(ddof=1))
    mean = float(np.average(values, weights=weights))
    return mean, math.sqrt(float(np.average((values - mean) ** 2, weights=weights)))


def _fit_line(
    fit: LogNormal, edges: np.ndarray, total: float, *, log: bool
) -> tuple[np.ndarray, np.ndarray]:
    """What a bin of the same width around each size would hold if the fit were true."""
    if not len(edges) or not fit.geometric_sd > 1:
        return np.zeros(0), np.zeros(0)
    scaled = np.log10(edges) if log else edges
    half = (scaled[1] - scaled[0]) / 2
    at = np.linspace(scaled[0], scaled[-1], 161)
    low, high = (10 ** (at - half), 10 ** (at + half)) if log else (at - half, at + half)
    below = fit.share_below(np.maximum(low, np.finfo(float).tiny))
    return (10**at if log else at), total * (fit.share_below(high) - below)


def class_chart(listing: Listing, rows: np.ndarray, *, by_area: bool) -> ClassChart:
    """How many of these rows are of each class, and their share of number or area."""
    found = listing.class_indices()[rows]
    counts = np.bincount(found, minlength=len(listing.classes))[1:]
    sums = counts.astype(float)
    if by_area:
        sums = np.bincount(found, _areas(listing, rows), len(listing.classes))[1:]
    infos = listing.classes[1:]
    return ClassChart(
        names=tuple(info.name for info in infos),
        colours=tuple(info.color for info in infos),
        indices=tuple(range(1, len(infos) + 1)),
        counts=counts,
        shares=100 * sums / max(float(sums.sum()), 1e-300),
        by_area=by_area,
        count=len(rows),
    )


def pair_chart(
    listing: Listing, rows: np.ndarray, selected: np.ndarray, options: PairOptions
) -> PairChart | None:
    """Two columns of these rows; None if the table lacks one."""
    x, y = listing.field(options.x), listing.field(options.y)
    if x is None or y is None:
        return None
    points, rows, left_out = pair_points(listing, rows, options)
    bounds = (0.0, 1.0, 0.0, 1.0)
    if len(points):
        (left, bottom), (right, top) = points.min(0).tolist(), points.max(0).tolist()
        bounds = (left, right, bottom, top)
    chosen = np.flatnonzero(selected[rows])
    chosen = chosen[:: max(1, len(chosen) // _HIGHLIGHTED)]
    dense = len(points) > DENSE
    return PairChart(
        x=x,
        y=y,
        options=options,
        points=points[:0] if dense else points,
        classes=listing.class_indices()[rows],
        selected=points[chosen],
        density=_density(points, bounds) if dense else None,
        bounds=bounds,
        count=len(points),
        left_out=left_out,
    )


def pair_points(
    listing: Listing, rows: np.ndarray, options: PairOptions
) -> tuple[np.ndarray, np.ndarray, int]:
    """(n, 2) points as they are drawn, their rows, and how many rows have no place."""
    columns = np.array([
        np.asarray(listing.table[key], float)[rows] for key in (options.x, options.y)
    ])  # fmt: skip
    usable = np.isfinite(columns).all(0)
    if options.log:
        usable &= (columns > 0).all(0)
    points = columns[:, usable].T
    return (np.log10(points) if options.log else points), rows[usable], int((~usable).sum())


def _density(points: np.ndarray, bounds: tuple[float, float, float, float]) -> np.ndarray:
    """Points per cell of an even grid over the bounds."""
    cells = []
    for axis, count in enumerate(_CELLS):
        low, high = bounds[2 * axis], bounds[2 * axis + 1]
        place = (points[:, axis] - low) * (count / max(high - low, 1e-300))
        cells.append(np.minimum(place.astype(np.int64), count - 1))
    flat = np.bincount(cells[0] * _CELLS[1] + cells[1], minlength=_CELLS[0] * _CELLS[1])
    return flat.reshape(_CELLS)


def _areas(listing: Listing, rows: np.ndarray) -> np.ndarray:
    key = "area" if "area" in listing.table else "area_px"
    return np.asarray(listing.table[key], float)[rows]


def told(value: float) -> str:
    """A number of a chart with three digits."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    return grouped(value, f",.{min(decimals, 6)}f")
