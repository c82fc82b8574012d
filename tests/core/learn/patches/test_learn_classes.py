"""Labels that are classes: what is asked for, how it is counted, and where images come from."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graticule.annotations import read_sources, split
from graticule.errors import TrainingError
from graticule.evaluation.confusion import Confusion, class_summary
from graticule.evaluation.evaluating import iter_evaluate_pack
from graticule.learn.patches.targets import UNKNOWN
from graticule.learn.recipe import parse_recipe
from graticule.learn.training import iter_train_pack
from graticule.models import load_pack

RECIPE = """
target = "classes"
pretrained = false
keep = 128
trim = 64
[about]
title = "Bands"
description = "Finds bands."
data = "made by the test"
licence = "CC0"
classes = ["background", "band", "line"]
[architecture]
name = "Unet"
encoder = "timm-tf_efficientnet_lite0"
depth = 3
decoder = [8, 8, 8]
[normalisation]
mean = [0.5]
sd = [0.5]
[view]
size = 64
upright = true
balance = 0.5
[loop]
steps = 2
batch = 2
mixed_precision = false
"""


def bands(seed):
    """An image with a band (1), a thin line (2) and a corner that nobody looked at (255)."""
    rng = np.random.default_rng(seed)
    labels = np.zeros((140, 130), np.uint8)
    top = 20 + 25 * (seed % 4)
    labels[top : top + 30] = 1
    labels[:, 60:62] = 2
    labels[:20, :20] = UNKNOWN
    image = rng.integers(0, 60, labels.shape) + np.select([labels == 1, labels == 2], [80, 160], 0)
    return image.astype(np.uint8), labels


def write(folder, name, seed):
    for part, pixels in zip((folder, folder.with_name(f"{folder.name}_annot")), bands(seed),
                            strict=True):  # fmt: skip
        part.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(part / f"{name}.png")


def test_figures_by_hand():
    truth = np.array([[0, 0, 0, 1, 1, 1, 2, UNKNOWN]])
    given = np.array([[0, 0, 1, 1, 1, 2, 2, 0]])
    counted = Confusion.of(given, truth, 4)
    assert counted.table.sum() == 7
    assert counted.iou[:3] == pytest.approx([2 / 3, 2 / 4, 1 / 2])
    assert np.isnan(counted.iou[3])  # neither asked for nor given
    assert counted.mean_iou == pytest.approx(0.5)
    assert counted.precision[:3] == pytest.approx([1, 2 / 3, 1 / 2])
    assert counted.recall[:3] == pytest.approx([2 / 3, 2 / 3, 1])
    assert counted.accuracy == pytest.approx(5 / 7)
    assert counted.balanced_accuracy == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    p, r = 1 / 2, 1
    assert counted.f_score(2)[2] == pytest.approx(5 * p * r / (4 * p + r))
    assert counted.dice[1] == pytest.approx(2 * 2 / (3 + 3))
    twice = class_summary([counted, counted], ["none", "a", "b", "c"])
    assert twice["iou_a"] == 0.5
    assert twice["precision_a"] == pytest.approx(2 / 3, abs=1e-4)
    with pytest.raises(ValueError, match="beyond"):
        Confusion.of(np.array([[7]]), np.array([[1]]), 2)


def test_folders_with_annot_beside_them_and_a_part_set_apart(tmp_path):
    write(tmp_path / "A" / "train", "x", 1)
    write(tmp_path / "A" / "train", "y", 2)
    write(tmp_path / "A" / "val", "z", 3)
    write(tmp_path / "B" / "train", "again", 3)  # what another set trains on must not leak
    examples = read_sources([tmp_path], target="classes").sources
    assert [e.name for e in examples] == ["A/train/x", "A/train/y", "A/val/z"]
    training, validation = split(examples, 0.9)
    assert [e.name for e in validation] == ["A/val/z"]
    assert len(training) == 2
    labels = bands(3)[1]
    labels[100:] = 1
    Image.fromarray(labels).save(tmp_path / "B" / "train_annot" / "again.png")
    with pytest.raises(TrainingError, match="other labels"):
        read_sources([tmp_path], target="classes")


@pytest.mark.slow
def test_a_pack_of_classes_is_trained_by_the_one_command(tmp_path):
    for number in range(3):
        write(tmp_path / "data" / "train", f"t{number}", number)
    write(tmp_path / "data" / "val", "v", 3)
    (tmp_path / "bands.toml").write_text(RECIPE)
    recipe, out = str(tmp_path / "bands.toml"), tmp_path / "bands"
    list(iter_train_pack(recipe, [tmp_path / "data"], out, folder=tmp_path / "training"))
    pack = load_pack(tmp_path / "bands")
    assert (pack.outputs, pack.distance) == (3, False)
    assert [info.name for info in pack.classes] == ["background", "band", "line"]
    assert set(pack.metrics) >= {"mean_iou", "iou_band", "iou_line", "accuracy"}
    assert pack.training["validation_names"] == ["val/v"]
    assert "| line |" in (pack.path / "card.md").read_text()
    Image.fromarray(np.full((140, 130), 7, np.uint8)).save(
        tmp_path / "data" / "train_annot" / "t0.png"
    )
    with pytest.raises(TrainingError, match="class 7"):
        list(iter_train_pack(recipe, [tmp_path / "data"], out, folder=tmp_path / "training"))


def test_single_objects_of_classes_are_learned_beside_the_classes(tmp_path):
    for number in range(3):
        write(tmp_path / "train", f"image {number}", number)
    write(tmp_path / "val", "other", 7)
    recipe = parse_recipe(RECIPE.replace('target = "classes"', 'target = "classes"\nsingle = true'))
    for _ in iter_train_pack(recipe, [tmp_path], tmp_path / "pack", folder=tmp_path / "training"):
        pass
    pack = load_pack(tmp_path / "pack")
    assert pack.distance
    assert [info.name for info in pack.classes] == ["background", "band", "line"]
    assert pack.metrics["mean_iou"] >= 0
    assert "Mean IoU" in (tmp_path / "pack" / "card.md").read_text()
    *_, reported = iter_evaluate_pack(pack, [tmp_path], tmp_path / "tested")
    assert Path(reported.page).is_file()
