"""Rates and plans are what the papers say, and a plan may change on the way."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from graticule.learn.optim import LoopSettings, build_optimizer, rate_at, set_rate
from graticule.learn.progress import Plan


def test_the_rate_drops_every_fifteen_of_120_epochs():
    settings = LoopSettings(
        steps=1200, rate=0.01, schedule="drops", drop=0.75, drop_every=0.125, warm_up=0
    )
    rates = [rate_at(settings, Plan.of(1200), epoch * 10) for epoch in range(120)]
    assert rates[0] == rates[14] == 0.01
    assert rates[15] == pytest.approx(0.0075)
    assert rates[119] == pytest.approx(0.01 * 0.75**7)
    assert len(set(rates)) == 8


def test_a_cosine_begins_with_a_warm_up_and_ends_at_a_hundredth():
    settings = LoopSettings(steps=1000, rate=1.0, warm_up=50)
    rates = [rate_at(settings, Plan.of(1000), step) for step in range(1001)]
    assert rates[:2] == [pytest.approx(1 / 50), pytest.approx(2 / 50)]
    assert max(rates) == rates[50] == 1
    assert rates[525] == pytest.approx(0.5, abs=0.01)
    assert all(a >= b for a, b in pairwise(rates[50:]))
    assert rates[1000] == pytest.approx(0.01)
    constant = LoopSettings(steps=1000, rate=1.0, warm_up=0, schedule="constant")
    assert {rate_at(constant, Plan.of(1000), step) for step in range(0, 1000, 99)} == {1.0}


def test_a_short_training_warms_up_shortly():
    settings = LoopSettings(steps=40, rate=1.0, warm_up=100)
    assert rate_at(settings, Plan.of(40), 4) == 1


@given(
    steps=st.integers(1, 5000),
    turns=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 9000)), max_size=4),
)
def test_progress_never_jumps_and_ends_at_one(steps, turns):
    plan = Plan.of(steps)
    at = 0
    for share, wanted in turns:
        at = max(at + 1, int(share * plan.steps))
        if at >= plan.steps:
            break
        before = plan.progress(at)
        plan = plan.changed(at, wanted)
        assert plan.progress(at) == pytest.approx(before)
        assert plan.steps == max(at + 1, wanted)
    told = [plan.progress(step) for step in range(0, plan.steps + 1, max(1, plan.steps // 50))]
    assert told == sorted(told)
    assert (plan.progress(0), plan.progress(plan.steps), plan.progress(10**6)) == (0, 1, 1)


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Conv2d(1, 2, 3)
        self.head = nn.Conv2d(2, 2, 1)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("adamw", torch.optim.AdamW), ("adam", torch.optim.Adam), ("sgd", torch.optim.SGD)],
)
def test_the_encoder_learns_at_its_share_and_biases_do_not_decay(name, kind):
    settings = LoopSettings(steps=10, optimizer=name, encoder_rate=0.25, decay=0.1, momentum=0.8)
    network = Two()
    optimizer = build_optimizer(network, settings)
    assert type(optimizer) is kind
    set_rate(optimizer, 0.4)
    told = {
        id(parameter): (group["lr"], group["weight_decay"])
        for group in optimizer.param_groups
        for parameter in group["params"]
    }
    assert told[id(network.encoder.weight)] == (pytest.approx(0.1), 0.1)
    assert told[id(network.encoder.bias)] == (pytest.approx(0.1), 0)
    assert told[id(network.head.weight)] == (0.4, 0.1)
    if name == "sgd":
        assert optimizer.param_groups[0]["momentum"] == 0.8
