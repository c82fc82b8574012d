"""The maps that a network gives of a part of a scan, from the very tiles of the analysis."""

import math
import threading
from collections.abc import Generator
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from graticule.geometry import Box
from graticule.methods.maps import LIMIT, Looking, Maps, work_box
from graticule.methods.memory import Memory
from graticule.models import Pack
from graticule.scans import Scan, levelled
from graticule.segment import PackSettings, ResultStore, TileGrid, WorkView, work_scale
from graticule.segment.settings import plan_of
from graticule.segment.store import range_identity
from graticule.segment.uncertainty import USUAL

if TYPE_CHECKING:
    from graticule.segment.predict import PackTiles

_AROUND = 64  # px around what is seen, so that particles at its edge are whole
_MIDDLE = "Only the middle of the view: zoom in to see all of it"
_UNSAID = {"uncertainty": USUAL}  # what a result does not name
_COMING = "The network is still at work"
_SEEN = (
    "overlap",
    "tta",
    "keep_background",
    "precision",
    "uncertainty",
)  # settings that change what is shown


class Networks:
    """Runs packs on tiles in this process; the last network stays loaded for the next tile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: object = None
        self._tiles: PackTiles | None = None

    def __call__(
        self, scan: Scan, pack: Pack, settings: PackSettings, index: int
    ) -> np.ndarray | None:
        """Maps (2 or 3, h, w) of a tile's keep box; None where it holds background alone."""
        key = (
            scan.fingerprint,
            range_identity(scan),
            pack.sha256,
            pack.working_pixel_size,
            msgspec.json.encode(settings),
        )
        with self._lock:
            if key != self._key or self._tiles is None:
                from graticule.segment.predict import PackTiles  # late: torch takes seconds

                view = WorkView(levelled(scan), work_scale(scan, pack.pixel_size))
                self._tiles = PackTiles((pack,), view, _grid(view, pack, settings), settings)
                self._key = key
            return self._tiles(index)


def network_maps(
    scan: Scan, pack: Pack, settings: PackSettings, box: Box, memory: Memory
) -> Generator[Looking | Maps, None, None]:
    """Maps of a level-0 box: first from the tiles that are known, then again with each new one.

    A network cannot look more coarsely than it was trained, so of more than `LIMIT` work px the
    middle is shown. Nothing comes for a box beside the scan. Raises `GraticuleError`s.
    """
    view = WorkView(scan, work_scale(scan, pack.pixel_size))
    seen = work_box(view, box)
    if not seen.area:
        return
    notes = ()
    if seen.area > LIMIT:
        seen, notes = _middle(seen), (_MIDDLE,)
    whole = Box(0, 0, view.width, view.height)
    part = seen.grown(_AROUND).clipped(whole)
    tiles = _Tiles(scan, pack, settings, _grid(view, pack, settings), memory)
    missing = tiles.missing(part, around=seen.center)
    total = len(missing)
    if total:
        coming = (*notes, _COMING)
        yield tiles.maps(part, view.scale, notes=coming, final=False)
    for done, index in enumerate(missing):
        yield Looking("The network looks at the view", done, total)
        yield from memory.turn()
        try:
            tiles.compute(index)
        finally:
            memory.busy.release()
        if done + 1 < total:
            yield tiles.maps(part, view.scale, notes=coming, final=False)
    yield tiles.maps(part, view.scale, notes=notes, final=True)


def _grid(view: WorkView, pack: Pack, settings: PackSettings) -> TileGrid:
    return plan_of(settings, (pack,), (view.width, view.height))


def _middle(box: Box) -> Box:
    """The middle of a box, of the same shape, with `LIMIT` px."""
    share = math.sqrt(LIMIT / box.area)
    width, height = max(1, int(box.width * share)), max(1, int(box.height * share))
    left, top = box.left + (box.width - width) // 2, box.top + (box.height - height) // 2
    return Box(left, top, left + width, top + height)


class _Tiles:
    """The tiles of one scan, pack and settings: remembered, in a result on disk, or missing."""

    def __init__(
        self, scan: Scan, pack: Pack, settings: PackSettings, grid: TileGrid, memory: Memory
    ) -> None:
        self._scan, self._pack, self._settings, self._grid = scan, pack, settings, grid
        self._memory = memory
        # Where a network runs changes nothing that is shown; `batch` neither.
        same = msgspec.structs.replace(settings, device="auto", runtime="auto", batch=0)
        grey = tuple(range_identity(scan).items())
        self._key = (scan.fingerprint, grey, pack.sha256, grid, msgspec.json.encode(same))
        store = memory.store
        self._store = store if store and _is_of(store, scan, pack, settings, grid) else None

    def missing(self, part: Box, *, around: tuple[float, float]) -> list[int]:
        """Tiles of a box that are not known yet, nearest to `around` first."""
        found = []
        for index in _touching(self._grid, part):
            if self._memory.arrays((self._key, index)) is None and not self._stored(index):
                x, y = self._grid[index].keep.center
                found.append(((x - around[0]) ** 2 + (y - around[1]) ** 2, index))
        return [index for _, index in sorted(found)]

    def compute(self, index: int) -> None:
        """Ask the network, unless another preview has done so in the meantime."""
        if self._memory.arrays((self._key, index)) is None:
            maps = self._memory.predict(self._scan, self._pack, self._settings, index)
            self._memory.keep((self._key, index), (maps,))

    def maps(self, part: Box, scale: float, *, notes: tuple[str, ...], final: bool) -> Maps:
        """Put together what is known of a box; the rest is background."""
        out = np.zeros((2 + self._pack.distance, *part.shape), np.uint8)
        for index in _touching(self._grid, part):
            keep = self._grid[index].keep
            inside = keep.clipped(part)
            to = inside.shifted(-part.left, -part.top).slices
            kept = self._memory.arrays((self._key, index))
            if kept is None and self._stored(index):
                self._read_stored(out, inside, to)
            elif kept is not None and kept[0] is not None:
                rows, columns = inside.shifted(-keep.left, -keep.top).slices
                out[:, to[0], to[1]] = kept[0][:, rows, columns]
        return Maps(
            box=part,
            scale=scale,
            classes=out[0],
            uncertainty=out[1],
            distance=out[2] if self._pack.distance else None,
            notes=notes,
            final=final,
        )

    def _stored(self, index: int) -> bool:
        return self._store is not None and index in self._store.done

    def _read_stored(self, out: np.ndarray, inside: Box, to: tuple[slice, slice]) -> None:
        store = self._store
        assert store is not None
        out[0][to] = store.classes[inside.slices]
        out[1][to] = store.uncertainty[inside.slices]
        if store.distance is not None and len(out) > 2:
            out[2][to] = store.distance[inside.slices]


def _touching(grid: TileGrid, part: Box) -> list[int]:
    rows = range(part.top // grid.step[0], -(-part.bottom // grid.step[0]))
    columns = range(part.left // grid.step[1], -(-part.right // grid.step[1]))
    return [row * grid.columns + column for row in rows for column in columns]


def _is_of(
    store: ResultStore, scan: Scan, pack: Pack, settings: PackSettings, grid: TileGrid
) -> bool:
    """Whether a result holds what the network would say now."""
    told = store.info.identity
    made = told.get("settings", {})
    wanted = msgspec.to_builtins(settings)
    return (
        told.get("scan") == scan.fingerprint
        and {key: told[key] for key in ("black", "white") if key in told} == range_identity(scan)
        and told.get("packs") == [pack.sha256]
        and store.grid == grid
        and store.info.origin == (0, 0)  # not a region's
        and all(made.get(key, _UNSAID.get(key)) == wanted[key] for key in _SEEN)
    )
