"""Commands as data. Menu bar, tool bar, context menus, palette and shortcut sheet come from them.

A command is written down once, and menus and tool bar are lists of their ids. So nothing can be
in a menu and not in the palette, and no shortcut can be given out twice.
"""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from graticule_app.look import icons
from graticule_app.look.translation import tr
from graticule_app.model.command import Command, Menu
from graticule_app.shell.keys import fields_in, is_bare, objection


class Commands(QObject):
    """All commands of a window, each with its one `QAction`."""

    ran = Signal(str)  # the id of a command that was carried out

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._refresh)

    def add(self, commands: Iterable[Command]) -> None:
        """Take commands in; `ValueError` for an id or a shortcut that is taken or may not be."""
        for command in commands:
            if command.id in self._commands:
                raise ValueError(f"two commands are called {command.id}")
            action = self._action(command)
            self._check(command, action)
            self._commands[command.id] = command
            self._actions[command.id] = action
            if not command.within:
                self._owner.addAction(action)
        self.refresh()

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def __contains__(self, name: str) -> bool:
        return name in self._commands

    def __getitem__(self, name: str) -> Command:
        return self._commands[name]

    def action(self, name: str) -> QAction:
        """The one action of a command."""
        return self._actions[name]

    def shortcuts(self, name: str) -> list[str]:
        """Its shortcuts as text that is the same on each platform ("Ctrl+S")."""
        return [key.toString() for key in self._actions[name].shortcuts()]

    def run(self, name: str) -> None:
        """Carry a command out, if it is possible now."""
        self._refresh()
        self._actions[name].trigger()

    def refresh(self) -> None:
        """Ask soon what is possible now; many calls in a row ask once."""
        self._later.start(0)

    def attach(self, part: str, widget: QWidget) -> None:
        """Let the keys of those commands work that are for this part.

        `ValueError` if a bare one would be taken from a field in which a person types or chooses.
        """
        for name, command in self._commands.items():
            if part not in command.within:
                continue
            bare = [key.toString() for key in self._actions[name].shortcuts() if is_bare(key)]
            if bare and fields_in(widget):
                raise ValueError(f"{bare[0]} of {name} would be taken from the fields of {part}")
            widget.addAction(self._actions[name])

    def fill(self, bar: QMenuBar, menus: Iterable[Menu]) -> dict[str, QMenu]:
        """Make the menu bar; answers its menus by their plain title."""
        made: dict[str, QMenu] = {}
        for menu in menus:
            shown = bar.addMenu(tr(menu.title))
            shown.setToolTipsVisible(False)
            shown.aboutToShow.connect(self._refresh)
            self._put(shown, menu.ids)
            made[menu.plain] = shown
        return made

    def fill_tool_bar(self, bar: QToolBar, ids: Iterable[str | None]) -> None:
        """Put commands on a tool bar; None is a separator."""
        for name in ids:
            bar.addSeparator() if name is None else bar.addAction(self._actions[name])

    def menu(self, ids: Iterable[str | Menu | None], parent: QWidget) -> QMenu:
        """A context menu of these commands."""
        made = QMenu(parent)
        self._refresh()
        self._put(made, ids)
        return made

    def _put(self, shown: QMenu, ids: Iterable[str | Menu | None]) -> None:
        for each in ids:
            if each is None:
                shown.addSeparator()
            elif isinstance(each, Menu):
                self._put(shown.addMenu(tr(each.title)), each.ids)
            else:
                shown.addAction(self._actions[each])

    def _check(self, command: Command, action: QAction) -> None:
        taken = {key: other for other in self._commands for key in self.shortcuts(other)}
        for key, given in zip(action.shortcuts(), command.keys, strict=True):
            wrong = objection(key)
            if not wrong and is_bare(key) and not command.within:
                wrong = "is typed into fields: it may work within parts of the window only"
            if wrong:
                raise ValueError(f"{given} of {command.id} {wrong}")
            other = taken.get(key.toString())
            if other is not None:
                raise ValueError(f"{given} is {other}'s and {command.id}'s")

    def _action(self, command: Command) -> QAction:
        action = QAction(command.text, self)
        action.setObjectName(command.id)
        if command.icon:
            action.setIcon(icons.icon(command.icon))
        keys = [QKeySequence(key) for key in command.keys]
        action.setShortcuts(keys)
        shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
        tip = command.tip or command.plain
        action.setToolTip(f"{tip} ({shown})" if shown else tip)
        action.setStatusTip(command.tip)
        action.setCheckable(command.checked is not None)
        if command.within:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._carry_out(command))
        return action

    def _carry_out(self, command: Command) -> None:
        command.run()
        self.ran.emit(command.id)
        self.refresh()

    def _refresh(self) -> None:
        self._later.stop()
        for name, command in self._commands.items():
            action = self._actions[name]
            action.setEnabled(command.enabled is None or command.enabled())
            if command.offered is not None:
                action.setVisible(command.offered())
            if command.checked is not None:
                action.setChecked(command.checked())
            if command.label is not None:
                action.setText(command.label())
