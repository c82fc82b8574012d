"""PNG, JPEG and BMP: small enough to be decoded in one piece."""

import struct
from pathlib import Path

import imagecodecs
import numpy as np
import PIL.Image

from graticule.errors import ScanError
from graticule.files import fingerprint
from graticule.scans.arrays import channel_names
from graticule.scans.cache import ByteCache
from graticule.scans.calibration import Calibration, from_dpi, judged
from graticule.scans.chunks import jpeg_size
from graticule.scans.guard import check_chunk, check_size, reading
from graticule.scans.scan import Facts, Level, Scan, Window

PNG, JPEG, BMP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM"
_PNG_SAMPLES = {0: 1, 2: 3, 3: 4, 4: 2, 6: 4}


class PictureScan(Scan):
    """A picture file, decoded on the first read and kept."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._kept = ByteCache(1)  # keeps one array whatever its size

    def _release(self) -> None:
        self._kept.clear()

    def _pixels(self, window: Window) -> np.ndarray:
        array = self._kept.get("picture", self._decode)
        return array[window.box.slices].copy()

    def _decode(self) -> np.ndarray:
        array = decode(self.path)
        if array.shape != (self.height, self.width, self.channels):
            raise ScanError(f"{self.path.name}: does not hold the picture that it claims")
        return array


def open_picture(path: Path) -> Scan:
    """Open a PNG, JPEG or BMP; `ScanError` if it is damaged or claims an impossible size."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    with reading(path, "the picture"):
        width, height, samples = _claim(path, head)
        check_size(path, width, height)
        check_chunk(path, width * height * samples, "the picture")
        array = decode(path)
        if array.shape[:2] != (height, width):
            raise ScanError(f"{path.name}: does not hold the picture that it claims")
        calibration = _pixel_size(path)
    facts = Facts(
        path=path,
        format={PNG[:2]: "PNG", JPEG[:2]: "JPEG", BMP: "BMP"}[head[:2]],
        channel_names=channel_names(array.shape[2]),
        dtype=array.dtype,
        levels=(Level(array.shape[1], array.shape[0], 1.0, (array.shape[1], array.shape[0])),),
        fingerprint=fingerprint(path),
        pixel_size=calibration.size,
        notices=calibration.notices,
    )
    scan = PictureScan(facts)
    scan._kept.get("picture", lambda: array)
    return scan


def _claim(path: Path, head: bytes) -> tuple[int, int, int]:
    """Width, height and bytes per pixel that a picture's header claims, nothing decoded."""
    if head.startswith(PNG):
        width, height, depth, kind = struct.unpack_from(">IIBB", head, 16)
        return width, height, _PNG_SAMPLES.get(kind, 4) * (2 if depth == 16 else 1)
    if head.startswith(BMP):
        width, height = struct.unpack_from("<ii", head, 18)
        return width, abs(height), 4
    size = jpeg_size(head)
    if size is None:  # a long header: an embedded colour profile or preview
        size = jpeg_size(path.read_bytes())
    if size is None:
        raise ValueError("no frame header")
    return *size, 4


def decode(path: Path) -> np.ndarray:
    """The picture as (h, w, c); its size must have been checked before."""
    data = path.read_bytes()
    if data.startswith(JPEG) and data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda"):
        raise ScanError(f"{path.name}: has no end; it is cut short")  # libjpeg would fill in grey
    with reading(path, "the picture"):
        if data.startswith(PNG):
            array = imagecodecs.png_decode(data)
        elif data.startswith(JPEG):
            array = imagecodecs.jpeg_decode(data)
        else:
            array = _bmp(path)
    return array[..., None] if array.ndim == 2 else array


def _bmp(path: Path) -> np.ndarray:
    with PIL.Image.open(path, formats=["BMP"]) as picture:
        if picture.mode in ("P", "1"):
            grey = picture.palette is None or picture.mode == "1"
            return np.asarray(picture.convert("L" if grey else "RGB"))
        return np.asarray(picture)


def _pixel_size(path: Path) -> Calibration:
    try:
        with PIL.Image.open(path, formats=["PNG", "JPEG", "BMP"]) as picture:
            dpi = picture.info.get("dpi")
        return judged(from_dpi(float(dpi[0]), float(dpi[1])) if dpi else None)
    except (OSError, ValueError, TypeError, PIL.Image.DecompressionBombError):
        return Calibration()
