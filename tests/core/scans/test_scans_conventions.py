"""Formats whose bytes mean something only with a convention: signs, byte order, axes, cells."""

import struct

import h5py
import numpy as np
import pytest

from graticule.errors import UnsupportedScan
from graticule.scans import open_scan

# RosettaSciIO leaves the file of an MRC to be closed when it is forgotten.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
RANDOM = np.random.default_rng(5)
UNKNOWN = "unknown (sizes in px)"
MODES = {np.dtype(np.int8): 0, np.dtype(np.uint8): 0, np.dtype(np.int16): 1,
         np.dtype(np.float32): 2, np.dtype(np.uint16): 6, np.dtype(np.float16): 12}  # fmt: skip
IMOD = 1146047817


def mrc(
    picture: np.ndarray,
    *,
    order: str = "<",
    cell=(0.0, 0.0, 0.0),
    samples=None,
    axes=(1, 2, 3),
    values=(0.0, -1.0),
    imod=(0, 0),
    stamp: bytes | None = None,
) -> bytes:
    height, width = picture.shape
    head = struct.pack(f"{order}10i", width, height, 1, MODES[picture.dtype], 0, 0, 0,
                       *(samples or (width, height, 1)))  # fmt: skip
    head += struct.pack(f"{order}6f3i3f", *cell, 90, 90, 90, *axes, *values, 0)
    head = bytearray(head.ljust(1024, b"\0"))
    struct.pack_into(f"{order}2i", head, 152, *imod)
    head[208:216] = b"MAP " + (stamp or (b"DD\0\0" if order == "<" else b"\x11\x11\0\0"))
    return bytes(head) + picture.astype(picture.dtype.newbyteorder(order)).tobytes()


SIGNED = RANDOM.integers(-100, 120, (30, 40)).astype(np.int8)
UNSIGNED = SIGNED.view(np.uint8)


@pytest.mark.parametrize(
    ("header", "expected", "notice"),
    [
        ({"values": (-100.0, 119.0)}, SIGNED, ""),  # MRC2014, with what it holds
        ({"values": (0.0, 255.0)}, UNSIGNED, ""),  # as many older programs write
        ({"imod": (IMOD, 1)}, SIGNED, ""),
        ({"imod": (IMOD, 0)}, UNSIGNED, ""),
        ({"imod": (IMOD, 1), "values": (0.0, 255.0)}, SIGNED, ""),  # the flag is the last word
        ({"values": (0.0, -1.0)}, SIGNED, "does not say"),
        ({"values": (0.0, 0.0)}, SIGNED, "does not say"),
        ({"values": (float("nan"), 255.0)}, SIGNED, "does not say"),
    ],
)
def test_bytes_of_an_mrc_have_a_sign_or_not(header, expected, notice, tmp_path):
    path = tmp_path / "a.mrc"
    path.write_bytes(mrc(UNSIGNED, **header))
    with open_scan(path) as scan:
        pixels = scan.read(scan.box)[..., 0]
        assert pixels.dtype == expected.dtype
        assert np.array_equal(pixels, expected)
        assert (notice in " ".join(scan.notices)) if notice else not scan.notices


def test_signed_bytes_are_the_same_read_from_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("graticule.scans.microscope._LAZY_BYTES", 1)
    path = tmp_path / "a.mrc"
    path.write_bytes(mrc(UNSIGNED, values=(-100.0, 119.0)))
    with open_scan(path) as scan:
        assert np.array_equal(scan.read(scan.box)[..., 0], SIGNED)


@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.float32, np.float16])
@pytest.mark.parametrize("stamp", [None, b"\0\0\0\0"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_either_byte_order(dtype, order, stamp, tmp_path):
    path, picture = tmp_path / "a.mrc", RANDOM.integers(0, 2000, (30, 40)).astype(dtype)
    path.write_bytes(mrc(picture, order=order, stamp=stamp, cell=(100.0, 75.0, 1.0)))
    with open_scan(path) as scan:
        assert np.array_equal(scan.read(scan.box)[..., 0], picture)
        assert scan.dtype.isnative
        assert str(scan.pixel_size) == "0.25 nm"


@pytest.mark.parametrize(
    ("header", "size", "notice"),
    [
        ({"cell": (100.0, 75.0, 1.0)}, "0.25 nm", ""),
        ({"cell": (100.0, 150.0, 1.0)}, "0.25 × 0.5 nm", ""),
        ({"cell": (150.0, 100.0, 1.0), "axes": (2, 1, 3), "samples": (30, 40, 1)},
         "0.25 × 0.5 nm", ""),  # the columns lie along y
        ({"cell": (0.0, 0.0, 0.0)}, UNKNOWN, ""),
        ({"cell": (100.0, 0.0, 0.0)}, UNKNOWN, ""),
        ({"cell": (100.0, 75.0, 1.0), "samples": (0, 0, 0)}, UNKNOWN, ""),
        ({"cell": (float("nan"), 75.0, 1.0)}, UNKNOWN, ""),
        ({"cell": (40.0, 30.0, 1.0)}, "0.1 nm", "written by default"),
        ({"cell": (40e-9, 30e-9, 1e-9)}, UNKNOWN, "no microscope"),
    ],
)  # fmt: skip
def test_the_cell_of_an_mrc(header, size, notice, tmp_path):
    path = tmp_path / "a.mrc"
    path.write_bytes(mrc(RANDOM.normal(size=(30, 40)).astype(np.float32), **header))
    with open_scan(path) as scan:
        assert str(scan.pixel_size) == size
        assert (notice in " ".join(scan.notices)) if notice else not scan.notices


@pytest.mark.parametrize(
    ("cell", "size"),
    [((0.0, 0.0, 0.0), "0.25 nm"), ((40.0, 30.0, 1.0), "0.25 nm"), ((80.0, 60.0, 1.0), "0.2 nm")],
)
def test_feis_extended_header_counts_where_the_cell_says_nothing(cell, size, tmp_path):
    data = bytearray(mrc(RANDOM.normal(size=(30, 40)).astype(np.float32), cell=cell))
    struct.pack_into("<i", data, 92, 1024 * 128)
    first = struct.pack("<13f", *[0.0] * 11, 2.5e-10, 50_000).ljust(128, b"\0")
    path = tmp_path / "a.mrc"
    path.write_bytes(data[:1024] + first.ljust(1024 * 128, b"\0") + data[1024:])
    with open_scan(path) as scan:
        assert str(scan.pixel_size) == size


def ripple(path, record_by: str) -> np.ndarray:
    numbers = RANDOM.integers(-9, 9, (5, 6, 7)).astype(">i2")
    numbers.tofile(path.with_suffix(".raw"))
    lines = {"key": "value", "width": 7, "height": 5, "depth": 6, "offset": 0, "data-length": 2,
             "data-type": "signed", "byte-order": "big-endian", "record-by": record_by,
             "width-scale": 0.25, "height-scale": 0.5, "width-units": "nm",
             "height-units": "nm"}  # fmt: skip
    path.write_text("".join(f"{key}\t{value}\n" for key, value in lines.items()))
    return numbers


def test_a_spectrum_at_each_place_is_no_stack_of_images(tmp_path):
    path = tmp_path / "a.rpl"
    ripple(path, "vector")  # once read as five images of 6 × 7 px
    with pytest.raises(UnsupportedScan, match="spectrum image"):
        open_scan(path)
    numbers = ripple(path, "image").reshape(6, 5, 7)
    with open_scan(path) as scan:
        assert (scan.frames, scan.height, scan.width) == (6, 5, 7)
        assert np.array_equal(scan.read(scan.box, frame=4)[..., 0], numbers[4])
        assert str(scan.pixel_size) == "0.25 × 0.5 nm"


def emd(path, data: np.ndarray, dims, group="data/img") -> None:
    """As openNCEM writes it: dim1 belongs to the first axis as it lies in the file."""
    with h5py.File(path, "w") as file:
        file.attrs["version_major"], file.attrs["version_minor"] = 0, 2
        there = file.create_group(group)
        there.attrs["emd_group_type"] = 1
        there["data"] = data
        for i, (name, step, unit) in enumerate(dims):
            dim = there.create_dataset(f"dim{i + 1}", data=np.arange(data.shape[i]) * step)
            dim.attrs["name"], dim.attrs["units"] = name, unit


X, Y, Z = ("x", 0.25, "[n_m]"), ("y", 0.5, "[n_m]"), ("z", 2.0, "[n_m]")
STACK = RANDOM.integers(0, 255, (3, 30, 40), dtype=np.uint8)


@pytest.mark.parametrize(
    ("data", "dims", "group", "notice"),
    [
        (STACK[1], (Y, X), "data/img", ""),  # openNCEM
        (STACK[1].T, (X, Y), "signals/img", ""),  # HyperSpy
        (STACK, (Z, Y, X), "data/img", ""),
        (STACK.T, (X, Y, Z), "data/tomography", ""),  # tomviz
        (STACK.transpose(1, 2, 0), (Y, X, Z), "data/img", ""),
        (STACK[1], (("dim1", *Y[1:]), ("dim2", *X[1:])), "data/img", "have no names"),  # ncempy
        (STACK[1], (("", *Y[1:]), ("", *X[1:])), "data/img", "have no names"),
        (STACK[1].T, (("", *X[1:]), ("", *Y[1:])), "signals/img", ""),
        (STACK, (("dim1", *Z[1:]), ("dim2", *Y[1:]), ("dim3", *X[1:])), "data/s", "have no names"),
    ],
)
def test_the_axes_of_an_emd(data, dims, group, notice, tmp_path):
    path = tmp_path / "a.emd"
    emd(path, np.ascontiguousarray(data), dims, group)
    with open_scan(path) as scan:
        assert (scan.width, scan.height, scan.frames) == (40, 30, 3 if data.ndim == 3 else 1)
        assert str(scan.pixel_size) == "0.25 × 0.5 nm"
        frame = 1 if data.ndim == 3 else 0
        assert np.array_equal(scan.read(scan.box, frame=frame)[..., 0], STACK[1])
        assert (notice in " ".join(scan.notices)) if notice else not scan.notices


def test_py4dstem_numbers_its_axes_from_nought(tmp_path):
    path = tmp_path / "a.emd"
    emd(path, STACK[1], (("Rx", *Y[1:]), ("Ry", *X[1:])))
    with h5py.File(path, "a") as file:
        file.move("data/img/dim1", "data/img/dim0")
        file.move("data/img/dim2", "data/img/dim1")
    with open_scan(path) as scan:
        assert np.array_equal(scan.read(scan.box)[..., 0], STACK[1])
        assert str(scan.pixel_size) == "0.25 × 0.5 nm"


def test_images_of_an_emd_whose_names_begin_alike_are_no_stack(tmp_path):
    path = tmp_path / "a.emd"
    emd(path, STACK[0], (Y, X), "data/img")
    with h5py.File(path, "a") as file:
        file.copy("data/img", "data/img2")
        del file["data/img2/dim2"]
        dim = file.create_dataset("data/img2/dim2", data=np.arange(40) * 7.0)
        dim.attrs["name"], dim.attrs["units"] = "x", "[n_m]"
    with open_scan(path) as scan:
        assert scan.frames == 1
        assert str(scan.pixel_size) == "0.25 × 0.5 nm"
        assert "2 images" in " ".join(scan.notices)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([1.0, 0.5, 0.25], "0.25 × 0.5 µm"),
        ([0.5, 0.25], "0.25 × 0.5 µm"),
        ([0.0, 0.0, 0.0], UNKNOWN),
        ([1.0, np.nan, 0.25], UNKNOWN),
        ("1.25", UNKNOWN),  # once 5 × 2 µm: its last two letters
        (0.5, UNKNOWN),
    ],
)
def test_the_element_size_of_an_hdf5(sizes, expected, tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("raw", data=STACK).attrs["element_size_um"] = sizes
    with open_scan(path) as scan:
        assert str(scan.pixel_size) == expected
