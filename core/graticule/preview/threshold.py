"""The maps that a threshold gives of a part of a scan, cut where the analysis will cut it."""

import math
from collections.abc import Generator, Hashable

import msgspec
import numpy as np

from graticule.geometry import Box
from graticule.preview.maps import LIMIT, GreyLevels, Looking, Maps, work_box
from graticule.preview.memory import Memory
from graticule.scans import Scan
from graticule.segment import ThresholdSettings, TileDone, View, plan_grid, work_scale
from graticule.segment.colour import ColourHistogram
from graticule.segment.colour_range import PlaneHistogram, RangeCut
from graticule.segment.cuts import GlobalCut, LocalCut
from graticule.segment.foreground import spread_windows
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
from graticule.segment.thresholds import TILE

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
    view = View(scan, work_scale(scan, settings.pixel_size))
    area = work_box(view, box).area
    if not area:
        return
    coarser = max(1.0, math.sqrt(area / LIMIT))
    key = (scan.fingerprint, view.scale, _source(settings))
    if memory.whole(key) is None and view.width * view.height > _AT_ONCE:
        guess = _sampled(view, settings, (key, "sample"), memory)
        if guess is not None:
            yield _maps(view, coarser, box, guess, memory, final=False)
    found = yield from memory.gather(key, lambda: _survey(view, settings), _LOOKING)
    yield _maps(view, coarser, box, _cut(found, settings), memory)


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


def _levels(histogram: Histogram, cut: GlobalCut) -> GreyLevels:
    counts, scale = histogram.binned()
    return GreyLevels(counts, scale.value(0), scale.value(255), cut.edges, cut.bright)


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
    histogram = Histogram(greys.dtype, float(np.nanmin(greys)), float(np.nanmax(greys)))
    histogram.add(greys)
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
    place = (view.scan.fingerprint, shown.scale, read)
    kept = memory.arrays((place, cut))
    if kept is None:
        inner = part.shifted(-read.left, -read.top).slices
        maps = cut.apply(_pixels(shown, read, place, memory))
        kept = tuple(np.ascontiguousarray(array[inner]) for array in maps)
        memory.keep((place, cut), kept)
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
        notes=() if final else (_GUESSED,),
        final=final,
    )


def _pixels(view: View, box: Box, place: Hashable, memory: Memory) -> np.ndarray:
    kept = memory.arrays(place)
    if kept is None:
        kept = (view.read(box),)
        memory.keep(place, kept)
    assert kept[0] is not None
    return kept[0]
