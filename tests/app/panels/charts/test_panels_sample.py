"""The page of the sample: what is typed counts, lies on disk, and follows corrections."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from graticule.analysis import iter_analyse
from graticule.counting import Blank, read_sample
from graticule.protocol import parse_protocol
from graticule.reports.filter import quantities
from graticule.review import Delete, Reviewed
from graticule.scans import open_scan
from graticule_app.model.document import Document
from graticule_app.panels.charts.chart_panel import ChartPanel

PROTOCOL = """
name = "spots"
title = "Bright spots"
[method]
kind = "threshold"
method = "fixed"
level = 120
foreground = "bright"
[sizes]
limits = [5, 20]
unit = "px"
{more}
"""


def analysed(folder: Path, name: str, count: int, more: str = "[sample]") -> Path:
    image = np.full((120, 60 * count + 20, 3), 20, np.uint8)
    y, x = np.mgrid[:120, : image.shape[1]]
    for at in range(count):
        image[(y - 60) ** 2 + (x - 40 - 60 * at) ** 2 <= (4 + 4 * at) ** 2] = (220, 90, 40)
    tifffile.imwrite(folder / f"{name}.tif", image, photometric="rgb")
    protocol = parse_protocol(PROTOCOL.format(more=more))
    *_, last = iter_analyse(folder / f"{name}.tif", protocol, folder / "out")
    return Path(last.folder)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("filters")
    return analysed(root, "sample", 4), analysed(root, "blank", 1), analysed(root, "plain", 2, "")


@pytest.fixture
def panel(workspace, qtbot, folders):
    made = ChartPanel(workspace)
    qtbot.addWidget(made)
    made.resize(520, 600)
    made.show()
    return made


@pytest.fixture
def opened(workspace, panel, qtbot, folders, tmp_path):
    folder = folders[0]
    with Reviewed.open(folder) as result, open_scan(result.source) as scan:
        (folder / "sample.json").unlink(missing_ok=True)
        document = Document(scan)
        document.set_result(result)
        workspace.show(document)
        panel.show_page("sample")
        qtbot.waitUntil(lambda: panel.sample.counts is not None)
        yield document
        workspace.show(None)


def enter(edit, text):
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def value(panel, title):
    return next(q.value for q in quantities(panel.sample.counts) if q.title.startswith(title))


def test_the_page_is_there_where_the_protocol_counts(workspace, panel, opened, folders, qtbot):
    at = 3
    assert panel.tabs.isTabVisible(at)
    with Reviewed.open(folders[2]) as other, open_scan(other.source) as scan:
        document = Document(scan)
        document.set_result(other)
        workspace.show(document)
        qtbot.waitUntil(lambda: not panel.tabs.isTabVisible(at))
        assert panel.page == "sizes"
        assert panel.view.isVisible()
        workspace.show(None)


def test_facts_are_typed_and_kept(panel, opened, folders, qtbot):
    page = panel.sample
    edit = page._edits["amount"]
    with qtbot.waitSignal(page.changed):
        edit.setText("2 L")
        edit.editingFinished.emit()
    assert read_sample(folders[0]).amount == "2 L"
    assert value(panel, "Particles per L") == pytest.approx(2)
    edit.setText("plenty")
    edit.editingFinished.emit()
    assert "no amount" in page._problem.text()
    assert read_sample(folders[0]).amount == "2 L"


def test_blanks_are_results_or_numbers(panel, opened, folders, qtbot):
    page = panel.sample
    with qtbot.waitSignal(page.changed):
        page.add_results(str(folders[1]))
    with qtbot.waitSignal(page.changed):
        enter(page._number, "3")
    blanks = read_sample(folders[0]).blanks
    assert [blank.count for blank in blanks] == [1, 3]
    assert blanks[0].folder == str(folders[1].resolve())
    assert blanks[1] == Blank(3)
    assert value(panel, "Mean of 2 blanks") > 1
    with qtbot.waitSignal(page.changed):
        page._remove(0)
    assert [blank.count for blank in read_sample(folders[0]).blanks] == [3]
    assert value(panel, "Blank-corrected") == pytest.approx(1)
    enter(page._number, "many")
    assert "no number" in page._problem.text()


def test_a_folder_without_results_is_told(panel, opened, tmp_path, qtbot):
    panel.sample.add_results(str(tmp_path))
    qtbot.waitUntil(lambda: "no result" in panel.sample._problem.text())


def test_corrections_are_counted_at_once(panel, opened, qtbot):
    assert value(panel, "Particles counted") == 4
    assert panel.sample.bars.isVisibleTo(panel)
    opened.result.apply(Delete((1,)))
    opened.set_table(opened.result.table)
    qtbot.waitUntil(lambda: value(panel, "Particles counted") == 3)
    opened.result.undo()
    opened.set_table(opened.result.table)
    qtbot.waitUntil(lambda: value(panel, "Particles counted") == 4)
