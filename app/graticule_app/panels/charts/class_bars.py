"""Particles per size class, each bar parted by shape class."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from graticule.classes import PALETTE
from graticule.counting import FilterCounts
from graticule_app.look import theme
from graticule_app.look.translation import grouped, tr

_HEIGHT = 190  # px


class ClassBars(QWidget):
    """A bar for each size class that occurs, or lies between two that do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sums = np.zeros((0, 0), np.int64)
        self._sizes: tuple[str, ...] = ()
        self._shapes: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Particles by size class and shape"))
        theme.changes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(280, _HEIGHT)

    def show_counts(self, counts: FilterCounts) -> None:
        """Show the number of each size and shape class."""
        sums, names = counts.sums(), counts.sizes or (tr("all", "particles"),)
        used = np.flatnonzero(sums.sum(1))
        part = slice(used[0], used[-1] + 1) if len(used) else slice(0, 0)
        self._sums, self._sizes, self._shapes = (
            sums[part],
            names[part],
            counts.shapes or (tr("all", "particles"),),
        )
        told = [
            f"{name}: {int(row.sum())}" for name, row in zip(names[part], sums[part], strict=True)
        ]
        self.setAccessibleDescription("; ".join(told))
        self.setVisible(bool(len(used)) and bool(counts.sizes or counts.shapes))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As Qt asks for it."""
        if not self._sums.size:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = painter.fontMetrics().height()
        frame = QRectF(self.rect()).adjusted(4, line + 4, -4, -2 * line - 12)
        step = frame.width() / len(self._sums)
        tallest = max(int(self._sums.sum(1).max()), 1)
        for at, numbers in enumerate(self._sums.tolist()):
            left, floor = frame.left() + at * step, frame.bottom()
            for shape, number in enumerate(numbers):
                height = number / tallest * frame.height()
                bar = QRectF(left + 0.15 * step, floor - height, 0.7 * step, height)
                painter.fillRect(bar, QColor(*PALETTE[shape % len(PALETTE)]))
                floor -= height
            painter.setPen(theme.color("text"))
            here = QRectF(left, floor - line - 1, step, line)
            painter.drawText(here, Qt.AlignmentFlag.AlignCenter, grouped(sum(numbers)))
            painter.setPen(theme.color("quiet"))
            name = QRectF(left, frame.bottom() + 2, step, line)
            short = (
                self._sizes[at] if at == len(self._sums) - 1 else self._sizes[at].rsplit(" ", 1)[0]
            )
            short = painter.fontMetrics().elidedText(short, Qt.TextElideMode.ElideRight, int(step))
            painter.drawText(name, Qt.AlignmentFlag.AlignCenter, short)
        painter.setPen(theme.color("line"))
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        self._legend(painter, QPointF(frame.left(), frame.bottom() + line + 8))

    def _legend(self, painter: QPainter, at: QPointF) -> None:
        metrics = painter.fontMetrics()
        for shape, name in enumerate(self._shapes):
            swatch = QRectF(at.x(), at.y() + metrics.height() / 2 - 5, 10, 10)
            painter.fillRect(swatch, QColor(*PALETTE[shape % len(PALETTE)]))
            painter.setPen(theme.color("text"))
            painter.drawText(QPointF(at.x() + 15, at.y() + metrics.ascent()), name)
            at = QPointF(at.x() + 30 + metrics.horizontalAdvance(name), at.y())
