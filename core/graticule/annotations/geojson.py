"""Outlines with classes from GeoJSON: our own, QuPath's of any version, and other programs'.

A file is a FeatureCollection, a list of features, one feature or one geometry; coordinates
are level-0 px. What is not one of these is refused in one line.
"""

import gzip
import json
import logging
import re
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from graticule.annotations.json_parts import split_features
from graticule.completion import completing
from graticule.errors import ResultError
from graticule.files import StrPath, WriteProgress, read_at_most
from graticule.planes import Plane

_log = logging.getLogger(__name__)
_LARGEST_FILE = 1024**3  # bytes, unpacked
_FARTHEST = 1e9  # px from the origin: no scan is that wide
_DEEPEST = 8  # collections in collections
_BATCH = 500  # features decoded in one step
_OLD_KIND = re.compile(rb'"Path(\w+)Object"')
_WORDS = re.compile(r"[^a-zA-Z]")

_Point = list[float]
_Line = list[_Point]
_Rings = list[_Line]


@dataclass(frozen=True, slots=True)
class Annotation:
    """One outline, line or point in level-0 px, with what it was called.

    `class_name` is "" and `color` None where the file tells none; `repaired` where a polygon
    crossed itself and was made valid. `plane` is where in a stack it lies; None where the file
    does not say, which to QuPath is the first. `nucleus` where QuPath's cell has one inside.
    """

    geometry: BaseGeometry
    class_name: str
    color: tuple[int, int, int] | None
    name: str
    object_type: str
    repaired: bool
    plane: Plane | None = None
    nucleus: bool = False


class _Plane(msgspec.Struct):
    z: int = 0
    t: int = 0
    c: int = -1


class _Geometry(msgspec.Struct):
    type: str
    coordinates: msgspec.Raw = msgspec.Raw(b"null")
    geometries: list["_Geometry"] = []
    plane: _Plane | None = None


class _Classification(msgspec.Struct):
    name: str | None = None
    names: list[str] | None = None  # QuPath's classes made of several
    color: list[int] | None = None
    colorRGB: int | None = None


class _Properties(msgspec.Struct):
    classification: _Classification | str | None = None
    name: str | None = None
    objectType: str | None = None
    object_type: str | None = None  # QuPath up to 0.3
    plane: _Plane | None = None


class _Node(msgspec.Struct):
    """A feature, a collection or a bare geometry: which, only its type tells."""

    type: str | None = None
    id: msgspec.Raw = msgspec.Raw(b"null")  # QuPath 0.2: what kind of object it is
    nucleusGeometry: msgspec.Raw | None = None
    features: list["_Node"] | None = None
    geometry: _Geometry | None = None
    properties: _Properties | None = None
    coordinates: msgspec.Raw = msgspec.Raw(b"null")
    geometries: list[_Geometry] = []


def iter_read_geojson(path: StrPath) -> Generator[WriteProgress, None, tuple[Annotation, ...]]:
    """Read annotations, packed with gzip or not; coordinates in level-0 px.

    Rings that are not closed are closed, polygons that cross themselves made valid, and
    those without area left out with a warning in the log. Raises `ResultError` in one line
    for anything that is no GeoJSON, and for coordinates that no scan has.

    No step holds the interpreter for long, so that a window stays alive beside it.
    """
    path = Path(path)
    try:
        data = _bytes_of(path)
        yield WriteProgress(path.name, 0, 1)
        parts = split_features(data)
        found: list[Annotation] = []
        total = len(parts) if parts else 1
        for done, nodes in _decoded(data, parts):
            features = (feature for node in nodes for feature in _features(node))
            found.extend(_annotations(features, done))
            yield WriteProgress(path.name, min(done + _BATCH, total), total)
        return tuple(found)
    except RecursionError as error:
        raise ResultError(f"{path.name}: is nested too deeply for GeoJSON") from error
    except (OSError, EOFError, zlib.error) as error:
        raise ResultError(f"{path.name}: cannot be read ({error})") from error
    except (ValueError, OverflowError) as error:  # msgspec's errors are ValueErrors
        reason = " ".join(str(error).split())[:200]
        raise ResultError(f"{path.name}: is no GeoJSON that can be used ({reason})") from error


read_geojson = completing(iter_read_geojson)


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        stream: Any = gzip.GzipFile(fileobj=file) if packed else file
        data = read_at_most(stream, _LARGEST_FILE)
    if data is None:
        raise ValueError("it is larger than 1 GiB")
    return data.removeprefix(b"\xef\xbb\xbf")


def _decoded(data: bytes, parts: list[tuple[int, int]] | None) -> Iterator[tuple[int, list[_Node]]]:
    """The objects of the file in batches, each with the number of its first feature."""
    if not parts:
        yield 0, _loaded(data, list[_Node] if data[:64].lstrip()[:1] == b"[" else _Node)
        return
    # What is around the features must be JSON, too.
    around = data[: parts[0][0]] + data[parts[-1][1] :]
    _loaded(around, list[_Node] if around.lstrip()[:1] == b"[" else _Node)
    for first in range(0, len(parts), _BATCH):
        batch = parts[first : first + _BATCH]
        yield first, [node for start, stop in batch for node in _loaded(data[start:stop], _Node)]


def _loaded(data: bytes, kind: Any) -> list[_Node]:
    try:
        found = msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        # QuPath writes measurements that are not finite as NaN, which is no JSON.
        plain = json.loads(data, parse_constant=lambda _: None)
        found = msgspec.json.decode(msgspec.json.encode(plain), type=kind)
    return found if isinstance(found, list) else [found]


def _features(node: _Node) -> Iterable[_Node]:
    if node.type == "FeatureCollection" or node.features is not None:
        for feature in node.features or ():
            yield from _features(feature)
    elif node.type == "Feature" or node.geometry is not None:
        yield node
    elif node.type in _READERS or node.type == "GeometryCollection":
        yield _Node(geometry=_Geometry(node.type, node.coordinates, node.geometries))
    else:
        raise ValueError(f"{node.type or 'an object without a type'!r} is no feature or geometry")


def _annotations(features: Iterable[_Node], before: int) -> Iterable[Annotation]:
    """Annotations of features whose numbers in the file begin after `before`."""
    for number, feature in enumerate(features, before + 1):
        if feature.geometry is None:
            continue  # GeoJSON allows a feature without a place
        try:
            geometry, repaired = made_valid(_geometry(feature.geometry))
        except (ValueError, OverflowError) as error:
            raise ValueError(f"feature {number}: {error}") from error
        if geometry.is_empty:
            _log.warning("feature %d has no area and is left out", number)
            continue
        facts = feature.properties or _Properties()
        class_name, color = _class(facts.classification)
        yield Annotation(
            geometry,
            class_name,
            color,
            facts.name or "",
            _kind(feature, facts),
            repaired,
            _plane(feature.geometry.plane or facts.plane),
            feature.nucleusGeometry not in (None, b"null"),
        )


def _kind(feature: _Node, facts: _Properties) -> str:
    """The kind of object in QuPath's words, whichever version wrote it."""
    old = _OLD_KIND.fullmatch(bytes(feature.id))
    told = facts.objectType or facts.object_type or (old[1].decode() if old else "annotation")
    return _WORDS.sub("", told).lower()


def _plane(found: _Plane | None) -> Plane | None:
    return None if found is None else Plane(found.z, found.t, found.c)


def _class(found: _Classification | str | None) -> tuple[str, tuple[int, int, int] | None]:
    """Name and colour of a class as any version of QuPath writes it."""
    if found is None:
        return "", None
    if isinstance(found, str):
        return found, None
    name = found.name or ": ".join(found.names or ())
    if found.color is not None:
        if len(found.color) < 3 or not all(0 <= part <= 255 for part in found.color[:3]):
            raise ValueError(f"class {name[:80]!r} has an impossible colour")
        return name, (found.color[0], found.color[1], found.color[2])
    if found.colorRGB is not None:
        packed = found.colorRGB & 0xFFFFFF
        return name, (packed >> 16, packed >> 8 & 255, packed & 255)
    return name, None


def _geometry(found: _Geometry, depth: int = 0) -> BaseGeometry:
    if found.type == "GeometryCollection":
        if depth >= _DEEPEST:
            raise ValueError("geometry collections are nested too deeply")
        return shapely.GeometryCollection([_geometry(g, depth + 1) for g in found.geometries])
    if found.type not in _READERS:
        raise ValueError(f"{found.type[:40]!r} is no kind of geometry")
    return _READERS[found.type](found.coordinates)


def _points(positions: _Line) -> np.ndarray:
    """(n, 2) array of finite coordinates; a third number of a position is dropped."""
    if any(len(position) < 2 for position in positions):
        raise ValueError("a position has fewer than two numbers")
    points = np.array([position[:2] for position in positions], float).reshape(-1, 2)
    if not (np.abs(points) <= _FARTHEST).all():
        raise ValueError("a coordinate is not a place on any scan")
    return points


def _ring(positions: _Line) -> np.ndarray | None:
    """A closed ring; None where it has fewer than three different corners in a row."""
    points = _points(positions)
    if len(points) and (points[0] != points[-1]).any():
        points = np.concatenate([points, points[:1]])
    return points if len(points) >= 4 else None


def _polygon(rings: _Rings) -> shapely.Polygon:
    closed = [_ring(ring) for ring in rings]
    if not closed or closed[0] is None:
        return shapely.Polygon()
    return shapely.Polygon(closed[0], [ring for ring in closed[1:] if ring is not None])


def _line(positions: _Line) -> BaseGeometry:
    points = _points(positions)
    return shapely.LineString(points) if len(points) > 1 else shapely.LineString()


def _reader(kind: Any, build: Callable[[Any], BaseGeometry]) -> Callable[..., BaseGeometry]:
    decode = msgspec.json.Decoder(kind).decode
    return lambda coordinates: build(decode(coordinates))


_READERS: dict[str, Callable[[msgspec.Raw], BaseGeometry]] = {
    "Point": _reader(_Point, lambda point: shapely.Point(_points([point])[0])),
    "MultiPoint": _reader(_Line, lambda points: shapely.MultiPoint(_points(points))),
    "LineString": _reader(_Line, _line),
    "MultiLineString": _reader(_Rings, lambda lines: shapely.MultiLineString(
        [_points(line) for line in lines if len(line) > 1])),
    "Polygon": _reader(_Rings, _polygon),
    "MultiPolygon": _reader(list[_Rings], lambda parts: _joined([_polygon(p) for p in parts])),
}  # fmt: skip


def _joined(parts: list[shapely.Polygon]) -> BaseGeometry:
    return shapely.MultiPolygon([part for part in parts if not part.is_empty])


def made_valid(geometry: BaseGeometry) -> tuple[BaseGeometry, bool]:
    """The geometry, made valid if it has to be, and whether it had to.

    Of a polygon only what has an area is kept. Wherever outlines come from, this mends them.
    """
    if geometry.is_valid:
        return geometry, False
    repaired = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    return repaired, True
