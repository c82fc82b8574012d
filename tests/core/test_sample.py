"""A filter from its scan to its numbers, on the command line, with blanks and second thoughts."""

import csv
import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import tifffile
from typer.testing import CliRunner

from graticule.cli import app
from graticule.counting import read_sample
from graticule.review import Delete, Reviewed

PROTOCOL = """
name = "spots"
title = "Bright spots"
[method]
kind = "threshold"
method = "fixed"
level = 120
foreground = "bright"
[sizes]
limits = [10, 20, 40]
[[shapes.rules]]
class = "fibre"
when = "aspect_ratio > 3"
[sample]
"""


def graticule(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


def draw(path: Path, radii, bars=0) -> Path:
    image = np.full((200, 400, 3), 20, np.uint8)
    y, x = np.mgrid[:200, :400]
    for at, radius in enumerate(radii):
        image[(y - 40) ** 2 + (x - 30 - 50 * at) ** 2 <= radius**2] = (220, 90, 40)
    for at in range(bars):
        image[100 + 20 * at : 104 + 20 * at, 50:120] = (220, 90, 40)
    tifffile.imwrite(path, image, photometric="rgb")
    return path


@pytest.fixture
def results(tmp_path):
    """The folders of a sample and of two blanks, analysed alike: 1 px is 1 µm."""
    (tmp_path / "spots.toml").write_text(PROTOCOL)
    sample = draw(tmp_path / "sample.tif", (3, 6, 8, 12), bars=2)
    blanks = [draw(tmp_path / "b1.tif", (6,)), draw(tmp_path / "b2.tif", (6, 6, 6))]
    how = ("-p", tmp_path / "spots.toml", "--pixel-size", "1um")
    graticule("analyse", *blanks, "--out", tmp_path / "blanks", *how)
    graticule("analyse", sample, "--out", tmp_path / "out", *how, "--sample", "2 L",
              "--blank", tmp_path / "blanks", "--filter-area", "0.16 mm2")  # fmt: skip
    return tmp_path / "out" / "sample", tmp_path / "blanks"


def sheet(folder):
    rows = openpyxl.load_workbook(folder / "report.xlsx")["Filter"].iter_rows(values_only=True)
    return {row[0]: row for row in rows if row[0]}


def test_classes_and_counts_reach_every_file(results):
    folder, _ = results
    with (folder / "particles.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    found = sorted((row["size_class"], row["shape_class"]) for row in rows)
    assert found == [
        ("10–20 µm", "fragment"), ("10–20 µm", "fragment"), ("20–40 µm", "fragment"),
        ("< 10 µm", "fragment"), ("≥ 40 µm", "fibre"), ("≥ 40 µm", "fibre"),
    ]  # fmt: skip
    features = json.loads((folder / "particles.geojson").read_text())["features"]
    words = [feature["properties"]["metadata"] for feature in features]
    assert sorted((w["Size class"], w["Shape class"]) for w in words) == found
    told = sheet(folder)
    assert told["Particles on the whole filter"][1] == pytest.approx(12)  # half of it was counted
    assert told["Mean of 2 blanks"][1] == pytest.approx(4)  # 2 and 6 on whole filters
    assert told["Particles per L"][1] == pytest.approx((12 - 4) / 2)


def test_the_sample_is_corrected_without_a_new_analysis(results):
    folder, _ = results
    before = (folder / "particles.csv").read_bytes()
    graticule("report", folder, "--sample", "4 L", "--blank", "3")
    assert sheet(folder)["Particles per L"][1] == pytest.approx((12 - 3) / 4)
    assert (folder / "particles.csv").read_bytes() == before
    graticule("report", folder, "--blank", "none", "--sample", "none")
    told = sheet(folder)
    assert "Particles per L" not in told
    assert "Mean of 1 blank" not in told
    assert read_sample(folder).filter_area == "0.16 mm2"


def test_corrections_of_sample_and_blank_are_counted(results):
    folder, blanks = results
    with Reviewed.open(blanks / "b2") as blank:
        blank.apply(Delete((1, 2)))
    with Reviewed.open(folder) as result:
        fibres = result.table["id"][np.asarray(result.table["shape_class"]) == "fibre"]
        result.apply(Delete((int(fibres[0]),)))
    graticule("report", folder)
    told = sheet(folder)
    assert told["Particles on the whole filter"][1] == pytest.approx(10)
    assert told["Mean of 2 blanks"][1] == pytest.approx(2)


def test_several_filters_stand_side_by_side(results, tmp_path):
    folder, blanks = results
    graticule("combine", folder, blanks, "--out", tmp_path / "all.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "all.xlsx")["Filters"].values)
    heads = next(row for row in rows if row[0] == "Filter")
    told = {row[0]: dict(zip(heads, row, strict=True)) for row in rows if row[1] == "spots"}
    assert {name: row["Number"] for name, row in told.items()} == {
        "sample.tif": 6,
        "b1.tif": 1,
        "b2.tif": 3,
    }
    row = told["sample.tif"]
    assert row["On the whole filter"] == pytest.approx(12)
    assert row["Blank-corrected"] == pytest.approx(8)
    assert row["Number per amount"] == pytest.approx(4)
    assert (row["fibre"], row["fragment"], row["≥ 40 µm"]) == (2, 4, 2)
    assert "No blank" in told["b1.tif"]["In words"]


def test_what_cannot_be_read_is_refused(results):
    folder, _ = results
    for option, text in (("--sample", "much"), ("--filter-area", "large"), ("--blank", "nowhere")):
        done = CliRunner().invoke(app, ["report", str(folder), option, text])
        assert done.exit_code != 0
