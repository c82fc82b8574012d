"""What the person at the screen does to a result, passed to the review engine and back."""

from PySide6.QtCore import QObject, Signal

from graticule_app.document import Document


class ReviewController(QObject):
    """Corrects the document's result: each slot makes one edit that can be undone.

    After an edit the document has the new table, and `map_changed` tells the views where.
    """

    changed = Signal()  # table, log or what can be undone is another
    failed = Signal(str)  # an edit that cannot be done, in plain words
    told = Signal(str)  # what was done, in plain words

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None

    def set_document(self, document: Document | None) -> None:
        """Review this document's result from now on."""
        self._document = document
