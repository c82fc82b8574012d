from dataclasses import replace

import numpy as np
import pytest

from graticule.classes import BACKGROUND, ClassInfo
from graticule.errors import OtherResult, ResultError
from graticule.geometry import PixelSize
from graticule.segment import ResultInfo, ResultStore, TileGrid
from graticule.segment.store import JOURNAL

GRID = TileGrid(width=100, height=70, step=(32, 48), margin=8)
INFO = ResultInfo(
    classes=(BACKGROUND, ClassInfo("fibre", (1, 2, 3))),
    identity={"scan": "abc", "settings": {"tta": False, "sizes": (1, 2)}},
    scale=4.0,
    pixel_size=PixelSize(4.0, 4.0, "µm"),
)


def written(path, *, indices, info=INFO) -> ResultStore:
    store = ResultStore.create(path, GRID, info)
    for index in indices:
        keep = GRID[index].keep
        store.write(
            keep,
            classes=np.full(keep.shape, index + 1, np.uint8),
            uncertainty=np.full(keep.shape, 2 * index, np.uint8),
        )
        store.mark([index])
    return store


def test_what_is_written_is_read_again(tmp_path):
    written(tmp_path / "r.zarr", indices=range(len(GRID)))
    store = ResultStore.open(tmp_path / "r.zarr")
    assert store.complete
    assert store.grid == GRID
    assert store.info.classes == INFO.classes
    assert store.info.pixel_size == INFO.pixel_size
    assert store.classes.shape == (70, 100)
    assert store.classes.dtype == store.uncertainty.dtype == np.uint8
    for index, tile in enumerate(GRID):
        assert (store.classes[tile.keep.slices] == index + 1).all()
    assert store.distance is None
    assert store.labels is None


def test_the_same_run_goes_on_and_another_throws_nothing_away_unasked(tmp_path):
    path = tmp_path / "r.zarr"
    written(path, indices=[0, 3]).note(runtime="torch", seconds=1.5)
    again = ResultStore.create(path, GRID, INFO)
    assert again.done == {0, 3}
    assert again.attributes == {"runtime": "torch", "seconds": 1.5}
    other = ResultInfo(INFO.classes, {"scan": "abd"}, INFO.scale, INFO.pixel_size)
    with pytest.raises(OtherResult, match="the file of the scan has changed"):
        ResultStore.create(path, GRID, other)
    assert ResultStore.open(path).done == {0, 3}
    fresh = ResultStore.create(path, GRID, other, restart=True)
    assert not fresh.done
    assert not fresh.attributes
    assert not np.any(fresh.classes[:])


def test_another_grid_is_another_result_and_a_restart_begins_anew(tmp_path):
    path, other = tmp_path / "r.zarr", TileGrid(100, 70, (64, 64))
    written(path, indices=[1])
    assert not ResultStore.create(path, GRID, INFO, restart=True).done
    written(path, indices=[1])
    with pytest.raises(OtherResult, match="other tiles"):
        ResultStore.create(path, other, INFO)
    assert not ResultStore.create(path, other, INFO, restart=True).done


def test_where_no_tile_is_done_another_result_begins(tmp_path):
    path, other = tmp_path / "r.zarr", TileGrid(100, 70, (64, 64))
    written(path, indices=[])
    assert ResultStore.create(path, other, INFO).grid == other


def test_settings_that_differ_are_named_with_both_values(tmp_path):
    path = tmp_path / "r.zarr"
    settings = {"level": 100.0, "method": "fixed", "same": [1, 2]}
    info = replace(INFO, identity={"scan": "abc", "settings": settings, "packs": ["1"]})
    store = ResultStore.create(path, GRID, info)
    store.mark([0])
    now = {"scan": "abc", "settings": {**settings, "level": 120.0, "white": 4095}, "packs": ["2"]}
    with pytest.raises(OtherResult) as told:
        ResultStore.create(path, GRID, replace(INFO, identity=now, scale=2 * INFO.scale))
    assert told.value.differences == (
        "another network", "level 100.0, now 120.0", "white None, now 4095",
        f"scale {INFO.scale:g}, now {2 * INFO.scale:g}",
    )  # fmt: skip
    assert ResultStore.create(path, GRID, info).done == {0}


def test_other_names_and_another_pixel_size_are_the_same_result(tmp_path):
    path = tmp_path / "r.zarr"
    written(path, indices=[2])
    classes = tuple(ClassInfo(f"{each.name}!", (1, 2, 3)) for each in INFO.classes)
    info = replace(INFO, classes=classes, pixel_size=PixelSize(7, 7, "nm"))
    for store in (ResultStore.create(path, GRID, info), ResultStore.open(path)):
        assert store.done == {2}
        assert store.info.classes == classes
        assert store.info.pixel_size == PixelSize(7, 7, "nm")


@pytest.mark.parametrize("byte", range(8))
def test_an_entry_of_the_journal_whose_halves_do_not_agree_is_not_believed(tmp_path, byte):
    path = tmp_path / "r.zarr"
    written(path, indices=[0, 1, 2])
    whole = bytearray((path / JOURNAL).read_bytes())
    whole[8 + byte] ^= 0x02  # of the second entry: a disk that gave one bit wrong
    (path / JOURNAL).write_bytes(whole)
    store = ResultStore.create(path, GRID, INFO)
    assert store.done == {0}  # and nothing of what follows
    store.mark([4])
    assert ResultStore.open(path).done == {0, 4}


def test_a_restart_forgets_what_was_done(tmp_path):
    store = written(tmp_path / "r.zarr", indices=[1, 2])
    store.note(runtime="torch")
    store.restart()
    assert not store.done
    assert not store.attributes
    assert not np.any(store.classes[:])


def test_half_a_journal_entry_is_not_believed(tmp_path):
    path = tmp_path / "r.zarr"
    written(path, indices=[0, 1])
    whole = (path / JOURNAL).read_bytes()
    for cut in range(1, 8):
        (path / JOURNAL).write_bytes(whole[:-cut])
        assert ResultStore.open(path).done == {0}
    store = ResultStore.create(path, GRID, INFO)
    store.mark([4])
    assert ResultStore.open(path).done == {0, 4}


def test_a_tile_that_was_written_but_not_marked_is_not_done(tmp_path):
    store = written(tmp_path / "r.zarr", indices=[0])
    keep = GRID[5].keep
    store.write(keep, classes=np.ones(keep.shape, np.uint8))
    assert ResultStore.open(store.path).done == {0}


def test_a_skipped_tile_costs_no_file_and_is_counted(tmp_path):
    store = written(tmp_path / "r.zarr", indices=[])
    store.mark([0, 2], skipped=True)
    assert not list((store.path / "classes").rglob("c/*"))
    assert ResultStore.open(store.path).skipped == 2


def test_a_tile_of_nothing_leaves_no_file_of_an_earlier_write(tmp_path):
    store = written(tmp_path / "r.zarr", indices=[5])
    keep = GRID[5].keep
    store.write(keep, classes=np.zeros(keep.shape, np.uint8))
    assert not list((store.path / "classes").rglob("c/*/*"))
    assert not np.any(ResultStore.open(store.path).classes[:])
    with pytest.raises(ValueError, match="no tile"):
        store.write(keep.shifted(1, 0), classes=np.ones(keep.shape, np.uint8))


def test_labels_are_replaced_as_a_whole(tmp_path):
    store = written(tmp_path / "r.zarr", indices=[0])
    labels = store.new_labels()
    labels[3:5, 40:60] = 70_000
    assert ResultStore.open(store.path).labels[4, 50] == 70_000
    store.new_labels()
    assert not np.any(ResultStore.open(store.path).labels[:])


def test_leftovers_of_a_killed_write_are_removed(tmp_path):
    store = written(tmp_path / "r.zarr", indices=[0])
    half = store.path / "classes" / "c" / "0" / "0.abc.partial"
    half.write_bytes(b"x")
    ResultStore.create(store.path, GRID, INFO)
    assert not half.exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(ResultError, match="in the way"):
        ResultStore.create(tmp_path / "mine", GRID, INFO)
    assert (tmp_path / "mine" / "thesis.txt").exists()
    with pytest.raises(ResultError, match="no result"):
        ResultStore.open(tmp_path / "mine")
    with pytest.raises(ResultError):
        ResultStore.open(tmp_path / "nothing")


@pytest.mark.parametrize("lost", ["classes", "uncertainty/zarr.json", "zarr.json"])
def test_a_damaged_result_is_not_thrown_away_unasked(tmp_path, lost):
    store = written(tmp_path / "r.zarr", indices=[0])
    target = store.path / lost
    target.rename(tmp_path / "lost")
    with pytest.raises(ResultError):
        ResultStore.open(store.path)
    with pytest.raises(OtherResult, match="damaged"):
        ResultStore.create(store.path, GRID, INFO)
    assert not ResultStore.create(store.path, GRID, INFO, restart=True).done
