"""Tests, curves and sureness agree with numbers that are known from elsewhere."""

import numpy as np
import pytest
import torch

from graticule.annotations import Example
from graticule.errors import TrainingError
from graticule.evaluation.calibration import Sureness, best_temperature
from graticule.evaluation.fairness import choose
from graticule.evaluation.reliability import Reliability
from graticule.evaluation.statistics import (
    fitted_curve,
    paired_test,
    saving_factor,
    spread_of,
)
from graticule.geometry import Box
from graticule.models import load_pack


def test_student_s_own_example():
    # Student 1908, "The probable error of a mean": extra hours of sleep by two drugs
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    test = paired_test(second, first)
    assert test is not None
    assert (test.pairs, test.difference) == (10, pytest.approx(1.58))
    assert test.t == pytest.approx(4.0621, abs=1e-4)
    assert test.p == pytest.approx(0.002833, abs=1e-6)


def test_parts_without_a_value_are_no_pairs():
    test = paired_test([0.5, 0.6, float("nan")], [0.4, 0.4, 0.1])
    assert test is not None
    assert test.pairs == 2
    assert paired_test([0.5, float("nan")], [0.4, 0.4]) is None
    same = paired_test([0.5, 0.6], [0.4, 0.5])
    assert same is not None
    assert np.isnan(same.p)


def test_a_power_law_is_found_again():
    areas = np.array([0.1, 0.3, 0.6, 1.2, 2.2])
    found = fitted_curve(areas, 0.7 - 0.2 * areas**-0.4)
    assert found is not None
    assert (found.limit, found.drop, found.rate) == pytest.approx((0.7, 0.2, 0.4), abs=0.01)
    assert fitted_curve([1, 1, 2], [0.1, 0.2, 0.3]) is None


@pytest.mark.parametrize("values", [[0.9, 0.5, 0.3], [0.1, 0.5, 0.99], [0.5, 0.5, 0.5]])
def test_a_curve_stays_within_what_is_possible(values):
    found = fitted_curve([1, 2, 4], values)
    assert found is not None
    assert found.limit <= 1
    assert found.drop >= 0


def test_the_saving_of_the_paper():
    # Rijpkema et al. 2026, 3.2: 0.36 at 0.6 dm² with pretraining, 0.34 at 2.2 dm² from scratch
    pretrained = [0.1, 0.3, 0.6, 2.2], [0.18, 0.27, 0.36, 0.56]
    scratch = [0.1, 0.3, 0.6, 2.2], [0.14, 0.20, 0.26, 0.34]
    factor = saving_factor(pretrained, scratch)
    assert factor is not None
    assert 3.67 < factor < 5
    assert saving_factor(scratch, pretrained) is None
    assert saving_factor(scratch, scratch) == pytest.approx(1)


def test_a_violin_has_its_five_numbers():
    spread = spread_of([0.1, 0.2, 0.3, 0.4, 0.9, float("nan")])
    assert spread is not None
    assert spread.five == pytest.approx((0.1, 0.2, 0.3, 0.4, 0.9))
    assert 0.1 < spread.places[int(spread.density.argmax())] < 0.4
    assert spread_of([]) is None


def test_reliability_by_hand():
    sure = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55])
    right = np.array([True, True, True, False, True, False])
    found = Reliability.of(sure, right)
    assert found.pixels == 6
    assert found.error == pytest.approx((4 * abs(0.95 - 0.75) + 2 * abs(0.55 - 0.5)) / 6)
    assert found.lean == pytest.approx(sure.mean() - right.mean())
    halves = Reliability.of(sure[:3], right[:3]) + Reliability.of(sure[3:], right[3:])
    assert np.allclose(halves.table, found.table)
    assert Reliability.of(np.array([1.0]), np.array([True])).error == 0


@pytest.mark.parametrize("sureness", [0.7, 2.0])
def test_sureness_is_told_and_what_would_cure_it(sureness):
    rng = np.random.default_rng(0)
    logit = rng.normal(0, 2, (100, 200))
    truth = (rng.random(logit.shape) < 1 / (1 + np.exp(-logit))).astype(np.uint8)
    truth[:10] = 255
    given = torch.from_numpy(np.stack([np.zeros_like(logit), logit * sureness, 9 + logit]))
    counted = Sureness.begin(2, 1.0)  # the third plane is no class
    counted.add(Box(0, 0, 200, 100), given, truth)
    assert counted.everywhere.pixels == 90 * 200
    assert counted.marked.pixels == int((logit[10:] > 0).sum())
    assert best_temperature(counted.costs) == pytest.approx(sureness, rel=0.12)
    assert (counted.everywhere.lean > 0) == (sureness > 1)
    cured = Sureness.begin(2, sureness)
    cured.add(Box(0, 0, 200, 100), given, truth)
    assert cured.everywhere.error < counted.everywhere.error / 2


def pack_that_learned(**training):
    import msgspec

    return msgspec.structs.replace(load_pack("particles"), training=training)


def images(*names, validation=()):
    zeros = np.zeros((8, 8), np.int32)
    return [
        Example(name, np.full((8, 8, 1), ord(name), np.uint8), zeros, name in validation)
        for name in names
    ]


def test_what_was_learned_from_is_refused_by_its_name():
    a, b, c = images("a", "b", "c")
    pack = pack_that_learned(
        training_sha256=[b.content], validation_sha256=[c.content], training_images=1
    )
    with pytest.raises(TrainingError, match="has learned from b:"):
        choose([pack], [a, b, c], "all")
    chosen = choose([pack], [a, b, c], "validation")
    assert [s.name for s in chosen.sources] == ["c"]
    assert "by their content none of them" in chosen.learned
    rival = pack_that_learned(training_sha256=[c.content])
    with pytest.raises(TrainingError, match="has learned from c:"):
        choose([pack, rival], [a, b, c], "validation")


def test_another_name_hides_no_leak():
    (a,) = images("a")
    twin = Example("z", a.image, a.truth)
    with pytest.raises(TrainingError, match="learned from z:"):
        choose([pack_that_learned(training_sha256=[a.content])], [twin], "all")


def test_without_fingerprints_that_is_said():
    sources = images("a", "b", validation=("b",))
    old = pack_that_learned(validation_names=["a"], training_images=9)
    chosen = choose([old], sources, "validation")
    assert [s.name for s in chosen.sources] == ["a"]
    assert "kept no fingerprints" in chosen.learned
    apart = choose([pack_that_learned()], sources, "validation")
    assert [s.name for s in apart.sources] == ["b"]
    with pytest.raises(TrainingError, match="--split all"):
        choose([pack_that_learned()], sources[:1], "validation")
