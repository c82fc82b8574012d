"""A cache of tiles reads each once, keeps to its bytes, and never shows a changed file."""

import os
import threading

import numpy as np
import pytest
import tifffile

from graticule.errors import ScanError
from graticule.geometry import Box
from graticule.scans import ArrayScan, ByteCache, LevelWindow, TileCache, open_scan

PICTURE = np.random.default_rng(3).integers(0, 256, (64, 64, 3), dtype=np.uint8)


class CountingScan(ArrayScan):
    """Counts its reads, and makes each wait until it is let go."""

    def __init__(self, *, held: bool = False) -> None:
        super().__init__(PICTURE)
        self.read_windows: list[LevelWindow] = []
        self.going = threading.Event()
        self.begun = threading.Event()
        if not held:
            self.going.set()

    def _pixels(self, window):
        self.read_windows.append(window)
        self.begun.set()
        assert self.going.wait(120)
        return super()._pixels(window)


def tiles() -> list[LevelWindow]:
    return [LevelWindow(0, box) for box in Box(0, 0, 64, 64).blocks(16)]


def test_two_threads_that_ask_for_one_tile_cause_one_read():
    scan, window = CountingScan(held=True), LevelWindow(0, Box(0, 0, 16, 16))
    with TileCache() as cache:
        found = []
        threads = [
            threading.Thread(target=lambda: found.append(cache.get(scan, window))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        assert scan.begun.wait(120)
        scan.going.set()
        for thread in threads:
            thread.join()
    assert len(scan.read_windows) == 1
    assert len(found) == 8
    assert all(tile is found[0] for tile in found)
    assert np.array_equal(found[0], PICTURE[:16, :16])


def test_an_error_reaches_all_who_wait_and_is_not_kept():
    cache, release, tries = ByteCache(100), threading.Event(), []

    def fail():
        tries.append(1)
        release.wait(120)
        raise ScanError("broken")

    caught = []

    def ask():
        try:
            cache.get("a", fail)
        except ScanError as error:
            caught.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    release.set()
    for thread in threads:
        thread.join()
    assert caught == ["broken"] * 3
    assert cache.get("a", lambda: np.ones(3)).sum() == 3


def test_bytes_are_bounded_and_the_oldest_go_first():
    cache = ByteCache(1000)
    for i in range(20):
        cache.get(i, lambda: np.zeros(100, np.uint8))
        cache.get(0, lambda: np.zeros(100, np.uint8))  # used again and again
        assert cache.nbytes <= 1000
    assert cache.peek(0) is not None
    assert cache.peek(1) is None
    assert [i for i in range(20) if cache.peek(i) is not None] == [0, *range(11, 20)]
    assert cache.get("large", lambda: np.zeros(5000, np.uint8)).nbytes == 5000
    assert len(cache) == 1


def test_wanted_tiles_come_nearest_first_and_replace_those_before():
    scan = CountingScan(held=True)
    arrived, done = [], threading.Event()
    second = [LevelWindow(0, Box(0, 0, 32, 32)), LevelWindow(0, Box(32, 32, 64, 64))]

    def ready(window, tile):
        arrived.append(window)
        if window == second[0]:
            done.set()

    with TileCache(workers=1) as cache:
        cache.want(scan, tiles(), ready, near=(64, 64))
        assert scan.begun.wait(120)  # the nearest is being read, the rest wait
        cache.want(scan, second, ready, near=(64, 64))
        scan.going.set()
        assert done.wait(120)
    nearest = LevelWindow(0, Box(48, 48, 64, 64))
    assert arrived == [nearest, second[1], second[0]]
    assert scan.read_windows == arrived


def test_a_tile_that_cannot_be_read_is_told():
    class Broken(ArrayScan):
        def _pixels(self, window):
            raise ScanError("broken")

    told, done = [], threading.Event()

    def failed(window, error):
        told.append(str(error))
        done.set()

    with TileCache(workers=1) as cache:
        cache.want(Broken(PICTURE), tiles()[:1], lambda *_: None, failed=failed)
        assert done.wait(120)
    assert told == ["broken"]


def test_a_changed_file_is_never_shown_from_the_cache(tmp_path):
    path, window = tmp_path / "a.tif", LevelWindow(0, Box(0, 0, 16, 16))
    with TileCache() as cache:
        for value in (10, 200):
            tifffile.imwrite(path, np.full((32, 32), value, np.uint8))
            os.utime(path, ns=(value, value))
            with open_scan(path) as scan:
                assert cache.peek(scan, window) is None
                assert (cache.get(scan, window) == value).all()
        with open_scan(path) as again:  # the same file once more is known
            tile = cache.peek(again, window)
            assert tile is not None
            with pytest.raises(ValueError, match="read-only"):
                tile[0] = 0
            cache.drop(again)
            assert cache.nbytes == 16 * 16  # what is left is the tile of the file's first state


def test_closing_leaves_no_thread_behind():
    before = threading.active_count()
    cache = TileCache(workers=3)
    assert threading.active_count() == before + 3
    cache.close()
    assert threading.active_count() == before
