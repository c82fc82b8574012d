"""Every recipe that comes with Graticule can be read, written again, and be trained by."""

import msgspec
import pytest
import torch
from safetensors.torch import save_file

from graticule.errors import TrainingError
from graticule.learn.events import TrainOptions
from graticule.learn.losses import total_loss
from graticule.learn.patches import Batch
from graticule.learn.pretrained import load_weights
from graticule.learn.recipe import load_recipe, parse_recipe
from graticule.learn.shelf import shipped_recipes
from graticule.models.networks import build_network

OF_THE_PAPERS = (
    "microtraces", "microplastics-bce", "microplastics-dice", "microplastics-bce-dice",
    "nanoparticles", "micrographs", "lite",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted({*shipped_recipes(), *OF_THE_PAPERS}))
def test_a_recipe_builds_its_network_and_survives_being_written(name):
    recipe = load_recipe(name)
    again = parse_recipe(recipe.text())
    assert again == recipe
    assert again.identity == recipe.identity
    assert f"graticule train {name} " in shipped_recipes()[name].read_text(encoding="utf-8")
    recipe = recipe.fitted(("background", "thing", "other"), channels=3, reduce=2)
    target = recipe.learned
    with torch.device("meta"):
        network = build_network(recipe.architecture, target.classes + target.distance).eval()
        size = max(recipe.view.size, recipe.architecture.stride)
        pixels = torch.zeros(1, recipe.architecture.in_channels, size, size)
        assert network(pixels).shape == (1, target.classes + target.distance, size, size)
    logits = torch.zeros(1, target.classes + target.distance, 32, 32, requires_grad=True)
    shares = torch.zeros(1, target.classes, 32, 32)
    shares[:, 0, :16], shares[:, 1, 16:] = 1, 1
    distance = shares[:, 1] if target.distance else None
    loss = total_loss(logits, Batch(pixels, shares, distance, shares[:, 1] * 0), recipe.loss)
    loss.backward()
    assert loss > 0
    assert logits.grad is not None
    assert (logits.grad[0, 1, :16] > 0).all()  # less of the class where it is not
    assert (logits.grad[0, 1, 16:] < 0).all()


def test_lite_takes_classes_colour_and_detail_from_the_images():
    lite = load_recipe("lite").with_options(TrainOptions(target="classes"))
    grey = lite.fitted(("background", "a", "b"), channels=1, reduce=1)
    assert grey.about.classes == ("background", "a", "b")
    assert (grey.architecture.in_channels, grey.architecture.reduce) == (1, 1)
    colour = lite.fitted(("background", "a"), channels=3, reduce=2)
    assert (colour.architecture.in_channels, colour.architecture.reduce) == (3, 2)
    assert len(colour.normalisation.mean) == len(colour.normalisation.sd) == 3
    assert colour.identity != grey.identity
    particles = load_recipe("lite").fitted(("background", "a", "b"), channels=1, reduce=1)
    assert particles.about.classes == ("background", "particle")
    with pytest.raises(ValueError, match="not read yet"):
        lite.learned  # noqa: B018 - reading it is the test


def test_options_change_the_recipe_and_wrong_ones_are_refused():
    lite = load_recipe("lite")
    assert lite.loop.minutes == 18
    both = lite.with_options(TrainOptions(target="classes", classes=("hair",), single=True))
    assert both.learned.distance
    assert not both.learned.particles
    fixed = lite.with_options(TrainOptions(steps=7, seed=3, classes=("hair",), title="T"))
    assert (fixed.loop.steps, fixed.loop.minutes, fixed.loop.seed) == (7, None, 3)
    assert (fixed.about.classes, fixed.about.title) == (("background", "hair"), "T")
    timed = load_recipe("coatings").with_options(TrainOptions(minutes=5))
    assert timed.loop.minutes == 5
    assert timed.loop.steps > 1_000_000
    for wrong in (TrainOptions(pixel_size="4"), TrainOptions(steps=0), TrainOptions(minutes=-1)):
        with pytest.raises(TrainingError):
            lite.with_options(wrong)
    words = msgspec.structs.replace(lite.about, limits="other words")
    assert msgspec.structs.replace(lite, about=words).identity == lite.identity
    assert msgspec.structs.replace(lite, validation=0.3).identity != lite.identity


class Encoder(torch.nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(channels, 4, 3)
        self.bn1 = torch.nn.BatchNorm2d(4)


def test_weights_come_from_a_file_under_torchvisions_names(tmp_path):
    theirs = Encoder(3)
    given = {key: value.clone() for key, value in theirs.state_dict().items()}
    save_file({**given, "fc.weight": torch.zeros(5, 4)}, tmp_path / "a.safetensors")
    save_file({f"encoder.{k}": v for k, v in given.items()}, tmp_path / "b.safetensors")
    for name in ("a", "b"):
        colour, grey = Encoder(3), Encoder(1)
        load_weights(colour, tmp_path / f"{name}.safetensors")
        assert torch.equal(colour.conv1.weight, theirs.conv1.weight)
        load_weights(grey, tmp_path / f"{name}.safetensors")
        shown = torch.rand(1, 1, 9, 9)
        answers = grey.conv1(shown), theirs.conv1(shown.repeat(1, 3, 1, 1))
        assert torch.allclose(*answers, atol=1e-5)
    save_file({"conv1.weight": given["conv1.weight"]}, tmp_path / "c.safetensors")
    with pytest.raises(TrainingError, match="lacks 5 of the encoder's 6"):
        load_weights(Encoder(3), tmp_path / "c.safetensors")
    save_file({**given, "bn1.bias": torch.zeros(9)}, tmp_path / "d.safetensors")
    with pytest.raises(TrainingError, match="shape"):
        load_weights(Encoder(3), tmp_path / "d.safetensors")
