import msgspec
import numpy as np
import pytest
from scipy import ndimage

from graticule.errors import ProtocolError, ScanError
from graticule.geometry import Length, PixelSize
from graticule.scans import ArrayScan
from graticule.segment import (
    MP_VAT_2,
    THRESHOLDS,
    ResultStore,
    ThresholdSettings,
    TileDone,
    open_threshold_store,
    segment_with_threshold,
    thresholds,
)
from graticule.segment.colour import cluster_colours
from graticule.segment.levels import LEVELS

BY_HAND = ("fixed", "colour-range")


def discs(height=300, width=420, *, dark=True, dtype=np.uint8, seed=1):
    """Grey pictures of discs with noise, and the mask of the discs."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    mask = np.zeros((height, width), bool)
    for _ in range(12):
        cy, cx, r = rng.integers(20, height - 20), rng.integers(20, width - 20), rng.integers(6, 18)
        mask |= (y - cy) ** 2 + (x - cx) ** 2 < r * r
    values = np.where(mask, 60.0, 190.0) if dark else np.where(mask, 190.0, 60.0)
    values += rng.normal(0, 8, values.shape)
    top = {"u": 255, "f": 1.0}[np.dtype(dtype).kind]
    if np.dtype(dtype).kind == "u":
        top = np.iinfo(dtype).max
    return (values / 255 * top).astype(dtype), mask


def run(path, scan, settings) -> ResultStore:
    store = open_threshold_store(path, scan, settings)
    events = list(segment_with_threshold(scan, store, settings))
    tiles = [e for e in events if isinstance(e, TileDone)]
    assert [e.done for e in tiles if e.step == "segment"] == list(range(1, len(store.grid) + 1))
    assert store.complete
    return store


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch):
    monkeypatch.setattr(thresholds, "TILE", 128)


@pytest.mark.parametrize("method", [m for m in THRESHOLDS if m not in BY_HAND])
@pytest.mark.parametrize("dark", [True, False])
def test_every_method_finds_the_discs(tmp_path, method, dark):
    picture, mask = discs(dark=dark)
    store = run(tmp_path / "r", ArrayScan(picture), ThresholdSettings(method=method))
    wrong = (store.classes[:] > 0) != mask
    assert wrong.mean() < 0.02, method


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("method", ["otsu", "adaptive", "kmeans-colour"])
def test_every_depth(tmp_path, dtype, method):
    picture, mask = discs(dtype=dtype)
    store = run(tmp_path / "r", ArrayScan(picture), ThresholdSettings(method=method))
    assert ((store.classes[:] > 0) != mask).mean() < 0.02


@pytest.mark.parametrize("method", [m for m in THRESHOLDS if m not in BY_HAND])
def test_the_tile_size_changes_nothing(tmp_path, monkeypatch, method):
    picture, _ = discs()
    settings = ThresholdSettings(method=method)
    tiled = run(tmp_path / "tiled", ArrayScan(picture), settings)
    monkeypatch.setattr(thresholds, "TILE", 1024)
    whole = run(tmp_path / "whole", ArrayScan(picture), settings)
    assert len(tiled.grid) > len(whole.grid) == 1
    assert (tiled.classes[:] == whole.classes[:]).all()
    assert (tiled.uncertainty[:] == whole.uncertainty[:]).all()


@pytest.mark.parametrize("method", LEVELS)
def test_a_level_from_all_tiles_is_the_level_of_the_picture(tmp_path, method):
    picture, _ = discs(dark=False)
    store = run(tmp_path / "r", ArrayScan(picture), ThresholdSettings(method=method))
    level = LEVELS[method](np.bincount(picture.ravel(), minlength=256))
    assert (store.classes[:] == (picture > level)).all()


def test_uncertainty_is_one_on_the_threshold_and_falls_away(tmp_path):
    ramp = np.tile(np.arange(256, dtype=np.uint8), (64, 2))
    settings = ThresholdSettings(method="fixed", level=100, foreground="bright")
    store = run(tmp_path / "r", ArrayScan(ramp), settings)
    uncertainty = store.uncertainty[0, :256].astype(int)
    assert (store.classes[0, :256] == (np.arange(256) >= 100)).all()
    assert uncertainty[100] == 255
    assert (np.diff(uncertainty[100:]) <= 0).all()
    assert (np.diff(uncertainty[:101]) >= 0).all()
    assert uncertainty[[0, 255]].max() < uncertainty[100]


def test_uncertainty_is_the_posterior_of_two_equal_normals(tmp_path):
    rng = np.random.default_rng(0)
    picture = np.concatenate([rng.normal(100, 10, 50_000), rng.normal(160, 10, 50_000)])
    scan = ArrayScan(picture.clip(0, 255).astype(np.uint8).reshape(250, 400))
    settings = ThresholdSettings(method="fixed", level=130, foreground="bright")
    store = run(tmp_path / "r", scan, settings)
    odds = np.exp((140 - 130) * (160 - 100) / 10**2)
    p = odds / (1 + odds)
    expected = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
    at = store.uncertainty[:][scan.read(scan.box)[..., 0] == 140] / 255
    assert at == pytest.approx(expected, abs=0.02)


def test_several_classes_lie_in_order_from_the_background(tmp_path):
    picture = np.full((96, 96), 220, np.uint8)
    picture[10:30, 10:60] = 150
    picture[50:80, 10:60] = 40
    noisy = (picture + np.random.default_rng(0).normal(0, 5, picture.shape)).astype(np.uint8)
    settings = ThresholdSettings(method="multi-otsu", classes=2)
    store = run(tmp_path / "r", ArrayScan(noisy), settings)
    expected = np.select([picture == 150, picture == 40], [1, 2])
    assert (store.classes[:] == expected).mean() > 0.999
    assert [info.name for info in store.info.classes] == ["background", "class 1", "class 2"]


def test_colours_are_told_apart_at_equal_brightness(tmp_path):
    picture = np.full((128, 160, 3), (200, 190, 180), np.uint8)
    picture[20:60, 20:60] = (250, 180, 105)
    picture[80:90, 20:90] = (150, 200, 252)
    noise = np.random.default_rng(0).integers(0, 4, picture.shape, dtype=np.uint8)
    settings = ThresholdSettings(method="kmeans-colour", classes=2)
    store = run(tmp_path / "r", ArrayScan(picture + noise), settings)
    expected = np.zeros((128, 160), int)
    expected[20:60, 20:60], expected[80:90, 20:90] = 1, 2
    assert (store.classes[:] == expected).all()
    merged = run(
        tmp_path / "m",
        ArrayScan(picture + noise),
        ThresholdSettings(method="kmeans-colour", clusters=3),
    )
    assert (merged.classes[:] == (expected > 0)).all()


def test_clusters_minimise_what_they_should():
    rng = np.random.default_rng(3)
    middles = np.array([[20, 30, 40], [200, 40, 90], [120, 220, 10], [90, 90, 250]], float)
    colours = np.concatenate([m + rng.normal(0, 6, (500, 3)) for m in middles])
    found = cluster_colours(colours, np.ones(len(colours), int), 4)
    nearest = np.abs(found[:, None] - middles).max(axis=2).min(axis=0)
    assert nearest.max() < 1.5


def test_local_thresholds_stand_shading(tmp_path):
    picture, mask = discs()
    shading = np.linspace(0.25, 1.0, picture.shape[1])
    shaded = (picture * shading).astype(np.uint8)
    settings = ThresholdSettings(method="adaptive", foreground="dark")
    local = run(tmp_path / "local", ArrayScan(shaded), settings)
    otsu = run(tmp_path / "otsu", ArrayScan(shaded), ThresholdSettings(foreground="dark"))
    assert ((local.classes[:] > 0) != mask).mean() < 0.03
    assert ((otsu.classes[:] > 0) != mask).mean() > 0.1


def test_red_minus_green_sees_what_white_glare_hides(tmp_path):
    picture = np.full((128, 128, 3), 10, np.uint8)
    picture[20:50, 20:50] = (220, 40, 30)
    picture[70:110, 60:120] = 230  # a white reflection
    noise = np.random.default_rng(0).integers(0, 8, picture.shape, dtype=np.uint8)
    store = run(tmp_path / "r", ArrayScan(picture + noise), MP_VAT_2)
    expected = np.zeros((128, 128), bool)
    expected[20:50, 20:50] = True
    assert ((store.classes[:] > 0) == expected).all()


def test_a_coarser_working_grid(tmp_path):
    picture, mask = discs(dark=False)
    scan = ArrayScan(picture, pixel_size=PixelSize(0.5, 0.5, "µm"))
    settings = ThresholdSettings(pixel_size=Length(1.5, "µm"))
    store = run(tmp_path / "r", scan, settings)
    assert store.info.scale == 3.0
    assert store.info.pixel_size.to("nm").x == pytest.approx(1500)
    assert store.classes.shape == (100, 140)
    coarse = ndimage.uniform_filter(mask.astype(float), 3)[1::3, 1::3] > 0.5
    assert ((store.classes[:] > 0) != coarse).mean() < 0.02


def test_a_run_that_is_stopped_goes_on_without_looking_again(tmp_path):
    picture, _ = discs()
    scan, settings = ArrayScan(picture), ThresholdSettings()
    undisturbed = run(tmp_path / "a", scan, settings)
    store = open_threshold_store(tmp_path / "b", scan, settings)
    work = segment_with_threshold(scan, store, settings)
    for event in work:
        if event.step == "segment" and event.done == 4:
            break
    work.close()
    resumed = open_threshold_store(tmp_path / "b", scan, settings)
    before = len(resumed.done)
    assert 3 <= before < len(resumed.grid)
    events = list(segment_with_threshold(scan, resumed, settings))
    assert {event.step for event in events} == {"segment"}
    assert len(events) == len(resumed.grid) - before
    assert (resumed.classes[:] == undisturbed.classes[:]).all()
    assert (resumed.uncertainty[:] == undisturbed.uncertainty[:]).all()


def test_settings_survive_a_protocol():
    settings = ThresholdSettings(method="triangle", pixel_size=Length(4, "µm"), channel=2)
    text = msgspec.json.encode(settings)
    assert msgspec.json.decode(text, type=ThresholdSettings) == settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "magic"},
        {"method": "fixed"},
        {"level": 3.0},
        {"classes": 3},
        {"clusters": 1},
    ],
)
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(ProtocolError):
        ThresholdSettings(**wrong)


def test_what_cannot_be_cut_is_told(tmp_path):
    two = np.full((40, 40), 7, np.uint8)
    two[10:20, 10:20] = 90
    flat = ArrayScan(two)
    with pytest.raises(ScanError, match="colour"):
        run(tmp_path / "a", flat, ThresholdSettings(method="kmeans-colour", clusters=3))
    with pytest.raises(ScanError, match="cannot be cut"):
        run(tmp_path / "b", flat, ThresholdSettings(method="multi-otsu", classes=2))
    with pytest.raises(ProtocolError, match="channel"):
        run(tmp_path / "c", flat, ThresholdSettings(channel="green"))
