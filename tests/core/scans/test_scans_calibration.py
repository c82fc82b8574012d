"""The pixel size is found in every place where an instrument puts it, and never where it is not."""

import numpy as np
import PIL.Image
import pytest
import tifffile

from graticule.scans import open_scan

PICTURE = np.arange(1200, dtype=np.uint8).reshape(30, 40)


def told(path) -> str:
    with open_scan(path) as scan:
        return str(scan.pixel_size)


UNKNOWN = "unknown (sizes in px)"


@pytest.mark.parametrize(
    ("resolution", "unit", "expected"),
    [
        ((20000, 20000), "CENTIMETER", "0.5 µm"),
        ((50800, 50800), "INCH", "0.5 µm"),
        ((20000, 10000), "CENTIMETER", "0.5 × 1 µm"),
        ((1e7, 1e7), "CENTIMETER", "1 nm"),
        ((72, 72), "INCH", UNKNOWN),
        ((96, 96), "INCH", UNKNOWN),
        ((300, 300), "INCH", UNKNOWN),
        ((600, 600), "INCH", UNKNOWN),
        ((118.11, 118.11), "CENTIMETER", UNKNOWN),  # 300 dpi once more
        ((1, 1), "INCH", UNKNOWN),
        ((20000, 20000), "NONE", UNKNOWN),
    ],
)
def test_resolution_tags_but_not_printing_ones(resolution, unit, expected, tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PICTURE, resolution=resolution, resolutionunit=unit, metadata=None)
    assert told(path) == expected


@pytest.mark.parametrize(
    ("size", "unit", "expected"),
    [(0.25, "µm", "0.25 µm"), (250, "nm", "250 nm"),
     (2.5, "Å", "0.25 nm"), (0.001, "mm", "0.001 mm"),
     (1e-4, "cm", "0.001 mm"), (1, "pixel", UNKNOWN), (3, "reference frame", UNKNOWN)],
)  # fmt: skip
def test_ome(size, unit, expected, tmp_path):
    path = tmp_path / "a.ome.tif"
    metadata = {"axes": "YX", "PhysicalSizeX": size, "PhysicalSizeXUnit": unit,
                "PhysicalSizeY": size, "PhysicalSizeYUnit": unit}  # fmt: skip
    tifffile.imwrite(path, PICTURE, metadata=metadata)
    assert told(path) == expected


def test_ome_with_two_units_and_without_any(tmp_path):
    path = tmp_path / "a.ome.tif"
    metadata = {"axes": "YX", "PhysicalSizeX": 500, "PhysicalSizeXUnit": "nm",
                "PhysicalSizeY": 0.7, "PhysicalSizeYUnit": "µm"}  # fmt: skip
    tifffile.imwrite(path, PICTURE, metadata=metadata)
    assert told(path) == "500 × 700 nm"
    tifffile.imwrite(path, PICTURE, metadata={"axes": "YX", "PhysicalSizeX": 0.3})
    assert told(path) == "0.3 µm"  # OME's own default unit, and square


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("um", "0.5 µm"), ("\\u00B5m", "0.5 µm"), ("micron", "0.5 µm"), ("nm", "0.5 nm"),
     ("inch", "12.7 mm"), ("pixel", UNKNOWN), ("1/nm", UNKNOWN), ("", UNKNOWN)],
)  # fmt: skip
def test_imagej(unit, expected, tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PICTURE, imagej=True, resolution=(2, 2), metadata={"unit": unit})
    assert told(path) == expected


def with_tag(path, code: int, text: bytes) -> None:
    tags = [(code, 2, len(text) + 1, text + b"\0", True)]
    tifffile.imwrite(path, PICTURE, extratags=tags, metadata=None)


def test_scanning_electron_microscopes(tmp_path):
    path = tmp_path / "a.tif"
    with_tag(
        path,
        34682,
        b"[User]\r\nDate=1\r\n[Scan]\r\nPixelWidth=2.5e-009\r\nPixelHeight=2.5e-009\r\n",
    )
    assert told(path) == "2.5 nm"
    with_tag(path, 34118, b"1\r\n2e-009\r\nAP_IMAGE_PIXEL_SIZE\r\nImage Pixel Size = 2.0 nm\r\n")
    assert told(path) == "2 nm"


def test_aperio(tmp_path):
    path = tmp_path / "a.svs"
    for about, expected in (
        ("Aperio Image Library v1\r\n40x30|AppMag = 20|MPP = 0.2525", "0.2525 µm"),
        ("Aperio Image Library v1\r\n40x30|AppMag = 20", UNKNOWN),
        ("Aperio Image Library v1\r\n40x30|MPP = none", UNKNOWN),
        ("Aperio Image Library v1\r\n40x30|MPP = 0", UNKNOWN),
    ):
        tifffile.imwrite(path, PICTURE, tile=(16, 16), description=about, metadata=None)
        assert told(path) == expected


def test_pictures_tell_it_only_if_it_is_no_printing_resolution(tmp_path):
    for ending in ("png", "jpg", "bmp"):
        for dpi, expected in ((300, UNKNOWN), (25400, "1 µm")):
            path = tmp_path / f"a{dpi}.{ending}"
            PIL.Image.fromarray(PICTURE).save(path, dpi=(dpi, dpi))
            assert told(path) == expected
