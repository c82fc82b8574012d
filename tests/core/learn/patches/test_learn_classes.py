"""Labels that are classes: what is asked for, how it is counted, and where images come from."""

import numpy as np
import pytest
from PIL import Image

from graticule.errors import TrainingError
from graticule.learn.__main__ import main
from graticule.learn.annotations import Example, read_examples, split
from graticule.learn.evaluation.confusion import Confusion, class_summary
from graticule.learn.patches.sampling import Sampler, View
from graticule.learn.patches.targets import UNKNOWN, Target, class_shares, rarity
from graticule.models import Normalisation, load_pack

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
bfloat16 = false
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


def test_rare_classes_count_more_and_unknown_pixels_are_marked():
    labels = bands(0)[1]
    shares = class_shares([labels], 3)
    assert sum(shares) == pytest.approx(1)
    assert shares[2] == pytest.approx(2 * 140 / (labels != UNKNOWN).sum(), rel=0.3)
    found = rarity(labels, [0.8, 0.19, 0.01])
    assert (found[labels == 2] == 1).all()
    assert (found[labels == UNKNOWN] == -1).all()
    assert found[labels == 1].min() == pytest.approx(0.02 / 0.19)


def test_a_patch_tells_every_class_and_balance_brings_the_rare_one():
    image, labels = bands(1)
    thin = np.where(labels == 2, 2, 0)
    thin[40:] = 0  # the line is found in a corner of a large empty image
    big_image, big = np.zeros((600, 600), np.uint8), np.zeros((600, 600), np.uint8)
    big_image[:140, :130], big[:140, :130] = image, thin
    example = Example("a", big_image[..., None], big.astype(np.int32))
    shares = []
    for balance in (0.0, 1.0):
        view = View(size=64, zoom=(1, 1), upright=True, balance=balance)
        sampler = Sampler([example], view, Normalisation((0.5,), (0.5,)),
                          target=Target("classes", 3))  # fmt: skip
        batch = sampler.batch(0, 24)
        assert batch.distance is None
        assert batch.classes.shape == (24, 3, 64, 64)
        assert batch.classes.sum(dim=1).allclose(batch.emphasis * 0 + 1, atol=1e-3)
        assert batch.pixels.equal(sampler.batch(0, 24).pixels)
        shares.append(float((batch.classes[:, 2].amax(dim=(1, 2)) > 0.5).float().mean()))
    assert shares[0] < 0.4
    assert shares[1] == 1


def test_upright_patches_stay_upright():
    image = np.repeat(np.linspace(0, 255, 200).astype(np.uint8)[:, None], 200, axis=1)
    example = Example("a", image[..., None], np.zeros((200, 200), np.int32))
    view = View(size=64, upright=True, turn=1.0)
    sampler = Sampler([example], view, Normalisation((0.5,), (0.5,)), target=Target("classes", 2))
    pixels = sampler.batch(0, 32).pixels[:, 0]
    down = pixels[:, 40:].mean(dim=(1, 2)) - pixels[:, :24].mean(dim=(1, 2))
    assert (down > 0.05).all()


def test_folders_with_annot_beside_them_and_a_part_set_apart(tmp_path):
    write(tmp_path / "A" / "train", "x", 1)
    write(tmp_path / "A" / "train", "y", 2)
    write(tmp_path / "A" / "val", "z", 3)
    write(tmp_path / "B" / "train", "again", 3)  # what another set trains on must not leak
    examples = read_examples(tmp_path)
    assert [e.name for e in examples] == ["A/train/x", "A/train/y", "A/val/z"]
    training, validation = split(examples, 0.9)
    assert [e.name for e in validation] == ["A/val/z"]
    assert len(training) == 2
    labels = bands(3)[1]
    labels[100:] = 1
    Image.fromarray(labels).save(tmp_path / "B" / "train_annot" / "again.png")
    with pytest.raises(TrainingError, match="other labels"):
        read_examples(tmp_path)


@pytest.mark.slow
def test_a_pack_of_classes_is_trained_by_the_one_command(tmp_path, capsys):
    for number in range(3):
        write(tmp_path / "data" / "train", f"t{number}", number)
    write(tmp_path / "data" / "val", "v", 3)
    (tmp_path / "bands.toml").write_text(RECIPE)
    arguments = [str(tmp_path / "bands.toml"), "--data", str(tmp_path / "data")]
    arguments += ["--out", str(tmp_path / "bands"), "--checkpoint", str(tmp_path / "point")]
    assert main(arguments) == 0
    pack = load_pack(tmp_path / "bands")
    assert (pack.outputs, pack.distance) == (3, False)
    assert [info.name for info in pack.classes] == ["background", "band", "line"]
    assert set(pack.metrics) >= {"mean_iou", "iou_band", "iou_line", "accuracy"}
    assert pack.training["validation_names"] == ["val/v"]
    assert "| line |" in (pack.path / "card.md").read_text()
    Image.fromarray(np.full((140, 130), 7, np.uint8)).save(
        tmp_path / "data" / "train_annot" / "t0.png"
    )
    assert main(arguments) == 1
    assert "class 7" in capsys.readouterr().err
