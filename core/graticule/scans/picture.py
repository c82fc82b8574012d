"""PNG, JPEG and BMP: small enough to be decoded in one piece."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import imagecodecs
import numpy as np
import PIL.Image

from graticule.errors import ScanError, UnsupportedScan
from graticule.files import fingerprint
from graticule.scans.alpha import Alpha, without_alpha
from graticule.scans.arrays import channel_names
from graticule.scans.cache import ByteCache
from graticule.scans.calibration import Calibration, from_dpi, judged
from graticule.scans.chunks import jpeg_size
from graticule.scans.colour import TOLD_OF_INKS, cmyk_to_rgb
from graticule.scans.guard import check_chunk, check_size, reading
from graticule.scans.jpeg import Jpeg, parse_jpeg, told_behind
from graticule.scans.scan import Facts, Level, LevelWindow, Scan
from graticule.scans.turned import turned

PNG, JPEG, BMP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM"
_FORMATS = ("PNG", "JPEG", "BMP")
_PNG_SAMPLES = {0: 1, 2: 3, 3: 4, 4: 2, 6: 4}
_ORIENTATION = 274


class PictureScan(Scan):
    """A picture file, decoded on the first read and kept."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._kept = ByteCache(1)  # keeps one array whatever its size

    def _release(self) -> None:
        self._kept.clear()

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        array = self._kept.get("picture", self._decode)
        return array[window.box.slices].copy()

    def _decode(self) -> np.ndarray:
        array = _decode(self.path).pixels
        if array.shape != (self.height, self.width, self.channels):
            raise ScanError(f"{self.path.name}: does not hold the picture that it claims")
        return array


def open_picture(path: Path) -> Scan:
    """Open a PNG, JPEG or BMP; `ScanError` if it is damaged or claims an impossible size.

    Alpha, ink amounts and the camera's orientation are seen to: what comes is the picture that
    other programs show.
    """
    with path.open("rb") as file:
        head = file.read(1 << 16)
    with reading(path, "the picture"):
        width, height, samples = _claim(path, head)
        check_size(path, width, height)
        check_chunk(path, width * height * samples, "the picture")
        array, notices, exif = _decode(path)
        if array.shape[:2] != (height, width):
            raise ScanError(f"{path.name}: does not hold the picture that it claims")
        calibration = _pixel_size(path)
    samples = array.shape[2]
    facts = Facts(
        path=path,
        format={PNG[:2]: "PNG", JPEG[:2]: "JPEG", BMP: "BMP"}[head[:2]],
        channel_names=(*channel_names(samples - 1 + samples % 2), "alpha")[:samples],
        dtype=array.dtype,
        levels=(Level(array.shape[1], array.shape[0], 1.0, (array.shape[1], array.shape[0])),),
        fingerprint=fingerprint(path),
        pixel_size=calibration.size,
        notices=(*notices, *calibration.notices),
    )
    scan = PictureScan(facts)
    scan._kept.get("picture", lambda: array)
    with reading(path, "the picture"):
        flat = without_alpha(scan, Alpha(samples - 1) if samples in (2, 4) else None)
        return turned(flat, _orientation(exif))


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


class _Decoded(NamedTuple):
    pixels: np.ndarray  # (h, w, c)
    notices: tuple[str, ...] = ()
    exif: bytes = b""


def _decode(path: Path) -> _Decoded:
    """The picture, whose size must have been checked, and what is to be told of it."""
    data = path.read_bytes()
    with reading(path, "the picture"):
        if data.startswith(PNG):
            found = _png(data)
        elif data.startswith(JPEG):
            found = _jpeg(path, data)
        else:
            found = _Decoded(_bmp(path))
    return found._replace(pixels=np.atleast_3d(found.pixels))


def _jpeg(path: Path, data: bytes) -> _Decoded:
    about = parse_jpeg(data)
    if about.end is None:
        raise ScanError(f"{path.name}: has no end; it is cut short")  # libjpeg would fill in grey
    array = imagecodecs.jpeg_decode(data[: about.end])
    behind = told_behind(data, about.end)
    notices = (f"behind the picture lies {behind}, which is left out",) if behind else ()
    if about.components == 4:
        array, told = _inks(array, about)
        notices = (*notices, told)
    elif about.components not in (1, 3):
        raise UnsupportedScan(f"{path.name}: holds {about.components} channels, which no JPEG has")
    return _Decoded(array, notices, about.exif)


def _inks(array: np.ndarray, about: Jpeg) -> tuple[np.ndarray, str]:
    """RGB of a JPEG's ink amounts, and the notice of it.

    Adobe stores them inverted and marks that; without the mark the standard is silent, and
    every program takes them as Adobe's.
    """
    told = TOLD_OF_INKS if about.adobe else f"{TOLD_OF_INKS}; taken for inverted, as is usual"
    return cmyk_to_rgb(np.iinfo(array.dtype).max - array), told


def _png(data: bytes) -> _Decoded:
    pictures, exif = 1, b""
    for kind, content in _png_chunks(data):
        if kind == b"acTL":
            pictures = int.from_bytes(content[:4], "big")
        elif kind == b"eXIf" and not exif:
            exif = content
    told = f"it is an animation of {pictures} pictures: only the first is read"
    return _Decoded(imagecodecs.png_decode(data), (told,) if pictures > 1 else (), exif)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each small chunk."""
    place = len(PNG)
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        if length < 1 << 20:
            yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += 12 + length


def _bmp(path: Path) -> np.ndarray:
    with PIL.Image.open(path, formats=["BMP"]) as picture:
        if picture.mode in ("P", "1"):
            grey = picture.palette is None or picture.mode == "1"
            return np.asarray(picture.convert("L" if grey else "RGB"))
        pixels = np.asarray(picture)
    alpha = _spare_byte(path, *pixels.shape[:2]) if pixels.ndim == 3 else None
    if pixels.shape[-1] == 3 and alpha is not None:
        return np.dstack([pixels, alpha])
    return pixels


def _spare_byte(path: Path, height: int, width: int) -> np.ndarray | None:
    """The fourth byte of a BMP's pixels if it is all or nothing, and both: alpha, by its looks.

    By the format it means nothing, and most programs leave it 0; some write alpha there.
    """
    data = path.read_bytes()
    start, _, _, rows, _, bits, packed = struct.unpack_from("<IIiiHHI", data, 10)
    if (bits, packed) != (32, 0) or len(data) < start + 4 * width * height:
        return None
    stored = np.frombuffer(data, np.uint8, 4 * width * height, start)[3::4]
    alpha = stored.reshape(height, width)[:: -1 if rows > 0 else 1]
    return alpha if set(np.unique(alpha)) == {0, 255} else None


def _orientation(exif: bytes) -> object:
    """The orientation tag of EXIF data, if there is one that can be read."""
    about = PIL.Image.Exif()
    with suppress(OSError, ValueError, TypeError, SyntaxError, KeyError, struct.error):
        about.load(exif)
        return about.get(_ORIENTATION)
    return None


def _pixel_size(path: Path) -> Calibration:
    try:
        with PIL.Image.open(path, formats=_FORMATS) as picture:
            dpi = picture.info.get("dpi")
        return judged(from_dpi(float(dpi[0]), float(dpi[1])) if dpi else None)
    except (OSError, ValueError, TypeError, PIL.Image.DecompressionBombError):
        return Calibration()
