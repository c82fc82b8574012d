"""The command palette: type a few letters of what you want, press Enter."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import (
    QIcon,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPixmap,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import icons, theme
from graticule_app.look.translation import tr
from graticule_app.model.command import Command
from graticule_app.shell.commands import Commands

_WIDTH, _ROWS = 560, 11
_ID = Qt.ItemDataRole.UserRole + 1
_KEYS = Qt.ItemDataRole.UserRole + 2


def rank(typed: str, text: str) -> float | None:
    """How well a text fits what was typed, lower is better; None if it does not.

    All letters must occur in their order; beginnings of words and runs count most.
    """
    wanted, there = typed.lower().replace(" ", ""), text.lower()
    if not wanted:
        return 0.0
    at = there.find(typed.lower().strip())
    if at >= 0:
        return at / 100 - 10 - (5 if at == 0 or there[at - 1] == " " else 0)
    cost, place = 0.0, -1
    for letter in wanted:
        found = there.find(letter, place + 1)
        if found < 0:
            return None
        starts = found == 0 or not there[found - 1].isalnum()
        cost += 0 if found == place + 1 or starts else 1 + (found - place) / 10
        place = found
    return cost


class _Row(QStyledItemDelegate):
    """A command with its shortcut at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(theme.px(_WIDTH), theme.px(30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().paint(painter, option, index)
        keys = index.data(_KEYS)
        if not keys:
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.setPen(theme.color("selection_text" if chosen else "quiet"))
        place: QRect = option.rect.adjusted(0, 0, -theme.GAP, 0)  # type: ignore[attr-defined]
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, keys)
        painter.restore()


class Palette(QFrame):
    """Lists what is possible now; what was used last comes first."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._window = parent
        self._commands = commands
        self._last: list[str] = []
        blank = QPixmap(16, 16)  # keeps the texts below each other
        blank.fill(Qt.GlobalColor.transparent)
        self._blank = QIcon(blank)
        commands.ran.connect(self._remember)
        theme.role(self, "card")
        self._typed = QLineEdit(placeholderText=tr("What do you want to do?"))
        self._typed.setAccessibleName(tr("Search commands"))
        self._typed.textChanged.connect(self._list_fitting)
        self._typed.installEventFilter(self)
        self._rows = QStandardItemModel(self)
        self._view = QListView()
        self._view.setAccessibleName(tr("Commands"))
        self._view.setModel(self._rows)
        self._view.setItemDelegate(_Row(self._view))
        self._view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.clicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.addWidget(self._typed)
        layout.addWidget(self._view)
        theme.keep(self, self.setFixedSize, _WIDTH, 30 * _ROWS + 52)

    def open(self) -> None:
        """Show above the window's upper middle, empty."""
        corner = self._window.mapToGlobal(self._window.rect().topLeft())
        self.move(corner.x() + (self._window.width() - self.width()) // 2, corner.y() + 64)
        self._typed.clear()
        self._list_fitting("")
        self.show()
        self._typed.setFocus()

    def listed(self) -> list[str]:
        """The ids that are shown, best first."""
        return [self._rows.item(row).data(_ID) for row in range(self._rows.rowCount())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter act on the list while typing goes on."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {
                Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: _ROWS, Qt.Key.Key_PageUp: -_ROWS,
            }  # fmt: skip
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                row = min(max(self._view.currentIndex().row() + step, 0), self._rows.rowCount() - 1)
                self._view.setCurrentIndex(self._rows.index(row, 0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self._view.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            name = index.data(_ID)
            self.close()
            self._commands.run(name)

    def _remember(self, name: str) -> None:
        if name in self._last:
            self._last.remove(name)
        self._last.insert(0, name)

    def _list_fitting(self, typed: str) -> None:
        found: list[tuple[float, int, Command]] = []
        for place, command in enumerate(self._commands):
            if not self._commands.action(command.id).isEnabled():
                continue
            cost = rank(typed, command.now)
            if cost is None and (other := rank(typed, command.tip)) is not None and other < 0:
                cost = 50.0
            if cost is not None:
                last = self._last.index(command.id) if command.id in self._last else 1000 + place
                found.append((cost, last, command))
        self._rows.clear()
        for _cost, _last, command in sorted(found, key=lambda entry: entry[:2]):
            item = QStandardItem(command.now)
            item.setIcon(icons.icon(command.icon) if command.icon else self._blank)
            item.setData(command.id, _ID)
            keys = self._commands.action(command.id).shortcuts()
            native = QKeySequence.SequenceFormat.NativeText
            item.setData(keys[0].toString(native) if keys else "", _KEYS)
            item.setToolTip(command.tip)
            self._rows.appendRow(item)
        self._view.setCurrentIndex(self._rows.index(0, 0))
