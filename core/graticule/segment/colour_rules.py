"""Thresholds of colour: groups that are found, or ranges that are set by hand."""

from collections.abc import Generator, Hashable
from dataclasses import dataclass

import numpy as np

from graticule.segment.colour import ColourHistogram, colour_cut
from graticule.segment.colour_range import (
    PlaneHistogram,
    RangeCut,
    Space,
    check_ranges,
    range_cut,
)
from graticule.segment.contrast import nothing_stands_out
from graticule.segment.cut_settings import CutSettings
from graticule.segment.cuts import ColourCut, NoCut
from graticule.segment.events import TileDone
from graticule.segment.rule import OVERVIEW, GreyLevels, each_tile, ends
from graticule.segment.tiles import TileGrid
from graticule.segment.work_grid import WorkView


class _ColourRule:
    """What colours have in common: each pixel for itself, and no quick guess."""

    automatic = False

    def margin(self, _settings: CutSettings) -> int:
        """Each pixel for itself."""
        return 0

    def sample(self, _view: WorkView, _settings: CutSettings) -> None:
        """A few windows do not hold all colours."""

    def guess(self, _values: np.ndarray, _view: WorkView) -> None:
        """There is no sample."""


@dataclass(frozen=True)
class GroupRule(_ColourRule):
    """k-means over the colours of the whole scan."""

    title: str = "Groups of colours"
    uses: frozenset[str] = frozenset(("classes", "clusters"))

    def looks_at(self, _settings: CutSettings) -> Hashable:
        """One histogram does for any number of groups."""
        return "colours"

    def gather(
        self, view: WorkView, grid: TileGrid, _settings: CutSettings
    ) -> Generator[TileDone, None, ColourHistogram]:
        """See `gather_colours`."""
        return gather_colours(view, grid)

    def cut(self, seen: ColourHistogram, settings: CutSettings) -> ColourCut | NoCut:
        """See `cut_colours`."""
        return cut_colours(seen, settings)

    def levels(self, _seen: ColourHistogram, _cut: ColourCut | NoCut) -> tuple[GreyLevels, ...]:
        """Groups in space cannot be drawn along one axis."""
        return ()


@dataclass(frozen=True)
class RangeRule(_ColourRule):
    """What lies in a range of each of three channels."""

    title: str = "Colours set by hand"
    uses: frozenset[str] = frozenset(("space", "ranges"))

    def looks_at(self, settings: CutSettings) -> Hashable:
        """The histograms of the three channels do for all ranges."""
        return "planes", settings.space

    def gather(
        self, view: WorkView, grid: TileGrid, settings: CutSettings
    ) -> Generator[TileDone, None, PlaneHistogram]:
        """See `gather_planes`."""
        return gather_planes(view, grid, settings.space)

    def cut(self, seen: PlaneHistogram, settings: CutSettings) -> RangeCut:
        """The cut at the ranges that were set."""
        check_ranges(settings.ranges)
        return range_cut(seen, settings.space, settings.ranges or ())

    def levels(self, seen: PlaneHistogram, cut: RangeCut) -> tuple[GreyLevels, ...]:
        """Each channel's histogram with its range."""
        return tuple(
            GreyLevels(counts, 0.0, 255.0, edges, bright=True)
            for counts, edges in zip(seen.counts, cut.ranges, strict=True)
        )


def gather_colours(view: WorkView, grid: TileGrid) -> Generator[TileDone, None, ColourHistogram]:
    """How often each colour occurs in a whole scan."""
    low, high = (0.0, 256.0) if view.scan.dtype == np.uint8 else ends(view.overview(OVERVIEW))
    histogram = ColourHistogram(view.scan.channels, low, high)
    yield from each_tile(view, grid, histogram.add)
    values, counts = histogram.greys()
    histogram.empty = nothing_stands_out(view, "mean", values, counts)
    return histogram


def cut_colours(histogram: ColourHistogram, settings: CutSettings) -> ColourCut | NoCut:
    """Where `settings` cut a scan of these colours; `ScanError` if it has too few."""
    if histogram.empty:
        return NoCut(histogram.empty)
    clusters = settings.clusters if settings.classes == 1 else settings.classes + 1
    return colour_cut(histogram, clusters, apart=settings.classes > 1)


def gather_planes(
    view: WorkView, grid: TileGrid, space: Space
) -> Generator[TileDone, None, PlaneHistogram]:
    """How often each level of the three channels of a colour space occurs in a whole scan."""
    histogram = PlaneHistogram(space, view.scan.grey_range)
    yield from each_tile(view, grid, histogram.add)
    return histogram


COLOUR_RULES: dict[str, GroupRule | RangeRule] = {
    "kmeans-colour": GroupRule(),
    "colour-range": RangeRule(),
}
