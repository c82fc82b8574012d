"""One file with the corrections of several results of a scan: of its images and regions."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from graticule.annotations.geojson import made_valid
from graticule.annotations.naming import REGION
from graticule.annotations.outlines import polygons_of

_Feature = dict[str, Any]


def other_results(path: Path, written: list[_Feature], result: str) -> list[_Feature]:
    """What other results than `result` have in the file, without what it says itself by now.

    Where the features `written` say that somebody has looked, they are the last word: outlines
    of others that reach in there go, and are no longer known outside of it either.
    """
    by_plane: dict[tuple[int, int], list[_Feature]] = defaultdict(list)
    for feature in _features(path):
        if feature["properties"].get("result") not in (None, result):
            by_plane[_plane(feature)].append(feature)
    looked_at: dict[tuple[int, int], list[BaseGeometry]] = defaultdict(list)
    for feature in written:
        if _is_region(feature):
            looked_at[_plane(feature)].append(_shape(feature))
    kept: list[_Feature] = []
    for plane, features in by_plane.items():
        gone = shapely.union_all(looked_at[plane])
        shapely.prepare(gone)
        outlines = [feature for feature in features if not _is_region(feature)]
        replaced = [f for f in outlines if _shape(f).intersection(gone).area > 0]
        kept += [feature for feature in outlines if feature not in replaced]
        gone = shapely.union_all([gone, *map(_shape, replaced)])
        for feature in features:
            if _is_region(feature):
                kept += _without(feature, gone)
    return kept


def _without(region: _Feature, gone: BaseGeometry) -> list[_Feature]:
    """What is left of a region, in one feature for each part."""
    left = polygons_of(_shape(region).difference(gone))
    members = {k: v for k, v in region["geometry"].items() if k not in ("type", "coordinates")}
    return [
        {**region, "geometry": msgspec.json.decode(shapely.to_geojson(part)) | members}
        for part in (shapely.get_parts(left) if left is not None else ())
    ]


def _features(path: Path) -> list[_Feature]:
    """The features of a file that this program wrote; none where there is no such file."""
    try:
        told = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.MsgspecError):
        return []
    found = told.get("features")
    return [
        feature
        for feature in (found if isinstance(found, list) else ())
        if isinstance(feature, dict)
        and isinstance(feature.get("properties"), dict)
        and isinstance(feature.get("geometry"), dict)
    ]


def _plane(feature: _Feature) -> tuple[int, int]:
    plane = feature["geometry"].get("plane") or {}
    return plane.get("z", 0), plane.get("t", 0)


def _is_region(feature: _Feature) -> bool:
    return (feature["properties"].get("classification") or {}).get("name") == REGION


def _shape(feature: _Feature) -> BaseGeometry:
    return made_valid(shapely.from_geojson(msgspec.json.encode(feature["geometry"])))[0]
