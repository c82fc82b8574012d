"""How far the analysis of the open scan is."""

from PySide6.QtWidgets import QWidget

from graticule_app.analysis.queue import Queue
from graticule_app.document import Document


class RunBar(QWidget):
    """Stage, progress, time left, Cancel and Continue for the scan that is open."""

    def __init__(self, queue: Queue, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_document(self, document: Document | None) -> None: ...
