"""A line of text that may change all the time."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from graticule_app.look import theme
from graticule_app.look.translation import tr


class Line(QFrame):
    """One line of plain text, as wide as its layout makes it: what does not fit is elided.

    A `QLabel` has all layouts around it made anew with each text, up to the window with all its
    panels. This one asks for the room of its `widest` text once, and then only paints.
    """

    def __init__(self, widest: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._colour, self._widest = "", "text", widest

    def text(self) -> str:
        """What is shown, whole."""
        return self._text

    def set_text(self, text: str, colour: str = "text") -> None:
        """Show a text, which is also the tool tip."""
        if (text, colour) != (self._text, self._colour):
            self._text, self._colour = text, colour
            self.setToolTip(text)
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        """As Qt asks for it."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._widest), metrics.height())

    def minimumSizeHint(self) -> QSize:
        """As Qt asks for it."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(tr("Finding…")), metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As Qt asks for it."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(theme.color(self._colour))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
