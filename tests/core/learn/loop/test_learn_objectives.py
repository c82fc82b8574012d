"""The loop knows no task: two views and a momentum network, or lists of targets, go through it."""

import copy
import signal
import subprocess
import sys
from contextlib import closing
from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from graticule.errors import TrainingError
from graticule.learn.checkpoint import read_progress
from graticule.learn.events import Ended, StepDone
from graticule.learn.loop import Trainer
from graticule.learn.objective import Objective
from graticule.learn.optim import LoopSettings

SETTINGS = LoopSettings(
    steps=14, batch=4, warm_up=2, checkpoint=3, rate=1e-2, mixed_precision=False
)


class Views(NamedTuple):
    """Two views (n, 1, h, w) of the same places."""

    first: Tensor
    second: Tensor

    def to(self, device):
        return Views(*(view.to(device) for view in self))


class Pairs:
    """Noise, and the same noise a little changed."""

    waited = 0.0

    def batches(self, start=0):
        while True:
            chance = torch.Generator().manual_seed(start)
            first = torch.rand((4, 1, 16, 16), generator=chance)
            yield Views(first, first + 0.1 * torch.rand(first.shape, generator=chance))
            start += 1


class Online(nn.Module):
    """What follows the gradient; only the encoder would be packed."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 6, 3), nn.BatchNorm2d(6), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
        )
        self.predictor = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 6))


class Momentum(Objective[Views]):
    """Each view is to tell what a slowly following network says of the other; a queue beside."""

    def __init__(self, network):
        super().__init__(network)
        self.teacher = copy.deepcopy(network.encoder).requires_grad_(False)
        self.queue = torch.zeros(8, 6)
        self.place = torch.zeros((), dtype=torch.int64)

    def loss(self, network, batch):
        with torch.no_grad():
            targets = [self.teacher(view) for view in batch]
            place = int(self.place)
            self.queue[place : place + 4] = targets[0]
            self.place.fill_((place + 4) % 8)
        told = [network.predictor(network.encoder(view)) for view in batch]
        near = F.cosine_similarity(told[0], targets[1]) + F.cosine_similarity(told[1], targets[0])
        return (2 - near).mean() + 0.01 * (told[0] @ self.queue.T).square().mean()

    @torch.no_grad()
    def after_step(self, network, progress):
        keep = 1 - (1 - 0.9) * (np.cos(np.pi * progress) + 1) / 2
        for own, other in zip(self.teacher.parameters(), network.encoder.parameters(), strict=True):
            own.lerp_(other, 1 - keep)

    def to(self, device):
        self.teacher.to(device)
        self.queue, self.place = self.queue.to(device), self.place.to(device)

    def state_dict(self):
        teacher = {f"teacher.{key}": value for key, value in self.teacher.state_dict().items()}
        return {**teacher, "queue": self.queue, "place": self.place}

    def load_state_dict(self, state):
        self.teacher.load_state_dict(
            {key: state[f"teacher.{key}"] for key in self.teacher.state_dict()}
        )
        self.queue, self.place = state["queue"].clone(), state["place"].clone()


def momentum(settings=SETTINGS):
    torch.manual_seed(0)
    return Trainer(Momentum(Online()), settings, "two views")


def steps(events):
    return [event for event in events if isinstance(event, StepDone)]


def test_a_momentum_network_that_is_stopped_goes_on_to_the_same_bytes(tmp_path):
    whole = momentum()
    told = list(whole.run(Pairs, tmp_path / "whole"))
    assert told[-1] == Ended("steps", 14)
    with closing(momentum().run(Pairs, tmp_path / "broken")) as running:
        for event in running:
            if event.step == 5:
                break
    resumed = momentum()
    resumed.load(tmp_path / "broken")
    later = steps(resumed.run(Pairs, tmp_path / "broken"))
    assert [event.loss for event in later] == [event.loss for event in steps(told)[5:]]
    same(whole, resumed)
    assert not torch.equal(whole.objective.teacher[0].weight, whole.network.encoder[0].weight)


KILLED = """
import sys, torch
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_learn_objectives import *
torch.set_num_threads(1)
for event in momentum().run(Pairs, Path(sys.argv[2])):
    print(getattr(event, "step", 0), flush=True)
    sys.stdin.readline()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
@pytest.mark.parametrize("step", [4, 8, 13])
@pytest.mark.usefixtures("one_thread")  # as the process that is killed
def test_a_momentum_network_that_is_killed_goes_on_to_the_same_bytes(tmp_path, step):
    whole = momentum()
    list(whole.run(Pairs, tmp_path / "whole"))
    here = __file__.rsplit("/", 1)[0]
    command = [sys.executable, "-c", KILLED, here, str(tmp_path / "killed")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == step:
                process.kill()
                break
            process.stdin.write("\n")
            process.stdin.flush()
    last = read_progress(tmp_path / "killed")
    assert last is not None
    assert last.step == step // 3 * 3  # the newest checkpoint, not the newest step
    resumed = momentum()
    resumed.load(tmp_path / "killed")
    list(resumed.run(Pairs, tmp_path / "killed"))
    same(whole, resumed)


def test_what_a_rehearsal_does_to_the_momentum_network_is_forgotten():
    run = momentum()
    before = {key: value.clone() for key, value in run.objective.state_dict().items()}
    with run.rehearsal():
        run.learn(next(Pairs().batches()))
        assert not torch.equal(run.objective.queue, before["queue"])
    for key, value in run.objective.state_dict().items():
        assert torch.equal(value, before[key])


def test_a_checkpoint_without_the_objectives_state_is_refused_in_one_line(tmp_path):
    class Forgetful(Momentum):
        def state_dict(self):
            return {}

    torch.manual_seed(0)
    list(Trainer(Forgetful(Online()), SETTINGS, "two views").run(Pairs, tmp_path / "point"))
    with pytest.raises(TrainingError, match="no checkpoint of this network") as caught:
        momentum().load(tmp_path / "point")
    assert "\n" not in str(caught.value)


class Boxes(NamedTuple):
    """Images of any sizes and what is in each: a list of lists, as detectors have it."""

    images: list[Tensor]
    targets: list[dict[str, Tensor]]

    def to(self, device):
        return Boxes(
            [image.to(device) for image in self.images],
            [{key: value.to(device) for key, value in each.items()} for each in self.targets],
        )


class Outlines:
    """Two images of different sizes, with no, one, two … things in them."""

    waited = 0.0

    def batches(self, start=0):
        while True:
            chance = torch.Generator().manual_seed(start)
            images = [torch.rand((1, 12 + start % 3, 10 + i), generator=chance) for i in range(2)]
            targets = [{"boxes": torch.rand((start % 3 + i, 4), generator=chance)} for i in (0, 1)]
            yield Boxes(images, targets)
            start += 1


class Counting(Objective[Boxes]):
    """How many boxes an image has, by its mean: enough to show what passes through the loop."""

    def loss(self, network, batch):
        found = torch.cat([network(image[None]).mean(dim=(1, 2, 3)) for image in batch.images])
        wanted = torch.tensor([float(len(each["boxes"])) for each in batch.targets])
        return F.mse_loss(found, wanted)


def test_lists_of_targets_per_image_go_through_the_same_loop(tmp_path):
    torch.manual_seed(0)
    run = Trainer(Counting(nn.Conv2d(1, 1, 3)), SETTINGS, "lists")
    told = steps(run.run(Outlines, tmp_path / "point"))
    assert len(told) == SETTINGS.steps
    assert run.objective.state_dict() == {}


def same(one, other):
    """All weights, their mean, the optimiser's memory and the objective's state are equal."""
    for key, value in one.network.state_dict().items():
        assert torch.equal(value, other.network.state_dict()[key]), key
        assert torch.equal(one.mean[key], other.mean[key]), key
    ours, theirs = one.objective.state_dict(), other.objective.state_dict()
    assert ours.keys() == theirs.keys()
    for key, value in ours.items():
        assert torch.equal(value, theirs[key]), key
    for (_, a), (_, b) in zip(
        sorted(one.optimizer.state_dict()["state"].items()),
        sorted(other.optimizer.state_dict()["state"].items()),
        strict=True,
    ):
        assert all(torch.equal(a[key], b[key]) for key in a)
