"""What is no picture - alpha, ink amounts, how a camera was held - is seen to on opening."""

import io
import struct
import zlib

import imagecodecs
import numpy as np
import PIL.Image
import pytest
import tifffile

from graticule.errors import ScanError, UnsupportedScan
from graticule.geometry import Box
from graticule.scans import Scan, open_scan

Y, X = np.mgrid[:80, :120]
GREY = np.full((80, 120), 200, np.uint8)
for cy, cx, radius in ((20, 20, 8), (50, 40, 12), (30, 70, 10)):
    GREY[(Y - cy) ** 2 + (X - cx) ** 2 < radius**2] = 60
COLOUR = np.stack([GREY, GREY - 20, GREY - 40], axis=-1)
HOLE = (slice(10, 70), slice(90, 115))
ALPHA = np.full((80, 120), 255, np.uint8)
ALPHA[HOLE] = 0
SHARE = ALPHA.size - np.count_nonzero(ALPHA)


def holed(picture: np.ndarray, alpha: np.ndarray = ALPHA) -> np.ndarray:
    """The picture with black behind the hole, and its alpha as the last channel."""
    colours = np.where(alpha[..., None] > 0, np.atleast_3d(picture), 0)
    return np.concatenate([colours, alpha[..., None]], axis=-1).astype(picture.dtype)


def deep(picture: np.ndarray) -> np.ndarray:
    return picture.astype(np.uint16) * 257


def check_flat(scan: Scan, expected: np.ndarray) -> None:
    """The picture without its alpha, and the ground where it is transparent."""
    expected = np.atleast_3d(expected)
    assert scan.channel_names == (("grey",), ("red", "green", "blue"))[expected.shape[2] == 3]
    assert scan.dtype == expected.dtype
    assert np.array_equal(scan.read(scan.box), expected)
    part = Box(80, 5, 120, 40)
    assert np.array_equal(scan.read(part), expected[part.slices])
    assert any("15.6% of the picture is transparent" in text for text in scan.notices)


def write_png(path, picture: np.ndarray) -> None:
    path.write_bytes(imagecodecs.png_encode(picture))


@pytest.mark.parametrize("picture", [GREY, COLOUR, deep(GREY), deep(COLOUR)])
def test_alpha_of_a_png_is_laid_over_the_ground(picture, tmp_path):
    alpha = ALPHA if picture.dtype == np.uint8 else deep(ALPHA)
    write_png(tmp_path / "a.png", holed(picture, alpha))
    with open_scan(tmp_path / "a.png") as scan:
        check_flat(scan, picture)


def test_transparency_of_a_palette_and_of_a_single_colour(tmp_path):
    shown = PIL.Image.fromarray(np.where(ALPHA > 0, GREY // 100, 7).astype(np.uint8), "P")
    shown.putpalette([60, 60, 60, 60, 60, 60, 200, 200, 200] + [9] * 15)
    shown.save(tmp_path / "a.png", transparency=bytes([255, 255, 255, 255, 255, 255, 255, 0]))
    with open_scan(tmp_path / "a.png") as scan:
        check_flat(scan, np.stack([GREY] * 3, axis=-1))
    PIL.Image.fromarray(holed(COLOUR)[..., :3]).save(tmp_path / "b.png", transparency=(0, 0, 0))
    with open_scan(tmp_path / "b.png") as scan:
        check_flat(scan, COLOUR)


@pytest.mark.parametrize("kind", ["assocalpha", "unassalpha"])
@pytest.mark.parametrize("how", [{}, {"planarconfig": "separate"}, {"tile": (32, 32)}])
@pytest.mark.parametrize("bits", [8, 16, 32])
def test_alpha_of_a_tiff_is_laid_over_the_ground(kind, how, bits, tmp_path):
    for picture, photometric in ((GREY, "minisblack"), (COLOUR, "rgb")):
        alpha = ALPHA
        if bits == 16:
            picture, alpha = deep(picture), deep(alpha)
        if bits == 32:
            picture, alpha = (part.astype(np.float32) / 255 for part in (picture, alpha))
        stored = holed(picture, alpha)
        if "planarconfig" in how:
            stored = np.ascontiguousarray(np.moveaxis(stored, -1, 0))
        tifffile.imwrite(
            tmp_path / "a.tif", stored, photometric=photometric, extrasamples=[kind], **how
        )
        with open_scan(tmp_path / "a.tif") as scan:
            check_flat(scan, picture)


def test_half_transparent_pixels_lie_between_colour_and_ground(tmp_path):
    alpha = np.where(X < 60, 255, 51).astype(np.uint8)
    expected = np.where(X < 60, GREY, np.rint(GREY * 0.2 + 200 * 0.8)).astype(np.uint8)
    write_png(tmp_path / "a.png", np.dstack([GREY, alpha]))
    premultiplied = np.rint(GREY * (alpha / 255)).astype(np.uint8)
    tifffile.imwrite(
        tmp_path / "a.tif", np.dstack([premultiplied, alpha]), photometric="minisblack",
        extrasamples=["assocalpha"],
    )  # fmt: skip
    for name, off in (("a.png", 0), ("a.tif", 1)):
        with open_scan(tmp_path / name) as scan:
            found = scan.read(scan.box)[..., 0].astype(int)
            assert np.abs(found - expected).max() <= off


def test_white_is_zero_and_a_palette_keep_their_alpha(tmp_path):
    stored = holed(255 - GREY)
    tifffile.imwrite(
        tmp_path / "a.tif", stored, photometric="miniswhite", extrasamples=["unassalpha"]
    )
    with open_scan(tmp_path / "a.tif") as scan:
        check_flat(scan, GREY)


def test_an_opaque_or_an_empty_alpha_hides_nothing(tmp_path):
    for value, told in ((255, 0), (0, 1)):
        write_png(tmp_path / "a.png", np.dstack([COLOUR, np.full_like(GREY, value)]))
        with open_scan(tmp_path / "a.png") as scan:
            assert scan.channel_names == ("red", "green", "blue")
            assert np.array_equal(scan.read(scan.box), COLOUR)
            assert len(scan.notices) == told


@pytest.mark.parametrize("bright", [False, True])
def test_the_ground_is_the_scans_own_dark_or_bright(bright, tmp_path):
    picture = 255 - GREY if bright else GREY
    write_png(tmp_path / "a.png", holed(picture))
    with open_scan(tmp_path / "a.png") as scan:
        assert set(np.unique(scan.read(scan.box)[HOLE])) == {55 if bright else 200}


def test_a_fourth_sample_of_which_nothing_is_said(tmp_path):
    def opened(fourth: np.ndarray) -> Scan:
        tifffile.imwrite(
            tmp_path / "a.tif", np.dstack([COLOUR * (fourth > 0)[..., None], fourth]),
            photometric="rgb", extrasamples=["unspecified"],
        )  # fmt: skip
        return open_scan(tmp_path / "a.tif")

    with opened(ALPHA) as scan:  # all or nothing, and black where nothing
        check_flat(scan, COLOUR)
        assert any("does not say" in text or "file does not" in text for text in scan.notices)
    with opened(np.full_like(ALPHA, 255)) as scan:
        assert scan.channel_names == ("red", "green", "blue")
    with opened((X % 250 + 1).astype(np.uint8)) as scan:
        assert scan.channel_names == ("red", "green", "blue", "channel 4")
        assert any("one more channel" in text for text in scan.notices)


def test_two_grey_channels_are_no_alpha(tmp_path):
    both = np.dstack([GREY, 255 - GREY])
    tifffile.imwrite(tmp_path / "a.tif", both, photometric="minisblack", planarconfig="contig")
    with open_scan(tmp_path / "a.tif") as scan:
        assert scan.channel_names == ("channel 1", "channel 2")
        assert np.array_equal(scan.read(scan.box), both)


def test_ink_amounts_become_colours(tmp_path):
    inks = np.zeros((80, 120, 4), np.uint8)
    inks[..., 3] = 255 - GREY
    inks[:20, :40, :3] = (255, 0, 128)
    light = 255 - inks.astype(int)
    expected = np.rint(light[..., :3] * light[..., 3:] / 255).astype(np.uint8)
    PIL.Image.fromarray(inks, "CMYK").save(tmp_path / "a.jpg", quality=100, subsampling=0)
    tifffile.imwrite(tmp_path / "a.tif", inks, photometric="separated", compression="zlib")
    planar = np.ascontiguousarray(np.moveaxis(inks, -1, 0))
    tifffile.imwrite(tmp_path / "b.tif", planar, photometric="separated", planarconfig="separate")
    tifffile.imwrite(tmp_path / "c.tif", deep(inks), photometric="separated")
    for name, off, factor in (
        ("a.jpg", 8, 1),
        ("a.tif", 0, 1),
        ("b.tif", 0, 1),
        ("c.tif", 257, 257),
    ):
        with open_scan(tmp_path / name) as scan:
            assert scan.channel_names == ("red", "green", "blue")
            found = scan.read(scan.box).astype(int)
            assert np.abs(found - expected.astype(int) * factor).max() <= off
            assert any("CMYK" in text for text in scan.notices)


def test_inks_without_adobes_mark_are_taken_as_everywhere(tmp_path):
    inks = np.zeros((80, 120, 4), np.uint8)
    inks[..., 3] = 255 - GREY
    data = io.BytesIO()
    PIL.Image.fromarray(inks, "CMYK").save(data, "JPEG", quality=98)
    whole = data.getvalue()
    place = whole.index(b"\xff\xee")
    length = 2 + int.from_bytes(whole[place + 2 : place + 4], "big")
    (tmp_path / "a.jpg").write_bytes(whole[:place] + whole[place + length :])
    with open_scan(tmp_path / "a.jpg") as scan:
        assert abs(float(np.median(scan.read(scan.box))) - 200) < 3
        assert any("taken for inverted" in text for text in scan.notices)


def test_the_fourth_byte_of_a_bmp_is_alpha_only_by_its_looks(tmp_path):
    for fourth, holes in ((ALPHA, True), (np.zeros_like(ALPHA), False), (GREY, False)):
        path = tmp_path / "a.bmp"
        PIL.Image.fromarray(np.dstack([COLOUR * (ALPHA > 0)[..., None], fourth])).save(path)
        with open_scan(path) as scan:
            expected = COLOUR if holes else COLOUR * (ALPHA > 0)[..., None]
            assert scan.channel_names == ("red", "green", "blue")
            assert np.array_equal(scan.read(scan.box), expected)


def test_ycck_is_the_same_as_cmyk(tmp_path):
    inks = np.full((32, 32, 4), (0, 128, 255, 40), np.uint8)
    data = imagecodecs.jpeg8_encode(255 - inks, colorspace="CMYK", outcolorspace="YCCK", level=98)
    (tmp_path / "a.jpg").write_bytes(data)
    with open_scan(tmp_path / "a.jpg") as scan:
        expected = (215, 127 * 215 / 255, 0)
        assert np.abs(scan.read(scan.box).astype(float) - expected).max() < 6


def test_other_inks_and_colours_of_the_eye_are_refused(tmp_path):
    stored = np.dstack([COLOUR, GREY])
    tifffile.imwrite(
        tmp_path / "a.tif", stored, photometric="separated", extratags=[(332, "H", 1, 2, True)]
    )
    tifffile.imwrite(tmp_path / "b.tif", COLOUR, photometric="cielab")
    for name in ("a.tif", "b.tif"):
        with pytest.raises(UnsupportedScan, match="save it as RGB"):
            open_scan(tmp_path / name)


def test_ycbcr_in_planes_of_their_own(tmp_path):
    stored = np.moveaxis(np.array(PIL.Image.fromarray(COLOUR).convert("YCbCr")), -1, 0)
    tifffile.imwrite(
        tmp_path / "a.tif", np.ascontiguousarray(stored), photometric="ycbcr",
        planarconfig="separate", subsampling=(1, 1), metadata=None,
    )  # fmt: skip
    with open_scan(tmp_path / "a.tif") as scan:
        assert np.abs(scan.read(scan.box).astype(int) - COLOUR).max() <= 2


# How a picture that is to be shown as COLOUR is stored, by its orientation tag.
STORED = {
    1: COLOUR,
    2: COLOUR[:, ::-1],
    3: COLOUR[::-1, ::-1],
    4: COLOUR[::-1],
    5: COLOUR.swapaxes(0, 1),
    6: np.rot90(COLOUR),
    7: np.rot90(COLOUR, 2).swapaxes(0, 1),
    8: np.rot90(COLOUR, -1),
}


def exif_of(orientation: int) -> bytes:
    exif = PIL.Image.Exif()
    exif[274] = orientation
    return exif.tobytes()


def with_chunk(png: bytes, kind: bytes, content: bytes, *, at_end: bool = False) -> bytes:
    chunk = struct.pack(">I", len(content)) + kind + content
    chunk += struct.pack(">I", zlib.crc32(kind + content))
    place = len(png) - 12 if at_end else 33
    return png[:place] + chunk + png[place:]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "late.png", "tif", "tiled.tif"])
def test_pictures_are_shown_the_way_up_that_was_meant(orientation, ending, tmp_path):
    path = tmp_path / f"a.{ending}"
    stored = np.ascontiguousarray(STORED[orientation])
    if ending == "jpg":
        PIL.Image.fromarray(stored).save(
            path, exif=exif_of(orientation), quality=100, subsampling=0
        )
    elif ending.endswith("png"):
        png = imagecodecs.png_encode(stored)
        exif = exif_of(orientation).removeprefix(b"Exif\0\0")
        path.write_bytes(with_chunk(png, b"eXIf", exif, at_end=ending == "late.png"))
    else:
        tile = {"tile": (32, 16)} if ending == "tiled.tif" else {}
        turned = orientation > 4
        tifffile.imwrite(
            path, stored, photometric="rgb", extratags=[(274, "H", 1, orientation, True)],
            resolution=(10000, 20000) if turned else (20000, 10000),
            resolutionunit="CENTIMETER", **tile,
        )  # fmt: skip
    with open_scan(path) as scan:
        assert (scan.width, scan.height) == (120, 80)
        off = 3 if ending == "jpg" else 0
        assert np.abs(scan.read(scan.box).astype(int) - COLOUR).max() <= off
        part = Box(31, 7, 77, 60)
        assert np.abs(scan.read(part).astype(int) - COLOUR[part.slices]).max() <= off
        if "tif" in ending:
            assert (scan.pixel_size.x, scan.pixel_size.y) == pytest.approx((0.5, 1.0))
        assert len(scan.notices) == (orientation > 1)
        assert all(f"({orientation})" in text for text in scan.notices)


def test_turned_levels_stay_over_each_other(tmp_path):
    whole = np.random.default_rng(3).integers(0, 255, (64, 96), dtype=np.uint8)
    half = whole.reshape(32, 2, 48, 2).mean(axis=(1, 3)).round().astype(np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        tag = {"extratags": [(274, "H", 1, 6, True)], "photometric": "minisblack"}
        writer.write(np.ascontiguousarray(np.rot90(whole)), subifds=2, **tag)
        writer.write(np.ascontiguousarray(np.rot90(half)), subfiletype=1, **tag)
        writer.write(np.ascontiguousarray(np.rot90(half))[:31, :21], subfiletype=1, **tag)
    with open_scan(tmp_path / "a.tif") as scan:
        assert [(level.width, level.height) for level in scan.levels] == [(96, 64), (48, 32)]
        assert np.array_equal(scan.read_level(1, Box(5, 3, 40, 20))[..., 0], half[3:20, 5:40])
        assert np.array_equal(scan.read_work(scan.levels[1].box, 2.0)[..., 0], half)


def test_another_orientation_is_another_scan(tmp_path):
    found = set()
    for orientation in (1, 3):
        tifffile.imwrite(tmp_path / "a.tif", GREY, extratags=[(274, "H", 1, orientation, True)])
        with open_scan(tmp_path / "a.tif") as scan:
            found.add(scan.fingerprint)
    assert len(found) == 2


def jpeg(picture: np.ndarray = GREY, **more) -> bytes:
    data = io.BytesIO()
    PIL.Image.fromarray(picture).save(data, "JPEG", quality=95, **more)
    return data.getvalue()


FILM = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40 + b"\xff\xda\xff\xdb"


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        (FILM, "a film"),
        (jpeg(GREY[:40, :60]), "further pictures"),
        (jpeg(GREY[:40]) + FILM, "further pictures and a film"),
        (b"\xff\xda" * 50 + b"data", "bytes of something else"),
        (b"\0" * 5000, None),
    ],
)
def test_a_jpeg_ends_where_its_first_picture_ends(behind, told, tmp_path):
    (tmp_path / "a.jpg").write_bytes(jpeg() + behind)
    with open_scan(tmp_path / "a.jpg") as scan:
        assert (scan.width, scan.height) == (120, 80)
        assert np.abs(scan.read(scan.box)[..., 0].astype(int) - GREY).max() < 40
        assert len(scan.notices) == (told is not None)
        assert told is None or told in scan.notices[0]


def test_a_jpeg_that_is_cut_short_is_refused_whatever_preview_it_holds(tmp_path):
    preview = jpeg(GREY[:16, :16])
    exif = PIL.Image.Exif()
    exif[37500] = preview  # the maker's note: has an end of its own
    whole = jpeg(exif=exif.tobytes(), progressive=True)
    (tmp_path / "a.jpg").write_bytes(whole[:-30])
    with pytest.raises(ScanError, match="cut short"):
        open_scan(tmp_path / "a.jpg")
    (tmp_path / "a.jpg").write_bytes(whole)
    with open_scan(tmp_path / "a.jpg") as scan:
        assert (scan.width, scan.height) == (120, 80)


def test_an_animated_png_tells_that_one_picture_is_read(tmp_path):
    frames = [PIL.Image.fromarray(GREY - i) for i in range(3)]
    frames[0].save(tmp_path / "a.png", save_all=True, append_images=frames[1:])
    with open_scan(tmp_path / "a.png") as scan:
        assert np.array_equal(scan.read(scan.box)[..., 0], GREY)
        assert any("animation of 3 pictures" in text for text in scan.notices)
