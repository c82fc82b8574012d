"""Keys: each means one thing in one place, everybody can press it, none is taken from a field."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pytest
from discs import LONG, analyse, open_one, shown_window, write_discs
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QMainWindow,
    QMenu,
    QMenuBar,
    QWidget,
)
from shiboken6 import isValid

from graticule_app.model.command import Command
from graticule_app.panels.report.combine_dialog import CombineDialog
from graticule_app.shell.command_list import CLASS_KEYS, MENUS
from graticule_app.shell.commands import Commands
from graticule_app.shell.keys import fields_in, is_bare, objection
from graticule_app.shell.settings_dialog import SettingsDialog
from graticule_app.shell.shortcuts import ShortcutSheet

_Context = Qt.ShortcutContext
_DIGITS = "123456789"


@pytest.fixture
def window(qtbot, tmp_path):
    return shown_window(qtbot, tmp_path / "results")


def activate(window, qtbot):
    """Keys go to the active window only."""
    with qtbot.waitActive(window, timeout=LONG):
        window.activateWindow()


@dataclass(frozen=True)
class Given:
    """A key that is given out: where it works, and to what."""

    key: str
    where: QWidget
    context: _Context
    what: str

    def meets(self, other: "Given") -> bool:
        """Whether both can be meant by one press."""
        if self.key != other.key or self.where.window() is not other.where.window():
            return False
        wide = (_Context.WindowShortcut, _Context.ApplicationShortcut)
        if self.context in wide or other.context in wide:
            return True
        return (
            self.where is other.where
            or self._below(other) or other._below(self)
        )  # fmt: skip

    def _below(self, other: "Given") -> bool:
        inside = other.where.isAncestorOf(self.where)
        return inside and other.context == _Context.WidgetWithChildrenShortcut


def given_out(root: QWidget) -> Iterator[Given]:
    """Every shortcut of a window: of its actions, buttons and shortcut objects."""
    widgets = [root, *root.findChildren(QWidget)]
    for widget in widgets:
        if isinstance(widget, QMenu):  # they show the keys of actions that are given out elsewhere
            continue
        for action in widget.actions():
            for key in action.shortcuts():
                yield Given(key.toString(), widget, action.shortcutContext(), action.text())
        if isinstance(widget, QMenuBar) or (isinstance(widget, QLabel) and widget.buddy()):
            texts = [action.text() for action in widget.actions()] or [
                getattr(widget, "text", str)()
            ]
            for text in texts:
                if key := QKeySequence.mnemonic(text).toString():
                    yield Given(key, widget, _Context.WindowShortcut, text)
        if isinstance(widget, QAbstractButton) and not widget.shortcut().isEmpty():
            key = widget.shortcut().toString()
            yield Given(key, widget, _Context.WindowShortcut, widget.text())
    for shortcut in root.findChildren(QShortcut):
        owner = shortcut.parent()
        assert isinstance(owner, QWidget)
        keys = shortcut.keys()
        for key in keys:
            yield Given(key.toString(), owner, shortcut.context(), str(shortcut))


def doubles(root: QWidget) -> list[str]:
    """The keys that mean two things in one place."""
    given = list(given_out(root))
    unique = {(g.key, g.where, g.what): g for g in given}.values()
    return [
        f"{one.key}: {one.what!r} and {other.what!r}"
        for one, other in combinations(unique, 2)
        if one.what != other.what and one.meets(other)
    ]


def test_the_search_finds_what_is_given_out_twice(qtbot):
    """The test below would see a double in a panel, a button or a menu's letter."""
    window = QMainWindow()
    qtbot.addWidget(window)
    part, other = QWidget(window), QWidget(window)
    for widget, context in (
        (window, _Context.WindowShortcut), (part, _Context.WidgetWithChildrenShortcut),
    ):  # fmt: skip
        action = QAction(f"action of {context}", widget)
        action.setShortcut("Ctrl+R")
        action.setShortcutContext(context)
        widget.addAction(action)
    QShortcut(QKeySequence("Del"), part, context=_Context.WidgetShortcut)
    QShortcut(QKeySequence("Del"), other, context=_Context.WidgetShortcut)
    assert len(doubles(window)) == 1


def test_every_key_is_given_out_once_in_all_pages_and_panels(window, qtbot, tmp_path):
    open_one(window, qtbot, write_discs(tmp_path / "discs.tif"))
    analyse(window, qtbot)
    window.show_page("training")
    given = list(given_out(window))
    assert len(given) > 60
    assert {"Ctrl+Return", "Alt+Up", "Ctrl+S", "1", "Alt+F"} <= {each.key for each in given}
    assert doubles(window) == []
    assert [each.key for each in given if objection(QKeySequence(each.key))] == []
    for each in given:
        if is_bare(QKeySequence(each.key)):
            assert each.context not in (_Context.WindowShortcut, _Context.ApplicationShortcut)
            if each.context == _Context.WidgetWithChildrenShortcut:
                assert not fields_in(each.where), each
    for dialog in (
        SettingsDialog(window.workspace.settings, window),
        ShortcutSheet(window.commands, MENUS, window),
        CombineDialog(window.bench.saver, [], window.bench),
    ):  # fmt: skip
        qtbot.addWidget(dialog)
        assert doubles(dialog) == []


@pytest.mark.parametrize(
    ("keys", "within", "why"),
    [
        ("Ctrl+Alt+S", (), "AltGr"),
        ("Ctrl+[", (), "AltGr"),
        ("Ctrl+Shift+\\", (), "AltGr"),
        ("Ctrl+@", (), "AltGr"),
        ("5", (), "fields"),
        ("Shift+D", (), "fields"),
        ("Del", (), "fields"),
        ("Space", (), "fields"),
        ("", (), "no key"),
    ],
)
def test_a_key_that_somebody_cannot_press_or_would_type_is_refused(qtbot, keys, within, why):
    owner = QMainWindow()
    qtbot.addWidget(owner)
    commands = Commands(owner)
    with pytest.raises(ValueError, match=why):
        commands.add(
            [Command(id="it", text="It", run=lambda: None, keys=(keys,), within=within)]
        )  # fmt: skip


def test_a_bare_key_is_refused_for_a_part_with_a_field_in_it(qtbot):
    owner = QMainWindow()
    qtbot.addWidget(owner)
    commands = Commands(owner)
    commands.add(
        [Command(id="it", text="It", run=lambda: None, keys=("Del",), within=("part",))]
    )  # fmt: skip
    part = QWidget(owner)
    commands.attach("part", part)
    with_field = QWidget(owner)
    QComboBox(with_field)
    with pytest.raises(ValueError, match="Del of it"):
        commands.attach("part", with_field)


def test_the_program_ends_with_ctrl_q_on_every_system(window):
    """Qt's standard key for it is empty on Windows."""
    assert "Ctrl+Q" in window.commands.shortcuts("quit")
    assert all(command.keys == tuple(map(str, command.keys)) for command in window.commands)


def _classes(window) -> list[int]:
    return window.bench.view.document.table["class"].tolist()


def test_digits_class_in_view_table_and_gallery_and_nowhere_else(window, qtbot, tmp_path):
    open_one(window, qtbot, write_discs(tmp_path / "discs.tif"))
    analyse(window, qtbot)
    activate(window, qtbot)
    bench = window.bench
    document, reviewed = bench.view.document, bench.review.reviewed
    qtbot.waitUntil(bench.table.view.isVisible, timeout=LONG)
    edits = []
    bench.review.told.connect(edits.append)
    bench.view.document.selection.set(document.table["id"][:3])

    for panel in ("protocol", "layers", "review", "compare", "table", "gallery", "charts", "queue"):
        bench.docks.show(panel)
    fields = [field for field in fields_in(window) if field.focusPolicy() & Qt.FocusPolicy.TabFocus]
    kinds = {type(field).__name__ for field in fields}
    assert len(fields) > 20, kinds
    assert len(kinds) > 3
    seen = 0
    for field in fields:
        if not isValid(field):  # a form that was built anew meanwhile
            continue
        for dock in bench.docks:  # what is behind another tab takes no keys
            if dock.widget.isAncestorOf(field):
                bench.docks.show(dock.key)
        qtbot.wait(0)
        if not isValid(field) or not field.isEnabled() or not field.isVisible():
            continue
        field.setFocus()
        qtbot.waitUntil(
            lambda field=field: (
                field.isAncestorOf(window.focusWidget())
                or window.focusWidget() in (field, field.focusProxy())
            ),
            timeout=LONG,
        )
        seen += 1
        QTest.keyClicks(window.focusWidget(), _DIGITS)
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Delete)
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert seen > 12
    assert edits == []
    assert len(document.table) == 12

    window.commands._refresh()
    assert [window.commands.action(name).isEnabled() for name in CLASS_KEYS].count(True) == len(
        reviewed.classes
    ) - 1
    for panel, widget in (
        ("layers", bench.view), ("table", bench.table.view), ("gallery", bench.gallery.view),
    ):  # fmt: skip
        bench.docks.show(panel)
        qtbot.waitUntil(widget.isVisible, timeout=LONG)
        document.selection.set(document.table["id"][:2])
        window.commands._refresh()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus, timeout=LONG)
        edits.clear()
        QTest.keyClick(widget, Qt.Key.Key_1)
        assert len(edits) == 1, panel
        QTest.keyClick(widget, Qt.Key.Key_9)  # there is no such class
        assert len(edits) == 1, panel
        window.commands.run("undo")


def test_ctrl_enter_marks_from_where_particles_are_looked_at_only(window, qtbot, tmp_path):
    open_one(window, qtbot, write_discs(tmp_path / "discs.tif"))
    analyse(window, qtbot)
    activate(window, qtbot)
    bench = window.bench
    bench.view.document.selection.set(bench.view.document.table["id"][:1])
    window.commands._refresh()
    box = next(f for f in fields_in(bench.protocols) if isinstance(f, QComboBox) and f.isVisible())
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bench.review.progress()[0] == 0
    bench.view.setFocus()
    QTest.keyClick(bench.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert bench.review.progress()[0] == 1
