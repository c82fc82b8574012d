import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from graticule.geometry import Length, PixelSize
from graticule.reports import iter_prepare_overview, iter_write_overview
from graticule.reports.overlay import paint, pool_labels
from graticule.reports.pictures import scale_bar


def result_of(generator):
    """What a generator returns."""
    while True:
        try:
            next(generator)
        except StopIteration as stop:
            return stop.value


sides = st.integers(1, 60)


@given(sides, sides, sides, sides, st.integers(0, 9))
def test_pooling_keeps_the_largest_label_under_each_pixel(h, w, height, width, seed):
    labels = np.random.default_rng(seed).integers(0, 5, (h, w)).astype(np.uint32)
    pooled = result_of(pool_labels(labels, (height, width), ""))
    assert pooled.shape == (height, width)
    if height <= h and width <= w:
        expected = np.zeros((height, width), int)
        for y in range(h):
            for x in range(w):
                at = y * height // h, x * width // w
                expected[at] = max(expected[at], labels[y, x])
        np.testing.assert_array_equal(pooled, expected)
    assert set(np.unique(pooled)) <= set(np.unique(labels))


def test_a_fibre_of_one_pixel_is_seen_in_a_far_smaller_picture():
    labels = np.zeros((5000, 5000), np.uint32)
    labels[2500] = 1
    pooled = result_of(pool_labels(labels, (100, 100), ""))
    assert (pooled == 1).any(axis=0).all()


def test_edges_have_the_colour_of_the_class_and_insides_are_tinted(analysis):
    labels = np.zeros((20, 20), np.uint32)
    labels[5:15, 5:15] = 1
    color = np.array(analysis.classes[analysis.class_of[1]].color)
    painted = paint(np.full((20, 20, 3), 200, np.float32), labels, analysis)
    assert (painted[5, 5:15] == color).all()
    assert (painted[:4] == 200).all()
    inside = painted[10, 10].astype(float)
    assert (np.abs(inside - (200 + 0.35 * (color - 200.0))) <= 1).all()


@given(
    st.floats(1e-3, 1e7),
    st.sampled_from(["nm", "µm", "mm", "px"]),
)
def test_the_scale_bar_is_round_fits_and_says_its_length(extent, unit):
    length, text = scale_bar(extent, PixelSize(1, 1, unit))
    assert extent / 2.51 <= length <= extent * (1 + 1e-9)
    assert f"{length:e}"[0] in "125"
    told = Length.parse(text)
    assert told.to(unit) == pytest.approx(length, rel=1e-5)


@pytest.mark.parametrize(
    ("pixel", "words"),
    [
        (PixelSize(0.5, 0.5, "µm"), "200 µm"),
        (PixelSize(2, 2, "nm"), "1 µm"),
        (PixelSize(20, 20, "µm"), "10 mm"),
    ],
)
def test_the_scale_bar_speaks_in_the_unit_that_reads_best(pixel, words):
    assert scale_bar(pixel.x * 500, pixel)[1] == words


def test_the_overview_is_a_picture_of_the_scan_and_more(analysis, tmp_path, finish):
    path = tmp_path / "overview.png"
    finish(iter_write_overview(analysis, path))
    with Image.open(path) as picture:
        picture.load()
        assert picture.mode == "RGB"
        assert picture.width >= 900
        pixels = np.asarray(picture).reshape(-1, 3)
    counts = np.bincount(analysis.class_of[1:], minlength=len(analysis.classes))
    for info, count in zip(analysis.classes[1:], counts[1:], strict=True):
        assert count
        assert (pixels == info.color).all(axis=1).sum() > 50  # edges and the legend's swatch


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((50, 40), (400, 320)),
        ((400, 300), (1600, 1200)),
        ((3, 2000), (3, 1600)),
        ((2000, 10), (1600, 10)),
    ],
)
def test_small_and_narrow_scans(analysis, tmp_path, finish, size, expected):
    width, height = size
    labels = np.zeros((height, width), np.uint32)
    labels[height // 3 : height // 2 + 1, : width // 2 + 1] = 1
    scan = np.full((min(height, 1600), min(width, 1600), 3), 220, np.uint8)
    small = replace(
        analysis,
        scan=replace(analysis.scan, width=width, height=height),
        scale=1.0,
        labels=labels,
        overview=lambda side: scan,
    )
    assert result_of(iter_prepare_overview(small, "")).painted.size == expected
    finish(iter_write_overview(small, tmp_path / "overview.png"))
    with Image.open(io.BytesIO((tmp_path / "overview.png").read_bytes())) as picture:
        assert picture.width >= 900


def test_no_particles_and_no_calibration(empty, uncalibrated, tmp_path, finish):
    for bundle in (empty, uncalibrated):
        finish(iter_write_overview(bundle, tmp_path / "overview.png"))
        with Image.open(tmp_path / "overview.png") as picture:
            assert picture.width >= 900
