"""Touching particles come apart, and nothing else changes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from graticule.instances import SEPARATIONS, SeparationSettings, separate

WATERSHED = SeparationSettings(method="watershed")
DISTANCE = SeparationSettings(method="distance")


def disc(shape, x, y, radius):
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    return (columns - x) ** 2 + (rows - y) ** 2 <= radius**2


def normalised(mask, parts):
    """What a perfect network says: each part's own distance over its own largest."""
    out = np.zeros(mask.shape)
    for part in parts:
        inside = ndimage.distance_transform_edt(part)
        out = np.maximum(out, inside / inside.max())
    return (out * 255).astype(np.uint8)


@pytest.mark.parametrize("radius", [8, 15, 40])
@pytest.mark.parametrize("gap", [1.5, 1.7, 1.9])
def test_discs_that_touch_come_apart_in_the_middle(radius, gap):
    shape, far = (4 * radius, 6 * radius), gap * radius
    left = disc(shape, 2 * radius, 2 * radius, radius)
    right = disc(shape, 2 * radius + far, 2 * radius, radius)
    labels = separate(left | right, None, WATERSHED)
    assert labels.max() == 2
    columns = np.arange(shape[1])[None, :].repeat(shape[0], 0)
    middle = 2 * radius + far / 2
    assert (np.abs(columns[labels == 1].max() - middle)) <= 2
    assert (np.abs(columns[labels == 2].min() - middle)) <= 2


@pytest.mark.parametrize("method", SEPARATIONS)
def test_a_single_disc_stays_whole(method):
    mask = disc((90, 90), 45, 45, 30)
    labels = separate(mask, normalised(mask, [mask]), SeparationSettings(method=method))
    assert np.array_equal(labels, mask.astype(np.int32))


def test_the_distance_tells_apart_what_the_shape_cannot():
    left = np.zeros((60, 121), bool)
    left[10:50, 10:60] = True
    right = np.zeros_like(left)
    right[10:50, 60:110] = True
    mask = left | right
    assert separate(mask, None, WATERSHED).max() == 1  # one plain rectangle
    labels = separate(mask, normalised(mask, [left, right]), DISTANCE)
    assert labels.max() == 2
    assert (labels[left] == 1).mean() > 0.97
    assert (labels[right] == 2).mean() > 0.97


def test_a_bump_on_the_edge_is_no_particle():
    mask = disc((80, 80), 40, 40, 25) | disc((80, 80), 65, 40, 2)
    assert separate(mask, None, WATERSHED).max() == 1


def test_parts_that_meet_at_a_corner_are_one_component():
    mask = np.zeros((8, 8), bool)
    mask[1:3, 1:3] = mask[3:5, 3:5] = True
    labels = separate(mask, None, SeparationSettings())
    assert labels.max() == 1


masks = st.builds(
    lambda seed, size, share: (
        ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal((size, size + 7)), 2.5)
        > share
    ),
    st.integers(0, 10_000),
    st.integers(20, 60),
    st.floats(-0.1, 0.1),
)


def test_a_basin_met_at_the_level_of_its_pass_leaves_no_label_in_two_parts():
    noise = np.random.default_rng(4996).standard_normal((34, 41))
    mask = ndimage.gaussian_filter(noise, 2.5) > 0
    labels = separate(mask, None, SeparationSettings(method="watershed"))
    assert labels.max() > 1
    for label in range(1, labels.max() + 1):
        assert ndimage.label(labels == label, np.ones((3, 3)))[1] == 1


@given(mask=masks, method=st.sampled_from(sorted(SEPARATIONS)), seed=st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_labels_partition_the_mask_in_raster_order(mask, method, seed):
    distance = smooth_noise(mask.shape, seed)
    labels = separate(mask, distance, SeparationSettings(method=method))
    if method == "uecs":  # what belongs to no convex part belongs to none
        assert mask[labels > 0].all()
    else:
        assert np.array_equal(labels > 0, mask)
    present, first = np.unique(labels[labels > 0], return_index=True)
    assert np.array_equal(present, np.arange(1, len(present) + 1))
    assert (np.diff(first) > 0).all()
    if method in ("strands", "uecs"):
        return  # one that another crosses has two parts
    for label in present:  # each part hangs together
        assert ndimage.label(labels == label, np.ones((3, 3)))[1] == 1


@given(
    mask=masks,
    method=st.sampled_from(sorted(SEPARATIONS)),
    before=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    after=st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
@settings(max_examples=40, deadline=None)
def test_background_around_the_mask_changes_nothing(mask, method, before, after):
    distance = smooth_noise(mask.shape, 3)
    how = SeparationSettings(method=method)
    around = tuple(zip(before, after, strict=True))
    framed = separate(np.pad(mask, around), np.pad(distance, around), how)
    inner = framed[before[0] : before[0] + mask.shape[0], before[1] : before[1] + mask.shape[1]]
    assert np.array_equal(inner, separate(mask, distance, how))


@given(mask=masks, method=st.sampled_from(["watershed", "distance"]))
@settings(max_examples=20, deadline=None)
def test_a_component_alone_is_cut_as_among_others(mask, method):
    distance = smooth_noise(mask.shape, 5)
    how = SeparationSettings(method=method)
    whole = separate(mask, distance, how)
    components, _ = ndimage.label(mask, np.ones((3, 3)))
    for number, box in enumerate(ndimage.find_objects(components), start=1):
        mine = components[box] == number
        alone = separate(np.pad(mine, 1), np.pad(distance[box], 1), how)[1:-1, 1:-1]
        assert np.array_equal(same_names(alone), same_names(np.where(mine, whole[box], 0)))


def test_the_same_call_gives_the_same_labels():
    mask = ndimage.gaussian_filter(np.random.default_rng(1).standard_normal((200, 200)), 4) > 0
    assert np.array_equal(separate(mask, None, WATERSHED), separate(mask, None, WATERSHED))


def test_wrong_arrays_are_the_programmers_mistake():
    mask = np.ones((4, 4), bool)
    with pytest.raises(ValueError, match="distance"):
        separate(mask, None, DISTANCE)
    with pytest.raises(ValueError, match="distance"):
        separate(mask, np.zeros((4, 5), np.uint8), DISTANCE)
    with pytest.raises(ValueError, match="boolean"):
        separate(mask.astype(np.uint8), None, WATERSHED)


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 9), (5, 0)])
@pytest.mark.parametrize("method", SEPARATIONS)
def test_tiny_masks(shape, method):
    labels = separate(
        np.ones(shape, bool), np.full(shape, 200, np.uint8), SeparationSettings(method=method)
    )
    assert labels.shape == shape
    assert (labels == 1).all()


def smooth_noise(shape, seed):
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal(shape), 3)
    low, high = noise.min(), noise.max()
    return ((noise - low) / (high - low + 1e-9) * 255).astype(np.uint8)


def same_names(labels):
    """Labels renumbered in raster order, so that two can be compared."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(np.where(labels.ravel()[first] == 0, -1, first)))
    return order[inverse].reshape(labels.shape)
