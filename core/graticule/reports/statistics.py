"""What the reports say of a class as a whole."""

import math
from dataclasses import dataclass

import numpy as np

from graticule.geometry import Length
from graticule.reports.bundle import Analysis

SIZE = "equivalent_diameter"


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """One class: how many, how much of the area, how large (in the diameter's unit).

    NaN where there is nothing to tell: no particle, or a single one's deviation.
    """

    name: str
    color: tuple[int, int, int]
    count: int
    density: float  # particles per `Area` of the analysis
    share: float  # of the area looked at, 0..1
    mean: float
    median: float
    sd: float
    d10: float
    d50: float
    d90: float


@dataclass(frozen=True, slots=True)
class Area:
    """The area looked at, in the unit in which densities are told."""

    value: float
    unit: str  # "mm²", "µm²" or "Mpx"


def analysed_area(analysis: Analysis) -> Area:
    """In mm², below a thousandth of one in µm²; in Mpx without calibration."""
    size = analysis.scan.pixel_size
    if not size.calibrated:
        return Area(analysis.analysed_px / 1e6, "Mpx")
    side = Length(size.mean, size.unit)
    in_mm2 = analysis.analysed_px * side.to("mm") ** 2
    if in_mm2 >= 1e-3:
        return Area(in_mm2, "mm²")
    return Area(analysis.analysed_px * side.to("µm") ** 2, "µm²")


def class_facts(analysis: Analysis) -> list[ClassFacts]:
    """Every class but the background, and, of more than one, all of them together at the end."""
    classes = np.asarray(analysis.table.columns["class"])
    facts = [
        _facts(analysis, info.name, info.color, classes == number)
        for number, info in enumerate(analysis.classes)
        if number
    ]
    if len(facts) > 1:
        facts.append(_facts(analysis, "All", (255, 255, 255), np.ones(len(classes), bool)))
    return facts


def _facts(
    analysis: Analysis, name: str, color: tuple[int, int, int], chosen: np.ndarray
) -> ClassFacts:
    area = analysed_area(analysis).value
    sizes = np.asarray(analysis.table.columns[SIZE])[chosen]
    pixels = float(np.asarray(analysis.table.columns["area_px"])[chosen].sum())
    d10, d50, d90 = np.percentile(sizes, (10, 50, 90)) if sizes.size else (math.nan,) * 3
    return ClassFacts(
        name=name,
        color=color,
        count=int(sizes.size),
        density=sizes.size / area if area else math.nan,
        share=pixels * analysis.scale**2 / analysis.analysed_px if area else math.nan,
        mean=float(sizes.mean()) if sizes.size else math.nan,
        median=float(d50),
        sd=float(sizes.std(ddof=1)) if sizes.size > 1 else math.nan,
        d10=float(d10),
        d50=float(d50),
        d90=float(d90),
    )


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts (classes, bins) of one measure between `edges` (bins + 1), in its unit."""

    edges: np.ndarray
    counts: np.ndarray


def histogram(analysis: Analysis, key: str, *, bins: int = 24, log: bool) -> Histogram | None:
    """One measure, each class for itself over common bins; None where nothing is measured."""
    values = np.asarray(analysis.table.columns[key], float)
    usable = np.isfinite(values) & ((values > 0) | (not log))
    if not usable.any():
        return None
    low, high = float(values[usable].min()), float(values[usable].max())
    if low == high:
        low, high = low * 0.9 - (low == 0), high * 1.1 + (low == 0)
    edges = np.geomspace(low, high, bins + 1) if log else np.linspace(low, high, bins + 1)
    edges[0], edges[-1] = low, high
    classes = np.asarray(analysis.table.columns["class"])
    counts = [
        np.histogram(values[usable & (classes == number)], edges)[0]
        for number in range(1, len(analysis.classes))
    ]
    return Histogram(edges, np.array(counts))
