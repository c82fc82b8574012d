"""The same particles whatever container the values lie in, and none where there are none."""

import numpy as np
import pytest

from graticule.geometry import Length
from graticule.scans import ArrayScan
from graticule.segment import (
    THRESHOLDS,
    SegmentRemark,
    ThresholdSettings,
    open_threshold_store,
    segment_with_threshold,
    thresholds,
)
from graticule.segment.gaps import UNSEEN
from graticule.segment.local_rules import LOCAL_RULES

BY_HAND = ("fixed", "colour-range")
AUTOMATIC = [method for method in THRESHOLDS if method not in BY_HAND]
rng = np.random.default_rng(11)


def beads(*, colour: bool = False, bright: bool = False) -> np.ndarray:
    """Four beads of 441, 709, 1257 and 2821 px on a noisy ground, uint8."""
    y, x = np.mgrid[:200, :300]
    ground, bead = (200, 60) if not bright else (60, 200)
    field = np.full((200, 300), float(ground))
    for row, column, radius in ((40, 40, 12), (40, 120, 15), (130, 60, 20), (120, 200, 30)):
        field[(y - row) ** 2 + (x - column) ** 2 < radius**2] = bead
    field = field + rng.normal(0, 3, field.shape)
    if colour:
        field = np.stack([field, field * 0.9 + 5, field * 0.7 + 20], axis=2)
    return np.clip(np.rint(field), 0, 255).astype(np.uint8)


GREY, COLOUR = beads(), beads(colour=True)
CONTAINERS = {
    "16 bits": lambda v: v.astype(np.uint16),
    "257 times": lambda v: v.astype(np.uint16) * 257,
    "shifted by 8": lambda v: v.astype(np.uint16) << 8,
    "shifted by 4": lambda v: v.astype(np.uint16) << 4,
    "offset": lambda v: v.astype(np.uint16) + 32768,
    "signed": lambda v: v.astype(np.int16) - 128,
    "32 bits": lambda v: v.astype(np.uint32),
    "0 to 1": lambda v: v / np.float32(255),
    "doubles": lambda v: v / 255.0,
    "0 to 255": lambda v: v.astype(np.float32),
    "0 to 65535": lambda v: v.astype(np.float32) * 257,
    "big-endian": lambda v: v.astype(">u2"),
}


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch):
    monkeypatch.setattr(thresholds, "TILE", 128)


def cut(tmp_path, pixels: np.ndarray, settings: ThresholdSettings):
    """(class map, uncertainty, remarks, attributes) of a run."""
    scan = ArrayScan(pixels)
    store = open_threshold_store(tmp_path, scan, settings, restart=True)
    events = list(segment_with_threshold(scan, store, settings))
    remarks = [event.text for event in events if isinstance(event, SegmentRemark)]
    return store.classes[:], store.uncertainty[:], remarks, store.attributes


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("method", AUTOMATIC)
def test_every_container_gives_the_same_to_the_byte(tmp_path, method, container):
    for values in (GREY, COLOUR):
        settings = ThresholdSettings(method=method)
        classes, uncertainty, *_ = cut(tmp_path / "8", values, settings)
        assert 4000 < (classes > 0).sum() < 7000
        found = cut(tmp_path / "r", CONTAINERS[container](values), settings)
        assert np.array_equal(found[0], classes)
        assert np.array_equal(found[1], uncertainty)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("scale", [2, 2.5])
def test_also_on_a_coarser_grid(tmp_path, container, scale):
    settings = ThresholdSettings(method="otsu", pixel_size=Length(scale, "px"))
    classes, *_ = cut(tmp_path / "8", COLOUR, settings)
    found = cut(tmp_path / "r", CONTAINERS[container](COLOUR), settings)
    assert np.array_equal(found[0], classes)


@pytest.mark.parametrize("container", CONTAINERS)
def test_levels_set_by_hand_are_those_of_the_file(tmp_path, container):
    pixels = CONTAINERS[container](GREY)
    level = float(CONTAINERS[container](np.array([130], np.uint8))[0])
    settings = ThresholdSettings(method="fixed", level=level, foreground="dark")
    assert np.array_equal(cut(tmp_path / "r", pixels, settings)[0] > 0, pixels <= level)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("space", ["rgb", "hsb"])
def test_colour_ranges_are_of_levels(tmp_path, container, space):
    ranges = ((0, 255), (0, 255), (0, 120))
    settings = ThresholdSettings(method="colour-range", space=space, ranges=ranges)
    classes, *_ = cut(tmp_path / "8", COLOUR, settings)
    assert classes.any()
    found = cut(tmp_path / "r", CONTAINERS[container](COLOUR), settings)
    assert np.array_equal(found[0], classes)


def test_colour_ranges_of_12_bits(tmp_path):
    ranges = ((0, 255), (0, 255), (0, 120))
    settings = ThresholdSettings(method="colour-range", ranges=ranges)
    classes, *_ = cut(tmp_path / "8", COLOUR, settings)
    fine = COLOUR.astype(np.uint16) * 16 + rng.integers(0, 16, COLOUR.shape).astype(np.uint16)
    for pixels in (fine, fine << 4, fine + 32768, fine.astype(np.float32)):
        assert np.array_equal(cut(tmp_path / "r", pixels, settings)[0], classes)


@pytest.mark.parametrize("method", AUTOMATIC)
def test_few_values_far_apart_are_not_cut_through(tmp_path, method):
    """A kind of pixel lies wholly on one side, although most of 256 bins are empty."""
    values = np.where(GREY < 130, 1000, 31000).astype(np.uint16)
    values[::7, ::5] += 37
    values[150:160, 250:260] = 65000
    settings = ThresholdSettings(method=method, foreground="dark")
    for pixels in (values, values.astype(np.float32) / 7):
        found = cut(tmp_path / "r", pixels, settings)[0]
        if method == "adaptive":
            assert (found[GREY < 130] > 0).mean() > 0.5
        elif method == "kmeans-colour":
            continue  # of the three kinds it may take the brightest apart
        else:
            dark = found[values < 2000]
            assert (dark > 0).all() or not (dark > 0).any()


def gapped(values: np.ndarray) -> np.ndarray:
    """The same in floats, with a border of NaN, and infinities."""
    pixels = values / np.float32(255) if values.dtype == np.uint8 else values.astype(np.float32)
    framed = np.full((220, 340, *pixels.shape[2:]), np.nan, np.float32)
    framed[10:210, 20:320] = pixels
    framed[60, 150] = np.inf
    framed[150, 300] = -np.inf
    return framed


@pytest.mark.parametrize("method", THRESHOLDS)
def test_what_is_no_number_is_not_looked_at(tmp_path, method):
    level = 0.5 if method == "fixed" else None
    ranges = ((0, 130), (0, 130), (0, 130)) if method == "colour-range" else None
    settings = ThresholdSettings(method=method, level=level, ranges=ranges)
    expected, *_ = cut(tmp_path / "8", COLOUR / np.float32(255), settings)
    pixels = gapped(COLOUR)
    classes, uncertainty, _, noted = cut(tmp_path / "r", pixels, settings)
    gaps = ~np.isfinite(pixels).all(axis=2)
    assert not classes[gaps].any()
    assert not uncertainty[gaps].any()
    assert noted[UNSEEN] == gaps.sum()
    inside = ~gaps[10:210, 20:320]
    apart = (classes[10:210, 20:320] != expected)[inside].mean()
    assert apart < 0.01 if method in LOCAL_RULES else apart == 0


def test_continuous_values_with_gaps(tmp_path):
    real = GREY / 255.0 + rng.normal(0, 0.002, GREY.shape)
    expected = cut(tmp_path / "8", real, ThresholdSettings())[0]
    pixels = gapped(real)
    classes = cut(tmp_path / "r", pixels, ThresholdSettings())[0]
    inside = np.isfinite(pixels)[10:210, 20:320]
    assert 4000 < expected.sum() < 6000
    assert np.array_equal(classes[10:210, 20:320][inside], expected[inside])


def test_marks_of_no_data_are_not_looked_at(tmp_path):
    pixels = np.nan_to_num(gapped(GREY), nan=-9999.0, posinf=-9999.0, neginf=-9999.0)
    classes, _, _, noted = cut(tmp_path / "r", pixels, ThresholdSettings())
    assert noted[UNSEEN] == (pixels == -9999).sum()
    assert 4000 < (classes > 0).sum() < 6000


BLANK = {
    "8 bits": np.full((150, 200), 200, np.uint8),
    "black": np.zeros((150, 200), np.uint8),
    "16 bits": np.full((150, 200), 200, np.uint16),
    "real": np.full((150, 200), 0.3, np.float32),
    "colour": np.full((150, 200, 3), 90, np.uint8),
    "signed": np.full((150, 200), -5, np.int16),
    "no numbers": np.full((150, 200), np.nan, np.float32),
    "noise": np.clip(rng.normal(120, 6, (300, 400)), 0, 255).astype(np.uint8),
    "slight noise": np.clip(np.rint(rng.normal(120, 0.4, (300, 400))), 0, 255).astype(np.uint8),
    "noise of 16 bits": rng.normal(2000, 40, (300, 400)).astype(np.uint16),
    "noise in floats": rng.normal(0.5, 0.01, (300, 400)).astype(np.float32),
    "few photons": rng.poisson(4, (300, 400)).astype(np.uint16),
    "noise in colour": np.clip(rng.normal(120, 6, (300, 400, 3)), 0, 255).astype(np.uint8),
}


@pytest.mark.parametrize("kind", BLANK)
@pytest.mark.parametrize("method", AUTOMATIC)
def test_nothing_is_found_in_nothing_and_that_is_told(tmp_path, kind, method):
    classes, uncertainty, remarks, _ = cut(
        tmp_path / "r", BLANK[kind], ThresholdSettings(method=method)
    )
    assert not classes.any()
    assert not uncertainty.any()
    assert len(remarks) == 1


def test_something_faint_or_small_is_something(tmp_path):
    noise = rng.normal(120, 6, (300, 400))
    square = noise.copy()
    square[100:120, 100:120] += 12  # two standard deviations
    speck = noise.copy()
    speck[100:102, 50:52] += 100
    half = noise.copy()
    half[:150] += 9
    labels = np.zeros((300, 400))
    labels[50:70, 50:90] = 1
    for picture in (square, speck, half, labels):
        pixels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
        *_, remarks, _ = cut(tmp_path / "r", pixels, ThresholdSettings())
        assert not remarks


@pytest.mark.parametrize("value", [20, 200])
def test_one_speck_on_a_large_even_ground_is_found_locally(tmp_path, value):
    """Its overview is of one grey value."""
    pixels = np.full((2100, 2500), 120, np.uint8)
    pixels[1000:1002, 700] = value
    side = "dark" if value < 120 else "bright"
    settings = ThresholdSettings(method="adaptive", radius=10, foreground=side)
    classes, *_ = cut(tmp_path / "r", pixels, settings)
    assert set(map(tuple, np.argwhere(classes))) == {(1000, 700), (1001, 700)}
