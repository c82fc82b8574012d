"""From a scan's own pixels to the grid that a result lives on."""

import logging
import math
from dataclasses import dataclass

import numpy as np

from graticule.errors import ScanError
from graticule.geometry import Box, Length
from graticule.scans import Scan
from graticule.scans.resample import grid_size

logger = logging.getLogger(__name__)
_NEAR = 0.02  # a scale this close to a stored level's is that level's: nothing is resampled


def work_scale(scan: Scan, pixel_size: Length | None) -> float:
    """Level-0 px per work px for a wanted working pixel size; 1.0 for the scan as it is.

    A scan without calibration, or coarser than wanted, is taken as it is: detail that was
    never recorded cannot be made.
    """
    if pixel_size is None:
        return 1.0
    if pixel_size.unit != "px" and not scan.pixel_size.calibrated:
        logger.warning("%s has no pixel size: it is taken as it is", scan.path.name)
        return 1.0
    scale = pixel_size.pixels(scan.pixel_size)
    if scale < 1.0 - _NEAR:
        logger.warning("%s is coarser than %s: it is taken as it is", scan.path.name, pixel_size)
    for level in scan.levels:
        if abs(scale / level.downsample - 1) < _NEAR:
            return level.downsample
    return max(scale, 1.0)


@dataclass(frozen=True)
class WorkView:
    """A scan as segmenting sees it: on the work grid of `scale`.

    What is read is counted from `origin`, the corner (x, y) of a region in work px; size and
    overview are always the whole scan's.
    """

    scan: Scan
    scale: float
    origin: tuple[int, int] = (0, 0)

    @property
    def width(self) -> int:
        """Columns, in work px."""
        return grid_size(self.scan.width, self.scale)

    @property
    def height(self) -> int:
        """Rows, in work px."""
        return grid_size(self.scan.height, self.scale)

    def read(self, box: Box) -> np.ndarray:
        """Work pixels (h, w, c) of a box, mirrored outside the scan."""
        return self.scan.read_work(box.shifted(*self.origin), self.scale)

    def overview(self, max_side: int) -> np.ndarray:
        """The whole scan by area mean, at most `max_side` px a side, no finer than the grid."""
        factor = self.scale * max(1.0, max(self.width, self.height) / max_side)
        box = Box(0, 0, *work_size(self.scan, factor))
        return self.scan.read_work(box, factor)


def work_size(scan: Scan, scale: float) -> tuple[int, int]:
    """(width, height) of the scan on the work grid of `scale`, in work px."""
    return grid_size(scan.width, scale), grid_size(scan.height, scale)


def level0_box(work: Box, scale: float, scan: Box) -> Box:
    """The level-0 px of the scan that a box of its work grid touches."""
    return work.scaled(scale).clipped(scan)


def work_region(scan: Scan, scale: float, region: Box | None) -> Box:
    """The work px that a level-0 box touches; all of them for None.

    Raises `ScanError` for a region that lies outside the scan.
    """
    whole = Box(0, 0, *work_size(scan, scale))
    if region is None:
        return whole
    inside = region.clipped(scan.box)
    if not inside.area:
        raise ScanError(f"{scan.path.name}: the region lies outside the scan; draw another")
    return Box(
        math.floor(inside.left / scale), math.floor(inside.top / scale),
        math.ceil(inside.right / scale), math.ceil(inside.bottom / scale),
    ).clipped(whole)  # fmt: skip
