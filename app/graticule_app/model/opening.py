"""From what a person drops, pastes or chooses to open scans, in the background."""

import os
import traceback
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from PySide6.QtCore import QDeadlineTimer, QObject, Signal

from graticule.errors import GraticuleError
from graticule_app.look.translation import tr, tr_noop, trn
from graticule_app.model.project import ENDING
from graticule_app.work.ending import FOREVER
from graticule_app.work.tasks import Policy, Tasks, as_bug

if TYPE_CHECKING:
    from graticule.scans import Scan

# For the file dialog. Any other file is tried as well: what counts is what is in it.
FILTERS = (
    (tr_noop("Scans and pictures"),
     "tif tiff btf svs ndpi mrxs scn vms vmu bif svslide czi dcm qptiff png jpg jpeg bmp dm3 dm4 "
     "ser emd mrc mrcs rec emi hspy h5 hdf5 ilp"),
    ("TIFF", "tif tiff btf qptiff"),
    (tr_noop("Slides"), "svs ndpi mrxs scn vms vmu bif svslide czi dcm"),
    (tr_noop("Electron microscopes"), "dm3 dm4 ser emd mrc mrcs rec emi hspy"),
    (tr_noop("Pictures"), "png jpg jpeg bmp"),
    (tr_noop("Graticule projects"), ENDING[1:]),
)  # fmt: skip
MOST_OPEN = 4  # files of one batch that are opened at once; of more, the first
_MOST_FILES = 5000  # of a folder


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is a scan.

    Of a few files each is left open; of many only the first, and the rest are for the queue:
    they come without `scan`, and all with the name of the protocol that fits.
    """

    path: Path
    scan: "Scan | None"
    protocol: str = ""
    frames: int = 1  # images of a stack
    shown: "Scan | None" = None  # `scan` with the coarse levels that were made for it before


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be opened, why in plain words, and what a developer wants to know."""

    path: Path
    reason: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class ResultFound:
    """A folder that holds a result: its scan is to be opened with it."""

    folder: Path


def dialog_filter() -> str:
    """The filters of a file dialog, all scans first and any file last."""
    parts = [
        f"{tr(title)} ({' '.join(f'*.{ending}' for ending in endings.split())})"
        for title, endings in FILTERS
    ]
    return ";;".join([*parts, tr("Any file (*)")])


def paths_in(text: str) -> list[Path]:
    """The existing paths in a pasted text: one a line, as a path or file://, in quotes or not.

    It asks the disk: a share that is away takes its time to say so.
    """
    found = []
    for raw in text.splitlines():
        line = raw.strip().strip("\"'")
        if line.lower().startswith("file:"):
            part = unquote(urlparse(line).path)
            line = part[1:] if os.name == "nt" and part.startswith("/") else part
        if line:
            path = Path(line).expanduser()
            try:
                if path.exists():
                    found.append(path)
            except OSError:  # too long for a name: not a path at all
                continue
    return found


def opening(
    paths: Iterable[Path], *, keep_all: bool = False
) -> Generator[Opened | Refused | ResultFound, None, None]:
    """Work for `Tasks`: try each file; what is no image says so and stops nothing."""
    asked = list(paths)
    results = [path for path in asked if (path / "run.json").is_file()]
    yield from map(ResultFound, results)
    if results and len(results) == len(asked):
        return
    # Late: numba and scipy take half a second, and the window must be there before.
    from graticule.endings import NO_SCANS
    from graticule.scans.finding import scan_files

    files = list(scan_files([path for path in asked if path not in results], most=_MOST_FILES))
    many = len(files) > MOST_OPEN and not keep_all
    kept = 0
    for path in files:
        if path.suffix.lower() in NO_SCANS:
            yield Refused(path, tr("{name}: is no scan", name=path.name))
            continue
        try:
            found = _open(path, keep=not many or not kept, propose_one=many)
        except GraticuleError as error:
            yield Refused(path, str(error), "".join(traceback.format_exception(error)))
        except Exception as error:  # noqa: BLE001 - one bad file of fifty must not stop the rest
            yield Refused(
                path,
                tr("{name}: cannot be read; the file may be damaged", name=path.name),
                "".join(traceback.format_exception(error)),
            )
        else:
            kept += found.scan is not None
            yield found


def _open(path: Path, *, keep: bool, propose_one: bool) -> Opened:
    from graticule.scans import open_scan, with_overviews
    from graticule.scans.trial import try_scan
    from graticule.suggest import suggest_protocol  # late, as above

    try_scan(path)
    scan = open_scan(path)
    try:
        name, frames = suggest_protocol(scan).name if propose_one else "", scan.frames
        shown = None
        if keep:
            # The window asks for these, and must not wait for the disk.
            _ = scan.grey_range
            shown = with_overviews(scan)
    except GraticuleError:
        scan.close()
        raise
    if not keep:
        scan.close()
    return Opened(path, scan if keep else None, name, frames, shown)


class Opener(QObject):
    """Opens batches of files one after another; each batch tells what became of it."""

    one = Signal(object)  # Opened, as soon as it is
    result = Signal(object)  # Path of a folder that holds a result
    batch = Signal(object, object)  # list[Opened], list[Refused]; not of results alone
    busy = Signal(str)  # what is being opened; "" when nothing is

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = Tasks(self, as_bug, Policy.IN_TURN)

    def open(self, paths: Iterable[Path], *, keep_all: bool = False) -> None:
        """Open files and folders; `keep_all` leaves each open, however many they are."""
        wanted = list(paths)
        if not wanted:
            return
        name = wanted[0].name if len(wanted) == 1 else trn("{n} file", "{n} files", len(wanted))
        found: list[Opened | Refused | ResultFound] = []

        def each(one: Opened | Refused | ResultFound | None) -> None:
            if one is None:
                self.busy.emit(tr("Opening {name} …", name=name))
                return
            found.append(one)
            if isinstance(one, Opened):
                self.one.emit(one)

        work = _batch(wanted, name, keep_all=keep_all)
        self._tasks.run(work, name, lambda _: self._finish(found), each=each)

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Forget what waits, and end what runs."""
        self._tasks.stop(deadline)

    def _finish(self, found: list[Opened | Refused | ResultFound]) -> None:
        self.busy.emit("")
        opened = [one for one in found if isinstance(one, Opened)]
        refused = [one for one in found if isinstance(one, Refused)]
        results = [one.folder for one in found if isinstance(one, ResultFound)]
        if opened or refused or not results:
            self.batch.emit(opened, refused)
        for folder in results:
            self.result.emit(folder)


def _batch(
    paths: list[Path], name: str, *, keep_all: bool
) -> Generator[Opened | Refused | ResultFound | None, None, None]:
    """`opening`, which tells with None that its turn has come, and that it broke as a refusal."""
    yield None
    try:
        yield from opening(paths, keep_all=keep_all)
    except Exception as error:  # noqa: BLE001 - a folder that cannot be listed, a share that went
        details = "".join(traceback.format_exception(error))
        yield Refused(paths[0], tr("{name}: cannot be opened", name=name), details)


def summary_of(opened: int, refused: list[Refused]) -> tuple[str, str]:
    """One sentence about a batch, and the details: a line a file with its reason."""
    details = "\n".join(entry.reason for entry in refused)
    if len(refused) == 1 and not opened:
        only = refused[0]
        return tr("{reason}. Nothing was changed.", reason=only.reason), only.details or only.reason
    if not opened:
        if not refused:
            return tr("This folder holds no file."), ""
        text = tr("None of these {count} files is a scan. Nothing was changed.", count=len(refused))
        return text, details
    if not refused:
        return trn("{n} scan was found.", "{n} scans were found.", opened), ""
    total = opened + len(refused)
    if len(refused) == 1:
        text = trn(
            "{n} of {total} files is a scan; the other is left out.",
            "{n} of {total} files are scans; the other is left out.", opened, total=total,
        )  # fmt: skip
    else:
        text = trn(
            "{n} of {total} files is a scan; the others are left out.",
            "{n} of {total} files are scans; the others are left out.", opened, total=total,
        )  # fmt: skip
    return text, details
