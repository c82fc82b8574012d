"""What is open, which of it is shown, and where it came from: scans, results, projects."""

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal

from graticule.errors import GraticuleError
from graticule.files import put_aside
from graticule.geometry import PixelSize
from graticule_app.look.translation import tr
from graticule_app.model import recent
from graticule_app.model.camera import Camera
from graticule_app.model.documents import Documents
from graticule_app.model.layers import LayerModel
from graticule_app.model.opening import Opened, Opener, Refused, summary_of
from graticule_app.model.project import (
    ENDING,
    Looks,
    Place,
    Project,
    ProjectScan,
    is_project,
    load_project,
    save_project,
    session_folder,
)
from graticule_app.model.samples import Sample, copying
from graticule_app.model.settings import Settings
from graticule_app.work import tasks
from graticule_app.work.ending import FOREVER
from graticule_app.work.message import Message, message_of

if TYPE_CHECKING:
    from graticule.protocol import Protocol
    from graticule.results import Result
    from graticule_app.model.display import DisplaySettings
    from graticule_app.model.document import Document
    from graticule_app.model.preview import PreviewController
    from graticule_app.model.queue import Queue
    from graticule_app.model.report_saver import ReportSaver
    from graticule_app.model.review import ReviewController
    from graticule_app.model.shown import ShownParticles

_AUTOSAVE = 20_000  # ms


class Workspace(Documents):
    """The open documents and all that is done with them: panels are given this and nothing else.

    Opens and closes scans and projects. Needs no widgets: whoever shows something of it listens.
    """

    message = Signal(object)  # Message
    busy = Signal(str)
    for_queue = Signal(object)  # list[Opened], of a folder or many files
    recent_changed = Signal()
    project_changed = Signal()  # `project` is another one
    settings_changed = Signal()  # `settings` are others
    page_wanted = Signal(str)  # key of a page that should come to the front
    help_wanted = Signal(str)  # page of the help
    scans_wanted = Signal()  # the user wants to choose files
    protocol_wanted = Signal(str)  # name of a protocol for the scan that is shown
    learning = Signal(str)  # how far the learning is; "" where nothing is learned

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings or Settings.load()
        self.layers = LayerModel(self)
        self.project: Path | None = None
        self.prepare: Callable[[], object] = lambda: None  # makes what shows a document
        self._opener = Opener(self)
        self._opener.one.connect(self._take)
        self._opener.batch.connect(self._told)
        self._opener.result.connect(self.open_result)
        self._opener.busy.connect(self.busy)
        self._wanted: dict[Path, ProjectScan] = {}
        self._show_at_end: Path | None = None
        self._tasks = tasks.Tasks(self, self._tell_failure)
        self._saved: Project | None = None
        self.can_reopen = False  # whether what was open at some time is noted
        self._autosave = QTimer(self)
        self._autosave.setInterval(_AUTOSAVE)
        self._autosave.timeout.connect(self.keep)
        self._autosave.start()

    # --- its parts, which bring numpy: the window is there before

    @cached_property
    def display(self) -> "DisplaySettings":
        """How light and dark scans are shown."""
        from graticule_app.model.display import DisplaySettings

        return DisplaySettings(self)

    @cached_property
    def particles(self) -> "ShownParticles":
        """The particles that pass the filter, which all panels share."""
        from graticule_app.model.shown import ShownParticles

        return ShownParticles(self)

    @cached_property
    def review(self) -> "ReviewController":
        """The corrections of the result that is shown."""
        from graticule_app.model.review import ReviewController

        return ReviewController(self)

    @cached_property
    def queue(self) -> "Queue":
        """The scans that wait, run and are done."""
        from graticule_app.model.queue import Queue

        return Queue(session_folder() / "queue", self)

    @cached_property
    def preview(self) -> "PreviewController":
        """What the protocol finds in the part that is seen."""
        from graticule_app.model.preview import PreviewController

        return PreviewController(self)

    @cached_property
    def reports(self) -> "ReportSaver":
        """The reports that wait and are written."""
        from graticule_app.model.report_saver import ReportSaver

        return ReportSaver(self)

    # --- opening

    def open(self, paths: Iterable[Path]) -> None:
        """Open scans, folders, projects and folders of results, whatever is among the paths.

        What is what, the opener finds out: the disk is asked in its thread.
        """
        scans = []
        for path in paths:
            if path.suffix.lower() == ENDING:
                self.open_project(path)
            elif (one := self.find(path)) is not None:
                self.show(one)
            else:
                scans.append(path)
        self._opener.open(scans)

    def open_sample(self, sample: Sample) -> None:
        """Copy a sample to the user's folder, and open it there."""
        self.run(copying(sample, self.settings.results), self._open_one, tr("Opening the sample"))

    def open_result(self, folder: Path) -> None:
        """Open the scan that a result belongs to, with it."""

        def work() -> "Result":
            from graticule.review import open_result  # late: see `opening`

            return open_result(folder)

        def take(result: "Result") -> None:
            one = self.find(result.source)
            if one is not None:
                self.give(one, result)
                self.show(one)
                return
            result.close()  # it is opened again, with its scan
            home = Path("/")
            self._wanted[result.source.absolute()] = ProjectScan(
                Place.of(result.source, home), Place.of(folder, home), result.frame
            )
            self._opener.open([result.source])

        self.run(work, take, tr("Opening the result"))

    def use(self, settings: Settings) -> None:
        """Other settings hold from now on."""
        self.settings = settings
        self.settings_changed.emit()

    def forget_recent(self) -> None:
        """No recent scan is remembered any more, nor its picture."""
        recent.forget_all()
        self.recent_changed.emit()
        self.run(recent.removing_pictures(), lambda _: None, tr("Removing the pictures"))

    def run(self, work: tasks.Work, take: Callable[[Any], object], doing: str) -> None:
        """Do something in the background; an error becomes a message."""
        self._tasks.run(work, doing, done=take)

    def look_back(self, then: Callable[[], object]) -> None:
        """Find out whether there is something to reopen, `can_reopen`; call `then` if so."""

        def work() -> bool:
            return self.kept().is_file()

        def take(there: bool) -> None:
            self.can_reopen = there
            if there:
                self.project_changed.emit()
                then()

        self._tasks.run(work, tr("Looking for what was open"), take)

    def halt(self) -> None:
        """The window closes: what is open is noted while the rest ends."""
        self._autosave.stop()
        tasks.cancel_all()
        self.keep()

    def end(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Nothing runs on; `halt` came before."""
        self._tasks.wait(deadline)
        self._opener.stop(deadline)

    def _open_one(self, path: Path) -> None:
        self.open([path])

    def _tell_failure(self, doing: str, error: Exception) -> None:
        self.message.emit(message_of(error, doing))

    def _take(self, found: Opened) -> None:
        if found.scan is None:
            return
        from graticule_app.model.document import Document  # late: see `opening`

        there = self.find(found.path)
        if there is not None:  # it was asked for once more while it was being opened
            found.scan.close()
            self.show(there)
            return
        self.prepare()
        one = Document(found.scan, self, path=found.path, shown=found.shown)
        wanted = self._wanted.pop(found.path.absolute(), None)
        if wanted is not None:
            self._restore(one, wanted)
        self.add(one)
        scan = found.scan
        size = f"{scan.pixel_size}" if scan.pixel_size.calibrated else tr("no pixel size")
        recent.remember(found.path, f"{scan.width:,} × {scan.height:,} px · {size}")
        self.recent_changed.emit()
        for text in scan.notices:
            self.message.emit(Message(f"{one.name}: {text}", "warning"))
        self.run(
            recent.making_thumbnail(scan),
            lambda _path: self.recent_changed.emit(),
            tr("The thumbnail"),
        )
        if wanted is None:
            self._find_result(one)

    def _told(self, opened: list[Opened], refused: list[Refused]) -> None:
        queued = [found for found in opened if found.protocol]
        if queued or refused or not opened:
            text, details = summary_of(len(opened), refused)
            kind = "info" if queued else "warning" if opened else "error"
            images = sum(found.frames for found in queued)
            offer = (tr("Analyse all {count}", count=images), lambda: self.for_queue.emit(queued))
            self.message.emit(Message(text, kind, details, offer if queued else None))
        if self._show_at_end is not None:
            self.show(self.find(self._show_at_end) or self._current)
            self._show_at_end = None

    # --- results

    def _find_result(self, one: "Document") -> None:
        """Show the result of an earlier analysis of the same file, if there is one."""
        scan, out = one.scan, self.settings.results

        def work() -> "Result | None":
            from graticule.result_folder import ResultFolder
            from graticule.review import open_result

            folder = ResultFolder.of(out, scan.path)
            noted = folder.read().get("scan", {}).get("fingerprint")
            if noted != scan.fingerprint:
                return None
            result = open_result(folder.path)
            if result.complete:
                return result
            result.close()
            return None

        def take(result: "Result | None") -> None:
            if result is None:
                return
            if one in self._documents and one.result is not None:
                result.close()  # another one was shown meanwhile
            elif self.give(one, result):
                text = tr("{name} was analysed before: this is its result.", name=one.name)
                self.message.emit(Message(text, "info"))

        self.run(work, take, tr("Looking for an earlier result"))

    def _restore(self, one: "Document", wanted: ProjectScan) -> None:
        """Put a scan back as a project had it; its result follows when it is read."""
        home = self.project.parent if self.project else Path("/")
        if wanted.pixel_size:
            one.set_pixel_size(PixelSize.parse(wanted.pixel_size))
        from graticule.scans import GreyRange  # late: see `opening`

        if wanted.greys and wanted.greys[0] < wanted.greys[1]:
            one.set_grey_range(GreyRange(*wanted.greys, "you"))
        if 0 <= wanted.frame < one.scan.frames:
            one.set_frame(wanted.frame)
        one.protocol = self._parsed(wanted.protocol) if wanted.protocol else None
        if wanted.camera is not None:
            x, y, scale, turns = wanted.camera
            one.camera = Camera(x, y, scale, turns)
        if wanted.result is None:
            return
        place = wanted.result

        def work() -> "Result":
            from graticule.review import open_result

            return open_result(place.found(home))

        take = partial(self.give, one)
        self.run(work, take, tr("Opening the result of {name}", name=one.name))

    def _parsed(self, text: str) -> "Protocol | None":
        from graticule.protocol import parse_protocol  # late: see `opening`

        try:
            return parse_protocol(text)
        except GraticuleError as error:  # written by another version
            self.message.emit(message_of(error, tr("Reading the project's protocol")))
            return None

    # --- projects

    def open_project(self, path: Path, *, as_project: bool = True) -> None:
        """Open all scans of a project beside those that are open.

        Without `as_project` it is the kept session: saving asks for a name.
        """

        def work() -> tuple[Project, list[Path]]:
            project = load_project(path)
            return project, [entry.scan.found(path.parent) for entry in project.scans]

        def take(found: tuple[Project, list[Path]]) -> None:
            project, places = found
            if as_project:
                self.project = path
                self.project_changed.emit()
            paths = []
            for entry, scan in zip(project.scans, places, strict=True):
                if self.find(scan) is None:
                    self._wanted[scan.absolute()] = entry
                    paths.append(scan)
            if places:
                self._show_at_end = places[min(project.current, len(places) - 1)]
            for key, look in project.layers.items():
                self.layers.restore(key, visible=look.visible, opacity=look.opacity)
            self._opener.open(paths, keep_all=True)

        self.run(work, take, tr("Opening the project"))

    def save_project(self, path: Path) -> None:
        """Save what is open under a name, which `project` is from then on."""
        project = self._as_project(path.parent)

        def work() -> None:
            save_project(project, path)

        def take(_: None) -> None:
            self.project = path
            self.project_changed.emit()
            self.message.emit(Message(tr("Saved as {name}.", name=path.name), "done"))

        self._tasks.run(work, tr("Saving the project"), done=take, vital=True)

    def keep(self) -> None:
        """Note what is open, so that it can be reopened whatever happens; nothing if unchanged.

        Until something was opened, what was noted the last time stays: it may be wanted yet.
        """
        project = self._as_project(session_folder())
        if project == self._saved or (self._saved is None and not project.scans):
            return
        first, self._saved = self._saved is None, project

        def work() -> None:
            if first and not is_project(self.kept()):
                put_aside(self.kept())
            save_project(project, self.kept())

        self._tasks.run(work, tr("Noting what is open"), vital=True)

    def kept(self) -> Path:
        """Where what is open is noted."""
        return session_folder() / f"last{ENDING}"

    def _as_project(self, home: Path) -> Project:
        scans = tuple(self._as_entry(one, home) for one in self._documents)
        current = self._current
        at = self._documents.index(current) if current in self._documents else 0
        looks = {each.key: Looks(each.visible, each.opacity) for each in self.layers.layers}
        return Project(scans, at, looks)

    @staticmethod
    def _as_entry(one: "Document", home: Path) -> ProjectScan:
        document, camera = one, one.camera
        size = document.pixel_size
        said = size if size != document.scan.pixel_size and size.calibrated else None
        result, greys = document.result, document.grey_range
        return ProjectScan(
            scan=Place.of(one.path, home),
            result=Place.of(result.folder, home) if result is not None else None,
            frame=document.frame,
            pixel_size=f"{said.x!r} {said.unit}" if said is not None else "",
            greys=(greys.black, greys.white) if greys is not None else None,
            camera=(camera.x, camera.y, camera.scale, camera.turns) if camera else None,
            protocol=one.protocol.text if one.protocol is not None else "",
        )
