"""What the reports say of a class as a whole."""

from dataclasses import dataclass

import numpy as np

from graticule.geometry import Length
from graticule.particles import SizeStatistics, size_statistics
from graticule.reports.bundle import Analysis

SIZE = "equivalent_diameter"


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """One class: how many, how much of the area, how large (in the diameter's unit)."""

    name: str
    color: tuple[int, int, int]
    count: int
    density: float  # particles per unit of `analysed_area`
    share: float  # of the area looked at, 0..1
    size: SizeStatistics  # of the equivalent diameter; NaN where there is no particle

    @property
    def median(self) -> float:
        """Half of the particles are no larger."""
        return self.size.by_number.d50


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
    table = analysis.table.select(chosen)
    area = analysed_area(analysis).value
    return ClassFacts(
        name=name,
        color=color,
        count=len(table),
        density=len(table) / area,
        share=float(table["area_px"].sum()) * analysis.scale**2 / analysis.analysed_px,
        size=size_statistics(table[SIZE], table["area"]),
    )
