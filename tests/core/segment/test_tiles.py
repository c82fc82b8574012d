import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graticule.segment import TileGrid, plan_grid, plan_tiles

lengths = st.integers(1, 120)
strides = st.sampled_from([1, 2, 8, 32])


@settings(deadline=None, max_examples=60)
@given(lengths, lengths, strides, st.integers(1, 6), st.integers(0, 3))
def test_every_pixel_is_kept_exactly_once(width, height, stride, room, margins):
    margin = margins * stride
    kept = np.zeros((height, width), int)
    for tile in plan_tiles(
        width, height, patch=room * stride + 2 * margin, margin=margin, stride=stride
    ):
        kept[tile.keep.slices] += 1
    assert (kept == 1).all()


@settings(deadline=None, max_examples=60)
@given(lengths, lengths, strides, st.integers(1, 6), st.integers(0, 3))
def test_tiles_are_aligned_to_the_stride_and_no_larger_than_the_patch(
    width, height, stride, room, margins
):
    margin, patch = margins * stride, room * stride + 2 * margins * stride
    grid = plan_grid(width, height, patch=patch, margin=margin, stride=stride)
    shapes = {tile.read.shape for tile in grid}
    assert shapes == {grid.read_shape}
    assert max(grid.read_shape) <= patch
    for tile in grid:
        assert (tile.read.left - margin) % stride == 0
        assert (tile.read.top - margin) % stride == 0
        assert tile.read.width % stride == tile.read.height % stride == 0
        assert tile.read.contains(tile.keep.grown(margin).clipped(tile.read))
        assert tile.read.contains(tile.keep)


@settings(deadline=None, max_examples=60)
@given(lengths, strides, st.integers(1, 6))
def test_tiles_do_little_more_than_the_scan_needs(length, stride, room):
    grid = plan_grid(length, 1, patch=room * stride, margin=0, stride=stride)
    assert grid.columns * grid.step[1] < length + grid.columns * stride


def test_a_small_picture_is_one_small_tile():
    (tile,) = plan_tiles(512, 300, patch=1152, margin=64, stride=32)
    assert tile.read.shape == (320 + 128, 512 + 128)
    assert tile.keep.shape == (300, 512)


def test_the_kept_part_of_an_answer_is_the_keep_box():
    grid = plan_grid(100, 70, patch=64, margin=8, stride=8)
    canvas = np.arange(70 * 100).reshape(70, 100)
    padded = np.pad(canvas, 64)
    for tile in grid:
        answer = padded[tile.read.shifted(64, 64).slices]
        assert (answer[tile.kept] == canvas[tile.keep.slices]).all()


def test_what_leaves_nothing_is_refused():
    with pytest.raises(ValueError, match="leaves nothing"):
        plan_grid(10, 10, patch=64, margin=32, stride=32)
    with pytest.raises(ValueError, match="multiple"):
        plan_grid(10, 10, patch=64, margin=5, stride=2)
    with pytest.raises(ValueError, match="no tile"):
        TileGrid(0, 5, (1, 1))
    with pytest.raises(IndexError):
        TileGrid(5, 5, (5, 5))[1]
