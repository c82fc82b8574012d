"""Simulated tape → analysis → everything saved from the window: as from the command line."""

import io
import zipfile
from pathlib import Path

import pytest

from graticule.analysis import iter_analyse
from graticule.annotations import read_geojson
from graticule.protocol import load_protocol, parse_protocol
from graticule.results import Result
from graticule.simulate import iter_simulate_tape
from graticule_app.model.report_choice import PARTS
from graticule_app.model.report_saver import ReportSaver
from graticule_app.panels.report.save_dialog import SaveReportDialog


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A result as `graticule analyse` leaves it."""
    made = tmp_path_factory.mktemp("tape")
    list(iter_simulate_tape(made / "tape.tif", size=(700, 600), seed=3))
    text = load_protocol("generic").text + "\n[report]\nnumbers = true\n"
    list(iter_analyse(made / "tape.tif", parse_protocol(text), made / "out"))
    return made / "out" / "tape"


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """The files inside an Excel file."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_window_saves_what_the_command_line_writes(qtbot, folder, tmp_path):
    saver = ReportSaver()
    with Result.open(folder) as result:
        dialog = SaveReportDialog(saver, result.analysis, "tape")
        for key, box in dialog._boxes.items():
            box.setChecked(key != "view")
        dialog._folder.setText(str(tmp_path))
        with qtbot.waitSignal(saver.saved, timeout=60_000) as saved:
            dialog.accept()
        qtbot.waitUntil(lambda: not saver.busy)
    files = [file for part in PARTS if part.key != "view" for file in part.files]
    assert saved.args[0] == [tmp_path / f"tape-{file}" for file in files]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(
        f"tape-{file}" for file in files
    )
    for file in files:
        ours, theirs = (tmp_path / f"tape-{file}").read_bytes(), (folder / file).read_bytes()
        if file == "report.xlsx":
            ours, theirs = parts_of(ours), parts_of(theirs)
            assert ours.keys() == theirs.keys()
            different = [name for name in ours if ours[name] != theirs[name]]
            assert different == []
        else:
            assert ours == theirs, file


def test_saved_outlines_are_the_particles_of_the_result(folder):
    with Result.open(folder) as result:
        assert result.table is not None
        drawn = read_geojson(Path(folder) / "particles.geojson")
        assert len(drawn) == len(result.table) > 5
        area = sum(each.geometry.area for each in drawn)
        assert area == pytest.approx(result.table["area_px"].sum() * result.scale**2)
