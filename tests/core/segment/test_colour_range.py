"""A colour threshold set by hand: ImageJ's levels, ranges with and without their middle."""

import colorsys
import shutil
import subprocess
from itertools import product
from pathlib import Path

import msgspec
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from graticule.errors import ProtocolError, ScanError
from graticule.geometry import Box
from graticule.scans import GreyRange, open_scan
from graticule.segment import ThresholdSettings, open_threshold_store, segment_with_threshold
from graticule.segment.colour_range import PlaneHistogram, planes, range_cut

ANY = (0, 255)
JAR = Path("/usr/share/java/ij.jar")

BYTES = GreyRange(0.0, 255.0, step=1.0)


def colours(step: int = 5) -> np.ndarray:
    """Many colours as a picture, greys and pure ones among them."""
    levels = (*range(0, 255, step), 255)
    return np.array(list(product(levels, repeat=3)), np.uint8).reshape(len(levels), -1, 3)


def cut(pixels, ranges, space="rgb"):
    histogram = PlaneHistogram(space, BYTES)
    histogram.add(pixels)
    return range_cut(histogram, space, ranges).apply(pixels)


def test_hue_saturation_and_brightness_are_those_of_other_programs():
    picture = colours(15)
    found = planes(picture, "hsb", BYTES).reshape(-1, 3).astype(int)
    told = [colorsys.rgb_to_hsv(*(c / 255)) for c in picture.reshape(-1, 3)]
    wanted = np.array(told) * 255
    assert (np.abs(found - wanted) < 1.001).all()
    assert (found == wanted.astype(int)).mean() > 0.9  # the rest lies on a level's edge


@pytest.mark.skipif(
    not (JAR.exists() and shutil.which("xvfb-run") and shutil.which("java")), reason="no ImageJ"
)
def test_levels_are_imagejs(tmp_path):
    tifffile.imwrite(tmp_path / "in.tif", colours(), photometric="rgb")
    (tmp_path / "m.ijm").write_text(
        f'open("{tmp_path}/in.tif"); run("HSB Stack"); saveAs("Tiff", "{tmp_path}/out.tif");'
    )
    subprocess.run(
        ["xvfb-run", "-a", "java", "-cp", str(JAR), "ij.ImageJ", "-batch", str(tmp_path / "m.ijm")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    told = np.moveaxis(tifffile.imread(tmp_path / "out.tif"), 0, -1)
    assert np.array_equal(planes(colours(), "hsb", BYTES), told)


@given(
    st.tuples(*[st.tuples(st.integers(0, 255), st.integers(0, 255))] * 3),
    st.sampled_from(["rgb", "hsb"]),
)
@settings(max_examples=40, deadline=None)
def test_what_lies_in_all_three_ranges_is_found(ranges, space):
    picture = colours(17)
    levels = planes(picture, space, BYTES).astype(int)
    inside = np.ones(levels.shape[:2], bool)
    for channel, (low, high) in enumerate(ranges):
        at = levels[:, :, channel]
        inside &= (at >= low) & (at <= high) if low <= high else (at >= low) | (at <= high)
    assert np.array_equal(cut(picture, ranges, space)[0], inside)


def test_uncertainty_is_highest_at_the_ends_of_a_range():
    ramp = np.zeros((1, 256, 3), np.uint8)
    ramp[0, :, 0] = np.arange(256)
    _, uncertainty = cut(ramp, ((100, 200), ANY, ANY))
    assert uncertainty[0, [99, 100, 200, 201]].min() > 200
    assert uncertainty[0, [0, 150, 255]].max() < uncertainty[0, 100]
    assert not cut(ramp, (ANY, ANY, ANY))[1].any()  # nothing is left out


def test_sixteen_bits_are_cut_at_their_upper_eight():
    deep = (colours(17).astype(np.uint16) << 8) + 200
    assert np.array_equal(planes(deep, "rgb", GreyRange.of_type(deep.dtype)), colours(17))


def test_grey_scans_and_wrong_ranges_are_refused():
    with pytest.raises(ScanError, match="red, green and blue"):
        planes(np.zeros((4, 4, 1), np.uint8), "rgb", BYTES)
    with pytest.raises(ProtocolError, match="three channels"):
        ThresholdSettings(method="colour-range")
    with pytest.raises(ProtocolError, match="only the method"):
        ThresholdSettings(method="otsu", ranges=(ANY, ANY, ANY))
    told = {"method": "colour-range", "ranges": [[0, 256], [0, 1], [0, 1]]}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told, ThresholdSettings)


def test_a_whole_scan_and_a_region_of_it_are_cut_alike(tmp_path):
    rng = np.random.default_rng(2)
    picture = rng.integers(0, 256, (1200, 1500, 3), np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", picture, tile=(256, 256), photometric="rgb")
    how = ThresholdSettings(
        method="colour-range", space="hsb", ranges=((230, 20), (80, 255), (90, 255))
    )
    region = Box(130, 70, 1300, 1111)
    with open_scan(tmp_path / "a.tif") as scan:
        whole = open_threshold_store(tmp_path / "whole", scan, how)
        part = open_threshold_store(tmp_path / "part", scan, how, region=region)
        for store in (whole, part):
            assert list(segment_with_threshold(scan, store, how))[-1].done == len(store.grid)
    classes, uncertainty = np.asarray(whole.classes[:]), np.asarray(whole.uncertainty[:])
    assert np.array_equal(classes, cut(picture, how.ranges, "hsb")[0])
    assert np.array_equal(part.classes[:], classes[region.slices])
    assert np.array_equal(part.uncertainty[:], uncertainty[region.slices])
