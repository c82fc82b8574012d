"""What a network is tested on: whole small images, windows of large scans, always the same ones."""

import numpy as np
import pytest

from graticule.annotations import UNKNOWN, Example
from graticule.learn import windows
from graticule.learn.detail import fitting_reduction, region_widths
from graticule.learn.windows import windows_of
from graticule.models import Normalisation

SCALE = Normalisation((0.5,), (0.5,), percentile=(0.0, 100.0))


@pytest.fixture
def large(monkeypatch):
    """A scan that counts as large: 300 × 260 px, annotated in its left part, one thing in it."""
    monkeypatch.setattr(windows, "_SMALL", 100 * 100)
    monkeypatch.setattr(windows, "_WINDOW", 64)
    image = np.random.default_rng(0).integers(0, 100, (260, 300, 1)).astype(np.uint8)
    image[0, 0] = 200
    truth = np.full((260, 300), UNKNOWN, np.int32)
    truth[:, :150] = 0
    truth[70:90, 70:90] = 1
    return Example("scan", image, truth, kind="classes")


def test_windows_lie_where_somebody_looked_and_what_holds_something_comes_first(large):
    found = windows_of([large], SCALE, 10**9, target_first=True)
    assert {(w.box.left, w.box.top) for w in found} == {
        (left, top) for left in (0, 64, 128) for top in range(0, 260, 64)
    }
    (first,) = windows_of([large], SCALE, 1, target_first=True)
    assert (first.box.left, first.box.top) == (64, 64)
    assert windows_of([large], SCALE, 10**9, target_first=False) == found


def test_a_windows_intensities_are_those_of_the_whole_scan(large):
    (window,) = windows_of([large], SCALE, 1, target_first=True)
    example = window.example()
    assert example.image.max() < 0.6  # the brightest pixel, 1, is elsewhere
    limits = SCALE.limits(large.image, large.grey_range)
    wanted = SCALE.apply(large.image, limits)[window.box.slices]
    plain = Normalisation((0.5,), (0.5,))
    given = plain.apply(example.image, plain.limits(example.image, example.grey_range))
    assert np.allclose(given, wanted, atol=1e-5)
    assert np.array_equal(example.truth, large.truth[window.box.slices])


def test_small_images_are_whole_and_each_scan_has_its_turn(large):
    small = Example("small", np.zeros((40, 50, 1), np.uint8), np.ones((40, 50), np.int32))
    found = windows_of([large, small], SCALE, 64 * 64 * 3, target_first=True)
    assert [w.name for w in found if w.source is small] == ["small"]
    assert next(w for w in found if w.source is small).example() is small
    assert len(found) > 1


def test_widths_are_those_of_the_regions():
    regions = np.zeros((60, 60), np.int32)
    regions[5:15, 5:55] = 1
    regions[20:23, 5:55] = 2
    regions[30:50, 10:30] = 3
    regions[30:50, 30:50] = 4  # touches the third
    assert region_widths(regions).tolist() == pytest.approx([10, 3, 20, 20], abs=1.5)


@pytest.mark.parametrize(("width", "reduce"), [(6, 1), (40, 2)])
def test_thin_things_ask_for_all_pixels(width, reduce):
    truth = np.zeros((200, 200), np.int32)
    truth[20 : 20 + width, 20:120] = 7
    truth[100 : 100 + width, 20:120] = 9
    image = np.zeros((200, 200, 1), np.uint8)
    assert fitting_reduction([Example("a", image, truth)], SCALE) == reduce
