"""Strands that were drawn with a known number and length are found with that number and length."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from graticule.instances import Separation, separate
from graticule.particles import (
    Cleaning,
    Labelled,
    iter_label_particles,
    measure_particles,
    outline_particles,
)

STRANDS = Separation(method="strands", smallest=12)
FIBRE, OTHER = 1, 2


def curve(middle, angle, length, turn=0.0, step=0.5):
    """Points (n, 2) of an arc through `middle` that turns by `turn` radians along its length."""
    s = np.arange(-length / 2, length / 2 + step, step)
    way = angle + turn * s / length
    points = np.cumsum(np.stack([np.cos(way), np.sin(way)], 1) * step, axis=0)
    return points - points[len(points) // 2] + middle


def drawn(shape, *lines):
    """A mask of lines (points, width) with flat ends, true to a pixel."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    mask = np.zeros(shape, bool)
    for points, width in lines:
        low = np.maximum(np.floor(points.min(0) - width).astype(int), 0)
        high = np.ceil(points.max(0) + width).astype(int) + 1
        part = np.s_[low[1] : high[1], low[0] : high[0]]
        near = np.full(y[part].shape, np.inf)
        first, last = points[0], points[-1]
        for px, py in points[:: max(1, int(width / 2))]:
            near = np.minimum(near, (x[part] - px) ** 2 + (y[part] - py) ** 2)
        for tip, way in ((first, points[4] - first), (last, points[-5] - last)):
            beyond = (x[part] - tip[0]) * way[0] + (y[part] - tip[1]) * way[1] < 0
            close = (x[part] - tip[0]) ** 2 + (y[part] - tip[1]) ** 2 < (width + 2) ** 2
            near[beyond & close] = np.inf
        mask[part] |= near <= (width / 2) ** 2
    return mask


def found(classes, block=2048, **more):
    """Labels of a class map whose class 1 are strands, and how many there are."""
    labels = np.zeros(classes.shape, np.uint32)
    *_, last = iter_label_particles(
        classes, labels, class_count=2, separation=(STRANDS, Separation()), block=block, **more
    )
    assert isinstance(last, Labelled)
    return labels, last


def lengths(classes, labels):
    return measure_particles(labels, classes)["skeleton_length"]


@pytest.mark.parametrize("angle", [20, 30, 45, 60, 75, 90])
@pytest.mark.parametrize("width", [3, 5, 9])
@pytest.mark.parametrize("turn", [0.0, 0.6])
def test_two_strands_that_cross_are_two_of_their_length(angle, width, turn):
    one = curve((120, 120), 0.3, 190, turn), width
    other = curve((118, 121), 0.3 + math.radians(angle), 170, 0.8 * turn), width
    classes = drawn((240, 240), one, other).astype(np.uint8)
    labels, last = found(classes)
    assert last.count == 2
    assert last.separated.all()
    assert ((labels > 0) == (classes > 0)).all()
    assert np.sort(lengths(classes, labels)) == pytest.approx([170, 190], rel=0.05)


@pytest.mark.parametrize("count", [3, 4, 6])
def test_a_grid_of_strands(count):
    lines = [(curve((150, 40 + 45 * i), 0.05, 280, 0.1), 5) for i in range(count)]
    lines += [(curve((40 + 45 * i, 150), math.pi / 2, 280, -0.1), 6) for i in range(count)]
    classes = drawn((320, 320), *lines).astype(np.uint8)
    labels, last = found(classes)
    assert last.count == 2 * count
    assert lengths(classes, labels) == pytest.approx(280, rel=0.05)


@pytest.mark.parametrize("width", [3, 6, 12])
@pytest.mark.parametrize("bar", [10, 40, 90])
@pytest.mark.parametrize("turn", [0.0, 0.8])
def test_a_strand_under_a_bar_is_one_of_two_parts(width, bar, turn):
    classes = drawn((240, 240), (curve((120, 120), 0.25, 210, turn), width)).astype(np.uint8)
    classes[:, 120 - bar // 2 : 120 + bar // 2] = OTHER
    labels, last = found(classes)
    ours = labels[classes == FIBRE]
    assert last.count == 2  # the bar and the strand
    assert len(np.unique(ours)) == 1
    table = measure_particles(labels, classes, separated=last.separated)
    row = int(ours[0]) - 1
    assert table["separated"].tolist() == [i == row for i in range(2)]
    assert table["skeleton_length"][row] == pytest.approx(210, rel=0.05)
    assert table["mean_width"][row] == pytest.approx(width, rel=0.2)
    outlines = dict(outline_particles(labels, table))
    assert outlines[row].geom_type == "MultiPolygon"
    assert outlines[row].area == (ours > 0).sum()


def test_a_strand_slit_lengthwise_at_a_slant_is_one():
    wide = drawn((240, 240), (curve((120, 120), 0.1, 220), 22))
    over = drawn((240, 240), (curve((120, 120), 0.45, 230), 4))
    classes = np.where(over, OTHER, wide).astype(np.uint8)
    labels, _ = found(classes)
    assert len(np.unique(labels[classes == FIBRE])) == 1


def test_a_chip_that_something_narrow_cuts_off_is_part_of_its_strand():
    classes = drawn((200, 240), (curve((120, 100), 0.1, 200), 20)).astype(np.uint8)
    y, x = np.mgrid[:200, :240]
    far = np.hypot(x - 120, y - 116)
    classes[(far > 12) & (far < 16)] = OTHER  # a loop that lies half on the strand
    classes[(far <= 12) & (classes == 0)] = OTHER
    labels, last = found(classes)
    assert len(np.unique(labels[classes == FIBRE])) == 1
    assert last.count == 2
    classes[far <= 12] = np.where(classes[far <= 12] == OTHER, 0, classes[far <= 12])
    assert len(np.unique(found(classes)[0][classes == FIBRE])) == 1


def test_nothing_goes_on_under_something_else_without_a_gap():
    classes = drawn((120, 120), (curve((60, 60), 0.2, 100), 5)).astype(np.uint8)
    classes[:, 50:70] = OTHER
    labels = np.zeros(classes.shape, np.uint32)
    way = Separation(method="strands", smallest=12, gap="")
    *_, last = iter_label_particles(classes, labels, class_count=2, separation=(way, Separation()))
    assert isinstance(last, Labelled)
    assert last.count == 3


def test_a_network_that_breaks_a_strand_and_roughens_it_changes_no_number():
    rng = np.random.default_rng(5)
    lines = [(curve((150, 60), 0.1, 240, 0.3), 6), (curve((150, 150), 0.8, 260, -0.3), 6)]
    mask = drawn((300, 300), *lines)
    mask[:, 100:102] = False  # a gap of two px in both
    mask[180:183] = False
    rough = ndimage.gaussian_filter(rng.normal(size=mask.shape), 1.0) * 0.6
    classes = ((ndimage.gaussian_filter(mask.astype(float), 1.0) + rough) > 0.5).astype(np.uint8)
    _, last = found(classes, cleaning=Cleaning(min_area="30px", max_hole="6px"))
    assert last.count == 2


@pytest.mark.parametrize("distance", [2, 8])
def test_parallel_neighbours_stay_two(distance):
    lines = [(curve((120, 100 + i * (5 + distance)), 0.1, 200, 0.3), 5) for i in range(2)]
    classes = drawn((240, 240), *lines).astype(np.uint8)
    classes[:, 100:130] = np.where(classes[:, 100:130] > 0, OTHER, 0)
    labels, _ = found(classes)
    assert len(np.unique(labels[classes == FIBRE])) == 2


@pytest.mark.parametrize("angle", [35, 60, 90])
def test_a_strand_that_ends_on_another_is_a_second_one(angle):
    long = curve((120, 140), 0.0, 220), 6
    way = math.radians(angle)
    tip = np.array([110.0, 138.0])
    short = curve(tip - 50 * np.array([math.cos(way), math.sin(way)]), way, 100), 6
    classes = drawn((240, 240), long, short).astype(np.uint8)
    labels, last = found(classes)
    assert last.count == 2
    assert np.sort(lengths(classes, labels)) == pytest.approx([97, 220], rel=0.06)


@pytest.mark.parametrize("radius", [14, 30])
@pytest.mark.parametrize("more", [-1.5, -0.6, 0.0, 1.2])
def test_a_strand_that_crosses_itself_is_one(radius, more):
    turn = 2 * math.pi + more  # above 0 it runs over itself for a while
    loop = curve((120, 120), 0.0, radius * turn, turn)
    before = loop[0] + np.arange(-60, 0, 0.5)[:, None] * _way(loop[0], loop[2])
    after = loop[-1] + np.arange(0.5, 60, 0.5)[:, None] * _way(loop[-3], loop[-1])
    line = np.concatenate([before, loop, after])
    classes = drawn((260, 260), (line - line.min(0) + 20, 5)).astype(np.uint8)
    assert found(classes)[1].count == 1


def _way(start, stop):
    return (stop - start) / np.hypot(*(stop - start))


def test_a_ring_and_a_blob_are_what_they_were():
    y, x = np.mgrid[:120, :120]
    far = np.hypot(y - 60, x - 60)
    for mask in ((far < 40) & (far > 35), far < 40, far < 3):
        assert found(mask.astype(np.uint8))[1].count == 1


@given(seed=st.integers(0, 10_000), blocks=st.tuples(st.integers(20, 90), st.integers(91, 400)))
@settings(deadline=None, max_examples=15)
def test_the_block_size_changes_no_strand(seed, blocks):
    rng = np.random.default_rng(seed)
    lines = [
        (curve(rng.uniform(20, 180, 2), rng.uniform(0, 6), rng.uniform(40, 150), rng.normal()), 4)
        for _ in range(9)
    ]
    classes = drawn((200, 200), *lines).astype(np.uint8)
    for _ in range(3):
        corner = rng.integers(0, 170, 2)
        classes[corner[0] : corner[0] + 25, corner[1] : corner[1] + 25] = OTHER
    (one, first), (other, second) = (found(classes, block=block) for block in blocks)
    assert one.tobytes() == other.tobytes()
    assert (first.separated == second.separated).all()
    assert ((one > 0) == (classes > 0)).all()


@given(seed=st.integers(0, 10_000))
@settings(deadline=None, max_examples=40)
def test_any_mask_is_divided_among_its_strands(seed):
    rng = np.random.default_rng(seed)
    mask = ndimage.gaussian_filter(rng.normal(size=(50, 50)), rng.uniform(0.5, 3)) > 0
    labels = separate(mask, None, STRANDS)
    assert ((labels > 0) == mask).all()
    numbers, first = np.unique(labels[mask], return_index=True)
    assert numbers.tolist() == list(range(1, len(numbers) + 1))
    assert (np.diff(first) > 0).all()
