"""Reports and training data from a corrected result."""

import json
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import tifffile
from PIL import Image
from typer.testing import CliRunner

from graticule.annotations import UNKNOWN, read_geojson, read_sources
from graticule.cli import app
from graticule.errors import GraticuleError
from graticule.results import Result
from graticule.review import (
    Delete,
    Erase,
    Mark,
    Merge,
    Paint,
    Reviewed,
    SetClass,
    Split,
    iter_write_annotations,
    iter_write_crops,
    iter_write_reports,
    open_result,
    plan_crops,
)


def correct(reviewed: Reviewed, particle) -> dict[str, int]:
    """A few corrections; the ids of what they made."""
    bar, bell = particle(250, 356), particle(60, 384)
    reviewed.apply(SetClass((bar,), 2))
    parts = reviewed.apply(Split(bell)).after
    reviewed.apply(Delete((1,)))
    reviewed.undo()
    reviewed.apply(Delete((2,)))
    new = reviewed.apply(Paint(((8.0, 400.0),), 5, class_number=1)).after[0]
    return {"bar": bar, "left": parts[0], "right": parts[1], "new": new}


def test_every_report_tells_the_corrected_particles(reviewed, particle):
    ids = correct(reviewed, particle)
    files = {path.name: path for path in _run(iter_write_reports(reviewed))}
    folder = reviewed.folder
    table = reviewed.table
    assert set(files) == {p.name for p in folder.iterdir() if p.name in files}
    with (folder / "particles.csv").open(encoding="utf-8-sig") as file:
        rows = [line.split(",") for line in file.read().splitlines()]
    assert sorted(int(row[0]) for row in rows[1:]) == table["id"].tolist()
    assert dict(zip(rows[0], rows[1], strict=True))["reviewed"] in ("TRUE", "FALSE")
    labels = tifffile.imread(folder / "labels.ome.tif")
    assert np.array_equal(labels, reviewed.labels[:, :])
    classes = tifffile.imread(folder / "classes.ome.tif")
    assert np.array_equal(classes, reviewed.class_map[:, :])
    features = json.loads((folder / "particles.geojson").read_text())["features"]
    names = {feature["properties"]["name"] for feature in features}
    assert f"particle {ids['bar']}" not in names
    assert f"glass {ids['bar']}" in names
    assert f"fibre {ids['new']}" in names
    assert len(features) == len(table)


def test_the_workbook_has_a_sheet_with_log_and_counts(reviewed, particle):
    ids = correct(reviewed, particle)
    _run(iter_write_reports(reviewed))
    book = openpyxl.load_workbook(reviewed.folder / "report.xlsx")
    cells = [[cell.value for cell in row] for row in book["Review"].iter_rows()]
    said = [value for row in cells for value in row if isinstance(value, str)]
    assert any("Corrected by hand by Maria" in text for text in said)
    total = len(reviewed.table)
    assert f"4 of {total}" in said
    assert "1 of 1" in said  # glass: the bar
    log = {row[0]: row for row in cells if isinstance(row[0], int)}
    assert len(log) == reviewed.log_length == 6
    assert log[3][3:7] == ["Deleted particle 1", "1", "", "no"]
    assert log[4][3] == "Undid “Deleted particle 1”"
    assert log[6][5] == str(ids["new"])
    assert len(list(book["Particles"].iter_rows())) == total + 1


def test_without_a_review_the_reports_are_those_of_the_analysis(folder):
    before = (folder / "particles.csv").read_bytes()
    with Reviewed.open(folder) as reviewed:
        _run(iter_write_reports(reviewed))
    assert (folder / "particles.csv").read_bytes() == before
    assert "Review" not in openpyxl.load_workbook(folder / "report.xlsx").sheetnames


def test_the_command_line_writes_reports_anew(reviewed, particle):
    correct(reviewed, particle)
    result = CliRunner().invoke(app, ["report", str(reviewed.folder)])
    assert result.exit_code == 0, result.output
    assert f"{len(reviewed.table)} particles, 4 of them reviewed" in result.output
    assert "Review" in openpyxl.load_workbook(reviewed.folder / "report.xlsx").sheetnames


def test_outlines_come_in_the_order_of_the_rows(reviewed, particle):
    correct(reviewed, particle)
    reviewed.apply(Merge((particle(250, 356), int(reviewed.table["id"][0]))))
    analysis = reviewed.analysis()
    rows, shapes = zip(*analysis.outlines(), strict=True)
    assert list(rows) == list(range(len(reviewed.table)))
    assert [shape.area for shape in shapes] == analysis.table["area_px"].tolist()


def test_annotations_are_what_a_person_has_looked_at(reviewed, particle, tmp_path):
    with pytest.raises(GraticuleError, match="No particle has been reviewed"):
        iter_write_annotations(reviewed, tmp_path / "none.geojson")
    ids = correct(reviewed, particle)
    path = tmp_path / "corrections.geojson"
    list(iter_write_annotations(reviewed, path))
    notes = read_geojson(path)
    found = {note.name: note for note in notes if note.class_name != "Region"}
    assert set(found) == {
        f"glass {ids['bar']}", f"fibre {ids['left']}", f"fibre {ids['right']}",
        f"fibre {ids['new']}",
    }  # fmt: skip
    assert found[f"glass {ids['bar']}"].class_name == "glass"
    area = reviewed.table["area_px"][reviewed.table["id"] == ids["bar"]][0]
    assert found[f"glass {ids['bar']}"].geometry.area == area


def test_where_nobody_has_looked_is_unknown_to_a_training(reviewed, particle, tmp_path):
    correct(reviewed, particle)
    scan = tmp_path / reviewed.source.name
    shutil.copy(reviewed.source, scan)
    list(iter_write_annotations(reviewed, scan.with_suffix(".geojson"), made_by="a test"))
    (source,) = read_sources([scan], target="classes").sources
    known, labels = source.known(source.box), source.labels(source.box)
    seen = np.isin(reviewed.labels[:], reviewed.table["id"][reviewed.table["reviewed"]])
    unseen = np.isin(reviewed.labels[:], reviewed.table["id"][~reviewed.table["reviewed"]])
    assert known[seen].all()
    assert not known[unseen].any()
    assert (labels[unseen] == UNKNOWN).all()
    assert ((labels[seen] > 0) & (labels[seen] != UNKNOWN)).all()
    assert not known.all()


def test_crops_hold_only_what_was_looked_at_and_training_reads_them(reviewed, tmp_path):
    with pytest.raises(GraticuleError, match="No particle has been reviewed"):
        plan_crops(reviewed)
    table = reviewed.table
    low = table["bottom"] > 300  # all that reaches into the lower squares
    seen = table["id"][low].tolist()
    reviewed.apply(Mark(tuple(seen[1:])))
    reviewed.apply(Delete((seen[0],)))  # looked at, too: it is background
    crops = plan_crops(reviewed, side=100)
    assert len(crops.boxes) >= 5
    unseen = reviewed.table["id"][~reviewed.table["reviewed"]]
    assert not any(np.isin(reviewed.labels[box.slices], unseen).any() for box in crops.boxes)
    assert crops.left_out > 0
    list(iter_write_crops(crops, tmp_path / "training"))
    sources = read_sources([tmp_path / "training"], target="particles").sources
    assert len(sources) == len(crops.boxes)
    scan = tifffile.imread(reviewed.source)
    for box in crops.boxes:
        name = f"blobs-x{box.left}-y{box.top}.png"
        image = np.asarray(Image.open(tmp_path / "training" / "images" / name))
        assert np.array_equal(image, scan[box.slices])
        labels = np.asarray(Image.open(tmp_path / "training" / "labels" / name))
        ids = reviewed.labels[box.slices]
        assert np.array_equal(labels > 0, ids > 0)
        pairs = np.unique(np.stack([labels.ravel(), ids.ravel()]), axis=1)
        assert pairs[0].tolist() == list(range(pairs.shape[1]))
        assert len(set(pairs[1].tolist())) == pairs.shape[1]


def test_an_unfinished_result_cannot_be_reviewed(folder):
    (folder / "record.json").unlink()
    with pytest.raises(GraticuleError, match="not finished"):
        Reviewed.open(folder)
    assert type(open_result(folder)) is Result


def test_a_reviewed_result_is_a_result(reviewed, particle):
    with open_result(reviewed.folder) as again:
        assert isinstance(again, Reviewed)
    assert isinstance(reviewed, Result)
    reviewed.apply(Erase(((225.0, 340.0), (225.0, 372.0)), 4))
    bar = particle(300, 356)
    ((id_, shape),) = reviewed.outlines([bar])
    assert id_ == bar
    assert shape.bounds[0] > 225


def _run(work) -> list[Path]:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
