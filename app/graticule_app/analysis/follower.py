"""Keeps an open scan's result up with its analysis."""

from PySide6.QtCore import QObject

from graticule_app.analysis.queue import Queue
from graticule_app.document import Document


class Follower(QObject):
    """Opens the result of the open scan as soon as its run begins, and lets it grow."""

    def __init__(self, queue: Queue, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def set_document(self, document: Document | None) -> None: ...
