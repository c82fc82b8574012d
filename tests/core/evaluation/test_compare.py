"""A result against annotations: counted by hand, and by blocks as at once."""

import csv
import json
import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import shapely
from skimage import measure

from graticule.annotations import Annotation, read_geojson
from graticule.annotations.outlines import DrawnLabels, sorted_outlines
from graticule.classes import BACKGROUND, ClassInfo
from graticule.errors import ResultError
from graticule.evaluation.comparison import iter_compare_annotations, iter_write_comparison
from graticule.geometry import Box, PixelSize
from graticule.particles import measure_particles, outline_particles
from graticule.planes import Plane
from graticule.reports import Analysis, MethodFacts, Provenance, ScanFacts, iter_write_geojson

SCALE = 2.0
CLASSES = (BACKGROUND, ClassInfo("Fibre", (230, 159, 0)), ClassInfo("=sand", (86, 180, 233)))


def analysis_of(class_map, classes=CLASSES) -> Analysis:
    """Each box of one class is one particle; the scan has two px per analysed px."""
    class_map = np.asarray(class_map, np.uint8)
    labels = np.zeros(class_map.shape, np.uint32)
    for number in range(1, len(classes)):
        found = np.asarray(measure.label(class_map == number, connectivity=1))
        labels[found > 0] = found[found > 0] + labels.max()
    table = measure_particles(labels, class_map, pixel_size=PixelSize.unknown(), scale=SCALE)
    height, width = labels.shape
    return Analysis(
        scan=ScanFacts(
            name="x.tif", path="/x.tif", format="TIFF", width=int(width * SCALE),
            height=int(height * SCALE), pixel_size=PixelSize.unknown(), fingerprint="0",
        ),
        method=MethodFacts(protocol="p", protocol_text=""),
        provenance=Provenance(
            versions={}, device="cpu", runtime="", settings={}, started="", seconds=0
        ),
        classes=classes,
        scale=SCALE,
        table=table,
        labels=labels,
        uncertainty=None,
        outlines=lambda: outline_particles(labels, table, scale=SCALE),
        overview=lambda side: np.zeros((1, 1, 3), np.uint8),
    )  # fmt: skip


def found_map():
    found = np.zeros((40, 60), np.uint8)
    found[2:12, 2:12] = 1  # A: annotated a row lower
    found[20:30, 20:30] = 2  # B: annotated as a fibre
    found[34:38, 50:58] = 1  # C: nobody annotated it
    return found


def drawn(left, top, right, bottom, name, **more):
    """An annotation over whole work px, told in level-0 px."""
    box = shapely.box(left * SCALE, top * SCALE, right * SCALE, bottom * SCALE)
    return Annotation(box, name, None, "", "annotation", more.get("repaired", False))


DRAWN = [
    drawn(2, 3, 12, 13, " fibre "),
    drawn(20, 20, 30, 30, "FIBRE"),
    drawn(40, 5, 44, 9, "=sand"),  # D: not found
]


def compared(analysis, annotations, **more):
    work = iter_compare_annotations(analysis, annotations, **more)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_pixels_and_particles_are_counted_by_class():
    result = compared(analysis_of(found_map()), DRAWN)
    assert result.pixels.tolist() == [
        [40 * 60 - 210 - 16 - 32, 10 + 32, 0],
        [10, 90, 100],
        [16, 0, 0],
    ]
    assert result.objects.tolist() == [[0, 1, 0], [0, 1, 1], [1, 0, 0]]
    fibre, sand, mean, overall = result.rows()
    assert fibre.iou == pytest.approx(90 / (200 + 132 - 90))
    assert fibre.dice == pytest.approx(180 / 332)
    assert fibre.precision == pytest.approx(90 / 132)
    assert fibre.recall == pytest.approx(90 / 200)
    assert (fibre.annotated, fibre.correct, fibre.confused, fibre.missed) == (2, 1, 1, 0)
    assert fibre.false == 1
    assert fibre.f1 == pytest.approx(2 / (2 + 1 + 1))
    assert (sand.iou, sand.missed, sand.f1) == (0, 1, 0)
    assert mean.iou == pytest.approx(fibre.iou / 2)
    assert overall.iou == pytest.approx(190 / (232 + 216 - 190))
    assert (overall.correct, overall.missed, overall.false) == (2, 1, 1)


@pytest.mark.parametrize("block", [7, 16, 33])
def test_the_size_of_the_blocks_changes_nothing(block):
    analysis = analysis_of(found_map())
    whole, cut = compared(analysis, DRAWN), compared(analysis, DRAWN, block=block)
    assert (whole.pixels == cut.pixels).all()
    assert (whole.objects == cut.objects).all()
    assert whole.told == cut.told


def test_a_result_agrees_with_its_own_outlines(tmp_path):
    rng = np.random.default_rng(3)
    class_map = rng.integers(0, 3, (9, 12)).repeat(7, 0).repeat(7, 1)
    analysis = analysis_of(class_map)
    list(iter_write_geojson(analysis, tmp_path / "own.geojson"))
    result = compared(analysis, read_geojson(tmp_path / "own.geojson"))
    assert (result.pixels == np.diag(np.bincount(class_map.ravel()))).all()
    assert result.objects[1:, 1:].sum() == len(analysis.table)
    assert all(row.iou == row.f1 == 1 for row in result.rows())
    assert result.told.lines() == []


def test_a_result_of_one_class_takes_annotations_without_a_class():
    found = np.minimum(found_map(), 1)
    result = compared(analysis_of(found, CLASSES[:2]), [drawn(2, 2, 12, 12, "")])
    (row,) = result.rows()
    assert (row.correct, row.false) == (1, 2)
    assert row.recall == 1


def test_what_cannot_be_compared_is_told_and_does_not_count():
    analysis = analysis_of(found_map())
    line = Annotation(shapely.LineString([(0, 0), (9, 9)]), "fibre", None, "", "annotation", False)
    extra = [
        *DRAWN,
        drawn(50, 34, 58, 38, "glass"),  # over C: what is under an unknown class does not count
        drawn(100, 100, 110, 110, "fibre", repaired=True),
        line,
    ]
    result = compared(analysis, extra)
    assert result.told.unknown == {"glass": 1}
    assert (result.told.hidden, result.told.repaired, result.told.without_area) == (1, 1, 1)
    assert result.objects[0, 1] == 0
    assert result.pixels.sum() == 40 * 60 - 32
    assert len(result.told.lines()) == 4


def test_region_and_ignore_say_where_to_look():
    analysis = analysis_of(found_map())
    region, ignored = drawn(0, 0, 32, 40, "Region*"), drawn(0, 0, 32, 14, "Ignore*")
    inside = compared(analysis, [*DRAWN, region])
    assert inside.told.limited
    # C lies outside and does not count; D does, too, but somebody has drawn it: as in training
    assert inside.pixels.sum() == 32 * 40 + 16
    assert inside.objects.tolist() == [[0, 0, 0], [0, 1, 1], [1, 0, 0]]
    rest = compared(analysis, [*DRAWN, region, ignored])
    assert rest.pixels.sum() == 32 * 26 + 16
    assert rest.objects.tolist() == [[0, 0, 0], [0, 0, 1], [1, 0, 0]]  # nor A


@pytest.mark.parametrize(("width", "false"), [(7, 0), (5, 0), (4, 1), (1, 1)])
def test_the_rim_of_what_is_ignored_is_no_false_particle(width, false):
    """C, 8 × 4 px that nobody annotated, lies with `width` of its columns in an ignored place."""
    ignored = drawn(50, 34, 50 + width, 38, "Ignore*")
    for block in (8, 1024):
        result = compared(analysis_of(found_map()), [*DRAWN, ignored], block=block)
        assert result.objects.tolist() == [[0, false, 0], [0, 1, 1], [1, 0, 0]]


def test_an_annotated_particle_counts_however_much_of_what_was_found_is_ignored():
    ignored = drawn(2, 2, 12, 10, "Ignore*")  # over most of A
    result = compared(analysis_of(found_map()), [*DRAWN, ignored])
    assert result.objects[1, 1] == 1


@pytest.mark.parametrize("name", ["Region", "region 2", "Annotated area", "looked-at", "REGION*"])
def test_a_region_is_one_however_training_lets_it_be_called(name):
    found = compared(analysis_of(found_map()), [*DRAWN, drawn(0, 0, 32, 40, name)])
    assert found.told.limited
    assert found.pixels.sum() == 32 * 40 + 16


def test_what_counts_is_what_training_knows(tmp_path):
    """Region, Ignore, overlapping outlines and helpers: the same pixels as a source has."""
    analysis = analysis_of(found_map())
    annotations = [
        *DRAWN,
        drawn(0, 0, 30, 40, "Region 1"),
        drawn(24, 15, 40, 33, "Ignored"),
        drawn(8, 9, 20, 24, "=sand"),  # over A and B
        Annotation(shapely.box(0, 0, 120, 80), "", None, "", "tmacore", False),
    ]
    outlines = sorted_outlines(annotations)
    numbers = np.array([1, 1, 2, 2])
    truth = DrawnLabels(outlines, numbers, scale=SCALE, unknown=255).labels(Box(0, 0, 60, 40))
    result = compared(analysis, annotations)
    expected = np.bincount(truth.ravel(), minlength=256)
    assert result.pixels.sum(axis=1).tolist() == expected[:3].tolist()
    assert expected[255] > 0
    assert "1 TMA core of QuPath's: left out." in result.told.lines()


def test_of_a_stack_the_outlines_of_its_own_image_count():
    whole = analysis_of(found_map())
    scan = replace(whole.scan, frame=3, frames=5, stack_axes=(("Z", 5),))
    analysis = replace(whole, scan=scan)
    on = [replace(each, plane=Plane(z=3)) for each in DRAWN]
    off = [replace(drawn(30, 30, 40, 38, "fibre"), plane=Plane(z=z)) for z in (0, 4, 7)]
    result = compared(analysis, [*on, *off])
    assert (result.pixels == compared(whole, DRAWN).pixels).all()
    assert "3 annotations on other images of the stack: left out." in result.told.lines()
    with pytest.raises(ResultError, match="No annotation lies on image 4 of 5"):
        compared(analysis, off)


def test_the_grid_of_a_region_begins_where_it_was_analysed():
    analysis = analysis_of(found_map())
    moved = [
        Annotation(
            shapely.affinity.translate(each.geometry, 100, 60), each.class_name, None, "", "", False
        )
        for each in DRAWN
    ]
    region = replace(analysis, origin=(50, 30))  # in px of the result's grid
    assert (compared(region, moved).pixels == compared(analysis, DRAWN).pixels).all()


@pytest.mark.parametrize(
    ("annotations", "words"),
    [
        ([], "no annotation"),
        ([drawn(0, 0, 5, 5, "glass")], "“glass”"),
        ([drawn(0, 0, 5, 5, "")], "none"),
        ([drawn(900, 900, 905, 905, "fibre")], "another scan"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(annotations, words):
    with pytest.raises(ResultError, match=words):
        compared(analysis_of(found_map()), annotations)


def test_the_table_is_written_for_spreadsheets(tmp_path):
    found = np.minimum(found_map(), 1)
    result = compared(analysis_of(found), DRAWN)
    list(iter_write_comparison(result, tmp_path / "c.csv"))
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:2] == ["Class", "IoU"]
    assert float(rows[1][1]) == result.rows()[0].iou
    assert rows[2][0] == "'=sand"
    assert rows[2][3] == ""  # nothing was found as sand: it has no precision
    at = next(i for i, row in enumerate(rows) if row and row[0].startswith("Particles"))
    assert [row[1:] for row in rows[at + 1 : at + 4]] == [
        [str(value) for value in line] for line in result.objects.tolist()
    ]
    assert not any(math.isnan(float(value)) for value in rows[1][1:])


def test_the_command_prints_the_table_and_json(tmp_path):
    from importlib.resources import files

    sample = files("graticule_resources") / "samples" / "filter-sample.tif"
    truth = files("graticule_resources") / "samples" / "filter-sample.truth.geojson"
    command = [sys.executable, "-m", "graticule.cli"]
    subprocess.run(
        [*command, "analyse", str(sample), "--out", str(tmp_path), "--protocol", "mp-vat"],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    renamed = json.loads(truth.read_text())
    features = renamed["features"] if isinstance(renamed, dict) else renamed
    known = json.loads((tmp_path / "filter-sample" / "run.json").read_text())["classes"][1]["name"]
    for feature in features:
        feature["properties"]["classification"] = {"name": known}
    drawn_file = tmp_path / "drawn.geojson"
    drawn_file.write_text(json.dumps(renamed))
    arguments = [*command, "compare", str(tmp_path / "filter-sample"), str(drawn_file)]
    shown = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
    assert shown.returncode == 0, shown.stderr
    assert "IoU" in shown.stdout
    found = subprocess.run([*arguments, "--json"], capture_output=True, text=True, check=True)
    facts = json.loads(found.stdout)
    assert facts["classes"][0]["iou"] > 0.5
    assert facts["classes"][0]["annotated"] > 3
