"""From what was drawn, in level-0 px, to pixels of the work grid; and the parts of a particle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from graticule.annotations.geojson import made_valid
from graticule.annotations.raster import PolygonRaster
from graticule.errors import GraticuleError
from graticule.geometry import Box
from graticule.particles.seams import components
from graticule.particles.windows import LARGEST

_CUT = 0.75  # work px on each side of a line: wide enough that no two sides touch by a corner
CRUMB = 3  # px; a part no larger than this is not a particle of its own

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class GridPlacement:
    """Where the work grid lies in the scan."""

    grid: Box
    scale: float  # level-0 px per work px
    origin: tuple[float, float]  # level-0 place of the grid's corner

    def drawn(self, shape: BaseGeometry) -> tuple[Box, np.ndarray]:
        """The box of a shape in level-0 px on the grid, and which pixels' middles it covers."""
        if shape.is_empty:  # a lasso that was drawn back along its own line
            return Box(0, 0, 0, 0), np.zeros((0, 0), bool)
        x, y = self.origin
        bounds = (np.asarray(shape.bounds) - (x, y, x, y)) / self.scale
        left, top = np.floor(bounds[:2]).astype(int).tolist()
        right, bottom = np.ceil(bounds[2:]).astype(int).tolist()
        box = Box(left, top, right, bottom).clipped(self.grid)
        check_size(box)
        return box, PolygonRaster([shape], scale=self.scale, origin=self.origin).covers(box)

    def pixel(self, x: float, y: float) -> Box:
        """The work px at a place in level-0 px; empty outside the grid."""
        column = math.floor((x - self.origin[0]) / self.scale)
        row = math.floor((y - self.origin[1]) / self.scale)
        return Box(column, row, column + 1, row + 1).clipped(self.grid)

    def to_level0(self, box: Box) -> Box:
        """The whole level-0 px that a box of work px covers."""
        return box.scaled(self.scale, self.origin)

    def stroke(self, points: Sequence[Point], radius: float) -> BaseGeometry:
        """What a round brush covers that is led along points: at least the pixel it began on."""
        width = max(radius, 0.5 * self.scale)
        line = shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])
        return line.buffer(width, quad_segs=12)

    def knife(self, points: Sequence[Point]) -> BaseGeometry:
        """What a cut along a line takes away at first."""
        return shapely.LineString(points).buffer(_CUT * self.scale, quad_segs=4)


def outline(points: Sequence[Point]) -> BaseGeometry:
    """The area inside a line drawn by hand, which may cross itself."""
    return made_valid(shapely.Polygon(points))[0]


def check_size(box: Box) -> None:
    """Refuse what is too large to be held in one piece."""
    if box.area > LARGEST:
        raise GraticuleError(
            f"That reaches over {box.width:,} × {box.height:,} px, more than can be edited in one "
            "piece; delete it, or change its class instead"
        )


def parts(mask: np.ndarray, connectivity: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels 1..n (h, w) of a mask's connected parts in raster order, and their areas (n,)."""
    labels, count = components(mask.view(np.uint8), connectivity)
    first = np.full(count + 1, labels.size)
    places = np.flatnonzero(labels)
    values = labels.ravel()[places]
    np.minimum.at(first, values, places)
    rank = np.zeros(count + 1, np.uint32)
    rank[1 + np.argsort(first[1:], kind="stable")] = np.arange(1, count + 1)
    return rank[labels], np.bincount(rank[values], minlength=count + 1)[1:]


def cut_apart(mask: np.ndarray, knife: np.ndarray, connectivity: int) -> np.ndarray:
    """The parts 1..n of a mask when the pixels under a knife hold nothing together.

    Every pixel of the mask is in one of them: those under the knife, and crumbs, go to the
    nearest. n is at most that of the mask's own parts if the knife did not cross it.
    """
    found, areas = parts(mask & ~knife, connectivity)
    rank = np.zeros(len(areas) + 1, np.uint32)
    large = np.flatnonzero(areas > CRUMB)
    rank[large + 1] = np.arange(1, len(large) + 1)
    found = rank[found]
    if not len(large):
        return mask.astype(np.uint32)
    nearest = np.asarray(
        ndimage.distance_transform_edt(found == 0, return_distances=False, return_indices=True)
    )
    return np.where(mask, found[nearest[0], nearest[1]], 0).astype(np.uint32)
