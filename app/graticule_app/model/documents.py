"""The documents that are open, and which of them is shown."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance

if TYPE_CHECKING:
    from graticule.results import Result
    from graticule_app.model.document import Document


class Documents(QObject):
    """A list with a current one, whose signals are passed on: nobody follows a document himself."""

    added = Signal(object)  # Document
    removed = Signal(object)  # Document; its scan is closed after this
    shown = Signal(object)  # Document that is `current` from now on, or None
    # of the document that is shown, as its own signals
    scan_changed = Signal()
    result_changed = Signal()
    map_changed = Signal(object)
    table_changed = Signal()
    selection_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: list[Document] = []
        self._current: Document | None = None

    @property
    def documents(self) -> "tuple[Document, ...]":
        """In the order in which they were opened."""
        return tuple(self._documents)

    @property
    def current(self) -> "Document | None":
        """The one that is shown."""
        return self._current

    def find(self, path: Path) -> "Document | None":
        """The open document of a file."""
        wanted = path.absolute()
        return next((one for one in self._documents if one.path.absolute() == wanted), None)

    def add(self, document: "Document") -> None:
        """Take a document in and show it."""
        self._documents.append(document)
        self.added.emit(document)
        self.show(document)

    def show(self, document: "Document | None") -> None:
        """Show another document, or none."""
        if document is self._current:
            return
        if self._current is not None:
            for theirs, ours in self._passed_on(self._current):
                theirs.disconnect(ours)
        self._current = document
        if document is not None:
            for theirs, ours in self._passed_on(document):
                theirs.connect(ours)
        self.shown.emit(document)

    def _passed_on(self, document: "Document") -> tuple[tuple[SignalInstance, SignalInstance], ...]:
        return (
            (document.scan_changed, self.scan_changed),
            (document.result_changed, self.result_changed),
            (document.map_changed, self.map_changed),
            (document.table_changed, self.table_changed),
            (document.selection.changed, self.selection_changed),
        )

    def step(self, by: int) -> None:
        """Show the next or the previous one, round and round."""
        if self._current in self._documents:
            at = self._documents.index(self._current)
            self.show(self._documents[(at + by) % len(self._documents)])

    def give(self, document: "Document", result: "Result") -> bool:
        """Show a result with its scan; one that comes after the scan was closed is closed, too."""
        if document in self._documents:
            document.set_result(result)
            return True
        result.close()
        return False

    def close(self, document: "Document") -> None:
        """Let go of a document; its neighbour is shown instead."""
        at = self._documents.index(document)
        self._documents.remove(document)
        if document is self._current:
            rest = self._documents
            self.show(rest[min(at, len(rest) - 1)] if rest else None)
        self.removed.emit(document)
        document.close()
