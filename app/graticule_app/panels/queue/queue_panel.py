"""The queue as people see it: a line for each scan, and what can be done with it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import icons, theme
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.entry import Entry, State
from graticule_app.model.queue import ENTRY
from graticule_app.model.workspace import Workspace
from graticule_app.panels.queue.queue_line import LineDelegate

_PICTURES = {"open": "scan"}  # action: icon, where its name says another thing
_EMPTY = tr_noop("No analyses yet.\nOpen a scan and press Analyse, or add several scans here.")


class QueuePanel(QWidget):
    """A line per scan: name, state, progress, rate and time left, the reason when it failed."""

    open_result = Signal(object)  # entry whose result is to be shown
    show_folder = Signal(object)  # folder to be shown in the desktop's file manager
    add_scans = Signal()  # the user wants to choose scans
    combine = Signal(object)  # folders of results that are wanted in one table

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        queue = self._queue = workspace.queue
        self.setAccessibleName(tr("Queue of analyses"))
        self._list = self._make_list()
        self._actions = self._make_actions()
        self._details = _Details()
        self._pages = QStackedLayout()
        empty = QLabel(tr(_EMPTY))
        theme.role(empty, "quiet")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setMargin(theme.WIDE)
        self._pages.addWidget(empty)
        self._pages.addWidget(self._list)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._make_bar())
        whole.addLayout(self._pages, 1)
        whole.addWidget(self._details)
        for signal in (queue.rowsInserted, queue.rowsRemoved, queue.rowsMoved, queue.dataChanged):
            signal.connect(self._refresh)
        queue.added.connect(self.select)
        self._list.selectionModel().selectionChanged.connect(self._on_selected)
        self._refresh()

    @property
    def selected(self) -> list[Entry]:
        """The chosen entries, from the top."""
        indexes = sorted(self._list.selectedIndexes(), key=lambda index: index.row())
        return [index.data(ENTRY) for index in indexes]

    def select(self, entry: Entry) -> None:
        """Choose an entry and bring it into sight."""
        index = self._queue.index_of(entry)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._list.selectionModel().setCurrentIndex(index, flags)
            self._list.scrollTo(index)

    def _make_list(self) -> QListView:
        made = QListView()
        made.setModel(self._queue)
        made.setItemDelegate(LineDelegate(made))
        made.setUniformItemSizes(True)
        made.setMouseTracking(True)
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setAccessibleName(tr("Analyses"))
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(self._show_menu)
        made.activated.connect(lambda index: self._open(index.data(ENTRY)))
        return made

    def _make_actions(self) -> dict[str, QAction]:
        """Everything that can be done with the chosen entries, by name."""
        table: tuple[tuple[str, str, str, str, Callable[[], None]], ...] = (
            ("add", tr("Add scans…"), tr("Choose scans to analyse"), "", self.add_scans.emit),
            ("cancel", tr("Stop"), tr("Stop the analysis; what is done is kept"), "", self._cancel),
            ("continue", tr("Continue"), tr("Go on where it was stopped"), "", self._resume),
            ("up", tr("Move up"), tr("Earlier turn"), "Alt+Up", lambda: self._move(-1)),
            ("down", tr("Move down"), tr("Later turn"), "Alt+Down", lambda: self._move(1)),
            ("remove", tr("Take off the list"), tr("The results stay on disk"),
             "Del", self._remove),
            ("open", tr("Show result"), tr("Open the scan with this result"), "",
             self._open_chosen),
            ("folder", tr("Show folder"), tr("Where the result lies"), "",
             self._show_chosen_folder),
            ("refresh", tr("Analyse anew"), tr("Throw away what was done and begin again"), "",
             self._restart),
        )  # fmt: skip
        actions = {}
        for name, text, tip, keys, do in table:
            action = QAction(icons.icon(_PICTURES.get(name, name)), text, self._list)
            action.setToolTip(f"{tip} ({keys})" if keys else tip)
            action.triggered.connect(do)
            if keys:
                action.setShortcut(QKeySequence(keys))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._list.addAction(action)
            actions[name] = action
        return actions

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.GAP, theme.TIGHT, theme.GAP, theme.TIGHT)
        bar.setSpacing(theme.TIGHT)
        add = QPushButton(icons.icon("add"), tr("Add scans…"))
        add.setToolTip(self._actions["add"].toolTip())
        theme.role(add, "flat")
        add.clicked.connect(self.add_scans)
        bar.addWidget(add)
        self._combine = QPushButton(icons.icon("combine"), tr("All in one table…"))
        self._combine.setToolTip(tr("Put these results into one table, as Excel and CSV"))
        theme.role(self._combine, "flat")
        self._combine.clicked.connect(lambda: self.combine.emit(self._results()))
        bar.addWidget(self._combine)
        bar.addStretch()
        for name in ("cancel", "continue", "up", "down", "remove", "open"):
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setAccessibleName(self._actions[name].text())
            bar.addWidget(button)
        return bar

    def _refresh(self) -> None:
        self._pages.setCurrentIndex(1 if self._queue.entries else 0)
        self._on_selected()

    def _on_selected(self) -> None:
        chosen, actions = self.selected, self._actions
        one = chosen[0] if len(chosen) == 1 else None
        stoppable = (State.running, State.waiting)
        can = {
            "cancel": any(e.state in stoppable and not e.stopping for e in chosen),
            "continue": any(e.can_continue for e in chosen),
            "remove": any(e.state is not State.running for e in chosen),
            "up": one is not None and one is not self._queue.entries[0],
            "down": one is not None and one is not self._queue.entries[-1],
            "open": one is not None and one.folder is not None,
            "folder": one is not None and one.folder is not None,
            "refresh": any(e.state not in stoppable for e in chosen),
        }
        for name, enabled in can.items():
            actions[name].setEnabled(enabled)
        self._combine.setEnabled(len(self._results()) > 1)
        self._details.tell(one)

    def _results(self) -> list[Path]:
        """The folders of what is done: of the chosen lines if they are several, else of all."""
        chosen = self.selected
        lines = chosen if len(chosen) > 1 else self._queue.entries
        done = [e.folder for e in lines if e.state is State.done and e.folder is not None]
        return list(dict.fromkeys(done))

    def _show_menu(self, at: QPoint) -> None:
        if not self.selected:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for names in (("open", "folder"), ("cancel", "continue", "refresh"), ("up", "down")):
            for name in names:
                menu.addAction(self._actions[name])
            menu.addSeparator()
        menu.addAction(self._actions["remove"])
        menu.popup(self._list.viewport().mapToGlobal(at))

    def _cancel(self) -> None:
        for entry in reversed(self.selected):  # the running one last: or the next would begin
            self._queue.cancel(entry)

    def _resume(self) -> None:
        for entry in self.selected:
            self._queue.resume(entry)

    def _restart(self) -> None:
        for entry in self.selected:
            if entry.state is not State.waiting:
                self._queue.restart(entry)

    def _move(self, places: int) -> None:
        chosen = self.selected
        if len(chosen) == 1:
            self._queue.move(chosen[0], places)
            self.select(chosen[0])

    def _remove(self) -> None:
        self._queue.remove(self.selected)

    def _open_chosen(self) -> None:
        for entry in self.selected[:1]:
            self._open(entry)

    def _open(self, entry: Entry) -> None:
        if entry.folder is not None:
            self.open_result.emit(entry)

    def _show_chosen_folder(self) -> None:
        for entry in self.selected[:1]:
            if entry.folder is not None:
                self.show_folder.emit(entry.folder)


class _Details(QWidget):
    """What is to be known of the chosen entry: notices, or why it failed, with the details."""

    def __init__(self) -> None:
        super().__init__()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = QPushButton(tr("Details"))
        self._more.setCheckable(True)
        self._more.setToolTip(tr("What a developer wants to know of it"))
        self._copy = QToolButton()
        self._copy.setIcon(icons.icon("copy"))
        self._copy.setToolTip(tr("Copy the reason and the details"))
        self._copy.setAccessibleName(tr("Copy details"))
        self._trace = QPlainTextEdit()
        self._trace.setReadOnly(True)
        self._trace.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._trace.setAccessibleName(tr("Details of the failure"))
        self._trace.setMaximumHeight(160)
        theme.role(self._more, "flat")
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        line.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        whole.addLayout(line)
        whole.addWidget(self._trace)
        self._more.toggled.connect(self._trace.setVisible)
        self._copy.clicked.connect(self._copy_all)
        self._trace.hide()
        self.hide()

    def tell(self, entry: Entry | None) -> None:
        """Show what is to be said of an entry; nothing for None."""
        failed = entry is not None and entry.state is State.failed
        text = ""
        if entry is not None:
            text = entry.reason if failed else "\n".join(entry.notices)
        if text != self._text.text():
            self._text.setText(text)
        details = entry.details if entry is not None and failed else ""
        if details != self._trace.toPlainText():
            self._trace.setPlainText(details)
        for widget in (self._more, self._copy):
            widget.setVisible(bool(details))
        if not details:
            self._more.setChecked(False)
        self.setVisible(bool(text))

    def _copy_all(self) -> None:
        text = f"{self._text.text()}\n\n{self._trace.toPlainText()}"
        QApplication.clipboard().setText(text)
