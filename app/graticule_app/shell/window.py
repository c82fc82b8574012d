"""The main window: start page or bench, with menus, tool bar, messages and status line."""

import gc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QDeadlineTimer, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import theme
from graticule_app.look.drop import dropped
from graticule_app.look.translation import tr
from graticule_app.model.command import Command
from graticule_app.model.settings import Settings
from graticule_app.model.workspace import Workspace
from graticule_app.pages.page import Page
from graticule_app.pages.scan.scan_acts import ScanActs
from graticule_app.pages.start.start_page import StartPage
from graticule_app.shell.command_list import IN_VIEW, MENUS, TOOLS, commands_of
from graticule_app.shell.commands import Commands
from graticule_app.shell.files import Files
from graticule_app.shell.helping import Helping
from graticule_app.shell.message_bar import MessageBar
from graticule_app.shell.page_list import PAGES, PageEntry
from graticule_app.shell.palette import Palette
from graticule_app.shell.settings_dialog import SettingsDialog
from graticule_app.shell.status import StatusLine
from graticule_app.work import processes
from graticule_app.work.ending import BUDGET
from graticule_app.work.message import Message

if TYPE_CHECKING:
    from graticule_app.model.document import Document
    from graticule_app.pages.scan.scan_page import ScanPage
    from graticule_app.pages.training.runs import Run


class MainWindow(QMainWindow):
    """Everything that a person sees of the program."""

    mistake = Signal(str, object)  # report, its Path; from any thread

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.workspace = Workspace(settings, self)
        self.acts = ScanActs(self.workspace, lambda: self.bench)
        self.files = Files(self)
        self.helping = Helping(self)
        self._pages: dict[str, Page] = {}
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(800, 520))
        self._build()
        self._connect()
        self.show_page("start")
        self._name_window()

    def _build(self) -> None:
        self.messages = MessageBar()
        self._stack = QStackedWidget()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(middle)
        self.status = StatusLine()
        self.setStatusBar(self.status)
        self.commands = Commands(self)
        self.commands.add(commands_of(self))
        self.menus = self.commands.fill(self.menuBar(), MENUS)
        self.tool_bar = QToolBar(tr("Tools"))
        self.tool_bar.setObjectName("tool-bar")
        self.tool_bar.setMovable(False)
        bar = self.tool_bar
        theme.keep(bar, lambda *size: bar.setIconSize(QSize(*size)), 20, 20)
        self.tool_bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.commands.fill_tool_bar(self.tool_bar, TOOLS)
        self.addToolBar(self.tool_bar)
        self.tool_bar.hide()
        self._palette = Palette(self.commands, self)

    def _connect(self) -> None:
        workspace = self.workspace
        workspace.message.connect(self.messages.tell)
        workspace.busy.connect(self.status.set_busy)
        workspace.learning.connect(self.status.set_learning)
        workspace.scans_wanted.connect(self.files.ask_scans)
        workspace.help_wanted.connect(self.helping.show)
        workspace.page_wanted.connect(self.show_page)
        workspace.project_changed.connect(self._name_window)
        workspace.prepare = lambda: self.need("scan")
        workspace.shown.connect(self._shown)
        self.mistake.connect(self._tell_mistake)

    # --- start and end

    def begin(self, paths: list[Path], *, crashed: bool = False) -> None:
        """Called once the window is there: load the rest, open what was asked for."""
        told = Message(
            tr("Graticule ended unexpectedly. Your results and corrections are on disk."),
            "warning",
            action=(tr("Reopen what was open"), self.reopen),
        )
        self.workspace.look_back(lambda: self.messages.tell(told) if crashed else None)
        self.setFocus()  # no button looks pressed before a key was
        if paths:
            QTimer.singleShot(0, lambda: self.open(paths))
        QTimer.singleShot(150, self._load_rest)

    def _load_rest(self) -> None:
        """What the bench needs takes a second to load: it is done while the start page is seen."""

        def work() -> "list[Run]":
            import graticule_app.pages.scan.scan_page  # noqa: F401
            from graticule_app.model import shelf
            from graticule_app.pages.training.runs import home_of, unfinished

            shelf.look_again()
            return unfinished(home_of(self.workspace.settings.results))

        self.workspace.run(work, self._offer_training, tr("Loading the program"))

    def _offer_training(self, runs: "list[Run]") -> None:
        """At the start of the program: tell of a training that can go on, if there is any."""
        if runs:
            text = tr("The learning of “{title}” is not finished.", title=runs[0].record.title)
            action = (tr("Show it"), lambda: self.show_page("training"))
            self.messages.tell(Message(text, "info", action=action))

    # --- pages

    @property
    def bench(self) -> "ScanPage | None":
        """The page of the scan, there once a scan was opened."""
        return self._pages.get("scan")  # type: ignore[return-value]

    def need(self, key: str) -> Page:
        """A page, made on its first use."""
        if key not in self._pages:
            entry = next(entry for entry in PAGES if entry.key == key)
            page = self._pages[key] = entry.make(self.workspace)
            self._stack.addWidget(page)  # type: ignore[arg-type] - a page is a widget
            if key == "scan":
                self._connect_scan(page)  # type: ignore[arg-type]
                gc.freeze()  # what was imported stays: to look through it would stop the window
        return self._pages[key]

    def need_bench(self) -> "ScanPage":
        """The page of the scan, made on its first use."""
        return self.need("scan")  # type: ignore[return-value]

    def on_page(self, key: str) -> bool:
        """Whether that page is seen."""
        return key in self._pages and self._stack.currentWidget() is self._pages[key]

    def show_page(self, key: str) -> None:
        """Bring a page to the front."""
        page = self.need(key)
        self._stack.setCurrentWidget(page)  # type: ignore[arg-type]
        page.come()
        self.tool_bar.setVisible(page.has_tools)
        self.status.show_scan(page.has_tools)
        self.commands.refresh()

    def toggle_page(self, key: str) -> None:
        """To a page and back to the scan or, without one, to the start page."""
        back = "scan" if self.has_scan() else "start"
        self.show_page(back if self.on_page(key) else key)

    def page_command(self, entry: PageEntry) -> Command:
        """What leads to a page and back."""
        return Command(
            id=entry.id, text=tr(entry.text), run=partial(self.toggle_page, entry.key),
            keys=entry.keys, icon=entry.icon, tip=tr(entry.tip),
            checked=partial(self.on_page, entry.key),
            enabled=self.has_scan if entry.with_scan else None,
        )  # fmt: skip

    def _connect_scan(self, page: "ScanPage") -> None:
        """What of the scan's page stands in the frame of the window."""
        view = page.view
        page.changed.connect(self.commands.refresh)
        view.cursor_moved.connect(self.status.set_under)
        view.camera_changed.connect(lambda: self.status.set_zoom(view.camera.scale))
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(
            lambda at: self.commands.menu(IN_VIEW, self).popup(view.mapToGlobal(at))
        )
        for part, widget in (
            ("view", view), ("table", page.table.view),
            ("gallery", page.gallery.view), ("review", page.review_panel),
        ):  # fmt: skip
            self.commands.attach(part, widget)
        page.analyse.set_parts(
            [self.commands.action(f"analyse-{part}") for part in ("visible", "region", "stack")]
        )

    def restore_place(self) -> None:
        """The window where and as large as it was; at first most of the screen."""
        geometry = QSettings().value("layout/window")
        if isinstance(geometry, QByteArray) and self.restoreGeometry(geometry):
            return
        room = self.screen().availableGeometry()
        self.resize(min(1600, round(room.width() * 0.9)), min(1000, round(room.height() * 0.9)))

    def closeEvent(self, event: QCloseEvent) -> None:
        """An analysis that runs asks first; what it has done is kept in any case."""
        for page in self._pages.values():
            page.leave_soon()
        busy = next((page.busy for page in self._pages.values() if page.busy), "")
        if busy and not self._may_stop(busy):
            event.ignore()
            return
        QSettings().setValue("layout/window", self.saveGeometry())
        for page in self._pages.values():
            page.save_layout()
        self.helping.end()
        for widget in QApplication.topLevelWidgets():
            widget.hide()
        self._end(QDeadlineTimer(BUDGET))
        event.accept()

    def _end(self, deadline: QDeadlineTimer) -> None:
        """The window has gone: all are told to end, and after that waited for."""
        for page in self._pages.values():
            page.halt()
        self.workspace.halt()
        for page in self._pages.values():
            page.end(deadline)
        self.workspace.end(deadline)
        processes.wait(deadline)

    def _may_stop(self, doing: str) -> bool:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(doing)
        box.setText(tr("{doing}. End the program now?", doing=doing))
        box.setInformativeText(
            tr("What is done so far is kept: it goes on from there when you continue it.")
        )
        end = box.addButton(tr("End now"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(tr("Keep running"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is end

    # --- opening

    def open(self, paths: list[Path]) -> None:
        """Open scans, folders, projects, results; outlines go over the scan that is shown."""
        front = self._stack.currentWidget()
        for page in self._pages.values():
            if page is front:
                paths = page.take_drop(paths)
        self.workspace.open(paths)

    def open_from_outside(self, paths: list[Path]) -> None:
        """Another start of the program was given these: come to the front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        self.open(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders are welcome everywhere."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()
            self._mark_drop(over=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """They went away again."""
        self._mark_drop(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self._mark_drop(over=False)
        paths = dropped(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.open(paths)

    def _mark_drop(self, *, over: bool) -> None:
        start = self._pages.get("start")
        if isinstance(start, StartPage):
            start.drop.set_over(over)

    # --- what is shown

    def has_scan(self) -> bool:
        """Whether a scan is open."""
        return self.workspace.current is not None

    def has_several_scans(self) -> bool:
        """Whether there is another one to change to."""
        return len(self.workspace.documents) > 1

    def close_current(self) -> None:
        """Close the scan that is shown."""
        current = self.workspace.current
        if current is not None:
            self.workspace.close(current)

    def _shown(self, document: "Document | None") -> None:
        self.show_page("start" if document is None else "scan")
        scan = document.scan if document is not None else None
        self.status.set_scan(f"{scan.width:,} × {scan.height:,} px" if scan is not None else "")
        self._name_window()

    def _name_window(self) -> None:
        current, project = self.workspace.current, self.workspace.project
        parts = [current.name] if current is not None else []
        if project is not None:
            parts.append(project.stem)
        self.setWindowTitle(" – ".join([*parts, "Graticule"]))
        self.commands.refresh()

    # --- projects

    def can_reopen(self) -> bool:
        """Whether a session was kept, and nothing is open yet."""
        return self.workspace.can_reopen and not self.has_scan()

    def reopen(self) -> None:
        """Open what was open when the program last ended."""
        self.workspace.open_project(self.workspace.kept(), as_project=False)

    # --- help and settings

    def ask_settings(self) -> None:
        """The settings; the theme is shown at once."""
        dialog = SettingsDialog(self.workspace.settings, self)
        dialog.changed.connect(self._use)
        dialog.open()

    def toggle_theme(self) -> None:
        """From dark to light and back, and remembered."""
        from dataclasses import replace

        self._use(replace(self.workspace.settings, theme="light" if theme.is_dark() else "dark"))
        self.workspace.settings.save()

    def toggle_full_screen(self) -> None:
        """Only the window, and back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_palette(self) -> None:
        """What do you want to do?"""
        self._palette.open()

    def _use(self, settings: Settings) -> None:
        app = QApplication.instance()
        look = (settings.theme, settings.text)
        if isinstance(app, QApplication) and (theme.choice(), theme.text_size()) != look:
            theme.apply(app, *look)
        self.workspace.use(settings)

    def _tell_mistake(self, report: str, path: Path) -> None:
        text = tr(
            "A mistake in the program. Your work goes on; a report is in {name}.", name=path.name
        )
        self.messages.tell(Message(text, "error", f"{path}\n\n{report}"))
