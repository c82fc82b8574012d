"""A network is judged as its users will use it."""

import numpy as np
import pytest
import torch
from torch import nn

from graticule.annotations import Example
from graticule.evaluation.assess import Reader, assess, fitted_temperature
from graticule.models import Normalisation


class Told(nn.Module):
    """A network that reads its answer from the pixels: above 0 is particle, and how deep."""

    def forward(self, x):
        return torch.cat([-20 * x, 20 * x, 8 * x - 3], dim=1)


def squares():
    labels = np.zeros((45, 70), np.int32)
    labels[5:25, 5:25] = 1
    labels[5:25, 25:45] = 2
    image = np.zeros((45, 70, 1), np.float32)
    image[5:25, 5:45] = 0.9
    image[5:25, 23:27] = 0.55  # a dent where the two meet
    return Example("squares", image, labels)


@pytest.mark.parametrize("margin", [0, 64])
def test_a_network_that_knows_is_told_so(margin):
    reader = Reader(Normalisation((0.5,), (0.5,)), stride=32, classes=2, margin=margin)
    example = squares()
    ((answer, counts),) = assess(Told(), reader, [example])
    assert answer.classes.shape == example.truth.shape
    assert answer.distance.dtype == np.uint8
    assert (counts.dice, counts.found, counts.spurious, counts.missed) == (1, 2, 0, 0)


def test_without_a_distance_components_are_particles():
    class Plain(nn.Module):
        def forward(self, x):
            return torch.cat([-x, x], dim=1)

    reader = Reader(Normalisation((0.5,), (0.5,)), stride=32, classes=2)
    ((answer, counts),) = assess(Plain(), reader, [squares()])
    assert answer.distance is None
    assert (counts.found, counts.missed) == (0, 2)  # the two are taken for one


@pytest.mark.parametrize("sureness", [0.7, 1.0, 2.5])
def test_the_temperature_undoes_too_much_sureness(sureness):
    rng = np.random.default_rng(0)
    logit = rng.normal(0, 2, (100, 200))
    truth = (rng.random(logit.shape) < 1 / (1 + np.exp(-logit))).astype(np.uint8)
    given = torch.from_numpy(np.stack([np.zeros_like(logit), logit * sureness]))
    assert fitted_temperature([(given, truth)]) == pytest.approx(sureness, rel=0.06)
