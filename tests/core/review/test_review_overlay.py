"""Patches over a label map: any window shows what is laid over it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graticule.review.overlay import NumberedGrid, PatchedLabels, changed_runs

SHAPE = (300, 610)
parts = st.tuples(
    st.integers(0, 299), st.integers(0, 609), st.integers(1, 280), st.integers(1, 300)
)


def cut(part: tuple[int, int, int, int]) -> tuple[slice, slice]:
    y, x, height, width = part
    return slice(y, min(y + height, SHAPE[0])), slice(x, min(x + width, SHAPE[1]))


@given(st.lists(parts, max_size=6), parts, st.integers(1, 7), st.integers(1, 7), st.integers(0, 6))
def test_any_window_is_that_of_the_whole_map(patches, window, down, across, undone):
    rng = np.random.default_rng(len(patches))
    base = rng.integers(0, 9, SHAPE).astype(np.uint32)
    overlay, maps = PatchedLabels(base), [base.copy()]
    for number, part in enumerate(patches, 1):
        now = maps[-1].copy()
        there = now[cut(part)]
        there[rng.random(there.shape) < 0.4] = number + 100
        y, x = cut(part)
        overlay.add(number, changed_runs(maps[-1][cut(part)], there, x.start, y.start))
        maps.append(now)
    for _ in range(min(undone, len(patches))):
        maps.pop()
        overlay.remove(len(maps))
    rows, columns = cut(window)
    key = slice(rows.start, rows.stop, down), slice(columns.start, columns.stop, across)
    assert np.array_equal(overlay.read(key), maps[-1][key])
    frozen = overlay.frozen()
    overlay.add(99, np.array([[0, 0, 610, 7]]))
    assert np.array_equal(frozen.read(key), maps[-1][key])


@given(st.integers(0, 5))
def test_runs_hold_exactly_the_pixels_that_differ(seed):
    rng = np.random.default_rng(seed)
    before, after = rng.integers(0, 3, (2, 17, 23))
    out = before.copy()
    count = 0
    for row, first, end, number in changed_runs(before, after, 100, 200):
        out[row - 200, first - 100 : end - 100] = number
        count += end - first
    assert np.array_equal(out, after)
    assert count == (before != after).sum()


def test_a_grid_is_read_by_slices_alone():
    grid = NumberedGrid(PatchedLabels(np.eye(5, dtype=np.uint32)), lambda raw: raw * 2, np.uint32)
    assert grid.shape == (5, 5)
    assert grid.dtype == np.uint32
    assert np.array_equal(np.asarray(grid), 2 * np.eye(5))
    assert np.array_equal(grid[1:3], 2 * np.eye(5)[1:3])
    with pytest.raises(ValueError, match="two slices"):
        grid[3, 4]
