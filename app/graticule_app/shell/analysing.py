"""The Analyse button, the queue, and the scan that is shown: joined."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from graticule.errors import GraticuleError
from graticule.geometry import Box
from graticule.protocols import load_protocol
from graticule_app.analysis import Entry, Queue, State
from graticule_app.document import Document
from graticule_app.protocols import ProtocolPanel
from graticule_app.shell.messages import Message, message_of
from graticule_app.shell.opening import Opened
from graticule_app.shell.settings import Settings

_PATIENCE = 1500  # ms that an analysis waits for the protocol that is about to be proposed


class Analysing(QObject):
    """Puts scans into the queue and follows what becomes of them."""

    message = Signal(object)  # Message
    changed = Signal()  # the shown scan's analysis began or ended
    particles_found = Signal()  # the shown scan has its particles now

    def __init__(self, queue: Queue, protocols: ProtocolPanel, settings: Settings) -> None:
        super().__init__(queue)
        self._queue = queue
        self._protocols = protocols
        self.settings = settings
        self.save_report: Callable[[], object] = lambda: None  # the bench says how
        self._document: Document | None = None
        self._region: Box | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._begin)
        protocols.proposed.connect(lambda _: self.hurry())
        for signal in (queue.started, queue.finished, queue.failed, queue.cancelled):
            signal.connect(lambda *_: self.changed.emit())
        queue.busy_changed.connect(lambda _: self.changed.emit())
        queue.finished.connect(self._finished)
        queue.failed.connect(self._failed)

    def set_document(self, document: Document | None) -> None:
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

    def start(self, region: Box | None = None) -> None:
        """Analyse the shown scan, or a part of it, with the protocol that is in the form."""
        document = self._document
        if document is None or self.running:
            return
        if region is not None and region.area < 64 * 64:
            text = "This region is too small to be analysed. Draw a larger one."
            self.message.emit(Message(text, "warning"))
            return
        self._region = region
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
        document, region = self._document, self._region
        if document is None:
            return
        try:
            protocol, options = self._protocols.protocol(), self._protocols.options()
        except (GraticuleError, ValueError) as error:
            self.message.emit(message_of(error, "Starting the analysis"))
            self.changed.emit()
            return
        if region is not None and region.contains(document.scan.box):
            region = None
        size = document.pixel_size
        said = size if size != document.scan.pixel_size and size.calibrated else options.pixel_size
        device = self.settings.device if options.device == "auto" else options.device
        options = replace(
            options, region=region, frame=document.frame, pixel_size=said, device=device
        )
        self._queue.add(document.scan.path.absolute(), protocol, self.settings.results, options)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the shown scan's analysis."""
        self._patience.stop()
        self.changed.emit()
        if (entry := self.entry) is not None:
            self._queue.cancel(entry)

    def add_to_queue(self, found: list[Opened]) -> None:
        """Put scans of a folder into the queue, each with the protocol that fits it; they wait."""
        waiting = {Path(entry.request.scan) for entry in self._queue.entries}
        for one in found:
            path = one.path.absolute()
            if path not in waiting:
                self._queue.add(path, load_protocol(one.protocol), self.settings.results)

    def _is_shown(self, entry: Entry) -> bool:
        document = self._document
        return document is not None and Path(entry.request.scan) == document.scan.path.absolute()

    def _finished(self, entry: Entry, folder: Path) -> None:
        name = Path(entry.request.scan).name
        count = "" if entry.particles is None else f": {entry.particles:,} particles found"
        shown = self._is_shown(entry)
        offer = ("Save report", self.save_report) if shown else None
        text = f"{name} is analysed{count}."
        self.message.emit(Message(text, "done", f"The result lies in {folder}", offer))
        if shown:
            self.particles_found.emit()

    def _failed(self, entry: Entry, text: str, details: str) -> None:
        name = Path(entry.request.scan).name
        told = text if name in text else f"{name}: {text}"
        self.message.emit(Message(told, "error", details))
