"""Size distributions of particles whose sizes are known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graticule.classes import BACKGROUND, ClassInfo
from graticule.geometry import PixelSize
from graticule.particles import (
    LogNormal,
    histogram,
    measure_particles,
    percentiles,
    size_statistics,
    summarise,
)
from graticule.particles.distributions import histogram_by_class, log_normal, quantiles

values = hnp.arrays(float, st.integers(1, 60), elements=st.floats(1e-3, 1e6))


@given(values, st.booleans(), st.one_of(st.none(), st.integers(1, 20)))
def test_every_value_is_in_one_bin(sizes, log, bins):
    found = histogram(sizes, bins=bins, log=log)
    assert sum(found.counts) == len(sizes)
    assert len(found.edges) == len(found.counts) + 1
    assert list(found.edges) == sorted(found.edges)
    assert bins is None or len(found.counts) == bins
    area = sum(d * w for d, w in zip(found.density, np.diff(found.edges), strict=True))
    assert area == pytest.approx(1)


def test_log_bins_have_one_ratio_and_leave_out_what_has_no_logarithm():
    found = histogram(np.array([1, 10, 100, 1000, 0, np.nan]), bins=3, log=True, unit="µm")
    assert found.edges == pytest.approx((1, 10, 100, 1000))
    assert found.counts == (1, 1, 2)
    assert found.unit == "µm"
    assert histogram(np.array([np.nan])).counts == ()


@given(values)
def test_equal_weights_weigh_nothing(sizes):
    even = percentiles(sizes, np.full(len(sizes), 3.0))
    for mine, edge in ((even.d10, sizes.min()), (even.d90, sizes.max())):
        assert sizes.min() <= mine <= sizes.max() or mine == pytest.approx(edge)
    assert even.d10 <= even.d50 <= even.d90
    assert even.d50 == pytest.approx(np.median(sizes))


def test_percentiles_by_number_and_by_area():
    sizes = np.arange(1, 102, dtype=float)
    by_number = percentiles(sizes)
    assert (by_number.d10, by_number.d50, by_number.d90) == (11, 51, 91)
    assert by_number.span == pytest.approx(80 / 51)
    # Ninety small ones and ten large ones that hold nearly all the area.
    sizes = np.r_[np.full(90, 1.0), np.full(10, 10.0)]
    assert percentiles(sizes).d50 == 1
    assert percentiles(sizes, sizes**2).d50 == 10


def test_a_log_normal_sample_gives_its_parameters_back():
    rng = np.random.default_rng(5)
    found = size_statistics(np.exp(rng.normal(math.log(40), 0.5, 20_000)), np.ones(20_000))
    assert found.log_normal.median == pytest.approx(40, rel=0.02)
    assert found.log_normal.geometric_sd == pytest.approx(math.exp(0.5), rel=0.02)
    assert found.mean == pytest.approx(40 * math.exp(0.125), rel=0.03)
    assert found.by_number.d50 == pytest.approx(40, rel=0.03)


def test_no_particles_and_one():
    nothing = size_statistics(np.array([]), np.array([]))
    assert nothing.count == 0
    assert math.isnan(nothing.mean)
    assert math.isnan(nothing.by_area.d50)
    assert math.isnan(nothing.log_normal.median)
    one = size_statistics(np.array([3.0, np.nan]), np.array([7.0, 1.0]))
    assert (one.count, one.mean, one.by_area.d90) == (1, 3, 3)
    assert math.isnan(one.sd)


def test_discs_of_known_radius_give_their_d50_and_their_share(labelled):
    classes = np.zeros((400, 600), np.uint8)
    y, x = np.mgrid[:400, :600]
    for k in range(6):
        radius = 20 if k < 3 else 30
        classes[(x - 50 - 100 * k) ** 2 + (y - 200) ** 2 <= radius**2] = 1 if k < 3 else 2
    labels, _ = labelled(classes)
    names = (BACKGROUND, ClassInfo("bead", (1, 2, 3)), ClassInfo("ball", (4, 5, 6)),
             ClassInfo("none", (7, 8, 9)))  # fmt: skip
    table = measure_particles(labels, classes, pixel_size=PixelSize(0.5, 0.5, "µm"))
    bead, ball, none = summarise(table, names, area_analysed=400 * 600 * 0.25)
    assert (bead.name, bead.count, ball.count, none.count) == ("bead", 3, 3, 0)
    assert bead.size.by_number.d50 == pytest.approx(20, rel=0.01)
    assert ball.size.by_area.d50 == pytest.approx(30, rel=0.01)
    assert bead.area_share == pytest.approx(3 * math.pi * 400 / 240_000, rel=0.01)
    assert bead.per_mm2 == pytest.approx(3 / (200e-3 * 300e-3))
    assert math.isnan(none.size.mean)
    px = measure_particles(labels, classes)
    assert math.isnan(summarise(px, names, area_analysed=240_000)[0].per_mm2)


@given(values, st.booleans(), st.one_of(st.none(), st.integers(1, 20)))
def test_classes_add_up_to_the_histogram_of_all(sizes, log, bins):
    classes = np.arange(len(sizes)) % 3
    alone = histogram(sizes, bins=bins, log=log)
    parted = histogram_by_class(sizes, classes, 4, bins=bins, log=log)
    assert parted.total.tolist() == list(alone.counts)
    assert parted.edges.tolist() == list(alone.edges)
    assert parted.sums.sum(axis=1).tolist() == [*np.bincount(classes, minlength=3), 0]
    weighted = histogram_by_class(sizes, classes, 4, weights=sizes, bins=bins, log=log)
    assert weighted.total.sum() == pytest.approx(sizes.sum())


def test_a_histogram_by_class_of_nothing_has_no_bins():
    nothing = histogram_by_class(np.array([np.nan, 0.0]), np.array([1, 2]), 3, log=True)
    assert nothing.sums.shape == (3, 0)


def test_quantiles_by_area_lie_where_half_of_the_area_is():
    sizes, areas = np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 6.0])
    found = quantiles(sizes, np.array([0.5, 1.0]), areas)
    # The middle of 3's own weight is at (2 + 3) / 8 of the whole, 2's at 1.5 / 8.
    assert found == pytest.approx([2 + (4 - 1.5) / (5 - 1.5), 3])


def test_a_log_normal_fit_finds_what_was_drawn_by_number_and_by_area():
    sizes = np.random.default_rng(1).lognormal(np.log(10), np.log(1.5), 200_000)
    by_number = log_normal(sizes)
    assert (by_number.median, by_number.geometric_sd) == pytest.approx((10, 1.5), rel=0.01)
    by_area = log_normal(sizes, sizes**2)
    # Hatch & Choate (1929): weighting by the square moves the median by exp(2 ln² σ).
    assert by_area.median == pytest.approx(10 * np.exp(2 * np.log(1.5) ** 2), rel=0.02)
    assert by_area.geometric_sd == pytest.approx(1.5, rel=0.02)
    assert by_number.share_below(np.array([10.0, 15.0])) == pytest.approx([0.5, 0.8413], abs=0.01)
    assert np.isnan(LogNormal(3.0, 1.0).share_below(np.array([3.0]))).all()
