"""Folds and learning curves: what is tested on was never learned from, and all goes on."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from graticule.annotations import UNKNOWN, Example
from graticule.errors import TrainingError
from graticule.evaluation.evaluating import EvaluationRequest, Reported
from graticule.evaluation.judging import ScanJudged
from graticule.learn import cross_validation
from graticule.learn.cross_validation import (
    Learning,
    Plan,
    iter_evaluate_curve,
    iter_evaluate_folds,
    known_px,
)
from graticule.learn.events import PackWritten, StepDone
from graticule.learn.recipe import parse_recipe
from graticule.models import load_pack
from graticule.segment import PackSettings

RECIPE = """
target = "classes"
pretrained = false
keep = 32
trim = 32
validation = 0.3
[about]
title = "Squares"
classes = ["background", "square"]
[architecture]
name = "Unet"
encoder = "timm-tf_efficientnet_lite0"
depth = 3
decoder = [8, 8, 8]
reduce = 2
[normalisation]
mean = [0.5]
sd = [0.5]
[view]
size = 32
[checks]
times = 1
samples = 0
[loop]
steps = 1
batch = 1
checkpoint = 1
mixed_precision = false
"""
REQUEST = EvaluationRequest(settings=PackSettings(runtime="fp32"))


@pytest.fixture
def squares(tmp_path):
    """Six images of one square each, in two folders of pictures."""
    rng = np.random.default_rng(0)
    for part in ("images", "labels"):
        (tmp_path / "data" / part).mkdir(parents=True)
    for number in range(6):
        image = rng.integers(0, 90, (72, 72)).astype(np.uint8)
        labels = np.zeros((72, 72), np.uint8)
        top, left = rng.integers(2, 48, 2)
        labels[top : top + 20, left : left + 20] = 1
        image[labels > 0] += 120
        Image.fromarray(image).save(tmp_path / "data" / "images" / f"{number}.png")
        Image.fromarray(labels).save(tmp_path / "data" / "labels" / f"{number}.png")
    return tmp_path / "data"


def test_folds_test_each_scan_once_and_go_on(squares, tmp_path):
    out, plan = tmp_path / "out", Plan("squares", parse_recipe(RECIPE))
    events = list(iter_evaluate_folds([plan], [squares], out, count=2, request=REQUEST))
    assert sorted(e.scan for e in events if isinstance(e, ScanJudged)) == list("012345")
    assert isinstance(events[-1], Reported)
    assert (out / "report.html").is_file()
    assert "2-fold" in (out / "report.html").read_text(encoding="utf-8")
    for fold in (1, 2):
        folder = out / "trainings" / f"squares-fold-{fold}"
        told = load_pack(folder / "pack").training
        seen = {*told["training_names"], *told["validation_names"]}
        tested = {path.name for path in (folder / "scans").iterdir()}
        assert seen | tested == set("012345")
        assert not seen & tested
    again = list(iter_evaluate_folds([plan], [squares], out, count=2, request=REQUEST))
    steps = [e for e in again if isinstance(e, Learning) and isinstance(e.event, StepDone)]
    assert not steps
    assert again[-1].figures == events[-1].figures


def test_a_learning_curve_learns_from_ever_more(squares, tmp_path):
    out, plan = tmp_path / "out", Plan("squares", parse_recipe(RECIPE))
    work = iter_evaluate_curve([plan], [squares], out, shares=(0.3, 1.0), request=REQUEST)
    events = list(work)
    packs = [
        load_pack(e.event.path).training
        for e in events
        if isinstance(e, Learning) and isinstance(e.event, PackWritten)
    ]
    few, many = (set(p["training_names"]) for p in packs)
    assert few < many
    assert packs[0]["validation_names"] == packs[1]["validation_names"]
    tested = {e.scan for e in events if isinstance(e, ScanJudged)}
    assert not tested & (many | set(packs[1]["validation_names"]))
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "What more annotations bring" in text
    assert "Mpx" in text


def test_recipes_for_different_things_are_not_compared(squares, tmp_path):
    one = parse_recipe(RECIPE)
    other = parse_recipe(RECIPE.replace('"classes"', '"particles"', 1))
    plans = [Plan("one", one), Plan("other", other)]
    with pytest.raises(TrainingError, match="different things"):
        list(iter_evaluate_folds(plans, [squares], tmp_path / "out", count=2, request=REQUEST))


def test_only_what_was_looked_at_is_area():
    truth = np.zeros((30, 40), np.int32)
    truth[:10] = UNKNOWN
    image = np.zeros((30, 40, 1), np.uint8)
    assert known_px(Example("a", image, truth, kind="classes")) == 20 * 40


def test_steps_of_a_curve_hold_each_other():
    images = [
        Example(n, np.full((4, 4, 1), i, np.uint8), np.zeros((4, 4), np.int32))
        for i, n in enumerate("abcdefg")
    ]
    steps = cross_validation._steps(images, (1.0, 0.1, 0.11, 0.5))
    assert [len(step) for step in steps] == [1, 4, 7]
    assert all(set(a) < set(b) for a, b in pairwise(steps))
