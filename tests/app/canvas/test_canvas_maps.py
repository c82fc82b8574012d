"""A result's maps from near and far."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from graticule.classes import BACKGROUND
from graticule.geometry import Box
from graticule.scans import ByteCache
from graticule.segment import ResultInfo, ResultStore
from graticule.segment.tiles import TileGrid
from graticule_app.canvas import kernels
from graticule_app.canvas.chunks import ChunkedMap
from graticule_app.canvas.maps import ResultMaps, Wanted

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
        tmp_path / "r", TileGrid(300, 200, (64, 96)), ResultInfo(classes=(BACKGROUND,), identity={})
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


@pytest.fixture
def stored(tmp_path):
    """A result on disk of 9 × 5 chunks of 512 px, with squares of random classes."""
    rng = np.random.default_rng(3)
    height, width = 2400, 4500
    grid = TileGrid(width, height, (512, 512))
    info = ResultInfo(classes=(BACKGROUND,) * 4, identity={})
    store = ResultStore.create(tmp_path / "r.zarr", grid, info)
    labels = store.new_labels()
    for index in range(len(grid)):
        keep = grid[index].keep
        found = np.kron(
            rng.integers(0, 4, (64, 64)) * (rng.random((64, 64)) < 0.3), np.ones((8, 8), int)
        )[: keep.height, : keep.width].astype(np.uint8)
        store.write(keep, classes=found, uncertainty=found * np.uint8(60))
        labels[keep.slices] = np.where(found > 0, found.astype(np.uint32) + 10 * index, 0)
    store.mark(range(len(grid)))
    return store


class _Stored:
    """What the maps ask of a result, on disk."""

    scale, origin, table = 1.0, (0, 0), None
    classes = (BACKGROUND,) * 4

    def __init__(self, store: ResultStore) -> None:
        self.class_map, self.uncertainty = store.classes, store.uncertainty
        self.labels = store.labels
        self.box = Box(0, 0, store.grid.width, store.grid.height)

    def done_boxes(self):
        return [self.box]


def _coarse(maps: ResultMaps) -> list[np.ndarray]:
    return [plane for level in maps._coarse for plane in level._planes.values()]


def test_several_threads_fill_the_same_maps_as_one(stored):
    alone, together = ResultMaps(_Stored(stored)), ResultMaps(_Stored(stored))
    fill(alone)
    assert any(plane.any() for plane in _coarse(alone))
    with ThreadPoolExecutor(4) as pool:
        boxes = [box for done in pool.map(lambda _: fill(together), range(4)) for box in done]
    assert len(boxes) == len(set(boxes)) == 15
    assert not together.unfilled
    for one, other in zip(_coarse(alone), _coarse(together), strict=True):
        assert (one == other).all()


def test_a_walk_through_the_map_throws_nothing_out_of_memory(stored):
    maps = ResultMaps(_Stored(stored))
    maps.load(10, 10)
    kept = dict(maps._cache._kept)
    chunks = maps.class_map
    for row in range(5):
        for column in range(9):
            place = Box(512 * column, 512 * row, 512 * (column + 1), 512 * (row + 1))
            place = place.clipped(chunks.box)
            assert (chunks.glance(place) == stored.classes[place.slices]).all()
    assert maps._cache._kept == kept
    across = Box(500, 500, 600, 600)  # of four chunks: as a plain reading
    assert (chunks.glance(across) == stored.classes[across.slices]).all()
    whole = Box(0, 0, 512, 512)
    stored.write(whole, classes=np.zeros((512, 512), np.uint8))
    chunks.forget(whole)
    assert not chunks.glance(whole).any()


def test_a_block_that_changes_while_it_is_filled_is_filled_again(result, monkeypatch):
    maps = ResultMaps(result)
    fill_block = maps._fill

    def change(work):
        fill_block(work)
        result.class_map[:] = 2
        monkeypatch.setattr(maps, "_fill", fill_block)
        maps.changed([Box(0, 0, 600, 400)])
        assert not maps.waiting  # nobody else takes a block that is under way
        assert maps.fill_next((0.0, 0.0)) is None

    monkeypatch.setattr(maps, "_fill", change)
    assert maps.fill_next((0.0, 0.0)) is not None
    assert maps.waiting
    fill(maps)
    patch = maps.patch(3, Box(0, 0, 75, 50), ALL)
    assert (patch.classes == 2).all()


@pytest.mark.parametrize("side", [2, 8, 16])
def test_coarse_cells_are_what_counting_gives(side):
    rng = np.random.default_rng(side)
    classes = (rng.integers(0, 5, (70, 101)) * (rng.random((70, 101)) < 0.2)).astype(np.uint8)
    classes[:32, :32] = 3
    shape = (-(-70 // side), -(-101 // side))
    found, share = np.zeros((2, *shape), np.uint8)
    kernels.class_cells(classes, side, found, share)
    for i, j in np.ndindex(*shape):
        cell = classes[i * side : (i + 1) * side, j * side : (j + 1) * side]
        counts = np.bincount(cell[cell > 0], minlength=1)
        assert found[i, j] == counts.argmax()
        filled = (cell > 0).sum()
        assert share[i, j] == (max(1, filled * 255 // cell.size) if filled else 0)


def test_outlines_of_what_was_cut_apart_have_a_class_of_their_own_from_afar():
    labels = np.zeros((8, 24), np.uint32)
    labels[2:6, 2:6], labels[2:6, 10:14], labels[2:6, 18:22] = 1, 2, 3
    classes = np.where(labels > 0, 5, 0).astype(np.uint8)
    classes[labels == 3] = 0
    found = np.zeros((1, 3), np.uint8)
    kernels.edge_cells(labels, classes, np.array([False, False, True]), 8, found)
    assert found.tolist() == [[5, 5 + 128, 255]]
    kernels.edge_cells(labels, classes, np.zeros(0, bool), 8, found)
    assert found.tolist() == [[5, 5, 255]]
