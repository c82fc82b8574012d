"""A training can be killed at any moment and ends with the weights of an undisturbed one."""

import signal
import subprocess
import sys
import time
from contextlib import closing

import msgspec
import numpy as np
import pytest
import torch
from torch import nn

from graticule.annotations import Example
from graticule.errors import TrainingError
from graticule.learn.events import Ended, StepDone
from graticule.learn.loop import Trainer
from graticule.learn.losses import LossWeights
from graticule.learn.objectives.segmentation import Segmentation
from graticule.learn.optim import LoopSettings
from graticule.learn.patches import Augmentation, Loader, Sampler, Target, View
from graticule.models import Normalisation

TARGET = Target("particles", 2)

SETTINGS = LoopSettings(
    steps=12, batch=2, warm_up=3, checkpoint=4, rate=1e-2, mixed_precision=False
)


class Small(nn.Module):
    """A network small enough for a test, with what matters: an encoder and a running mean."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU())
        self.head = nn.Conv2d(8, 3, 3, padding=1)

    def forward(self, x):
        return self.head(self.encoder(x))


def loader():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 60, (80, 90, 1)).astype(np.uint8)
    labels = np.zeros((80, 90), np.int32)
    for number, (top, left) in enumerate(((10, 10), (10, 34), (50, 50)), start=1):
        labels[top : top + 24, left : left + 24] = number
    image[labels > 0] += 150
    examples = [Example("a", image, labels)] * 2
    sampler = Sampler(examples, View(32), Normalisation((0.5,), (0.5,)), target=TARGET)
    return Loader(sampler, Augmentation(invert=0, shading=0), SETTINGS.batch)


def steps(events):
    return [event for event in events if isinstance(event, StepDone)]


def trainer(settings=SETTINGS, identity="test"):
    torch.manual_seed(0)
    return Trainer(Segmentation(Small(), LossWeights()), settings, identity)


def test_a_resumed_run_ends_with_the_same_weights(tmp_path):
    whole, broken = trainer(), trainer()
    told = list(whole.run(loader, tmp_path / "whole"))
    assert told[-1] == Ended("steps", 12)
    events = steps(told)
    assert [event.step for event in events] == list(range(1, 13))
    with closing(broken.run(loader, tmp_path / "broken")) as running:
        for event in running:
            if event.step == 6:
                break
    resumed = trainer()
    resumed.load(tmp_path / "broken")
    later = steps(resumed.run(loader, tmp_path / "broken"))
    assert [event.step for event in later] == list(range(7, 13))
    assert [event.loss for event in later] == [event.loss for event in events[6:]]
    for key, value in whole.network.state_dict().items():
        assert torch.equal(value, resumed.network.state_dict()[key])
        assert torch.equal(whole.mean[key], resumed.mean[key])


def test_a_finished_training_needs_no_images(tmp_path):
    done = trainer()
    list(done.run(loader, tmp_path / "point"))

    def never():
        raise AssertionError("no images are needed any more")

    again = trainer()
    again.load(tmp_path / "point")
    assert list(again.run(never, tmp_path / "point")) == []
    assert torch.equal(again.mean["head.weight"], done.mean["head.weight"])


def test_it_learns(tmp_path):
    settings = msgspec.structs.replace(SETTINGS, steps=60, checkpoint=1000)
    losses = [event.loss for event in steps(trainer(settings).run(loader, tmp_path / "a"))]
    assert np.mean(losses[-10:]) < 0.6 * np.mean(losses[:5])


def moved(clip: float, folder, **settings) -> float:
    """How far one step of plain descent at rate 1 goes."""
    one = msgspec.structs.replace(
        SETTINGS, steps=1, warm_up=0, rate=1.0, encoder_rate=1.0, optimizer="sgd", momentum=0.0,
        decay=0.0, schedule="constant", clip=clip, **settings,
    )  # fmt: skip
    run = trainer(one)
    before = {name: value.clone() for name, value in run.network.named_parameters()}
    list(run.run(loader, folder))
    far = sum(
        float(((value - before[name]) ** 2).sum()) for name, value in run.network.named_parameters()
    )
    return far**0.5


@pytest.mark.parametrize("mixed", [False, True])
def test_a_gradient_is_cut_to_the_largest_norm(tmp_path, mixed):
    free = moved(0, tmp_path / "free", mixed_precision=mixed)
    for share in (0.5, 0.01):
        cut = moved(share * free, tmp_path / str(share), mixed_precision=mixed)
        assert cut == pytest.approx(share * free, rel=1e-3)
    assert moved(2 * free, tmp_path / "wide", mixed_precision=mixed) == pytest.approx(free)


def test_the_mean_of_the_weights_is_lent_and_given_back(tmp_path):
    run = trainer()
    list(run.run(loader, tmp_path / "a"))
    before = run.network.state_dict()["head.weight"].clone()
    with run.averaged() as network:
        assert not network.training
        assert torch.equal(network.state_dict()["head.weight"], run.mean["head.weight"])
        assert not torch.equal(network.state_dict()["head.weight"], before)
    assert torch.equal(run.network.state_dict()["head.weight"], before)


def test_checkpoints_that_do_not_fit_are_refused_in_one_line(tmp_path):
    path = tmp_path / "point"
    list(trainer().run(loader, path))
    with pytest.raises(TrainingError, match="other settings"):
        trainer(identity="another").load(path)
    data = path.read_bytes()
    for spoilt in (b"", data[:100], data[:-7], b"x" * 200):
        path.write_bytes(spoilt)
        with pytest.raises(TrainingError, match="no checkpoint") as caught:
            trainer().load(path)
        assert "\n" not in str(caught.value)


def test_a_loss_that_is_no_number_ends_the_training(tmp_path):
    settings = msgspec.structs.replace(SETTINGS, rate=1e25, encoder_rate=1e8)
    with pytest.raises(TrainingError, match="lower the rate"):
        list(trainer(settings).run(loader, tmp_path / "a"))


KILLED = """
import sys, torch
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_learn_loop import *
torch.set_num_threads(1)
run = trainer(msgspec.structs.replace(SETTINGS, steps=100000, checkpoint=1))
for event in run.run(loader, Path(sys.argv[2])):
    print(event.step, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_training_leaves_a_whole_checkpoint(tmp_path):
    path = tmp_path / "point"
    here = __file__.rsplit("/", 1)[0]
    command = [sys.executable, "-c", KILLED, here, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if int(line) == 5:
                break
        time.sleep(0.013)
        process.kill()
    survivor = trainer(msgspec.structs.replace(SETTINGS, steps=100000, checkpoint=1))
    survivor.load(path)
    assert survivor.step >= 5
