"""The pixel size is found in every place where an instrument puts it, and never where it is not."""

import json
import re
import struct
import zlib

import numpy as np
import PIL.Image
import pytest
import tifffile

from graticule.scans import open_scan

PICTURE = np.arange(1200, dtype=np.uint8).reshape(30, 40)


def told_of(path) -> tuple[str, str]:
    """The pixel size, and all that is told of it."""
    with open_scan(path) as scan:
        return str(scan.pixel_size), " ".join(scan.notices)


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
     (2.5, "Å", "0.25 nm"), (250, "pm", "0.25 nm"), (0.001, "mm", "0.001 mm"),
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
     ("pm", UNKNOWN), ("inch", UNKNOWN), ("pixel", UNKNOWN), ("1/nm", UNKNOWN), ("", UNKNOWN)],
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


def imagej(path, resolution, tag, **about) -> None:
    lines = "".join(f"{key}={value}\n" for key, value in about.items())
    tifffile.imwrite(
        path,
        PICTURE,
        description=f"ImageJ=1.53t\n{lines}loop=false\n",
        resolution=resolution,
        resolutionunit=tag,
        metadata=None,
    )


@pytest.mark.parametrize(
    ("resolution", "tag", "about", "expected", "notice"),
    [
        ((300, 300), "INCH", {"unit": "inch"}, UNKNOWN, "printing resolution"),
        ((300, 300), "NONE", {"unit": "inch"}, UNKNOWN, "printing resolution"),
        ((118.11, 118.11), "CENTIMETER", {"unit": "cm"}, UNKNOWN, "printing resolution"),
        ((50800, 50800), "INCH", {"unit": "inch"}, "0.5 µm", ""),
        ((20000, 10000), "CENTIMETER", {"unit": "cm"}, "0.5 × 1 µm", ""),
        ((20000, 20000), "CENTIMETER", {"unit": "micron"}, UNKNOWN, "0.05 nm by its .* 0.5 µm by"),
        ((2, 2), "INCH", {"unit": "nm"}, UNKNOWN, "neither is used"),
        ((300, 300), "INCH", {"unit": "micron"}, UNKNOWN, "neither is used"),
        ((4, 4000), "NONE", {"unit": "nm", "yunit": "micron"}, "0.25 nm", ""),
        ((4, 2), "NONE", {"unit": "micron", "yunit": "micron"}, "0.25 × 0.5 µm", ""),
        ((4, 0.002), "NONE", {"unit": "micron", "yunit": "nm"}, "0.25 × 0.5 µm", ""),
        ((4, 4), "NONE", {"unit": "nm", "yunit": "micron"}, "0.25 × 250 nm", "likely wrong"),
        ((4, 4), "NONE", {"unit": "micron", "yunit": "sec"}, UNKNOWN, "“sec”"),
        ((4, 4), "NONE", {"unit": "furlong"}, UNKNOWN, "“furlong”"),
        ((20000, 20000), "CENTIMETER", {"unit": "pixel"}, "0.5 µm", ""),
        ((11.811, 11.811), "NONE", {"unit": "mm"}, UNKNOWN, "300 dpi"),
        ((1e-3, 1e-3), "NONE", {"unit": "mm"}, UNKNOWN, "no microscope"),
    ],
)
def test_imagejs_unit_and_that_of_the_tag(resolution, tag, about, expected, notice, tmp_path):
    path = tmp_path / "a.tif"
    imagej(path, resolution, tag, **about)
    size, notices = told_of(path)
    assert size == expected
    assert re.search(notice, notices) if notice else not notices


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_imagejs_unit_in_either_encoding(encoding, tmp_path):
    path = tmp_path / "a.tif"
    about = "ImageJ=1.40\nunit=µm\n".encode(encoding)
    tifffile.imwrite(path, PICTURE, description=about, metadata=None, resolution=(4, 2),
                     resolutionunit="NONE")  # fmt: skip
    assert told_of(path) == ("0.25 × 0.5 µm", "")


@pytest.mark.parametrize(
    ("x", "y", "unit", "expected", "notice"),
    [
        (1, 1, "m", UNKNOWN, "1000 mm.*no microscope"),
        (1e-12, 1e-12, "µm", UNKNOWN, "no microscope"),
        (352.7778, 352.7778, "µm", UNKNOWN, "72 dpi"),  # of a picture that was converted
        (0.5, 11, "µm", "0.5 × 11 µm", "0.5 µm wide and 11 µm high"),
        (0.5, 9, "µm", "0.5 × 9 µm", ""),
        (2e-7, 2e-7, "m", "0.2 µm", ""),
    ],
)
def test_what_no_microscope_gives_is_told(x, y, unit, expected, notice, tmp_path):
    path = tmp_path / "a.ome.tif"
    metadata = {"axes": "YX", "PhysicalSizeX": x, "PhysicalSizeXUnit": unit,
                "PhysicalSizeY": y, "PhysicalSizeYUnit": unit}  # fmt: skip
    tifffile.imwrite(path, PICTURE, metadata=metadata)
    size, notices = told_of(path)
    assert size == expected
    assert re.search(notice, notices) if notice else not notices


def test_a_description_and_a_tag_that_differ_are_told(tmp_path):
    path = tmp_path / "a.svs"
    about = "Aperio Image Library v1\r\n40x30|MPP = 0.25"
    for per_cm, differs in ((40000, False), (40300, False), (20000, True)):
        tifffile.imwrite(path, PICTURE, tile=(16, 16), description=about, metadata=None,
                         resolution=(per_cm, per_cm), resolutionunit="CENTIMETER")  # fmt: skip
        size, notices = told_of(path)
        assert size == "0.25 µm"
        assert ("its resolution tag 0.5 µm" in notices) == differs


def test_what_may_be_a_printers_resolution_is_told(tmp_path):
    path = tmp_path / "a.tif"
    for dpi, notice in ((1200, "flatbed"), (2400, "flatbed"), (1210, ""), (50800, "")):
        tifffile.imwrite(path, PICTURE, resolution=(dpi, dpi), resolutionunit="INCH", metadata=None)
        size, notices = told_of(path)
        assert size == f"{25400 / dpi:.4g} µm"
        assert notice in notices
        assert bool(notice) == bool(notices)


def test_a_tag_without_its_unit_is_told(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PICTURE, resolution=(50800, 50800), resolutionunit="INCH", metadata=None)
    with tifffile.TiffFile(path) as tif:
        place = tif.pages.first.tags[296].offset
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, place, 297)  # PageNumber: nobody says of what the numbers are
    path.write_bytes(data)
    size, notices = told_of(path)
    assert size == "0.5 µm"
    assert "name no unit" in notices


def test_decimal_commas_of_instruments(tmp_path):
    path = tmp_path / "a.svs"
    about = "Aperio Image Library v1\r\n40x30|AppMag = 20|MPP = 0,2525"
    tifffile.imwrite(path, PICTURE, tile=(16, 16), description=about, metadata=None)
    assert told(path) == "0.2525 µm"


@pytest.mark.parametrize(
    ("ending", "header"),
    [
        ("png", lambda data, x, y: png_with(data, struct.pack(">IIB", x, y, 1))),
        ("bmp", lambda data, x, y: data[:38] + struct.pack("<2i", x, y) + data[46:]),
        (
            "jpg",
            lambda data, x, y: data[:13] + struct.pack(">B2H", 2, x // 100, y // 100) + data[18:],
        ),
    ],
)
def test_oblong_pixels_of_pictures(ending, header, tmp_path):
    path = tmp_path / f"a.{ending}"
    PIL.Image.fromarray(PICTURE).save(path, dpi=(72, 72))
    path.write_bytes(header(path.read_bytes(), 1_000_000, 2_000_000))
    assert told(path) == "1 × 0.5 µm"
    path.write_bytes(header(path.read_bytes(), 11_800, 11_800))  # 300 dpi
    assert told_of(path) == (UNKNOWN, "")


def test_a_png_that_tells_a_ratio_alone(tmp_path):
    path = tmp_path / "a.png"
    PIL.Image.fromarray(PICTURE).save(path)
    path.write_bytes(png_with(path.read_bytes(), struct.pack(">IIB", 10**6, 10**6, 0)))
    assert told_of(path) == (UNKNOWN, "")


def png_with(data: bytes, size: bytes) -> bytes:
    """A PNG whose pHYs chunk is that."""
    data = re.sub(b"\0\0\0\x09pHYs.{13}", b"", data, flags=re.DOTALL)
    chunk = b"\0\0\0\x09pHYs" + size + struct.pack(">I", zlib.crc32(b"pHYs" + size))
    return data[:33] + chunk + data[33:]


def test_gatans_export_and_metamorphs_single_images(tmp_path):
    path = tmp_path / "a.tif"
    tags = [(65003, "s", 3, "µm".encode("latin-1"), True), (65004, "s", 3, b"nm", True),
            (65009, "d", 1, 0.001, True), (65010, "d", 1, 2.0, True)]  # fmt: skip
    tifffile.imwrite(path, PICTURE, extratags=tags, metadata=None)
    assert told(path) == "0.001 × 0.002 µm"
    props = "".join(
        f'<prop id="spatial-calibration-{key}" type="{kind}" value="{value}"/>'
        for key, kind, value in (("state", "bool", "on"), ("x", "float", "0.5"),
                                 ("y", "float", "0.25"), ("units", "string", "um"))
    )  # fmt: skip
    about = f"<MetaData><PlaneInfo>{props}</PlaneInfo></MetaData>"
    tifffile.imwrite(path, PICTURE, description=about, software="MetaSeries", metadata=None)
    assert told(path) == "0.5 × 0.25 µm"


def test_zeiss_lsm(tmp_path):
    path = tmp_path / "a.lsm"
    about = struct.pack("<II8i3d", 67127628, 512, 40, 30, 1, 1, 1, 1, 0, 0, 2.5e-7, 5e-7, 1e-6)
    tag = (34412, "B", 512, about.ljust(512, b"\0"), True)
    with tifffile.TiffWriter(path, byteorder="<") as tif:
        tif.write(PICTURE, metadata=None, extratags=[tag])
        tif.write(PICTURE[::2, ::2], metadata=None, subfiletype=1)
    assert told(path) == "0.25 × 0.5 µm"


def test_micromanager(tmp_path):
    path = tmp_path / "a.tif"
    for name, size in (("PixelSizeUm", 0.325), ("PixelSize_um", 0.65), ("PixelSizeUm", 0)):
        text = json.dumps({name: size}).encode()
        tag = (51123, "s", len(text) + 1, text + b"\0", True)
        tifffile.imwrite(path, PICTURE, metadata=None, extratags=[tag])
        assert told(path) == (f"{size} µm" if size else UNKNOWN)


def test_fei_with_oblong_pixels_and_zeiss_with_a_comma(tmp_path):
    path = tmp_path / "a.tif"
    with_tag(
        path, 34682, b"[User]\r\nDate=1\r\n[Scan]\r\nPixelWidth=2.5e-009\r\nPixelHeight=5e-009\r\n"
    )
    assert told(path) == "2.5 × 5 nm"
    with_tag(path, 34682, b"[User]\r\nDate=1\r\n[Scan]\r\nPixelWidth=1\r\nPixelHeight=1\r\n")
    assert "no microscope" in told_of(path)[1]
    with_tag(path, 34118, b"1\r\n2e-009\r\nAP_IMAGE_PIXEL_SIZE\r\nImage Pixel Size = 2,5 nm\r\n")
    assert told(path) == "2.5 nm"
