"""The whole way on shipped and on real scans, with mouse and keys alone."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from person import Person, inside

from graticule_app.model.settings import Settings
from graticule_app.shell.window import MainWindow

SAMPLES = Path(__file__).parents[2] / "resources" / "graticule_resources" / "samples"


@pytest.fixture
def person(qtbot, tmp_path):
    window = MainWindow(replace(Settings.load(), results=tmp_path / "results"))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.begin([])
    yield Person(window, lambda what, seconds: qtbot.waitUntil(what, timeout=int(seconds * 1000)))
    window.close()


def go_the_whole_way(person, scan, saved, *, protocol=None, seconds=120.0):
    """Every step on one scan, each checked by what a person would see."""
    person.open(scan)
    if protocol is not None:  # a moment after the scan is shown, an overview has been looked at
        person.until(lambda: person.bench.protocols.protocol().name == protocol, 10)
    bare = person.bench.view.grab_picture()
    assert person.analyse(seconds) >= 1
    document = person.document
    count = len(document.table)
    assert count > 0
    person.see_all()
    assert person.bench.view.grab_picture() != bare  # what was found lies over the scan

    row = int(np.argmax(document.table["area"]))
    number = person.open_row(row)
    assert number == document.table["id"][row]  # the table begins in the order of the numbers
    x, y = inside(document, number)
    box = person.bench.view.visible_box()
    assert box.left <= x <= box.right
    assert box.top <= y <= box.bottom
    document.selection.set((), None)
    person.click_particle(number)
    assert document.selection.only == number
    area = float(document.table["area"][row])

    person.do("delete")
    assert len(document.table) == count - 1
    assert number not in document.table["id"]
    person.do("undo")
    assert len(document.table) == count
    row = int(np.flatnonzero(document.table["id"] == number)[0])
    assert float(document.table["area"][row]) == area

    files = person.save(saved)
    assert {path.suffix for path in files} >= {".xlsx", ".geojson", ".png"}
    workbook = next(path for path in files if path.suffix == ".xlsx")
    book = openpyxl.load_workbook(workbook, read_only=True)
    assert "Particles" in book.sheetnames
    rows = sum(1 for row in book["Particles"].iter_rows(values_only=True) if row[0] is not None)
    assert count <= rows <= count + 5  # and the headings
    return count


@pytest.mark.parametrize(
    ("name", "protocol"), [("particles-sample", "particles"), ("tape-sample", "microtraces")]
)
def test_the_whole_way_on_a_sample(person, tmp_path, name, protocol):
    scan = tmp_path / f"{name}.tif"
    shutil.copy(SAMPLES / scan.name, scan)
    found = go_the_whole_way(person, scan, tmp_path / "saved", protocol=protocol)
    assert found > 5


@pytest.mark.data
@pytest.mark.parametrize("name", ["slides/cmu-1-small-region.svs", "particles/images/*"])
def test_the_whole_way_on_real_scans(person, tmp_path, shared_data, name):
    scan = max(shared_data.glob(name), key=lambda path: path.stat().st_size)
    copy = tmp_path / scan.name
    shutil.copy(scan, copy)
    go_the_whole_way(person, copy, tmp_path / "saved")


@pytest.mark.data
def test_a_micrograph_without_particles_gets_its_report_too(person, tmp_path, shared_data):
    scan = tmp_path / "tiny.dm3"  # the only ones at hand are a few px wide
    shutil.copy(shared_data / "dm" / "stem_image.dm3", scan)
    person.open(scan)
    person.analyse(60)
    assert len(person.document.table) == 0
    assert {path.suffix for path in person.save(tmp_path / "saved")} >= {".xlsx", ".geojson"}
