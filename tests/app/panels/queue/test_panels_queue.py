"""The queue on the screen: what is shown, what can be done, by mouse and by keyboard."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication

from graticule.scans import ArrayScan
from graticule_app.model.document import Document
from graticule_app.model.entry import State
from graticule_app.panels.queue.queue_panel import QueuePanel
from graticule_app.panels.queue.run_bar import RunBar


@pytest.fixture
def panel(workspace, queue, qtbot):
    made = QueuePanel(workspace)
    qtbot.addWidget(made)
    made.resize(360, 400)
    made.show()
    return made


@pytest.fixture
def add(queue, generic, tmp_path):
    return lambda name: queue.add(tmp_path / name, generic, tmp_path / "out")


def enabled(panel: QueuePanel) -> set[str]:
    return {name for name, action in panel._actions.items() if action.isEnabled()} - {"add"}


def test_an_empty_queue_says_how_to_begin(panel, queue, add):
    assert panel._pages.currentIndex() == 0
    add("good.tif")
    assert panel._pages.currentIndex() == 1


def test_what_can_be_done_follows_from_the_state(panel, queue, add, qtbot):
    running = add("slow.tif")
    assert panel.selected == [running]
    qtbot.waitUntil(lambda: running.folder is not None, timeout=5000)
    assert enabled(panel) == {"cancel", "open", "folder"}
    waiting = add("good.tif")
    assert panel.selected == [waiting]
    assert enabled(panel) == {"cancel", "remove", "up"}
    panel._actions["cancel"].trigger()
    assert waiting.state is State.cancelled
    assert enabled(panel) == {"continue", "remove", "up", "refresh"}
    panel.select(running)
    panel._actions["cancel"].trigger()
    qtbot.waitUntil(lambda: not queue.busy, timeout=1000)
    assert "continue" in enabled(panel)


def test_a_failure_shows_its_reason_and_on_demand_its_details(panel, queue, add, qtbot):
    add("fails.tif")
    qtbot.waitUntil(lambda: not queue.busy, timeout=5000)
    details = panel._details
    assert details._text.text() == "the scan is torn"
    assert not details._trace.isVisible()
    qtbot.mouseClick(details._more, Qt.MouseButton.LeftButton)
    assert details._trace.isVisible()
    assert details._trace.toPlainText() == "Traceback of it"
    qtbot.mouseClick(details._copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "the scan is torn\n\nTraceback of it"
    add("good.tif")
    qtbot.waitUntil(lambda: not queue.busy, timeout=5000)
    assert not details._trace.isVisible()


def test_the_keyboard_does_it_all(panel, queue, add, qtbot):
    add("slow.tif")
    one, two = add("good-1.tif"), add("good-2.tif")
    panel.activateWindow()
    panel._list.setFocus()
    qtbot.keyClick(panel._list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert queue.entries[1:] == (two, one)
    assert panel.selected == [two]
    qtbot.keyClick(panel._list, Qt.Key.Key_Delete)
    assert queue.entries[1:] == (one,)
    panel.select(queue.entries[0])
    qtbot.waitUntil(lambda: queue.entries[0].folder is not None, timeout=5000)
    with qtbot.waitSignal(panel.open_result, timeout=1000) as asked:
        qtbot.keyClick(panel._list, Qt.Key.Key_Return)
    assert asked.args == [queue.entries[0]]


def test_every_control_has_a_name_for_those_who_do_not_see_it(panel):
    from PySide6.QtWidgets import QAbstractButton

    for button in panel.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text()
        assert button.toolTip()


def test_the_bar_tells_of_the_open_scan_alone(workspace, queue, add, generic, qtbot, tmp_path):
    bar = RunBar(workspace)
    qtbot.addWidget(bar)
    import numpy as np

    scan = ArrayScan(np.zeros((20, 20), np.uint8), name=str(tmp_path / "slow.tif"))
    document = Document(scan)
    workspace.show(document)
    other = add("deaf.tif")
    assert bar.isHidden()
    mine = queue.add(scan.path, generic, tmp_path / "out")
    assert not bar.isHidden()
    assert bar._text.text() == "Waiting"
    queue.cancel(other)
    qtbot.waitUntil(lambda: mine.outlook.share > 0, timeout=5000)
    assert bar._text.text() == "Finding particles"
    assert bar._bar.value() > 0
    assert bar._stop.isEnabled()
    assert bar._continue.isHidden()
    bar._stop.click()
    qtbot.waitUntil(lambda: mine.state is State.cancelled, timeout=1000)
    assert not bar._continue.isHidden()
    bar._continue.click()
    assert mine.state is State.running
    workspace.show(None)
    assert bar.isHidden()


def test_what_is_done_goes_into_one_table(panel, queue, add, qtbot, tmp_path):
    wanted = []
    panel.combine.connect(wanted.append)
    lines = [add(f"good-{number}.tif") for number in range(3)]
    assert not panel._combine.isEnabled()
    qtbot.waitUntil(lambda: not queue.busy, timeout=5000)
    add("fails.tif")
    qtbot.waitUntil(lambda: not queue.busy, timeout=5000)
    panel._combine.click()
    assert wanted == [[tmp_path / "out" / f"good-{number}.tif" for number in range(3)]]
    panel.select(lines[0])
    index = queue.index_of(lines[2])
    flags = QItemSelectionModel.SelectionFlag.Select
    panel._list.selectionModel().select(index, flags)
    panel._combine.click()
    assert wanted[1] == [tmp_path / "out" / f"good-{number}.tif" for number in (0, 2)]
