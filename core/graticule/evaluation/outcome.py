"""What a report is written from: one or two packs, judged on the same scans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import add

import numpy as np

from graticule.classes import ClassInfo
from graticule.evaluation.agreement import Agreement
from graticule.evaluation.confusion import Confusion
from graticule.evaluation.figures import Figures, ScanFigures
from graticule.evaluation.reliability import TEMPERATURES
from graticule.evaluation.statistics import PairedTest, paired_test
from graticule.geometry import Length, PixelSize

_IN_MM = {"dm²": 1e-4, "mm²": 1.0, "µm²": 1e6, "nm²": 1e12}  # how many are in one mm²


@dataclass(frozen=True, kw_only=True)
class PackRun:
    """One pack, or the packs of all folds, on some scans.

    `parts` are what the scatter is told over, by name: tenths of the test area, or folds.
    `learned` says in words what it learned from; `facts` are lines of its provenance.
    """

    name: str
    title: str
    classes: tuple[ClassInfo, ...]
    particles: bool
    scans: tuple[ScanFigures, ...]
    parts: tuple[tuple[str, float], ...]
    parts_are: str
    temperature: float
    simulated: bool = False
    learned: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def total(self) -> Figures:
        """All scans added up."""
        return total_of(self.scans)

    @property
    def agreement(self) -> Agreement:
        """Classes and particles of all scans."""
        return self.total.agreement(self.classes)

    @property
    def shown_name(self) -> str:
        """The name as it may be shown: never without "simulated" where that is true."""
        if self.simulated and "simulated" not in self.name:
            return f"“{self.name}” (simulated)"
        return f"“{self.name}”"

    @property
    def best_temperature(self) -> float | None:
        """The temperature that would fit these scans best; None where nothing was told."""
        costs = self.total.costs
        return round(float(TEMPERATURES[int(np.argmin(costs))]), 2) if costs.any() else None

    @property
    def worst(self) -> list[ScanFigures]:
        """The scans, the worst first."""
        return sorted(self.scans, key=lambda scan: (scan.figures.worth, scan.name))


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One training of a learning curve: on how much of the annotations, and what it reached."""

    name: str
    area: float
    unit: str
    scans: int
    mean_iou: float


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A finished evaluation; `runs` are the one asked for and, if there is one, its rival.

    `split` and `counting` say in sentences which scans were taken and how particles were made of
    pixels; `notes` are remarks for the reader.
    """

    runs: tuple[PackRun, ...]
    split: str
    counting: str
    notes: tuple[str, ...] = ()
    command: str = ""
    made: str = ""  # ISO 8601
    curve: tuple[CurvePoint, ...] = ()

    @property
    def run(self) -> PackRun:
        """The one that was asked for."""
        return self.runs[0]

    @property
    def rival(self) -> PackRun | None:
        """What it is compared with."""
        return self.runs[1] if len(self.runs) > 1 else None

    @property
    def test(self) -> PairedTest | None:
        """The two runs part by part."""
        if self.rival is None:
            return None
        other = dict(self.rival.parts)
        names = [name for name, _ in self.run.parts if name in other]
        mine = dict(self.run.parts)
        return paired_test([mine[n] for n in names], [other[n] for n in names])


def curves_of(points: Sequence[CurvePoint]) -> dict[str, tuple[list[float], list[float]]]:
    """(areas, values) of each learning curve by name, in the order they came."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for point in points:
        areas, values = found.setdefault(point.name, ([], []))
        areas.append(point.area)
        values.append(point.mean_iou)
    return found


def total_of(scans: Sequence[ScanFigures]) -> Figures:
    """The counts of some scans, added up."""
    return reduce(add, (scan.figures for scan in scans))


def tenths_of(total: Figures) -> tuple[tuple[str, float], ...]:
    """Mean IoU of each tenth of the test area (S1, section 2.7)."""
    return tuple(
        (f"tenth {number}", Confusion(table).mean_iou)
        for number, table in enumerate(total.tenths, 1)
    )


def area_of(pieces: Sequence[tuple[int, PixelSize]]) -> tuple[float, str]:
    """So many px of each size as one area, in the unit that reads best; Mpx if one has no size."""
    if not all(size.calibrated for _, size in pieces):
        return area_in("Mpx", pieces), "Mpx"
    for unit in _IN_MM:
        if (area := area_in(unit, pieces)) >= 0.1:
            return area, unit
    return area_in("nm²", pieces), "nm²"


def area_in(unit: str, pieces: Sequence[tuple[int, PixelSize]]) -> float:
    """So many px of each size as one area."""
    if unit == "Mpx":
        return sum(px for px, _ in pieces) / 1e6
    mm2 = sum(px * Length(size.mean, size.unit).to("mm") ** 2 for px, size in pieces)
    return mm2 * _IN_MM[unit]


def known_area(scans: Sequence[ScanFigures]) -> tuple[float, str]:
    """The area that somebody has looked at."""
    return area_of([(scan.known, scan.pixel_size) for scan in scans])


def common_pixel(scans: Sequence[ScanFigures]) -> Length | None:
    """The size of a pixel, where all scans have the same one."""
    sizes = {(round(s.pixel_size.mean, 6), s.pixel_size.unit) for s in scans}
    if len(sizes) != 1 or not scans[0].pixel_size.calibrated:
        return None
    return Length(scans[0].pixel_size.mean, scans[0].pixel_size.unit)


def size_steps(figures: Figures) -> list[tuple[float, float, int, int]]:
    """(least and most diameter in px, annotated, found) of the size classes that hold particles.

    Diameters are of the circle of the same area; neighbours are joined until each holds at least
    a twentieth of the particles, so that no share is told of two or three.
    """
    total = int(figures.sizes[:, 0].sum())
    steps: list[tuple[float, float, int, int]] = []
    begin, asked, hit = int(np.argmax(figures.sizes[:, 0] > 0)), 0, 0
    for index, (annotated, found) in enumerate(figures.sizes.tolist()):
        asked, hit = asked + annotated, hit + found
        if asked and asked >= total / 20:
            steps.append((_diameter(begin), _diameter(index + 1), asked, hit))
            begin, asked, hit = index + 1, 0, 0
    if asked and steps:
        low, _, a, h = steps.pop()
        steps.append(
            (low, _diameter(int(np.flatnonzero(figures.sizes[:, 0])[-1]) + 1), a + asked, h + hit)
        )
    return steps


def _diameter(power: int) -> float:
    return float(2 * np.sqrt(2.0**power / np.pi))
