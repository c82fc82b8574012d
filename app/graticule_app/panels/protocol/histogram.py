"""The grey values of a scan, with the threshold as a line that can be dragged."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from graticule.preview import GreyLevels
from graticule_app.look import theme
from graticule_app.look.translation import tr

_HEIGHT = 84  # px
_SIDE = 6  # px beside the first and the last bin, so that a line there can be taken hold of
_NEAR = 8  # px: how near the mouse must be to a line
_FOOT = 16  # px for the numbers below


class HistogramView(QWidget):
    """Counts of 256 bins by their square roots, so that few pixels are seen beside many.

    Dragging a line, or the arrow keys, sets the threshold by hand: `level_moved` while it moves.
    """

    level_moved = Signal(float)  # grey value

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: GreyLevels | None = None
        self._color = QColor(230, 159, 0)
        self._held: float | None = None  # where the line is dragged to, until an answer comes
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Grey values of the scan"))
        self.setAccessibleDescription(tr("Left and right arrow keys move the threshold"))
        self.setToolTip(tr("How often each grey value occurs. Drag the line to set the threshold."))
        theme.changes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(240, _HEIGHT)

    @property
    def levels(self) -> GreyLevels | None:
        """What is shown."""
        return self._levels

    def show_levels(self, levels: GreyLevels | None, color: tuple[int, int, int]) -> None:
        """Show a scan's grey values; `color` is that of the class beyond the threshold."""
        self._levels = levels
        self._color = QColor(*color)
        if levels is not None and len(levels.edges) == 1:
            self.setAccessibleDescription(
                tr(
                    "Threshold {level:.4g}; left and right arrow keys move it",
                    level=levels.edges[0],
                )
            )
            if self._held is not None and not self._dragging():
                self._held = None
        self.update()

    def place_of(self, level: float) -> float:
        """Where a grey value is drawn, in px from the left."""
        assert self._levels is not None
        low, high = self._span(self._levels)
        share = (level - low) / (high - low)
        return _SIDE + min(max(share, 0.0), 1.0) * (self.width() - 2 * _SIDE)

    def level_at(self, x: float) -> float:
        """The grey value drawn `x` px from the left, within what occurs; whole for 8 bits."""
        assert self._levels is not None
        low, high = self._span(self._levels)
        share = (x - _SIDE) / max(1, self.width() - 2 * _SIDE)
        level = low + min(max(share, 0.0), 1.0) * (high - low)
        return float(round(level)) if high - low > 50 else level

    def _span(self, levels: GreyLevels) -> tuple[float, float]:
        """The grey values that occur and the lines, with a little room."""
        used = np.flatnonzero(levels.counts)
        step = (levels.high - levels.low) / 255 or 1.0
        first, last = (used[0], used[-1]) if len(used) else (0, 255)
        low, high = levels.low + (first - 2) * step, levels.low + (last + 2) * step
        edges = [edge for edge in levels.edges if levels.low <= edge <= levels.high]
        return min([low, *edges]), max([high, *edges])

    def _edges(self) -> tuple[float, ...]:
        if self._levels is None:
            return ()
        return (self._held,) if self._held is not None else self._levels.edges

    def _dragging(self) -> bool:
        return self.property("dragging") is True

    # --- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """As Qt asks for it."""
        if self._levels is not None and event.button() == Qt.MouseButton.LeftButton:
            self.setProperty("dragging", True)
            self._move(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """As Qt asks for it."""
        if self._levels is None:
            return
        near = any(abs(self.place_of(e) - event.position().x()) < _NEAR for e in self._edges())
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
        if self._dragging():
            self._move(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """As Qt asks for it."""
        self.setProperty("dragging", False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As Qt asks for it."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if self._levels is None or event.key() not in steps or not self._edges():
            super().keyPressEvent(event)
            return
        many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        step = (self._levels.high - self._levels.low) / 255 or 1.0
        self._hold(self._edges()[0] + steps[Qt.Key(event.key())] * many * step)

    def _move(self, x: float) -> None:
        self._hold(self.level_at(x))

    def _hold(self, level: float) -> None:
        if level != self._held:
            self._held = level
            self.update()
            self.level_moved.emit(level)

    # --- drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As Qt asks for it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5 - _FOOT)
        painter.setPen(theme.color("link" if self.hasFocus() else "line"))
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(frame, 4, 4)
        if self._levels is None:
            painter.setPen(theme.color("quiet"))
            painter.drawText(
                frame, Qt.AlignmentFlag.AlignCenter, tr("Grey values: with the preview")
            )
            return
        shape = self._shape(self._levels, frame)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("faint"))
        painter.drawPolygon(shape)
        self._paint_particles(painter, shape, frame)
        self._paint_lines(painter, frame)

    def _shape(self, levels: GreyLevels, frame: QRectF) -> QPolygonF:
        tall = np.sqrt(levels.counts.astype(np.float64))
        tall *= (frame.height() - 6) / max(tall.max(), 1.0)
        step = (levels.high - levels.low) / 255
        xs = [self.place_of(levels.low + i * step) for i in range(256)]
        points = [QPointF(x, frame.bottom() - 1 - y) for x, y in zip(xs, tall, strict=True)]
        ends = (QPointF(xs[0], frame.bottom() - 1), QPointF(xs[-1], frame.bottom() - 1))
        return QPolygonF([ends[0], *points, ends[1]])

    def _paint_particles(self, painter: QPainter, shape: QPolygonF, frame: QRectF) -> None:
        """The side that becomes particles, in the class's colour."""
        edges, levels = self._edges(), self._levels
        if not edges or levels is None:
            return
        part = QRectF(frame)
        if levels.bright:
            part.setLeft(self.place_of(min(edges)))
        else:
            part.setRight(self.place_of(max(edges)))
        painter.save()
        painter.setClipRect(part)
        painter.setBrush(self._color)
        painter.drawPolygon(shape)
        painter.restore()

    def _paint_lines(self, painter: QPainter, frame: QRectF) -> None:
        metrics = painter.fontMetrics()
        right = 0.0
        for edge in sorted(self._edges()):
            x = self.place_of(edge)
            painter.setPen(QPen(theme.color("text"), 1.5))
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            text = f"{edge:.4g}"
            width = metrics.horizontalAdvance(text)
            left = min(max(x - width / 2, right), self.width() - width)
            painter.setPen(theme.color("quiet"))
            painter.drawText(QPointF(left, frame.bottom() + metrics.ascent() + 1), text)
            right = left + width + 6
