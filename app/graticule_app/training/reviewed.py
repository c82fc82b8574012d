"""What a person has corrected in a result, as annotations to learn from."""

import json
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import shapely
from shapely.geometry import box as rectangle

from graticule.errors import GraticuleError
from graticule.files import atomic
from graticule.review import Crops, Reviewed, plan_crops, write_annotations
from graticule.segment import level0_box

_MADE_BY = "Graticule review"  # in files that may be written anew


def exporting(folder: Path) -> Generator[None, None, Path]:
    """Work for a job: write NAME.annotations.geojson beside the scan of a reviewed result.

    It holds what was reviewed, and as "Region" the squares in which all of it was: elsewhere
    nothing is known. Gives the file. Raises `GraticuleError`, also for a file of that name that
    somebody else has made.
    """
    with closing(Reviewed.open(folder)) as reviewed:
        path = reviewed.source.with_name(f"{reviewed.source.stem}.annotations.geojson")
        _refuse_foreign(path)
        crops = plan_crops(reviewed)
        if not crops.boxes:
            raise GraticuleError(
                f"{reviewed.source.name}: no part of the scan is reviewed as a whole. Review the "
                "particles around those that you have corrected, too"
            )
        with atomic(path) as temporary:
            for _ in write_annotations(reviewed, temporary):
                yield
            told: dict[str, Any] = msgspec.json.decode(temporary.read_bytes())
            told["features"] += _regions(crops)
            told["made_by"] = _MADE_BY
            temporary.write_bytes(msgspec.json.encode(told))
    return path


def _refuse_foreign(path: Path) -> None:
    """Nobody's own file is written over."""
    if not path.exists():
        return
    try:
        told = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        told = None
    if not isinstance(told, dict) or told.get("made_by") != _MADE_BY:
        raise GraticuleError(f"{path} is there already, and not from a review: rename it first")


def _regions(crops: Crops) -> list[dict[str, Any]]:
    """The squares that were looked at, joined where they touch, as features in level-0 px."""
    analysis = crops.analysis
    shapes = []
    for one in crops.boxes:
        place = level0_box(one.shifted(*analysis.origin), analysis.scale, crops.scan.box)
        shapes.append(rectangle(place.left, place.top, place.right, place.bottom))
    joined = shapely.unary_union(shapes)
    parts = getattr(joined, "geoms", [joined])
    return [
        {
            "type": "Feature",
            "geometry": json.loads(shapely.to_geojson(part)),
            "properties": {"objectType": "annotation", "classification": {"name": "Region"}},
        }
        for part in parts
    ]
