"""Axes that people can read, and a plot area in which dragging selects."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from graticule_app.look.translation import grouped

_ROUND = (1, 2, 5)


class NumberAxis(pg.AxisItem):
    """Round numbers; on a logarithmic axis positions are log10 and labels the numbers."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.log = False
        self.enableAutoSIPrefix(False)

    def set_log(self, log: bool) -> None:
        """Whether positions are log10 of the numbers."""
        if log != self.log:
            self.log = log
            self.picture = None
            self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list:  # noqa: N803 - pyqtgraph's
        """1, 2, 5 and their tens where the axis spans a factor of three; else as usual."""
        if not self.log or maxVal - minVal < 0.5 or maxVal - minVal > 12:
            return super().tickValues(minVal, maxVal, size)
        room = size / 42  # labels of so many px
        decades = range(math.floor(minVal), math.ceil(maxVal) + 1)
        steps = _ROUND if (maxVal - minVal) * 3 <= room else (1,)
        while len(decades) > max(2, room):
            decades = decades[::2]
        ticks = [d + math.log10(s) for d in decades for s in steps]
        return [(1.0, [t for t in ticks if minVal <= t <= maxVal])]

    def tickStrings(self, values: list, scale: float, spacing: float) -> list[str]:
        """Plain numbers, thousands apart."""
        if not self.log:
            decimals = max(0, math.ceil(-math.log10(spacing * scale) - 1e-9)) if spacing else 0
            return [grouped(v * scale, f",.{min(decimals, 8)}f") for v in values]
        return [grouped(float(f"{10**v:.3g}"), ",g") for v in values]


class BrushBox(pg.ViewBox):
    """Left drag selects, the wheel zooms about the cursor, the middle button pans.

    `draws` is "range" (along x), "rectangle" or "lasso". What was drawn is told in the
    coordinates of the plot.
    """

    brushed = Signal(object, object)  # (n, 2) corners of what was drawn, keyboard modifiers
    clicked = Signal(object, object)  # QPointF in the plot, keyboard modifiers

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.draws = "range"
        self._path: list[QPointF] = []
        self._band = QGraphicsPathItem()
        self._band.setZValue(1e6)
        self._band.hide()
        self.addItem(self._band, ignoreBounds=True)

    def ink(self, pen: QPen, fill: object) -> None:
        """How the drawn shape looks."""
        self._band.setPen(pen)
        self._band.setBrush(pg.mkBrush(fill))

    def mouseDragEvent(self, ev, axis=None) -> None:
        """Draw a shape with the left button."""
        if ev.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(ev, axis)
            return
        ev.accept()
        here = self.mapToView(ev.pos())
        start = self.mapToView(ev.buttonDownPos())
        if ev.isStart() or not self._path:
            self._path = [start]
        self._path.append(here)
        corners = self._corners(start, here)
        path = QPainterPath(QPointF(*corners[0]))
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.closeSubpath()
        self._band.setPath(path)
        self._band.setVisible(not ev.isFinish())
        if ev.isFinish():
            self._path = []
            self.brushed.emit(corners, ev.modifiers())

    def _corners(self, start: QPointF, here: QPointF) -> np.ndarray:
        if self.draws == "lasso":
            return np.array([(p.x(), p.y()) for p in self._path])
        (left, right), (top, bottom) = sorted((start.x(), here.x())), sorted((start.y(), here.y()))
        if self.draws == "range":
            top, bottom = self.viewRange()[1]
        return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])

    def mouseClickEvent(self, ev) -> None:
        """One click picks, two show all again."""
        if ev.button() != Qt.MouseButton.LeftButton:
            return
        ev.accept()
        if ev.double():
            self.autoRange()
        else:
            self.clicked.emit(self.mapToView(ev.pos()), ev.modifiers())
