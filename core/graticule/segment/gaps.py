"""Work pixels of a scan in floats that nobody could look at: they are neither here nor there."""

from collections.abc import Iterator
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from graticule.segment.events import TileDone
from graticule.segment.pipeline import ahead
from graticule.segment.store import ResultStore
from graticule.segment.tiles import Tile
from graticule.segment.work_grid import WorkView

UNSEEN = "unseen"  # of a result's attributes: how many of its work px hold no number
_THREADS = 2


def not_looked_at(pixels: np.ndarray) -> NDArray[np.bool_] | None:
    """(h, w) where pixels (h, w, c) hold no number; None where they all do."""
    if pixels.dtype.kind != "f":
        return None
    found = np.asarray(np.isnan(pixels).any(axis=2))
    return found if found.any() else None


def blank_gaps(maps: tuple[np.ndarray, ...], gaps: NDArray[np.bool_] | None) -> None:
    """Make what was not looked at certain background in class map, uncertainty and distance."""
    if gaps is not None:
        for values in maps:
            values[gaps] = 0


def count_gaps(view: WorkView, store: ResultStore) -> Iterator[TileDone]:
    """Note in a result how many of its px hold no number, for the area that was looked at."""
    if not view.scan.grey_range.gaps or UNSEEN in store.attributes:
        return

    def count(tile: Tile) -> int:
        gaps = not_looked_at(view.read(tile.keep))
        return 0 if gaps is None else int(gaps.sum())

    total, grid = 0, store.grid
    with closing(ahead(count, grid, threads=_THREADS, window=2 * _THREADS)) as counted:
        for done, (tile, found) in enumerate(counted, 1):
            total += found
            yield TileDone(done, len(grid), tile.keep, step="survey")
    store.note(**{UNSEEN: total})
