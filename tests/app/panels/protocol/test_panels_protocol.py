"""Choosing, proposing, changing and saving, as a person does it."""

import sys
import threading
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parents[2]))  # beside this folder, not a package
from disk import listened

from graticule.geometry import Box, PixelSize
from graticule.protocol import load_protocol, user_folder
from graticule.scans import ArrayScan, GreyRange, open_scan
from graticule_app.model import shelf
from graticule_app.model.document import Document
from graticule_app.model.draft import with_text
from graticule_app.model.preview import PreviewController, shapes, summary
from graticule_app.panels.protocol.protocol_panel import ProtocolPanel
from graticule_app.work import preview_process, tasks

SAMPLES = Path(str(resources.files("graticule_resources"))) / "samples"
WAIT = 30000  # ms; the first preview compiles


@pytest.fixture
def panel(workspace, qtbot):
    widget = ProtocolPanel(workspace)
    qtbot.addWidget(widget)
    widget.resize(330, 900)
    widget.show()
    yield widget
    widget.preview.stop()
    tasks.stop_all()


def set_smallest(panel: ProtocolPanel, text: str) -> None:
    edit = panel.form.row("cleaning.min_diameter").field.edit
    edit.clear()
    QTest.keyClicks(edit, text)


def test_a_protocol_is_proposed_with_its_reason(workspace, panel, qtbot):
    with open_scan(SAMPLES / "particles-sample.tif") as scan:
        with qtbot.waitSignal(panel.proposed, timeout=WAIT):
            workspace.show(Document(scan))
        assert panel.protocol() == load_protocol("particles")
        assert panel.chooser.name() == "particles"
        assert "0.25 nm" in panel._reason.text()
        assert panel._use.isHidden()
        panel.choose("generic")
        assert "Particles in electron micrographs" in panel._reason.text()
        panel._use.click()
        assert panel.protocol().name == "particles"
        workspace.show(None)


def test_a_proposal_does_not_take_away_what_was_chosen(workspace, panel, document, qtbot):
    with qtbot.waitSignal(panel.proposed, timeout=WAIT):
        workspace.show(document)
        panel.choose("mp-vat")
    assert panel.protocol().name == "mp-vat"


def test_unchanged_it_is_the_shipped_text_changed_it_says_so(panel, qtbot):
    panel.choose("generic")
    assert panel.protocol() == load_protocol("generic")
    assert panel._save.isHidden()
    with qtbot.waitSignal(panel.changed) as sent:
        set_smallest(panel, "9")
    changed = panel.protocol()
    assert sent.args[0].cleaning.min_diameter == "9 px"
    assert changed.name == "generic-changed"
    assert changed.sha256 != load_protocol("generic").sha256
    assert not panel._save.isHidden()
    panel._undo.click()
    assert panel.protocol() == load_protocol("generic")
    assert panel._mark.isHidden()


def test_the_protocol_of_a_reopened_project_is_shown_as_it_was(panel):
    panel.choose("generic")
    set_smallest(panel, "9")
    before = panel.protocol()
    panel.choose("mp-vat")
    panel.set_protocol(before)
    assert panel.protocol() == before
    assert not panel._save.isHidden()
    panel._undo.click()
    assert panel.protocol() == load_protocol("generic")
    foreign = with_text(load_protocol("mp-vat"), name="from-afar", title="From another lab")
    panel.set_protocol(foreign)
    assert panel.protocol() == foreign
    assert panel.chooser.placeholderText() == "From another lab"
    set_smallest(panel, "9")
    panel._undo.click()
    assert panel.protocol() == foreign


def test_saved_under_a_name_it_is_there_and_chosen(panel, qtbot):
    panel.choose("generic")
    set_smallest(panel, "9")
    panel._save.click()
    assert panel.ask.isVisible()
    QTest.keyClicks(panel.ask.edit, "generic")
    assert not panel.ask.yes.isEnabled()
    panel.ask.edit.clear()
    QTest.keyClicks(panel.ask.edit, "Sand, fine")
    assert panel.ask.yes.text() == "Save"
    QTest.keyClick(panel.ask.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.ask.isVisible())
    assert panel.protocol() == load_protocol("sand-fine")
    assert panel.protocol().cleaning.min_diameter == "9 px"
    assert panel.chooser.currentText() == "Sand, fine"
    assert not panel._menu.isHidden()
    # Changed again, it can be saved over, and the button says what it does.
    set_smallest(panel, "8")
    panel._save.click()
    assert panel.ask.yes.text() == "Replace"
    panel.ask.no.click()
    assert load_protocol("sand-fine").cleaning.min_diameter == "9 px"
    panel._save_over.trigger()
    qtbot.waitUntil(lambda: load_protocol("sand-fine").cleaning.min_diameter == "8 px")


def test_the_window_goes_on_while_a_protocol_is_saved_to_a_share(panel, qtbot, monkeypatch):
    on, save = threading.Event(), shelf.save

    def slow(*given, **named):
        assert on.wait(30)
        return save(*given, **named)

    monkeypatch.setattr(shelf, "save", slow)
    panel.choose("generic")
    with listened({}, monkeypatch) as asked:
        set_smallest(panel, "9")
        panel._save.click()
        panel.ask.edit.setText("mine")
        panel.ask._look()
        asked.action = "save"
        panel.ask.yes.click()
        asked.action = ""
        set_smallest(panel, "7")  # meanwhile
        on.set()
        qtbot.waitUntil(lambda: shelf.find("mine") is not None)
        qtbot.waitUntil(lambda: not panel.ask.isVisible())
        monkeypatch.setattr(shelf, "save", save)
        panel.choose("mine")
        set_smallest(panel, "8")
        asked.action = "save over"
        panel._save_over.trigger()
        qtbot.waitUntil(lambda: not panel._shelving)
        asked.action = "rename"
        panel._rename.trigger()
        panel.ask.edit.setText("ours")
        panel.ask.yes.click()
        qtbot.waitUntil(lambda: not panel._shelving)
        asked.action = "delete"
        panel._delete.trigger()
        panel.ask.yes.click()
        qtbot.waitUntil(lambda: not panel._shelving)
        asked.action = ""
    assert [p.name for p in user_folder().iterdir()] == []
    lines = [line for told in asked.lines.values() for line in told]
    assert [line for line in lines if not line.startswith("parse")] == []


def test_what_is_changed_while_a_protocol_is_saved_stays(panel, qtbot, monkeypatch):
    on, save = threading.Event(), shelf.save

    def slow(*given, **named):
        assert on.wait(30)
        return save(*given, **named)

    monkeypatch.setattr(shelf, "save", slow)
    panel.choose("generic")
    set_smallest(panel, "9")
    panel._save_as("mine")
    set_smallest(panel, "7")
    on.set()
    qtbot.waitUntil(lambda: not panel._shelving)
    assert panel.protocol().cleaning.min_diameter == "7 px"
    assert load_protocol("mine").cleaning.min_diameter == "9 px"


def test_own_ones_are_renamed_and_deleted_after_asking(panel, qtbot):
    shelf.save(load_protocol("generic"), "mine")
    panel.chooser.refresh()
    panel.choose("mine")
    panel._rename.trigger()
    panel.ask.edit.clear()
    QTest.keyClicks(panel.ask.edit, "ours")
    panel.ask.yes.click()
    qtbot.waitUntil(lambda: panel.protocol().name == "ours")
    assert [p.stem for p in user_folder().iterdir()] == ["ours"]
    panel._delete.trigger()
    assert "good" in panel.ask._question.text()
    QTest.keyClick(panel.ask, Qt.Key.Key_Escape)
    assert shelf.find("ours") is not None
    panel._delete.trigger()
    panel.ask.yes.click()
    qtbot.waitUntil(lambda: panel.protocol().name == "generic")
    assert shelf.find("ours") is None
    assert panel.protocol().name == "generic"


def test_a_folder_that_cannot_be_written_is_told(panel, qtbot, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(shelf, "user_folder", lambda: tmp_path / "file" / "protocols")
    panel.choose("generic")
    set_smallest(panel, "9")
    panel._save.click()
    QTest.keyClicks(panel.ask.edit, "mine")
    panel.ask.yes.click()
    qtbot.waitUntil(lambda: "cannot be written" in panel.ask._trouble.text())
    assert panel.ask.isVisible()


def test_options_carry_what_the_user_said_about_the_scan(workspace, panel, document):
    workspace.show(document)
    assert panel.options().pixel_size is None  # the file knows
    document.set_pixel_size(PixelSize(2, 2, "nm", "user"))
    assert panel.options().pixel_size == PixelSize(2, 2, "nm", "user")
    panel.run_options.device.set_value("cpu")
    panel.run_options.afresh.box.click()
    assert (panel.options().device, panel.options().restart) == ("cpu", True)


def test_options_carry_what_is_black_and_white(workspace, panel, document):
    workspace.show(document)
    greys = panel.run_options.greys
    assert panel.options().grey_range is None
    assert (greys.black.placeholderText(), greys.white.placeholderText()) == ("0", "255")
    QTest.keyClicks(greys.white, "200")
    assert panel.options().grey_range == GreyRange(0, 200, "you")
    assert document.grey_range == GreyRange(0, 200, "you")
    greys.white.clear()
    QTest.keyClicks(greys.white, "0")  # not above black: what was told before holds
    assert "above black" in panel._note.text()
    assert document.grey_range == GreyRange(0, 200, "you")
    workspace.show(None)
    assert not greys.isEnabled()
    workspace.show(document)
    assert greys.white.text() == "200"
    greys.white.clear()
    QTest.keyClicks(greys.white, " ")
    assert panel.options().grey_range is None
    assert not panel._note.text()


def test_editing_shows_at_once_what_it_finds(workspace, panel, document, qtbot):
    workspace.show(document)
    panel.choose("generic")
    panel.preview.set_view_box(document.scan.box)
    found = []
    panel.preview.ready.connect(found.append)
    set_smallest(panel, "10")
    qtbot.waitUntil(lambda: bool(found) and found[-1].final, timeout=WAIT)
    assert panel.switch.isChecked()
    assert len(found[-1]) == 24
    assert panel._result.text() == "24 particles in view" == summary(found[-1])
    drawn = shapes(found[-1])
    assert len(drawn) == 24
    assert drawn[0][1].getRgb()[:3] == (230, 159, 0)
    assert panel.histogram.levels is not None
    panel.histogram.level_moved.emit(20.0)  # darker than every disc
    qtbot.waitUntil(lambda: len(found[-1]) == 0, timeout=WAIT)
    assert panel.protocol().method.level == 20
    with qtbot.waitSignal(panel.preview.cleared):
        panel.switch.click()
    set_smallest(panel, "11")
    assert not panel.switch.isChecked()  # a person has switched it off


def test_a_preview_that_cannot_be_says_why(workspace, panel, qtbot):
    grey = np.random.default_rng(2).integers(0, 255, (80, 90), dtype=np.uint8)
    document = Document(ArrayScan(grey))
    workspace.show(document)
    panel.choose("generic")
    panel.preview.set_view_box(document.scan.box)
    panel.switch.click()
    set_smallest(panel, "2")
    box = panel.form.row("cleaning.min_diameter").field.unit
    box.setCurrentIndex(box.findData("µm"))
    with qtbot.waitSignal(panel.preview.failed, timeout=WAIT):
        box.activated.emit(box.currentIndex())
    assert "pixel size" in panel._note.text()
    with qtbot.waitSignal(panel.preview.ready, timeout=WAIT):
        document.set_pixel_size(PixelSize(1, 1, "µm", "user"))


def test_only_the_last_request_is_answered(workspace, qtbot, document):
    controller = PreviewController(workspace, remote=False)
    workspace.show(document)
    controller.set_enabled(True)
    controller.set_view_box(document.scan.box)
    found = []
    controller.ready.connect(found.append)
    for name in ("mp-vat", "generic"):
        controller.set_protocol(load_protocol(name))
        controller._start()  # both run
    controller.set_view_box(Box(0, 0, 300, 400))
    qtbot.waitUntil(lambda: bool(found) and found[-1].final, timeout=WAIT)
    qtbot.wait(200)
    assert {answer.box for answer in found} == {Box(0, 0, 300, 400)}
    assert len(found[-1]) == 12
    workspace.show(None)
    controller.stop()
    qtbot.waitUntil(lambda: not controller._tasks.busy, timeout=WAIT)


def test_a_change_is_answered_soon(workspace, qtbot, document):
    controller = PreviewController(workspace, remote=False)
    workspace.show(document)
    controller.set_enabled(True)
    controller.set_view_box(document.scan.box)
    controller.set_protocol(load_protocol("generic"))
    with qtbot.waitSignal(controller.ready, timeout=WAIT):
        pass
    with qtbot.waitSignal(controller.ready, timeout=3000):
        controller.set_view_box(Box(0, 0, 500, 400))
    controller.stop()


@pytest.mark.slow
def test_the_network_runs_in_another_process(workspace, qtbot):
    with open_scan(SAMPLES / "particles-sample.tif") as scan:
        document = Document(scan)
        controller = PreviewController(workspace)
        workspace.show(document)
        controller.set_enabled(True)
        controller.set_view_box(scan.box)
        found, failed = [], []
        controller.ready.connect(found.append)
        controller.failed.connect(failed.append)
        controller.set_protocol(load_protocol("particles"))
        qtbot.waitUntil(lambda: bool(failed or (found and found[-1].final)), timeout=240000)
        assert not failed
        assert len(found[-1]) > 30
        assert found[-1].maps.distance is not None
        controller.stop()


def test_a_process_that_dies_is_told_in_plain_words(workspace, qtbot, monkeypatch):
    monkeypatch.setattr(preview_process, "command", lambda: ["false"])
    with open_scan(SAMPLES / "particles-sample.tif") as scan:
        controller = PreviewController(workspace)
        workspace.show(Document(scan))
        controller.set_enabled(True)
        controller.set_view_box(scan.box)
        controller.set_protocol(load_protocol("particles"))
        with qtbot.waitSignal(controller.failed, timeout=WAIT) as told:
            pass
        assert "stopped by itself" in told.args[0]
        controller.stop()
