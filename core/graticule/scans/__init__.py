"""Any microscope file as one `Scan`: read window by window, at any resolution."""

from graticule.scans.arrays import ArrayScan
from graticule.scans.cache import ByteCache
from graticule.scans.display import Display
from graticule.scans.frames import FrameScan, single_frame
from graticule.scans.opening import open_scan
from graticule.scans.resample import grid_size
from graticule.scans.scan import Facts, Level, Scan, Window
from graticule.scans.tiles import TileCache

__all__ = [
    "ArrayScan",
    "ByteCache",
    "Display",
    "Facts",
    "FrameScan",
    "Level",
    "Scan",
    "TileCache",
    "Window",
    "grid_size",
    "open_scan",
    "single_frame",
]
