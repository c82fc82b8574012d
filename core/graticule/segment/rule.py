"""What every threshold can be asked, whatever it looks at: grey values, colours, surroundings.

A rule looks at a whole scan once (`gather`) and says where to cut it (`cut`). A new one is a class
or an entry of the file of its kind (`grey_rules`, `local_rules`, `colour_rules`).
"""

import math
from collections.abc import Callable, Generator, Hashable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from graticule.segment.cut_settings import CutSettings
from graticule.segment.cuts import Maps
from graticule.segment.events import TileDone
from graticule.segment.pipeline import ahead
from graticule.segment.tiles import Tile, TileGrid
from graticule.segment.work_grid import WorkView

OVERVIEW = 1024  # longest side at which the range and local contrast are estimated
_THREADS = 2

Looked = Generator[TileDone, None, Any]


class ScanCut(Protocol):
    """What a rule has made of a scan: a frozen `msgspec.Struct` with a tag, kept in the result."""

    @property
    def margin(self) -> int:
        """Work px around a pixel that its class hangs on."""
        ...

    def coarser(self, factor: float, /) -> "ScanCut":
        """The same on a grid that is `factor` times as coarse."""
        ...

    def apply(self, pixels: np.ndarray) -> Maps:
        """Class and uncertainty (h, w) of work pixels (h, w, c)."""
        ...


@dataclass(frozen=True, slots=True)
class GreyLevels:
    """The grey values of a whole scan in 256 bins from `low` to `high`, and where they are cut."""

    counts: NDArray[np.int64]
    low: float
    high: float
    edges: tuple[float, ...]
    bright: bool  # particles are the side at and above the edges


class ThresholdRule(Protocol):
    """One published threshold."""

    @property
    def title(self) -> str:
        """What it is called where people choose it, on one line."""
        ...

    @property
    def automatic(self) -> bool:
        """Whether it follows from the grey histogram alone, with nothing to be set by hand."""
        ...

    @property
    def uses(self) -> frozenset[str]:
        """Which of the settings mean something to it."""
        ...

    def margin(self, settings: CutSettings, /) -> int:
        """Work px around a pixel that its class will hang on."""
        ...

    def looks_at(self, settings: CutSettings, /) -> Hashable:
        """What `gather` depends on: equal for settings that need no second look at the scan."""
        ...

    def gather(self, view: WorkView, grid: TileGrid, settings: CutSettings, /) -> Looked:
        """Look at a whole scan, with a `TileDone` for every tile; what was seen is returned.

        Raises `ScanError` if the scan cannot be read.
        """
        ...

    def sample(self, view: WorkView, settings: CutSettings, /) -> np.ndarray | None:
        """Values (n,) spread over a scan, from which `guess` can do; None if none can."""
        ...

    def guess(self, values: np.ndarray, view: WorkView, /) -> Any:
        """What `gather` would return, from a sample; None if it holds nothing."""
        ...

    def cut(self, seen: Any, settings: CutSettings, /) -> ScanCut:
        """Where to cut a scan of which this was seen; `ScanError` if it has nothing to part."""
        ...

    def levels(self, seen: Any, cut: Any, /) -> tuple[GreyLevels, ...]:
        """What of it can be drawn: of the one channel that is cut, of three, or nothing."""
        ...


def each_tile(
    view: WorkView, grid: TileGrid, take: Callable[[np.ndarray], None]
) -> Generator[TileDone, None, None]:
    """Read every pixel of the work grid once and hand it over, tile by tile."""

    def read(tile: Tile) -> np.ndarray:
        return view.read(tile.keep)

    with closing(ahead(read, grid, threads=_THREADS, window=2 * _THREADS)) as pieces:
        for count, (tile, pixels) in enumerate(pieces, 1):
            take(pixels)
            yield TileDone(count, len(grid), tile.keep, step="survey")


def ends(values: np.ndarray) -> tuple[float, float]:
    """The lowest and highest number; (inf, -inf) where there is none."""
    if values.dtype.kind == "f":
        values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if values.size else (math.inf, -math.inf)
