"""The maps that a threshold gives of a part of a scan, cut where the analysis will cut it."""

import math
from collections.abc import Generator, Hashable
from dataclasses import replace

import msgspec
import numpy as np

from graticule.geometry import Box
from graticule.methods.maps import LIMIT, GreyLevels, Looking, Maps, work_box
from graticule.methods.memory import Memory
from graticule.scans import Scan, levelled
from graticule.scans.levelled import file_value
from graticule.segment import ThresholdSettings, TileDone, View, plan_grid, work_scale
from graticule.segment.colour import ColourHistogram
from graticule.segment.colour_range import PlaneHistogram, RangeCut
from graticule.segment.cuts import GlobalCut, LocalCut, NoCut
from graticule.segment.foreground import spread_windows
from graticule.segment.gaps import blank_gaps, not_looked_at
from graticule.segment.intensity import Histogram, intensity
from graticule.segment.survey import (
    Cut,
    cut_colours,
    cut_ranges,
    gather_colours,
    gather_greys,
    gather_planes,
    grey_cut,
    survey,
)
from graticule.segment.thresholds import TILE, seen_settings

Found = Histogram | ColourHistogram | PlaneHistogram | Cut
_AROUND = 64  # px around what is seen, so that particles at its edge are whole
_AT_ONCE = 6 << 20  # work px: a smaller scan is looked at whole before anything is shown
_GUESSED = "Threshold from a sample of the scan: the whole is being looked at"
_LOOKING = "Looking at the whole scan"


def threshold_maps(
    scan: Scan, settings: ThresholdSettings, box: Box, memory: Memory
) -> Generator[Looking | Maps, None, None]:
    """Maps of a level-0 box: at first, on a large scan, with a threshold from a sample of it.

    `settings.pixel_size` is that of the analysis. More than `LIMIT` work px are looked at more
    coarsely. Nothing comes for a box beside the scan. Raises `ScanError` and `ProtocolError`.
    """
    settings = seen_settings(scan, settings)
    view = View(levelled(scan), work_scale(scan, settings.pixel_size))
    area = work_box(view, box).area
    if not area:
        return
    coarser = max(1.0, math.sqrt(area / LIMIT))
    key = (_place(scan), view.scale, _source(settings))
    if memory.whole(key) is None and view.width * view.height > _AT_ONCE:
        guess = _sampled(view, settings, (key, "sample"), memory)
        if guess is not None:
            yield _in_file(scan, _maps(view, coarser, box, guess, memory, final=False))
    found = yield from memory.gather(key, lambda: _survey(view, settings), _LOOKING)
    yield _in_file(scan, _maps(view, coarser, box, _cut(found, settings), memory))


def _place(scan: Scan) -> Hashable:
    """What tells a scan, and how its values are taken, from others."""
    return scan.fingerprint, scan.grey_range.black, scan.grey_range.white


def _in_file(scan: Scan, maps: Maps) -> Maps:
    """Maps whose grey levels are told in the numbers of the file, as a level is set."""
    if levelled(scan) is scan or not scan.grey_range.few:
        return maps

    def told(levels: GreyLevels) -> GreyLevels:
        ends = (file_value(scan, levels.low), file_value(scan, levels.high))
        edges = tuple(file_value(scan, edge) for edge in levels.edges)
        return GreyLevels(levels.counts, *ends, edges, levels.bright)

    if len(maps.levels) != 1:  # those of a colour range are always of 0 to 255
        return maps
    return replace(maps, levels=tuple(told(levels) for levels in maps.levels))


def _source(settings: ThresholdSettings) -> Hashable:
    """What a scan must be looked at for: the same for all settings that need no second look."""
    if settings.method == "kmeans-colour":
        return "colours"
    if settings.method == "colour-range":
        return "planes", settings.space
    if settings.method == "adaptive":
        return msgspec.json.encode(settings)
    return "greys", settings.channel


def _survey(view: View, settings: ThresholdSettings) -> Generator[TileDone, None, Found]:
    grid = plan_grid(view.width, view.height, patch=TILE, margin=0, stride=16)
    if settings.method == "kmeans-colour":
        return (yield from gather_colours(view, grid))
    if settings.method == "colour-range":
        return (yield from gather_planes(view, grid, settings.space))
    if settings.method == "adaptive":
        return (yield from survey(view, grid, settings))
    return (yield from gather_greys(view, grid, settings.channel))


def _cut(found: Found, settings: ThresholdSettings) -> tuple[Cut, tuple[GreyLevels, ...]]:
    if isinstance(found, ColourHistogram):
        return cut_colours(found, settings), ()
    if isinstance(found, PlaneHistogram):
        cut = cut_ranges(found, settings)
        return cut, _planes(found, cut)
    if isinstance(found, Histogram):
        cut = grey_cut(found, settings)
        return cut, (_levels(found, cut),)
    return found, ()


def _levels(histogram: Histogram, cut: GlobalCut | NoCut) -> GreyLevels:
    counts, scale = histogram.binned()
    edges, bright = ((), True) if isinstance(cut, NoCut) else (cut.edges, cut.bright)
    return GreyLevels(counts, scale.value(0), scale.value(255), edges, bright)


def _planes(histogram: PlaneHistogram, cut: RangeCut) -> tuple[GreyLevels, ...]:
    return tuple(
        GreyLevels(counts, 0.0, 255.0, ends, bright=True)
        for counts, ends in zip(histogram.counts, cut.ranges, strict=True)
    )


def _sampled(
    view: View, settings: ThresholdSettings, key: Hashable, memory: Memory
) -> tuple[Cut, tuple[GreyLevels, ...]] | None:
    """The cut by windows spread over a large scan; None for methods that need no survey."""
    if settings.method in ("kmeans-colour", "adaptive", "colour-range"):
        return None
    kept = memory.arrays(key)
    if kept is None:
        boxes = spread_windows(view.width, view.height)
        values = [intensity(view.read(box), settings.channel).ravel() for box in boxes]
        kept = (np.concatenate(values),)
        memory.keep(key, kept)
    (greys,) = kept
    assert greys is not None
    finite = greys[np.isfinite(greys)]
    if not len(finite):
        return None
    found = view.scan.grey_range
    ends = (found.black, found.white) if found.few else (float(finite.min()), float(finite.max()))
    histogram = Histogram(greys.dtype, *ends)
    histogram.add(finite)
    return _cut(histogram, settings)


def _maps(
    view: View,
    coarser: float,
    box: Box,
    found: tuple[Cut, tuple[GreyLevels, ...]],
    memory: Memory,
    *,
    final: bool = True,
) -> Maps:
    """Cut the pixels of a box, which are read once however often the threshold moves."""
    cut, levels = found
    shown = View(view.scan, view.scale * coarser)
    whole = Box(0, 0, shown.width, shown.height)
    part = work_box(shown, box).grown(_AROUND).clipped(whole)
    margin = 0
    if isinstance(cut, LocalCut):
        margin = max(1, round(cut.radius / coarser))
        cut = msgspec.structs.replace(cut, radius=margin)
    read = part.grown(margin)
    place = (_place(view.scan), view.scan.dtype.str, shown.scale, read)
    kept = memory.arrays((place, cut))
    if kept is None:
        inner = part.shifted(-read.left, -read.top).slices
        pixels = _pixels(shown, read, place, memory)
        maps = cut.apply(pixels)
        blank_gaps(maps, not_looked_at(pixels))
        kept = tuple(np.ascontiguousarray(array[inner]) for array in maps)
        memory.keep((place, cut), kept)
    notes = () if final else (_GUESSED,)
    if isinstance(cut, NoCut):
        notes = (f"The scan {cut.reason}: there is nothing to find in it", *notes)
    classes, uncertainty = kept
    assert classes is not None
    assert uncertainty is not None
    return Maps(
        box=part,
        scale=shown.scale,
        coarser=coarser,
        classes=classes,
        uncertainty=uncertainty,
        levels=levels,
        notes=notes,
        final=final,
    )


def _pixels(view: View, box: Box, place: Hashable, memory: Memory) -> np.ndarray:
    kept = memory.arrays(place)
    if kept is None:
        kept = (view.read(box),)
        memory.keep(place, kept)
    assert kept[0] is not None
    return kept[0]
