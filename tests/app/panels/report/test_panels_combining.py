"""Several results into one workbook from the window."""

import io

import numpy as np
import openpyxl
import pytest
import tifffile

from graticule.analysis import analyse
from graticule.protocols import load_protocol
from graticule_app.panels.report.combine_dialog import CombineDialog
from graticule_app.panels.report.saver import ReportSaver


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Two results and a folder that holds none."""
    made = tmp_path_factory.mktemp("several")
    for name, side in (("one", 20), ("two", 30)):
        image = np.full((120, 160), 220, np.uint8)
        image[40 : 40 + side, 60 : 60 + side] = 40
        path = made / f"{name}.tif"
        tifffile.imwrite(path, image, resolution=(20000, 20000), resolutionunit="CENTIMETER")
        list(analyse(path, load_protocol("generic"), made / "out"))
    (made / "empty").mkdir()
    return made


def test_the_ticked_results_are_in_the_workbook(qtbot, results, tmp_path):
    saver = ReportSaver()
    dialog = CombineDialog(saver, [results / "out" / "one"])
    dialog.add_folder(str(results / "out"))
    assert [folder.name for folder in dialog.folders()] == ["one", "two"]
    dialog._file.setText(str(tmp_path / "both"))
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
    assert "no result" in dialog._told.text()
    dialog.add_folder(str(results / "out" / "one"))
    assert dialog._save.isEnabled()
    (tmp_path / "both.xlsx").write_text("older")
    dialog._file.setText(str(tmp_path / "both"))
    assert not dialog._save.isEnabled()
    dialog.accept()
    assert not saver.busy
    assert (tmp_path / "both.xlsx").read_text() == "older"
