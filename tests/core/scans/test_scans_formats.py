"""Pictures, HDF5, electron microscopes' and slide scanners' files."""

import json
import struct

import h5py
import imagecodecs
import numpy as np
import openslide
import PIL.Image
import pytest

from graticule.errors import ScanError, UnsupportedScan
from graticule.geometry import Box, PixelSize
from graticule.scans import open_scan

# RosettaSciIO leaves the file of an MRC to be closed when it is forgotten.
LEAKY = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
RANDOM = np.random.default_rng(11)
RGB = RANDOM.integers(0, 256, (50, 70, 3), dtype=np.uint8)


@pytest.mark.parametrize("ending", ["png", "bmp"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_pictures_come_back_as_written(ending, mode, tmp_path):
    path, picture = tmp_path / f"a.{ending}", PIL.Image.fromarray(RGB).convert(mode)
    picture.save(path)
    shown = picture.convert({"P": "RGB", "1": "L"}.get(mode, mode))
    with open_scan(path) as scan:
        assert scan.format == ending.upper()
        assert scan.dtype == np.uint8
        expected = np.asarray(shown).reshape(50, 70, -1)
        assert np.array_equal(scan.read(scan.box), expected)


def test_png_of_16_bits_and_jpeg(tmp_path):
    deep = RANDOM.integers(0, 65536, (50, 70), dtype=np.uint16)
    (tmp_path / "a.png").write_bytes(imagecodecs.png_encode(deep))
    with open_scan(tmp_path / "a.png") as scan:
        assert np.array_equal(scan.read(Box(3, 5, 60, 40))[..., 0], deep[5:40, 3:60])
    (tmp_path / "a.jpeg").write_bytes(imagecodecs.jpeg8_encode(RGB, level=90))
    with open_scan(tmp_path / "a.jpeg") as scan:
        theirs = np.asarray(PIL.Image.open(tmp_path / "a.jpeg"))
        assert np.array_equal(scan.read(scan.box), theirs)


def test_the_name_does_not_matter_but_what_is_in_it(tmp_path):
    path = tmp_path / "picture.tif"
    PIL.Image.fromarray(RGB).save(path, format="PNG")
    with open_scan(path) as scan:
        assert scan.format == "PNG"


def test_hdf5_takes_the_largest_picture_or_the_one_that_is_named(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("small", data=RGB[:20, :30, 0])
        data = file.create_dataset("deep/picture", data=RGB, chunks=(16, 16, 3))
        data.attrs["element_size_um"] = [1.0, 0.5, 0.25]
        file.create_dataset("row", data=np.zeros(10**5))
        file.create_dataset("words", data=[b"a", b"b"])
    with open_scan(path) as scan:
        assert np.array_equal(scan.read(Box(9, 3, 61, 44)), RGB[3:44, 9:61])
        assert scan.pixel_size == PixelSize(0.25, 0.5, "µm")
    with open_scan(f"{path}:/small") as scan:
        assert np.array_equal(scan.read(scan.box)[..., 0], RGB[:20, :30, 0])
    with pytest.raises(ScanError, match="no data set /nothing"):
        open_scan(f"{path}:/nothing")
    with pytest.raises(UnsupportedScan, match="no picture"):
        open_scan(f"{path}:/row")


def test_ilastiks_axistags_tell_the_axes(tmp_path):
    path = tmp_path / "a.h5"
    stack = RANDOM.integers(0, 255, (2, 3, 40, 60, 5), dtype=np.uint8)  # c, t, x, y, z
    with h5py.File(path, "w") as file:
        data = file.create_dataset("exported_data", data=stack)
        data.attrs["axistags"] = json.dumps({"axes": [{"key": key} for key in "ctxyz"]})
    with open_scan(path) as scan:
        assert (scan.width, scan.height, scan.channels) == (40, 60, 2)
        assert (scan.frames, scan.frame_axis) == (15, "page")
        expected = stack[:, 2, :, :, 1].transpose(2, 1, 0)
        assert np.array_equal(scan.read(scan.box, frame=11), expected)


def test_a_data_set_in_another_file_is_not_followed(tmp_path):
    other = tmp_path / "other.raw"
    other.write_bytes(bytes(10_000))
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("a", (100, 100), np.uint8, external=[(str(other), 0, 10_000)])
    with pytest.raises(UnsupportedScan, match="no data set"):
        open_scan(tmp_path / "a.h5")


def mrc(stack: np.ndarray, angstrom: float) -> bytes:
    count, height, width = stack.shape
    head = struct.pack("<10i", width, height, count, 6, 0, 0, 0, width, height, count)
    head += struct.pack("<3f", width * angstrom, height * angstrom, count * angstrom)
    head = bytearray(head.ljust(1024, b"\0"))
    head[208:212] = b"MAP "
    return bytes(head) + stack.tobytes()


@LEAKY
def test_mrc_stack_with_its_calibration(tmp_path):
    stack = RANDOM.integers(0, 60000, (3, 40, 50)).astype(np.uint16)
    path = tmp_path / "a.mrc"
    path.write_bytes(mrc(stack, 2.5))
    with open_scan(path) as scan:
        assert (scan.format, scan.width, scan.height, scan.frames) == ("MRC", 50, 40, 3)
        assert np.array_equal(scan.read(scan.box, frame=1)[..., 0], stack[1])
        assert str(scan.pixel_size) == "0.25 nm"


@LEAKY
def test_a_large_microscope_file_is_read_from_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("graticule.scans.microscope._LAZY_BYTES", 1000)
    stack = RANDOM.integers(0, 60000, (3, 40, 50)).astype(np.uint16)
    path = tmp_path / "a.mrc"
    path.write_bytes(mrc(stack, 2.5))
    with open_scan(path) as scan:
        assert np.array_equal(scan.read(Box(7, 3, 33, 30), frame=2)[..., 0], stack[2, 3:30, 7:33])


def test_what_could_run_a_program_and_what_is_no_image_are_refused(tmp_path):
    for name, reason in (("a.prz", "run any program"), ("a.npz", "run any program"),
                         ("a.msa", "spectrum"), ("a.xyz", "no scan that any reader")):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(b"anything")
        with pytest.raises(UnsupportedScan, match=reason):
            open_scan(path)


@LEAKY
def test_the_users_pixel_size_takes_the_place_of_the_files(tmp_path):
    path = tmp_path / "a.mrc"
    path.write_bytes(mrc(np.zeros((1, 9, 9), np.uint16), 2.5))
    with open_scan(path, pixel_size=PixelSize.parse("0.5um")) as scan:
        assert (str(scan.pixel_size), scan.pixel_size.source) == ("0.5 µm", "user")


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "kind", "size", "channels", "frames", "pixel"),
    [
        ("dm/haadf_fei.dm3", "DigitalMicrograph", (16, 4), 1, 1, "0.005506 µm"),
        ("dm/image_stack.dm3", "DigitalMicrograph", (16, 2), 1, 3, "0.05998 µm"),
        ("dm/image_um_unit.dm3", "DigitalMicrograph", (68, 68), 1, 1, "0.1687 µm"),
        ("dm/int_image.dm4", "DigitalMicrograph", (2, 2), 1, 1, "unknown (sizes in px)"),
        ("dm/stem_image.dm3", "DigitalMicrograph", (68, 68), 1, 1, "0.2485 nm"),
        ("dm/test_rgb.dm3", "DigitalMicrograph", (2, 2), 3, 1, "unknown (sizes in px)"),
        ("slides/cmu-1-small-region.svs", "Aperio SVS", (2220, 2967), 3, 1, "0.499 µm"),
        ("slides/fluorescence-dapi.ndpi", "Hamamatsu", (3968, 4864), 3, 1, "0.2282 µm"),
        ("slides/kidney-48-5.tif", "TIFF", (1493, 901), 3, 1, "unknown (sizes in px)"),
    ],
)
def test_real_images_open(name, kind, size, channels, frames, pixel, shared_data):
    with open_scan(shared_data / name) as scan:
        assert (scan.format, (scan.width, scan.height)) == (kind, size)
        assert (scan.channels, scan.frames, str(scan.pixel_size)) == (channels, frames, pixel)
        for frame in range(frames):
            side = (min(99, scan.height), min(99, scan.width))
            assert scan.read(scan.box, out_shape=side, frame=frame).std() > 0


@pytest.mark.data
@pytest.mark.parametrize("name", ["stem_image.dm3", "test_rgb.dm3", "image_stack.dm3"])
def test_real_images_are_the_same_read_from_disk(name, shared_data, monkeypatch):
    with open_scan(shared_data / "dm" / name) as scan:
        at_once = [scan.read(scan.box, frame=i) for i in range(scan.frames)]
    monkeypatch.setattr("graticule.scans.microscope._LAZY_BYTES", 1)
    with open_scan(shared_data / "dm" / name) as scan:
        assert scan.frames == len(at_once)
        for i, pixels in enumerate(at_once):
            assert np.array_equal(scan.read(scan.box, frame=i), pixels)


@pytest.mark.data
def test_a_slide_is_known_whatever_its_name(shared_data, tmp_path):
    path = tmp_path / "renamed.tif"
    path.symlink_to(shared_data / "slides/fluorescence-dapi.ndpi")
    with open_scan(path) as scan:
        assert scan.format == "Hamamatsu"


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("slides/broken.svs", "no scan that any reader here knows"),
        ("dm/not_an_image_eels.dm4", "holds a spectrum"),
        ("dm/not_an_image_fft.dm4", "holds a Fourier transform"),
    ],
)
def test_what_is_no_image_is_refused_in_one_line(name, reason, shared_data):
    with pytest.raises(UnsupportedScan, match=reason) as caught:
        open_scan(shared_data / name)
    assert "\n" not in str(caught.value)


@pytest.mark.data
def test_a_real_aperio_slide_has_openslides_pixels(shared_data):
    path = shared_data / "slides/cmu-1-small-region.svs"
    with open_scan(path) as scan, openslide.OpenSlide(path) as slide:
        theirs = np.asarray(slide.read_region((0, 0), 0, slide.dimensions))[..., :3]
        assert np.array_equal(scan.read(scan.box), theirs)
        assert set(scan.associated) == set(slide.associated_images)
        for name, make in scan.associated.items():
            assert np.array_equal(make(), np.asarray(slide.associated_images[name])[..., :3])


@pytest.mark.data
def test_a_hamamatsu_slide_has_openslides_levels(shared_data):
    path = shared_data / "slides/fluorescence-dapi.ndpi"
    with open_scan(path) as scan, openslide.OpenSlide(path) as slide:
        assert [level.downsample for level in scan.levels] == [1, 2, 4, 8, 16, 32, 64]
        for i in (0, 3):
            box = Box(101, 203, 333, 404)
            corner = (box.left * 2**i, box.top * 2**i)
            theirs = np.asarray(slide.read_region(corner, i, (box.width, box.height)))
            assert np.array_equal(scan.read_level(i, box), theirs[..., :3])


@pytest.mark.data
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_hamamatsu_slide_without_its_end_is_told_as_such(tmp_path, shared_data, share):
    whole = (shared_data / "slides/fluorescence-dapi.ndpi").read_bytes()
    cut = tmp_path / "cut.ndpi"
    cut.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ScanError, match="cut short") as told:
        open_scan(cut)
    assert not isinstance(told.value, UnsupportedScan)


@pytest.mark.data
def test_every_real_picture_opens(shared_data):
    pictures = sorted(shared_data.glob("particles/images/*"))[::20]
    for path in [*pictures, *shared_data.glob("meltpools/*.png")]:
        with open_scan(path) as scan:
            assert scan.read(Box(0, 0, 64, 64)).shape == (64, 64, scan.channels)
