import numpy as np
import pytest

from graticule.scans import ArrayScan
from graticule.segment import WorkView, foreground_mask, plan_grid
from graticule.segment.foreground import BackgroundModel, judged, scan_foreground


def tape(colour, *, noise=3.0, size=1024):
    """A pale field with a thin fibre and a few specks of one colour, and where they are."""
    rng = np.random.default_rng(3)
    picture = np.full((size, size, 3), (225, 220, 215), float)
    mask = np.zeros((size, size), bool)
    for x in range(150, 700):
        y = int(300 + 60 * np.sin(x / 70))
        mask[y : y + 3, x] = True
    for y, x in rng.integers(20, size // 2, (30, 2)):
        mask[y : y + 3, x : x + 3] = True
    picture[mask] = colour
    return (picture + rng.normal(0, noise, picture.shape)).clip(0, 255).astype(np.uint8), mask


@pytest.mark.parametrize(
    ("colour", "share"),
    # Where all that lies there is faint, the tail is short and noise is beyond the triangle's
    # corner: then everything is computed.
    [((60, 50, 50), 0.4), ((225, 220, 150), 0.4), ((254, 254, 254), 0), ((190, 215, 215), 0)],
    ids=["dark", "yellow", "bright", "faint"],
)
def test_no_tile_with_a_fibre_or_a_speck_is_left_out(colour, share):
    picture, mask = tape(colour)
    view = WorkView(ArrayScan(picture), 1.0)
    found = scan_foreground(view)
    lost, skipped = 0, 0
    grid = plan_grid(view.width, view.height, patch=80, margin=8, stride=8)
    for tile in grid:
        if not found.holds(view.read(tile.read)[judged(tile.read, tile.keep)]):
            skipped += 1
            lost += mask[tile.keep.slices].sum()
    assert lost == 0
    assert skipped >= share * len(grid)


def test_an_inverted_scan_has_the_same_foreground():
    picture, _ = tape((60, 50, 50))
    mask = foreground_mask(WorkView(ArrayScan(picture), 1.0))
    turned = foreground_mask(WorkView(ArrayScan(255 - picture), 1.0))
    assert (mask != turned).mean() < 0.001


def test_the_mask_shows_where_things_lie():
    picture, mask = tape((60, 50, 50))
    found = foreground_mask(WorkView(ArrayScan(picture), 1.0), max_side=512)
    coarse = mask.reshape(512, 2, 512, 2).any(axis=(1, 3))
    assert found.shape == (512, 512)
    assert (found & coarse).sum() / coarse.sum() > 0.95
    assert (found & ~coarse).mean() < 0.01


def test_what_lies_close_by_counts():
    picture = np.full((256, 256, 1), 200, np.uint8)
    picture[100:130, 132:150] = 20
    view = WorkView(ArrayScan(picture), 1.0)
    found = scan_foreground(view)
    tile = plan_grid(256, 256, patch=128 + 64, margin=32, stride=32)[0]
    assert tile.keep.right == 128
    assert found.holds(view.read(tile.read)[judged(tile.read, tile.keep)])
    assert not found.holds(view.read(tile.keep))


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (300, 3)])
def test_small_and_plain_scans(shape):
    view = WorkView(ArrayScan(np.full(shape, 9, np.uint8)), 1.0)
    assert not scan_foreground(view).holds(view.overview(64))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.int16])
@pytest.mark.parametrize("shape", [(1, 1, 1), (6, 9, 3), (7, 4, 2)])
def test_holding_something_is_deviating_somewhere(dtype, shape):
    rng = np.random.default_rng(5)
    answers = set()
    for limit in np.linspace(1, 18, 60):
        pixels = rng.integers(90, 130, shape).astype(dtype)
        found = BackgroundModel(np.full(shape[2], 110, np.float32), float(limit))
        assert found.holds(pixels) == (found.deviation(pixels) > found.limit).any()
        answers.add(found.holds(pixels))
    assert answers == {True, False}
