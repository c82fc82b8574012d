"""particles.geojson: outlines with class and measurements, as QuPath writes and reads them.

Format: https://qupath.readthedocs.io/en/stable/docs/advanced/exporting_annotations.html
"""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
import shapely

from graticule.completion import completing
from graticule.files import StrPath, WriteProgress, atomic
from graticule.planes import Plane
from graticule.reports.bundle import Analysis
from graticule.reports.cells import ReportColumn, clean_text, fields

_PARTICLES = 2_000  # per step: some megabytes of text
_NOT_MEASURED = ("class", "id")  # told by classification and name


def iter_write_geojson(
    analysis: Analysis, path: StrPath, *, subtract_offset: bool = False, by_hand: bool = False
) -> Iterator[WriteProgress]:
    """Write every outline in level-0 px; compressed when the name ends in `.gz`.

    Particles are QuPath "detections": measured, coloured by their class and quick by the
    hundred thousand; `by_hand` makes them annotations, which QuPath lets a person correct.
    `subtract_offset` takes OpenSlide's bounds offset away, for a QuPath project that crops the
    slide to its bounds.
    Words, such as the colour and the size class, are QuPath's metadata of the object.
    The ids follow from scan, class and outline, so that the same result is the same file.
    """
    path = Path(path)
    writer = _FeatureWriter(analysis, subtract_offset=subtract_offset, by_hand=by_hand)
    count, done = len(analysis.table), 0
    with atomic(path) as temporary, _opened(temporary) as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        outlines = iter(analysis.outlines())
        while batch := list(islice(outlines, _PARTICLES)):
            file.write(b",\n" if done else b"\n")
            file.write(b",\n".join(writer.features(batch)))
            done += len(batch)
            yield WriteProgress(path.name, done, max(count, done))
        file.write(b"\n]}\n")
    if not done:
        yield WriteProgress(path.name, 0, 0)


write_geojson = completing(iter_write_geojson)


class _FeatureWriter:
    """Turns outlines into features, a batch at a time."""

    def __init__(self, analysis: Analysis, *, subtract_offset: bool, by_hand: bool) -> None:
        self._analysis = analysis
        self._type = "annotation" if by_hand else "detection"
        x, y = analysis.scan.bounds_offset if subtract_offset else (0, 0)
        self._offset = np.array([x, y], float)
        self._measures = tuple(f for f in fields(analysis) if _is_measure(f))
        self._words = tuple(f for f in fields(analysis) if _is_word(f))
        self._classes = np.asarray(analysis.table.columns["class"]).astype(np.intp)
        self._ids = np.asarray(analysis.table.columns["id"])
        self._names = [clean_text(info.name) for info in analysis.classes]
        self._plane = plane_member(analysis.scan.plane)
        self._encode = msgspec.json.Encoder().encode

    def features(self, batch: list[tuple[int, Any]]) -> list[bytes]:
        """One JSON object per (row, polygon)."""
        rows = np.array([row for row, _ in batch], np.intp)
        shapes = np.array([shape for _, shape in batch], dtype=object)
        contents = shapely.to_wkb(shapes, byte_order=1)
        if self._offset.any():
            shapes = shapely.transform(shapes, lambda points: points - self._offset)
        measures = self._measurements(rows)
        return [
            self._feature(*particle)
            for particle in zip(
                rows.tolist(), shapely.to_geojson(shapes), contents, measures, strict=True
            )
        ]

    def _feature(self, row: int, geometry: str, content: bytes, measures: dict) -> bytes:
        number = int(self._classes[row])
        name = self._names[number]
        properties: dict[str, Any] = {
            "objectType": self._type,
            "classification": {"name": name, "color": self._analysis.classes[number].color},
            "name": f"{name} {self._ids[row]}",
            "measurements": measures,
        }
        if words := {
            field.heading: str(field.values[row]) for field in self._words if field.values[row]
        }:
            properties["metadata"] = words
        feature = {
            "type": "Feature",
            "id": str(self._analysis.identity(name.encode(), content)),
            "geometry": msgspec.Raw(with_plane(geometry, self._plane)),
            "properties": properties,
        }
        return self._encode(feature)

    def _measurements(self, rows: np.ndarray) -> list[dict[str, float]]:
        """Per particle the numbers that are finite: JSON has no other."""
        columns = []
        for field in self._measures:
            values = field.values[rows]
            if field.kind == "truth":
                values = values.astype(np.uint8)
            columns.append((field.heading, values.tolist(), np.isfinite(values).tolist()))
        return [
            {heading: values[i] for heading, values, finite in columns if finite[i]}
            for i in range(len(rows))
        ]


def plane_member(plane: Plane | None) -> bytes:
    """What a geometry says of its place in a stack, as QuPath writes it; b"" without one."""
    if plane is None:
        return b""
    told = msgspec.json.encode({"c": plane.c, "z": plane.z, "t": plane.t})
    return b',"plane":' + told


def with_plane(geometry: str, member: bytes) -> bytes:
    """A GeoJSON geometry with the member that tells its plane."""
    return geometry.encode()[:-1] + member + b"}" if member else geometry.encode()


def _is_measure(field: ReportColumn) -> bool:
    return field.kind != "text" and field.key not in _NOT_MEASURED


def _is_word(field: ReportColumn) -> bool:
    return field.kind == "text" and field.key not in _NOT_MEASURED


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes] | gzip.GzipFile]:
    """The file to write into; a gzip without time stamp or name, so that it is reproducible."""
    with path.open("wb") as file:
        if path.suffix.lower() != ".gz":
            yield file
            return
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
            yield packed
