import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from graticule.segment.outputs import (
    LogitsPart,
    as_logits,
    decide,
    decide_on_device,
    enlarged,
    probabilities,
)


def random_logits(count, seed, spread=4.0):
    rng = np.random.default_rng(seed)
    return (rng.normal(0, spread, (count, 23, 37))).astype(np.float32)


def by_definition(logits, classes, temperature=1.0):
    scaled = logits[:classes].astype(np.float64) / temperature
    p = np.exp(scaled - scaled.max(axis=0))
    p /= p.sum(axis=0)
    return scaled.argmax(axis=0), -(p * np.log(p + 1e-300)).sum(axis=0) / math.log(classes)


@settings(deadline=None, max_examples=40)
@given(st.integers(2, 9), st.integers(0, 99), st.floats(0.2, 4), st.floats(0.5, 40))
def test_class_and_entropy_are_those_of_the_softmax(classes, seed, temperature, spread):
    logits = random_logits(classes, seed, spread)
    best, entropy = by_definition(logits, classes, temperature)
    found = decide(logits, classes, temperature=temperature)
    assert (found[0] == best).all()
    assert np.abs(found[1] - entropy * 255).max() <= 0.51  # the nearest byte


def test_a_last_logit_more_is_the_distance():
    logits = random_logits(4, 1)
    found = decide(logits, 3)
    assert (found[0] == decide(logits[:3], 3)[0]).all()
    assert np.abs(found[2] - 255 / (1 + np.exp(-logits[3].astype(float)))).max() <= 1.0


def test_even_odds_are_most_uncertain_and_go_to_the_lower_class():
    found = decide(np.zeros((5, 4, 4), np.float32), 5)
    assert (found[0] == 0).all()
    assert (found[1] == 255).all()
    sure = np.zeros((5, 4, 4), np.float32)
    sure[3] = 30
    assert (decide(sure, 5)[:, 0, 0] == (3, 0)).all()


@pytest.mark.parametrize("order", ["C", "F"])
def test_memory_order_does_not_matter(order):
    logits = random_logits(6, 2)
    assert (decide(np.asarray(logits, order=order), 6) == decide(logits, 6)).all()
    assert (decide(logits[:, 3:9, 5:20], 6) == decide(logits, 6)[:, 3:9, 5:20]).all()


@pytest.mark.parametrize("count", [3, 4])
def test_a_gpu_would_say_the_same(count):
    logits = random_logits(count, 3)
    here = decide(logits, 3, temperature=1.3).astype(int)
    there = decide_on_device(torch.from_numpy(logits), 3, temperature=1.3).astype(int)
    assert (here[0] == there[0]).all()
    assert np.abs(here - there).max() <= 1


def test_probabilities_and_back():
    logits = torch.from_numpy(random_logits(4, 4))[None]
    again = as_logits(probabilities(logits, 3, temperature=1.0), 3)
    assert np.abs(decide(again[0].numpy(), 3).astype(int) - decide(logits[0].numpy(), 3)).max() <= 1


@pytest.mark.parametrize("factor", [1, 2, 4])
@pytest.mark.parametrize("kept", [(slice(0, 23), slice(0, 37)), (slice(5, 22), slice(7, 8))])
def test_what_is_kept_is_enlarged_as_the_whole_would_be(factor, kept):
    logits = random_logits(4, 5)
    part = LogitsPart(*kept, factor)
    whole = enlarged(torch.from_numpy(logits)[None], factor)[0]
    expected = decide(whole[:, *kept].numpy(), 3, temperature=1.2).astype(int)
    here = decide(logits, 3, temperature=1.2, part=part)
    there = decide_on_device(torch.from_numpy(logits), 3, temperature=1.2, part=part)
    assert (here[0] == expected[0]).all()
    assert (there[0] == expected[0]).all()
    assert np.abs(here - expected).max() <= 1
    assert np.abs(there - expected).max() <= 1


def test_the_edge_is_enlarged_as_well():
    logits = random_logits(3, 6)
    part = LogitsPart(slice(0, 46), slice(0, 74), 2)
    expected = decide(enlarged(torch.from_numpy(logits)[None], 2)[0].numpy(), 3).astype(int)
    assert np.abs(decide(logits, 3, part=part) - expected).max() <= 1
    one = LogitsPart(slice(0, 4), slice(0, 4), 4)
    assert (decide(logits[:, :1, :1], 3, part=one) == decide(logits[:, :1, :1], 3)).all()
