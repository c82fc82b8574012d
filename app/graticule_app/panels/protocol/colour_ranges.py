"""A colour threshold set by hand: three histograms, each with two ends that can be dragged."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QIntValidator,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from graticule.preview import GreyLevels
from graticule.segment.colour_range import PLANES
from graticule_app.look import theme
from graticule_app.look.translation import tr

_HEIGHT = 44  # px
_PADDING = 26  # px around a number in its field
_SIDE = 5  # px beside the first and the last level
_TINTS = {
    "Red": "#d64541", "Green": "#3f9b4f", "Blue": "#3d6fd6", "Saturation": "#c2458f",
    "Brightness": "#8a8f98",
}  # fmt: skip


class RangeBar(QWidget):
    """How often each level of one channel occurs, and which of them count.

    Where the first end lies above the second, all but the levels between them count.
    """

    moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: np.ndarray | None = None
        self._ends = [0, 255]
        self._held = 0  # which end the mouse or the keys move
        self._name = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            tr(
                "Levels between the lines count. Drag a line; drag one past the other to leave out "
                "what lies between. Keys: left and right, Tab to the numbers."
            )
        )
        theme.changes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(150, _HEIGHT)

    def show_range(self, name: str, ends: tuple[int, int]) -> None:
        """Show a channel by its name, and its range."""
        self._name, self._ends = name, list(ends)
        self.setAccessibleName(
            tr("{channel} from {low} to {high}", channel=name, low=ends[0], high=ends[1])
        )
        self.update()

    def show_counts(self, counts: np.ndarray | None) -> None:
        """Show how often each of 256 levels occurs."""
        self._counts = counts
        self.update()

    def place_of(self, level: float) -> float:
        """Where a level is drawn, in px from the left."""
        return _SIDE + level / 255 * (self.width() - 2 * _SIDE)

    def _level_at(self, x: float) -> int:
        share = (x - _SIDE) / max(1, self.width() - 2 * _SIDE)
        return round(min(max(share, 0.0), 1.0) * 255)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """As Qt asks for it."""
        if event.button() == Qt.MouseButton.LeftButton:
            x = event.position().x()
            far = [abs(self.place_of(end) - x) for end in self._ends]
            # Of two lines in one place the one that can go that way is taken.
            self._held = int(far[1] < far[0] or (far[0] == far[1] and x > self.place_of(128)))
            self._put(self._level_at(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """As Qt asks for it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._put(self._level_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As Qt asks for it."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() not in steps:
            super().keyPressEvent(event)
            return
        many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._put(self._ends[self._held] + many * steps[Qt.Key(event.key())])

    def _put(self, level: int) -> None:
        level = min(max(level, 0), 255)
        if level != self._ends[self._held]:
            self._ends[self._held] = level
            self.update()
            self.moved.emit(*self._ends)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As Qt asks for it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme.color("link" if self.hasFocus() else "line"))
        painter.setBrush(theme.color("field"))
        painter.drawRoundedRect(frame, 4, 4)
        shape = self._shape(frame)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("faint"))
        painter.drawPolygon(shape)
        painter.setBrush(self._tint())
        for low, high in self._inside():
            painter.save()
            left, right = self.place_of(low - 0.5), self.place_of(high + 0.5)
            painter.setClipRect(QRectF(left, 0, right - left, self.height()))
            painter.drawPolygon(shape)
            painter.drawRect(QRectF(frame.left() + 1, frame.bottom() - 4, frame.width() - 2, 3))
            painter.restore()
        painter.setPen(QPen(theme.color("text"), 1.5))
        for end in self._ends:
            x = self.place_of(end)
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))

    def _inside(self) -> list[tuple[int, int]]:
        low, high = self._ends
        return [(low, high)] if low <= high else [(0, high), (low, 255)]

    def _shape(self, frame: QRectF) -> QPolygonF:
        tall = np.sqrt(self._counts.astype(float)) if self._counts is not None else np.zeros(256)
        tall *= (frame.height() - 9) / max(float(tall.max()), 1.0)
        floor = frame.bottom() - 4
        points = [QPointF(self.place_of(i), floor - y) for i, y in enumerate(tall)]
        return QPolygonF([QPointF(points[0].x(), floor), *points, QPointF(points[-1].x(), floor)])

    def _tint(self) -> QColor | QLinearGradient:
        if self._name != tr("Hue"):
            return QColor(_TINTS.get(self._name, "#8a8f98"))
        hues = QLinearGradient(self.place_of(0), 0, self.place_of(255), 0)
        for at in range(13):
            hues.setColorAt(at / 12, QColor.fromHsvF(at / 12 % 1.0, 0.75, 0.85))
        return hues


class ColourRanges(QWidget):
    """The ranges of three channels, as bars to drag and as numbers to type."""

    ranges_moved = Signal(object)  # three (low, high)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = [RangeBar() for _ in range(3)]
        self.numbers = [(QLineEdit(), QLineEdit()) for _ in range(3)]
        self._names = [QLabel() for _ in range(3)]
        self._ranges: list[tuple[int, int]] = [(0, 255)] * 3
        self._space = ""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.TIGHT)
        grid.setVerticalSpacing(theme.TIGHT)
        grid.setColumnStretch(1, 1)
        for at, bar in enumerate(self.bars):
            low, high = self.numbers[at]
            theme.role(self._names[at], "quiet")
            grid.addWidget(self._names[at], 2 * at, 0, 1, 3)
            for column, widget in enumerate((low, bar, high)):
                grid.addWidget(widget, 2 * at + 1, column)
            bar.moved.connect(lambda one, two, at=at: self._take(at, (one, two)))
            for edit in (low, high):
                edit.setValidator(QIntValidator(0, 255, edit))
                edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
                edit.setFixedWidth(edit.fontMetrics().horizontalAdvance("000") + _PADDING)
                edit.textEdited.connect(lambda _text, at=at: self._typed(at))

    def show_ranges(self, space: str, ranges: list[tuple[int, int]]) -> None:
        """Show the ranges of a colour space; `ranges_moved` is not sent."""
        if space != self._space:
            self._space = space
            self.show_levels(())  # those of the other channels
        self._ranges = [(int(low), int(high)) for low, high in ranges]
        for at, (name, ends) in enumerate(zip(PLANES[space], self._ranges, strict=True)):
            self._names[at].setText(name)
            self.bars[at].show_range(name, ends)
            for edit, end, word in zip(self.numbers[at], ends, ("from", "to"), strict=True):
                edit.setAccessibleName(f"{name} {word}")
                if edit.text() != str(end):
                    edit.setText(str(end))

    def show_levels(self, levels: tuple[GreyLevels, ...]) -> None:
        """Show how often each level occurs, of three channels; nothing clears."""
        for at, bar in enumerate(self.bars):
            bar.show_counts(levels[at].counts if len(levels) == 3 else None)

    def _typed(self, at: int) -> None:
        low, high = self.numbers[at]
        if low.hasAcceptableInput() and high.hasAcceptableInput():
            self._take(at, (int(low.text()), int(high.text())))

    def _take(self, at: int, ends: tuple[int, int]) -> None:
        ranges = list(self._ranges)
        ranges[at] = ends
        self.show_ranges(self._space, ranges)
        self.ranges_moved.emit(ranges)
