"""Keeps an open scan's result up with its analysis."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QThreadPool, Signal

from graticule.errors import GraticuleError
from graticule.result_folder import ResultFolder
from graticule.results import Result
from graticule.review import open_result
from graticule_app.model.document import Document
from graticule_app.model.entry import Entry, State
from graticule_app.model.queue import Queue
from graticule_app.work.ending import FOREVER

logger = logging.getLogger(__name__)


class Follower(QObject):
    """Opens the result of the open scan as soon as its run begins, and lets it grow.

    When the run has finished, the result is opened anew, with its particles and its review.
    Results are read in a thread of their own: a table of a million rows takes a moment.
    """

    shown = Signal(object)  # the result that the document shows now
    failed = Signal(str)  # a result could not be read; text for the user

    def __init__(self, queue: Queue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._document: Document | None = None
        self._folder: Path | None = None  # whose result is shown or on its way
        self._frame = 0  # of the stack, that is shown
        self._known: dict[tuple[Path, int], Path] = {}  # results of images shown before
        self._looking = False  # the thread is at it; another look would be the same
        self._again = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._reader = _Reader()
        self._reader.opened.connect(self._show)
        self._reader.grew.connect(self._grow)
        self._reader.failed.connect(self._tell)
        queue.opened.connect(self._on_opened)
        queue.tiles.connect(self._on_tiles)
        queue.finished.connect(self._on_opened)
        queue.cancelled.connect(self._on_tiles)

    def set_document(self, document: Document | None) -> None:
        """Follow another document: what is known of its scan is shown at once."""
        if self._document is not None:
            self._document.scan_changed.disconnect(self._on_scan_changed)
        self._document = document
        self._folder = None
        if document is None:
            return
        self._frame = document.frame
        document.scan_changed.connect(self._on_scan_changed)
        folder = self._folder_of(document)
        if folder is not None:
            self.open(folder)

    def _folder_of(self, document: Document) -> Path | None:
        """Where the queue has the result of the image that is shown."""
        entry = self._queue.entry_for(document.scan.path, document.frame)
        return None if entry is None or entry.state is State.failed else entry.folder

    def _on_scan_changed(self) -> None:
        """Another image of the stack is shown: its result comes with it, or none."""
        document = self._document
        if document is None or document.frame == self._frame:
            return
        if document.result is not None:
            self._known[document.scan.path, self._frame] = document.result.folder
        self._frame, self._folder = document.frame, None
        document.set_result(None)
        known = self._known.get((document.scan.path, document.frame))
        folder = self._folder_of(document) or known
        if folder is not None:
            self.open(folder)

    def open(self, folder: Path) -> None:
        """Show the result in `folder` in the document, unless it is there already."""
        self._folder = folder
        known = self._document.result if self._document is not None else None
        self._pool.start(partial(self._reader.open, folder, known))

    def close(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Follow nothing any more, and wait until nothing is read any more."""
        self.set_document(None)
        self._pool.clear()
        self._pool.waitForDone(deadline)

    def _on_opened(self, entry: Entry, folder: Path) -> None:
        document = self._document
        if document is None:
            return
        if self._queue.entry_for(document.scan.path, document.frame) is entry:
            self.open(folder)

    def _on_tiles(self, entry: Entry) -> None:
        document = self._document
        if document is None or entry.folder != self._folder or document.result is None:
            return
        if document.result.folder != self._folder:
            return  # still being opened
        if self._looking:
            self._again = True
            return
        self._look(document.result)

    def _look(self, result: Result) -> None:
        self._looking, self._again = True, False
        self._pool.start(partial(self._reader.refresh, result))

    def _show(self, folder: Path, result: Result) -> None:
        if self._document is None or folder != self._folder:
            result.close()
            return  # a late answer: something else is shown by now
        self._document.set_result(result)
        self.shown.emit(result)

    def _grow(self, result: Result, boxes: list) -> None:
        self._looking = False
        document = self._document
        if document is None or document.result is not result:
            return
        if boxes:
            document.map_grew(boxes)
        if self._again:
            self._look(result)

    def _tell(self, folder: Path, text: str) -> None:
        self._looking = False
        if folder == self._folder:
            self.failed.emit(text)


class _Reader(QObject):
    """Reads results in the pool's thread, and tells of them in the window's."""

    opened = Signal(object, object)  # folder, result
    grew = Signal(object, object)  # result, new boxes
    failed = Signal(object, str)  # folder, text for the user

    def open(self, folder: Path, known: Result | None) -> None:
        """Read a result, unless it is the known one."""
        there = known if known is not None and known.complete and known.folder == folder else None
        with suppress(GraticuleError, OSError):
            if there is not None and there.run == ResultFolder(folder).read():
                return
        with self._telling(folder):
            self.opened.emit(folder, open_result(folder))

    def refresh(self, result: Result) -> None:
        """Look which tiles are new."""
        with self._telling(result.folder):
            self.grew.emit(result, result.refresh())

    @contextmanager
    def _telling(self, folder: Path) -> Iterator[None]:
        """Each look ends with an answer, or the follower would wait for it for ever."""
        try:
            yield
        except GraticuleError as error:
            self.failed.emit(folder, str(error))
        except Exception as error:  # a store that is written to meanwhile may raise anything
            logger.exception("%s was not read", folder)
            self.failed.emit(folder, f"{folder.name}: the result cannot be read ({error})")
