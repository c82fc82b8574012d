"""The sheet of shortcuts under F1, made from the commands."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import theme
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.command import Menu
from graticule_app.shell.command_list import CLASS_KEYS
from graticule_app.shell.commands import Commands

# What the view itself does with mouse and keys: no command, so it is told here.
IN_THE_VIEW = (
    (tr_noop("Zoom about the mouse"), tr_noop("Wheel, pinch, + and -")),
    (tr_noop("Move"), tr_noop("Drag, arrow keys")),
    (tr_noop("Select a particle"), tr_noop("Click")),
    (tr_noop("Add to the selection"), tr_noop("Ctrl and click")),
    (tr_noop("Leave a tool"), "Esc"),
    (tr_noop("Class of the selected"), tr_noop("1 to 9")),
    (tr_noop("Size of the brush"), tr_noop("[ and ], or , and .")),
)


class ShortcutSheet(QDialog):
    """All shortcuts on one sheet, in the menus' order."""

    def __init__(self, commands: Commands, menus: Iterable[Menu], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keyboard and mouse"))
        groups = [(tr("In the view"), [(tr(what), tr(how)) for what, how in IN_THE_VIEW])]
        for menu in menus:
            names = [name for name in menu.names if name not in CLASS_KEYS]  # told above
            rows = [(commands[name].plain, keys_of(commands, name)) for name in names]
            groups.append((menu.plain, [(text, keys) for text, keys in rows if keys]))
        sheet = QWidget()
        columns = QHBoxLayout(sheet)
        columns.setSpacing(4 * theme.GAP)
        for part in _balanced([group for group in groups if group[1]], 3):
            columns.addLayout(_column(part))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(sheet)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        room, wanted = self.screen().availableSize(), sheet.sizeHint()
        self.resize(
            min(wanted.width() + 4 * theme.WIDE, room.width() - 40),
            min(wanted.height() + 6 * theme.WIDE, room.height() - 80),
        )


def keys_of(commands: Commands, name: str) -> str:
    """A command's shortcuts as this desktop writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(key.toString(native) for key in commands.action(name).shortcuts())


def _balanced(groups: list, count: int) -> list[list]:
    """The groups in their order, cut into `count` columns of about the same number of rows."""
    total = sum(len(rows) + 2 for _title, rows in groups)
    parts: list[list] = [[] for _ in range(count)]
    done = 0
    for group in groups:
        middle = done + (len(group[1]) + 2) / 2
        parts[min(count - 1, int(middle * count / total))].append(group)
        done += len(group[1]) + 2
    return parts


def _column(groups: list) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.TIGHT)
    for title, rows in groups:
        heading = QLabel(title)
        theme.role(heading, "heading")
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.WIDE)
        grid.setVerticalSpacing(theme.TIGHT)
        for row, (text, keys) in enumerate(rows):
            shown = QLabel(keys)
            theme.role(shown, "quiet")
            grid.addWidget(QLabel(text), row, 0)
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        column.addSpacing(theme.WIDE)
    column.addStretch(1)
    return column
