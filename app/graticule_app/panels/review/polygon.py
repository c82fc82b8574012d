"""A new particle drawn by its outline: corner by corner, or with the button held."""

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from graticule_app.canvas.tool import Mouse, Tool
from graticule_app.look import theme

_NEAR = 3.0  # px on the screen: a point this close to the last one tells nothing new
_CLOSE = 9.0  # px on the screen: a click this close to the first corner closes the outline


class PolygonTool(Tool):
    """Click corner after corner, or hold the button and draw around.

    A double click, Enter or a click on the first corner closes the outline, Backspace takes the
    last corner back, Esc drops all.
    """

    drawn = Signal(object)  # [(x, y)…] in level-0 px, at least three
    left = Signal()  # another tool was chosen

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.colour = QColor(theme.color("accent"))
        self._corners: list[tuple[float, float]] = []
        self._at: tuple[float, float] | None = None
        self._held = False
        self._before = 0  # corners when the button went down

    def press(self, mouse: Mouse) -> bool:
        """Set a corner, or close the outline on its first one."""
        if len(self._corners) > 2 and self._is_near(mouse, self._corners[0], _CLOSE):
            self._close()
            return True
        self._held, self._before = True, len(self._corners)
        if not self._corners or not self._is_near(mouse, self._corners[-1], _NEAR):
            self._corners.append((mouse.x, mouse.y))
        self._at = (mouse.x, mouse.y)
        return True

    def move(self, mouse: Mouse) -> bool:
        """With the button held the outline follows the mouse."""
        self._at = (mouse.x, mouse.y)
        if self._held and not self._is_near(mouse, self._corners[-1], _NEAR):
            self._corners.append(self._at)
        return bool(self._corners)

    def release(self, mouse: Mouse) -> bool:
        """An outline drawn in one go is closed."""
        if not self._held:
            return False
        self._held = False
        if self._before == 0 and len(self._corners) > 8:
            self._close()
        return True

    def double_click(self, mouse: Mouse) -> bool:
        """Close the outline."""
        return self._close()

    def key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Enter closes, Backspace takes a corner back, Esc drops all."""
        if not self._corners:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._close()
        if key == Qt.Key.Key_Backspace:
            self._corners.pop()
        elif key == Qt.Key.Key_Escape:
            self._forget()
        else:
            return False
        return True

    def ended(self) -> None:
        """Another tool was chosen: the outline under way is dropped."""
        self._forget()
        self.left.emit()

    def _forget(self) -> None:
        self._corners, self._held, self._at = [], False, None

    def paint(self, painter: QPainter, to_screen: QTransform) -> None:
        """The outline so far, to the mouse."""
        if not self._corners:
            return
        corners = [to_screen.map(QPointF(x, y)) for x, y in self._corners]
        line = [*corners, to_screen.map(QPointF(*self._at))] if self._at else corners
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(self.colour)
        fill.setAlpha(60)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(0, 0, 0, 160), 3.4), QPen(self.colour.lighter(125), 1.6)):
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(line))
            painter.drawEllipse(corners[0], 4.0, 4.0)

    def _is_near(self, mouse: Mouse, point: tuple[float, float], pixels: float) -> bool:
        return (mouse.x - point[0]) ** 2 + (mouse.y - point[1]) ** 2 < (pixels * mouse.scale) ** 2

    def _close(self) -> bool:
        corners = self._corners
        self._forget()
        if len(corners) > 2:
            self.drawn.emit(corners)
        return True
