"""The rungs that a scan is drawn at."""

from itertools import pairwise

import numpy as np
import pytest

from graticule.scans import ArrayScan
from graticule_app.canvas.pyramid import Pyramid, TileKey


def scan_of(height: int, width: int) -> ArrayScan:
    rng = np.random.default_rng(0)
    return ArrayScan(rng.integers(0, 255, (height, width, 3), np.uint8))


def test_rungs_go_from_fine_to_one_tile():
    pyramid = Pyramid(scan_of(3000, 5000))
    steps = [rung.step for rung in pyramid.rungs]
    assert steps == sorted(steps)
    assert all(b / a < 3 for a, b in pairwise(steps))
    assert pyramid.rungs[-1].grid == (1, 1)
    assert 1.0 in steps


@pytest.mark.parametrize("step", [1, 2, 4])
def test_a_tile_is_the_mean_of_its_pixels(step):
    scan = scan_of(1100, 1300)
    pyramid = Pyramid(scan)
    rung = [r.step for r in pyramid.rungs].index(step)
    columns, rows = pyramid.rungs[rung].grid
    key = TileKey(rung, columns - 1, rows - 1)
    left, top, right, bottom = (int(v) for v in pyramid.area(key))
    pixels = scan.read(scan.box)[top:bottom, left:right].astype(float)
    found = pyramid.read(key, 0)
    inner = pixels[: pixels.shape[0] // step * step, : pixels.shape[1] // step * step]
    high, wide = inner.shape[0] // step, inner.shape[1] // step
    mean = inner.reshape(high, step, wide, step, 3).mean(axis=(1, 3))
    assert np.abs(found[:high, :wide] - mean).max() <= 0.5 + 1e-9


def test_finer_rungs_repeat_pixels():
    scan = scan_of(100, 100)
    pyramid = Pyramid(scan)
    found = pyramid.read(TileKey(0, 0, 0), 0)  # 32 px for one
    assert (found == np.repeat(np.repeat(scan.read(scan.box)[:16, :16], 32, 0), 32, 1)).all()


def test_tiles_cover_an_area_once():
    pyramid = Pyramid(scan_of(2000, 3000))
    rung = [r.step for r in pyramid.rungs].index(1)
    keys = list(pyramid.tiles(rung, (-100, 500, 1500, 1030)))
    assert len(set(keys)) == len(keys)
    lefts = {pyramid.area(key)[0] for key in keys}
    assert lefts == {0, 512, 1024}
    assert {pyramid.area(key)[1] for key in keys} == {0, 512, 1024}


def test_the_rung_is_near_the_scale():
    pyramid = Pyramid(scan_of(4000, 4000))
    for scale in (0.1, 0.5, 1, 1.3, 2, 3.1, 6):
        step = pyramid.rungs[pyramid.best(scale)].step
        assert 1 / 2 < step / scale < 1.5
    assert pyramid.rungs[pyramid.best(1)].step == 1
