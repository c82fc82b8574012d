"""Outlines that somebody drew over a scan, and where that somebody has looked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from graticule.annotations.geojson import Annotation, made_valid, read_geojson
from graticule.annotations.naming import is_ignored, is_region
from graticule.annotations.raster import PolygonRaster
from graticule.errors import ResultError, TrainingError
from graticule.geometry import Box

CROWD = "crowd"  # object type of an outline around several particles that nobody told apart
HELPERS = {"root": "image", "tile": "tile", "tmacore": "TMA core"}  # of QuPath, drawn by no one
_MEASURED = ("detection", "cell")  # what QuPath's programs find, inside of an annotation


@dataclass(frozen=True)
class Outlines:
    """Polygons in level-0 px: what was found, where was looked (empty: everywhere), what is not
    to count. `lines` are points and lines, which have no pixels. `notes` are lines for people
    about what was left out or taken for something else, `faults` about what must be corrected.
    """

    shapes: tuple[Annotation, ...]
    regions: tuple[BaseGeometry, ...] = ()
    ignored: tuple[BaseGeometry, ...] = ()
    lines: int = 0
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def read_outlines(path: Path) -> tuple[Annotation, ...]:
    """Annotations of a GeoJSON file of QuPath's, of this program's or of another's.

    Raises `TrainingError`.
    """
    try:
        return read_geojson(path)
    except ResultError as error:
        raise TrainingError(str(error)) from error


def sorted_outlines(annotations: Sequence[Annotation]) -> Outlines:
    """Annotations of one image told apart by what their class's name says they are for.

    A polygon of a class called "Region…" or "Annotated area" says that everything in it has been
    looked at, one called "Ignore…" that what is in it is not to count. QuPath's TMA cores and
    tiles are none that somebody drew. What its programs detect lies in an annotation without a
    class, which says where they looked.
    """
    shapes: list[Annotation] = []
    regions, ignored, lines, helpers = [], [], 0, Counter[str]()
    for annotation in annotations:
        if annotation.object_type in HELPERS:
            helpers[HELPERS[annotation.object_type]] += 1
            continue
        geometry = polygons_of(annotation.geometry)
        called = annotation.class_name or annotation.name
        if geometry is None:
            lines += 1
        elif is_region(called):
            regions.append(geometry)
        elif is_ignored(called):
            ignored.append(geometry)
        else:
            shapes.append(replace(annotation, geometry=geometry))
    around = _around_detections(shapes)
    regions += [shapes[i].geometry for i in around]
    shapes = [shape for i, shape in enumerate(shapes) if i not in around]
    notes = [f"{counted(n, kind)} of QuPath's: left out" for kind, n in sorted(helpers.items())]
    if around:
        told = counted(len(around), "outline")
        notes.append(f"{told} without a class around detections: taken for where was looked")
    if nuclei := sum(shape.nucleus for shape in shapes):
        notes.append(f"{counted(nuclei, 'cell')}: the outline counts, the nucleus in it does not")
    return Outlines(tuple(shapes), tuple(regions), tuple(ignored), lines, tuple(notes))


def counted(count: int, word: str) -> str:
    """A number with its word, as "1 outline" or "3 outlines"."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _around_detections(shapes: Sequence[Annotation]) -> set[int]:
    """Annotations without a class that hold what a program has detected in them."""
    found = [shape.geometry.representative_point() for shape in shapes
             if shape.object_type in _MEASURED]  # fmt: skip
    open_ones = [
        number
        for number, shape in enumerate(shapes)
        if shape.object_type == "annotation" and not shape.class_name
    ]
    if not found or not open_ones:
        return set()
    tree = shapely.STRtree(found)
    outer, _ = tree.query([shapes[i].geometry for i in open_ones], predicate="contains")
    return {open_ones[i] for i in outer.tolist()}


def polygons_of(geometry: BaseGeometry) -> BaseGeometry | None:
    """The parts of a geometry that have an area; None if there are none."""
    if isinstance(geometry, shapely.Polygon | shapely.MultiPolygon):
        return geometry if geometry.area else None
    if not isinstance(geometry, shapely.GeometryCollection):
        return None
    parts = [polygons_of(part) for part in geometry.geoms]
    flat = [p for part in parts if part is not None for p in shapely.get_parts(part)]
    return made_valid(shapely.MultiPolygon(flat))[0] if flat else None


class DrawnLabels:
    """Labels of a grid whose px are `scale` level-0 px wide, drawn from outlines.

    `origin` is the level-0 place of the grid's corner.
    `values` has the label of each shape: its class's number, 0 for a class that is not learned,
    or its particle's id. Safe from several threads at once.
    """

    masked = False

    def __init__(
        self,
        outlines: Outlines,
        values: np.ndarray,
        *,
        scale: float,
        unknown: int,
        origin: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        self.shapes = outlines.shapes
        shapes = [shape.geometry for shape in outlines.shapes]
        self._drawing = PolygonRaster(shapes, values, scale, origin)
        self._seen = bool(outlines.regions)
        self._regions = PolygonRaster(outlines.regions, None, scale, origin)
        self._ignored = PolygonRaster(outlines.ignored, None, scale, origin)
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
