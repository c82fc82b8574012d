"""Counts, blanks and limits: against tables, closed forms and simulated truth."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from graticule.counting.poisson import (
    Estimate,
    blank_mean,
    blank_spread,
    counted,
    detectable,
    without_blank,
)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Pearson & Hartley, Biometrika Tables for Statisticians I (1966), table 40, two-sided 95%.
    [(0, 0.0, 3.69), (1, 0.0253, 5.57), (5, 1.62, 11.67), (10, 4.80, 18.39), (50, 37.11, 65.92)],
)
def test_interval_is_that_of_the_tables(count, low, high):
    found = counted(count)
    assert found.value == count
    assert found.low == pytest.approx(low, abs=0.006)
    assert found.high == pytest.approx(high, abs=0.006)


@given(st.integers(0, 400), st.sampled_from([0.9, 0.95, 0.99]))
@settings(max_examples=60, deadline=None)
def test_interval_ends_where_the_count_would_be_rare(count, confidence):
    found, tail = counted(count, confidence), (1 - confidence) / 2
    assert stats.poisson.cdf(count, found.high) == pytest.approx(tail)
    if count:
        assert stats.poisson.sf(count - 1, found.low) == pytest.approx(tail)


def test_blank_corrected_interval_holds_the_truth_as_often_as_it_says():
    rng, hits, rounds = np.random.default_rng(3), 0, 400
    for _ in range(rounds):
        blanks = rng.poisson(6, 3).tolist()
        mean = blank_mean(blanks, [2, 2, 2], confidence=0.95, fewest=3)
        found = without_blank(counted(int(rng.poisson(6 + 15))).times(2), mean)
        hits += found.low <= 30 <= found.high
    assert hits / rounds >= 0.94


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.floats(1, 50))
@settings(max_examples=80, deadline=None)
def test_blanks_are_told_in_proportion_to_the_filter(counts, factor):
    one = blank_mean(counts, [1.0] * len(counts), confidence=0.95, fewest=3)
    many = blank_mean(counts, [factor] * len(counts), confidence=0.95, fewest=3)
    assert many.value == pytest.approx(one.value * factor)
    assert many.high == pytest.approx(one.high * factor)
    assert one.low <= one.value <= one.high
    assert one.value == pytest.approx(np.mean(counts))


def test_spread_of_many_blanks_is_theirs_and_of_few_poissons():
    found, how = blank_spread([2, 4, 6], [1, 1, 1], fewest=3)
    assert found == pytest.approx(2.0)
    assert "1983" in how
    few, how = blank_spread([4], [10.0], fewest=3)
    assert few == pytest.approx(20.0)  # 10 √4
    assert "Poisson" in how


def test_detectable_number_is_curries():
    # Currie 1968, table II, paired observations (n = 1): 2.71 + 4.65 √B.
    assert detectable([9], [1.0], 1.0) == pytest.approx(2.71 + 4.65 * 3, abs=0.02)
    # A blank that is known as if from very many: 2.71 + 3.29 √B.
    assert detectable([9] * 10_000, [1.0] * 10_000, 1.0) == pytest.approx(2.71 + 3.29 * 3, abs=0.02)
    assert detectable([0, 0], [1.0, 1.0], 1.0) == pytest.approx(2.71, abs=0.01)


def test_detectable_number_is_detected_nineteen_times_of_twenty():
    """A tenth of each filter counted: 5% of blanks and 95% of such samples pass Currie's limit."""
    rng, factor, rounds, mean = np.random.default_rng(8), 10.0, 20_000, 400.0
    least = detectable([40, 40, 40], [factor] * 3, factor)
    blank = rng.poisson(mean / factor, (rounds, 3)).mean(1) * factor
    limit = 1.645 * math.sqrt(factor * mean * (1 + 1 / 3))
    nothing = rng.poisson(mean / factor, rounds) * factor - blank
    something = rng.poisson((mean + least) / factor, rounds) * factor - blank
    assert (nothing > limit).mean() == pytest.approx(0.05, abs=0.015)
    assert (something > limit).mean() == pytest.approx(0.95, abs=0.015)


def test_no_less_than_nothing_is_left():
    found = without_blank(Estimate(2, 0.2, 7.2), Estimate(9, 6, 13))
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high >= 0
