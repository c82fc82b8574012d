"""The maps that a threshold gives of a part of a scan, cut where the analysis will cut it."""

import math
from collections.abc import Generator, Hashable
from dataclasses import replace
from typing import Any

import numpy as np

from graticule.geometry import Box
from graticule.methods.maps import LIMIT, GreyLevels, Looking, Maps, work_box
from graticule.methods.memory import Memory
from graticule.scans import Scan, levelled
from graticule.scans.levelled import file_value
from graticule.segment import ThresholdSettings, TileDone, WorkView, plan_grid, work_scale
from graticule.segment.cuts import NoCut
from graticule.segment.gaps import blank_gaps, not_looked_at
from graticule.segment.rule import ScanCut
from graticule.segment.thresholds import TILE, seen_settings

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
    view = WorkView(levelled(scan), work_scale(scan, settings.pixel_size))
    area = work_box(view, box).area
    if not area:
        return
    coarser = max(1.0, math.sqrt(area / LIMIT))
    key = (_place(scan), view.scale, settings.rule.looks_at(settings))
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


def _survey(view: WorkView, settings: ThresholdSettings) -> Generator[TileDone, None, Any]:
    grid = plan_grid(view.width, view.height, patch=TILE, margin=0, stride=16)
    return settings.rule.gather(view, grid, settings)


def _cut(seen: Any, settings: ThresholdSettings) -> tuple[ScanCut, tuple[GreyLevels, ...]]:
    cut = settings.rule.cut(seen, settings)
    return cut, settings.rule.levels(seen, cut)


def _sampled(
    view: WorkView, settings: ThresholdSettings, key: Hashable, memory: Memory
) -> tuple[ScanCut, tuple[GreyLevels, ...]] | None:
    """The cut by windows spread over a large scan; None where there is no quick guess."""
    kept = memory.arrays(key)
    if kept is None:
        kept = (settings.rule.sample(view, settings),)
        memory.keep(key, kept)
    seen = None if kept[0] is None else settings.rule.guess(kept[0], view)
    return None if seen is None else _cut(seen, settings)


def _maps(
    view: WorkView,
    coarser: float,
    box: Box,
    found: tuple[ScanCut, tuple[GreyLevels, ...]],
    memory: Memory,
    *,
    final: bool = True,
) -> Maps:
    """Cut the pixels of a box, which are read once however often the threshold moves."""
    cut, levels = found
    shown = WorkView(view.scan, view.scale * coarser)
    whole = Box(0, 0, shown.width, shown.height)
    part = work_box(shown, box).grown(_AROUND).clipped(whole)
    cut = cut.coarser(coarser)
    read = part.grown(cut.margin)
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


def _pixels(view: WorkView, box: Box, place: Hashable, memory: Memory) -> np.ndarray:
    kept = memory.arrays(place)
    if kept is None:
        kept = (view.read(box),)
        memory.keep(place, kept)
    assert kept[0] is not None
    return kept[0]
