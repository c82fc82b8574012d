"""The brush and the eraser: a stroke in the view adds to particles or takes away from them."""

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from graticule_app.canvas.tool import Mouse, Tool
from graticule_app.look import theme

SMALLEST, LARGEST = 2, 200  # px on the screen
_STEP = 1.25  # what a key press does to the size
_NEAR = 0.25  # of the radius: a point this close to the last one tells nothing new


class BrushTool(Tool):
    """Paints with the left button, erases with Alt held or while `erasing` is set.

    The brush keeps its size on the screen, so zooming in makes it finer. Ctrl lets it take
    pixels from other particles. [ and ] change the size, Esc drops the stroke.
    """

    painted = Signal(object, float, bool)  # [(x, y)…] and radius in level-0 px, over others
    erased = Signal(object, float)  # [(x, y)…] and radius in level-0 px
    size_changed = Signal(int)  # px on the screen
    left = Signal()  # another tool was chosen

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cursor = Qt.CursorShape.BlankCursor  # the ring is the cursor
        self.erasing = False
        self.colour = QColor(theme.color("accent"))
        self._size = 24
        self._at: QPointF | None = None
        self._stroke: list[tuple[float, float]] = []
        self._radius = 0.0  # of the stroke, level-0 px
        self._takes = False  # the stroke erases
        self._alt = False

    @property
    def size(self) -> int:
        """Diameter in px on the screen."""
        return self._size

    def set_size(self, size: float) -> None:
        """Another diameter in px on the screen, between `SMALLEST` and `LARGEST`."""
        size = min(max(round(size), SMALLEST), LARGEST)
        if size != self._size:
            self._size = size
            self.size_changed.emit(size)

    def press(self, mouse: Mouse) -> bool:
        """Begin a stroke; its size in the scan stays as it is now."""
        self._radius = self._size / 2 * mouse.scale
        self._takes = self.erasing or bool(mouse.modifiers & Qt.KeyboardModifier.AltModifier)
        self._stroke = [(mouse.x, mouse.y)]
        self._at = mouse.point
        return True

    def move(self, mouse: Mouse) -> bool:
        """Go on with the stroke; without one the ring follows the mouse."""
        self._at = mouse.point
        self._alt = bool(mouse.modifiers & Qt.KeyboardModifier.AltModifier)
        if self._stroke:
            x, y = self._stroke[-1]
            if (mouse.x - x) ** 2 + (mouse.y - y) ** 2 >= (_NEAR * self._radius) ** 2:
                self._stroke.append((mouse.x, mouse.y))
        return True

    def release(self, mouse: Mouse) -> bool:
        """The stroke is done."""
        if not self._stroke:
            return False
        stroke, self._stroke = [*self._stroke, (mouse.x, mouse.y)], []
        if self._takes:
            self.erased.emit(stroke, self._radius)
        else:
            over = bool(mouse.modifiers & Qt.KeyboardModifier.ControlModifier)
            self.painted.emit(stroke, self._radius, over)
        return True

    def key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """[ and ] change the size, or comma and period: many keyboards have brackets with AltGr.

        Esc drops the stroke.
        """
        if key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_Comma):
            self.set_size(min(self._size / _STEP, self._size - 1))
        elif key in (Qt.Key.Key_BracketRight, Qt.Key.Key_Period):
            self.set_size(max(self._size * _STEP, self._size + 1))
        elif key == Qt.Key.Key_Escape and self._stroke:
            self._stroke = []
        else:
            return False
        return True

    def ended(self) -> None:
        """Another tool was chosen: the stroke under way is dropped."""
        self._stroke = []
        self._at = None
        self.left.emit()

    def paint(self, painter: QPainter, to_screen: QTransform) -> None:
        """The stroke so far, and the ring."""
        if self._at is None:
            return
        takes = self._takes if self._stroke else self.erasing or self._alt
        colour = theme.color("error") if takes else self.colour
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = float(self._size)
        if self._stroke:
            first, *rest = (to_screen.map(QPointF(*point)) for point in self._stroke)
            path = QPainterPath(first)
            for point in rest:
                path.lineTo(point)
            path.lineTo(to_screen.map(self._at) + QPointF(0.01, 0))  # a click is a dot
            origin = to_screen.map(QPointF(0, 0))
            along = to_screen.map(QPointF(self._radius, 0)) - origin
            width = 2 * (along.x() ** 2 + along.y() ** 2) ** 0.5
            faint = QColor(colour)
            faint.setAlpha(110)
            round_ends = (Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(path, QPen(faint, width, Qt.PenStyle.SolidLine, *round_ends))
        middle = to_screen.map(self._at)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Dark under light is seen on any scan.
        for pen in (QPen(QColor(0, 0, 0, 160), 3.0), QPen(colour.lighter(125), 1.4)):
            painter.setPen(pen)
            painter.drawEllipse(middle, width / 2, width / 2)
