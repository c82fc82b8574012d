"""The knife: a line drawn across a particle takes it apart."""

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from graticule_app.canvas.tool import Mouse, Tool
from graticule_app.look import theme

_NEAR = 2.0  # px on the screen: a point this close to the last one tells nothing new


class CutTool(Tool):
    """Hold the left button and draw across a particle; Shift keeps the line straight.

    Esc drops the line.
    """

    cut = Signal(object)  # [(x, y)…] in level-0 px
    left = Signal()  # another tool was chosen

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._line: list[tuple[float, float]] = []

    def press(self, mouse: Mouse) -> bool:
        """Begin the line."""
        self._line = [(mouse.x, mouse.y)]
        return True

    def move(self, mouse: Mouse) -> bool:
        """Go on with the line."""
        if not self._line:
            return False
        if mouse.modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._line[1:] = [(mouse.x, mouse.y)]
        else:
            x, y = self._line[-1]
            if (mouse.x - x) ** 2 + (mouse.y - y) ** 2 >= (_NEAR * mouse.scale) ** 2:
                self._line.append((mouse.x, mouse.y))
        return True

    def release(self, mouse: Mouse) -> bool:
        """The line is done; a click without a line does nothing."""
        if not self._line:
            return False
        self.move(mouse)
        line, self._line = self._line, []
        if len(line) > 1:
            self.cut.emit(line)
        return True

    def key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Esc drops the line."""
        if key != Qt.Key.Key_Escape or not self._line:
            return False
        self._line = []
        return True

    def ended(self) -> None:
        """Another tool was chosen: the line under way is dropped."""
        self._line = []
        self.left.emit()

    def paint(self, painter: QPainter, to_screen: QTransform) -> None:
        """The line so far."""
        if len(self._line) < 2:
            return
        points = QPolygonF([to_screen.map(QPointF(x, y)) for x, y in self._line])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in (QPen(QColor(0, 0, 0, 160), 4.0), QPen(theme.color("warning"), 2.0)):
            painter.setPen(pen)
            painter.drawPolyline(points)
