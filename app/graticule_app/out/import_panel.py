"""The panel of outlines from other programs: shown over the scan, compared with the result."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from graticule.reports import Analysis
from graticule_app.document import Document


class ImportPanel(QWidget):
    """Imports GeoJSON, lists it with an eye and a bin, compares it with the result."""

    show_annotations = Signal(str, object)  # name, list[(polygon in level-0 px, QColor, label)]
    hide_annotations = Signal(str)
    failed = Signal(str, str)  # in plain words, details

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_document(self, document: Document | None) -> None:
        """The scan whose outlines are listed; None clears the panel."""

    def set_analysis(self, analysis: Callable[[], Analysis] | None) -> None:
        """What "Compare with result" compares with; without it, the document's own result."""
