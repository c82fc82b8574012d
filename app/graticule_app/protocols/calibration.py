"""The bar that asks how large a pixel is."""

from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QWidget

from graticule_app.document import Document


class CalibrationBar(QWidget):
    """Shown while the scan has no pixel size: type it, or draw along the burnt-in scale bar."""

    draw_requested = (
        Signal()
    )  # the shell gives the view a LineTool, whose `drawn` goes to `set_line`
    line_suggested = Signal(QPointF, QPointF)  # ends of the scale bar that was found, level-0 px
    calibrated = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None

    def set_document(self, document: Document | None) -> None:
        """Ask for the pixel size of another scan, if it has none."""
        self._document = document

    def set_line(self, start: QPointF, end: QPointF) -> None:
        """A line was drawn along the scale bar; ends in level-0 px."""
