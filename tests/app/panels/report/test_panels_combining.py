"""Several results into one workbook from the window."""

import io

import numpy as np
import openpyxl
import pytest
import tifffile
from disk import listened

from graticule.analysis import iter_analyse
from graticule.protocol import load_protocol
from graticule_app.model.report_saver import ReportSaver
from graticule_app.panels.report.combine_dialog import CombineDialog


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Two results and a folder that holds none."""
    made = tmp_path_factory.mktemp("several")
    for name, side in (("one", 20), ("two", 30)):
        image = np.full((120, 160), 220, np.uint8)
        image[40 : 40 + side, 60 : 60 + side] = 40
        path = made / f"{name}.tif"
        tifffile.imwrite(path, image, resolution=(20000, 20000), resolutionunit="CENTIMETER")
        list(iter_analyse(path, load_protocol("generic"), made / "out"))
    (made / "empty").mkdir()
    return made


def test_the_ticked_results_are_in_the_workbook(qtbot, results, tmp_path):
    saver = ReportSaver()
    dialog = CombineDialog(saver, [results / "out" / "one"])
    dialog.add_folder(str(results / "out"))
    qtbot.waitUntil(lambda: [folder.name for folder in dialog.folders()] == ["one", "two"])
    dialog._file.setText(str(tmp_path / "both"))
    qtbot.waitUntil(dialog._save.isEnabled)
    with qtbot.waitSignal(saver.saved, timeout=30_000) as saved:
        dialog.accept()
    assert saved.args[0] == [tmp_path / "both.xlsx", tmp_path / "both.csv"]
    table = (tmp_path / "both.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in table] == ["file", "one.tif", "two.tif"]
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "both.xlsx").read_bytes()))
    names = [row[0] for row in book["Particles"].iter_rows(2, values_only=True)]
    assert names == ["one.tif", "two.tif"]
    qtbot.waitUntil(lambda: not saver.busy)


def test_a_file_that_is_there_and_an_empty_choice_are_not_written(qtbot, results, tmp_path):
    saver = ReportSaver()
    dialog = CombineDialog(saver)
    qtbot.addWidget(dialog)
    dialog._file.setText(str(tmp_path / "both.xlsx"))
    assert not dialog._save.isEnabled()
    dialog.add_folder(str(results / "empty"))
    qtbot.waitUntil(lambda: "no result" in dialog._told.text())
    dialog.add_folder(str(results / "out" / "one"))
    qtbot.waitUntil(dialog._save.isEnabled)
    (tmp_path / "both.xlsx").write_text("older")
    dialog._file.setText(str(tmp_path / "both"))
    assert not dialog._save.isEnabled()  # not until it is known whether a file is there
    qtbot.waitUntil(lambda: "exists already" in dialog._told.text())
    assert not dialog._save.isEnabled()
    dialog.accept()
    assert not saver.busy
    assert (tmp_path / "both.xlsx").read_text() == "older"


def test_a_file_that_appears_after_the_look_is_not_written_over(qtbot, results, tmp_path):
    saver = ReportSaver()
    dialog = CombineDialog(saver, [results / "out" / "one"])
    dialog._file.setText(str(tmp_path / "both"))
    qtbot.waitUntil(dialog._save.isEnabled)
    (tmp_path / "both.xlsx").write_text("older")
    with qtbot.waitSignal(saver.failed, timeout=30_000) as failed:
        dialog.accept()
    assert "there already" in failed.args[0]
    assert (tmp_path / "both.xlsx").read_text() == "older"
    qtbot.waitUntil(lambda: not saver.busy)


def test_the_dialog_asks_no_disk_itself(qtbot, results, tmp_path, monkeypatch):
    saver = ReportSaver()
    with listened({}, monkeypatch) as asked:
        asked.action = "combine"
        dialog = CombineDialog(saver, [results / "out" / "one"])
        qtbot.addWidget(dialog)
        dialog.add_folder(str(results / "out"))
        qtbot.waitUntil(lambda: len(dialog.folders()) == 2)
        dialog._file.setText(str(tmp_path / "both"))
        qtbot.waitUntil(dialog._save.isEnabled)
        asked.action = ""
    assert asked.lines == {}
