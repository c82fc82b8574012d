"""Outlines that somebody drew over a scan, and where that somebody has looked."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from graticule.errors import ResultError, TrainingError
from graticule.geometry import Box
from graticule.learn.annotations.raster import Drawing
from graticule.reports.annotations import Annotation, read_geojson

CROWD = "crowd"  # object type of an outline around several particles that nobody told apart
_HELPERS = ("root", "tile", "tmacore")  # of QuPath, drawn by no one
_REGION = re.compile(r"\s*(region|annotated[ _-]?(area|region)|looked[ _-]?at)\b.*", re.IGNORECASE)
_IGNORED = re.compile(r"\s*ignored?\b.*", re.IGNORECASE)


@dataclass(frozen=True)
class Outlines:
    """Polygons in level-0 px: what was found, where was looked (empty: everywhere), what is not
    to count. `lines` are points and lines, which have no pixels.
    """

    shapes: tuple[Annotation, ...]
    regions: tuple[BaseGeometry, ...] = ()
    ignored: tuple[BaseGeometry, ...] = ()
    lines: int = 0


def read_outlines(path: Path) -> Outlines:
    """Outlines of a GeoJSON file of QuPath's, of this program's or of another's.

    A polygon of a class called "Region…" or "Annotated area" says that everything in it has been
    looked at, one called "Ignore…" that what is in it is not to count. Raises `TrainingError`.
    """
    try:
        return sorted_outlines(read_geojson(path))
    except ResultError as error:
        raise TrainingError(str(error)) from error


def sorted_outlines(annotations: tuple[Annotation, ...]) -> Outlines:
    """Annotations told apart by what their class's name says they are for."""
    shapes, regions, ignored, lines = [], [], [], 0
    for annotation in annotations:
        if annotation.object_type.lower().replace(" ", "") in _HELPERS:
            continue
        geometry = polygons_of(annotation.geometry)
        called = annotation.class_name or annotation.name
        if geometry is None:
            lines += 1
        elif _REGION.fullmatch(called):
            regions.append(geometry)
        elif _IGNORED.fullmatch(called):
            ignored.append(geometry)
        else:
            shapes.append(replace(annotation, geometry=geometry))
    return Outlines(tuple(shapes), tuple(regions), tuple(ignored), lines)


def polygons_of(geometry: BaseGeometry) -> BaseGeometry | None:
    """The parts of a geometry that have an area; None if there are none."""
    if isinstance(geometry, shapely.Polygon | shapely.MultiPolygon):
        return geometry if geometry.area else None
    if not isinstance(geometry, shapely.GeometryCollection):
        return None
    parts = [polygons_of(part) for part in geometry.geoms]
    flat = [p for part in parts if part is not None for p in shapely.get_parts(part)]
    return shapely.MultiPolygon(flat) if flat else None


class DrawnLabels:
    """Labels of a grid whose px are `scale` level-0 px wide, drawn from outlines.

    `values` has the label of each shape: its class's number, 0 for a class that is not learned,
    or its particle's id. Safe from several threads at once.
    """

    def __init__(
        self, outlines: Outlines, values: np.ndarray, *, scale: float, unknown: int
    ) -> None:
        self.shapes = outlines.shapes
        self._drawing = Drawing([shape.geometry for shape in outlines.shapes], values, scale)
        self._seen = bool(outlines.regions)
        self._regions = _area(outlines.regions, scale)
        self._ignored = _area(outlines.ignored, scale)
        self._unknown = unknown

    def labels(self, box: Box) -> np.ndarray:
        """(h, w) int32 of a box of the grid."""
        labels, known = self._drawn(box)
        labels[~known] = self._unknown
        return labels

    def known(self, box: Box) -> np.ndarray:
        """(h, w) bool: in a region, if there are any, or in a shape; and not to be ignored."""
        return self._drawn(box)[1]

    def _drawn(self, box: Box) -> tuple[np.ndarray, np.ndarray]:
        labels = np.full(box.shape, -1, np.int32)
        self._drawing.draw(box, labels)
        known = labels >= 0
        if self._seen:
            known |= self._regions.covers(box)
        else:
            known[:] = True
        known &= ~self._ignored.covers(box)
        return np.maximum(labels, 0), known


def _area(polygons: tuple[BaseGeometry, ...], scale: float) -> Drawing:
    return Drawing(polygons, [1] * len(polygons), scale)
