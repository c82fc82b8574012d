"""What an earlier run left: gone on with, measured anew or kept aside, and never lost unasked."""

import csv
import json
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule.analysis import Finished, Notice, Options, Stage, iter_analyse
from graticule.counting import SampleChange, read_sample
from graticule.errors import ResultError
from graticule.geometry import PixelSize
from graticule.protocol import load_protocol, parse_protocol
from graticule.result_folder import EARLIER, STORE, ResultFolder, result_folders
from graticule.results import RECORD
from graticule.review import Delete, Reviewed, open_result
from graticule.segment import ResultStore

GENERIC = load_protocol("generic")
EVERYTHING = {"survey", "segment", "particles", "measure", "report"}


def changed(before: str, now: str):
    assert before in GENERIC.text
    return parse_protocol(GENERIC.text.replace(before, now))


OTHER = changed('method = "triangle"', 'method = "fixed"\nlevel = 100')
CLEANED = changed('min_diameter = "6 px"', 'min_diameter = "10 px"')


@pytest.fixture
def scan(tmp_path):
    """Squares of 8, 20 and 30 px."""
    image = np.full((200, 300), 220, np.uint8)
    for at, side in ((10, 8), (80, 20), (200, 30)):
        image[40 : 40 + side, at : at + side] = 40
    path = tmp_path / "squares.tif"
    tifffile.imwrite(path, image, tile=(64, 64))
    return path


class Run:
    def __init__(self, scan, out, protocol=GENERIC, **options):
        events = list(iter_analyse(scan, protocol, out, Options(**options)))
        phases = {event.phase for event in events if isinstance(event, Stage)}
        self.phases = phases - {"prepare"}  # only where loops are compiled for the first time
        self.told = [event.text for event in events if isinstance(event, Notice)]
        (self.finished,) = (event for event in events if isinstance(event, Finished))
        self.folder = Path(self.finished.folder)
        with (self.folder / "particles.csv").open(encoding="utf-8-sig") as file:
            self.rows = list(csv.DictReader(file))
        assert self.finished.particles == len(self.rows)

    def tells(self, *words: str) -> bool:
        return any(all(word in text for word in words) for text in self.told)


def correct(folder) -> None:
    """Delete the particle of 20 px by hand."""
    with Reviewed.open(folder) as result:
        assert result.table is not None
        (number,) = np.flatnonzero(result.table["area_px"] == 400)
        result.apply(Delete((int(result.table["id"][number]),)))


def measured_by(folder, **versions: str) -> None:
    """Let a result be one that other versions have measured."""
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    record["provenance"]["versions"] |= versions
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")


def test_a_result_of_other_settings_is_kept_aside_as_a_whole(scan, tmp_path):
    first = Run(scan, tmp_path / "out")
    names = {path.name: path.read_bytes() for path in first.folder.iterdir() if path.is_file()}
    second = Run(scan, tmp_path / "out", OTHER)
    assert second.folder == first.folder
    assert second.phases == EVERYTHING
    aside = tmp_path / "out" / EARLIER / "squares-1"
    assert second.tells(str(aside), "method triangle, now fixed", "level None, now 100.0")
    for name, data in names.items():
        assert name == ".lock" or (aside / name).read_bytes() == data
    with open_result(aside) as result:
        assert result.complete
        assert len(result.table) == len(first.rows)
    assert result_folders(tmp_path / "out") == [first.folder]  # nothing counts twice
    third = Run(scan, tmp_path / "out")
    assert third.tells("squares-2", "level 100.0, now None")
    assert third.rows == first.rows


def test_tiles_of_a_run_that_was_stopped_are_kept_aside_too(scan, tmp_path, monkeypatch):
    monkeypatch.setattr("graticule.segment.thresholds.TILE", 64)
    with closing(iter_analyse(scan, GENERIC, tmp_path / "out")) as events:
        for event in events:
            if isinstance(event, Stage) and event.step == "segment" and event.done == 3:
                break
    assert Run(scan, tmp_path / "out", OTHER).tells("earlier result is kept in")
    done = ResultStore.open(tmp_path / "out" / EARLIER / "squares-1" / STORE).done
    assert 3 <= len(done) < 20


def test_a_scan_that_was_replaced_does_not_take_its_result_along(scan, tmp_path):
    Run(scan, tmp_path / "out")
    tifffile.imwrite(scan, np.full((200, 300), 220, np.uint8))
    second = Run(scan, tmp_path / "out")
    assert second.tells("the file of the scan has changed")
    assert len(open_result(tmp_path / "out" / EARLIER / "squares-1").table) == 3


def test_the_same_again_is_not_moved_and_goes_without_a_word(scan, tmp_path):
    first, second = (Run(scan, tmp_path / "out") for _ in range(2))
    assert second.phases == {"report"}
    assert second.told == first.told
    assert not (tmp_path / "out" / EARLIER).exists()


def test_another_protocol_over_the_same_tiles_measures_anew_and_says_so(scan, tmp_path):
    Run(scan, tmp_path / "out")
    second = Run(scan, tmp_path / "out", CLEANED)
    assert second.phases == {"particles", "measure", "report"}
    assert second.tells("measured anew", "another protocol")
    assert len(second.rows) == 2
    assert not (tmp_path / "out" / EARLIER).exists()


def test_another_pixel_size_measures_anew_from_the_same_tiles(scan, tmp_path):
    first = Run(scan, tmp_path / "out")
    second = Run(scan, tmp_path / "out", pixel_size=PixelSize.parse("0.5um"))
    assert second.phases == {"particles", "measure", "report"}
    assert second.tells("measured anew")
    area = next(name for name in second.rows[0] if name.startswith("area (µm²"))
    assert [float(row[area]) for row in second.rows] == [
        0.25 * float(row["area_px (px)"]) for row in first.rows
    ]
    assert Run(scan, tmp_path / "out", pixel_size=PixelSize.parse("0.5um")).phases == {"report"}


@pytest.mark.parametrize("versions", [{"numpy": "1.0"}, {"graticule": "0.0.1"}, {"gone": "2"}])
def test_a_result_of_other_versions_is_measured_anew_and_says_so(scan, tmp_path, versions):
    first = Run(scan, tmp_path / "out")
    measured_by(first.folder, **versions)
    second = Run(scan, tmp_path / "out")
    assert second.phases == {"particles", "measure", "report"}
    ((name, version),) = versions.items()
    assert second.tells("measured anew", "versions have changed", f"{name} {version}, now")
    assert second.rows == first.rows
    assert Run(scan, tmp_path / "out").phases == {"report"}


def test_tiles_of_another_version_of_the_program_are_told_in_every_report(scan, tmp_path):
    folder = Run(scan, tmp_path / "out").folder
    ResultStore.open(folder / STORE).note(graticule=["0.0.1"])
    for _ in range(2):
        assert Run(scan, tmp_path / "out").tells("computed by Graticule 0.0.1", "--restart")
    (folder / RECORD).unlink()
    Run(scan, tmp_path / "out")
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    assert any("Graticule 0.0.1" in text for text in record["notices"])
    assert not Run(scan, tmp_path / "out", restart=True).tells("Graticule 0.0.1")


def test_the_reports_of_a_corrected_result_stay_corrected(scan, tmp_path):
    first = Run(scan, tmp_path / "out")
    correct(first.folder)
    again = Run(scan, tmp_path / "out")
    assert again.phases == {"report"}
    assert [int(row["area_px (px)"]) for row in again.rows] == [64, 900]
    assert again.finished.summary[-1].count == 2
    with open_result(again.folder) as result:
        assert len(result.table) == 2


@pytest.mark.parametrize(
    ("protocol", "options"),
    [
        (OTHER, {}),
        (CLEANED, {}),
        (GENERIC, {"pixel_size": PixelSize.parse("0.5um")}),
        (GENERIC, {"restart": True}),
    ],
    ids=["other threshold", "other cleaning", "other pixel size", "begun anew"],
)
def test_what_was_corrected_by_hand_is_never_lost(scan, tmp_path, protocol, options):
    folder = Run(scan, tmp_path / "out").folder
    correct(folder)
    log = (folder / "review" / "review.jsonl").read_bytes()
    second = Run(scan, tmp_path / "out", protocol, **options)
    aside = tmp_path / "out" / EARLIER / "squares-1"
    assert second.tells(str(aside))
    assert 400 in [int(row["area_px (px)"]) for row in second.rows]  # as analysed
    assert (aside / "review" / "review.jsonl").read_bytes() == log
    with open_result(aside) as result:
        assert isinstance(result, Reviewed)
        assert sorted(result.table["area_px"]) == [64, 900]
        result.undo()
        assert len(result.table) == 3
    # what a network took hours for is not computed twice
    assert ("segment" in second.phases) == (protocol is OTHER or bool(options.get("restart")))


def test_a_corrected_result_of_other_versions_stays_as_it_is_and_says_so(scan, tmp_path):
    folder = Run(scan, tmp_path / "out").folder
    correct(folder)
    measured_by(folder, numpy="1.0")
    again = Run(scan, tmp_path / "out")
    assert again.phases == {"report"}
    assert again.tells("corrected by hand", "numpy 1.0, now")
    assert len(again.rows) == 2
    assert not (tmp_path / "out" / EARLIER).exists()


def test_who_asks_to_begin_anew_has_the_earlier_result_thrown_away(scan, tmp_path):
    Run(scan, tmp_path / "out")
    assert Run(scan, tmp_path / "out", OTHER, restart=True).phases == EVERYTHING
    assert not (tmp_path / "out" / EARLIER).exists()


def test_what_was_told_of_the_sample_stays_with_the_scan(scan, tmp_path):
    told = SampleChange(amount="2 L")
    folder = Run(scan, tmp_path / "out", sample=told).folder
    Run(scan, tmp_path / "out", OTHER)
    assert read_sample(folder).amount == "2 L"


def test_a_result_that_cannot_be_moved_stays_as_it_is(scan, tmp_path):
    folder = Run(scan, tmp_path / "out").folder
    (tmp_path / "out" / EARLIER).write_text("in the way")
    with pytest.raises(ResultError, match="cannot be moved"):
        Run(scan, tmp_path / "out", OTHER)
    assert open_result(folder).complete


def test_of_two_runs_of_one_name_that_begin_at_once_each_has_its_folder(tmp_path):
    one, two = tmp_path / "one" / "a.tif", tmp_path / "two" / "a.tif"
    found = []

    def second():
        with ResultFolder.taken(tmp_path / "out", two) as folder:
            found.append(folder.path.name)

    with ResultFolder.taken(tmp_path / "out", one) as folder:
        thread = threading.Thread(target=second)
        thread.start()
        folder.write(one, 0, {})
    thread.join()
    assert (folder.path.name, found) == ("a", ["a-2"])
