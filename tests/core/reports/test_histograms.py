import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from graticule.reports.histograms import BINS, even_edges, histogram, log_edges

sizes = st.floats(1e-6, 1e9)


@given(sizes, sizes)
@example(1e9, 1e9 - 1e-6)
@example(1e9, 1e9 - 2000)
def test_even_bins_cover_the_values_and_are_few(a, b):
    low, high = min(a, b), max(a, b)
    edges = even_edges(low, high)
    assert edges[0] <= low <= high <= edges[-1]
    assert 1 <= len(edges) - 1 <= BINS
    widths = np.diff(edges)
    assert (widths > 0).all()
    if len(widths) > 3:
        assert np.allclose(widths[1:-1], widths[1], rtol=1e-6)


@given(sizes, sizes)
def test_logarithmic_bins_cover_the_values_or_there_are_none(a, b):
    low, high = min(a, b), max(a, b)
    edges = log_edges(low, high)
    if edges is not None:
        assert edges[0] <= low <= high <= edges[-1]
        assert 6 <= len(edges) - 1 <= BINS
        growth = edges[1:] / edges[:-1]
        assert (growth > 1.03).all()
        assert growth.max() / growth.min() < 1.1
    else:
        assert high / low < 1.5 or high / low > 1e14


def test_edges_are_numbers_that_people_use():
    assert even_edges(0.05, 0.73).tolist() == [n / 20 for n in range(1, 16)]
    assert even_edges(-3, 41).tolist() == list(range(-5, 46, 5))
    edges = log_edges(7.3, 190)
    assert edges is not None
    assert edges.tolist() == [
        6.3,
        8,
        10,
        12.5,
        16,
        20,
        25,
        31.5,
        40,
        50,
        63,
        80,
        100,
        125,
        160,
        200,
    ]


def test_every_particle_is_counted_once(analysis):
    for key, log in (("area", True), ("equivalent_diameter", True), ("uncertainty_mean", False)):
        found = histogram(analysis, key, log=log)
        assert found
        assert found.counts.sum() == len(analysis.table)
        counts = np.bincount(analysis.table["class"], minlength=len(analysis.classes))[1:]
        assert found.counts.sum(axis=1).tolist() == counts.tolist()


def test_nothing_measured_has_no_histogram(empty):
    assert histogram(empty, "area", log=True) is None
