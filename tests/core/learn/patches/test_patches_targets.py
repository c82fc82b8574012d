"""What is asked of the network: where particles and classes are, and what matters most."""

import numpy as np
import pytest

from graticule.annotations import UNKNOWN, Target
from graticule.learn.patches.targets import (
    Looked,
    emphasis,
    own_edge_distance,
    rarity,
    target_planes,
    touches_other,
)


def test_the_distance_is_1_inside_each_particle_and_0_between():
    labels = np.zeros((41, 80), np.int32)
    labels[10:31, 10:31] = 1
    labels[10:31, 31:70] = 2  # touches the first
    distance = own_edge_distance(labels)
    assert distance.dtype == np.float32
    assert distance[labels == 1].max() == pytest.approx(1)
    assert distance[labels == 2].max() == pytest.approx(1)
    assert distance[labels == 0].max() == 0
    assert distance[20, 30] < 0.1
    assert distance[20, 31] < 0.1
    assert distance[20, 20] == pytest.approx(1)


def test_the_edge_of_the_image_is_no_edge_of_a_particle():
    labels = np.zeros((40, 40), np.int32)
    labels[:, :20] = 1
    assert own_edge_distance(labels)[20, 0] == pytest.approx(1)
    assert own_edge_distance(labels)[0, 0] == pytest.approx(1)
    assert own_edge_distance(np.zeros((5, 5), np.int32)).max() == 0


def test_emphasis_is_on_lines_between_and_on_small_ones():
    labels = np.zeros((100, 200), np.int32)
    labels[10:90, 10:60] = 1
    labels[10:90, 60:110] = 2
    labels[50:54, 150:154] = 3
    touching = touches_other(labels, 3)
    assert touching[50, 58:62].all()
    assert not touching[50, 20]
    assert not touching[labels == 3].any()
    weight = emphasis(labels)
    assert weight[52, 152] == pytest.approx(1)
    assert weight[50, 30] == pytest.approx(20 / np.sqrt(4000))
    assert weight[50, 59] > 1
    assert weight[5, 180] == 0


def test_rare_classes_count_more_and_unknown_pixels_are_marked():
    labels = np.zeros((140, 130), np.uint8)
    labels[45:75] = 1
    labels[:, 60:62] = 2
    labels[:20, :20] = UNKNOWN
    found = rarity(labels, [0.8, 0.19, 0.01])
    assert (found[labels == 2] == 1).all()
    assert (found[labels == UNKNOWN] == -1).all()
    assert found[labels == 1].min() == pytest.approx(0.02 / 0.19)


@pytest.mark.parametrize(
    ("kind", "classes", "single", "count"),
    [("particles", 2, False, 4), ("classes", 4, False, 5), ("classes", 4, True, 6)],
)
def test_the_planes_end_with_emphasis_and_what_is_unknown(kind, classes, single, count):
    labels = np.zeros((20, 30), np.int32)
    labels[5:9, 5:9] = 1
    unknown = np.zeros(labels.shape, bool)
    unknown[:, 25:] = True
    if kind == "classes":
        labels[unknown] = UNKNOWN
    objects = np.where(unknown, 0, labels) if single else None
    window = Looked(labels, unknown, objects)
    planes = target_planes(Target(kind, classes, single), window, [0.9, 0.1, 0, 0])
    assert len(planes) == count
    assert all(plane.dtype == np.float32 and plane.min() >= 0 for plane in planes)
    assert np.array_equal(planes[0], labels == 1)
    assert np.array_equal(planes[-1], unknown)
    assert planes[-2][6, 6] > 0


def test_objects_of_one_class_that_touch_are_told_apart_where_they_meet():
    labels = np.full((20, 31), 0, np.int32)
    labels[2:18, 2:29] = 2
    objects = np.where(labels > 0, 1 + (np.arange(31) >= 15), 0).astype(np.int32)
    window = Looked(labels, np.zeros(labels.shape, bool), objects)
    planes = target_planes(Target("classes", 3, single=True), window, [0.5, 0.0, 0.5])
    distance, emphasis = planes[2], planes[3]
    assert distance[10, 7] == pytest.approx(1, abs=0.1)
    assert distance[10, 22] == pytest.approx(1, abs=0.1)
    assert distance[10, 14] < 0.2
    assert emphasis[10, 14] > emphasis[10, 7]
