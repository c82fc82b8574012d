"""Draws one chart; the same for the screen and for a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from graticule.classes import ClassInfo
from graticule_app.look import theme
from graticule_app.look.translation import grouped, tr
from graticule_app.panels.charts.chart_axes import BrushBox, NumberAxis
from graticule_app.panels.charts.chart_data import Chart, ClassChart, PairChart, SizeChart, told

_ROOMY = 420  # px of width from which marks are told with their value


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of a chart."""

    ground: QColor
    text: QColor
    line: QColor
    accent: QColor
    fit: QColor

    @classmethod
    def screen(cls) -> "Ink":
        """The theme's."""
        return cls(
            theme.color("panel"), theme.color("text"), theme.color("quiet"),
            theme.color("link"), theme.color("error"),
        )  # fmt: skip

    @classmethod
    def paper(cls) -> "Ink":
        """Dark on white, for reports and papers."""
        c = theme.LIGHT
        return cls(*(QColor(n) for n in ("#ffffff", c.text, c.quiet, c.link, c.error)))


@dataclass(frozen=True, slots=True)
class Extras:
    """What a size distribution shows beside its bars."""

    cumulative: bool = True
    marks: bool = True
    by_class: bool = True
    fit: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How a chart is drawn: the classes' names and colours, all other colours, the extras."""

    classes: Sequence[ClassInfo]
    ink: Ink
    extras: Extras


class ChartView(pg.PlotWidget):
    """A plot with one chart in it; what is drawn in it with the mouse comes from `box`."""

    widened = Signal()  # or narrowed

    def __init__(self, parent: QWidget | None = None) -> None:
        box = BrushBox()
        axes = {side: NumberAxis(side) for side in ("bottom", "left", "right")}
        plot = pg.PlotItem(viewBox=box, axisItems=dict(axes))
        super().__init__(parent, plotItem=plot)
        self.box, self._axes, self._plot = box, axes, plot
        for axis in self._axes.values():
            axis.setStyle(tickLength=-4, hideOverlappingLabels=True, maxTickLevel=1)
        self.setAccessibleName(tr("Chart"))
        self.setMinimumSize(120, 100)
        self._kind: object = None
        self.hideButtons()

    def blank(self, ink: Ink) -> None:
        """Show nothing, not even axes."""
        self.clear()
        self._kind = None
        self.setBackground(ink.ground)
        for side in ("bottom", "left", "right"):
            self.hideAxis(side)

    def draw(self, chart: Chart, style: Style, *, keep_range: bool = False) -> None:
        """Show a chart; `keep_range` leaves the zoom as it is if it is of the same kind."""
        kind = (type(chart), getattr(chart, "options", None))
        shown = self.box.viewRange() if keep_range and kind == self._kind else None
        self._kind = kind
        self.clear()
        self._prepare(chart, style.ink)
        if isinstance(chart, SizeChart):
            self._draw_sizes(chart, style)
        elif isinstance(chart, ClassChart):
            self._draw_classes(chart, style.ink)
        else:
            self._draw_pair(chart, style)
        if shown is not None:
            self.box.setRange(xRange=shown[0], yRange=shown[1], padding=0)

    def _prepare(self, chart: Chart, ink: Ink) -> None:
        """Ground, axes and the brush, before anything is drawn."""
        log = not isinstance(chart, ClassChart) and chart.options.log
        self.setBackground(ink.ground)
        for side, axis in self._axes.items():
            axis.set_log(log and (side == "bottom" or isinstance(chart, PairChart)))
            axis.setTicks(None)
            axis.setPen(ink.line)
            axis.setTextPen(ink.text)
            axis.setVisible(side != "right")
        self.box.ink(pg.mkPen(ink.accent, width=1), _faded(ink.accent, 60))
        self.box.setLimits(xMin=None, xMax=None, yMin=None, yMax=None)

    def _label(self, side: str, text: str, ink: Ink) -> None:
        self.setLabel(side, text, color=ink.text.name())

    # Sizes

    def _draw_sizes(self, chart: SizeChart, style: Style) -> None:
        ink, extras = style.ink, style.extras
        self.box.draws = "range"
        self.box.setMouseEnabled(x=True, y=False)
        self._label("bottom", chart.field.heading, ink)
        self._label("left", tr("Area (%)") if chart.options.by_area else tr("Particles"), ink)
        if not len(chart.edges):
            self.box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
            return
        edges = chart.places
        top = float(chart.bars.sum(0).max()) * (1.22 if extras.marks else 1.06) or 1.0
        self._bars(chart, edges, style)
        if extras.fit and len(chart.fit_line[0]):
            x = np.log10(chart.fit_line[0]) if chart.options.log else chart.fit_line[0]
            self.plot(x, chart.fit_line[1], pen=pg.mkPen(ink.fit, width=2))
        if extras.cumulative:
            self._cumulative(chart, ink)
        if extras.marks:
            self._marks(chart, ink)
        pad = (edges[-1] - edges[0]) * 0.02
        self.box.setLimits(yMin=0, yMax=top)
        self.box.setRange(xRange=(edges[0] - pad, edges[-1] + pad), yRange=(0, top), padding=0)

    def _bars(self, chart: SizeChart, edges: np.ndarray, style: Style) -> None:
        """Stacked by class; the selected particles' part stands before the faded rest."""
        left, width = edges[:-1], np.diff(edges)
        chosen = bool(chart.selected.any())
        stacks = [(i, sums) for i, sums in enumerate(chart.bars) if sums.any()]
        if not style.extras.by_class:
            stacks = [(-1, chart.bars.sum(0))]
        base = np.zeros(len(left))
        for index, sums in stacks:
            colour = QColor(*style.classes[index].color) if index >= 0 else style.ink.line
            brush = _faded(colour, 110) if chosen else colour
            self._bar_item(left, width, base, sums, brush, style.ink)
            base = base + sums
        if chosen:
            self._bar_item(left, width, 0 * base, chart.selected, style.ink.accent, style.ink)

    def _bar_item(self, left, width, base, heights, brush: QColor, ink: Ink) -> None:
        pen = pg.mkPen(ink.ground, width=0.6)
        item = pg.BarGraphItem(x0=left, width=width, y0=base, height=heights, brush=brush, pen=pen)
        self.addItem(item)

    def _cumulative(self, chart: SizeChart, ink: Ink) -> None:
        """0 to 100 % over the height of the largest bar, told on the right axis."""
        full = float(chart.bars.sum(0).max())
        x = np.log10(chart.curve) if chart.options.log else chart.curve
        self.plot(x, chart.shares * full, pen=pg.mkPen(ink.text, width=1.4))
        axis = self._axes["right"]
        axis.setVisible(True)
        axis.setTicks([[(full * share, f"{share:.0%}") for share in (0, 0.5, 1)]])
        axis.linkToView(self.box)

    def _marks(self, chart: SizeChart, ink: Ink) -> None:
        roomy = self.width() >= _ROOMY
        for name, value, height in (
            ("D10", chart.marks.d10, 0.95), ("D50", chart.marks.d50, 0.88),
            ("D90", chart.marks.d90, 0.95),
        ):  # fmt: skip
            if not np.isfinite(value) or (chart.options.log and value <= 0):
                continue
            line = pg.InfiniteLine(
                np.log10(value) if chart.options.log else value,
                pen=pg.mkPen(ink.text, width=1, style=Qt.PenStyle.DashLine),
                label=f"{name} {told(value)}" if roomy else name,
                labelOpts={
                    "position": height, "color": ink.text, "fill": ink.ground,
                    "anchors": [(0.5, 0.5), (0.5, 0.5)],
                },
            )  # fmt: skip
            self._decorate(line)

    def _decorate(self, item: object) -> None:
        """Add what does not count when the whole chart is shown."""
        self._plot.addItem(item, ignoreBounds=True)

    # Classes

    def _draw_classes(self, chart: ClassChart, ink: Ink) -> None:
        self.box.draws = "rectangle"
        self.box.setMouseEnabled(x=False, y=False)
        count = len(chart.names)
        self._label("bottom", tr("Area (%)") if chart.by_area else tr("Particles (%)"), ink)
        self._axes["left"].setLabel(None)
        heights = np.arange(count)[::-1]  # the first class on top
        self.addItem(
            pg.BarGraphItem(
                x0=np.zeros(count), width=chart.shares, y=heights, height=0.62,
                brushes=[QColor(*colour) for colour in chart.colours],
                pens=[pg.mkPen(None)] * count,
            )
        )  # fmt: skip
        longest = max(float(chart.shares.max(initial=0)), 1.0)
        for y, share, number in zip(heights, chart.shares, chart.counts, strict=True):
            text = f"{share:.1f} %" if chart.by_area else grouped(number)
            label = pg.TextItem(text, color=ink.text, anchor=(0, 0.5))
            label.setPos(share + longest * 0.015, y)
            self._decorate(label)
        axis = self._axes["left"]
        axis.setTicks([[
            (y, name if len(name) <= 16 else f"{name[:15]}…")
            for y, name in zip(heights.tolist(), chart.names, strict=True)
        ]])  # fmt: skip
        self.box.setRange(xRange=(0, longest * 1.28), yRange=(-0.6, max(count, 1) - 0.4), padding=0)

    # Two columns

    def _draw_pair(self, chart: PairChart, style: Style) -> None:
        ink, classes = style.ink, style.classes
        if self.box.draws == "range":
            self.box.draws = "rectangle"
        self.box.setMouseEnabled(x=True, y=True)
        self._label("bottom", chart.x.heading, ink)
        self._label("left", chart.y.heading, ink)
        left, right, bottom, top = chart.bounds
        width, height = (right - left) or 1.0, (top - bottom) or 1.0
        if chart.density is not None:
            image = pg.ImageItem(np.log1p(chart.density).astype(np.float32))
            image.setLookupTable(_ramp())
            image.setRect(QRectF(left, bottom, width, height))
            self.addItem(image)
        else:
            for index in np.unique(chart.classes).tolist():
                mine = chart.points[chart.classes == index]
                self._points(mine, _faded(QColor(*classes[index].color), 190), None, 5)
        if len(chart.selected):
            self._points(chart.selected, None, pg.mkPen(ink.accent, width=1.5), 8)
        self.box.setRange(QRectF(left, bottom, width, height), padding=0.04)

    def _points(self, points: np.ndarray, fill: QColor | None, pen: QPen | None, size: int) -> None:
        self.addItem(
            pg.ScatterPlotItem(
                points[:, 0], points[:, 1], size=size, pxMode=True,
                brush=pg.mkBrush(fill), pen=pg.mkPen(pen), skipFiniteCheck=True,
            )
        )  # fmt: skip

    def name_classes(self, chart: Chart, style: Style) -> None:
        """Put the names of the classes above the chart, where it stands alone."""
        text = legend(named_classes(chart, style))
        self.setTitle(text or None, color=style.ink.text.name(), size="9pt")

    def settle(self) -> None:
        """Lay out what was drawn; axes know their width only when they have been painted."""
        layout: Any = self._plot.layout  # pyqtgraph hides Qt's method behind its layout
        for _ in range(2):
            self.grab()
            layout.activate()

    def resizeEvent(self, ev: QResizeEvent | None) -> None:
        """Other marks and names may fit; pyqtgraph itself calls it without an event."""
        super().resizeEvent(ev)
        if ev is not None and ev.oldSize().width() != ev.size().width():
            self.widened.emit()


def named_classes(chart: Chart, style: Style) -> list[ClassInfo]:
    """The classes that a chart tells apart by colour alone; empty if there is just one."""
    present: list[int] = []
    if isinstance(chart, SizeChart) and style.extras.by_class:
        present = np.flatnonzero(chart.bars.any(1)).tolist()
    elif isinstance(chart, PairChart) and chart.density is None:
        present = np.unique(chart.classes).tolist()
    return [style.classes[index] for index in present] if len(present) > 1 else []


def legend(classes: Sequence[ClassInfo]) -> str:
    """Names with their colours, as rich text that breaks between them."""
    return " &nbsp; ".join(
        f"<span style='color:{QColor(*info.color).name()}'>■</span>&nbsp;"
        + escape(info.name).replace(" ", "&nbsp;")
        for info in classes
    )


def _faded(colour: QColor, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made


@cache
def _ramp() -> np.ndarray:
    """256 colours (RGBA) from few to many; where nothing is, nothing is drawn."""
    found = pg.colormap.get("viridis")
    assert found is not None
    ramp = np.array(found.getLookupTable(nPts=256, alpha=True))
    ramp[0, 3] = 0
    return ramp
