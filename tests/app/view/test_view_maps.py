"""A result's maps from near and far."""

import numpy as np
import pytest

from graticule.classes import BACKGROUND
from graticule.geometry import Box
from graticule.scans import ByteCache
from graticule.segment import ResultInfo, ResultStore
from graticule.segment.tiles import Grid
from graticule_app.view.chunks import ChunkedMap
from graticule_app.view.maps import ResultMaps, Wanted

ALL = Wanted()


def fill(maps: ResultMaps) -> list[Box]:
    found = []
    while (box := maps.fill_next((0.0, 0.0))) is not None:
        found.append(box)
    return found


def test_near_is_what_the_result_holds(result):
    maps = ResultMaps(result)
    box = Box(30, 30, 200, 90)
    patch = maps.patch(0, box, ALL)
    assert (patch.classes == result.class_map[box.slices]).all()
    assert (patch.labels == result.labels[box.slices]).all()
    assert (patch.uncertainty == result.uncertainty[box.slices]).all()


def test_a_single_pixel_is_seen_from_any_height(result):
    result.class_map[:] = 0
    result.class_map[201, 303] = 2
    maps = ResultMaps(result)
    fill(maps)
    for power in range(1, 9):
        cell = Box(303 >> power, 201 >> power, (303 >> power) + 1, (201 >> power) + 1)
        patch = maps.patch(power, cell, ALL)
        assert patch.classes[0, 0] == 2
        assert patch.share is not None
        assert patch.share[0, 0] >= 1


def test_a_coarse_cell_shows_its_most_frequent_class_and_its_share(result):
    result.class_map[:] = 0
    result.class_map[0:8, 0:3] = 1  # 24 of 64
    result.class_map[0:8, 3:5] = 2
    maps = ResultMaps(result)
    fill(maps)
    patch = maps.patch(3, Box(0, 0, 1, 1), ALL)
    assert patch.classes[0, 0] == 1
    assert patch.share is not None
    assert patch.share[0, 0] == pytest.approx(255 * 40 / 64, abs=2)


def test_coarse_maps_keep_edges_and_the_most_uncertain(result):
    result.uncertainty[140, 60] = 250
    maps = ResultMaps(result)
    fill(maps)
    patch = maps.patch(2, Box(0, 0, 150, 100), ALL)
    assert patch.uncertainty is not None
    assert patch.uncertainty[35, 15] == 250
    assert patch.edges is not None
    ys, xs = np.nonzero(patch.edges)
    labels = result.labels
    ends = np.zeros_like(labels, bool)
    ends[:, 1:] |= labels[:, 1:] != labels[:, :-1]
    ends[:, :-1] |= labels[:, 1:] != labels[:, :-1]
    ends[1:] |= labels[1:] != labels[:-1]
    ends[:-1] |= labels[1:] != labels[:-1]
    cells = (ends & (labels > 0)).reshape(100, 4, 150, 4).any(axis=(1, 3))
    assert set(zip(ys, xs, strict=True)) == set(zip(*np.nonzero(cells), strict=True))


def test_what_changed_is_read_again(result):
    maps = ResultMaps(result)
    fill(maps)
    place = (10.5, 10.5)
    maps.load(*place)
    assert maps.value_at("class_map", *place) == 0
    result.class_map[0:20, 0:20] = 2
    maps.changed([Box(0, 0, 20, 20)])
    assert maps.value_at("class_map", *place) is None  # not in memory any more
    assert maps.unfilled == 1
    fill(maps)
    assert maps.patch(0, Box(0, 0, 5, 5), ALL).classes.all()
    assert maps.patch(1, Box(0, 0, 5, 5), ALL).classes.all()
    assert maps.patch(4, Box(0, 0, 1, 1), ALL).classes.all()


def test_labels_that_come_later_are_seen(result):
    labels, result.labels = result.labels, None
    maps = ResultMaps(result)
    fill(maps)
    assert maps.value_at("labels", 50, 50) == 0
    result.labels = labels
    maps.changed([])
    fill(maps)
    maps.load(50, 50)
    assert maps.value_at("labels", 50, 50) == 1
    edges = maps.patch(3, Box(0, 0, 20, 20), ALL).edges
    assert edges is not None
    assert edges.any()


def test_a_region_has_its_own_origin_and_scale(result):
    result.origin, result.scale = (1000, 500), 2.0
    maps = ResultMaps(result)
    maps.load(1000 + 2 * 50, 500 + 2 * 50)
    assert maps.value_at("labels", 1000 + 2 * 50, 500 + 2 * 50) == 1
    assert maps.value_at("labels", 50, 50) == 0
    assert maps.to_level0(Box(0, 0, 600, 400)) == Box(1000, 500, 2200, 1300)
    assert maps.to_work(Box(1000, 500, 2200, 1300)) == Box(0, 0, 600, 400)


@pytest.mark.parametrize(("step", "power"), [(0.25, 0), (1, 0), (1.5, 1), (2, 1), (3, 2), (4, 2)])
def test_no_pixel_of_the_map_is_left_out(result, step, power):
    assert ResultMaps(result).power(step) == power


def test_chunks_are_read_from_disk_as_zarr_reads_them(tmp_path):
    rng = np.random.default_rng(3)
    store = ResultStore.create(
        tmp_path / "r", Grid(300, 200, (64, 96)), ResultInfo(classes=(BACKGROUND,), identity={})
    )
    labels = store.new_labels()
    values = rng.integers(0, 5, (200, 300)).astype(np.uint32)
    values[64:128, 96:192] = 0
    labels[:] = values
    chunks = ChunkedMap(labels, ByteCache(1 << 20))
    assert chunks._folder is not None
    for box in (Box(0, 0, 300, 200), Box(96, 64, 192, 128), Box(250, 150, 300, 200)):
        assert (chunks.read(box) == values[box.slices]).all()
    assert chunks.peek(299, 199) == values[199, 299]
    assert chunks.peek(1000, 0) == 0
