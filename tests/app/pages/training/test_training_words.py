"""What the page says: figures in words, time left, what the annotations hold."""

import numpy as np
import pytest
from PIL import Image

from graticule.learn.events import Ended, Started, StepDone, TrainOptions, Working
from graticule_app.pages.training.finishing import name_for, trouble
from graticule_app.pages.training.found import told_area
from graticule_app.pages.training.kinds import FIRST, kind_of, kinds
from graticule_app.pages.training.looking import looking
from graticule_app.pages.training.runs import Record, Run, new_record, unfinished
from graticule_app.pages.training.training_page import offered
from graticule_app.pages.training.training_progress import Progress
from graticule_app.pages.training.verdict import main_metric, verdict


@pytest.mark.parametrize(
    ("value", "grade"), [(0.91, "good"), (0.7, "good"), (0.5, "fair"), (0.2, "poor"), (0.0, "poor")]
)
def test_a_figure_becomes_a_grade(value, grade):
    assert verdict({"mean_iou": value}, 5).grade == grade


def test_a_weak_class_is_named_with_what_helps():
    told = verdict({"mean_iou": 0.6, "iou_oxide": 0.9, "iou_crack": 0.3}, 5)
    assert told.figures == (("oxide", 0.9), ("crack", 0.3))
    assert "crack" in told.advice
    assert "oxide" not in told.advice


def test_few_test_images_are_said_to_be_few():
    assert "rough" in verdict({"f1": 0.9}, 1).advice
    assert not verdict({"f1": 0.9}, 10).advice


def test_particles_are_judged_one_by_one():
    told = verdict({"dice": 0.9, "iou": 0.8, "f1": 0.7, "aji_plus": 0.6}, 5)
    assert main_metric({"dice": 0.9, "f1": 0.7}) == "f1"
    assert "70" in told.sentence


def test_the_time_left_is_that_of_the_training_and_runs_on():
    now = [0.0]
    progress = Progress(lambda: now[0])
    progress.feed(Working("annotations"))
    assert progress.text == "Reading the annotations"
    assert progress.share == 0
    progress.feed(Started("f", 100, 8, 2, (), 1))
    progress.feed(StepDone(25, 100, 1.0, 1e-3, left=600))
    assert progress.share == 0.25
    assert progress.rest == "step 25 of 100 · 10 min left"
    now[0] = 300
    assert progress.left == "5 min left"
    progress.feed(Ended("patience", 80))
    progress.feed(Working("judging", 1, 4))
    assert progress.text.startswith("It got no better")
    assert not progress.left


def test_the_first_recipe_is_for_everybody_and_all_have_words():
    found = kinds()
    assert found[0].name == FIRST
    assert not found[0].classes
    assert all(kind.title and kind.what for kind in found if kind.first_choice)
    assert {"microtraces", "micrographs"} <= {kind.name for kind in found if kind.first_choice}


def test_a_recipe_that_is_no_toml_is_left_to_the_training(tmp_path):
    path = tmp_path / "odd.toml"
    path.write_text("[[[")
    assert kind_of(path).order == str(path)


def test_a_pack_s_name_is_a_folder_s():
    assert name_for("  My fibres, 4 µm! ") == "my-fibres-4-m"
    assert "Type a name" in trouble(" … ")
    assert "comes with Graticule" in trouble("Particles")


def test_a_training_is_noted_and_never_written_over(tmp_path):
    kind = kinds()[0]
    record = new_record(kind, (tmp_path / "a",), TrainOptions(minutes=5))
    first, second = Run.new(tmp_path, record), Run.new(tmp_path, record)
    assert first.folder != second.folder
    first.note(step=30, steps=100)
    second.note(state="done")
    [found] = unfinished(tmp_path)
    assert found.record == first.record
    assert found.order.options == TrainOptions(minutes=5)
    assert found.order.folder == str(first.folder)
    assert "step 30 of 100" in offered(found, record.began)
    assert "yesterday" in offered(found, record.began + 86_400)
    (first.folder / "training.json").write_text("{")
    assert not unfinished(tmp_path)


def test_areas_are_told_as_people_say_them():
    assert [told_area(x) for x in (5.84e6, 3.2e7, 2.1e9)] == ["5.8 Mpx", "32 Mpx", "2.1 Gpx"]


def found_in(*paths, **how):
    work = looking(paths, **{"target": None, **how})
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def test_one_picture_is_too_few(pictures):
    for place in pictures.glob("*/*.png"):
        if place.stem != "0":
            place.unlink()
    found = found_in(pictures)
    assert not found.usable
    assert "one to learn from, one to test on" in found.problems[0].advice


def test_what_is_wrong_is_told_with_the_picture_s_name(pictures):
    Image.fromarray(np.zeros((9, 9), np.uint8)).save(pictures / "labels" / "3.png")
    found = found_in(pictures)
    assert not found.usable
    [error] = [problem for problem in found.problems if problem.kind == "error"]
    assert "3" in error.text
    assert found.images == 5


def test_each_chosen_path_tells_what_it_brings(pictures):
    found = found_in(pictures, pictures / "images" / "1.png")
    assert dict(found.of_path)[pictures] == "6 pictures"
    assert dict(found.of_path)[pictures / "images" / "1.png"] == "1 object"


def test_a_record_survives_the_disk():
    import msgspec

    record = Record(title="t", kind="k", recipe="r", data=("a",), options=TrainOptions(), began=1.0)
    assert msgspec.json.decode(msgspec.json.encode(record), type=Record) == record
