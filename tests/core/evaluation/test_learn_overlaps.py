"""Particles laid upon each other: by blocks as at once, and as a full table would match them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from graticule.evaluation import Overlaps


def tables(seed):
    rng = np.random.default_rng(seed)
    big = rng.integers(0, 9, (2, 6, 7)).repeat(5, 1).repeat(4, 2)
    return big[0] * 1000, np.roll(big[1], 2, axis=1)


def laid(truth, found, step=1000):
    overlaps = Overlaps()
    for top in range(0, len(truth), step):
        overlaps.add(truth[top : top + step], found[top : top + step])
    return overlaps.table()


@given(seed=st.integers(0, 500), step=st.integers(1, 20))
@settings(max_examples=30, deadline=None)
def test_blocks_change_nothing(seed, step):
    truth, found = tables(seed)
    whole, parts = laid(truth, found), laid(truth, found, step)
    for name in ("truth", "found", "asked", "given", "rows", "columns", "shared"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))
    ids, px = np.unique(truth[truth > 0], return_counts=True)
    assert np.array_equal(whole.truth, ids)
    assert np.array_equal(whole.asked, px)


@given(seed=st.integers(0, 500))
@settings(max_examples=30, deadline=None)
def test_matching_apart_is_matching_at_once(seed):
    overlap = laid(*tables(seed))
    ious = np.zeros((len(overlap.truth), len(overlap.found)))
    ious[overlap.rows, overlap.columns] = overlap.shared / overlap.union
    best = ious[linear_sum_assignment(-ious)].sum()
    chosen = overlap._best()
    assert len(set(overlap.rows[chosen])) == len(set(overlap.columns[chosen])) == len(chosen)
    assert np.isclose((overlap.shared / overlap.union)[chosen].sum(), best)


def test_classes_of_particles():
    truth = np.array([[1, 1, 0, 2, 2, 0, 3, 3, 0, 0]])
    found = np.array([[7, 7, 0, 8, 8, 0, 0, 0, 0, 9]])
    overlap = laid(truth, found)
    table = overlap.objects(np.array([1, 1, 2]), np.array([1, 2, 2]), 3)
    # one found as it is, one taken for the other class, one missed, one that nobody annotated
    assert table.tolist() == [[0, 0, 1], [0, 1, 1], [1, 0, 0]]


def test_some_particles_alone():
    truth, found = tables(3)
    overlap = laid(truth, found)
    chosen, kept = overlap.truth > 3000, overlap.found % 2 == 0
    part = overlap.between(chosen, kept)
    alone = laid(np.where(truth > 3000, truth, 0), np.where(found % 2 == 0, found, 0))
    # what an omitted partner shared is still part of the particle
    assert np.array_equal(part.asked, overlap.asked[chosen])
    assert np.array_equal(part.shared, alone.shared)
    assert np.array_equal(part.truth[part.rows], alone.truth[alone.rows])


def test_more_numbers_than_a_table_holds():
    truth = np.zeros((4, 4), np.int64)
    found = np.zeros((4, 4), np.int64)
    truth[0], found[0] = 4_000_000, 3_000_000_000
    overlap = laid(truth, found)
    assert (overlap.truth, overlap.found, overlap.shared) == ([4_000_000], [3_000_000_000], [4])
    assert overlap.aji_plus() == (4, 4)
