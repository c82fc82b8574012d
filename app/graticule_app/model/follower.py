"""Keeps an open scan's result up with its analysis."""

import logging
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal

from graticule.errors import GraticuleError
from graticule.result_folder import ResultFolder
from graticule.results import Result
from graticule.review import open_result
from graticule_app.look.translation import tr
from graticule_app.model.document import Document
from graticule_app.model.entry import Entry, State
from graticule_app.model.workspace import Workspace
from graticule_app.work.ending import FOREVER
from graticule_app.work.tasks import Policy, Tasks

logger = logging.getLogger(__name__)


class Follower(QObject):
    """Opens the result of the open scan as soon as its run begins, and lets it grow.

    When the run has finished, the result is opened anew, with its particles and its review.
    Results are read in a thread of their own: a table of a million rows takes a moment.
    """

    shown = Signal(object)  # the result that the document shows now
    failed = Signal(str)  # a result could not be read; text for the user

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        queue = self._queue = workspace.queue
        self._folder: Path | None = None  # whose result is shown or on its way
        self._frame = 0  # of the stack, that is shown
        self._known: dict[tuple[Path, int], Path] = {}  # results of images shown before
        self._looking = False  # the thread is at it; another look would be the same
        self._again = False
        self._tasks = Tasks(self, self._tell, Policy.IN_TURN)
        queue.opened.connect(self._on_opened)
        queue.tiles.connect(self._on_tiles)
        queue.finished.connect(self._on_opened)
        queue.cancelled.connect(self._on_tiles)
        workspace.shown.connect(self._take_document)
        workspace.scan_changed.connect(self._on_scan_changed)

    @property
    def _document(self) -> Document | None:
        return self._workspace.current

    def _take_document(self, document: Document | None) -> None:
        """Another document is shown: what is known of its scan is shown at once."""
        self._folder = None
        if document is None:
            return
        self._frame = document.frame
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

        def take(result: Result | None) -> None:
            if result is not None:
                self._show(folder, result)

        self._tasks.run(partial(_read, folder, known), str(folder), take)

    def close(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Follow nothing any more, and wait until nothing is read any more."""
        self._folder = None
        self._tasks.stop(deadline)

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
        self._tasks.run(
            result.refresh,
            str(result.folder),
            partial(self._grow, result),
            ended=partial(self._looked, result),
        )

    def _show(self, folder: Path, result: Result) -> None:
        if self._document is None or folder != self._folder:
            result.close()
            return  # a late answer: something else is shown by now
        self._document.set_result(result)
        self.shown.emit(result)

    def _grow(self, result: Result, boxes: list) -> None:
        document = self._document
        if document is None or document.result is not result:
            return
        if boxes:
            document.map_grew(boxes)

    def _looked(self, result: Result) -> None:
        self._looking = False
        if self._again and self._document is not None and self._document.result is result:
            self._look(result)

    def _tell(self, folder: str, error: Exception) -> None:
        if isinstance(error, GraticuleError):
            text = str(error)
        else:  # a store that is written to meanwhile may raise anything
            logger.error("%s was not read", folder, exc_info=error)
            text = tr(
                "{name}: the result cannot be read ({error})", name=Path(folder).name, error=error
            )
        if folder == str(self._folder):
            self.failed.emit(text)


def _read(folder: Path, known: Result | None) -> Result | None:
    """Read a result; None if it is the known one."""
    there = known if known is not None and known.complete and known.folder == folder else None
    with suppress(GraticuleError, OSError):
        if there is not None and there.run == ResultFolder(folder).read():
            return None
    return open_result(folder)
