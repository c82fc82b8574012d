"""The window as a person uses it: drop, analyse, correct, undo, save, close, reopen."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from discs import LONG, analyse, open_one, shown_window, write_discs
from dropping import drop
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from graticule_app.model.report_choice import ReportChoice, remember
from graticule_app.shell.window import MainWindow


@pytest.fixture
def window(qtbot, tmp_path):
    return shown_window(qtbot, tmp_path / "results", theme="dark")


def test_the_whole_way(window, qtbot, tmp_path):
    remember(ReportChoice(tmp_path / "reports", frozenset({"excel", "geojson"})))
    assert window.on_page("start")
    path = write_discs(tmp_path / "discs.tif")
    open_one(window, qtbot, path)
    assert not window.on_page("start")
    bench = window.bench
    qtbot.waitUntil(lambda: bench.protocols.protocol().name == "generic", timeout=LONG)

    analyse(window, qtbot)
    document = bench.view.document
    assert len(document.table) == 12
    assert bench.docks.is_shown("table")

    first = int(document.table["id"][0])
    bench.view.particle_clicked.emit(first, Qt.KeyboardModifier.NoModifier)
    assert document.selection.only == first
    window.commands.run("delete")
    qtbot.waitUntil(lambda: len(document.table) == 11, timeout=LONG)
    window.commands._refresh()
    assert "delete" in window.commands.action("undo").text().lower()
    window.commands.run("undo")
    qtbot.waitUntil(lambda: len(document.table) == 12, timeout=LONG)
    window.commands.run("redo")
    qtbot.waitUntil(lambda: len(document.table) == 11, timeout=LONG)

    with qtbot.waitSignal(bench.saver.saved, timeout=LONG) as saved:
        window.commands.run("save-report")
    names = {p.name for p in saved.args[0]}
    assert any(name.endswith(".xlsx") for name in names)

    project = tmp_path / "work.graticule"
    window.workspace.save_project(project)
    qtbot.waitUntil(lambda: window.workspace.project == project, timeout=LONG)
    window.workspace.close(window.workspace.current)
    assert window.on_page("start")
    assert window.bench.view.document is None

    window.open([project])
    qtbot.waitUntil(lambda: window.bench.review.reviewed is not None, timeout=LONG)
    assert len(window.bench.view.document.table) == 11  # the correction is still there
    assert window.bench.protocols.protocol().name == "generic"


def test_a_region_is_analysed_alone(window, qtbot, tmp_path):
    open_one(window, qtbot, write_discs(tmp_path / "discs.tif"))
    window.commands._refresh()
    window.commands.run("analyse-region")
    tool = window.bench.view.tool
    assert tool is not None
    from graticule.geometry import Box

    tool.drawn.emit(Box(0, 0, 200, 200))
    assert window.bench.view.tool is None
    qtbot.waitUntil(lambda: window.acts.has_table(), timeout=LONG)
    assert len(window.bench.view.document.table) == 4


def test_what_is_no_image_leaves_the_window_as_it_was(window, qtbot, tmp_path):
    path = tmp_path / "letter.tif"
    path.write_text("Dear Sir or Madam")
    assert drop(window, path)
    qtbot.waitUntil(lambda: window.messages.shown is not None, timeout=LONG)
    assert "letter.tif" in window.messages.shown.text
    assert window.on_page("start")
    assert window.workspace.documents == ()


@pytest.mark.parametrize("name", ["slides/broken.svs", "dm/not_an_image_fft.dm4",
                                  "dm/not_an_image_eels.dm4", "slides/README.md"])  # fmt: skip
@pytest.mark.data
def test_real_files_that_are_no_image_are_refused_in_a_sentence(window, qtbot, shared_data, name):
    assert drop(window, shared_data / name)
    qtbot.waitUntil(lambda: window.messages.shown is not None, timeout=LONG)
    text = window.messages.shown.text
    assert Path(name).name in text
    assert "mistake in the program" not in text
    assert "\n" not in text
    assert window.on_page("start")


def test_a_folder_of_mixed_files(window, qtbot, tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    for number in range(6):
        write_discs(folder / f"scan-{number}.tif")
    for number in range(44):
        (folder / f"note-{number:02}.txt").write_text("no scan")
    assert drop(window, folder)
    qtbot.waitUntil(lambda: window.messages.shown is not None, timeout=LONG)
    shown = window.messages.shown
    assert shown.text == "6 of 50 files are scans; the others are left out."
    assert len(shown.details.splitlines()) == 44
    assert len(window.workspace.documents) == 1
    assert window.bench.queue.entries == ()  # nothing begins that nobody asked for
    assert shown.action is not None
    shown.action[1]()
    assert len(window.bench.queue.entries) == 6
    window.bench.queue.stop_all()


def test_the_same_file_twice_is_open_once(window, qtbot, tmp_path):
    path = write_discs(tmp_path / "discs.tif")
    open_one(window, qtbot, path)
    window.open([path])
    qtbot.wait(200)
    assert len(window.workspace.documents) == 1


def test_several_scans_have_tabs_and_keep_their_camera(window, qtbot, tmp_path):
    first, second = write_discs(tmp_path / "a.tif"), write_discs(tmp_path / "b.tif")
    open_one(window, qtbot, first)
    bench = window.bench
    assert bench.tabs.isHidden()
    bench.view.zoom_by(3)
    scale = bench.view.camera.scale
    open_one(window, qtbot, second)
    assert bench.tabs.count() == 2
    assert bench.view.camera.scale != pytest.approx(scale)
    bench.tabs.setCurrentIndex(0)
    assert window.workspace.current.path == first
    assert bench.view.camera.scale == pytest.approx(scale)
    window.workspace.close(window.workspace.current)
    assert window.workspace.current.path == second
    assert bench.tabs.count() == 1


def test_a_scan_without_pixel_size_is_asked_for_it(window, qtbot, tmp_path):
    open_one(window, qtbot, write_discs(tmp_path / "a.tif", calibrated=False))
    assert not window.bench.calibration.isHidden()
    open_one(window, qtbot, write_discs(tmp_path / "b.tif"))
    assert window.bench.calibration.isHidden()


def test_a_path_is_pasted(window, qtbot, tmp_path):
    QGuiApplication.clipboard().setText(str(write_discs(tmp_path / "a.tif")))
    window.commands.run("paste-path")
    qtbot.waitUntil(window.has_scan, timeout=LONG)
    QGuiApplication.clipboard().setText("no path at all")
    window.commands.run("paste-path")
    qtbot.waitUntil(
        lambda: window.messages.shown and "clipboard" in window.messages.shown.text, timeout=LONG
    )


def test_closing_in_mid_run_asks_and_keeps_what_is_done(window, qtbot, tmp_path, monkeypatch):
    open_one(window, qtbot, write_discs(tmp_path / "a.tif"))
    window.commands._refresh()
    window.commands.run("analyse")
    assert window.bench.analysing.running  # perhaps it waits for the protocol
    answers = [False, True]
    monkeypatch.setattr(window, "_may_stop", lambda _: answers.pop(0))
    assert not window.close()
    assert window.bench.queue.busy
    assert window.close()
    assert not window.bench.queue.busy
    assert window.bench.queue.entries[0].can_continue


def test_the_question_at_the_end_names_what_happens(window, monkeypatch):
    seen = []

    def answer(box):
        seen.append(box.text() + box.informativeText())
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert not window._may_stop("An analysis is running")
    assert "kept" in seen[0]


def test_what_was_open_can_be_reopened(window, qtbot, tmp_path):
    path = write_discs(tmp_path / "a.tif")
    open_one(window, qtbot, path)
    window.close()
    again = MainWindow(window.workspace.settings)
    qtbot.addWidget(again)
    again.begin([], crashed=True)
    qtbot.waitUntil(lambda: again.messages.shown is not None, timeout=LONG)
    assert again.messages.shown.action is not None
    again.messages._action.click()
    qtbot.waitUntil(again.has_scan, timeout=LONG)
    assert again.workspace.current.path == path
    again.close()


def test_starting_loads_nothing_heavy():
    heavy = ("numpy", "torch", "numba", "scipy", "skimage", "pyqtgraph", "graticule.scans")
    program = (
        "import sys, graticule_app.shell.program\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_control_of_the_bench_has_a_name(window, qtbot, tmp_path):
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider

    open_one(window, qtbot, write_discs(tmp_path / "a.tif"))
    nameless = [
        f"{type(part).__name__} {part.objectName()} in {type(part.parent()).__name__}"
        for kind in (QAbstractButton, QSlider, QComboBox, QLineEdit)
        for part in window.findChildren(kind)
        if not (part.accessibleName() or getattr(part, "text", str)() or part.toolTip())
        and part.isVisible()
        and part.isEnabled()
        and not part.objectName().startswith("qt_")
        and not isinstance(part.parent(), QComboBox)
    ]
    assert not nameless, "\n".join(nameless)


def test_a_project_keeps_camera_layers_and_protocol(window, qtbot, tmp_path):
    path = write_discs(tmp_path / "a.tif")
    open_one(window, qtbot, path)
    bench = window.bench
    qtbot.waitUntil(lambda: bench.protocols.protocol().name == "generic", timeout=LONG)
    bench.protocols.choose("mp-vat")
    bench.view.zoom_by(4)
    bench.view.center_on(100, 80)
    bench.view.layers.set_opacity("classes", 0.25)
    camera = bench.view.camera
    project = tmp_path / "p.graticule"
    window.workspace.save_project(project)
    qtbot.waitUntil(lambda: window.workspace.project == project, timeout=LONG)
    window.workspace.close(window.workspace.current)
    bench.view.layers.set_opacity("classes", 0.9)
    bench.protocols.choose("generic")

    window.open([project])
    qtbot.waitUntil(window.has_scan, timeout=LONG)
    assert bench.view.layers.layer("classes").opacity == pytest.approx(0.25)
    assert bench.protocols.protocol().name == "mp-vat"
    now = bench.view.camera
    assert (now.x, now.y, now.scale) == pytest.approx((camera.x, camera.y, camera.scale), rel=0.01)


def test_settings_reach_the_parts_that_they_are_for(window, qtbot, tmp_path):
    open_one(window, qtbot, write_discs(tmp_path / "a.tif"))
    window._use(replace(window.workspace.settings, user="Kim", tile_memory=300, device="cpu"))
    bench = window.bench
    assert bench.review.user == "Kim"
    assert bench.view.tile_memory == 300 << 20
    window.commands._refresh()
    window.commands.run("analyse")
    qtbot.waitUntil(lambda: bool(bench.queue.entries), timeout=LONG)
    assert bench.queue.entries[-1].options.device == "cpu"


def test_outlines_that_are_dropped_go_over_the_scan(window, qtbot, tmp_path, monkeypatch):
    open_one(window, qtbot, write_discs(tmp_path / "a.tif"))
    taken = []
    monkeypatch.setattr(window.bench.imports, "import_files", taken.append)
    assert drop(window, tmp_path / "a.geojson")
    assert taken == [[tmp_path / "a.geojson"]]
    assert len(window.workspace.documents) == 1


def test_a_damaged_project_is_told_and_changes_nothing(window, qtbot, tmp_path):
    project = tmp_path / "p.graticule"
    project.write_text("{}")
    window.open([project])
    qtbot.waitUntil(lambda: window.messages.shown is not None, timeout=LONG)
    assert "p.graticule" in window.messages.shown.text
    assert window.workspace.project is None
