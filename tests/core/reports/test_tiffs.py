import re
import struct
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import openslide
import pytest
import tifffile
import zarr

from graticule.reports import (
    iter_write_class_tiff,
    iter_write_label_tiff,
    iter_write_uncertainty_tiff,
    tiffs,
)
from graticule.reports.pyramid import halve_mean, halve_mode
from graticule.scans import open_scan

WRITERS = {
    "classes": (iter_write_class_tiff, lambda a: a.class_of[a.labels], halve_mode),
    "uncertainty": (iter_write_uncertainty_tiff, lambda a: a.uncertainty, halve_mean),
    "labels": (iter_write_label_tiff, lambda a: a.labels, halve_mode),
}


@pytest.fixture(scope="module")
def large(analysis):
    """The analysis on a grid of several tiles and levels."""
    labels = np.tile(analysis.labels, (3, 3))[:1203, :1501]
    return replace(analysis, labels=labels, uncertainty=(labels * 37 % 251).astype(np.uint8))


@pytest.mark.parametrize("name", WRITERS)
def test_tifffile_sees_an_ome_pyramid_with_the_right_pixels(name, large, tmp_path, finish):
    write, expected, halve = WRITERS[name]
    path = tmp_path / f"{name}.ome.tif"
    finish(write(large, path))
    with tifffile.TiffFile(path) as tiff:
        assert tiff.is_ome
        assert not tiff.is_bigtiff
        (series,) = tiff.series
        grid = expected(large)
        assert [level.shape for level in series.levels] == [(1203, 1501), (602, 751), (301, 376)]
        for level in series.levels:
            page = level.keyframe
            assert page.is_tiled
            assert page.compression == tifffile.COMPRESSION.ADOBE_DEFLATE
            np.testing.assert_array_equal(level.asarray(), grid)
            grid = halve(grid)


@pytest.mark.parametrize("name", ["classes", "uncertainty"])
def test_openslide_sees_all_levels_and_the_pixel_size(name, large, tmp_path, finish):
    write, expected, halve = WRITERS[name]
    path = tmp_path / f"{name}.ome.tif"
    finish(write(large, path))
    grid = expected(large)
    colors = np.array([c.color for c in large.classes]) if name == "classes" else None
    with openslide.OpenSlide(path) as slide:
        assert slide.level_dimensions == ((1501, 1203), (751, 602), (376, 301))
        assert float(slide.properties["openslide.mpp-x"]) == pytest.approx(1.0)  # 0.5 µm × 2
        for level, size in enumerate(slide.level_dimensions):
            shown = np.asarray(slide.read_region((0, 0), level, size))[..., :3]
            wanted = np.repeat(grid[..., None], 3, 2) if colors is None else colors[grid]
            np.testing.assert_array_equal(shown, wanted)
            grid = halve(grid)


def test_openslide_opens_32_bit_labels_but_cannot_decode_them(large, tmp_path, finish):
    path = tmp_path / "labels.ome.tif"
    finish(iter_write_label_tiff(large, path))
    with openslide.OpenSlide(path) as slide:
        assert slide.level_dimensions == ((1501, 1203), (751, 602), (376, 301))
        with pytest.raises(openslide.OpenSlideError, match="32-bit"):
            slide.read_region((0, 0), 0, (10, 10))


def test_the_metadata_tell_pixel_size_and_classes(analysis, tmp_path, finish):
    path = tmp_path / "classes.ome.tif"
    finish(iter_write_class_tiff(analysis, path))
    with tifffile.TiffFile(path) as tiff:
        assert tiff.ome_metadata
        ome = ElementTree.fromstring(tiff.ome_metadata)
        tags = tiff.pages.first.tags
        assert tags["XResolution"].value == (10000, 1)  # px per cm: 1 µm
        assert tags["ResolutionUnit"].value == 3
        assert tags["Software"].value == "Graticule"
        assert "DateTime" not in tags
    space = "{http://www.openmicroscopy.org/Schemas/OME/2016-06}"
    pixels = ome.find(f"{space}Image/{space}Pixels")
    assert pixels is not None
    assert float(pixels.attrib["PhysicalSizeX"]) == 1.0
    assert pixels.attrib["PhysicalSizeXUnit"] == "µm"
    names = [m.text for m in ome.iter(f"{space}M")]
    assert names[:4] == ["background", "fibre", "=cmd|' /C calc'!A0", "Größe µ 😀 "]


@pytest.mark.parametrize("write", [iter_write_class_tiff, iter_write_label_tiff])
def test_oblong_pixels_keep_their_sides(write, oblong, tmp_path, finish):
    path = tmp_path / "map.ome.tif"
    finish(write(oblong, path))
    with open_scan(path) as scan:  # 0.5 × 0.125 µm, looked at in pieces of 2 px
        assert str(scan.pixel_size) == "1 × 0.25 µm"
        assert scan.notices == ()  # the tags say the same
    with tifffile.TiffFile(path) as tiff:
        tags = tiff.pages.first.tags
        assert (tags["XResolution"].value, tags["YResolution"].value) == ((10000, 1), (40000, 1))
    with openslide.OpenSlide(path) as slide:
        sides = [float(slide.properties[f"openslide.mpp-{axis}"]) for axis in "xy"]
        assert sides == pytest.approx([1.0, 0.25])


def test_without_calibration_no_size_is_claimed(uncalibrated, tmp_path, finish):
    path = tmp_path / "classes.ome.tif"
    finish(iter_write_class_tiff(uncalibrated, path))
    with tifffile.TiffFile(path) as tiff:
        assert tiff.ome_metadata
        assert "PhysicalSize" not in tiff.ome_metadata
        assert tiff.pages.first.tags["ResolutionUnit"].value == 1
    with openslide.OpenSlide(path) as slide:
        assert "openslide.mpp-x" not in slide.properties


def test_a_result_without_particles(empty, tmp_path, finish):
    for name, (write, expected, _) in WRITERS.items():
        path = tmp_path / f"{name}.ome.tif"
        finish(write(empty, path))
        np.testing.assert_array_equal(tifffile.imread(path), expected(empty))


def test_large_files_become_bigtiff_and_keep_both_layouts(large, tmp_path, finish, monkeypatch):
    monkeypatch.setattr(tiffs, "_CLASSIC_LIMIT", 1000)
    path = tmp_path / "classes.ome.tif"
    finish(iter_write_class_tiff(large, path))
    with tifffile.TiffFile(path) as tiff:
        assert tiff.is_bigtiff
        assert len(tiff.series[0].levels) == len(tiff.pages) == 3
    with openslide.OpenSlide(path) as slide:
        assert slide.level_count == 3


def test_the_chain_of_pages_ends(large, tmp_path, finish):
    path = tmp_path / "classes.ome.tif"
    finish(iter_write_class_tiff(large, path))
    data = path.read_bytes()
    (offset,) = struct.unpack("<I", data[4:8])
    pages = 0
    while offset:
        (tags,) = struct.unpack_from("<H", data, offset)
        (offset,) = struct.unpack_from("<I", data, offset + 2 + 12 * tags)
        pages += 1
    assert pages == 3
    assert not re.search(rb"20\d\d:\d\d:\d\d", data)


def test_grids_in_a_zarr_store_give_the_same_file(large, tmp_path, finish):
    stored = zarr.create_array(tmp_path / "labels", data=large.labels, chunks=(200, 300))
    finish(iter_write_label_tiff(large, tmp_path / "a.ome.tif"))
    finish(iter_write_label_tiff(replace(large, labels=stored), tmp_path / "b.ome.tif"))
    assert (tmp_path / "a.ome.tif").read_bytes() == (tmp_path / "b.ome.tif").read_bytes()
