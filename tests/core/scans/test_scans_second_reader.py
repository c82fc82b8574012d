"""Every reader against a second, independent one: pixels, orientation, size, channels, pixel size.

The second readers: tifffile and Pillow (whole pictures, where ours decodes piece by piece),
OpenSlide, h5py, mrcfile, and ncempy where it is installed (it brings matplotlib, so it is no
dependency of the tests). Files are built here; the real ones of `../shared/data` follow.
"""

import importlib
import json
import random
import struct
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import h5py
import numpy as np
import openslide
import PIL.Image
import pytest
import skimage
import tifffile

from graticule.scans import open_scan

# RosettaSciIO leaves the file of an MRC to be closed when it is forgotten.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

RANDOM = np.random.default_rng(17)
# Nothing about it is symmetric: whoever turns, mirrors or transposes it is found out.
GREY = RANDOM.integers(0, 200, (50, 70)).astype(np.uint8) + np.arange(50, dtype=np.uint8)[:, None]
RGB = np.stack([GREY, GREY[::-1], GREY // 3], axis=-1)
STACK = np.stack([GREY, 255 - GREY, GREY[:, ::-1]])
NM = "0.25 × 0.5 nm"
UM = "0.25 × 0.5 µm"

Second = tuple[np.ndarray, str | None]  # (frames, h, w, c), and the pixel size if it tells one


def module(name: str) -> ModuleType:
    """A second reader; the test is skipped where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        pytest.skip(f"no {name}: {error}")


def as_frames(array: np.ndarray, axes: str) -> np.ndarray:
    """(frames, h, w, c) of an array whose axes are those letters; others than YXCS are frames."""
    axes = axes.replace("S", "C")
    frames = [i for i, axis in enumerate(axes) if axis not in "YXC"]
    rest = [axes.index(axis) for axis in "YXC" if axis in axes]
    array = array.transpose(frames + rest)
    height, width = array.shape[len(frames) : len(frames) + 2]
    return array.reshape(-1, height, width, array.shape[-1] if "C" in axes else 1)


def by_tifffile(path: Path) -> Second:
    with tifffile.TiffFile(path) as tif:
        series = max(tif.series, key=lambda s: s.keyframe.imagewidth * s.keyframe.imagelength)
        return as_frames(series.asarray(), series.axes), None


def by_pillow(path: Path) -> Second:
    frames = []
    with PIL.Image.open(path) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            plain = {"P": "RGB", "1": "L"}.get(picture.mode, picture.mode)
            array = np.asarray(picture.convert(plain) if plain != picture.mode else picture)
            frames.append(array.reshape(*array.shape[:2], -1))
    return np.stack(frames), None


def transparent(path: Path) -> bool:
    with PIL.Image.open(path) as picture:
        return "A" in picture.mode


def by_openslide(path: Path) -> Second:
    with openslide.OpenSlide(path) as slide:
        pixels = np.asarray(slide.read_region((0, 0), 0, slide.dimensions))[None, ..., :3]
        mpp = [slide.properties.get(f"openslide.mpp-{axis}") for axis in "xy"]
        return pixels, legible(*map(float, mpp), "µm") if all(mpp) else None


def by_h5py(axes: str, name: str) -> Callable[[Path], Second]:
    def read(path: Path) -> Second:
        with h5py.File(path) as file:
            return as_frames(file[name][()], axes), None

    return read


def by_mrcfile(path: Path) -> Second:
    mrcfile = module("mrcfile")
    with mrcfile.open(path, permissive=True) as file:
        size = file.voxel_size
        known = size.x > 0 and size.y > 0
        told = legible(float(size.x) / 10, float(size.y) / 10, "nm") if known else "unknown"
        return as_frames(file.data, "TYX" if file.data.ndim == 3 else "YX"), told


def by_ncempy_ser(path: Path) -> Second:
    found = module("ncempy.io.ser").serReader(str(path))
    x, y = (float(side) * 1e9 for side in found["pixelSize"][-2:])
    data = found["data"]
    return as_frames(data, "TYX" if data.ndim == 3 else "YX"), legible(x, y, "nm")


def by_ncempy_dm(path: Path) -> Second:
    found = module("ncempy.io.dm").dmReader(str(path))
    y, x = found["pixelSize"][-2:]
    unit, data = found["pixelUnit"][-1], found["data"]
    return as_frames(data, "TYX" if data.ndim == 3 else "YX"), legible(float(x), float(y), unit)


def legible(x: float, y: float, unit: str) -> str:
    if not unit:
        return "unknown"
    return f"{x:.4g} {unit}" if np.isclose(x, y, rtol=1e-4) else f"{x:.4g} × {y:.4g} {unit}"


def compare(path: Path, second: Second, *, size: str | None = None, tolerance: int = 0) -> None:
    """Every pixel of every frame, and the pixel size where the second reader or the test knows."""
    theirs, told = second
    with open_scan(path) as scan:
        assert (scan.frames, scan.height, scan.width, scan.channels) == theirs.shape
        for frame in range(scan.frames):
            ours = scan.read(scan.box, frame=frame)
            if (ours.dtype, theirs.dtype) == (np.uint16, np.uint8):
                ours = ours >> 8  # of colours in 16 bits Pillow keeps the high bytes
            if tolerance:
                assert np.abs(ours.astype(float) - theirs[frame]).max() <= tolerance
            else:
                np.testing.assert_array_equal(ours, theirs[frame])
        for known in (told, size):
            assert known is None or str(scan.pixel_size).startswith(known)


# --- TIFF: structure and codecs

TIFFS: dict[str, tuple[np.ndarray, dict]] = {
    "strips": (RGB, {"rowsperstrip": 7}),
    "tiles": (RGB, {"tile": (16, 32)}),
    "planes": (np.moveaxis(RGB, -1, 0).copy(), {"planarconfig": "separate", "photometric": "rgb"}),
    "planes in tiles": (
        np.moveaxis(RGB, -1, 0).copy(),
        {"planarconfig": "separate", "photometric": "rgb", "tile": (16, 32)},
    ),
    "lzw, differences": (RGB, {"compression": "lzw", "predictor": True}),
    "deflate in tiles": (GREY, {"compression": "zlib", "tile": (32, 16)}),
    "packbits": (GREY, {"compression": "packbits"}),
    "big-endian, 16 bits": (GREY.astype(np.uint16) * 257, {"byteorder": ">"}),
    "big-endian, deflate, differences": (
        GREY.astype(np.uint16) * 251,
        {"byteorder": ">", "compression": "zlib", "predictor": True},
    ),
    "float": (GREY.astype(np.float32) / 7, {}),
    "stack": (STACK, {}),
    "BigTIFF": (RGB, {"bigtiff": True}),
}
# What Pillow cannot read is compared with tifffile alone.
TIFFS_OF_TIFFFILE: dict[str, tuple[np.ndarray, dict]] = {
    "signed bytes": ((GREY.astype(int) - 128).astype(np.int8), {}),
    "signed 16 bits": (GREY.astype(np.int16) - 99, {"compression": "zlib", "predictor": True}),
    "half floats": (GREY.astype(np.float16), {}),
    "float, differences": (
        GREY.astype(np.float32) / 7,
        {"compression": "zlib", "predictor": True, "byteorder": ">"},
    ),
    "doubles": (GREY.astype(np.float64) / 7, {}),
    "32 bits": (GREY.astype(np.uint32) * 70000, {}),
    "colours of 16 bits": (RGB.astype(np.uint16) * 257, {"tile": (16, 16), "compression": "zstd"}),
    "stack of colours": (np.stack([RGB, RGB[::-1]]), {"photometric": "rgb"}),
}


@pytest.mark.parametrize("name", TIFFS)
@pytest.mark.parametrize("second", [by_tifffile, by_pillow])
def test_tiff(name, second, tmp_path):
    array, options = TIFFS[name]
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, array, metadata=None, resolution=(40000, 20000),
                     resolutionunit="CENTIMETER", **options)  # fmt: skip
    compare(path, second(path), size=UM)


def test_one_bit_as_a_picture(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY > 100)  # as MINISWHITE: what is marked is black
    compare(path, by_pillow(path))
    tifffile.imwrite(path, GREY > 100, photometric="minisblack")
    compare(path, by_pillow(path))


@pytest.mark.parametrize("name", TIFFS_OF_TIFFFILE)
def test_tiff_as_tifffile_reads_it(name, tmp_path):
    array, options = TIFFS_OF_TIFFFILE[name]
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, array, metadata=None, **options)
    compare(path, by_tifffile(path))


@pytest.mark.parametrize(
    ("axes", "shape"),
    [("ZCYX", (3, 2, 50, 70)), ("TCZYX", (2, 3, 2, 50, 70)), ("CYX", (2, 50, 70)),
     ("ZYX", (4, 50, 70)), ("ZYXS", (2, 50, 70, 3)), ("TZYXS", (2, 2, 50, 70, 3))],
)  # fmt: skip
def test_the_order_of_channels_and_frames_of_ome(axes, shape, tmp_path):
    path, array = tmp_path / "a.ome.tif", RANDOM.integers(0, 255, shape, dtype=np.uint8)
    told = {"axes": axes, "PhysicalSizeX": 0.25, "PhysicalSizeXUnit": "µm",
            "PhysicalSizeY": 0.5, "PhysicalSizeYUnit": "µm"}  # fmt: skip
    tifffile.imwrite(path, array, metadata=told, photometric="rgb" if "S" in axes else "minisblack")
    compare(path, (as_frames(array, axes), None), size=UM)
    compare(path, by_tifffile(path), size=UM)


@pytest.mark.parametrize(
    ("axes", "shape"), [("ZCYX", (3, 2, 50, 70)), ("TZYX", (2, 3, 50, 70)), ("CYX", (2, 50, 70))]
)
def test_the_order_of_channels_and_frames_of_imagej(axes, shape, tmp_path):
    path, array = tmp_path / "a.tif", RANDOM.integers(0, 255, shape, dtype=np.uint8)
    tifffile.imwrite(path, array, imagej=True, resolution=(4, 2),
                     metadata={"axes": axes, "unit": "um"})  # fmt: skip
    compare(path, (as_frames(array, axes), None), size=UM)


# --- pictures, as Pillow writes and reads them


@pytest.mark.parametrize(
    ("ending", "mode"),
    [("png", m) for m in ("L", "RGB", "P", "1", "I;16")] + [("bmp", m) for m in ("L", "RGB", "P")],
)
def test_pictures(ending, mode, tmp_path):
    path = tmp_path / f"a.{ending}"
    if mode == "I;16":
        PIL.Image.fromarray(GREY.astype(np.uint16) * 251).save(path)
    else:
        PIL.Image.fromarray(RGB).convert(mode).save(path, dpi=(25400, 25400))
    compare(path, by_pillow(path), size=None if mode == "I;16" else "1 µm")


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 2}])
def test_jpeg(mode, options, tmp_path):
    path = tmp_path / "a.jpg"
    PIL.Image.fromarray(RGB).convert(mode).save(path, quality=90, dpi=(50800, 50800), **options)
    # two builds of libjpeg may round a colour to the neighbouring value
    compare(path, by_pillow(path), size="0.5 µm", tolerance=2)


# --- HDF5, MRC, TIA, Velox


@pytest.mark.parametrize(
    ("axes", "array"),
    [("YX", GREY), ("YXC", RGB), ("ZYX", np.stack([GREY] * 6) + np.arange(6)[:, None, None])],
)
def test_hdf5(axes, array, tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        data = file.create_dataset("raw", data=array)
        data.attrs["element_size_um"] = [1.0, 0.5, 0.25]
    compare(path, by_h5py(axes, "raw")(path), size=UM)


@pytest.mark.parametrize(
    "array",
    [
        (GREY.astype(int) - 128).astype(np.int8),
        GREY.astype(np.int16) - 99,
        GREY.astype(np.uint16) * 250,
        GREY.astype(np.float32) / 7,
        STACK.astype(np.int16),
    ],
    ids=lambda array: f"{array.dtype} {array.ndim}",
)
@pytest.mark.parametrize("size", [(2.5, 5.0, 5.0), (0.0, 0.0, 0.0)])
def test_mrc(array, size, tmp_path):
    mrcfile = module("mrcfile")
    path = tmp_path / "a.mrc"
    with mrcfile.new(path) as file:
        file.set_data(array)
        if array.ndim == 3:
            file.set_image_stack()
        if size[0]:
            file.voxel_size = size
    compare(path, by_mrcfile(path), size=NM if size[0] else "unknown")


def ser(path: Path, stack: np.ndarray) -> None:
    """As TIA writes a series: rows from the bottom up, calibrated in metres."""
    count, height, width = stack.shape
    dimension = struct.pack("<iddiii", count, 0, 1, 0, 0, 0)
    head_size = 30 + len(dimension)
    element = struct.pack("<ddiddi", 0, 0.25e-9, 0, 0, 0.5e-9, 0)
    element += struct.pack("<hii", 2, width, height)  # unsigned 16 bits
    each = len(element) + 2 * width * height + 8
    start = head_size + 8 * count
    head = struct.pack("<3H4i", 0x4949, 0x0197, 0x0210, 0x4122, 0x4152, count, count)
    head += struct.pack("<ii", head_size, 1) + dimension
    head += struct.pack(f"<{count}i", *(start + i * each for i in range(count)))
    head += struct.pack(f"<{count}i", *(start + (i + 1) * each - 8 for i in range(count)))
    for picture in stack:
        head += element + picture[::-1].astype("<u2").tobytes() + struct.pack("<hhi", 0x4152, 0, 0)
    path.write_bytes(head)


@pytest.mark.parametrize("stack", [STACK, STACK[:1]], ids=["series", "image"])
def test_ser(stack, tmp_path):
    path = tmp_path / "a.ser"
    ser(path, stack.astype(np.uint16) * 3)
    compare(path, (stack[..., None].astype(np.uint16) * 3, None), size=NM)
    compare(path, by_ncempy_ser(path), size=NM)


@pytest.mark.parametrize("frames", [1, 3])
def test_velox(frames, tmp_path):
    path = tmp_path / "a.emd"
    about = {
        "BinaryResult": {"PixelSize": {"width": "2.5e-10", "height": "5e-10"},
                         "Offset": {"x": "0", "y": "0"}, "PixelUnitX": "m", "PixelUnitY": "m",
                         "DetectorIndex": "0"},
        "Detectors": {"Detector-0": {"DetectorName": "HAADF", "DetectorType": "ScanningDetector"}},
        "Acquisition": {"AcquisitionStartDatetime": {"DateTime": "1511190000"}},
        "Scan": {"FrameTime": "1.0"}, "CustomProperties": {}, "Instrument": {}, "Optics": {},
        "Stage": {"Position": {"x": "0", "y": "0", "z": "0"}, "AlphaTilt": "0", "BetaTilt": "0"},
    }  # fmt: skip
    text = np.frombuffer(json.dumps(about).encode().ljust(60000, b"\0"), np.uint8)
    with h5py.File(path, "w") as file:
        file["Version"] = [json.dumps({"format": "Velox", "version": "11"}).encode()]
        image = file.create_group("Data/Image/0123456789abcdef0123456789abcdef")
        image["Data"] = np.moveaxis(STACK[:frames], 0, -1).astype(np.uint16)
        image["Metadata"] = np.repeat(text[:, None], frames, axis=1)
    name = "Data/Image/0123456789abcdef0123456789abcdef/Data"
    compare(path, by_h5py("YXT", name)(path), size=NM)


# --- files that are not ours


def test_pictures_that_come_with_scikit_image():
    folder = Path(skimage.__file__).parent / "data"
    paths = [p for p in sorted(folder.iterdir()) if p.suffix in (".tif", ".jpg", ".png")]
    assert paths
    for path in paths:
        second = by_tifffile if path.suffix == ".tif" else by_pillow
        if second is by_pillow and transparent(path):
            continue  # what shows through is laid over a ground, which Pillow does not
        compare(path, second(path), tolerance=2 if path.suffix == ".jpg" else 0)


REAL: dict[str, Callable[[Path], Second]] = {
    "slides/cmu-1-small-region.svs": by_openslide,
    "slides/fluorescence-dapi.ndpi": by_openslide,
    "slides/kidney-48-5.tif": by_tifffile,
    **{
        f"dm/{name}": by_ncempy_dm
        for name in ("haadf_fei.dm3", "image_stack.dm3", "image_um_unit.dm3", "int_image.dm4",
                     "stem_image.dm3")
    },
    "dm-particles/JEOL-HAADF.dm4": by_ncempy_dm,
}  # fmt: skip


@pytest.mark.data
@pytest.mark.parametrize("name", REAL)
def test_real_scans(name, shared_data):
    compare(shared_data / name, REAL[name](shared_data / name))


@pytest.mark.data
def test_real_pictures_of_every_folder(shared_data):
    """Two of each folder and ending: they have one origin, and all would take minutes."""
    folders: dict[tuple[Path, str], list[Path]] = {}
    for path in sorted(shared_data.rglob("*.*")):
        if path.suffix.lower() in (".png", ".jpg", ".tif") and "slides" not in path.parts:
            folders.setdefault((path.parent, path.suffix.lower()), []).append(path)
    assert folders
    for (_, ending), paths in folders.items():
        for path in random.Random(3).sample(paths, min(2, len(paths))):
            second = by_tifffile if ending == ".tif" else by_pillow
            compare(path, second(path), tolerance=2 if ending == ".jpg" else 0)
