"""One scan that goes wrong, in whatever way, stops no other; and every name of a file will do."""

import csv
import json
import os
import resource
import signal
import subprocess
import sys

import numpy as np
import openpyxl
import pytest
import tifffile

import graticule.analysis as line
import graticule.scans as scans
from graticule import fault_report
from graticule.results import Result


def block(side):
    image = np.full((100, 120), 220, np.uint8)
    image[20 : 20 + side, 30 : 30 + side] = 40
    return image


linux = pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")


@pytest.fixture(autouse=True)
def own_logs(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "scans"
    place.mkdir()
    for name in ("1 good.tif", "2 bad.tif", "3 good.tif"):
        tifffile.imwrite(place / name, block(20))
    return place


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


ERRORS = [
    (MemoryError(), "out of memory"),
    (RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory"), "out of memory"),
    (RuntimeError("mat1 and mat2 shapes\ncannot be multiplied"), "unexpected RuntimeError"),
    (UnicodeEncodeError("utf-8", "\udcfc", 0, 1, "surrogates not allowed"), "UnicodeEncodeError"),
    (OSError(5, "Input/output error", "Z:/2 bad.tif"), "Input/output error"),
    (KeyError("StripOffsets"), "unexpected KeyError"),
    (RecursionError("maximum recursion depth"), "unexpected RecursionError"),
    (AssertionError(), "unexpected AssertionError"),
]


@pytest.mark.parametrize("where", ["while it is looked for", "while it is analysed"])
@pytest.mark.parametrize(("error", "words"), ERRORS, ids=lambda e: type(e).__name__)
def test_any_error_of_one_scan_stops_no_other(
    graticule, folder, tmp_path, monkeypatch, error, words, where
):
    real = scans.open_scan

    def opening(path, **options):
        if path.name == "2 bad.tif":
            raise error
        return real(path, **options)

    monkeypatch.setattr(scans if "looked" in where else line, "open_scan", opening)
    out = tmp_path / "out"
    run = graticule("analyse", folder, "--out", out, "--combine", out / "all.csv")
    assert run.status == 1
    assert {row["file"] for row in rows(out / "all.csv")} == {"1 good.tif", "3 good.tif"}
    told = [text for text in run.stderr.splitlines() if text.startswith("error: ")]
    assert len(told) == 2
    assert words in told[0]
    assert "2 bad.tif" in told[0]
    assert told[1] == "error: 1 of 3 scans could not be analysed: 2 bad.tif"
    assert "Traceback" not in run.stderr


def test_a_mistake_of_the_program_is_told_as_one_with_its_report(
    graticule, folder, tmp_path, monkeypatch
):
    monkeypatch.setattr(line, "read_sample", lambda _: {}["sample"])
    run = graticule("analyse", folder, "--out", tmp_path / "out")
    (report, *_) = sorted(fault_report.log_folder().glob("report-*.txt"))
    assert str(report) in run.stderr
    text = report.read_text(encoding="utf-8")
    assert "KeyError: 'sample'" in text
    assert "analyse.py" in text
    assert "good.tif" not in text


def test_a_table_of_all_that_cannot_be_written_hides_no_scan_that_failed(
    graticule, folder, tmp_path
):
    (folder / "2 bad.tif").write_bytes((folder / "1 good.tif").read_bytes()[:60])
    (tmp_path / "all.csv").mkdir()
    run = graticule("analyse", folder, "--out", tmp_path / "out", "--combine", tmp_path / "all.csv")
    assert run.status == 1
    assert "all.csv: cannot be written" in run.stderr
    assert "1 of 3 scans could not be analysed: 2 bad.tif" in run.stderr


def test_a_scan_that_is_named_twice_counts_once(graticule, folder, tmp_path):
    one = folder / "1 good.tif"
    (tmp_path / "link.tif").symlink_to(one)
    out = tmp_path / "out"
    run = graticule(
        "analyse", one, folder, tmp_path / "link.tif", "--out", out, "--combine", out / "all.csv"
    )
    assert run.status == 0
    names = [row["file"] for row in rows(out / "all.csv")]
    assert names == ["1 good.tif", "2 bad.tif", "3 good.tif"]


NAMES = [
    b"gr\xfcn.tif",  # Latin-1
    b"\x8e\xe6.tif",  # Shift JIS
    "grün.tif".encode(),
    "gru\u0308n.tif".encode(),  # as a Mac writes it
    b"CON.tif",
    b"aux.1.tif",
    b"12:30.tif",
    b"ends in dots. ..tif",
    b"two\nlines.tif",
    b"=1+1.tif",
    b"-v.tif",
    b"[red]x[bold].tif",
    b"A.tif",
    b"a.tif",
    b"a.tiff",
    b"n" * 251 + b".tif",
]


@linux
def test_scans_of_every_name_are_analysed_into_folders_of_their_own(tmp_path):
    place = tmp_path / "scans"
    place.mkdir()
    for number, name in enumerate(NAMES):  # every other one has another particle
        tifffile.imwrite(place / os.fsdecode(name), block((20, 30)[number % 2]))
    out = tmp_path / "out"
    table = out / ("m" * 250 + ".xlsx")
    command = [sys.executable, "-m", "graticule.cli", "analyse", place]
    command += ["--out", out, "--combine", table]
    run = subprocess.run(
        command, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "cp1252"}
    )
    assert run.returncode == 0, run.stderr
    found = rows(table.with_suffix(".csv"))
    assert len(found) == len(NAMES)
    wanted = sorted((20, 30)[number % 2] ** 2 for number in range(len(NAMES)))
    assert sorted(int(row["area_px (px)"]) for row in found) == wanted
    folders = [each.parent for each in out.glob("*/run.json")]
    assert len(folders) == len(NAMES)
    sheet = openpyxl.load_workbook(table)["Particles"]
    assert sheet.max_row == len(NAMES) + 1
    for each in folders:
        assert each.name.encode()
        with Result.open(each) as result:
            assert result.source.is_file()  # the path comes back from its JSON
            result.analysis().crop(result.region, 50)
        json.loads((each / "particles.geojson").read_text(encoding="utf-8"))
    again = subprocess.run(command, capture_output=True, check=False)
    assert again.returncode == 0
    assert sorted(each.parent for each in out.glob("*/run.json")) == sorted(folders)


@linux
def test_machines_are_told_of_every_name_in_json(tmp_path):
    scan = os.fsdecode(os.fsencode(tmp_path) + b"/gr\xfcn.tif")
    tifffile.imwrite(scan, block(20))
    tifffile.imwrite(tmp_path / "µ.tif", block(20))
    out = os.fsdecode(os.fsencode(tmp_path) + b"/\xe9")  # and the folder, too
    for encoding in ("ascii", "utf-8"):
        command = [sys.executable, "-m", "graticule.cli", "analyse", tmp_path, "--json"]
        run = subprocess.run(
            [*command, "--out", out],
            capture_output=True,
            check=False,
            env=os.environ | {"PYTHONIOENCODING": encoding},
        )
        assert run.returncode == 0, run.stderr
        events = [json.loads(text) for text in run.stdout.decode(encoding).splitlines()]
        opened = [event for event in events if event["event"] == "Opened"]
        assert [event["scan"].rpartition("/")[2] for event in opened] == ["gr%FCn.tif", "µ.tif"]


def test_results_among_the_scans_are_not_taken_for_scans(graticule, folder):
    for _ in range(2):
        run = graticule(
            "analyse", folder, "--out", folder / "results", "--combine", folder / "ALL.xlsx"
        )
        assert run.status == 0
        assert len(rows(folder / "ALL.csv")) == 3
    assert len(list(folder.glob("results/*"))) == 3


def test_a_folder_that_cannot_be_written_fails_each_scan_in_a_line(graticule, folder, tmp_path):
    (tmp_path / "file").write_text("in the way")
    run = graticule("analyse", folder, "--out", tmp_path / "file" / "out")
    assert run.status == 1
    assert run.stderr.count("cannot be written") == 3
    assert "3 of 3 scans could not be analysed" in run.stderr


@linux
def test_a_full_disk_fails_the_scan_that_does_not_fit_and_no_other(tmp_path):
    place = tmp_path / "scans"
    place.mkdir()
    noise = np.random.default_rng(0).integers(0, 255, (700, 700), np.uint8)
    tifffile.imwrite(place / "1 large.tif", noise)
    tifffile.imwrite(place / "2 small.tif", block(20))

    def little_room():  # as a disk with little room, but for one process alone
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))

    command = [sys.executable, "-m", "graticule.cli", "analyse", place, "--out", tmp_path / "out"]
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, preexec_fn=little_room
    )
    assert run.returncode == 1
    assert "cannot be written" in run.stderr
    assert "error: 1 of 2 scans could not be analysed: 1 large.tif" in run.stderr
    assert "Traceback" not in run.stderr
    assert (tmp_path / "out" / "2 small" / "report.xlsx").exists()
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0


def hears_ctrl_c() -> None:
    """What a shell starts in the background ignores it, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@linux
def test_ctrl_c_stops_all_and_the_same_command_goes_on(tmp_path):
    place = tmp_path / "scans"
    place.mkdir()
    for name in "abc":
        tifffile.imwrite(place / f"{name}.tif", np.kron(block(20), np.ones((20, 20), np.uint8)))
    command = [sys.executable, "-m", "graticule.cli", "analyse", place, "--out", tmp_path / "out"]
    command += ["--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hears_ctrl_c
    ) as process:
        assert process.stdout is not None
        while b'"Opened"' not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 130
    assert told.decode().strip() == "error: stopped; the same command goes on where this one was"
    assert not (tmp_path / "out" / "c").exists()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert len(list(tmp_path.glob("out/*/report.xlsx"))) == 3
