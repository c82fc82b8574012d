"""The charts of the particles that are shown: sizes, classes, and one column against another."""

from functools import partial
from pathlib import Path

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule.errors import GraticuleError
from graticule.results import Result
from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import tr, tr_noop, trn
from graticule_app.model.document import Document
from graticule_app.model.listing import SMALL, Listing
from graticule_app.model.workspace import Workspace
from graticule_app.panels.charts.chart_data import (
    Chart,
    ClassChart,
    PairChart,
    SizeChart,
    class_chart,
    pair_chart,
    pair_points,
    size_chart,
    told,
)
from graticule_app.panels.charts.chart_export import picture, save
from graticule_app.panels.charts.chart_options import ChartOptions
from graticule_app.panels.charts.chart_view import ChartView, Ink, Style, legend, named_classes
from graticule_app.panels.charts.sample_page import SamplePage
from graticule_app.work.tasks import Policy, Tasks, as_bug

PAGES = ("sizes", "classes", "pair", "sample")
_TITLES = (tr_noop("Sizes"), tr_noop("Classes"), tr_noop("Compare"), tr_noop("Sample"))
_DEBOUNCE = 100  # ms
_FOLDER = "particles/chart folder"


class ChartPanel(QWidget):
    """One chart at a time; dragging in it selects the particles in table and view."""

    go_to = Signal(object)  # Box in level-0 px: where the selected particles are, on a click

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.shown = workspace.particles
        self.view = ChartView()
        self.options = ChartOptions()
        self.sample = SamplePage()
        self.chart: Chart | None = None
        self._drawn: tuple[Listing, np.ndarray] | None = None  # of `chart`
        self._tasks = Tasks(self, as_bug, Policy.LATEST)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DEBOUNCE)
        self._lay_out()
        self._connect()
        self._take_listing()
        self._compute()

    def _lay_out(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("Charts"))
        for title in _TITLES:
            self.tabs.addTab(tr(title))
        self._export = QToolButton()
        self._export.setIcon(icon("export"))
        self._export.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._export.setToolTip(tr("Copy or save this chart"))
        self._export.setAccessibleName(tr("Copy or save this chart"))
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._export)
        menu.addAction(icon("copy"), tr("Copy picture"), self.copy_picture)
        menu.addSeparator()
        menu.addAction(icon("picture"), tr("Save as PNG…"), partial(self._ask_and_save, "png"))
        menu.addAction(icon("picture"), tr("Save as SVG…"), partial(self._ask_and_save, "svg"))
        self._export.setMenu(menu)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.tabs, 1)
        top.addWidget(self._export)
        self._facts = QLabel()
        self._facts.setWordWrap(True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.role(self._facts, "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.TIGHT, theme.GAP, theme.GAP)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(top)
        self._names = QLabel()
        self._names.setWordWrap(True)
        self._names.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.options)
        layout.addWidget(self._names)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._facts)
        layout.addWidget(self.sample, 1)
        self.sample.hide()
        self.tabs.setTabVisible(PAGES.index("sample"), False)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._compute)
        self.tabs.currentChanged.connect(self._turn_page)
        self.options.changed.connect(self._compute)
        self.options.looks_changed.connect(self._redraw)
        self.shown.changed.connect(self._follow)
        self._workspace.selection_changed.connect(self._later)
        self.view.box.brushed.connect(self._brushed)
        self.view.box.clicked.connect(self._clicked)
        self.view.widened.connect(self._later)
        theme.changes.changed.connect(self._redraw)

    @property
    def _document(self) -> Document | None:
        return self._workspace.current

    @property
    def page(self) -> str:
        """Which chart is shown, one of `PAGES`."""
        return PAGES[self.tabs.currentIndex()]

    def show_page(self, page: str) -> None:
        """Show a chart of `PAGES`."""
        self.tabs.setCurrentIndex(PAGES.index(page))

    def _turn_page(self) -> None:
        sample = self.page == "sample"
        for widget in (self.options, self._names, self.view, self._facts, self._export):
            widget.setVisible(not sample)
        self.sample.setVisible(sample)
        if not sample:
            self.options.show_page(self.page)
            self._compute()

    def _follow(self) -> None:
        self._take_sample()
        self._take_listing()
        self._later()

    def _take_sample(self) -> None:
        """The page of the sample is there where the protocol counts per sample."""
        result = self._document.result if self._document is not None else None
        record = result.record if isinstance(result, Result) else None
        asked = record is not None and record.provenance.settings.get("sample") is not None
        if not asked and self.page == "sample":
            self.show_page("sizes")
        self.tabs.setTabVisible(PAGES.index("sample"), asked)
        self.sample.set_result(result if asked else None)

    def _take_listing(self) -> None:
        if self.page == "sample":
            return
        self.options.set_listing(self.shown.listing)
        self.options.show_page(self.page)

    def _later(self, _source: object = None) -> None:
        self._timer.start()

    # From the particles to the chart

    def _compute(self) -> None:
        self._timer.stop()
        if self.page == "sample":
            return
        listing, rows, page = self.shown.listing, self.shown.rows, self.page
        ids = self._document.selection.ids if self._document is not None else np.zeros(0, np.int64)
        sizes, pair, by_area = self.options.sizes, self.options.pair, self.options.classes_by_area

        def work() -> tuple[Listing, np.ndarray, Chart | None]:
            selected = listing.mask_of(ids)
            made: Chart | None
            if page == "sizes":
                made = size_chart(listing, rows, selected, sizes)
            elif page == "classes":
                made = class_chart(listing, rows, by_area=by_area)
            else:
                made = pair_chart(listing, rows, selected, pair)
            return listing, rows, made

        run = self._tasks.now if len(rows) < SMALL else self._tasks.run
        run(work, tr("Drawing the chart"), self._show)

    def _show(self, answer: tuple[Listing, np.ndarray, Chart | None]) -> None:
        listing, rows, chart = answer
        same = self._drawn is not None and self._drawn[0] is listing and self._drawn[1] is rows
        self._drawn = (listing, rows)
        self.chart = chart if len(rows) else None
        self._redraw(keep_range=same)

    def _redraw(self, *, keep_range: bool = True) -> None:
        self._export.setEnabled(self.chart is not None)
        self.options.setEnabled(self.chart is not None)
        if self.chart is None or self._drawn is None:
            self.view.blank(Ink.screen())
            self._names.hide()
            self._facts.setText(
                tr("No particle passes the filter.")
                if len(self.shown.listing)
                else tr("Charts appear here when the scan has been analysed.")
            )
            return
        if isinstance(self.chart, PairChart):
            self.view.box.draws = "lasso" if self.options.lasso else "rectangle"
        self.view.draw(self.chart, self._style(Ink.screen()), keep_range=keep_range)
        self._names.setText(legend(named_classes(self.chart, self._style(Ink.screen()))))
        self._names.setVisible(bool(self._names.text()))
        self._facts.setText(facts(self.chart))

    def _style(self, ink: Ink) -> Style:
        classes = self._drawn[0].classes if self._drawn is not None else ()
        return Style(classes, ink, self.options.extras)

    # From the chart to the selection

    def _brushed(self, corners: np.ndarray, modifiers: Qt.KeyboardModifier) -> None:
        if self.chart is None or self._drawn is None:
            return
        rows = brushed_rows(self.chart, *self._drawn, corners)
        adds = modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        self.shown.select(rows, self, how="add" if adds else "only")

    def _clicked(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """A bar selects what it stands for; elsewhere nothing is selected any more."""
        if self.chart is None or self._drawn is None:
            return
        rows = clicked_rows(self.chart, *self._drawn, point.x(), point.y())
        adds = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        self.shown.select(rows, self, how="toggle" if adds else "only")
        if len(rows) == 1:
            self.go_to.emit(self.shown.listing.surroundings(int(rows[0])))

    # Out

    def copy_picture(self) -> None:
        """Put the chart on the clipboard, dark on white."""
        if self.chart is not None and self._drawn is not None:
            made = picture(self.chart, self._style(Ink.paper()))
            QGuiApplication.clipboard().setImage(made)
            self._facts.setText(tr("The picture is copied."))

    def save_picture(self, path: Path) -> None:
        """Write the chart as .png or .svg; a path that cannot be written is told below it."""
        if self.chart is None or self._drawn is None:
            return
        try:
            save(self.chart, self._style(Ink.paper()), path)
        except (GraticuleError, OSError) as error:
            self._facts.setText(tr("The chart is not saved: {error}", error=error))
        else:
            self._facts.setText(tr("Saved: {name}", name=path.name))

    def _ask_and_save(self, kind: str) -> None:
        folder = Path(str(QSettings().value(_FOLDER, Path.home())))
        scan = self._document.scan.path.stem if self._document is not None else "particles"
        dialog = QFileDialog(self, tr("Save chart"), str(folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{kind.upper()} (*.{kind})")
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(f"{scan} {self.page}.{kind}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._save_chosen)
        dialog.open()

    def _save_chosen(self, name: str) -> None:
        path = Path(name)
        QSettings().setValue(_FOLDER, str(path.parent))
        self.save_picture(path)


def facts(chart: Chart) -> str:
    """What a chart tells, in a line below it."""
    if isinstance(chart, ClassChart):
        return trn("{n:,} particle", "{n:,} particles", chart.count)
    counted = trn("{n:,} particle", "{n:,} particles", chart.count)
    if chart.left_out:
        counted += " " + tr("({count:,} without a value left out)", count=chart.left_out)
    if isinstance(chart, PairChart):
        dense = chart.density is not None
        return tr("{particles}, drawn as density", particles=counted) if dense else counted
    unit, marks, fit = chart.field.spec.unit, chart.marks, chart.fit
    by_area = chart.options.by_area
    weighted = (
        tr("{particles}, by area", particles=counted)
        if by_area
        else tr("{particles}, by number", particles=counted)
    )
    numbers = tr(
        "mean {mean} · SD {sd} · D10 {d10} · D50 {d50} · D90 {d90} {unit}",
        mean=told(chart.mean), sd=told(chart.sd), unit=unit,
        d10=told(marks.d10), d50=told(marks.d50), d90=told(marks.d90),
    ).rstrip()  # fmt: skip
    normal = tr(
        "log-normal: geometric mean {mean}, geometric SD {sd}",
        mean=told(fit.median), sd=told(fit.geometric_sd),
    )  # fmt: skip
    return f"{weighted}: {numbers} · {normal}"


def brushed_rows(
    chart: Chart, listing: Listing, rows: np.ndarray, corners: np.ndarray
) -> np.ndarray:
    """Rows of the table inside what was drawn in the chart's coordinates."""
    (left, bottom), (right, top) = corners.min(0), corners.max(0)
    if isinstance(chart, SizeChart):
        values = np.asarray(listing.table[chart.options.key], float)[rows]
        low, high = (10**left, 10**right) if chart.options.log else (left, right)
        return rows[(values >= low) & (values <= high)]
    if isinstance(chart, ClassChart):
        at = np.arange(len(chart.names))[::-1]
        hit = [
            i
            for i, y in zip(chart.indices, at, strict=True)
            if bottom <= y + 0.31 and y - 0.31 <= top
        ]
        return rows[np.isin(listing.class_indices()[rows], hit)]
    points, rows, _ = pair_points(listing, rows, chart.options)
    inside = (points >= (left, bottom)).all(1) & (points <= (right, top)).all(1)
    points, rows = points[inside], rows[inside]
    if len(corners) != 4 and len(points):  # a lasso
        shape = shapely.make_valid(shapely.Polygon(corners))
        shapely.prepare(shape)
        rows = rows[shapely.contains_xy(shape, points)]
    return rows


def clicked_rows(
    chart: Chart, listing: Listing, rows: np.ndarray, x: float, y: float
) -> np.ndarray:
    """Rows of the bar, or the nearest point, at a place of the chart; none beside them."""
    nothing = rows[:0]
    if isinstance(chart, SizeChart):
        places = chart.places
        index = int(np.searchsorted(places, x)) - 1
        if not 0 <= index < len(places) - 1 or y > chart.bars.sum(0)[index]:
            return nothing
        values = np.asarray(listing.table[chart.options.key], float)[rows]
        if chart.options.log:
            values = np.log10(values, out=np.full(len(values), np.nan), where=values > 0)
        low, high = places[index : index + 2]
        last = index == len(places) - 2
        return rows[(values >= low) & ((values <= high) if last else (values < high))]
    if isinstance(chart, ClassChart):
        return brushed_rows(chart, listing, rows, np.array([(x, y), (x, y)]))
    points, rows, _ = pair_points(listing, rows, chart.options)
    if not len(points):
        return nothing
    left, right, bottom, top = chart.bounds
    spread = np.maximum([right - left, top - bottom], 1e-300)
    far = (((points - (x, y)) / spread) ** 2).sum(1)
    nearest = int(far.argmin())
    return rows[nearest : nearest + 1] if far[nearest] < 0.02**2 else nothing
