"""Any microscope file as one `Scan`: read window by window, at any resolution."""

from graticule.scans.arrays import ArrayScan
from graticule.scans.cache import ByteCache
from graticule.scans.display import Display, Tone
from graticule.scans.frames import FrameScan, single_frame
from graticule.scans.grey import GreyRange
from graticule.scans.levelled import levelled
from graticule.scans.opening import open_numbers, open_scan
from graticule.scans.overviews import (
    build_overviews,
    iter_build_overviews,
    needs_overviews,
    with_overviews,
)
from graticule.scans.resample import grid_size
from graticule.scans.scan import Facts, Level, LevelWindow, Scan
from graticule.scans.tiles import TileCache

__all__ = [
    "ArrayScan",
    "ByteCache",
    "Display",
    "Facts",
    "FrameScan",
    "GreyRange",
    "Level",
    "LevelWindow",
    "Scan",
    "TileCache",
    "Tone",
    "build_overviews",
    "grid_size",
    "iter_build_overviews",
    "levelled",
    "needs_overviews",
    "open_numbers",
    "open_scan",
    "single_frame",
    "with_overviews",
]
