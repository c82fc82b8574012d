"""Which particles are shown: those of the document that pass the filter."""

from PySide6.QtCore import QObject, Signal

from graticule_app.document import Document


class ShownParticles(QObject):
    """The filter that table, gallery and charts share; give the same one to all three."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None

    def set_document(self, document: Document | None) -> None:
        """Follow another document."""
        self.document = document
        self.changed.emit()
