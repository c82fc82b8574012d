"""Local thresholds are those of scikit-image, and do not hang on where tiles fall."""

import numpy as np
import pytest
from skimage.filters import threshold_sauvola

from graticule.geometry import Box
from graticule.scans import ArrayScan
from graticule.segment import (
    ResultStore,
    ThresholdSettings,
    open_threshold_store,
    segment_with_threshold,
    thresholds,
)
from graticule.segment.local_rules import LOCAL_RULES


def page(height=300, width=420, *, dtype=np.uint8, seed=3):
    """Dark spots on a ground whose light falls off, with noise, and a corner that is all black."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    ground = 230 - 150 * x / width + rng.normal(0, 4, x.shape)
    spots = ((y % 50 - 25) ** 2 + (x % 60 - 30) ** 2) < 90
    values = np.where(spots, ground * 0.45, ground)
    values[-70:, -90:] = 0
    scale = 1.0 if np.dtype(dtype) == np.uint8 else np.iinfo(dtype).max / 255
    return (values.clip(0, 255) * scale).astype(dtype)


def cut(path, picture, settings, *, region=None) -> ResultStore:
    scan = ArrayScan(picture)
    store = open_threshold_store(path, scan, settings, region=region)
    list(segment_with_threshold(scan, store, settings))
    return store


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch):
    monkeypatch.setattr(thresholds, "TILE", 128)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(("radius", "k"), [(7, 0.2), (25, 0.34)])
def test_sauvola_is_that_of_scikit_image(tmp_path, dtype, radius, k):
    picture = page(dtype=dtype)
    settings = ThresholdSettings(method="sauvola", foreground="dark", radius=radius, sensitivity=k)
    store = cut(tmp_path / "r", picture, settings)
    assert len(store.grid) == 12
    level = threshold_sauvola(picture, window_size=2 * radius + 1, k=k)
    theirs = picture < level  # where all is black, no px is darker than the ground around it
    far = np.abs(picture - level) > 0.02 * np.iinfo(dtype).max / 255  # what 24 bits can tell
    found = store.classes[:] > 0
    assert (found == theirs)[far].all()
    assert far.mean() > 0.95
    assert found.any()
    assert not found.all()


def test_bright_particles_are_the_dark_ones_of_the_negative(tmp_path):
    picture = page()
    dark = ThresholdSettings(method="sauvola", foreground="dark", radius=9)
    bright = ThresholdSettings(method="sauvola", foreground="bright", radius=9)
    first = cut(tmp_path / "dark", picture, dark)
    second = cut(tmp_path / "bright", 255 - picture, bright)
    assert (first.classes[:] == second.classes[:]).mean() > 0.9999


@pytest.mark.parametrize("method", LOCAL_RULES)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tiles_and_regions_are_the_bytes_of_the_whole(tmp_path, monkeypatch, method, dtype):
    picture = page(dtype=dtype)
    settings = ThresholdSettings(method=method, foreground="dark", radius=11)
    tiled = cut(tmp_path / "tiled", picture, settings)
    part = cut(tmp_path / "part", picture, settings, region=Box(90, 60, 333, 251))
    monkeypatch.setattr(thresholds, "TILE", 1024)
    whole = cut(tmp_path / "whole", picture, settings)
    assert (len(tiled.grid), len(whole.grid)) == (12, 1)
    for name in ("classes", "uncertainty"):
        expected = getattr(whole, name)[:]
        assert (getattr(tiled, name)[:] == expected).all()
        assert (getattr(part, name)[:] == expected[60:251, 90:333]).all()
