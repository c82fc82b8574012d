"""The main window: start page or bench, with menus, tool bar, messages and status line."""

import gc
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
    QInputDialog,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from graticule.endings import is_outlines
from graticule_app.look import theme
from graticule_app.look.drop import dropped
from graticule_app.model import recent
from graticule_app.model.settings import Settings
from graticule_app.model.workspace import Workspace
from graticule_app.pages.start.start_page import StartPage
from graticule_app.shell.acts import Acts
from graticule_app.shell.command_list import IN_VIEW, MENUS, TOOLS, commands_of
from graticule_app.shell.commands import Commands
from graticule_app.shell.files import Files
from graticule_app.shell.helping import Helping
from graticule_app.shell.message_bar import MessageBar
from graticule_app.shell.palette import Palette
from graticule_app.shell.settings_dialog import SettingsDialog
from graticule_app.shell.status import StatusLine
from graticule_app.shell.training_door import TrainingDoor
from graticule_app.work import processes
from graticule_app.work.ending import BUDGET
from graticule_app.work.message import Message

if TYPE_CHECKING:
    from graticule_app.model.document import Document
    from graticule_app.pages.scan.scan_page import Bench
    from graticule_app.pages.training.runs import Run


class MainWindow(QMainWindow):
    """Everything that a person sees of the program."""

    mistake = Signal(str, object)  # report, its Path; from any thread

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.workspace = Workspace(settings, self)
        self.acts = Acts(self.workspace, self)
        self.files = Files(self)
        self.helping = Helping(self)
        self.training = TrainingDoor(self)
        self.bench: Bench | None = None
        self.setAcceptDrops(True)
        self.setMinimumSize(QSize(800, 520))
        self._build()
        self._connect()
        self._name_window()

    def _build(self) -> None:
        self.messages = MessageBar()
        self.start = StartPage()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
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
        self.tool_bar = QToolBar("Tools")
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
        self.start.open_clicked.connect(self.files.ask_scans)
        self.start.path_chosen.connect(lambda path: self.open([path]))
        self.start.sample_chosen.connect(self.workspace.open_sample)
        self.start.clear_recent.connect(self._clear_recent)
        self.start.help_clicked.connect(lambda: self.helping.show("first"))
        self.start.train_clicked.connect(self.show_training)
        self.training.progressed.connect(self.status.set_learning)
        for source in (self.workspace, self.acts):
            source.message.connect(self.messages.tell)
        self.workspace.busy.connect(self.status.set_busy)
        self.workspace.recent_changed.connect(self.start.refresh)
        self.workspace.project_changed.connect(self._name_window)
        self.workspace.prepare = self.need_bench
        self.workspace.shown.connect(self._shown)
        self.workspace.for_queue.connect(
            lambda found: self.need_bench().analysing.add_to_queue(found)
        )
        self.mistake.connect(self._tell_mistake)

    # --- start and end

    def begin(self, paths: list[Path], *, crashed: bool = False) -> None:
        """Called once the window is there: load the rest, open what was asked for."""
        told = Message(
            "Graticule ended unexpectedly. Your results and corrections are on disk.",
            "warning",
            action=("Reopen what was open", self.reopen),
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
            return unfinished(home_of(self.settings.results))

        self.workspace.run(work, self.training.offer, "Loading the program")

    def need_bench(self) -> "Bench":
        """The bench, made on its first use."""
        if self.bench is None:
            from graticule_app.pages.scan.scan_page import (
                Bench,  # late: it brings numba and pyqtgraph
            )

            self.bench = Bench(self.workspace, self.settings, self)
            self.acts.bench = self.bench
            self._stack.addWidget(self.bench)
            self._connect_bench(self.bench)
            gc.freeze()  # what was imported stays: to look through it would stop the window
        return self.bench

    def _connect_bench(self, bench: "Bench") -> None:
        bench.message.connect(self.messages.tell)
        bench.changed.connect(self.commands.refresh)
        bench.closing.connect(self.workspace.close)
        bench.docks.help_wanted.connect(self.helping.show)
        bench.view.cursor_moved.connect(self.status.set_under)
        bench.view.camera_changed.connect(lambda: self.status.set_zoom(bench.view.camera.scale))
        bench.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        bench.view.customContextMenuRequested.connect(
            lambda at: self.commands.menu(IN_VIEW, self).popup(bench.view.mapToGlobal(at))
        )
        for part, widget in (
            ("view", bench.view), ("table", bench.table.view),
            ("gallery", bench.gallery.view), ("review", bench.review_panel),
        ):  # fmt: skip
            self.commands.attach(part, widget)
        bench.analyse.set_parts(
            [self.commands.action(f"analyse-{part}") for part in ("visible", "region", "stack")]
        )
        bench.queue_panel.add_scans.connect(self.files.ask_scans)
        bench.busy.connect(self.status.set_busy)

    def restore_place(self) -> None:
        """The window where and as large as it was; at first most of the screen."""
        geometry = QSettings().value("layout/window")
        if isinstance(geometry, QByteArray) and self.restoreGeometry(geometry):
            return
        room = self.screen().availableGeometry()
        self.resize(min(1600, round(room.width() * 0.9)), min(1000, round(room.height() * 0.9)))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """An analysis that runs asks first; what it has done is kept in any case."""
        bench = self.bench
        if bench is not None:
            bench.analysing.hurry()
        if (self.training.busy or (bench and bench.queue.busy)) and not self._may_stop():
            event.ignore()
            return
        QSettings().setValue("layout/window", self.saveGeometry())
        if bench is not None:
            bench.docks.save()
        self.helping.end()
        for widget in QApplication.topLevelWidgets():
            widget.hide()
        self._end(QDeadlineTimer(BUDGET))
        event.accept()

    def _end(self, deadline: QDeadlineTimer) -> None:
        """The window has gone: all are told to end, and after that waited for."""
        self.training.halt()
        if self.bench is not None:
            self.bench.halt()
        self.workspace.halt()
        if self.bench is not None:
            self.bench.end(deadline)
        self.training.end(deadline)
        self.workspace.end(deadline)
        processes.wait(deadline)

    def _may_stop(self) -> bool:
        doing = "The program is learning" if self.training.busy else "An analysis is running"
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(doing)
        box.setText(f"{doing}. End the program now?")
        box.setInformativeText(
            "What is done so far is kept: it goes on from there when you continue it."
        )
        end = box.addButton("End now", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Keep running", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is end

    # --- opening

    def open(self, paths: list[Path]) -> None:
        """Open scans, folders, projects, results; outlines go over the scan that is shown."""
        outlines = [path for path in paths if is_outlines(path)]
        if outlines and self.bench is not None and self.has_scan():
            self.bench.docks.show("compare")
            self.bench.imports.import_files(outlines)
            paths = [path for path in paths if path not in outlines]
        self.workspace.open(paths)

    def open_from_outside(self, paths: list[Path]) -> None:
        """Another start of the program was given these: come to the front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        self.open(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files and folders are welcome everywhere."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()
            self.start.drop.set_over(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """They went away again."""
        self.start.drop.set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open what was dropped."""
        self.start.drop.set_over(False)
        paths = dropped(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.open(paths)

    def _clear_recent(self) -> None:
        recent.forget_all()
        self.start.refresh()
        self.workspace.run(recent.removing_pictures(), lambda _: None, "Removing the pictures")

    # --- what is shown

    def has_scan(self) -> bool:
        """Whether a scan is open."""
        return self.workspace.current is not None

    def has_several_scans(self) -> bool:
        """Whether there is another one to change to."""
        return len(self.workspace.documents) > 1

    def on_start(self) -> bool:
        """Whether the start page is seen."""
        return self._stack.currentWidget() is self.start

    def toggle_start(self) -> None:
        """From the scan to the start page and back."""
        back = self.bench is not None and self.on_start() and self.has_scan()
        self._show_page(self.bench if back and self.bench is not None else self.start)

    def on_training(self) -> bool:
        """Whether the Training page is seen."""
        return self._stack.currentWidget() is self.training.page is not None

    def show_training(self) -> None:
        """The Training page."""
        page = self.training.need()
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self.training.refresh()
        self._show_page(page)

    def leave_training(self) -> None:
        """Back to the scan or, without one, to the start page."""
        self._show_page(self.need_bench() if self.has_scan() else self.start)

    def toggle_training(self) -> None:
        """To the Training page and back."""
        (self.leave_training if self.on_training() else self.show_training)()

    def close_current(self) -> None:
        """Close the scan that is shown."""
        current = self.workspace.current
        if current is not None:
            self.workspace.close(current)

    def _shown(self, one: "Document | None") -> None:
        if one is None:
            self._show_page(self.start)
            self.status.set_scan("")
        else:
            self._show_page(self.need_bench())
            self.need_bench().view.setFocus()
            scan = one.scan
            self.status.set_scan(f"{scan.width:,} × {scan.height:,} px")
        self._name_window()
        self.commands.refresh()

    def _show_page(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self.tool_bar.setVisible(page is self.bench)
        self.status.show_scan(page is self.bench)
        self.commands.refresh()

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

    def ask_place(self) -> None:
        """Ask where to go."""
        text, given = QInputDialog.getText(
            self, "Go to", "A place (such as 1200, 340) or the number of a particle:"
        )
        if given and not self.acts.go_to(text):
            self.messages.tell(Message(f"There is no place or particle “{text}”.", "warning"))

    def ask_settings(self) -> None:
        """The settings; the theme is shown at once."""
        dialog = SettingsDialog(self.settings, self)
        dialog.changed.connect(self._use)
        dialog.open()

    def toggle_theme(self) -> None:
        """From dark to light and back, and remembered."""
        from dataclasses import replace

        self._use(replace(self.settings, theme="light" if theme.is_dark() else "dark"))
        self.settings.save()

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
        self.settings = settings
        self.workspace.settings = settings
        if self.bench is not None:
            self.bench.use(settings)
        if self.training.page is not None:
            self.training.page.use_settings(settings)

    def _tell_mistake(self, report: str, path: Path) -> None:
        text = f"A mistake in the program. Your work goes on; a report is in {path.name}."
        self.messages.tell(Message(text, "error", f"{path}\n\n{report}"))
