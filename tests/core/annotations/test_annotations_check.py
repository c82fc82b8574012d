"""What a check tells of annotations, and the command that prints it."""

import json

import numpy as np
import pytest
import shapely
import tifffile
from PIL import Image
from typer.testing import CliRunner

from graticule.annotations import Checked, CheckProgress, Summary, check, read_sources
from graticule.cli import app
from graticule.errors import TrainingError

BOW = [[30, 30], [39, 39], [39, 30], [30, 39], [30, 30]]  # crosses itself


def feature(geometry, name):
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {"classification": {"name": name} if name else None},
    }


def square(left, top, side, name):
    return feature(shapely.geometry.mapping(shapely.box(left, top, left + side, top + side)), name)


def write(folder, name, features, *, seed=0, size=(60, 40)):
    folder.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).integers(0, 256, (size[1], size[0])).astype(np.uint8)
    tifffile.imwrite(folder / f"{name}.tif", noise)
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / f"{name}.geojson").write_text(text)


def checked(*paths, **options):
    """The scans by name, and the summary."""
    events = list(check(paths, **options))
    found = {event.found.name: event for event in events if isinstance(event, Checked)}
    assert [event.done for event in events if isinstance(event, CheckProgress)] == [
        number + 1 for number in range(len(found))
    ]
    assert isinstance(events[-1], Summary)
    return found, events[-1]


def texts(entry, *, must):
    return [problem.text for problem in entry.problems if problem.must == must]


def test_objects_and_shares_are_counted_per_class(tmp_path):
    region = square(0, 0, 30, "Region*")
    write(
        tmp_path, "a", [region, square(2, 2, 6, "x"), square(12, 2, 3, "y"), square(20, 9, 3, "X")]
    )
    found, summary = checked(tmp_path)
    entry = found["a"]
    assert entry.objects == {"x": 2, "y": 1}
    assert entry.known == pytest.approx(900 / 2400)
    assert entry.shares["x"] == pytest.approx(45 / 900)
    assert entry.shares["y"] == pytest.approx(9 / 900)
    assert sum(entry.shares.values()) == pytest.approx(1)
    assert (summary.kind, summary.classes, summary.wrong) == (
        "classes",
        ("background", "x", "y"),
        0,
    )
    particles = checked(tmp_path, target="particles")[0]["a"]
    assert particles.objects == {"particle": 3}
    assert particles.shares["particle"] == pytest.approx(54 / 900)


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    bow = feature({"type": "Polygon", "coordinates": [BOW]}, "fibre")
    write(tmp_path, "misspelt", [square(1, 1, 5, "fiber")], seed=1)
    write(tmp_path, "other", [square(1, 1, 5, "glass")], seed=2)
    write(tmp_path, "unset", [square(1, 1, 5, "")], seed=3)
    write(tmp_path, "crossing", [bow], seed=4)
    write(tmp_path, "empty", [], seed=5)
    write(tmp_path, "far", [square(300, 1, 5, "fibre")], seed=6)
    write(tmp_path, "damaged", [], seed=7)
    (tmp_path / "damaged.geojson").write_text("[1, 2")
    write(tmp_path, "twice", [square(1, 1, 5, "hair"), square(1, 1, 5, "hair")], seed=8)
    write(tmp_path, "good", [square(1, 1, 5, "hair")], seed=9)
    write(tmp_path / "again", "copy", [square(1, 1, 6, "hair")], seed=9)
    found, summary = checked(tmp_path, classes=["fibre", "hair"])
    expected = {
        "misspelt": (True, "did you mean 'fibre'"),
        "other": (False, "class 'glass' (1 outline) is not learned and counts as background"),
        "unset": (True, "no class is set for 1 outline"),
        "crossing": (False, "1 outline crossing itself: repaired"),
        "empty": (False, "nothing is marked"),
        "far": (True, "1 outline outside the scan"),
        "damaged": (True, "no GeoJSON"),
        "twice": (False, "drawn twice"),
        "good": (True, "the same image as again/copy, with other labels"),
    }
    for name, (must, text) in expected.items():
        assert any(text in told for told in texts(found[name], must=must)), name
        assert found[name].wrong == must
    assert not found["again/copy"].problems
    assert summary.wrong == sum(must for must, _ in expected.values())
    with pytest.raises(TrainingError):
        read_sources([tmp_path], target="classes", classes=["fibre", "hair"])


def test_a_repaired_outline_is_learned_from(tmp_path):
    write(tmp_path, "a", [feature({"type": "Polygon", "coordinates": [BOW]}, "fibre")])
    data = read_sources([tmp_path], target="classes")
    assert 30 < (data.sources[0].labels(data.sources[0].box) == 1).sum() < 50
    assert data.notes == ("a: 1 outline crossing itself: repaired on reading",)


def test_label_images_of_another_size_or_with_other_numbers(tmp_path):
    for part in ("images", "labels"):
        (tmp_path / part).mkdir()
    rng = np.random.default_rng(0)
    for name, labels in (
        ("size", np.zeros((9, 10), np.uint8)),
        ("number", np.full((10, 10), 4, np.uint8)),
        ("good", np.pad(np.full((4, 4), 2, np.uint8), 3)),
    ):
        Image.fromarray(labels).save(tmp_path / "labels" / f"{name}.png")
        Image.fromarray(rng.integers(0, 255, (10, 10), np.uint8)).save(
            tmp_path / "images" / f"{name}.png"
        )
    found, summary = checked(tmp_path, classes=["a", "b"])
    assert "10 × 9 px do not have the size" in texts(found["size"], must=True)[0]
    assert "has class 4" in texts(found["number"], must=True)[0]
    assert found["good"].objects == {"a": 0, "b": 1}
    assert found["good"].shares["b"] == pytest.approx(0.16)
    assert summary.wrong == 2


def test_numbers_beyond_a_few_are_ids_of_particles(tmp_path):
    for part in ("images", "labels"):
        (tmp_path / part).mkdir()
    labels = np.arange(100, dtype=np.uint16).reshape(10, 10)
    Image.fromarray(labels).save(tmp_path / "labels" / "a.png")
    Image.fromarray(labels.astype(np.uint8)).save(tmp_path / "images" / "a.png")
    found, summary = checked(tmp_path)
    assert summary.kind == "particles"
    assert found["a"].objects == {"particle": 99}


def test_names_and_numbers_together_need_the_classes_told(tmp_path):
    write(tmp_path, "drawn", [square(1, 1, 5, "fibre")])
    write(tmp_path, "numbered", [], seed=1)
    (tmp_path / "numbered.geojson").rename(tmp_path / "gone")
    Image.fromarray(np.ones((40, 60), np.uint8)).save(tmp_path / "numbered_labels.png")
    with pytest.raises(TrainingError, match="--classes fibre"):
        read_sources([tmp_path], target="classes")
    assert len(read_sources([tmp_path], target="classes", classes=["fibre"]).sources) == 2


def test_the_command_tells_all_and_ends_with_1_if_something_is_wrong(tmp_path):
    write(tmp_path, "a", [square(1, 1, 5, "fibre")])
    command = ["annotations", "check", str(tmp_path)]
    good = CliRunner().invoke(app, command)
    assert good.exit_code == 0
    assert "fibre 1 · 1.04%" in good.stdout
    assert "1 scan, fibre: nothing to correct" in good.stdout
    wrong = CliRunner().invoke(app, [*command, "--classes", "fibres", "--json"])
    assert wrong.exit_code == 1
    scan, summary = (json.loads(line) for line in wrong.stdout.splitlines() if line[:1] == "{")
    assert scan["problems"][0] == {
        "must": True, "text": "unknown class 'fibre' (1 outline): did you mean 'fibres'?",
    }  # fmt: skip
    assert summary["wrong"] == 1
