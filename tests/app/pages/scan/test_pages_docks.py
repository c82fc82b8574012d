"""Panels fold, come as tabs, and are where they were left."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QTabBar, QToolButton

from graticule_app.pages.scan.docks import Docks, Panel

LEFT, BOTTOM = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea


def panels():
    return [
        Panel("one", "One", QLabel("1"), LEFT, "page-one"),
        Panel("table", "Table", QLabel("2"), BOTTOM, "page-table"),
        Panel("charts", "Charts", QLabel("3"), BOTTOM, "page-charts", at_first=False),
    ]


@pytest.fixture
def made(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QLabel("middle"))
    docks = Docks(window, panels())
    window.resize(900, 600)
    window.show()
    qtbot.wait(20)
    return window, docks


def test_at_first_only_what_shall_be_is_shown(made):
    _, docks = made
    assert [docks.is_shown(key) for key in ("one", "table", "charts")] == [True, True, False]


def test_a_layout_is_remembered(made, qtbot):
    _, docks = made
    docks.hide("one")
    docks.show("charts")
    docks.save()
    other = QMainWindow()
    qtbot.addWidget(other)
    again = Docks(other, panels())
    assert again.restore()
    assert [again.is_shown(key) for key in ("one", "table", "charts")] == [False, True, True]


def test_reset_puts_all_back(made):
    window, docks = made
    docks.hide("one")
    window.addDockWidget(LEFT, docks._docks["table"])
    docks.reset()
    assert docks.is_shown("one")
    assert window.dockWidgetArea(docks._docks["table"]) == BOTTOM


def test_a_side_folds_and_comes_back(made, qtbot):
    _, docks = made
    docks.show("charts")
    docks.toggle_side(BOTTOM)
    assert not docks.side_shown(BOTTOM)
    assert docks.is_shown("one")
    docks.toggle_side(BOTTOM)
    assert docks.is_shown("table")
    assert docks.is_shown("charts")


def test_each_panel_asks_for_its_own_page(made, qtbot):
    window, docks = made
    asked = []
    docks.help_wanted.connect(asked.append)
    bar = docks._docks["one"].titleBarWidget()
    next(b for b in bar.findChildren(QToolButton) if b.toolTip().startswith("What is")).click()
    docks.show("charts")
    qtbot.wait(50)
    tabs = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    (tab_bar,) = [bar for bar in tabs if bar.isVisible()]
    button = next(b for b in tab_bar.findChildren(QToolButton) if b.toolTip().startswith("What is"))
    button.click()
    assert asked == ["page-one", "page-charts"]


def test_among_tabs_there_is_no_second_title(made, qtbot):
    _, docks = made
    docks.show("charts")
    qtbot.wait(50)
    assert docks._docks["table"].titleBarWidget().minimumSizeHint().height() == 0
    docks.hide("charts")
    qtbot.wait(50)
    assert docks._docks["table"].titleBarWidget().minimumSizeHint().height() > 0
