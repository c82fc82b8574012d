"""What a person wants saved, where, and what becomes of files that are there already."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QSettings, QStandardPaths

from graticule_app.look.translation import tr_noop

Existing = Literal["number", "replace"]
_KEY = "out"


@dataclass(frozen=True, slots=True)
class Part:
    """One check box: its title, its explanation, and the files that it stands for.

    The files have the names that the command line gives them; the scan's name goes before.
    """

    key: str
    title: str
    hint: str
    files: tuple[str, ...]


VIEW = "view.png"
PARTS: tuple[Part, ...] = (
    Part("excel", tr_noop("Excel report"),
         tr_noop("Summary, every particle, charts, provenance"),
         ("report.xlsx",)),
    Part("csv", tr_noop("Table (CSV)"),
         tr_noop("Every particle, for R, Python or any spreadsheet"),
         ("particles.csv",)),
    Part("geojson", tr_noop("Outlines (GeoJSON)"),
         tr_noop("Opens in QuPath, with classes and measurements"),
         ("particles.geojson",)),
    Part("overview", tr_noop("Overview picture"),
         tr_noop("The whole scan with outlines, legend and scale bar"),
         ("overview.png",)),
    Part("numbers", tr_noop("Numbered pictures"),
         tr_noop("Each particle with its number, over the scan and alone"),
         ("particles.png", "particles-map.png")),
    Part("view", tr_noop("Picture of the view"),
         tr_noop("What the view shows now, layers included"), (VIEW,)),
    Part("maps", tr_noop("Maps (TIFF)"),
         tr_noop("Class, uncertainty and number of the particle of every pixel"),
         ("classes.ome.tif", "uncertainty.ome.tif", "labels.ome.tif")),
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


def has_chosen(settings: QSettings | None = None) -> bool:
    """Whether a report was saved before, so that there is a choice to repeat."""
    return (settings or QSettings()).contains(f"{_KEY}/folder")


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
