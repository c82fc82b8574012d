"""Rows of blocks are joined to the same components whoever numbers them, in whatever order."""

from functools import reduce

import cc3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graticule.geometry import Box
from graticule.particles.seams import SeamJoiner, Strip, blocks, relabel


def strip_of(values: np.ndarray, connectivity: int, top: int, height: int, block: int):
    """One row of blocks numbered from 1, as a worker does that knows nothing of the others."""
    width = values.shape[1]
    joiner = SeamJoiner(width, connectivity)
    numbers = np.zeros((height, width), np.uint32)
    for box in blocks(Box(0, top, width, top + height), block):
        before = joiner.count
        local, _ = joiner.number(values[box.slices], box)
        numbers[box.shifted(0, -top).slices] = np.where(local > 0, local + before, 0)
    return joiner.strip(), numbers


def joined(strips: list[Strip], cuts: list[int]) -> Strip:
    """Join neighbours in an order that `cuts` chooses."""
    strips = list(strips)
    for cut in cuts:
        if len(strips) > 1:
            at = cut % (len(strips) - 1)
            strips[at : at + 2] = [strips[at].joined(strips[at + 1])]
    return reduce(Strip.joined, strips)


@settings(deadline=None)
@given(
    seed=st.integers(0, 10_000),
    connectivity=st.sampled_from([4, 8]),
    height=st.integers(2, 30),
    block=st.integers(1, 9),
    cuts=st.lists(st.integers(0, 20), max_size=30),
)
def test_strips_join_associatively(seed, connectivity, height, block, cuts):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 3, (height, 23)).astype(np.uint8)
    parts = [
        strip_of(values, connectivity, top, min(block, height - top), block)
        for top in range(0, height, block)
    ]
    strips = [strip for strip, _ in parts]
    one = joined(strips, cuts)
    other = joined(strips, [])
    assert one.count == other.count
    index, count = one.components()
    assert (index == other.components()[0]).all()
    truth, expected = cc3d.connected_components(values, connectivity=connectivity, return_N=True)
    assert count == expected
    before, numbers = 0, []
    for strip, local in parts:
        numbers.append(np.where(local > 0, local + before, 0).astype(np.uint32))
        before += strip.count
    found = np.concatenate(numbers)
    relabel(found, index)
    pairs = np.unique(np.stack([found.ravel(), truth.ravel()]), axis=1)
    assert pairs.shape[1] == len(np.unique(found)) == len(np.unique(truth))


def test_only_four_and_eight_neighbours_exist():
    with pytest.raises(ValueError, match="connectivity"):
        SeamJoiner(9, 6)
