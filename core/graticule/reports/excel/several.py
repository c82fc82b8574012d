"""What a combined workbook keeps of each scan, and the unit in which it tells all of them."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from graticule.classes import PALETTE, ClassInfo
from graticule.counting import FilterCounts
from graticule.errors import ResultError
from graticule.files import WriteProgress
from graticule.geometry import Length, Unit
from graticule.particles import Column
from graticule.reports.bundle import Analysis, MethodFacts, Provenance, ScanFacts
from graticule.reports.cells import ReportColumn, clean_text, distinct_fields
from graticule.reports.filter import filter_counts
from graticule.reports.statistics import SIZE, ClassFacts, class_facts

Source = Callable[[], Analysis]
_LARGER: tuple[Unit, ...] = ("px", "nm", "µm", "mm")
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanDigest:
    """One scan's part of the workbook but for its particles: small, whatever the scan.

    Sizes are in the unit of the scan's own pixel size; `columns` hold a few typical values
    instead of all. `uncertainty` is one mean per entry of `facts`, NaN where there is none.
    """

    name: str  # told apart from all other scans of the workbook
    file: str  # the same for all images of a stack
    source: Source
    scan: ScanFacts
    method: MethodFacts
    provenance: Provenance
    scale: float
    region_text: str
    notices: tuple[str, ...]
    classes: tuple[ClassInfo, ...]
    specs: tuple[Column, ...]
    facts: tuple[ClassFacts, ...]
    uncertainty: tuple[float, ...]
    columns: tuple[ReportColumn, ...]
    analysed_px: float
    corrections: int  # by hand, in a review
    count: int
    smallest: float
    largest: float
    counts: FilterCounts | None = None  # where the protocol counts per filter and sample

    @property
    def unit(self) -> Unit:
        """Of its lengths."""
        return self.scan.pixel_size.unit


@dataclass(frozen=True, slots=True)
class Group:
    """Scans whose sizes can stand in one column: all calibrated ones, or all that are not."""

    unit: Unit
    area_unit: str  # of densities: "mm²", "µm²" or "Mpx"
    scans: tuple[ScanDigest, ...]

    @property
    def calibrated(self) -> bool:
        """Whether sizes are told in a real unit."""
        return self.unit != "px"

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """Every class that any of the scans has, by name, in the colour of the first.

        Where classes of different protocols share a colour, the later one gets a free one.
        """
        found: dict[str, ClassInfo] = {}
        for scan in self.scans:
            for info in scan.classes[1:]:
                if info.name not in found:
                    taken = {other.color for other in found.values()}
                    free = [info.color, *PALETTE]
                    color = next((color for color in free if color not in taken), info.color)
                    found[info.name] = ClassInfo(info.name, color)
        return tuple(found.values())

    def factor(self, scan: ScanDigest) -> float:
        """What a length of the scan is multiplied by to be in the group's unit."""
        return Length(1.0, scan.unit).to(self.unit)

    def area(self, scan: ScanDigest) -> float:
        """The area analysed, in `area_unit`."""
        if not self.calibrated:
            return scan.analysed_px / 1e6
        size = scan.scan.pixel_size
        side = Length(size.mean, size.unit).to("mm" if self.area_unit == "mm²" else "µm")
        return scan.analysed_px * side**2

    def told(self, field: ReportColumn, scan: ScanDigest) -> ReportColumn:
        """A column of the scan with its values and its unit in those of the group."""
        powers = {scan.unit: 1, f"{scan.unit}²": 2}
        if scan.unit == self.unit or field.unit not in powers:
            return field
        power = powers[field.unit]
        values = np.asarray(field.values, float) * self.factor(scan) ** power
        return replace(field, unit=self.unit + "²" * (power - 1), values=values)

    def places(self) -> list[ReportColumn]:
        """The columns before those of the tables: the file, and the image where one is a stack."""
        files = np.array([scan.file for scan in self.scans], dtype=object)
        found = [
            ReportColumn("file", "File", "", "The scan that the particle is on.", "text", files)
        ]
        if any(scan.scan.frames > 1 for scan in self.scans):
            images = np.array([scan.scan.frame + 1 for scan in self.scans])
            doc = "Which image of a stack the particle is on, from 1."
            found.append(ReportColumn("frame", "Image", "", doc, "integer", images))
        return found

    def place_cells(self, scan: ScanDigest, count: int) -> list[list[str | int]]:
        """The cells of `count` particles of a scan in the columns of `places`."""
        return [[cell] * count for cell in (scan.file, scan.scan.frame + 1)[: len(self.places())]]

    def columns(self) -> list[ReportColumn]:
        """Every column that any of the scans has, its few values those of all scans."""
        found: dict[str, list[ReportColumn]] = {}
        for scan in self.scans:
            for field in scan.columns:
                found.setdefault(field.key, []).append(self.told(field, scan))
        return [
            replace(each[0], values=np.concatenate([field.values for field in each]))
            for each in found.values()
        ]


def gathered(sources: Sequence[Source]) -> Generator[WriteProgress, None, list[ScanDigest]]:
    """What the tables need of each result, one open at a time, under names that differ.

    Raises `ResultError` where there is none.
    """
    if not sources:
        raise ResultError("There is no result to combine: choose the folders of some results.")
    scans = []
    for done, source in enumerate(sources, 1):
        scans.append(_digest(source))
        yield WriteProgress("results", done, len(sources))
    return named(scans)


def _digest(source: Source) -> ScanDigest:
    analysis = source()
    facts = class_facts(analysis)
    sizes = np.asarray(analysis.table[SIZE], float)
    sizes = sizes[np.isfinite(sizes)]
    return ScanDigest(
        name="",
        file="",
        source=source,
        scan=analysis.scan,
        method=analysis.method,
        provenance=analysis.provenance,
        scale=analysis.scale,
        region_text=analysis.region_text,
        notices=analysis.notices,
        classes=analysis.classes,
        specs=analysis.table.specs,
        facts=tuple(facts),
        uncertainty=tuple(_uncertainty(analysis, facts)),
        columns=tuple(replace(f, values=_typical(f)) for f in distinct_fields(analysis)),
        analysed_px=analysis.analysed_px,
        corrections=sum(line.in_force for line in analysis.review.lines) if analysis.review else 0,
        count=len(analysis.table),
        smallest=float(sizes.min()) if len(sizes) else float("nan"),
        largest=float(sizes.max()) if len(sizes) else float("nan"),
        counts=filter_counts(analysis),
    )


def _commonest(units: Sequence[Unit]) -> Unit:
    """The unit of most scans, of two the larger."""
    return max(units, key=lambda unit: (units.count(unit), _LARGER.index(unit)))


def grouped(scans: Sequence[ScanDigest]) -> list[Group]:
    """The calibrated scans in the commonest of their units, and those without pixel size."""
    known = [scan for scan in scans if scan.unit != "px"]
    unknown = [scan for scan in scans if scan.unit == "px"]
    groups = []
    if known:
        group = Group(_commonest([scan.unit for scan in known]), "mm²", tuple(known))
        if max(group.area(scan) for scan in known) < 1e-3:
            group = replace(group, area_unit="µm²")
        groups.append(group)
    if unknown:
        groups.append(Group("px", "Mpx", tuple(unknown)))
    return groups


def named(scans: Sequence[ScanDigest]) -> list[ScanDigest]:
    """Each with its file, told apart by region, folder or number if need be, and its image."""
    result = []
    for each, file in zip(scans, _file_names(scans), strict=True):
        image = f", image {each.scan.frame + 1}" if each.scan.frames > 1 else ""
        result.append(replace(each, file=file, name=file + image))
    return result


def _file_names(scans: Sequence[ScanDigest]) -> list[str]:
    """What each scan's file is called; a file that is there twice, but for stacks, gets numbers."""
    seen: Counter[tuple[str, str, int]] = Counter()
    keys, names = [], {}
    for each in scans:
        place = (each.scan.path, each.region_text)
        seen[(*place, each.scan.frame)] += 1
        key = (*place, seen[(*place, each.scan.frame)])
        keys.append(key)
        region = f", region of {each.region_text}" if each.region_text else ""
        names[key] = clean_text(each.scan.name + region, 200)
    again = Counter(names.values())
    for key, name in names.items():
        if again[name] > 1:
            names[key] = f"{clean_text(Path(key[0]).parent.name, 100)}/{name}"
    taken: Counter[str] = Counter()
    for key, name in names.items():
        taken[name] += 1
        names[key] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return [names[key] for key in keys]


def _uncertainty(analysis: Analysis, facts: Sequence[ClassFacts]) -> Iterable[float]:
    """Mean of the particles' mean uncertainty, per class and, at the end, of all."""
    classes = np.asarray(analysis.table["class"])
    there = "uncertainty_mean" in analysis.table
    values = np.asarray(analysis.table["uncertainty_mean"], float) if there else None
    for number, _ in enumerate(facts, 1):
        chosen = classes == number if number < len(analysis.classes) else classes > 0
        some = values[chosen & np.isfinite(values)] if values is not None else ()
        yield float(np.mean(some)) if len(some) else float("nan")


def _typical(field: ReportColumn) -> np.ndarray:
    """Smallest, largest and middle values of a column: enough to choose its format and width."""
    values = field.values
    if field.kind == "text":
        longest = sorted(set(values.tolist()), key=lambda text: len(str(text)))[-1:]
        return np.array(longest, dtype=object)
    if field.kind == "truth":
        return values[:1]
    finite = values[np.isfinite(values)]
    return np.quantile(finite, _QUARTERS) if len(finite) else np.zeros(0)
