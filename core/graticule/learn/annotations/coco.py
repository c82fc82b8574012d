"""COCO instances as outlines: of pictures, or of the tiles of a scan put together again.

Format: https://cocodataset.org/#format-data. A tile is called `NAME_x0_y0_x1_y1.png`, after its
place in the scan NAME.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from graticule.errors import TrainingError
from graticule.geometry import Box
from graticule.learn.annotations.outlines import CROWD, Outlines, polygons_of
from graticule.reports.annotations import Annotation

_TILE = re.compile(r"(.+)_(\d+)_(\d+)_(\d+)_(\d+)")
_SAME = 0.5  # IoU, where two tiles overlap, from which two outlines are one object's


class _Image(msgspec.Struct):
    id: int | str
    file_name: str
    width: int
    height: int


class _Rle(msgspec.Struct):
    size: tuple[int, int]  # (height, width)
    counts: list[int] | str


class _Object(msgspec.Struct):
    image_id: int | str
    category_id: int
    segmentation: list[list[float]] | _Rle = []
    iscrowd: int = 0


class _Category(msgspec.Struct):
    id: int
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
    if path.suffix.lower() != ".json":
        return False
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    except (OSError, msgspec.MsgspecError):
        return False
    return {"images", "annotations", "categories"} <= found.keys()


def read_coco(path: Path) -> list[CocoPicture]:
    """The pictures of a COCO file with their outlines, in the order of the file.

    An object in two overlapping tiles is one; what no tile covers has not been looked at.
    Raises `TrainingError` for a damaged file and for a picture that is not there.
    """
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError) as error:
        raise TrainingError(f"{path}: cannot be read as COCO ({error})") from error
    names = {category.id: category.name for category in file.categories}
    objects: dict[int | str, list[Annotation]] = defaultdict(list)
    for number, entry in enumerate(file.annotations, 1):
        if entry.category_id not in names:
            raise TrainingError(f"{path}: annotation {number} has category {entry.category_id}, "
                                "which the file does not list")  # fmt: skip
        shape, repaired = _geometry(entry.segmentation)
        if shape is not None:
            kind = CROWD if entry.iscrowd else "annotation"
            found = Annotation(shape, names[entry.category_id], None, "", kind, repaired)
            objects[entry.image_id].append(found)
    return list(_pictures(path, file.images, objects))


def _pictures(
    path: Path, images: Sequence[_Image], objects: dict[int | str, list[Annotation]]
) -> Iterator[CocoPicture]:
    tiles: dict[Path, list[tuple[Box, _Image]]] = {}
    for image in images:
        apart = PurePosixPath(image.file_name).parent.name.lower().startswith("val")
        whole = _file(path, image.file_name)
        if whole is not None:
            found = Outlines(tuple(objects[image.id]))
            yield CocoPicture(whole, found, (image.width, image.height), apart)
            continue
        scan, box = _place(path, image)
        tiles.setdefault(scan, []).append((box, image))
    for scan, parts in tiles.items():
        apart = all("/val" in f"/{image.file_name}".lower() for _, image in parts)
        found = _together([(box, objects[image.id]) for box, image in parts])
        yield CocoPicture(scan, found, None, apart)


def _place(path: Path, image: _Image) -> tuple[Path, Box]:
    """The scan that a tile is of, and its box there."""
    match = _TILE.fullmatch(PurePosixPath(image.file_name).stem)
    suffix = PurePosixPath(image.file_name).suffix
    scan = match and _file(path, match[1] + suffix)
    if not match or not scan:
        raise TrainingError(f"{path}: the picture {image.file_name} is not beside it")
    left, top, right, bottom = (int(match[i]) for i in range(2, 6))
    if (right - left, bottom - top) != (image.width, image.height):
        raise TrainingError(f"{path}: the tile {image.file_name} has not the size that it says")
    return scan, Box(left, top, right, bottom)


def _file(path: Path, name: str) -> Path | None:
    """The picture `name` where COCO files keep them: as told, in images/, or beside the file."""
    own = PurePosixPath(name.replace("\\", "/"))
    for folder in (path.parent, path.parent / "images", path.parent.parent / "images"):
        for place in (folder / own, folder / own.name):
            if place.is_file():
                return place
    return None


def _geometry(found: list[list[float]] | _Rle) -> tuple[BaseGeometry | None, bool]:
    """The polygons of one object, and whether they had to be repaired; None without an area."""
    if isinstance(found, _Rle):
        return _rle_outline(found), False
    parts = [np.reshape(ring, (-1, 2)) for ring in found if len(ring) >= 6 and len(ring) % 2 == 0]
    rings = [shapely.Polygon(part) for part in parts]
    repaired = not all(ring.is_valid for ring in rings)
    valid = [shapely.make_valid(r, method="structure", keep_collapsed=False) for r in rings]
    return polygons_of(shapely.union_all(valid)) if valid else None, repaired


def _rle_outline(mask: _Rle) -> BaseGeometry | None:
    """The outline, along pixel edges, of a mask stored as runs down its columns."""
    height, width = mask.size
    counts = _decoded(mask.counts) if isinstance(mask.counts, str) else mask.counts
    ends = np.cumsum(counts)
    if not len(ends) or ends[-1] != height * width:
        raise TrainingError("a mask in runs (RLE) does not have the size that it says")
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


def _together(tiles: Sequence[tuple[Box, list[Annotation]]]) -> Outlines:
    """Outlines of tiles as those of one scan, with the tiles as what was looked at."""
    frames = [shapely.box(b.left, b.top, b.right, b.bottom) for b, _ in tiles]
    pieces: list[tuple[int, Annotation, BaseGeometry]] = []
    for number, (box, found) in enumerate(tiles):
        for annotation in found:
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
    return Outlines(tuple(shapes), tuple(frames))


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
