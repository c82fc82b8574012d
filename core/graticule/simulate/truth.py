"""The true outlines of a simulated scan, as QuPath reads them: one streamed GeoJSON."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from graticule.classes import ClassInfo
from graticule.files import atomic
from graticule.geometry import Box
from graticule.simulate.scene import Item


def write_outlines(
    path: Path, items: Iterable[Item], classes: Sequence[ClassInfo], box: Box
) -> int:
    """Write the outline of every labelled object in `box`, whole where others cover it.

    Coordinates are level-0 pixels. Returns the number of objects written.
    """
    frame = shapely.box(box.left, box.top, box.right, box.bottom)
    count = 0
    with atomic(path) as temporary, temporary.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        for item in items:
            outline = inside(item, frame) if item.label else None
            if outline is None:
                continue
            file.write(b",\n" if count else b"\n")
            file.write(msgspec.json.encode(_feature(item, outline, classes[item.label])))
            count += 1
        file.write(b"\n]}\n")
    return count


def inside(item: Item, frame: BaseGeometry) -> BaseGeometry | None:
    """The part of the object's outline within `frame`, rounded to 1/16 px; None if none is."""
    outline = item.shape.polygon()
    if not frame.contains(outline):
        outline = outline.intersection(frame)
    rounded = shapely.set_precision(outline.simplify(0.1), 1 / 16)
    parts = [
        part for part in shapely.get_parts(rounded) if part.geom_type == "Polygon" and part.area
    ]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _feature(item: Item, outline: BaseGeometry, info: ClassInfo) -> dict:
    return {
        "type": "Feature",
        "id": str(item.uuid),
        "geometry": shapely.geometry.mapping(outline),
        "properties": {
            "objectType": "annotation",
            "classification": {"name": info.name, "color": list(info.color)},
            "name": info.name,
        },
    }
