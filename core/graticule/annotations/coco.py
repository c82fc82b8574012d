"""COCO instances as outlines: of pictures, or of the tiles of a scan put together again.

Format: https://cocodataset.org/#format-data. A tile is called `NAME_x0_y0_x1_y1.png`, after its
place in the scan NAME.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from graticule.annotations.geojson import Annotation, made_valid
from graticule.annotations.outlines import CROWD, Outlines, counted, polygons_of
from graticule.endings import JSON
from graticule.errors import TrainingError
from graticule.geometry import Box

_TILE = re.compile(r"(.+)_(\d+)_(\d+)_(\d+)_(\d+)")
_SAME = 0.5  # IoU, where two tiles overlap, from which two outlines are one object's


_Id = int | float | str


class _Image(msgspec.Struct):
    id: _Id
    file_name: str
    width: float | None = None
    height: float | None = None

    @property
    def size(self) -> tuple[int, int] | None:
        """(width, height), if the file says."""
        return (int(self.width), int(self.height)) if self.width and self.height else None


class _Object(msgspec.Struct):
    image_id: _Id
    category_id: _Id
    segmentation: Any = None
    bbox: list[float] | None = None
    iscrowd: bool | float | None = None


class _Category(msgspec.Struct):
    id: _Id
    name: str


class _File(msgspec.Struct):
    images: list[_Image]
    annotations: list[_Object]
    categories: list[_Category]


@dataclass(frozen=True)
class CocoPicture:
    """One picture or scan that a COCO file tells of; `size` is (width, height), if it says."""

    path: Path
    outlines: Outlines
    size: tuple[int, int] | None
    validation: bool


def is_coco(path: Path) -> bool:
    """Whether a JSON file lists images and annotations of them."""
    if path.suffix.lower() != JSON:
        return False
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    except (OSError, msgspec.MsgspecError):
        return False
    return {"images", "annotations", "categories"} <= found.keys()


def read_coco(path: Path) -> list[CocoPicture]:
    """The pictures of a COCO file with their outlines, in the order of the file.

    An object in two overlapping tiles is one; what no tile covers has not been looked at, nor
    what lies in the box of an object without an outline. Raises `TrainingError` for a damaged
    file.
    """
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError) as error:
        raise TrainingError(f"{path}: cannot be read as COCO ({error})") from error
    names: dict[str, str] = {}
    for category in file.categories:
        if names.setdefault(_key(category.id), category.name) != category.name:
            raise TrainingError(f"{path}: has two categories of the number {category.id}")
    pictures = {_key(image.id): _Objects(image.size) for image in file.images}
    lost = _Objects(None)
    for number, entry in enumerate(file.annotations, 1):
        if _key(entry.category_id) not in names:
            raise TrainingError(f"{path}: annotation {number} has category {entry.category_id}, "
                                "which the file does not list")  # fmt: skip
        try:
            pictures.get(_key(entry.image_id), lost).add(entry, names[_key(entry.category_id)])
        except (ValueError, TypeError, OverflowError) as error:
            raise TrainingError(f"{path}: annotation {number}: {error}") from error
    for found in pictures.values():
        if lost.count:
            told = f"{counted(lost.count, 'object')} of pictures that the COCO file does not list"
            found.notes.append(f"{told}: left out")
        if not any(each.outlined for each in pictures.values()) and found.boxed:
            found.faults.append("has boxes and no outline: nobody can learn shapes from them")
    return list(_pictures(path, file.images, pictures))


def _key(number: _Id) -> str:
    """An id however it is written: 7, 7.0 and "7" are one."""
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    return str(number).strip()


class _Objects:
    """The objects of one picture: outlines, boxes of those that have none, and what to tell."""

    def __init__(self, size: tuple[int, int] | None) -> None:
        self.size = size  # (width, height) of the picture
        self.outlined: list[Annotation] = []
        self.boxed: dict[str, list[BaseGeometry]] = defaultdict(list)
        self.nowhere = 0
        self.notes: list[str] = []
        self.faults: list[str] = []

    @property
    def count(self) -> int:
        """How many objects there are."""
        return len(self.outlined) + sum(map(len, self.boxed.values())) + self.nowhere

    def add(self, entry: _Object, name: str) -> None:
        """Take an object in; `ValueError` for a segmentation that is none."""
        shape, repaired = _geometry(entry.segmentation, self.size)
        if shape is not None:
            kind = CROWD if entry.iscrowd else "annotation"
            self.outlined.append(Annotation(shape, name, None, "", kind, repaired))
        elif entry.bbox and len(entry.bbox) == 4 and min(entry.bbox[2:]) > 0:
            left, top, width, height = entry.bbox
            self.boxed[name].append(shapely.box(left, top, left + width, top + height))
        else:
            self.nowhere += 1

    def merge(self, other: "_Objects") -> None:
        """Take in what is told of the same picture in another place."""
        self.outlined += other.outlined
        self.nowhere += other.nowhere
        for name, boxes in other.boxed.items():
            self.boxed[name] += boxes

    def outlines(self) -> Outlines:
        """As outlines: a box without one hides what no outline in it tells."""
        boxes = [box for found in self.boxed.values() for box in found]
        parts = [each.geometry for each in self.outlined] if boxes else []
        drawn: BaseGeometry = shapely.union_all(parts)
        hidden = tuple(box.difference(drawn) for box in boxes)
        notes = [
            f"{counted(len(found), 'object')} of {name!r} with a box and no outline: what lies in "
            "the box is neither taught nor counted"
            for name, found in sorted(self.boxed.items())
        ]
        faults = list(self.faults)
        if self.nowhere:
            told = counted(self.nowhere, "object")
            faults.append(f"{told} with neither outline nor box: it would count as background")
        return Outlines(
            tuple(self.outlined), ignored=hidden, notes=(*notes, *self.notes), faults=tuple(faults)
        )


def _pictures(
    path: Path, images: Sequence[_Image], objects: dict[str, _Objects]
) -> Iterator[CocoPicture]:
    names = Counter(PurePosixPath(_posix(image.file_name)).name for image in images)
    wholes: dict[Path, tuple[_Image, _Objects]] = {}
    tiles: dict[Path, list[tuple[Box, _Image]]] = {}
    for image in images:
        own = PurePosixPath(_posix(image.file_name))
        # a name that occurs in several folders must be there in its own
        whole = _file(path, image.file_name, anywhere=names[own.name] == 1)
        place = None if whole else _place(path, image)
        if place is not None:
            tiles.setdefault(place[0], []).append((place[1], image))
            continue
        found = whole or path.parent / own
        if found in wholes:  # listed twice: all objects are of the one picture
            wholes[found][1].merge(objects[_key(image.id)])
            continue
        wholes[found] = (image, objects[_key(image.id)])
    for found, (image, held) in wholes.items():
        apart = PurePosixPath(_posix(image.file_name)).parent.name.lower().startswith("val")
        yield CocoPicture(found, held.outlines(), image.size, apart)
    for scan, parts in tiles.items():
        apart = all("/val" in f"/{image.file_name}".lower() for _, image in parts)
        whole = _together([(box, objects[_key(image.id)].outlines()) for box, image in parts])
        yield CocoPicture(scan, whole, None, apart)


def _place(path: Path, image: _Image) -> tuple[Path, Box] | None:
    """The scan that a tile is of, and its box there; None for what is no tile of a scan."""
    own = PurePosixPath(_posix(image.file_name))
    match = _TILE.fullmatch(own.stem)
    scan = match and _file(path, match[1] + own.suffix)
    if not match or not scan:
        return None
    left, top, right, bottom = (int(match[i]) for i in range(2, 6))
    if image.size is not None and (right - left, bottom - top) != image.size:
        raise TrainingError(f"{path}: the tile {image.file_name} has not the size that it says")
    return scan, Box(left, top, right, bottom)


def _posix(name: str) -> str:
    return name.replace("\\", "/")


def _file(path: Path, name: str, *, anywhere: bool = True) -> Path | None:
    """The picture `name` where COCO files keep them: as told, in images/, or beside the file.

    `anywhere`: its folder's name does not have to be right.
    """
    own = PurePosixPath(_posix(name))
    folders = (path.parent, path.parent / "images", path.parent.parent / "images")
    for place in (own, PurePosixPath(own.name)) if anywhere else (own,):
        for folder in folders:
            if (folder / place).is_file():
                return folder / place
    return None


def _geometry(found: Any, picture: tuple[int, int] | None) -> tuple[BaseGeometry | None, bool]:
    """The area of one object, and whether it had to be repaired; None without one.

    Polygons (one or several, flat or in points) or runs (one mask or several); `ValueError` for
    anything else.
    """
    if not found:
        return None, False
    if isinstance(found, dict):
        return _rle_outline(found, picture), False
    if not isinstance(found, list):
        raise ValueError("its segmentation is neither polygons nor runs")
    if all(isinstance(part, dict) for part in found):
        masks = [shape for part in found if (shape := _rle_outline(part, picture)) is not None]
        return polygons_of(shapely.union_all(masks)) if masks else None, False
    if not isinstance(found[0], list):
        found = [found]
    parts = [np.asarray(ring, np.float64).ravel() for ring in found]
    if any(len(part) % 2 for part in parts) or not all(np.isfinite(part).all() for part in parts):
        raise ValueError("a polygon does not have two finite numbers for each point")
    rings = [shapely.Polygon(part.reshape(-1, 2)) for part in parts if len(part) >= 6]
    repaired = not all(ring.is_valid for ring in rings)
    return polygons_of(shapely.union_all([made_valid(ring)[0] for ring in rings])), repaired


def _rle_outline(mask: dict[str, Any], picture: tuple[int, int] | None) -> BaseGeometry | None:
    """The outline, along pixel edges, of a mask stored as runs down its columns."""
    size, counts = mask.get("size"), mask.get("counts")
    if not isinstance(size, list) or len(size) != 2 or not isinstance(counts, list | str):
        raise ValueError("a mask in runs (RLE) has no size or no counts")
    height, width = (int(side) for side in size)
    if picture is not None and picture != (width, height):
        raise ValueError(f"its mask of {width} × {height} px does not have the picture's size")
    runs = _decoded(counts) if isinstance(counts, str) else [int(run) for run in counts]
    ends = np.cumsum(runs)
    if not len(ends) or ends[-1] != height * width or min(runs) < 0:
        raise ValueError("a mask in runs (RLE) does not have the size that it says")
    sides = []
    for start, stop in zip(ends[0::2].tolist(), ends[1::2].tolist(), strict=False):
        while start < stop:
            column, row = divmod(start, height)
            end = min(stop, (column + 1) * height)
            sides.append((column, row, column + 1, row + end - start))
            start = end
    return polygons_of(shapely.union_all(shapely.box(*np.array(sides).T))) if sides else None


def _decoded(text: str) -> list[int]:
    """Runs that pycocotools packed: base 32 with a sign, from the third on as differences."""
    counts: list[int] = []
    value = shift = 0
    for letter in text.encode():
        byte = letter - 48
        value |= (byte & 31) << shift
        shift += 5
        if byte & 32:
            continue
        if byte & 16:
            value -= 1 << shift
        counts.append(value + (counts[-2] if len(counts) > 2 else 0))
        value = shift = 0
    return counts


def _together(tiles: Sequence[tuple[Box, Outlines]]) -> Outlines:
    """Outlines of tiles as those of one scan, with the tiles as what was looked at."""
    frames = [shapely.box(b.left, b.top, b.right, b.bottom) for b, _ in tiles]
    pieces: list[tuple[int, Annotation, BaseGeometry]] = []
    ignored: list[BaseGeometry] = []
    for number, (box, found) in enumerate(tiles):
        ignored += [shapely.transform(shape, _mover(box)) for shape in found.ignored]
        for annotation in found.shapes:
            moved = shapely.transform(annotation.geometry, _mover(box))
            shape = polygons_of(moved.intersection(frames[number]))
            if shape is not None:
                pieces.append((number, annotation, shape))
    shapes = []
    for members in _objects(pieces, frames):
        whole = polygons_of(shapely.union_all([pieces[i][2] for i in members]))
        first = pieces[members[0]][1]
        repaired = any(pieces[i][1].repaired for i in members)
        if whole is not None:
            kind = first.object_type
            shapes.append(Annotation(whole, first.class_name, None, "", kind, repaired))
    notes = dict.fromkeys(note for _, found in tiles for note in found.notes)
    faults = dict.fromkeys(fault for _, found in tiles for fault in found.faults)
    return Outlines(
        tuple(shapes), tuple(frames), tuple(ignored), notes=tuple(notes), faults=tuple(faults)
    )


def _mover(box: Box) -> Callable[[np.ndarray], np.ndarray]:
    return lambda points: points + np.array([box.left, box.top])


def _objects(
    pieces: Sequence[tuple[int, Annotation, BaseGeometry]], frames: Sequence[BaseGeometry]
) -> list[list[int]]:
    """Which pieces are one object's: of the same class, and the same where their tiles overlap."""
    shapes = [shape for _, _, shape in pieces]
    joined = []
    for i, j in shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist():
        (tile, one, shape), (other_tile, other, other_shape) = pieces[i], pieces[j]
        if i < j and tile != other_tile and one.class_name == other.class_name:
            both = frames[tile].intersection(frames[other_tile])
            a, b = shape.intersection(both), other_shape.intersection(both)
            if a.intersection(b).area > _SAME * a.union(b).area:
                joined.append((i, j))
    rows, columns = np.array(joined, np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(pieces), len(pieces)))
    _, group = connected_components(graph, directed=False)
    members: dict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(group.tolist()):
        members[number].append(place)
    return list(members.values())
