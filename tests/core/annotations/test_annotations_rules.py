"""Rules on measured shape and colour, and the first outlines that they class."""

import json
from contextlib import suppress

import numpy as np
import pytest
import shapely
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from graticule.annotations import UNKNOWN, read_sources
from graticule.annotations.rules import classed, parse_rules
from graticule.cli import app
from graticule.errors import TrainingError
from graticule.geometry import PixelSize
from graticule.particles import ParticleTable
from graticule.particles.columns import COLUMNS, channel_columns
from graticule.particles.rules import Subject
from graticule.preannotate import find_rules, protocol_of
from graticule.scans import GreyRange

MICRON = PixelSize(0.5, 0.5, "µm")
NAN = float("nan")


def measured(size=MICRON, **columns):
    specs = {s.key: s.told_in(size.unit) for s in (*COLUMNS, *channel_columns(["red", "green"]))}
    arrays = {key: np.array(values) for key, values in columns.items()}
    table = ParticleTable(arrays, tuple(specs[key] for key in arrays))
    return Subject(table, size, GreyRange(0.0, 255.0))


def which(when, table):
    """Which particles a rule fits."""
    rules = parse_rules(f'title = "t"\nrest = ""\nrules = [{{class = "x", when = {when!r}}}]', "t")
    return [name == "x" for name in classed(rules, table)]


TABLE = measured(
    skeleton_length=[500.0, 100.0, NAN, NAN],
    feret_max=[450.0, 90.0, 60.0, 2000.0],
    mean_width=[20.0, 20.0, NAN, NAN],
    feret_min=[100.0, 30.0, 50.0, 1000.0],
    area=[10_000.0, 2_000.0, 2_800.0, 1e6],
    circularity=[0.1, 0.2, NAN, 0.9],
    colour=["blue", "grey", "brown", ""],
    mean_red=[51.0, 102.0, 204.0, 255.0],
    mean_green=[51.0, 102.0, 204.0, 255.0],
)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("length > 0.3 mm", [1, 0, 0, 1]),
        ("length > 300 um and width < 45µm", [1, 0, 0, 0]),
        ("length > 600 px", [1, 0, 0, 1]),  # of half a micron each
        ("area >= 2800 um2", [1, 0, 1, 1]),
        ("area < 0.0025 mm²", [0, 1, 0, 0]),
        ("circularity < 0.5", [1, 1, 0, 0]),  # what is blank fits nothing
        ("not circularity < 0.5", [0, 0, 1, 1]),
        ("circularity > 0.1", [0, 1, 0, 1]),
        ("colour in (blue, brown)", [1, 0, 1, 0]),
        ("colour = grey or length > 1 mm", [0, 1, 0, 1]),
        ("colour != grey and not (length > 1 mm or colour = brown)", [1, 0, 0, 0]),
        ("colour = grey or colour = blue and length < 200 um", [0, 1, 0, 0]),
        ("brightness <= 0.4", [1, 1, 0, 0]),
        ("branching < 1.2", [1, 1, 0, 0]),
    ],
)
def test_a_rule_fits_what_it_says(when, expected):
    assert which(when, TABLE) == [bool(entry) for entry in expected]


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("", "it ends where"),
        ("length", "it ends where"),
        ("length > ", "it ends where a number"),
        ("length > long", "is no number"),
        ("length > 3 parsec", "'parsec' is no unit"),
        ("(length > 3 um", r"'\)' is missing"),
        ("length > 3 um width < 4 um", "'width' is not expected there"),
        ("colour in (grau)", "'grau' is no colour; there are black"),
        ("width in (grey)", "width is a number"),
        ("__import__('os').system('x') > 1", "cannot be read|expected"),
        ("(" * 50 + "length > 1 um" + ")" * 50, "too deeply"),
        ("not " * 3000 + "length > 1 um", "too deeply"),
    ],
)
def test_what_cannot_be_read_is_said_when_the_rules_are_loaded(when, told):
    text = f'title = "t"\nrules = [{{class = "x", when = {when!r}}}]'
    with pytest.raises(TrainingError, match=f"rule for x: .*({told})"):
        parse_rules(text, "mine.toml")


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("length > 300", "has no unit: write 300 µm"),
        ("area > 300 um", "told in µm², not in um"),
        ("circularity > 1 um", "told in plain numbers"),
        ("loops > 1", "'loops' was not measured; there are length, width"),
        ("colour > 1", "colour is a word"),
    ],
)
def test_what_does_not_fit_the_table_is_said_when_it_is_applied(when, told):
    with pytest.raises(TrainingError, match=told):
        which(when, TABLE)


def test_lengths_need_a_pixel_size():
    table = measured(PixelSize.unknown(), skeleton_length=[5.0], feret_max=[5.0])
    assert which("length > 4 px", table) == [True]
    with pytest.raises(TrainingError, match="pixel size"):
        which("length > 4 um", table)


WORDS = [
    "length",
    "colour",
    "in",
    "and",
    "or",
    "not",
    "(",
    ")",
    ",",
    "<",
    "=",
    "3 um",
    "grey",
    "1",
    "#",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_any_text_is_a_rule_or_one_plain_error(text):
    with suppress(TrainingError):
        parse_rules(f'title = "t"\nrules = [{{class = "x", when = "{text}"}}]', "t")


def test_the_first_rule_that_fits_counts():
    rules = parse_rules(
        'title = "t"\nrest = "Ignore*"\n'
        '[[rules]]\nclass = "none"\nwhen = "colour = grey"\n'
        '[[rules]]\nclass = "a"\nwhen = "length > 80 um"\n'
        '[[rules]]\nclass = "b"\nwhen = "length > 0 um and colour = brown"\n',
        "t",
    )
    assert classed(rules, TABLE) == ["a", "", "b", "a"]


def test_shipped_rules_can_be_read_and_followed():
    rules = find_rules("tape-lifts")
    assert protocol_of(rules).scale.pixel_size == "2 um"
    assert protocol_of(rules, "generic").name == "generic"
    with pytest.raises(TrainingError, match="there are: tape-lifts"):
        find_rules("nothing")


def test_proposed_outlines_are_annotations_to_learn_from(tmp_path):
    """A long thin thread and a round grain on a bright tape, at 2 µm per px."""
    field = np.full((300, 400, 3), 230, np.uint8)
    field += np.random.default_rng(0).integers(0, 6, field.shape).astype(np.uint8)
    field[40:48, 30:330] = (40, 60, 150)
    y, x = np.mgrid[:300, :400]
    field[(x - 200) ** 2 + (y - 200) ** 2 < 40**2] = (120, 70, 20)
    scan = tmp_path / "tape.tif"
    tifffile.imwrite(scan, field, photometric="rgb", resolution=(5000, 5000), resolutionunit=3)
    command = ["annotations", "propose", str(scan), "--out", str(tmp_path)]
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 0, told.output
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
    features = json.loads((tmp_path / "tape.geojson").read_text())["features"]
    assert {f["properties"]["objectType"] for f in features} == {"annotation"}
    names = {f["properties"]["classification"]["name"]: f for f in features}
    assert set(names) == {"fibre", "sand"}
    assert shapely.geometry.shape(names["fibre"]["geometry"]).area == pytest.approx(2400, rel=0.05)
    (source,) = read_sources([scan], target="classes", classes=["fibre", "sand"]).sources
    labels = source.labels(source.box)
    assert (labels[41:47, 35:325] == 1).all()
    assert (labels[180:220, 180:220] == 2).all()
    assert not (labels == UNKNOWN).any()
    again = CliRunner().invoke(app, command)
    assert isinstance(again.exception, TrainingError)
    assert "is there already" in str(again.exception)


def test_of_a_stack_the_first_image_is_proposed_and_told(tmp_path):
    stack = np.full((3, 200, 200, 3), 230, np.uint8)
    stack += np.random.default_rng(0).integers(0, 6, stack.shape).astype(np.uint8)
    for number, image in enumerate(stack):
        image[60:120, 20 + 40 * number : 80 + 40 * number] = (120, 70, 20)
    scan = tmp_path / "s.tif"
    resolution = {"resolution": (5000, 5000), "resolutionunit": 3}
    tifffile.imwrite(scan, stack, photometric="rgb", **resolution)
    told = CliRunner().invoke(app, ["annotations", "propose", str(scan), "--out", str(tmp_path)])
    assert told.exit_code == 0, told.output
    assert "image 1 of 3 alone" in told.output
    data = read_sources([scan], target="classes", classes=["fibre", "sand"])
    assert [source.name for source in data.sources] == ["s image 1"]
    labels = data.sources[0].labels(data.sources[0].box)
    assert (labels[65:115, 25:75] > 0).all()
    assert not (labels[65:115, 90:] > 0).any()
