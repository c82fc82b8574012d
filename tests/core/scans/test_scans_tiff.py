"""TIFF of every kind that instruments write gives the pixels that were written."""

from concurrent.futures import ThreadPoolExecutor

import imagecodecs
import numpy as np
import openslide
import PIL.Image
import pytest
import tifffile

from graticule.errors import ScanError, UnsupportedScan
from graticule.geometry import Box
from graticule.scans import open_scan

RANDOM = np.random.default_rng(7)


def waves(shape: tuple[int, ...], dtype: type = np.uint8) -> np.ndarray:
    """A smooth picture with a little noise, over the whole range of the type."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    flat = 0.5 + 0.2 * np.sin(x / 9) + 0.2 * np.cos(y / 11)
    picture = flat.reshape(flat.shape + (1,) * (len(shape) - 2)) + RANDOM.random(shape) * 0.1
    top = 1.0 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
    return (picture * top).astype(dtype)


RGB = waves((140, 190, 3))
GREY = waves((140, 190))
LOSSLESS = {
    "raw strips": {},
    "raw tiles": {"tile": (48, 64)},
    "big endian BigTIFF": {"bigtiff": True, "byteorder": ">"},
    "one strip": {"rowsperstrip": 140},
    "lzw": {"compression": "lzw"},
    "lzw predictor": {"compression": "lzw", "predictor": True, "tile": (64, 64)},
    "deflate": {"compression": "zlib", "tile": (64, 64)},
    "deflate predictor big endian": {"compression": "zlib", "predictor": True, "byteorder": ">"},
    "zstd": {"compression": "zstd", "tile": (64, 64)},
    "packbits": {"compression": "packbits"},
    "lzma": {"compression": "lzma"},
    "lossless jpeg 2000": {
        "compression": "jpeg2000", "compressionargs": {"level": 0}, "tile": (64, 64)},
    "webp": {"compression": "webp", "tile": (64, 64), "compressionargs": {"lossless": True}},
    "png tiles": {"compression": "png", "tile": (64, 64)},
    "jpeg xl strips": {"compression": "jpegxl", "rowsperstrip": 60},
}  # fmt: skip


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_colour_pictures_come_back_as_written(kind, tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, RGB, photometric="rgb", **LOSSLESS[kind])
    with open_scan(path) as scan:
        assert (scan.width, scan.height, scan.channel_names) == (190, 140, ("red", "green", "blue"))
        assert np.array_equal(scan.read(scan.box), RGB)
        window = Box(37, 51, 133, 127)
        assert np.array_equal(scan.read(window), RGB[window.slices])


@pytest.mark.parametrize("compression", [None, "lzw", "zlib"])
@pytest.mark.parametrize(
    "dtype",
    [np.uint8, np.uint16, np.int16, np.uint32, np.int32, np.float16, np.float32, np.float64],
)
def test_every_kind_of_number(dtype, compression, tmp_path):
    path, picture = tmp_path / "a.tif", waves((70, 90), dtype)
    predictor = compression is not None and dtype is not np.float16
    tifffile.imwrite(path, picture, compression=compression, predictor=predictor)
    with open_scan(path) as scan:
        assert scan.dtype == dtype
        assert np.array_equal(scan.read(scan.box)[..., 0], picture)


@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("tile", [None, (32, 48)])
def test_planes_apart(tile, compression, tmp_path):
    path = tmp_path / "a.tif"
    planes = np.ascontiguousarray(np.moveaxis(RGB, -1, 0))
    tifffile.imwrite(
        path, planes, photometric="rgb", planarconfig="separate", tile=tile, compression=compression
    )
    with open_scan(path) as scan:
        assert np.array_equal(scan.read(Box(5, 9, 150, 130)), RGB[9:130, 5:150])


def test_one_bit_pictures_are_black_and_white(tmp_path):
    bits = GREY > 128
    for photometric, white in (("minisblack", bits), ("miniswhite", ~bits)):
        for options in ({}, {"tile": (32, 32), "compression": "packbits"}):
            path = tmp_path / "a.tif"
            tifffile.imwrite(path, bits, photometric=photometric, **options)
            with open_scan(path) as scan:
                assert scan.dtype == np.uint8
                assert np.array_equal(scan.read(scan.box)[..., 0], white * np.uint8(255))


def test_min_is_white_is_turned_so_that_bright_is_large(tmp_path):
    for picture in (GREY, GREY.astype(np.uint16) * 200):
        path = tmp_path / "a.tif"
        tifffile.imwrite(path, picture, photometric="miniswhite")
        with open_scan(path) as scan:
            turned = np.iinfo(picture.dtype).max - picture
            assert np.array_equal(scan.read(scan.box)[..., 0], turned)


def test_palette_becomes_colours(tmp_path):
    path = tmp_path / "a.tif"
    colours = RANDOM.integers(0, 256, (3, 256)).astype(np.uint16)
    tifffile.imwrite(path, GREY, photometric="palette", colormap=colours * 257)
    with open_scan(path) as scan:
        assert scan.channels == 3
        assert np.array_equal(scan.read(scan.box), colours.T[GREY].astype(np.uint8))


@pytest.mark.parametrize("subsampling", [(1, 1), (2, 1), (2, 2)])
@pytest.mark.parametrize("tile", [(64, 64), None])
def test_jpeg_with_subsampled_colours(subsampling, tile, tmp_path):
    path, y = tmp_path / "a.tif", np.broadcast_to(np.mgrid[:128][:, None], (128, 192))
    smooth = np.stack([y + 40, 200 - y, y // 2 + 90], axis=-1).astype(np.uint8)
    tifffile.imwrite(
        path, smooth, photometric="rgb", compression="jpeg", subsampling=subsampling, tile=tile,
        rowsperstrip=None if tile else 32, compressionargs={"level": 95},
    )  # fmt: skip
    with tifffile.TiffFile(path) as file:
        assert file.pages.first.photometric == tifffile.PHOTOMETRIC.YCBCR
    with open_scan(path) as scan:
        assert np.abs(scan.read(scan.box).astype(int) - smooth).max() <= 6


def test_channels_with_names_of_their_own(tmp_path):
    path, stack = tmp_path / "b.ome.tif", waves((60, 70, 6), np.uint16).transpose(2, 0, 1)
    stack = np.ascontiguousarray(stack)
    names = [f"dye {i}" for i in range(6)]
    metadata = {"axes": "CYX", "Channel": {"Name": names}}
    tifffile.imwrite(path, stack, photometric="minisblack", metadata=metadata, tile=(32, 32))
    with open_scan(path) as scan:
        assert (scan.frames, scan.channels, scan.frame_axis) == (1, 6, "")
        assert scan.channel_names == tuple(names)
        assert np.array_equal(scan.read(scan.box), np.moveaxis(stack, 0, -1))


def test_colours_stored_in_other_ways(tmp_path):
    path, picture = tmp_path / "a.tif", waves((60, 70, 6))
    tifffile.imwrite(path, picture, photometric="rgb", metadata=None)
    with open_scan(path) as scan:
        assert scan.channel_names == ("red", "green", "blue", "channel 4", "channel 5", "channel 6")
    for compression in (None, "zlib"):
        ycbcr = np.array(PIL.Image.fromarray(RGB).convert("YCbCr"))
        tifffile.imwrite(
            path, ycbcr, photometric="ycbcr", subsampling=(1, 1), compression=compression,
            metadata=None,
        )  # fmt: skip
        with open_scan(path) as scan:
            back = np.asarray(PIL.Image.fromarray(ycbcr, "YCbCr").convert("RGB")).astype(int)
            assert np.abs(scan.read(scan.box) - back).max() <= 1


@pytest.mark.parametrize(
    ("axes", "axis"), [("ZYX", "z"), ("TYX", "time"), ("TZYX", "page"), ("ZCYX", "z")]
)
@pytest.mark.parametrize("kind", ["ome", "imagej"])
def test_stacks_know_their_axes(axes, axis, kind, tmp_path):
    shape = {"T": 3, "Z": 4, "C": 2, "Y": 40, "X": 50}
    stack = RANDOM.integers(0, 60000, [shape[a] for a in axes]).astype(np.uint16)
    path = tmp_path / ("a.ome.tif" if kind == "ome" else "a.tif")
    tifffile.imwrite(path, stack, imagej=kind == "imagej", metadata={"axes": axes})
    frames = stack.reshape(-1, *stack.shape[-2:])
    channels = shape["C"] if "C" in axes else 1
    with open_scan(path) as scan:
        assert scan.frame_axis == axis
        assert scan.frames == len(frames) // channels
        last = scan.read(scan.box, frame=scan.frames - 1)
        assert np.array_equal(last, np.moveaxis(frames[-channels:], 0, -1))


def test_pages_without_description_are_a_stack(tmp_path):
    path = tmp_path / "a.tif"
    pages = RANDOM.integers(0, 255, (5, 40, 50), dtype=np.uint8)
    with tifffile.TiffWriter(path) as file:
        for page in pages:
            file.write(page, metadata=None, contiguous=False)
    with open_scan(path) as scan:
        assert (scan.frames, scan.frame_axis, scan.channels) == (5, "page", 1)
        assert np.array_equal(scan.read(scan.box, frame=3)[..., 0], pages[3])


def test_imagej_stack_of_one_page_that_stands_for_all(tmp_path):
    path = tmp_path / "a.tif"
    pages = RANDOM.integers(0, 60000, (6, 40, 50)).astype(np.uint16)
    with tifffile.TiffWriter(path, imagej=True) as file:
        file.write(pages, metadata={"axes": "TYX"}, truncate=True)
    with open_scan(path) as scan:
        assert (scan.frames, scan.frame_axis) == (6, "time")
        for i in range(6):
            assert np.array_equal(
                scan.read(Box(3, 5, 44, 37), frame=i)[..., 0], pages[i, 5:37, 3:44]
            )


def halves(picture: np.ndarray, count: int) -> list[np.ndarray]:
    found = [picture]
    for _ in range(count):
        found.append(found[-1][::2, ::2])
    return found


@pytest.mark.parametrize("way", ["subifds", "pages", "marked pages", "ome"])
def test_pyramids_are_levels(way, tmp_path):
    levels = halves(waves((401, 603, 3)), 3)
    path = tmp_path / ("a.ome.tif" if way == "ome" else "a.tif")
    sub = way in ("subifds", "ome")
    with tifffile.TiffWriter(path, ome=way == "ome") as file:
        for i, level in enumerate(levels):
            file.write(
                level, photometric="rgb", tile=(64, 64), subifds=3 if sub and i == 0 else None,
                subfiletype=int(i > 0 and way != "pages"), metadata={} if way == "ome" else None,
                compression="zlib",
            )  # fmt: skip
    with open_scan(path) as scan:
        assert [level.downsample for level in scan.levels] == [1, 2, 4, 8]
        assert scan.frames == 1
        for i, level in enumerate(levels):
            assert np.array_equal(scan.read_level(i, scan.levels[i].box), level)
        coarse = scan.read_work(Box(0, 0, 151, 101), 4)
        assert np.array_equal(coarse, levels[2])  # the stored level, not the full picture averaged


def test_marked_pages_are_levels_whatever_their_ratio(tmp_path):
    path, full = tmp_path / "a.tif", waves((400, 640, 3))
    with tifffile.TiffWriter(path) as file:
        for factor in (1, 4, 8, 20):
            file.write(
                full[::factor, ::factor], photometric="rgb", tile=(64, 64), metadata=None,
                subfiletype=int(factor > 1),
            )  # fmt: skip
    with open_scan(path) as scan:
        assert [level.downsample for level in scan.levels] == [1, 4, 8, 20]
        assert not scan.associated


def test_many_threads_read_what_one_reads(tmp_path):
    path, stack = tmp_path / "a.tif", waves((9, 140, 190), np.uint16)
    tifffile.imwrite(path, stack, compression="zlib", tile=(32, 48), photometric="minisblack")
    with open_scan(path) as scan, ThreadPoolExecutor(8) as pool:
        wanted = [
            (Box(x, y, x + 90, y + 60), f) for x in (0, 70) for y in (3, 80) for f in range(9)
        ]
        found = list(pool.map(lambda one: scan.read(one[0], frame=one[1]), wanted * 3))
        for (box, frame), pixels in zip(wanted * 3, found, strict=True):
            assert np.array_equal(pixels[..., 0], stack[frame][box.slices])


def test_a_closed_scan_says_so(tmp_path):
    path = tmp_path / "a.tif"
    for options in ({}, {"compression": "zlib"}):
        tifffile.imwrite(path, GREY, **options)
        scan = open_scan(path)
        scan.close()
        scan.close()
        with pytest.raises(ScanError):
            scan.read(Box(0, 0, 9, 9))


def test_other_pages_are_no_levels(tmp_path):
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(waves((400, 600, 3)), photometric="rgb", metadata=None)
        file.write(waves((100, 100, 3)), photometric="rgb", metadata=None)  # another aspect
        file.write(waves((123, 185, 3)), photometric="rgb", metadata=None)  # an odd ratio
    with open_scan(path) as scan:
        assert len(scan.levels) == 1
        assert sorted(make().shape for make in scan.associated.values()) == [
            (100, 100, 3), (123, 185, 3)]  # fmt: skip


def test_missing_tiles_are_glass(tmp_path):
    path = tmp_path / "a.tif"

    def tiles():
        yield from (RGB[:64, :64].copy(), None, None, RGB[64:128, 64:128].copy())

    tifffile.imwrite(
        path, tiles(), shape=(128, 128, 3), dtype=np.uint8, tile=(64, 64), photometric="rgb",
        compression="zlib",
    )  # fmt: skip
    with open_scan(path) as scan:
        picture = scan.read(scan.box)
    assert np.array_equal(picture[:64, :64], RGB[:64, :64])
    assert (picture[:64, 64:] == 255).all()


def test_a_volume_in_one_page_and_complex_numbers_are_refused(tmp_path):
    path = tmp_path / "a.tif"
    volume = np.zeros((4, 64, 64), np.uint8)
    tifffile.imwrite(path, volume, volumetric=True, tile=(4, 32, 32), photometric="minisblack")
    with pytest.raises(UnsupportedScan, match="volume"):
        open_scan(path)
    tifffile.imwrite(path, np.zeros((64, 64), np.complex64))
    with pytest.raises(UnsupportedScan, match="no picture"):
        open_scan(path)


def test_the_same_pixels_as_openslide_on_an_aperio_pyramid(tmp_path):
    """Levels, their order and their alignment are OpenSlide's; so are colours and their places."""
    path = tmp_path / "a.svs"
    full = waves((1000, 1400, 3))
    about = "Aperio Image Library v11\r\n1400x1000 (240x240) JPEG|AppMag = 20|MPP = 0.499"
    options = {"photometric": "rgb", "compression": "jpeg", "metadata": None,
               "compressionargs": {"level": 90}}  # fmt: skip
    with tifffile.TiffWriter(path) as file:
        file.write(full, tile=(240, 240), description=about, **options)
        file.write(full[::5, ::5], rowsperstrip=16, description=about, **options)
        file.write(full[::4, ::4], tile=(240, 240), description=about, **options)
        file.write(full[::16, ::16], tile=(240, 240), description=about, **options)
    with open_scan(path) as scan, openslide.OpenSlide(path) as slide:
        assert scan.format == "Aperio SVS"
        assert [(level.width, level.height) for level in scan.levels] == list(
            slide.level_dimensions
        )
        assert str(scan.pixel_size) == "0.499 µm"
        for i, level in enumerate(scan.levels):
            theirs = np.asarray(slide.read_region((0, 0), i, (level.width, level.height)))
            assert np.array_equal(scan.read_level(i, level.box), theirs[..., :3])


@pytest.mark.parametrize("codec", [33003, 33005])
def test_aperio_jpeg_2000_has_openslides_colours(codec, tmp_path):
    path = tmp_path / "a.svs"
    encoded = [
        imagecodecs.jpeg2k_encode(np.ascontiguousarray(tile), level=0, codecformat="j2k", mct=False)
        for tile in (RGB[:64, :64], RGB[:64, 64:128], RGB[64:128, :64], RGB[64:128, 64:128])
    ]
    about = "Aperio Image Library v11\r\n128x128 (64x64) J2K|MPP = 0.5"
    tifffile.imwrite(
        path, iter(encoded), shape=(128, 128, 3), dtype=np.uint8, tile=(64, 64), photometric="rgb",
        compression=codec, description=about, metadata=None,
    )  # fmt: skip
    with open_scan(path) as scan, openslide.OpenSlide(path) as slide:
        theirs = np.asarray(slide.read_region((0, 0), 0, (128, 128)))[..., :3]
        assert np.abs(scan.read(scan.box).astype(int) - theirs).max() <= 1
