"""The Analyse button, the queue, and the scan that is shown: joined."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from graticule.errors import GraticuleError
from graticule.events import Options
from graticule.geometry import Box
from graticule.names import shown
from graticule_app.look.translation import tr, trn
from graticule_app.model import shelf
from graticule_app.model.document import Document
from graticule_app.model.entry import Entry, State
from graticule_app.model.opening import Opened
from graticule_app.model.workspace import Workspace
from graticule_app.panels.protocol.protocol_panel import ProtocolPanel
from graticule_app.work.message import Message, message_of

_PATIENCE = 1500  # ms that an analysis waits for the protocol that is about to be proposed


class Analysing(QObject):
    """Puts scans into the queue and follows what becomes of them."""

    message = Signal(object)  # Message
    changed = Signal()  # the shown scan's analysis began or ended
    particles_found = Signal()  # the shown scan has its particles now

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        queue = self._queue = workspace.queue
        self._protocols: ProtocolPanel
        self._workspace = workspace
        self.save_report: Callable[[], object] = lambda: None  # the bench says how
        self.combine: Callable[[list[Path]], object] = lambda _: None  # this, too
        self._done: list[tuple[Entry, Path]] = []  # since the queue was last idle
        self._all_images = False
        self._document: Document | None = None
        self._region: Box | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._begin)
        workspace.shown.connect(self._take_document)
        for signal in (queue.started, queue.finished, queue.failed, queue.cancelled):
            signal.connect(lambda *_: self.changed.emit())
        queue.busy_changed.connect(lambda _: self.changed.emit())
        queue.busy_changed.connect(self._idle)
        queue.finished.connect(self._finished)
        queue.failed.connect(self._failed)

    def set_protocols(self, protocols: ProtocolPanel) -> None:
        """Analyse with what this form says."""
        self._protocols = protocols
        protocols.proposed.connect(lambda _: self.hurry())

    def _take_document(self, document: Document | None) -> None:
        """Another scan is shown, and its protocol after this."""
        self.hurry()
        self._document = document
        self.changed.emit()

    @property
    def running(self) -> bool:
        """Whether the shown scan is being analysed, or will be in a moment."""
        return self._patience.isActive() or self.entry is not None

    @property
    def entry(self) -> Entry | None:
        """The shown scan's line in the queue while it waits or runs."""
        return next(
            (e for e in self._queue.entries
             if self._is_shown(e) and e.state in (State.waiting, State.running)),
            None,
        )  # fmt: skip

    def start(self, region: Box | None = None, *, all_images: bool = False) -> None:
        """Analyse the shown scan, or a part of it, with the protocol that is in the form.

        Of a stack the image that is shown, or `all_images`, one after another.
        """
        document = self._document
        if document is None or self.running:
            return
        if region is not None and region.area < 64 * 64:
            text = tr("This region is too small to be analysed. Draw a larger one.")
            self.message.emit(Message(text, "warning"))
            return
        self._region, self._all_images = region, all_images
        if self._protocols.proposing:
            self._patience.start()
            self.changed.emit()
        else:
            self._begin()

    def hurry(self) -> None:
        """Nothing is to be waited for any more: what was asked for begins."""
        if self._patience.isActive():
            self._begin()

    def _begin(self) -> None:
        self._patience.stop()
        document = self._document
        if document is None:
            return
        try:
            self._add(document, self._region)
        except (GraticuleError, ValueError) as error:
            self.message.emit(message_of(error, tr("Starting the analysis")))
        finally:  # the button must not stay at what was about to begin
            self.changed.emit()

    def _add(self, document: Document, region: Box | None) -> None:
        """Put the scan that is shown into the queue."""
        protocol, options = self._protocols.protocol(), self._protocols.options()
        if region is not None and region.contains(document.scan.box):
            region = None
        size = document.pixel_size
        said = size if size != document.scan.pixel_size and size.calibrated else options.pixel_size
        device = self._workspace.settings.device if options.device == "auto" else options.device
        options = replace(options, region=region, pixel_size=said, device=device)
        path, out = document.scan.path.absolute(), self._workspace.settings.results
        for frame in range(document.scan.frames) if self._all_images else (document.frame,):
            self._queue.add(path, protocol, out, replace(options, frame=frame))

    def cancel(self) -> None:
        """Stop the shown scan's analysis."""
        self._patience.stop()
        self.changed.emit()
        if (entry := self.entry) is not None:
            self._queue.cancel(entry)

    def add_to_queue(self, found: list[Opened]) -> None:
        """Put scans of a folder, and each image of stacks, into the queue with what fits them."""
        there = {(entry.scan, entry.options.frame) for entry in self._queue.entries}
        options = Options(device=self._workspace.settings.device)
        for one in found:
            path, protocol = one.path.absolute(), shelf.load(one.protocol)
            for frame in range(one.frames):
                if (path, frame) not in there:
                    how = replace(options, frame=frame)
                    self._queue.add(path, protocol, self._workspace.settings.results, how)

    def _is_shown(self, entry: Entry) -> bool:
        document = self._document
        if document is None or entry.options.frame != document.frame:
            return False
        return entry.scan == document.scan.path.absolute()

    def _finished(self, entry: Entry, folder: Path) -> None:
        name = entry.name
        self._done.append((entry, folder))
        shown = self._is_shown(entry)
        several = len(self._done) > 1 or any(e.state is State.waiting for e in self._queue.entries)
        if several and not shown:
            return  # all of them are told of at the end
        offer = (tr("Save report"), self.save_report) if shown else None
        text = tr("{name} is analysed.", name=name)
        if entry.particles is not None:
            text = trn(
                "{name} is analysed: {n:,} particle found.",
                "{name} is analysed: {n:,} particles found.", entry.particles, name=name,
            )  # fmt: skip
        self.message.emit(
            Message(text, "done", tr("The result lies in {folder}", folder=folder), offer)
        )
        if shown:
            self.particles_found.emit()

    def _idle(self, busy: bool) -> None:
        """The queue has ended: of several scans it is told once, with the way to one table."""
        if busy:
            return
        done, self._done = self._done, []
        if len(done) > 1:
            particles = sum(entry.particles or 0 for entry, _ in done)
            folders = [folder for _, folder in done]
            text = trn(
                "{scans} scans are analysed: {n:,} particle found.",
                "{scans} scans are analysed: {n:,} particles found.", particles, scans=len(done),
            )  # fmt: skip
            details = "\n".join(f"{entry.name}: {entry.status}" for entry, _ in done)
            offer = (tr("All in one table"), lambda: self.combine(folders))
            self.message.emit(Message(text, "done", details, offer))

    def _failed(self, entry: Entry, text: str, details: str) -> None:
        name = shown(entry.scan.name)
        told = text if name in text else f"{name}: {text}"
        self.message.emit(Message(told, "error", details))
