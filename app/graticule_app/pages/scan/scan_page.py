"""The scan page: the view with all panels around it. Made when the first scan is opened."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QTabBar, QVBoxLayout, QWidget

from graticule.endings import is_outlines
from graticule.reports import Analysis
from graticule_app.canvas.scan_view import ScanView
from graticule_app.look import theme
from graticule_app.look.translation import tr
from graticule_app.model.document import Document
from graticule_app.model.entry import Entry, State
from graticule_app.model.follower import Follower
from graticule_app.model.workspace import Workspace
from graticule_app.pages.scan.analysing import Analysing
from graticule_app.pages.scan.docks import Docks, Panel
from graticule_app.pages.scan.tools import Tools
from graticule_app.pages.scan.wiring import join
from graticule_app.panels.charts.chart_panel import ChartPanel
from graticule_app.panels.compare.import_panel import ImportPanel
from graticule_app.panels.layers.display_panel import DisplayPanel
from graticule_app.panels.layers.layer_panel import LayerPanel
from graticule_app.panels.particles.gallery_panel import GalleryPanel
from graticule_app.panels.particles.particle_panel import ParticlePanel
from graticule_app.panels.protocol.analyse_panel import AnalysePanel
from graticule_app.panels.protocol.calibration import CalibrationBar
from graticule_app.panels.queue.queue_panel import QueuePanel
from graticule_app.panels.queue.run_bar import RunBar
from graticule_app.panels.report.combine_dialog import CombineDialog
from graticule_app.panels.report.save_dialog import OneClick, SaveReportDialog
from graticule_app.panels.report.save_line import SaveLine
from graticule_app.panels.review.review_panel import ReviewPanel

_SIDES = Qt.DockWidgetArea


class ScanPage(QMainWindow):
    """Makes the parts and puts them in their places; `wiring` joins them."""

    message = Signal(object)  # Message
    busy_text = Signal(str)
    changed = Signal()  # other commands are possible now

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Widget)
        self.workspace = workspace
        # what is to be analysed begins with the protocol of the scan that is left
        self.analysing = Analysing(workspace)
        self._make_parts()
        self.analysing.set_protocols(self.protocols)
        self._place_parts()
        self.docks = Docks(self, self._panels())
        self._sized = self.docks.restore()
        join(self)
        self._use_settings()
        workspace.settings_changed.connect(self._use_settings)
        workspace.protocol_wanted.connect(self._choose_protocol)
        workspace.for_queue.connect(self.analysing.add_to_queue)
        self.message.connect(workspace.message)
        self.busy_text.connect(workspace.busy)
        self.docks.help_wanted.connect(workspace.help_wanted)
        self.queue_panel.add_scans.connect(workspace.scans_wanted)
        workspace.added.connect(self._add_tab)
        workspace.removed.connect(self._remove_tab)
        workspace.shown.connect(self._show)

    def _make_parts(self) -> None:
        workspace = self.workspace
        self.review = workspace.review
        self.view = ScanView(workspace)
        self.queue = workspace.queue
        self.shown = workspace.particles
        self.saver = workspace.reports
        self.table = ParticlePanel(workspace)
        self.gallery = GalleryPanel(workspace)
        self.charts = ChartPanel(workspace)
        self.analyse = AnalysePanel(workspace)
        self.protocols = self.analyse.protocols
        self.calibration = CalibrationBar(workspace)
        self.run_bar = RunBar(workspace)
        self.queue_panel = QueuePanel(workspace)
        self.follower = Follower(workspace)
        self.review_panel = ReviewPanel(workspace)
        self.save_line = SaveLine(workspace)
        self.one_click = OneClick(self.saver, self)
        self.imports = ImportPanel(workspace)
        self.tools = Tools(self.view, self)

    def _panels(self) -> list[Panel]:
        left, right, bottom = (
            _SIDES.LeftDockWidgetArea, _SIDES.RightDockWidgetArea, _SIDES.BottomDockWidgetArea,
        )  # fmt: skip
        looks = QWidget()
        column = QVBoxLayout(looks)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(LayerPanel(self.workspace))
        column.addWidget(DisplayPanel(self.workspace))
        column.addStretch(1)
        return [
            Panel("protocol", tr("Protocol"), self.analyse, left, "protocol"),
            Panel("layers", tr("Layers"), looks, right, "view"),
            Panel("review", tr("Review"), self.review_panel, right, "review"),
            Panel("compare", tr("Compare"), self.imports, right, "compare"),
            Panel("table", tr("Particles"), self.table, bottom, "table", at_first=False),
            Panel("gallery", tr("Gallery"), self.gallery, bottom, "table", at_first=False),
            Panel("charts", tr("Charts"), self.charts, bottom, "charts", at_first=False),
            Panel("queue", tr("Queue"), self.queue_panel, bottom, "queue", at_first=False),
        ]

    def _place_parts(self) -> None:
        workspace = self.workspace
        self.tabs = QTabBar(tabsClosable=True, movable=False, expanding=False, documentMode=True)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(tr("Open scans"))
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.tabs.tabCloseRequested.connect(
            lambda number: workspace.close(workspace.documents[number])
        )
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.tabs, self.calibration, self.run_bar, self.save_line):
            column.addWidget(part)
        column.addWidget(self.view, 1)
        self.setCentralWidget(middle)

    def showEvent(self, event: QShowEvent) -> None:
        """The first time without a remembered layout, give the sides their sizes."""
        super().showEvent(event)
        if not self._sized:
            self._sized = True
            for wait in (0, 100):  # ms; the first layout may still be under way
                QTimer.singleShot(wait, self.docks.size_sides)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the tool down, where neither the tool nor a field had a use for it."""
        if event.key() == Qt.Key.Key_Escape and self.tools.chosen != "tool-none":
            self.tools.choose("tool-none")
        else:
            super().keyPressEvent(event)

    # --- which scan is shown

    def _add_tab(self, one: Document) -> None:
        was = self.tabs.blockSignals(True)
        number = self.tabs.addTab(one.name)
        self.tabs.setTabToolTip(number, str(one.path))
        self.tabs.blockSignals(was)
        self.tabs.setVisible(self.tabs.count() > 1)

    def _remove_tab(self, _one: Document) -> None:
        was = self.tabs.blockSignals(True)
        names = [one.name for one in self.workspace.documents]
        for number in range(self.tabs.count()):
            if number >= len(names) or self.tabs.tabText(number) != names[number]:
                self.tabs.removeTab(number)
                break
        self._mark_tab()
        self.tabs.blockSignals(was)
        self.tabs.setVisible(self.tabs.count() > 1)

    def _tab_chosen(self, number: int) -> None:
        if 0 <= number < len(self.workspace.documents):
            self.workspace.show(self.workspace.documents[number])

    def _mark_tab(self) -> None:
        if self.workspace.current in self.workspace.documents:
            self.tabs.setCurrentIndex(self.workspace.documents.index(self.workspace.current))

    def _show(self) -> None:
        was = self.tabs.blockSignals(True)
        self._mark_tab()
        self.tabs.blockSignals(was)
        self.changed.emit()

    # --- what commands do that takes more than one part

    def show_particles(self) -> None:
        """The table comes up when there is something in it, unless a panel below is shown."""
        if not self.docks.side_shown(_SIDES.BottomDockWidgetArea):
            for key in ("table", "gallery", "charts"):
                self.docks.show(key)
            self.docks.show("table")
            QTimer.singleShot(0, self.docks.size_sides)

    def open_entry(self, entry: Entry) -> None:
        """Show the scan of a line of the queue; its result comes with it."""
        one = self.workspace.find(entry.scan)
        if one is not None:
            one.set_frame(entry.options.frame)
            self.workspace.show(one)
        elif entry.options.frame and entry.folder is not None and entry.state is State.done:
            self.workspace.open_result(entry.folder)
        else:
            self.workspace.open([entry.scan])

    def ask_pixel_size(self) -> None:
        """Show the bar that asks, whatever the file says."""
        self.calibration.ask()

    def select_all(self) -> None:
        """All particles that pass the filter."""
        self.shown.select(self.shown.rows, self)

    def analysis(self) -> Callable[[], Analysis] | None:
        """What a report of the shown scan is written from: corrected, if somebody did."""
        document = self.view.document
        if document is None or document.result is None or document.table is None:
            return None
        return document.result.analysis

    def save_report(self, *, ask: bool) -> None:
        """Save the shown scan's report as the last time; `ask` asks what and where first."""
        current, analysis = self.workspace.current, self.analysis()
        if current is None or analysis is None:
            return
        name, picture = current.path.stem, self.view.grab_picture()
        if ask:
            SaveReportDialog(self.saver, analysis, name, picture, self).open()
        else:
            self.one_click.save(analysis, name, picture)

    def combine(self, folders: list[Path] | None = None) -> None:
        """Several results in one table: these, or those of the open scans, are ticked."""
        if folders is None:
            results = [one.result for one in self.workspace.documents]
            folders = [found.folder for found in results if found is not None and found.complete]
        CombineDialog(self.saver, folders, self).open()

    def _use_settings(self) -> None:
        settings = self.workspace.settings
        self.review.user = settings.user
        self.view.tile_memory = settings.tile_memory << 20

    # --- what the window asks of a page

    has_tools = True

    @property
    def busy(self) -> str:
        """Whether an analysis runs."""
        return tr("An analysis is running") if self.queue.busy else ""

    def take_drop(self, paths: list[Path]) -> list[Path]:
        """Outlines go over the scan that is shown."""
        outlines = [path for path in paths if is_outlines(path)]
        if not outlines or self.workspace.current is None:
            return paths
        self.docks.show("compare")
        self.imports.import_files(outlines)
        return [path for path in paths if path not in outlines]

    def come(self) -> None:
        """The keys are the view's."""
        self.view.setFocus()

    def leave_soon(self) -> None:
        """An analysis that waits for a proposal begins, so that it is asked about."""
        self.analysing.hurry()

    def save_layout(self) -> None:
        """Remember where the panels are."""
        self.docks.save()

    def _choose_protocol(self, name: str) -> None:
        self.protocols.chooser.refresh()
        self.protocols.choose(name)
        self.docks.show("protocol")
        self.analyse.button.setFocus()

    def halt(self) -> None:
        """The window closes: the engine and the preview's network are told so."""
        self.protocols.preview.halt()
        self.queue.halt()

    def end(self, deadline: QDeadlineTimer) -> None:
        """Nothing runs on; what the engine did is kept."""
        self.queue.stop_all(deadline)
        self.view.stop(deadline)
        self.protocols.preview.stop(deadline)
        self.follower.close(deadline)
        self.review.stop(deadline)
        self.saver.stop(deadline)
        self.imports.stop(deadline)
