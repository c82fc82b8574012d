"""Tools that draw one thing and hand it over: a region to analyse, a line along a scale bar."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from graticule.geometry import Box
from graticule_app.canvas import hud
from graticule_app.canvas.tool import Mouse, Tool

_LEAST = 4.0  # screen px: what is smaller was a click, not a drawing
_BRIGHT = QColor(255, 255, 255)
_DARK = QColor(0, 0, 0, 180)
_SHADE = QColor(0, 0, 0, 90)


def stroke(painter: QPainter, width: float = 1.5) -> list[QPen]:
    """A dark and a bright pen, one after the other: seen on any ground."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    return [QPen(_DARK, width + 2), QPen(_BRIGHT, width)]


class _TwoPoints(Tool):
    """A press, a drag and a release; Escape forgets what was begun."""

    def __init__(self) -> None:
        super().__init__()
        self._start: QPointF | None = None
        self._end = QPointF()

    def press(self, mouse: Mouse) -> bool:
        """The first point."""
        self._start = self._end = mouse.point
        return True

    def move(self, mouse: Mouse) -> bool:
        """The second one follows the mouse."""
        if self._start is None:
            return False
        self._end = self._led(self._start, mouse)
        return True

    def release(self, mouse: Mouse) -> bool:
        """Done, if it is large enough to be meant."""
        if self._start is None:
            return False
        start, self._start = self._start, None
        self._end = self._led(start, mouse)
        away = self._end - start
        if math.hypot(away.x(), away.y()) >= _LEAST * mouse.scale:
            self._finish(start, self._end)
        return True

    def key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Escape."""
        if key != Qt.Key.Key_Escape or self._start is None:
            return False
        self._start = None
        return True

    def ended(self) -> None:
        """Forget what was begun."""
        self._start = None

    def _led(self, start: QPointF, mouse: Mouse) -> QPointF:
        return mouse.point

    def _finish(self, start: QPointF, end: QPointF) -> None:
        raise NotImplementedError


class RegionTool(_TwoPoints):
    """Draws a rectangle; `drawn` tells its Box in whole level-0 px, cut at the scan's edge."""

    drawn = Signal(object)

    def __init__(self, bounds: Box | None = None) -> None:
        super().__init__()
        self._bounds = bounds

    def paint(self, painter: QPainter, to_screen: QTransform) -> None:
        """The rectangle, and what is outside it darker."""
        if self._start is None:
            return
        box = to_screen.mapRect(QRectF(self._start, self._end).normalized())
        whole = QRectF(painter.viewport())
        painter.setClipRect(whole)
        for rest in _around(box, whole):
            painter.fillRect(rest, _SHADE)
        for pen in stroke(painter):
            painter.setPen(pen)
            painter.drawRect(box)
        size = QRectF(self._start, self._end).normalized()
        hud.draw_label(painter, box.bottomRight(), f"{size.width():.0f} × {size.height():.0f} px")

    def _finish(self, start: QPointF, end: QPointF) -> None:
        area = QRectF(start, end).normalized()
        box = Box(
            math.floor(area.left()), math.floor(area.top()),
            math.ceil(area.right()), math.ceil(area.bottom()),
        )  # fmt: skip
        if self._bounds is not None:
            box = box.clipped(self._bounds)
        if box.area:
            self.drawn.emit(box)


class LineTool(_TwoPoints):
    """Draws a line; `drawn` tells its ends. With Shift it is level, upright or diagonal."""

    drawn = Signal(QPointF, QPointF)

    def paint(self, painter: QPainter, to_screen: QTransform) -> None:
        """The line with its length in px."""
        if self._start is None:
            return
        start, end = to_screen.map(self._start), to_screen.map(self._end)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in stroke(painter):
            painter.setPen(pen)
            painter.drawLine(start, end)
        away = self._end - self._start
        hud.draw_label(painter, end, f"{math.hypot(away.x(), away.y()):.1f} px")

    def _led(self, start: QPointF, mouse: Mouse) -> QPointF:
        return led(start, mouse)

    def _finish(self, start: QPointF, end: QPointF) -> None:
        self.drawn.emit(start, end)


def led(start: QPointF, mouse: Mouse) -> QPointF:
    """Where the mouse is; with Shift on the nearest line at a multiple of 45° through `start`."""
    if not mouse.modifiers & Qt.KeyboardModifier.ShiftModifier:
        return mouse.point
    away = mouse.point - start
    angle = round(math.atan2(away.y(), away.x()) / (math.pi / 4)) * math.pi / 4
    length = away.x() * math.cos(angle) + away.y() * math.sin(angle)
    return start + QPointF(math.cos(angle) * length, math.sin(angle) * length)


def _around(box: QRectF, whole: QRectF) -> list[QRectF]:
    """The four parts of `whole` beside `box`."""
    inner = box.intersected(whole)
    return [
        QRectF(whole.left(), whole.top(), whole.width(), inner.top() - whole.top()),
        QRectF(whole.left(), inner.bottom(), whole.width(), whole.bottom() - inner.bottom()),
        QRectF(whole.left(), inner.top(), inner.left() - whole.left(), inner.height()),
        QRectF(inner.right(), inner.top(), whole.right() - inner.right(), inner.height()),
    ]
