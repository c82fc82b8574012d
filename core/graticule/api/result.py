"""`Result`: the finished analysis of one scan, as a notebook reads it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import shapely

from graticule.api.arrays import LazyArray
from graticule.api.script import script_of
from graticule.api.table import Table
from graticule.classes import ClassInfo
from graticule.completion import complete
from graticule.errors import ResultError
from graticule.files import StrPath
from graticule.geometry import Box, PixelSize
from graticule.names import text_path
from graticule.picture_names import split_name
from graticule.reports import Analysis, class_facts, prepare_overview, report_writers
from graticule.reports.cells import fields
from graticule.reports.statistics import SIZE, analysed_area
from graticule.reports.tables import heading
from graticule.review import AnyEdit, Reviewed

_FILES = {
    "csv": "particles.csv",
    "xlsx": "report.xlsx",
    "geojson": "particles.geojson",
    "png": "overview.png",
    "classes": "classes.ome.tif",
    "uncertainty": "uncertainty.ome.tif",
    "labels": "labels.ome.tif",
}
_ENDINGS = {".csv": "csv", ".xlsx": "xlsx", ".geojson": "geojson", ".gz": "geojson", ".png": "png"}
_SIDE = 1600  # px of a plot's picture


class Result:
    """What an analysis found, with the corrections that were made by hand.

    Maps are (height, width) on the grid of `scale` px of the scan per px. It need not be closed,
    but is a context manager for those who wish to.
    """

    def __init__(self, stored: Reviewed) -> None:
        self._stored = stored
        self._table: tuple[int, Table] | None = None

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._stored.folder

    @property
    def scan(self) -> Path:
        """The scan that was analysed."""
        return self._stored.source

    @property
    def protocol(self) -> str:
        """Name of the protocol that was followed."""
        return self._stored.protocol_name

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """What a pixel can be, by the number in `class_map`: the background is 0."""
        return self._stored.classes

    @property
    def pixel_size(self) -> PixelSize:
        """Of a px of the maps."""
        return self._stored.pixel_size

    @property
    def scale(self) -> float:
        """Px of the scan per px of the maps."""
        return self._stored.scale

    @property
    def region(self) -> Box:
        """What of the scan was analysed, in its px."""
        return self._stored.region

    @property
    def notices(self) -> tuple[str, ...]:
        """What is doubtful about the scan or what was found, a line each."""
        record = self._stored.record
        return record.notices if record is not None else ()

    @property
    def table(self) -> Table:
        """One row per particle, with the names, units and numbers of particles.csv."""
        edits = self._stored.log_length
        if self._table is None or self._table[0] != edits:
            columns = fields(self._analysis())
            self._table = (
                edits,
                Table(
                    {heading(column): column.values for column in columns},
                    {heading(column): column.doc for column in columns},
                ),
            )
        return self._table[1]

    @property
    def summary(self) -> Table:
        """One row per class: how many, how dense, how much of the area, how large."""
        analysis = self._analysis()
        facts, unit = class_facts(analysis), analysis.scan.pixel_size.unit
        return Table({
            "class": np.array([fact.name for fact in facts], object),
            "count": np.array([fact.count for fact in facts]),
            f"density (1/{analysed_area(analysis).unit})": np.array([f.density for f in facts]),
            "area share": np.array([fact.share for fact in facts]),
            f"median {SIZE} ({unit})": np.array([fact.median for fact in facts]),
        })  # fmt: skip

    @property
    def class_map(self) -> LazyArray:
        """uint8: the class of each particle, 0 for none; what the table counts."""
        return LazyArray(self._stored.class_map, np.uint8, np.asarray)

    @property
    def labels(self) -> LazyArray:
        """uint32: the id of the particle, 0 for none."""
        return LazyArray(self._stored.labels, np.uint32, np.asarray)

    @property
    def uncertainty(self) -> LazyArray:
        """float32: 0 (sure) to 1; normalised entropy of the class probabilities, or what the
        protocol names.
        """
        return LazyArray(
            self._stored.uncertainty, np.float32, lambda part: part.astype(np.float32) / 255
        )

    def outlines(self, ids: Iterable[int] | None = None) -> list[dict[str, Any]]:
        """GeoJSON features of all particles, or of these ids, in px of the scan, y downwards.

        Properties are the table's columns. `geopandas.GeoDataFrame.from_features(...)` takes
        them, and `shapely.geometry.shape(feature["geometry"])`.
        """
        analysis, table = self._analysis(), self.table
        wanted = None if ids is None else {int(number) for number in ids}
        columns = {name: values.tolist() for name, values in table.to_dict().items()}
        return [
            {
                "type": "Feature",
                "id": columns["id"][row],
                "geometry": shapely.geometry.mapping(shape),
                "properties": {name: values[row] for name, values in columns.items()},
            }
            for row, shape in analysis.outlines()
            if wanted is None or columns["id"][row] in wanted
        ]

    def plot(self, ax: Any = None) -> Any:
        """The scan with its particles in their colours: matplotlib axes in px of the scan.

        Without matplotlib, and without `ax`, a PIL image. Raises `GraticuleError` where the
        scan's file is gone.
        """
        picture = prepare_overview(self._analysis(), "overview").bare(_SIDE)
        if ax is None:
            try:
                from matplotlib import pyplot
            except ImportError:
                return picture
            ax = pyplot.subplots()[1]
        box = self.region
        ax.imshow(np.asarray(picture), extent=(box.left, box.right, box.bottom, box.top))
        ax.set_xlabel("x (px)")
        ax.set_ylabel("y (px)")
        ax.set_title(f"{self.scan.name}: {len(self.table):,} particles")
        return ax

    def save(self, path: StrPath, formats: str | Sequence[str] | None = None) -> list[Path]:
        """Write reports, and give their paths; files that are there are replaced.

        Into one file whose ending says what it is (.csv, .xlsx, .geojson, .geojson.gz, .png), or
        as `formats` into a folder: "csv", "xlsx", "geojson", "png", "classes", "uncertainty",
        "labels"; all of them by default. Raises `ValueError` for another format, `GraticuleError`
        where the file cannot be written, or is the scan itself.
        """
        path = Path(path)
        kinds = [formats] if isinstance(formats, str) else list(formats or ())
        ending = _ENDINGS.get(path.suffix.lower())
        if unknown := [kind for kind in kinds if kind not in _FILES]:
            raise ValueError(f"no format is called {unknown[0]!r}; there are {', '.join(_FILES)}")
        if path.suffix and path.suffix.lower() in (".tif", ".tiff"):
            if len(kinds) != 1 or kinds[0] not in ("classes", "uncertainty", "labels"):
                raise ValueError('say which map: formats="classes", "uncertainty" or "labels"')
            targets = {kinds[0]: path}
        elif ending:
            if kinds not in ([], [ending]):
                raise ValueError(f"{path.name} is no {', '.join(kinds)}: name a folder")
            targets = {ending: path}
        else:
            targets = {kind: path / _FILES[kind] for kind in kinds or _FILES}
        analysis = self._analysis()
        _spare(text_path(analysis.scan.path), targets.values())
        writers = report_writers(analysis, None, numbers=False)
        for kind, target in targets.items():
            complete(writers[_FILES[kind]](target))
        return list(targets.values())

    def apply(self, edit: AnyEdit) -> None:
        """Correct it as in the window's review; the edits are in `graticule.review`.

        It is written at once, with your name and the time. `GraticuleError` in plain words if it
        cannot be done.
        """
        self._stored.apply(edit)

    def undo(self) -> None:
        """Take back the last correction; `GraticuleError` if there is none."""
        self._stored.undo()

    def redo(self) -> None:
        """Do again what was taken back last; `GraticuleError` if there is nothing."""
        self._stored.redo()

    def script(self, out: str = "repeated") -> str:
        """A Python script whose calls repeat the analysis and the corrections, into `out`."""
        return script_of(self._stored, out)

    def close(self) -> None:
        """Let go of the scan and of the log of corrections; a second call does nothing."""
        self._stored.close()

    def _analysis(self) -> Analysis:
        return self._stored.analysis()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        names = ", ".join(info.name for info in self.classes[1:])
        lines = [
            f"<Result {self.scan.name}: {len(self.table):,} particles ({names}), {self.protocol}>"
        ]
        return "\n".join([*lines, *self.notices])


def open_result(folder: StrPath) -> Result:
    """The finished result in a folder, with its corrections.

    Raises `GraticuleError` where there is none, or the analysis has not finished yet.
    """
    return Result(Reviewed.open(Path(folder)))


def _spare(scan: Path, targets: Iterable[Path]) -> None:
    """`ResultError` before anything is written where a file to be replaced is the scan."""
    file, _ = split_name(scan)
    for target in targets:
        if target.exists() and file.exists() and target.samefile(file):
            raise ResultError(f"{target}: is the scan that was analysed; choose another name")
