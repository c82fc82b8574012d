"""What a person has checked, as examples from which a network learns."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, product
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely
from PIL import Image

from graticule.annotations.naming import REGION
from graticule.completion import completing
from graticule.errors import GraticuleError
from graticule.files import StrPath, WriteProgress, atomic
from graticule.geometry import Box
from graticule.particles.seams import grid
from graticule.reports import Analysis, iter_write_geojson
from graticule.reports.geojson import plane_member, with_plane
from graticule.review.reviewed import Reviewed
from graticule.review.shared_file import other_results
from graticule.scans import Display, Scan
from graticule.segment import WorkView, level0_box

_SIDE = 256  # work px of a square
_NOTHING = "No particle has been reviewed yet: mark some as reviewed, or correct them"


def iter_write_annotations(
    reviewed: Reviewed, path: StrPath, *, made_by: str = "", shared: bool = False
) -> Iterator[WriteProgress]:
    """The particles that a person has reviewed or drawn, as GeoJSON outlines with their class.

    Polygons of the class "Region" tell where everything was looked at: what lies elsewhere is
    unknown to a training, not background. Of a stack all lie on the plane of their image. In a
    `shared` file, what other results of the scan (of other images, or regions) have written
    stays, but where this one has looked. The review is taken as it stands when this is called;
    `GraticuleError` if there is nothing.
    """
    path = Path(path)
    analysis = reviewed.analysis()
    rows = np.flatnonzero(analysis.table["reviewed"]) if "reviewed" in analysis.table else []
    if not len(rows):
        raise GraticuleError(_NOTHING)
    table, outlines = analysis.table.select(np.asarray(rows)), analysis.outlines
    place = np.full(len(analysis.table), -1)
    place[rows] = np.arange(len(rows))
    chosen = replace(
        analysis,
        table=table,
        outlines=lambda: ((int(place[row]), shape) for row, shape in outlines() if place[row] >= 0),
    )
    boxes, _ = _looked_at(reviewed, analysis, _SIDE)
    maker = _Maker(made_by, hashlib.sha256(str(reviewed.folder.resolve()).encode()).hexdigest())
    return _with_regions(chosen, boxes, path, maker if shared else _Maker(made_by))


write_annotations = completing(iter_write_annotations)


@dataclass(frozen=True)
class _Maker:
    """Who writes a file; `result` is noted with each feature where several write one."""

    name: str
    result: str = ""


def _with_regions(
    analysis: Analysis, boxes: list[Box], path: Path, maker: _Maker
) -> Iterator[WriteProgress]:
    """Outlines, then where was looked: squares of work px, and the outlines that leave them."""
    with atomic(path) as temporary:
        yield from iter_write_geojson(analysis, temporary, by_hand=True)
        told = msgspec.json.decode(temporary.read_bytes())
        told["features"] += _regions(analysis, boxes)
        if maker.name:
            told["made_by"] = maker.name
        if maker.result:
            for feature in told["features"]:
                feature["properties"]["result"] = maker.result
            told["features"] += other_results(path, told["features"], maker.result)
        temporary.write_bytes(msgspec.json.encode(told))


def _regions(analysis: Analysis, boxes: list[Box]) -> list[dict[str, Any]]:
    whole = Box(0, 0, analysis.scan.width, analysis.scan.height)
    work = (box.shifted(*analysis.origin).scaled(analysis.scale).clipped(whole) for box in boxes)
    squares = shapely.union_all([shapely.box(b.left, b.top, b.right, b.bottom) for b in work])
    shapely.prepare(squares)
    beyond = [shape for _, shape in analysis.outlines() if not squares.covers(shape)]
    plane = plane_member(analysis.scan.plane)
    return [
        {
            "type": "Feature",
            "geometry": msgspec.json.decode(with_plane(shapely.to_geojson(part), plane)),
            "properties": {"objectType": "annotation", "classification": {"name": REGION}},
        }
        for part in shapely.get_parts(shapely.union_all([squares, *beyond]))
    ]


@dataclass(frozen=True)
class Crops:
    """Squares of the work grid in which everything has been looked at.

    `left_out` counts those with something reviewed in them, and something that nobody has looked
    at: what is not marked there would be learned as background.
    """

    analysis: Analysis
    scan: Scan
    boxes: list[Box]
    left_out: int


def plan_crops(reviewed: Reviewed, side: int = _SIDE) -> Crops:
    """Which squares of `side` work px can be learned from; `GraticuleError` if there is nothing."""
    scan = reviewed.measured_scan()
    if scan is None:
        raise GraticuleError(f"{reviewed.source}: the scan is no longer there, or was replaced")
    analysis = reviewed.analysis()
    return Crops(analysis, scan, *_looked_at(reviewed, analysis, side))


def _looked_at(reviewed: Reviewed, analysis: Analysis, side: int) -> tuple[list[Box], int]:
    """The squares in which all is reviewed, and how many are reviewed only in part."""
    edited = reviewed.edited()
    table, whole = analysis.table, grid(analysis.labels)
    sides = np.stack([table[key] for key in ("left", "top", "right", "bottom")], axis=1)
    changed = np.array([[b.left, b.top, b.right, b.bottom] for b in edited], float).reshape(-1, 4)
    seen = np.asarray(table["reviewed"]) if "reviewed" in table else np.zeros(len(table), bool)
    squares = _Squares(analysis, side, -(-whole.width // side))
    known = squares.under(sides[seen]) | squares.under(changed)
    unknown = squares.under(sides[~seen])
    if not known:
        raise GraticuleError(_NOTHING)
    boxes = [squares.box(cell).clipped(whole) for cell in sorted(known - unknown)]
    return [box for box in boxes if box.area], len(known & unknown)


def iter_write_crops(crops: Crops, folder: StrPath) -> Iterator[WriteProgress]:
    """Pairs images/NAME.png and labels/NAME.png, as training reads them; particles are 1..n.

    A pair of another picture that has the name already stays; this one gets a number.
    """
    folder = Path(folder)
    analysis = crops.analysis
    stem = Path(analysis.scan.name).stem
    if analysis.scan.frame:
        stem += f"-frame-{analysis.scan.frame + 1}"
    view = WorkView(crops.scan, analysis.scale, analysis.origin)
    for done, box in enumerate(crops.boxes):
        corner = f"{stem}-x{box.left + analysis.origin[0]}-y{box.top + analysis.origin[1]}"
        pixels = _picture(view, box)
        name = _free_name(folder / "images", corner, pixels)
        yield WriteProgress(name, done, len(crops.boxes))
        labels = np.asarray(analysis.labels[box.slices])
        present = np.unique(labels[labels > 0])
        own = np.searchsorted(present, labels, side="right").astype(np.uint16)
        for part, content in (("images", pixels), ("labels", own)):
            with atomic(folder / part / name) as temporary:
                Image.fromarray(content).save(temporary, "PNG")
    yield WriteProgress(folder.name, len(crops.boxes), len(crops.boxes))


write_crops = completing(iter_write_crops)


def _free_name(folder: Path, stem: str, pixels: np.ndarray) -> str:
    """The first name that is free, or that holds this very picture."""
    for number in count(1):
        name = f"{stem}.png" if number == 1 else f"{stem}-{number}.png"
        try:
            with Image.open(folder / name) as there:
                if np.array_equal(np.asarray(there), pixels):
                    return name
        except FileNotFoundError:
            return name
        except (OSError, ValueError):  # something else: it stays
            continue
    raise AssertionError("numbers end nowhere")


def _picture(view: WorkView, box: Box) -> np.ndarray:
    """The scan's own grey levels where a PNG can hold them, else as it is shown."""
    pixels = view.read(box)
    if pixels.shape[2] == 1 and pixels.dtype in (np.uint8, np.uint16):
        return np.ascontiguousarray(pixels[..., 0])
    if pixels.shape[2] == 3 and pixels.dtype == np.uint8:
        return np.ascontiguousarray(pixels)
    place = level0_box(box.shifted(*view.origin), view.scale, view.scan.box)
    shown = Display(view.scan).picture(place, max(box.shape))
    size = (box.width, box.height)
    return np.asarray(Image.fromarray(shown).resize(size, Image.Resampling.BILINEAR))


class _Squares:
    """The work grid cut into squares, counted row by row."""

    def __init__(self, analysis: Analysis, side: int, columns: int) -> None:
        self._corner = np.tile(np.asarray(analysis.origin) * analysis.scale, 2)
        self._scale = analysis.scale
        self._side = side
        self._columns = columns

    def box(self, number: int) -> Box:
        """A square, in work px."""
        row, column = divmod(number, self._columns)
        side = self._side
        return Box(column * side, row * side, (column + 1) * side, (row + 1) * side)

    def under(self, sides: np.ndarray) -> set[int]:
        """The squares that level-0 boxes (n, 4) reach into."""
        work = np.rint((sides - self._corner) / self._scale).astype(np.int64)
        first, last = work[:, :2] // self._side, (work[:, 2:] - 1) // self._side
        inside = (first == last).all(1)
        found = set((first[inside, 1] * self._columns + first[inside, 0]).tolist())
        larger = zip(first[~inside].tolist(), last[~inside].tolist(), strict=True)
        for (x0, y0), (x1, y1) in larger:
            rows = range(max(y0, 0), y1 + 1)
            columns = range(max(x0, 0), min(x1, self._columns - 1) + 1)
            found.update(y * self._columns + x for y, x in product(rows, columns))
        return found
