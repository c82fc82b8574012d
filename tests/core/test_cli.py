"""The command line says one clear line and the right exit status."""

import json
import subprocess
import sys

import numpy as np
import pytest
import tifffile


def graticule(*arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "graticule.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def scan(tmp_path):
    image = np.full((300, 400), 220, np.uint8)
    image[50:90, 60:120] = 40
    path = tmp_path / "=block [red].tif"
    tifffile.imwrite(path, image, resolution=(20000, 20000), resolutionunit="CENTIMETER")
    return path


def test_info_tells_the_pixel_size_for_people_and_machines(scan):
    shown = graticule("info", scan)
    assert shown.returncode == 0
    assert "400 × 300" in shown.stdout
    assert "0.5 µm" in shown.stdout
    facts = json.loads(graticule("info", scan, "--json").stdout)
    assert (facts["width"], facts["height"], facts["pixel_size_from"]) == (400, 300, "file")


def test_what_is_black_and_white_is_told_and_can_be_set(tmp_path):
    path = tmp_path / "deep.tif"
    values = np.random.default_rng(0).integers(100, 3900, (60, 80))
    tifffile.imwrite(path, values.astype(np.uint16))
    assert "0 to 4095 (from its values)" in graticule("info", path).stdout
    facts = json.loads(graticule("info", path, "--json").stdout)
    assert facts["grey_range"] == {"black": 0, "white": 4095, "source": "its values"}
    out = tmp_path / "out"
    done = graticule("analyse", path, "--out", out, "--black", "64", "--white", "4000")
    assert done.returncode == 0
    record = json.loads(next(out.rglob("record.json")).read_text(encoding="utf-8"))
    told = record["scan"]["grey_range"]
    assert (told["black"], told["white"], told["source"]) == (64, 4000, "you")
    for wrong in (["--black", "5"], ["--black", "5", "--white", "5"], ["--white", "nan"]):
        refused = graticule("analyse", path, "--out", out, *wrong)
        assert refused.returncode == 2
        assert "--white" in refused.stderr


def test_analyse_for_machines_is_one_json_object_per_line(scan, tmp_path):
    done = graticule("analyse", scan, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[0]["event"] == "Opened"
    assert events[-1]["event"] == "Finished"
    assert events[-1]["particles"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("info", "nowhere.tif"), "nowhere.tif"),
        (("analyse", "nowhere.tif", "--out", "{out}"), "nowhere.tif"),
        (("analyse", "{scan}", "--out", "{out}", "--protocol", "nonesuch"), "nonesuch"),
        (("protocols", "show", "nonesuch"), "generic"),
        (("packs", "show", "nonesuch"), "nonesuch"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_1(arguments, words, scan, tmp_path):
    filled = [a.format(scan=scan, out=tmp_path / "out") for a in arguments]
    done = graticule(*filled)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1
    assert lines[0].startswith("error: ")
    assert words in lines[0]


def test_wrong_use_is_status_2(scan, tmp_path):
    for wrong in (("--pixel-size", "big"), ("--overlap", "some"), ("--frame", "0")):
        done = graticule("analyse", scan, "--out", tmp_path / "out", *wrong)
        assert done.returncode == 2


def test_a_region_is_analysed_alone(scan, tmp_path):
    out = ("--out", tmp_path / "out", "--json", "--region")
    done = graticule("analyse", scan, *out, "50,40,90,70")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1]["folder"].endswith("-region-50-40-90-70")
    assert events[-1]["particles"] == 1
    assert graticule("analyse", scan, *out, "900,900,10,10").returncode == 1
    for wrong in ("1,2,3", "1,2,0,5", "a,b,c,d", "-1,0,5,5"):
        assert graticule("analyse", scan, *out, wrong).returncode == 2


def test_of_several_scans_the_good_ones_are_done(scan, tmp_path):
    bad = tmp_path / "bad.tif"
    bad.write_bytes(b"II*\0 no scan at all")
    done = graticule("analyse", bad, scan, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "bad.tif" in done.stderr
    assert (tmp_path / "out" / scan.stem / "report.xlsx").is_file()


def test_protocols_and_packs_are_listed(tmp_path):
    shown = graticule("protocols")
    assert {"generic", "particles"} <= set(shown.stdout.split())
    assert "[method]" in graticule("protocols", "show", "generic").stdout
    assert graticule("packs").returncode == 0


def test_simulate_writes_a_scan_with_its_truth(tmp_path):
    out = tmp_path / "tape.tif"
    assert graticule("simulate", "tape", out, "--size", "600x500", "--seed", "3").returncode == 0
    with tifffile.TiffFile(out) as tiff:
        assert tiff.pages.first.shape[:2] == (500, 600)
    assert (tmp_path / "tape.truth.tif").is_file()
    assert (tmp_path / "tape.truth.geojson").is_file()


def test_simulate_makes_a_folder_of_scans_and_refuses_what_cannot_be_drawn(tmp_path):
    many = ("simulate", "filter", tmp_path / "many", "--size", "64x48", "--count", "2")
    assert graticule(*many, "--seed", "7", "--pixel-size", "8um").returncode == 0
    scans = sorted((tmp_path / "many").glob("filter-????.tif"))
    assert [scan.name for scan in scans] == ["filter-0007.tif", "filter-0008.tif"]
    with tifffile.TiffFile(scans[1]) as tiff:
        assert tiff.pages.first.shape[:2] == (48, 64)
    refused = graticule("simulate", "tape", tmp_path / "t.tif", "--pixel-size", "40um")
    assert refused.returncode == 2
    assert "10 µm per pixel" in refused.stderr
