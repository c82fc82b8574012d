"""Commands: one action each, asked whether it is possible, found by a few letters."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QToolBar

from graticule_app.look import icons
from graticule_app.model.command import Command, Menu
from graticule_app.model.settings import Settings
from graticule_app.shell.command_list import CLASS_KEYS, IN_VIEW, MENUS, TOOLS, commands_of
from graticule_app.shell.commands import Commands
from graticule_app.shell.palette import Palette, rank
from graticule_app.shell.shortcuts import ShortcutSheet
from graticule_app.shell.window import MainWindow


@pytest.fixture
def owner(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def window(qtbot):
    made = MainWindow(Settings.load())
    qtbot.addWidget(made)
    return made


def command(name, **more):
    return Command(**({"id": name, "text": f"&{name.title()}…", "run": lambda: None} | more))


def test_a_menu_and_a_tool_bar_share_one_action(owner):
    commands = Commands(owner)
    commands.add([command("open"), command("close")])
    menus = commands.fill(owner.menuBar(), [Menu("&File", ("open", None, "close"))])
    bar = QToolBar(owner)
    commands.fill_tool_bar(bar, ("open",))
    assert menus["File"].actions()[0] is bar.actions()[0]
    assert menus["File"].actions()[1].isSeparator()


def test_what_is_not_possible_is_disabled_and_does_not_run(owner, qtbot):
    possible, ran = [False], []
    commands = Commands(owner)
    commands.add([command("save", run=lambda: ran.append(1), enabled=lambda: possible[0])])
    commands.run("save")
    assert not ran
    possible[0] = True
    commands.refresh()
    qtbot.waitUntil(lambda: commands.action("save").isEnabled(), timeout=1000)
    commands.run("save")
    assert ran == [1]


def test_a_switch_shows_its_state(owner, qtbot):
    state = [False]

    def toggle():
        state[0] = not state[0]

    commands = Commands(owner)
    commands.add([command("map", run=toggle, checked=lambda: state[0])])
    commands.run("map")
    qtbot.waitUntil(lambda: commands.action("map").isChecked(), timeout=1000)
    assert state == [True]


def test_a_shortcut_runs_its_command(owner, qtbot):
    ran = []
    commands = Commands(owner)
    commands.add([command("go", run=lambda: ran.append(1), keys=("Ctrl+G",))])
    with qtbot.waitActive(owner):
        owner.show()
        owner.activateWindow()
    qtbot.keyClick(owner, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert ran == [1]


@pytest.mark.parametrize("second", [{"id": "a"}, {"id": "b", "keys": ("Ctrl+X",)}])
def test_an_id_or_a_shortcut_is_given_out_once(owner, second):
    commands = Commands(owner)
    commands.add([command("a", keys=("Ctrl+X",))])
    with pytest.raises(ValueError, match=r"two commands|'s and"):
        commands.add([command(second["id"], keys=second.get("keys", ()))])


def test_every_command_is_in_a_menu_and_every_menu_entry_is_one(window):
    in_menus = [name for menu in MENUS for name in menu.names]
    assert sorted(in_menus) == sorted(c.id for c in window.commands)
    assert all(name in window.commands for name in (*TOOLS, *Menu("", IN_VIEW).names) if name)


def test_every_command_has_an_icon_of_the_set_or_none_and_says_what_it_does(window):
    for each in commands_of(window):
        assert not each.icon or each.icon in icons.NAMES, each.id
        assert each.plain, each.id


def test_without_a_scan_only_what_needs_none_is_possible(window):
    window.commands._refresh()
    possible = {c.id for c in window.commands if window.commands.action(c.id).isEnabled()}
    assert {"open", "settings", "palette", "shortcuts", "quit"} <= possible
    assert not {"analyse", "undo", "save-report", "fit", "measure-line", "delete"} & possible


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("save", "Save report", "Reset layout"),
        ("op", "Open", "Copy picture"),
        ("srep", "Save report", "Select previous"),
        ("uncert", "Uncertainty", "Undo current tool"),
    ],
)
def test_the_palette_ranks_what_fits_better_first(typed, better, worse):
    first, second = rank(typed, better), rank(typed, worse)
    assert first is not None
    assert second is None or first < second


def test_the_palette_lists_only_what_fits_and_is_possible(owner, qtbot):
    ran = []
    commands = Commands(owner)
    commands.add([
        command("open", run=lambda: ran.append("open")), command("close"),
        command("opaque", enabled=lambda: False),
    ])  # fmt: skip
    commands._refresh()
    palette = Palette(commands, owner)
    palette.open()
    qtbot.keyClicks(palette._typed, "op")
    assert palette.listed() == ["open"]
    qtbot.keyClick(palette._typed, Qt.Key.Key_Return)
    assert ran == ["open"]
    assert not palette.isVisible()


def test_what_was_used_last_comes_first(owner):
    commands = Commands(owner)
    commands.add([command("alpha"), command("beta")])
    palette = Palette(commands, owner)
    commands.run("beta")
    palette.open()
    assert palette.listed() == ["beta", "alpha"]
    palette.close()


def test_the_sheet_holds_every_shortcut(window, qtbot):
    sheet = ShortcutSheet(window.commands, MENUS, window)
    qtbot.addWidget(sheet)
    from PySide6.QtWidgets import QLabel

    texts = " ".join(label.text() for label in sheet.findChildren(QLabel))
    for each in window.commands:
        if window.commands.shortcuts(each.id) and each.id not in CLASS_KEYS:
            assert each.plain in texts
    assert "1 to 9" in texts
