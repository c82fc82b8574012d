"""HDF5 as arrays, as ilastik and h5py users keep them."""

import json
import math
import threading
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from graticule.errors import ScanError, UnsupportedScan
from graticule.files import fingerprint
from graticule.scans.arrays import channel_names
from graticule.scans.calibration import Calibration, judged, pixel_size
from graticule.scans.guard import check_chunk, check_plausible, check_size, reading
from graticule.scans.scan import Facts, Level, Scan, Window

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_MOST_OBJECTS = 100_000


class Hdf5Scan(Scan):
    """A data set whose axes are rearranged to (frame, y, x, channel) as it is read."""

    def __init__(self, facts: Facts, file: h5py.File, data: h5py.Dataset, axes: str) -> None:
        super().__init__(facts)
        self._file, self._data, self._axes = file, data, axes
        self._lock = threading.Lock()

    def _release(self) -> None:
        self._file.close()

    def _pixels(self, window: Window) -> np.ndarray:
        sizes = [n for n, axis in zip(self._data.shape, self._axes, strict=True) if axis in "tz"]
        places = iter(np.unravel_index(window.frame, sizes)) if sizes else iter(())
        part: list[Any] = []
        for axis in self._axes:
            if axis == "y":
                part.append(slice(window.box.top, window.box.bottom))
            elif axis == "x":
                part.append(slice(window.box.left, window.box.right))
            else:
                part.append(slice(None) if axis == "c" else int(next(places)))
        with self._lock, reading(self.path, "the pixels"):
            pixels = np.asarray(self._data[tuple(part)])
        left = [axis for axis in self._axes if axis in "yxc"]
        pixels = pixels.transpose([left.index(axis) for axis in "yxc" if axis in left])
        if pixels.ndim == 2:
            pixels = pixels[..., None]
        return np.ascontiguousarray(pixels.astype(self.dtype, copy=False))


def open_hdf5(path: Path, dataset: str | None = None) -> Scan:
    """Open the data set of that name, or the largest one that can be a picture or a stack."""
    file = None
    try:
        with reading(path, "the HDF5 file"):
            file = h5py.File(path, "r", locking=False)
            data = _named(file, dataset, path) if dataset else _largest(file, path)
            axes = _axes(data)
            facts = _facts(path, data, axes)
        return Hdf5Scan(facts, file, data, axes)
    except BaseException:
        if file is not None:
            file.close()
        raise


def _named(file: h5py.File, name: str, path: Path) -> h5py.Dataset:
    found = file.get(name)
    if not isinstance(found, h5py.Dataset):
        raise ScanError(f"{path.name}: holds no data set {name}")
    if not _is_picture(found):
        raise UnsupportedScan(f"{path.name}: {name} of shape {found.shape} is no picture")
    return found


def _largest(file: h5py.File, path: Path) -> h5py.Dataset:
    best: h5py.Dataset | None = None
    most = count = 0

    def look(_: str, item: h5py.Group | h5py.Dataset) -> bool | None:
        nonlocal best, most, count
        count += 1
        if isinstance(item, h5py.Dataset) and _is_picture(item) and math.prod(item.shape) > most:
            best, most = item, math.prod(item.shape)
        return True if count > _MOST_OBJECTS else None  # anything but None ends the walk

    file.visititems(look)
    if best is None:
        raise UnsupportedScan(f"{path.name}: holds no data set that is a picture")
    return best


def _is_picture(data: h5py.Dataset) -> bool:
    if data.dtype.kind not in "biuf" or data.shape is None or not 2 <= data.ndim <= 5:
        return False
    return 0 not in data.shape and not data.external and sorted(data.shape)[-2] > 1


def _axes(data: h5py.Dataset) -> str:
    """One letter of t, z, c, y, x for each axis: from ilastik's or OME's tags, else by size."""
    tags = data.attrs.get("axistags")
    if isinstance(tags, str | bytes):
        keys = "".join(axis["key"] for axis in json.loads(tags)["axes"]).lower()
        if len(keys) == data.ndim and set(keys) <= set("tzcyx") and {"x", "y"} <= set(keys):
            return keys
    if data.ndim == 2:
        return "yx"
    shape = data.shape
    if data.ndim == 3:
        return "yxc" if shape[2] <= 4 else ("cyx" if shape[0] <= 4 else "zyx")
    if data.ndim == 4:
        return "zyxc" if shape[3] <= 4 else "tzyx" if shape[1] > 4 else "zcyx"
    return "tzyxc"


def _facts(path: Path, data: h5py.Dataset, axes: str) -> Facts:
    size = dict(zip(axes, data.shape, strict=True))
    width, height, channels = size["x"], size["y"], size.get("c", 1)
    check_size(path, width, height, channels)
    check_plausible(path, width * height)
    if data.chunks:
        nbytes = int(np.prod(data.chunks)) * data.dtype.itemsize
        check_chunk(path, nbytes, "one chunk")
        chunk = dict(zip(axes, data.chunks, strict=True))
        tile = (chunk["x"], chunk["y"])
    else:
        tile = (width, 1)
    calibration = _calibration(data)
    kind = np.dtype(np.uint8) if data.dtype == bool else data.dtype.newbyteorder("=")
    frames = size.get("t", 1) * size.get("z", 1)
    axis = "page" if size.get("t", 1) > 1 and size.get("z", 1) > 1 else ""
    return Facts(
        path=path,
        format="HDF5",
        channel_names=channel_names(channels),
        dtype=kind,
        levels=(Level(width, height, 1.0, tile),),
        fingerprint=fingerprint(path),
        pixel_size=calibration.size,
        notices=calibration.notices,
        frames=frames,
        frame_axis=axis or ("time" if size.get("t", 1) > 1 else "z" if frames > 1 else ""),
        metadata={"data set": str(data.name)},
    )


def _calibration(data: h5py.Dataset) -> Calibration:
    """From `element_size_um` in (z, y, x) or (y, x) order, as Fiji's HDF5 plug-in writes it."""
    found = data.attrs.get("element_size_um")
    if found is None:
        return Calibration()
    sizes = np.atleast_1d(found)
    if sizes.ndim != 1 or len(sizes) < 2 or sizes.dtype.kind not in "iuf":
        return judged(None, "its element_size_um is no list of numbers in the order z, y, x")
    return judged(pixel_size(sizes[-1], sizes[-2], "µm"))
