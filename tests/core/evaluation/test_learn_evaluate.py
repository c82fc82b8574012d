"""Metrics agree with cases counted by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graticule.evaluation.particles import PixelCounts, compare, summary


def labels(*boxes, shape=(20, 20)):
    out = np.zeros(shape, np.int32)
    for number, (top, left, height, width) in enumerate(boxes, start=1):
        out[top : top + height, left : left + width] = number
    return out


def test_a_perfect_result():
    truth = labels((0, 0, 5, 5), (10, 10, 4, 4))
    counts = compare(truth, truth)
    assert (counts.dice, counts.iou, counts.aji_plus, counts.f1) == (1, 1, 1, 1)
    assert (counts.found, counts.spurious, counts.missed) == (2, 0, 0)


def test_by_hand():
    truth = labels((0, 0, 4, 5), (10, 0, 4, 5))  # 20 px each
    result = labels((0, 0, 4, 4), (10, 0, 1, 5), (18, 18, 2, 2))  # 16, 5 and 4 px
    counts = compare(result, truth)
    assert (counts.shared, counts.given, counts.asked) == (21, 25, 40)
    assert counts.dice == pytest.approx(42 / 65)
    assert (counts.found, counts.spurious, counts.missed) == (1, 2, 1)
    assert counts.f1 == pytest.approx(2 / 5)
    assert (counts.joined, counts.spread) == (16 + 5, 20 + 20 + 4)


def test_two_particles_taken_for_one():
    truth = labels((0, 0, 4, 5), (0, 5, 4, 5))
    counts = compare(labels((0, 0, 4, 10)), truth)
    assert counts.dice == 1
    assert (counts.joined, counts.spread) == (20, 40 + 20)  # one match; the other is missed
    assert counts.f1 == 0  # IoU is exactly a half, and more than that is asked for


def test_matches_are_one_to_one_and_the_best_in_sum():
    truth = labels((0, 0, 1, 10), (1, 0, 1, 10))
    result = labels((0, 0, 2, 5), (0, 5, 1, 5))
    # the first answer overlaps both truths alike; matched with the lower one, both are used
    counts = compare(result, truth)
    assert counts.joined == 5 + 5


def test_nothing_to_find():
    empty = np.zeros((5, 5), np.int32)
    assert compare(empty, empty).f1 == 1
    assert compare(empty, empty).aji_plus == 1
    full = labels((0, 0, 5, 5), shape=(5, 5))
    assert (compare(full, empty).aji_plus, compare(empty, full).dice) == (0, 0)
    assert compare(full, full).aji_plus == 1  # no background at all


images = st.integers(0, 1000).map(
    lambda seed: np.random.default_rng(seed).integers(0, 5, (3, 4)).repeat(4, 0).repeat(4, 1)
)


@given(result=images, truth=images, names=st.permutations([1, 2, 3, 4]))
@settings(max_examples=40, deadline=None)
def test_names_and_empty_numbers_do_not_count(result, truth, names):
    renamed = np.array([0, *(name * 1000 for name in names)])[result]
    assert compare(renamed, truth) == compare(result, truth)
    backwards, forwards = compare(truth, result), compare(result, truth)
    assert forwards.dice == backwards.dice
    assert forwards.aji_plus == pytest.approx(backwards.aji_plus)
    assert 0 <= forwards.aji_plus <= forwards.iou + 1e-9 or forwards.spread == 0


def test_sums_are_pooled_and_means_are_not():
    large, small = (
        PixelCounts(shared=90, given=90, asked=90),
        PixelCounts(shared=0, given=10, asked=0),
    )
    told = summary([large, small])
    assert told["dice"] == pytest.approx(180 / 190, abs=1e-4)
    assert told["dice_mean"] == 0.5
    with pytest.raises(ValueError, match="no image"):
        summary([])


def test_sizes_must_agree():
    with pytest.raises(ValueError, match="compared"):
        compare(np.zeros((2, 2), int), np.zeros((2, 3), int))
