"""What a person wants saved, where, and what becomes of files that are there already."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QSettings, QStandardPaths

Existing = Literal["number", "replace"]
_KEY = "out"


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of output: its check box, its explanation, and how its file names end."""

    key: str
    title: str
    hint: str
    endings: tuple[str, ...]


PARTS: tuple[Part, ...] = (
    Part("excel", "Excel report", "Summary, every particle, charts, provenance",
         ("-report.xlsx",)),
    Part("csv", "Table (CSV)", "Every particle, for R, Python or any spreadsheet",
         ("-particles.csv",)),
    Part("geojson", "Outlines (GeoJSON)", "Opens in QuPath, with classes and measurements",
         ("-particles.geojson",)),
    Part("overview", "Overview picture", "The whole scan with outlines, legend and scale bar",
         ("-overview.png",)),
    Part("view", "Picture of the view", "What the view shows now, layers included",
         ("-view.png",)),
    Part("maps", "Maps (TIFF)", "Class, uncertainty and particle number of every pixel",
         ("-classes.ome.tif", "-uncertainty.ome.tif", "-labels.ome.tif")),
)  # fmt: skip
_FIRST = ("excel", "geojson", "overview")  # of somebody who never chose


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """Which parts go to which folder.

    `existing`: "number" never touches a file that is there, "replace" puts the new one in its
    place.
    """

    folder: Path
    parts: frozenset[str]
    existing: Existing = "number"


def part(key: str) -> Part:
    """The part of that key; `KeyError` if there is none."""
    return {each.key: each for each in PARTS}[key]


def remembered(settings: QSettings | None = None) -> ReportChoice:
    """What was chosen last; Excel, outlines and overview in the documents folder at first.

    Whether to replace files is asked each time anew, so it is not remembered.
    """
    settings = settings or QSettings()
    folder = settings.value(f"{_KEY}/folder", "", str) or _documents()
    known = {each.key for each in PARTS}
    text = settings.value(f"{_KEY}/parts", ",".join(_FIRST), str)
    parts = frozenset(str(text).split(",")) & known
    return ReportChoice(Path(str(folder)), parts or frozenset(_FIRST))


def remember(choice: ReportChoice, settings: QSettings | None = None) -> None:
    """Keep folder and parts for the next time, and for the next scan."""
    settings = settings or QSettings()
    settings.setValue(f"{_KEY}/folder", str(choice.folder))
    settings.setValue(f"{_KEY}/parts", ",".join(_in_order(choice.parts)))


def _in_order(parts: Iterable[str]) -> list[str]:
    wanted = set(parts)
    return [each.key for each in PARTS if each.key in wanted]


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
