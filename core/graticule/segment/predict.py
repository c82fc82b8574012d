"""Run a pack over a whole scan: read, predict, trim and write at the same time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch

from graticule.errors import GraticuleError, PackError
from graticule.geometry import Box
from graticule.memory import lacks_memory
from graticule.models import Pack
from graticule.scans import Scan, levelled
from graticule.segment.events import SegmentRemark, TileDone
from graticule.segment.foreground import BackgroundModel, judged, scan_foreground
from graticule.segment.gaps import blank_gaps, count_gaps, not_looked_at
from graticule.segment.networks import Ensemble, described, set_up
from graticule.segment.outputs import Bytes
from graticule.segment.pipeline import Drain, ahead, drained
from graticule.segment.settings import PackSettings, plan_of
from graticule.segment.store import ResultInfo, ResultStore, range_identity
from graticule.segment.tiles import TileGrid
from graticule.segment.uncertainty import USUAL
from graticule.segment.work_grid import WorkView, work_region, work_scale

_READERS = 2
_NAMES = ("classes", "uncertainty", "distance")
_WHERE = ("device", "runtime", "batch")

Inputs = tuple[torch.Tensor, ...]
# Told of each computed tile: the box that is kept, and its logits (k, h, w), float32.
Watch = Callable[[Box, torch.Tensor], None]


def open_pack_store(
    path: Path,
    scan: Scan,
    packs: Pack | Sequence[Pack],
    settings: PackSettings,
    *,
    region: Box | None = None,
    restart: bool = False,
) -> ResultStore:
    """The result of these packs on a scan at `path`: gone on with if begun, otherwise new.

    `region` (level-0 px) is all that is looked at, if it is given. Raises `PackError` if the packs
    do not go together, `ProtocolError` for an impossible overlap, `ScanError` for such a region.
    """
    packs = _together(packs)
    first = packs[0]
    scale = work_scale(scan, first.pixel_size)
    place = work_region(scan, scale, region)
    grid = plan_of(settings, packs, (place.width, place.height), (place.left, place.top))
    info = ResultInfo(
        classes=first.classes,
        identity={
            "scan": scan.fingerprint,
            "method": "pack",
            "packs": [pack.sha256 for pack in packs],
            # Where it runs, and how many tiles at once, is no part of what is asked.
            "settings": {
                key: value
                for key, value in msgspec.to_builtins(settings).items()
                if key not in _WHERE and (key, value) != ("uncertainty", USUAL)
            },
            **range_identity(scan),
        },
        scale=scale,
        pixel_size=scan.pixel_size.scaled(scale),
        distance=first.distance,
        origin=(place.left, place.top),
    )
    return ResultStore.create(path, grid, info, restart=restart)


def _together(packs: Pack | Sequence[Pack]) -> tuple[Pack, ...]:
    packs = (packs,) if isinstance(packs, Pack) else tuple(packs)
    if not packs:
        raise ValueError("no pack")
    first = packs[0]
    for pack in packs[1:]:
        if [c.name for c in pack.classes] != [c.name for c in first.classes]:
            raise PackError(f"{pack.name} and {first.name} do not know the same classes")
        if (pack.pixel_size, pack.distance) != (first.pixel_size, first.distance):
            raise PackError(f"{pack.name} and {first.name} do not work at the same pixel size")
    return packs


def begin_pack(
    scan: Scan, packs: Pack | Sequence[Pack], store: ResultStore, settings: PackSettings
) -> Iterator[TileDone | SegmentRemark]:
    """Note in `store` what all of its tiles are to be computed with, for several workers.

    Those take runtime, device and batch from there, so that their bytes are those of one.
    """
    packs = _together(packs)
    seen = levelled(scan)
    whole = WorkView(seen, store.info.scale)
    noted = {key: value for key, value in store.attributes.items() if store.done}
    ensemble, facts = set_up(packs, whole, settings, noted)
    part = WorkView(seen, store.info.scale, store.info.origin)
    size = settings.batch or int(noted.get("batch", 0))
    if not size:
        size = ensemble.fitting_batch([ensemble.prepare(part.read(store.grid[0].read))])
    store.note(**facts, batch=size)
    yield from count_gaps(part, store)


def segment_with_pack(
    scan: Scan,
    packs: Pack | Sequence[Pack],
    store: ResultStore,
    settings: PackSettings,
    *,
    watch: Watch | None = None,
    tiles: Iterable[int] | None = None,
) -> Iterator[TileDone | SegmentRemark]:
    """Write class map, uncertainty and, if the packs know it, distance of a scan into `store`.

    Tiles that hold background alone are left out unless the settings say otherwise. A run that
    was stopped goes on with the runtime it began with; where that cannot be, or another is asked
    for, a `SegmentRemark` tells. `watch` is told the logits, in the thread that writes. `tiles` are
    a worker's share, after `begin_pack`. Raises `GraticuleError`s.
    """
    packs = _together(packs)
    if not store.missing(tiles):
        return  # no network needs to be loaded
    seen = levelled(scan)
    view = WorkView(seen, store.info.scale)
    begun = bool(store.done) or tiles is not None
    earlier = {key: value for key, value in store.attributes.items() if begun}
    ensemble, facts = set_up(packs, view, settings, earlier)
    part = WorkView(seen, store.info.scale, store.info.origin)
    if tiles is None:
        before = {key: earlier.get(key) for key in facts}
        if store.done and before != facts:
            yield SegmentRemark(_mixed(store, before, facts, settings))
            # As many tiles at once as fit are others there.
            store.note(ran_before=[*earlier.get("ran_before", ()), before], batch=0)
        if any(store.attributes.get(key) != value for key, value in facts.items()):
            store.note(**facts)
        yield from count_gaps(part, store)
    background = None
    if not settings.keep_background:
        background = scan_foreground(view)
    yield from _Run(part, store, ensemble, background, watch).tiles(settings, tiles)


class PackTiles:
    """The maps of a tile by its number, from networks that are set up once for a scan.

    `run` is what was noted of an earlier part of the same run (see `set_up`).
    """

    def __init__(
        self, packs: Sequence[Pack], view: WorkView, grid: TileGrid, settings: PackSettings,
        run: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        run = run or {}
        whole = WorkView(view.scan, view.scale)
        self._view, self._grid = view, grid
        self._ensemble, _ = set_up(packs, whole, settings, run)
        self._batch = int(run.get("batch", 0)) or 1
        self._foreground = None if settings.keep_background else scan_foreground(whole)

    def __call__(self, index: int) -> Bytes | None:
        """Maps (2 or 3, h, w) of a tile's keep box; None where it holds background alone.

        A batch is filled with copies, as some kernels round otherwise for others. Raises
        `GraticuleError` where the network fails.
        """
        tile = self._grid[index]
        pixels = self._view.read(tile.read)
        if self._foreground and not self._foreground.holds(pixels[judged(tile.read, tile.keep)]):
            return None
        try:
            inputs = [self._ensemble.prepare(pixels)] * self._batch
            logits = self._ensemble.predict(inputs)[0]
        except (RuntimeError, MemoryError) as error:
            if lacks_memory(error):
                raise GraticuleError("memory does not hold one tile: use the device cpu") from error
            raise GraticuleError(f"the network failed: {error}") from error
        maps = self._ensemble.decide(logits, tile.kept)
        blank_gaps(tuple(maps), not_looked_at(pixels[tile.kept]))
        return maps


def pack_tiles(
    scan: Scan, packs: Pack | Sequence[Pack], store: ResultStore, settings: PackSettings
) -> PackTiles:
    """The maps of a result's tiles by number; nothing is written. `begin_pack` comes before."""
    view = WorkView(levelled(scan), store.info.scale, store.info.origin)
    return PackTiles(_together(packs), view, store.grid, settings, store.attributes)


def _mixed(
    store: ResultStore, before: dict[str, Any], now: dict[str, Any], settings: PackSettings
) -> str:
    """That not all tiles are computed in one way, and what that means."""
    means = (
        "both compute in 32 bits, so that at most single px at the edges differ from a run in one"
        " piece"
        if settings.precision == "exact"
        else "in fast precision what is faint may be found by one and not by the other"
    )
    return (
        f"{len(store.done)} of {len(store.grid)} tiles were computed with {described(before)}; the"
        f" others are with {described(now)}: {means}"
    )


@dataclass
class _Run:
    """One pass over the tiles that are not yet done."""

    view: WorkView
    store: ResultStore
    ensemble: Ensemble
    foreground: BackgroundModel | None  # None: every tile is computed
    watch: Watch | None = None
    gaps: dict[int, np.ndarray] = field(default_factory=dict)  # of tiles on their way

    def tiles(
        self, settings: PackSettings, share: Iterable[int] | None = None
    ) -> Iterator[TileDone]:
        grid = self.store.grid
        todo = self.store.missing(share)
        size = settings.batch or int(self.store.attributes.get("batch", 0))
        count = len(grid) - len(todo) if share is None else 0
        total = count + len(todo)
        with (
            drained(self._write, size=4) as drain,
            closing(ahead(self._read, todo, threads=_READERS, window=_READERS + 1)) as pieces,
        ):
            waiting: list[tuple[int, Inputs]] = []
            for index, inputs in pieces:
                if inputs is None:
                    drain.put((index, None))
                    count += 1
                    yield TileDone(count, total, grid[index].keep, skipped=True)
                    continue
                waiting.append((index, inputs))
                size = size or self._choose_batch(inputs)
                if len(waiting) == size:
                    for done in self._compute(waiting, size, drain):
                        count += 1
                        yield TileDone(count, total, grid[done].keep)
                    size = int(self.store.attributes.get("batch", size))
                    waiting = []
            for done in self._compute(waiting, size, drain):
                count += 1
                yield TileDone(count, total, grid[done].keep)

    def _compute(
        self, tiles: Sequence[tuple[int, Inputs]], size: int, drain: Drain
    ) -> Iterator[int]:
        for index, logits in self._predict(tiles, size):
            drain.put((index, logits))
            yield index

    def _read(self, index: int) -> Inputs | None:
        """What the networks are to see of a tile; None if it holds background alone."""
        tile = self.store.grid[index]
        pixels = self.view.read(tile.read)
        if self.foreground and not self.foreground.holds(pixels[judged(tile.read, tile.keep)]):
            return None
        gaps = not_looked_at(pixels[tile.kept])
        if gaps is not None:
            self.gaps[index] = gaps
        return self.ensemble.prepare(pixels)

    def _choose_batch(self, inputs: Inputs) -> int:
        size = self.ensemble.fitting_batch([inputs])
        self.store.note(batch=size)
        return size

    def _predict(
        self, tiles: Sequence[tuple[int, Inputs]], size: int
    ) -> Iterator[tuple[int, torch.Tensor]]:
        """Each tile's logits (k, h, w), `size` tiles at once or fewer if need be.

        A batch that is not full is filled up with its last tile: some kernels round otherwise
        for other batches, and a resumed run is to give the same bytes.
        """
        at = 0
        while at < len(tiles):
            part = tiles[at : at + size]
            filled = [*part, *[part[-1]] * (size - len(part))]
            try:
                logits = self.ensemble.predict([inputs for _, inputs in filled])
            except (RuntimeError, MemoryError) as error:
                if not lacks_memory(error):
                    raise GraticuleError(f"the network failed: {error}") from error
                if size == 1:
                    raise GraticuleError(
                        "memory does not hold one tile of "
                        f"{' × '.join(map(str, self.store.grid.read_shape))} px: "
                        "use a smaller patch, or the device cpu"
                    ) from error
                size //= 2
                self.store.note(batch=size)
                continue
            for (index, _), answer in zip(part, logits, strict=False):
                yield index, answer
            at += size

    def _write(self, item: tuple[int, torch.Tensor | None]) -> None:
        index, logits = item
        if logits is not None:
            tile = self.store.grid[index]
            decided = tuple(self.ensemble.decide(logits, tile.kept))
            blank_gaps(decided, self.gaps.pop(index, None))
            maps: dict[str, np.ndarray] = dict(zip(_NAMES, decided, strict=False))
            self.store.write(tile.keep, **maps)
            if self.watch:
                self.watch(tile.keep, self.ensemble.kept(logits, tile.kept))
        self.store.mark([index], skipped=logits is None)
