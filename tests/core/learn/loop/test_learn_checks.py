"""Checks on the way keep the best weights, and nobody sees that a training was cut in pieces."""

from contextlib import closing

import msgspec
import pytest
import torch

from graticule.learn.checkpoint import read_progress
from graticule.learn.events import Ended, StepDone, Validated, Working
from graticule.learn.folder import Log, TrainingFolder
from graticule.learn.loop import Trainer
from graticule.learn.losses import LossWeights
from graticule.learn.objectives.segmentation import Segmentation
from graticule.learn.optim import LoopSettings
from graticule.learn.patches import Batch
from graticule.learn.progress import Progress

SETTINGS = LoopSettings(
    steps=20, batch=2, warm_up=2, checkpoint=3, rate=1e-2, mixed_precision=False, mean_decay=0.9
)


class Dropping(torch.nn.Module):
    """With dropout, whose chances must be the same for a training that goes on."""

    def __init__(self):
        super().__init__()
        self.encoder = torch.nn.Conv2d(1, 4, 3, padding=1)
        self.drop = torch.nn.Dropout(0.3)
        self.head = torch.nn.Conv2d(4, 2, 1)

    def forward(self, x):
        return self.head(self.drop(self.encoder(x).relu()))


class Feed:
    """Bright squares; the seconds waited are none."""

    waited = 0.0

    def batches(self, start=0):
        while True:
            chance = torch.Generator().manual_seed(start)
            found = torch.rand((2, 16, 16), generator=chance) > 0.7
            pixels = found + 0.3 * torch.rand((2, 16, 16), generator=chance)
            classes = torch.stack([~found, found], dim=1).float()
            yield Batch(pixels[:, None], classes, None, torch.zeros(2, 16, 16))
            start += 1


class Watch:
    """Tells figures that are set beforehand."""

    metric, patience, whole = "dice", 0, 1.0

    def __init__(self, figures, patience=0):
        self.figures = figures
        self.times, self.patience = len(figures), patience
        self.seen = []

    def check(self, network, step):
        assert not network.training
        yield Working("judging", 0, 1)
        self.seen.append(step)
        place = round(step / SETTINGS.steps * self.times) - 1
        return {"dice": self.figures[max(0, place)], "loss": 1.0}


def trainer():
    torch.manual_seed(0)
    return Trainer(Segmentation(Dropping(), LossWeights(dice=0)), SETTINGS, "test")


def test_the_best_weights_are_kept(tmp_path):
    watch, run = Watch([0.2, 0.7, 0.5, float("nan"), 0.6]), trainer()
    means = {}
    for event in run.run(Feed, tmp_path / "point", watch=watch):
        if isinstance(event, Validated):
            means[event.step] = run.mean["head.weight"].clone()
            last = event
    assert watch.seen == [4, 8, 12, 16, 20]
    assert (last.best, last.best_step, last.better) == (0.7, 8, False)
    with run.chosen() as network:
        assert torch.equal(network.state_dict()["head.weight"], means[8])
        assert not torch.equal(means[8], means[20])


def test_patience_ends_it(tmp_path):
    watch, run = Watch([0.5, 0.6, 0.4, 0.3, 0.9], patience=2), trainer()
    events = list(run.run(Feed, tmp_path / "point", watch=watch))
    assert events[-1] == Ended("patience", 8)
    assert run.step == 16


def test_enough_ends_it_with_a_last_check(tmp_path):
    watch, run = Watch([0.5, 0.6, 0.7, 0.8, 0.9]), trainer()
    events = run.run(Feed, tmp_path / "point", watch=watch, kept=lambda: run.step == 6)
    told = [event.step for event in events if isinstance(event, StepDone)]
    assert told == [1, 2, 3, 4, 5, 6]
    assert watch.seen == [4, 6]
    assert run.progress.ended == "kept"


@pytest.mark.parametrize("cuts", [[1], [3, 1, 2], [5, 5, 5, 5], [2, 9, 1, 1, 3]])
def test_a_training_in_pieces_is_the_same_training(tmp_path, cuts):
    figures = [0.1, 0.3, 0.25, 0.2, 0.28]
    whole = trainer()
    folder = TrainingFolder(tmp_path / "whole")
    run_on(whole, folder, Watch(figures, patience=2))
    pieces = TrainingFolder(tmp_path / "pieces")
    for number, cut in enumerate((*cuts, 10**6)):
        broken = trainer()
        if pieces.checkpoint.exists():
            broken.load(pieces.checkpoint)
        # some are closed in order, some fall dead with events that no checkpoint has
        run_on(broken, pieces, Watch(figures, patience=2), cut, dead=number % 2 == 0)
    assert broken.progress.ended == "patience"
    for key, value in whole.best.items():
        assert torch.equal(value, broken.best[key])
        assert torch.equal(whole.mean[key], broken.mean[key])
    assert [plain(event) for event in pieces.events()] == [plain(e) for e in folder.events()]
    assert sum(isinstance(event, StepDone) for event in pieces.events()) == whole.step == 16


def run_on(run, folder, watch, cut=10**6, dead=False):
    """Run until `cut` events; a dead one leaves what a killed process would."""
    log = Log(folder, run.progress)
    events = run.run(Feed, folder.checkpoint, watch=watch, log=log.add)
    left = None
    with closing(events):
        for number, _ in enumerate(events, start=1):
            if number == cut:
                left = folder.checkpoint.read_bytes() if folder.checkpoint.exists() else b""
                break
    log.close()
    if dead and left is not None:
        folder.checkpoint.write_bytes(left)
        if not left:
            folder.checkpoint.unlink()
        with folder.log.open("ab") as file:
            file.write(b'{"id":"","kind":"StepDo')  # torn


def plain(event):
    """Without what the clock says."""
    if isinstance(event, StepDone):
        return event.step, event.loss, event.rate
    return msgspec.to_builtins(event)


def test_how_far_a_training_is_can_be_read_without_it(tmp_path):
    list(trainer().run(Feed, tmp_path / "point"))
    told = read_progress(tmp_path / "point")
    assert told is not None
    assert (told.step, told.ended) == (20, "steps")
    assert read_progress(tmp_path / "none") is None


def test_a_budget_lays_the_steps_out_and_the_plan_stays(tmp_path):
    settings = msgspec.structs.replace(SETTINGS, steps=10**6, minutes=0.02)
    run = Trainer(Segmentation(Dropping(), LossWeights(dice=0)), settings, "test")
    before = {k: v.clone() for k, v in run.network.state_dict().items()}
    events = run.run(Feed, tmp_path / "point", watch=Watch([0.5]))
    for event in events:
        if isinstance(event, StepDone):
            break
    events.close()
    planned = run.plan
    assert 1 < planned.steps < 10**5
    again = Trainer(Segmentation(Dropping(), LossWeights(dice=0)), settings, "test")
    again.load(tmp_path / "point")
    assert again.plan == planned
    assert again.step == 1
    fresh = Trainer(Segmentation(Dropping(), LossWeights(dice=0)), settings, "test")
    fresh.network.load_state_dict(before)
    fresh.progress = Progress("test", plan=planned)
    for _ in zip(range(1), fresh.run(Feed, tmp_path / "other"), strict=False):
        pass
    # what was learned while the speed was measured has left no trace
    assert torch.equal(fresh.network.head.weight, again.network.head.weight)
