"""How the learning goes, as two curves that people can read without knowing what a loss is."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from graticule_app.look import theme
from graticule_app.look.translation import tr, tr_noop
from graticule_app.pages.training.verdict import heading, percent
from graticule_app.panels.charts.chart_axes import NumberAxis

_HIGHEST = 440  # px: on a large screen the pictures get the room
_FALL, _RISE = tr_noop("should fall"), tr_noop("should rise")
_EDGE = 0.04  # of the height, so that the highest number is not cut
_SMOOTH = 0.95  # of the mean that the line shows; single steps jump
_STEPS = 100  # shown before anybody knows how many there will be
_MOST = 2000  # points that are drawn; more are thinned out


class _Curve(QWidget):
    """A title that says which way is good, and a plot under it."""

    def __init__(self, title: str, good: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title)
        self.good = QLabel(good)
        theme.role(self.good, "quiet")
        axes = {side: NumberAxis(side) for side in ("bottom", "left")}
        self.plot = pg.PlotWidget(axisItems=axes)
        self.box = self.plot.getViewBox()
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setMinimumSize(160, 110)
        # Its hint is that of a window; a layout shall only ask for the minimum.
        self.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.getAxis("bottom").setStyle(tickLength=-4)
        self.plot.getAxis("left").setStyle(tickLength=-4)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.good)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(head)
        column.addWidget(self.plot, 1)

    def ink(self) -> None:
        """Take the theme's colours."""
        self.plot.setBackground(theme.color("panel"))
        for side in ("bottom", "left"):
            axis = self.plot.getAxis(side)
            axis.setPen(theme.color("line"))
            axis.setTextPen(theme.color("quiet"))


class Curves(QWidget):
    """The loss of each step, and the agreement with the test images whenever it was measured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumHeight(_HIGHEST)
        self._mistakes = _Curve(tr("Mistakes while learning"), tr(_FALL))
        self._agreement = _Curve(tr("Agreement with the test images"), tr(_RISE))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.WIDE)
        row.addWidget(self._mistakes)
        row.addWidget(self._agreement)
        self._raw = self._mistakes.plot.plot()
        self._line = self._mistakes.plot.plot()
        self._points = self._agreement.plot.plot()
        self._best = self._agreement.plot.plot()
        theme.changes.changed.connect(self._ink)
        self.clear()
        self._ink()

    def clear(self) -> None:
        """Begin anew."""
        self._losses: list[tuple[int, float]] = []
        self._found: list[tuple[int, float]] = []
        self._mean: float | None = None
        self._smooth: list[float] = []
        self._steps = 0
        self._show()

    def add_loss(self, step: int, steps: int, loss: float) -> None:
        """One more step is done; a step below the last one begins a part anew."""
        while self._losses and self._losses[-1][0] >= step:
            self._losses.pop()
            self._smooth.pop()
            self._mean = self._smooth[-1] if self._smooth else None
        if not math.isfinite(loss):
            return
        self._steps = steps
        share = min(_SMOOTH, len(self._losses) / (len(self._losses) + 1))
        self._mean = loss if self._mean is None else share * self._mean + (1 - share) * loss
        self._losses.append((step, loss))
        self._smooth.append(self._mean)

    def add_agreement(self, step: int, metric: str, value: float) -> None:
        """The test images were predicted after `step`; `value` 0..1 of `metric`."""
        while self._found and self._found[-1][0] >= step:
            self._found.pop()
        self._found.append((step, value))
        self._agreement.title.setText(heading(metric))
        self._agreement.setAccessibleName(
            tr(
                "{metric}: {share} after step {step}",
                metric=heading(metric),
                share=percent(value),
                step=step,
            )
        )
        self._agreement.title.setToolTip(tr("Measured on images that nothing is learned from"))

    def refresh(self) -> None:
        """Draw what came since; many steps are drawn at once."""
        self._show()

    @property
    def counts(self) -> tuple[int, int]:
        """How many points the two curves have."""
        return len(self._losses), len(self._found)

    def _show(self) -> None:
        places = np.array(self._losses, float).reshape(-1, 2)
        step = max(1, len(places) // _MOST)
        self._raw.setData(places[::step, 0], places[::step, 1])
        self._line.setData(places[::step, 0], np.array(self._smooth, float)[::step])
        top = 1.0
        if len(places):
            latest = self._smooth[-1]
            self._mistakes.setAccessibleName(
                tr("Mistakes while learning: now {latest:.3g}", latest=latest)
            )
            top = float(np.percentile(places[:, 1], 99)) * 1.08 or 1.0
        self._mistakes.box.setRange(yRange=(0, top), padding=_EDGE)
        found = np.array(self._found, float).reshape(-1, 2)
        self._points.setData(found[:, 0], 100 * found[:, 1])
        wide = self._steps or _STEPS
        self._mistakes.box.setRange(xRange=(0, wide), padding=0.01)
        self._agreement.box.setRange(xRange=(0, wide), yRange=(0, 100), padding=_EDGE)
        if len(found):
            best = found[int(np.argmax(found[:, 1]))]
            self._best.setData([best[0]], [100 * best[1]])
            self._agreement.good.setText(
                tr("should rise · best {share}", share=percent(float(best[1])))
            )
        else:
            self._best.setData([], [])
            self._agreement.good.setText(tr(_RISE))

    def _ink(self) -> None:
        for curve in (self._mistakes, self._agreement):
            curve.ink()
        self._agreement.plot.getAxis("left").setLabel("%", color=theme.color("quiet").name())
        self._raw.setPen(pg.mkPen(theme.color("faint", 120), width=1))
        self._line.setPen(pg.mkPen(theme.color("link"), width=2))
        self._points.setPen(pg.mkPen(theme.color("good"), width=2))
        self._points.setSymbol("o")
        self._points.setSymbolSize(5)
        self._points.setSymbolBrush(theme.color("good"))
        self._points.setSymbolPen(None)
        self._best.setPen(None)
        self._best.setSymbol("o")
        self._best.setSymbolSize(11)
        self._best.setSymbolBrush(None)
        self._best.setSymbolPen(pg.mkPen(theme.color("text"), width=1.5))
        self._show()
