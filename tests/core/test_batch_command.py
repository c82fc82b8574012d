"""`graticule analyse` of folders, stacks and many files: each its own result, and one table."""

import csv
import io
import json

import numpy as np
import openpyxl
import pytest
import tifffile


def block(side: int) -> np.ndarray:
    image = np.full((100, 120), 220, np.uint8)
    image[20 : 20 + side, 30 : 30 + side] = 40
    return image


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A picture, a stack of three in nm, a damaged scan and a letter."""
    place = tmp_path_factory.mktemp("scans")
    per_cm = {"resolution": (20000, 20000), "resolutionunit": "CENTIMETER"}
    tifffile.imwrite(place / "one.tif", block(20), **per_cm)
    (place / "deep").mkdir()
    tifffile.imwrite(
        place / "deep" / "stack.tif",
        np.stack([block(side) for side in (10, 30, 40)]),
        imagej=True,
        resolution=(0.5, 0.5),
        metadata={"axes": "TYX", "unit": "nm"},
    )
    whole = (place / "one.tif").read_bytes()
    (place / "damaged.tif").write_bytes(whole[:60])
    (place / "letter.txt").write_text("Dear Sir or Madam")
    return place


@pytest.fixture(scope="module")
def done(graticule, folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    table = out / "ALL.xlsx"
    run = graticule("analyse", folder, "--out", out, "--frame", "all", "--combine", table)
    return run, out


def test_each_image_has_its_result_and_a_bad_file_stops_nothing(done):
    run, out = done
    assert run.status == 1
    lines = [line for line in run.stderr.splitlines() if line.strip()]
    assert lines[0] == "left out, as they are no scans: letter.txt"
    assert lines[1].startswith("error: damaged.tif")
    assert lines[-1] == "error: 1 of 5 scans could not be analysed: damaged.tif"
    results = sorted(path.parent.name for path in out.glob("*/report.xlsx"))
    assert results == ["one", "stack", "stack-frame-2", "stack-frame-3"]


def test_one_table_has_all_with_file_image_and_one_unit(done):
    _, out = done
    rows = list(csv.DictReader(io.StringIO((out / "ALL.csv").read_text("utf-8-sig"))))
    assert [(row["file"], row["frame"]) for row in rows] == [
        ("one.tif", "1"), ("stack.tif", "1"), ("stack.tif", "2"), ("stack.tif", "3"),
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(out / "ALL.xlsx")["Particles"]
    head, *cells = sheet.iter_rows(values_only=True)
    assert head[:3] == ("File", "Image", "Particle")
    assert [row[:2] for row in cells] == [
        ("one.tif", 1), ("stack.tif", 1), ("stack.tif", 2), ("stack.tif", 3),
    ]  # fmt: skip
    area = next(name for name in rows[0] if name.startswith("area (nm"))
    sides = [float(row[area]) ** 0.5 for row in rows]
    assert sides == pytest.approx([20 * 500, 10 * 2, 30 * 2, 40 * 2])
    assert [row[head.index("Area (nm²)")] ** 0.5 for row in cells] == pytest.approx(sides)


def test_for_machines_every_line_is_json(graticule, folder, tmp_path):
    run = graticule(
        "analyse", folder, "--out", tmp_path, "--json", "--combine", tmp_path / "all.csv"
    )
    events = [json.loads(line) for line in run.stdout.splitlines()]
    assert [e["event"] for e in events if e["event"] not in ("Stage", "Notice")] == [
        "Failed", "Opened", "Finished", "Opened", "Finished", "Combined",
    ]  # fmt: skip
    assert not (tmp_path / "all.xlsx").exists()
    assert len((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()) == 3


def test_what_cannot_be_meant_is_said_at_once(graticule, folder, tmp_path):
    (tmp_path / "empty").mkdir()
    for arguments, status, words in (
        ((tmp_path / "empty",), 1, "no scan in there"),
        ((folder, "--frame", "some"), 2, "--frame"),
        ((folder, "--combine", tmp_path / "all.pdf"), 2, ".xlsx or .csv"),
        ((folder / "one.tif", "--frame", "7"), 1, "no frame 7"),
    ):
        run = graticule("analyse", *arguments, "--out", tmp_path / "out")
        assert run.status == status
        assert words in run.stderr
        assert "Traceback" not in run.stderr
