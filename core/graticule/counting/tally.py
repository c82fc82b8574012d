"""From a particle table to the numbers of one filter and its sample."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graticule.counting.poisson import (
    Estimate,
    blank_mean,
    blank_spread,
    counted,
    detectable,
    without_blank,
)
from graticule.counting.sample import Blank, SampleFacts, parse_amount, parse_area
from graticule.counting.settings import CountSettings
from graticule.particles import Groups, ParticleTable
from graticule.particles.grouping import SHAPE_CLASS, SIZE_CLASS


@dataclass(frozen=True, slots=True)
class ParticleGroup:
    """Particles of one size class, shape class and colour; "" where that is not told apart."""

    size: str = ""
    shape: str = ""
    colour: str = ""

    @property
    def key(self) -> str:
        """As blanks are noted."""
        return f"{self.size}|{self.shape}|{self.colour}"


@dataclass(frozen=True, slots=True)
class Region:
    """What was counted: its area, in mm² or, without a pixel size, in Mpx."""

    area: float
    unit: str = "mm²"

    @property
    def calibrated(self) -> bool:
        """Whether the area is a real one."""
        return self.unit != "Mpx"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCounts:
    """The numbers of one group of particles, or of all.

    `share` is that of the area counted that they cover, `density` their number per unit of it,
    `on_filter` that on the whole filter. `blank` and `net` are None without blanks, `content`
    (net per unit of the sample's amount) without an amount.
    """

    group: ParticleGroup
    number: Estimate
    share: float
    density: Estimate
    on_filter: Estimate
    blank: Estimate | None
    net: Estimate | None
    content: Estimate | None


@dataclass(frozen=True, slots=True)
class DetectionLimits:
    """Limits of detection and quantification, in particles on the whole filter, blank included.

    `mean` and `spread` are those of the blanks, `how` says where the spread comes from.
    `detectable` is Currie's least detectable number beyond the blank.
    """

    mean: float
    spread: float
    detection: float
    quantification: float
    detectable: float
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterCounts:
    """Everything that is counted of one filter."""

    settings: CountSettings
    sample: SampleFacts
    region: Region
    whole: float  # area of the whole filter, in the region's unit; the region's own if unknown
    amount: tuple[float, str] | None  # how much, in which unit
    total: GroupCounts
    lines: tuple[GroupCounts, ...]
    limits: DetectionLimits | None
    sizes: tuple[str, ...]
    shapes: tuple[str, ...]
    blanks_by_group: bool  # False where a blank is a number for all groups together

    @property
    def factor(self) -> float:
        """How many times as large the whole filter is as what was counted."""
        return self.whole / self.region.area

    def sums(self) -> np.ndarray:
        """Number of particles, (size classes, shape classes); one of each where there is none."""
        sizes, shapes = self.sizes or ("",), self.shapes or ("",)
        found = np.zeros((len(sizes), len(shapes)), np.int64)
        for line in self.lines:
            at = sizes.index(line.group.size), shapes.index(line.group.shape)
            found[at] += int(line.number.value)
        return found


def tally(
    table: ParticleTable, groups: Groups, *, by_colour: bool
) -> Iterator[tuple[ParticleGroup, np.ndarray]]:
    """Every group, and which rows are in it: all size and shape classes, and colours that occur."""
    sizes = groups.sizes.names if SIZE_CLASS in table else ()
    shapes = groups.shapes.names if SHAPE_CLASS in table else ()
    colours = tuple(np.unique(table["colour"]).tolist()) if by_colour and "colour" in table else ()
    every = np.ones(len(table), bool)
    for size in sizes or ("",):
        in_size = np.asarray(table[SIZE_CLASS]) == size if sizes else every
        for shape in shapes or ("",):
            in_shape = in_size & (np.asarray(table[SHAPE_CLASS]) == shape) if shapes else in_size
            for colour in colours or ("",):
                chosen = in_shape & (np.asarray(table["colour"]) == colour) if colours else in_shape
                if chosen.any() or not colours:
                    yield ParticleGroup(size, shape, colour), chosen


def as_blank(
    table: ParticleTable, groups: Groups, region: Region, *, name: str, folder: str, protocol: str
) -> Blank:
    """A result as the blank of others, sorted as theirs are: with every group, also by colour."""
    found = {
        group.key: int(chosen.sum())
        for group, chosen in tally(table, groups, by_colour=True)
        if chosen.any()
    }
    return Blank(len(table), name, folder, region.area, region.unit, found, protocol)


def count(
    table: ParticleTable,
    groups: Groups,
    settings: CountSettings,
    sample: SampleFacts,
    region: Region,
    share_of: float,
) -> FilterCounts:
    """All numbers of one filter; `share_of` is the share of the scan that one px of area is."""
    whole = region.area
    if sample.filter_area and region.calibrated:
        whole = max(parse_area(sample.filter_area), region.area)
    sorter = _Sorter(settings, sample, region, whole)
    areas = np.asarray(table["area_px"], float) * share_of
    lines = tuple(
        sorter.line(group, int(chosen.sum()), float(areas[chosen].sum()))
        for group, chosen in tally(table, groups, by_colour=settings.by_colour)
    )
    return FilterCounts(
        settings=settings,
        sample=sample,
        region=region,
        whole=whole,
        amount=sorter.amount,
        total=sorter.line(None, len(table), float(areas.sum())),
        lines=lines,
        limits=sorter.limits(),
        sizes=groups.sizes.names if SIZE_CLASS in table else (),
        shapes=groups.shapes.names if SHAPE_CLASS in table else (),
        blanks_by_group=sorter.by_group,
    )


class _Sorter:
    """What is the same for all groups of one filter."""

    def __init__(
        self, settings: CountSettings, sample: SampleFacts, region: Region, whole: float
    ) -> None:
        self._settings = settings
        self._blanks = sample.blanks
        self._region = region
        self._whole = whole
        self.amount = parse_amount(sample.amount) if sample.amount else None
        self.by_group = all(blank.folder for blank in sample.blanks)
        self._factors = [self._factor(blank) for blank in sample.blanks]

    def _factor(self, blank: Blank) -> float:
        """How many times as large the whole filter is as what was counted of a blank."""
        if not blank.area or blank.unit != self._region.unit:
            return 1.0
        return max(1.0, self._whole / blank.area)

    def line(self, group: ParticleGroup | None, number: int, share: float) -> GroupCounts:
        """The numbers of a group, or of all particles together."""
        found = counted(number, self._settings.confidence)
        on_filter = found.times(self._whole / self._region.area)
        blank = self._mean(group)
        net = None if blank is None else without_blank(on_filter, blank)
        content = None
        if self.amount is not None:
            content = (net or on_filter).times(1 / self.amount[0])
        return GroupCounts(
            group=group or ParticleGroup(),
            number=found,
            share=share,
            density=found.times(1 / self._region.area),
            on_filter=on_filter,
            blank=blank,
            net=net,
            content=content if group is None or net is not None or not self._blanks else None,
        )

    def _mean(self, group: ParticleGroup | None) -> Estimate | None:
        if not self._blanks or (group is not None and not self.by_group):
            return None
        numbers = [b.count if group is None else _of(b, group) for b in self._blanks]
        return blank_mean(
            numbers,
            self._factors,
            confidence=self._settings.confidence,
            fewest=self._settings.fewest_blanks,
        )

    def limits(self) -> DetectionLimits | None:
        """Of detection and quantification; None without blanks."""
        if not self._blanks:
            return None
        settings = self._settings
        counts, factors = [blank.count for blank in self._blanks], self._factors
        mean = float(np.mean(np.array(counts) * factors))
        spread, how = blank_spread(counts, factors, fewest=settings.fewest_blanks)
        return DetectionLimits(
            mean=mean,
            spread=spread,
            detection=mean + settings.detection * spread,
            quantification=mean + settings.quantification * spread,
            detectable=detectable(counts, factors, self._whole / self._region.area),
            how=how,
        )


def _of(blank: Blank, group: ParticleGroup) -> int:
    """How many of a group a blank holds; all colours where the group has none."""
    if group.colour:
        return blank.groups.get(group.key, 0)
    start = f"{group.size}|{group.shape}|"
    return sum(number for key, number in blank.groups.items() if key.startswith(start))
