"""From a scan to its report: what a user gets, again and after whatever went wrong."""

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule.analysis import Finished, Notice, Opened, Options, Stage, iter_analyse
from graticule.errors import PixelSizeNeeded, ResultError, ScanError
from graticule.geometry import PixelSize
from graticule.protocol import load_protocol
from graticule.result_folder import ResultFolder
from graticule.results import Result

RADII = (5, 8, 12, 20)
FILES = {
    "particles.csv",
    "particles.geojson",
    "report.xlsx",
    "overview.png",
    "classes.ome.tif",
    "uncertainty.ome.tif",
    "labels.ome.tif",
    "run.json",
}


def discs(size: int = 256, dark: int = 60, bright: int = 200) -> np.ndarray:
    """A noisy bright field with one dark disc of each radius."""
    rows, columns = np.mgrid[:size, :size]
    image = np.full((size, size), bright, float)
    for i, radius in enumerate(RADII):
        image[(rows - 60) ** 2 + (columns - 40 - 58 * i) ** 2 <= radius**2] = dark
    noise = np.random.default_rng(0).normal(0, 4, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "discs.tif"
    tifffile.imwrite(path, discs(), tile=(64, 64))
    return path


def run(scan: Path, out: Path, protocol: str = "generic", **options) -> Finished:
    *_, last = iter_analyse(scan, load_protocol(protocol), out, Options(**options))
    assert isinstance(last, Finished)
    return last


def table(folder: str | Path) -> list[dict[str, str]]:
    with (Path(folder) / "particles.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def column(rows: list[dict[str, str]], beginning: str) -> list[float]:
    (name,) = [key for key in rows[0] if key.startswith(beginning)]
    return [float(row[name]) for row in rows]


def test_discs_are_found_and_measured(scan, tmp_path):
    finished = run(scan, tmp_path / "out", pixel_size=PixelSize.parse("0.5um"))
    assert finished.particles == len(RADII)
    rows = table(finished.folder)
    diameters = sorted(column(rows, "equivalent_diameter"))
    assert diameters == pytest.approx([2 * 0.5 * (r + 0.3) for r in RADII], rel=0.05)
    assert "µm" in next(key for key in rows[0] if key.startswith("equivalent_diameter"))
    assert {p.name for p in Path(finished.folder).iterdir() if p.is_file()} >= FILES


def test_every_report_counts_the_same_particles(scan, tmp_path):
    folder = Path(run(scan, tmp_path / "out").folder)
    features = json.loads((folder / "particles.geojson").read_text())["features"]
    labels = tifffile.imread(folder / "labels.ome.tif")
    assert len(features) == len(table(folder)) == labels.max() == len(RADII)
    area = np.bincount(labels.ravel())[1:]
    assert column(table(folder), "area_px") == area.tolist()


def test_a_scan_without_pixel_size_is_told_in_px_and_says_so(scan, tmp_path):
    events = list(iter_analyse(scan, load_protocol("generic"), tmp_path / "out"))
    assert any(isinstance(e, Notice) and "no pixel size" in e.text for e in events)
    assert isinstance(events[0], Opened)
    assert any(isinstance(e, Stage) for e in events)
    assert any("px" in key for key in table(events[-1].folder)[0])


def test_a_second_run_gives_the_same_bytes(scan, tmp_path):
    folder = Path(run(scan, tmp_path / "out").folder)
    before = {n: (folder / n).read_bytes() for n in FILES if n not in ("report.xlsx", "run.json")}
    assert Path(run(scan, tmp_path / "out").folder) == folder
    assert before == {name: (folder / name).read_bytes() for name in before}
    other = Path(run(scan, tmp_path / "elsewhere", restart=True).folder)
    assert before == {name: (other / name).read_bytes() for name in before}


def test_what_an_earlier_run_has_measured_is_not_measured_again(scan, tmp_path):
    def phases(**options) -> set[str]:
        events = iter_analyse(scan, load_protocol("generic"), tmp_path / "out", Options(**options))
        # Loops are compiled only where that was never done.
        return {event.phase for event in events if isinstance(event, Stage)} - {"prepare"}

    everything = {"survey", "segment", "particles", "measure", "report"}
    assert phases() == everything
    assert phases() == {"report"}
    (tmp_path / "out" / "discs" / "particles.safetensors").write_bytes(b"torn")
    assert phases() == {"particles", "measure", "report"}
    assert phases(restart=True) == everything
    assert run(scan, tmp_path / "out").particles == len(RADII)


def test_other_settings_start_afresh(scan, tmp_path):
    first = run(scan, tmp_path / "out")
    own = tmp_path / "strict.toml"
    text = load_protocol("generic").text.replace('name = "generic"', 'name = "strict"')
    own.write_text(text.replace('min_diameter = "6 px"', 'min_diameter = "20 px"'))
    second = run(scan, tmp_path / "out", protocol=str(own))
    assert second.folder == first.folder
    assert second.particles == sum(2 * r + 0.6 >= 20 for r in RADII)


def test_a_changed_scan_starts_afresh(scan, tmp_path):
    assert run(scan, tmp_path / "out").particles == len(RADII)
    image = discs()
    image[:, :128] = 200
    tifffile.imwrite(scan, image, tile=(64, 64))
    assert run(scan, tmp_path / "out").particles == 2


def test_two_scans_of_one_name_do_not_collide(scan, tmp_path):
    other = tmp_path / "other" / "discs.tif"
    other.parent.mkdir()
    tifffile.imwrite(other, discs()[:, :128])
    folders = [run(path, tmp_path / "out").folder for path in (scan, other, scan)]
    assert folders[0] == folders[2] != folders[1]
    assert len(table(folders[1])) == 2


def test_a_folder_that_holds_something_else_is_left_alone(scan, tmp_path):
    mine = tmp_path / "out" / "discs"
    mine.mkdir(parents=True)
    (mine / "thesis.txt").write_text("years of work")
    folder = Path(run(scan, tmp_path / "out").folder)
    assert folder != mine
    assert [p.name for p in mine.iterdir()] == ["thesis.txt"]


def test_what_a_killed_run_left_is_swept_away_when_it_is_old(scan, tmp_path):
    folder = Path(run(scan, tmp_path / "out").folder)
    old, new = folder / ".report.abc.xlsx", folder / ".report.def.xlsx"
    for path in (old, new):
        path.write_bytes(b"half")
    (folder / ".graticule-spool").mkdir()
    for path in (old, folder / ".graticule-spool"):
        os.utime(path, (1e9, 1e9))
    run(scan, tmp_path / "out")
    assert [p.name for p in folder.glob(".*")].count(old.name) == 0
    assert new.exists()
    assert not (folder / ".graticule-spool").exists()


def test_two_runs_never_write_into_one_folder(scan, tmp_path):
    folder = ResultFolder.of(tmp_path / "out", scan)
    with folder.held(), pytest.raises(ResultError, match="another run"):
        run(scan, tmp_path / "out")


def test_a_run_waits_a_moment_for_one_that_is_just_ending(scan, tmp_path):
    held = ResultFolder.of(tmp_path / "out", scan).held()
    held.__enter__()
    threading.Timer(0.5, lambda: held.__exit__(None, None, None)).start()
    assert run(scan, tmp_path / "out").particles == len(RADII)


def test_frames_of_a_stack_are_results_of_their_own(tmp_path):
    path = tmp_path / "stack.tif"
    tifffile.imwrite(path, np.stack([discs(), np.full((256, 256), 200, np.uint8)]))
    assert run(path, tmp_path / "out", frame=0).particles == len(RADII)
    assert "frame-2" in ResultFolder.of(tmp_path / "out", path, 1).path.name
    with pytest.raises(ScanError, match="no frame 3"):
        run(path, tmp_path / "out", frame=2)


def test_a_protocol_in_real_units_needs_a_pixel_size(scan, tmp_path):
    own = tmp_path / "real.toml"
    own.write_text(load_protocol("generic").text + '\n[scale]\npixel_size = "4 um"\n')
    with pytest.raises(PixelSizeNeeded, match="how large a pixel"):
        run(scan, tmp_path / "out", protocol=str(own))
    assert run(scan, tmp_path / "out", str(own), pixel_size=PixelSize.parse("2um")).particles >= 2


def test_cancelling_keeps_what_is_done(scan, tmp_path):
    events = iter_analyse(scan, load_protocol("generic"), tmp_path / "out")
    for event in events:
        if isinstance(event, Stage) and event.phase == "segment":
            break
    events.close()
    assert run(scan, tmp_path / "out").particles == len(RADII)


def test_killed_runs_end_with_the_same_bytes(tmp_path):
    rng = np.random.default_rng(3)
    image = np.kron(rng.random((96, 96)) < 0.03, np.ones((32, 32))) * 140
    image = (200 - image + rng.normal(0, 5, image.shape)).clip(0, 255).astype(np.uint8)
    path = tmp_path / "blocks.tif"
    tifffile.imwrite(path, image, tile=(256, 256), compression="zlib")
    undisturbed = Path(run(path, tmp_path / "calm").folder)
    command = [sys.executable, "-m", "graticule.cli", "analyse", str(path), "--json"]
    command += ["--out", str(tmp_path / "rough")]
    kills = 0
    for wait in (2.5, 3.0, 3.5):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it is under way
            time.sleep(wait - 2.5)
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
    assert kills
    finished = run(path, tmp_path / "rough")
    for name in FILES - {"report.xlsx", "run.json"}:
        assert (Path(finished.folder) / name).read_bytes() == (undisturbed / name).read_bytes()


def test_what_a_run_told_is_kept_with_its_result(scan: Path, tmp_path: Path) -> None:
    events = list(iter_analyse(scan, load_protocol("generic"), tmp_path / "out", Options()))
    told = [event.text for event in events if isinstance(event, Notice)]
    with Result.open(Path(events[-1].folder)) as result:
        assert list(result.analysis().notices) == told
    again = list(iter_analyse(scan, load_protocol("generic"), tmp_path / "out", Options()))
    assert [event.text for event in again if isinstance(event, Notice)] == told
