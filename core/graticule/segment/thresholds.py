"""Segment a whole scan by a threshold: look at all of it once, then cut it tile by tile."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec

from graticule.classes import ClassInfo, default_classes
from graticule.geometry import Box
from graticule.scans import Scan, levelled
from graticule.scans.levelled import seen_value
from graticule.segment.cuts import Maps, NoCut
from graticule.segment.events import SegmentRemark, TileDone
from graticule.segment.gaps import blank_gaps, count_gaps, not_looked_at
from graticule.segment.pipeline import ahead, drained
from graticule.segment.rules import Cut, ThresholdSettings
from graticule.segment.store import ResultInfo, ResultStore, range_identity
from graticule.segment.tiles import TileGrid, plan_grid
from graticule.segment.work_grid import WorkView, work_region, work_scale

TILE = 1024  # px a side: two chunks of class and uncertainty are written at once
_THREADS = 2


def open_threshold_store(
    path: Path,
    scan: Scan,
    settings: ThresholdSettings,
    *,
    classes: tuple[ClassInfo, ...] = (),
    region: Box | None = None,
    restart: bool = False,
) -> ResultStore:
    """The result of `settings` on `scan` at `path`: gone on with if begun, otherwise new.

    `classes` names them, the background first, and may name more. `region` (level-0 px) is all
    that is cut, if it is given; `ScanError` if it holds no pixel.
    """
    classes = classes or default_classes(settings.classes)
    if len(classes) <= settings.classes:
        raise ValueError(f"{len(classes)} names for {settings.classes} classes and background")
    scale = work_scale(scan, settings.pixel_size)
    place = work_region(scan, scale, region)
    grid = replace(_plan(place.width, place.height), margin=settings.rule.margin(settings))
    info = ResultInfo(
        classes=classes,
        identity={
            "scan": scan.fingerprint,
            "method": "threshold",
            "settings": msgspec.to_builtins(settings),
            **range_identity(scan),
        },
        scale=scale,
        pixel_size=scan.pixel_size.scaled(scale),
        origin=(place.left, place.top),
    )
    return ResultStore.create(path, grid, info, restart=restart)


def seen_settings(scan: Scan, settings: ThresholdSettings) -> ThresholdSettings:
    """The settings in the numbers of `levelled(scan)`: a level is set in those of the file."""
    if settings.level is None:
        return settings
    return msgspec.structs.replace(settings, level=seen_value(scan, settings.level))


def _plan(width: int, height: int) -> TileGrid:
    return plan_grid(width, height, patch=TILE, margin=0, stride=16)


def begin_threshold(
    scan: Scan, store: ResultStore, settings: ThresholdSettings
) -> Iterator[TileDone | SegmentRemark]:
    """Look over the whole scan and note in `store` where it is cut, for whoever cuts its tiles.

    A region is cut where the whole would be; what was noted before is not looked for again.
    Raises `ScanError` where the scan cannot be read or cut.
    """
    settings = seen_settings(scan, settings)
    seen = levelled(scan)
    if store.attributes.get("cut") is None:
        whole = WorkView(seen, store.info.scale)
        grid = _plan(whole.width, whole.height)
        found = yield from settings.rule.gather(whole, grid, settings)
        store.note(cut=msgspec.to_builtins(settings.rule.cut(found, settings)))
    cut = _noted_cut(store)
    if isinstance(cut, NoCut):
        yield SegmentRemark(f"{scan.path.name} {cut.reason}: there is nothing to find in it")
    yield from count_gaps(WorkView(seen, store.info.scale, store.info.origin), store)


def _noted_cut(store: ResultStore) -> Cut:
    noted = store.attributes.get("cut")
    if noted is None:
        raise ValueError(f"{store.path}: no cut is noted; `begin_threshold` comes first")
    return msgspec.convert(noted, Cut, strict=False)


def threshold_tiles(scan: Scan, store: ResultStore) -> Callable[[int], Maps]:
    """Class and uncertainty (h, w) of a tile's keep box by its number; nothing is written.

    It may be called from several threads. `begin_threshold` comes before.
    """
    cut, grid = _noted_cut(store), store.grid
    view = WorkView(levelled(scan), store.info.scale, store.info.origin)

    def compute(index: int) -> Maps:
        tile = grid[index]
        pixels = view.read(tile.read)
        classes, uncertainty = cut.apply(pixels)
        blank_gaps((classes, uncertainty), not_looked_at(pixels))
        return classes[tile.kept], uncertainty[tile.kept]

    return compute


def segment_with_threshold(
    scan: Scan,
    store: ResultStore,
    settings: ThresholdSettings,
    *,
    tiles: Iterable[int] | None = None,
) -> Iterator[TileDone | SegmentRemark]:
    """Write class map and uncertainty of `scan` into `store`, tile by tile.

    `tiles` are a worker's share, after `begin_threshold`; without them that is done first.
    """
    if tiles is None:
        yield from begin_threshold(scan, store, settings)

    def write(item: tuple[int, Maps]) -> None:
        index, (classes, uncertainty) = item
        store.write(store.grid[index].keep, classes=classes, uncertainty=uncertainty)
        store.mark([index])

    todo = store.missing(tiles)
    compute = threshold_tiles(scan, store)
    before = len(store.grid) - len(todo) if tiles is None else 0
    total = before + len(todo)
    with (
        drained(write, size=4) as drain,
        closing(ahead(compute, todo, threads=_THREADS, window=2 * _THREADS)) as pieces,
    ):
        for count, (index, maps) in enumerate(pieces, before + 1):
            drain.put((index, maps))
            yield TileDone(count, total, store.grid[index].keep)
