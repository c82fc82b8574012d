"""HDF5 as arrays, as ilastik and h5py users keep them."""

import threading
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from graticule.errors import ScanError, UnsupportedScan
from graticule.files import derived_fingerprint, fingerprint
from graticule.scans.alpha import Alpha, without_alpha
from graticule.scans.arrays import channel_names
from graticule.scans.calibration import Calibration, judged, pixel_size
from graticule.scans.guard import check_chunk, check_plausible, check_size, reading
from graticule.scans.hdf5_sets import Sets, axes_of, find_sets, is_picture, told_of_sets
from graticule.scans.scan import Facts, Level, LevelWindow, Scan

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_AXES = {"t": "time", "z": "z", "y": "y", "x": "x", "c": "channel"}


class Hdf5Scan(Scan):
    """A data set whose axes are rearranged to (frame, y, x, channel) as it is read."""

    def __init__(self, facts: Facts, file: h5py.File, data: h5py.Dataset, axes: str) -> None:
        super().__init__(facts)
        self._file, self._data, self._axes = file, data, axes
        self._lock = threading.Lock()

    def _release(self) -> None:
        self._file.close()

    def _pixels(self, window: LevelWindow) -> np.ndarray:
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


def open_hdf5(path: Path, part: str = "") -> Scan:
    """Open the data set of that name, or the one that seems to be what was recorded."""
    file = None
    try:
        with reading(path, "the HDF5 file"):
            file = h5py.File(path, "r", locking=False)
            sets = find_sets(file)
            data = _named(file, part, path) if part else _first(file, sets, path)
            facts = _facts(path, data, part, sets)
        with reading(path, "the pixels"):
            scan = Hdf5Scan(facts, file, data, axes_of(data)[0])
            unsure = Alpha(3, sure=False) if scan.channels == 4 else None
            return without_alpha(scan, unsure) if scan.dtype == np.uint8 else scan
    except BaseException:
        if file is not None:
            file.close()
        raise


def _named(file: h5py.File, name: str, path: Path) -> h5py.Dataset:
    found = file.get(f"/{name.lstrip('/')}")
    if not isinstance(found, h5py.Dataset):
        raise ScanError(f"{path.name}: holds no data set {name}")
    if not is_picture(found):
        raise UnsupportedScan(f"{path.name}: {name} of shape {found.shape} is no picture")
    return found


def _first(file: h5py.File, sets: Sets, path: Path) -> h5py.Dataset:
    if not sets.best:
        raise UnsupportedScan(f"{path.name}: holds no data set that is a picture")
    data = file[sets.best[0]]
    if not isinstance(data, h5py.Dataset):
        raise ValueError("the walk gives data sets")
    return data


def _facts(path: Path, data: h5py.Dataset, part: str, sets: Sets) -> Facts:
    axes, guessed = axes_of(data)
    notices = [told_of_sets(path.name, str(data.name), sets)]
    if guessed:
        order = ", ".join(_AXES[axis] for axis in axes)
        shape = " × ".join(map(str, data.shape))
        notices.append(f"the axes of its {shape} values are guessed to be {order}: no tag tells")
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
    calibration, found = _calibration(data), fingerprint(path)
    kind = np.dtype(np.uint8) if data.dtype == bool else data.dtype.newbyteorder("=")
    frames = size.get("t", 1) * size.get("z", 1)
    axis = "page" if size.get("t", 1) > 1 and size.get("z", 1) > 1 else ""
    return Facts(
        path=path,
        format="HDF5",
        channel_names=channel_names(channels),
        dtype=kind,
        levels=(Level(width, height, 1.0, tile),),
        fingerprint=derived_fingerprint(found, f"::{part}") if part else found,
        pixel_size=calibration.size,
        notices=(*filter(None, notices), *calibration.notices),
        part=part,
        parts=tuple(sets.best) if len(sets.best) > 1 else (),
        frames=frames,
        stack_axes=tuple((a.upper(), size[a]) for a in axes if a in "tz" and size[a] > 1),
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
