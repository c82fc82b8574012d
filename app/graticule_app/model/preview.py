"""The preview on the visible region, computed in the background."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal
from PySide6.QtGui import QColor
from shapely.geometry.base import BaseGeometry

from graticule.classes import TAKEN_APART, ClassInfo
from graticule.errors import GraticuleError
from graticule.geometry import Box, PixelSize
from graticule.methods.memory import Predict
from graticule.preview import Looking, Memory, Networks, Preview, prepared, preview
from graticule.protocol import Protocol
from graticule.scans import ArrayScan, GreyRange
from graticule_app.look.translation import grouped, tr, tr_engine, trn
from graticule_app.model.document import Document
from graticule_app.model.documents import Documents
from graticule_app.work.ending import FOREVER
from graticule_app.work.preview_process import NetworkProcess, RemoteNetworks
from graticule_app.work.tasks import Tasks

_PAUSE_MS = 60  # after the last change, so that a drag is not followed px by px
NAME = "preview"
"""Under this name the outlines lie in `ScanView.set_annotations`."""


def shapes(found: Preview) -> list[tuple[BaseGeometry, QColor, str]]:
    """The outlines of a preview as annotations of the view.

    In their classes' colours, but for those that were taken apart.
    """
    colors = [QColor(*info.color) for info in (*found.classes, ClassInfo("", TAKEN_APART))]
    rows = {int(number): row for row, number in enumerate(found.table["id"])}
    kinds = np.where(found.table["separated"], len(found.classes), found.table["class"])
    return [(outline, colors[kinds[rows[number]]], "") for number, outline in found.outlines]


def summary(found: Preview) -> str:
    """One line of what a preview shows, such as "312 particles in view"."""
    count = len(found)
    words = trn("{n:,} particle in view", "{n:,} particles in view", count)
    if len(found.classes) > 2 and count:
        numbers = [(tr_engine(info.name), int((found.table["class"] == i).sum()))
                   for i, info in enumerate(found.classes) if i]  # fmt: skip
        words += (
            f" ({', '.join(f'{grouped(number)} {name}' for name, number in numbers if number)})"
        )
    if apart := int(found.table["separated"].sum()):
        words = tr("{particles}, {count:,} taken apart (magenta)", particles=words, count=apart)
    return words


@dataclass(frozen=True, slots=True)
class _Request:
    """What a preview is of; an answer to another one than the last is dropped."""

    scan: str  # fingerprint
    pixel_size: PixelSize
    grey_range: GreyRange | None  # as the user says
    frame: int
    protocol: Protocol
    box: Box


class PreviewController(QObject):
    """Keeps a preview of the visible region up to date with the protocol in the form.

    A new request does not wait for the old one to end: what both need is done once, by whoever
    comes first, and an answer that is no longer asked for is dropped.
    """

    ready = Signal(object)  # graticule.preview.Preview
    cleared = Signal()
    working = Signal(str)  # what takes a moment, in a few words; "" when nothing does
    failed = Signal(str)

    def __init__(self, documents: Documents, *, remote: bool = True) -> None:
        super().__init__(documents)
        self._documents = documents
        self._remote = remote
        self._network = NetworkProcess()
        self._box: Box | None = None
        self._protocol: Protocol | None = None
        self._enabled = False
        self._memory: Memory | None = None
        self._memory_of: tuple[PixelSize, int, GreyRange | None] | None = None
        self._wanted: _Request | None = None
        self._users: Counter[Memory] = Counter()  # tasks under way, by what they share
        self._tasks = Tasks(self, self._fail)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._start)
        documents.shown.connect(self._take_document)
        documents.scan_changed.connect(self._request)
        documents.result_changed.connect(self._offer_result)

    @property
    def enabled(self) -> bool:
        """Whether it is on."""
        return self._enabled

    @property
    def _document(self) -> Document | None:
        return self._documents.current

    def _take_document(self) -> None:
        """Preview another scan, or none."""
        self._forget()
        self._request()

    def set_view_box(self, box: Box) -> None:
        """What the view shows, in level-0 px."""
        if box != self._box:
            self._box = box
            self._request()

    def set_protocol(self, protocol: Protocol) -> None:
        """What to preview."""
        if protocol != self._protocol:
            self._protocol = protocol
            self._request()

    def set_enabled(self, enabled: bool) -> None:
        """Switch the preview on or off."""
        if enabled != self._enabled:
            self._enabled = enabled
            self._request()

    def halt(self) -> None:
        """End all work for good; nobody waits for it here."""
        self._wanted = None
        self._pause.stop()
        self._tasks.cancel()
        self._network.end()

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """End all work for good, and wait for it: the window closes."""
        self.halt()
        self._tasks.wait(deadline)

    # --- asking

    def _request(self) -> None:
        self._tasks.cancel()
        document, box, protocol = self._document, self._box, self._protocol
        if not self._enabled or document is None or protocol is None or box is None or not box.area:
            self._wanted = None
            self._pause.stop()
            self.working.emit("")
            self.cleared.emit()
            return
        self._wanted = _Request(
            document.scan.fingerprint,
            document.pixel_size,
            document.grey_range,
            document.frame,
            protocol,
            box,
        )
        self._pause.start()

    def _start(self) -> None:
        request, document = self._wanted, self._document
        if request is None or document is None:
            return
        memory = self._memory_for(request)
        scan = prepared(
            document.scan,
            pixel_size=request.pixel_size,
            frame=request.frame,
            grey_range=request.grey_range,
        )
        self._users[memory] += 1
        self._tasks.run(
            preview(scan, request.protocol, request.box, memory=memory),
            tr("The preview"),
            each=self._take,
            ended=partial(self._end, request, memory),
        )

    def _memory_for(self, request: _Request) -> Memory:
        how = (request.pixel_size, request.frame, request.grey_range)
        if self._memory is None or how != self._memory_of:
            self._forget()
            self._memory, self._memory_of = Memory(self._predict(how)), how
            self._offer_result()
        return self._memory

    def _predict(self, how: tuple[PixelSize, int, GreyRange | None]) -> Predict:
        document = self._document
        if not self._remote or document is None or isinstance(document.scan, ArrayScan):
            return Networks()  # nothing lies on disk that another process could open
        return RemoteNetworks(self._network, *how)

    def _offer_result(self) -> None:
        """Tiles of an analysis that is there need no network."""
        if self._memory is not None and self._document is not None:
            result = self._document.result
            self._memory.store = result.store if result is not None else None

    def _forget(self) -> None:
        memory, self._memory = self._memory, None
        self._tasks.cancel()
        if memory is not None:
            self._close_unused(memory)

    def _close_unused(self, memory: Memory) -> None:
        if not self._users[memory]:
            del self._users[memory]
            memory.close()

    # --- answers

    def _take(self, item: Looking | Preview) -> None:
        if isinstance(item, Looking):
            share = f" ({item.done} of {item.total})" if item.total > 1 else ""
            self.working.emit(f"{item.what}{share}…")
        else:
            self.ready.emit(item)

    def _fail(self, _doing: str, error: Exception) -> None:
        self.cleared.emit()
        if isinstance(error, GraticuleError):
            self.failed.emit(str(error))
        else:
            first = next(iter(str(error).strip().splitlines()), "")[:120]
            self.failed.emit(tr("The preview failed: {why}", why=first or type(error).__name__))

    def _end(self, request: _Request, memory: Memory) -> None:
        self._users[memory] -= 1
        if memory is not self._memory:
            self._close_unused(memory)
        if request is self._wanted:
            self.working.emit("")
