"""A confusion matrix, drawn calmly: one hue, its depth the share of what was annotated."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from graticule_app.look import theme
from graticule_app.look.translation import grouped, tr

_CELL = 44  # px high
_NARROWEST = 38  # px wide
_DEEPEST = 0.92  # how much of the accent a full cell has


class ConfusionView(QWidget):
    """Rows are what was annotated, columns what was found; each row adds up to 100%."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._counts = np.zeros((0, 0), np.int64)
        self._rows: list[str] = []
        self._columns: list[str] = []
        self._percent = True
        theme.changes.changed.connect(self.update)

    def show_counts(
        self, counts: np.ndarray, rows: list[str], columns: list[str], *, percent: bool = True
    ) -> None:
        """Show counts (rows, columns) under these names, as shares of their row or as they are."""
        self._counts, self._rows, self._columns = counts, rows, columns
        self._percent = percent
        lines = [
            f"{row}: "
            + ", ".join(
                tr("{count:,} as {name}", count=n, name=name)
                for name, n in zip(columns, line, strict=True)
            )
            for row, line in zip(rows, counts.tolist(), strict=True)
        ]
        self.setAccessibleName(tr("Confusion matrix"))
        self.setAccessibleDescription(tr("Annotated, and found as:") + " " + "; ".join(lines))
        self.updateGeometry()
        self.update()

    def shares(self) -> np.ndarray:
        """Each cell's share of its row, 0 to 1; 0 in a row where nothing is."""
        return self._counts / np.maximum(self._counts.sum(axis=1, keepdims=True), 1)

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        metrics = self.fontMetrics()
        head = 2 * metrics.height() + theme.GAP
        return QSize(self._side() + _NARROWEST * len(self._columns), head + _CELL * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """No narrower than its cells can be read."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names and cells."""
        painter = QPainter(self)
        metrics = self.fontMetrics()
        side, width = self._side(), self._width()
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(theme.color("quiet"))
        painter.drawText(
            QRectF(0, 0, side - theme.GAP, metrics.height()), left, tr("Annotated ↓  Found →")
        )
        painter.setPen(theme.color("text"))
        for number, name in enumerate(self._columns):
            box = QRectF(side + number * width, metrics.height(), width, metrics.height())
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(width) - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        shares = self.shares()
        for row, name in enumerate(self._rows):
            box = QRectF(0, self._top() + row * _CELL, side - theme.GAP, _CELL)
            painter.setPen(theme.color("text"))
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, left, text)
            for column in range(len(self._columns)):
                self._draw_cell(painter, row, column, float(shares[row, column]))

    def _draw_cell(self, painter: QPainter, row: int, column: int, share: float) -> None:
        box = self._cell(row, column).adjusted(1, 1, -1, -1)
        ground = mixed(theme.color("field"), theme.color("accent"), _DEEPEST * share**0.5)
        painter.fillRect(box, ground)
        count = int(self._counts[row, column])
        painter.setPen(readable_on(ground) if count else theme.color("faint"))
        text = _percent(share, count) if self._percent else _short(count)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def event(self, event: QEvent) -> bool:
        """Tell the exact count of the cell under the mouse."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.text_at(event.pos()), self)
            return True
        return super().event(event)

    def text_at(self, place: QPoint) -> str:
        """What the cell at a place of the widget says; "" beside the cells."""
        column = int((place.x() - self._side()) // max(self._width(), 1))
        row = int((place.y() - self._top()) // _CELL)
        if not (0 <= row < len(self._rows) and 0 <= column < len(self._columns)):
            return ""
        count = int(self._counts[row, column])
        return tr(
            "{count:,} annotated as {row}, found as {column}",
            count=count,
            row=self._rows[row],
            column=self._columns[column],
        )

    def _cell(self, row: int, column: int) -> QRectF:
        return QRectF(
            self._side() + column * self._width(), self._top() + row * _CELL, self._width(), _CELL
        )

    def _top(self) -> float:
        return 2 * self.fontMetrics().height() + theme.TIGHT

    def _side(self) -> int:
        """Width of the row names."""
        names = [self.fontMetrics().horizontalAdvance(name) for name in self._rows]
        least = self.fontMetrics().horizontalAdvance(tr("Annotated ↓  Found →"))
        return min(max([*names, least]), 180) + theme.WIDE

    def _width(self) -> float:
        room = self.width() - self._side()
        return max(_NARROWEST, min(110.0, room / max(len(self._columns), 1)))


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """`share` of the second colour in the first."""
    pairs = (
        (first.red(), second.red()), (first.green(), second.green()), (first.blue(), second.blue())
    )  # fmt: skip
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))


def readable_on(ground: QColor) -> QColor:
    """Black or white, whichever has the greater contrast (WCAG 2.2) on a colour."""
    light = luminance(ground)
    return QColor("white") if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else QColor("black")


def luminance(color: QColor) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _short(count: int) -> str:
    """A count in at most five signs; the tool tip has all digits."""
    if not count:
        return "–"
    if count < 10_000:
        return grouped(count)
    return f"{count / 1000:.0f} k" if count < 1_000_000 else f"{count / 1e6:.3g} M"


def _percent(share: float, count: int) -> str:
    if not count:
        return "–"
    if share < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share < 1 else f"{share:.0%}"
