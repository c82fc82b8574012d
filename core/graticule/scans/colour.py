"""From what a TIFF stores to what was seen: palettes, inverted and YCbCr pictures."""

from collections.abc import Callable

import numpy as np
import tifffile

from graticule.errors import UnsupportedScan
from graticule.scans.arrays import channel_names

Convert = Callable[[np.ndarray], np.ndarray]
_APERIO_JP2K_YCBCR = 33003
# Compressions of mere bytes; those of pictures turn YCbCr to RGB themselves.
_BYTES = {1, 5, 8, 32773, 32946, 34925, 34926, 50000}
_SUPPORTED = {0, 1, 2, 3, 4, 5, 6, 8, 32803, 34892}


def conversion(page: tifffile.TiffPage, name: str) -> tuple[Convert | None, np.dtype, int]:
    """What to do with a decoded (h, w, samples) piece, and the dtype and samples it then has.

    Raises `UnsupportedScan` for a colour space that is none of a microscope's.
    """
    dtype = np.dtype(page.dtype).newbyteorder("=")
    samples = page.shaped[4]
    photometric = int(page.photometric)
    if photometric not in _SUPPORTED:
        raise UnsupportedScan(f"{name}: its colours are stored as {page.photometric!s}")
    if photometric == 3:
        return _palette(page, name), np.dtype(np.uint8), 3
    if dtype.kind == "b" or page.bitspersample == 1:
        flip = photometric == 0
        return (lambda piece: _from_bits(piece, flip)), np.dtype(np.uint8), samples
    if photometric == 0 and dtype.kind == "u":
        white = dtype.type(2**page.bitspersample - 1)
        return (lambda piece: white - piece), dtype, samples
    stored_ycbcr = photometric == 6 and page.compression in _BYTES
    if (stored_ycbcr or page.compression == _APERIO_JP2K_YCBCR) and samples == 3:
        if dtype != np.uint8:
            raise UnsupportedScan(f"{name}: holds YCbCr colours of more than 8 bits")
        return ycbcr_to_rgb, dtype, samples
    return None, dtype, samples


def names_of(page: tifffile.TiffPage, groups: int) -> tuple[str, ...]:
    """Names of the channels of `groups` such pages side by side."""
    separate, _, _, _, contiguous = page.shaped
    samples = 3 if int(page.photometric) == 3 else separate * contiguous
    if groups == 1 and int(page.photometric) in (2, 3, 6) and samples > 4:
        rest = tuple(f"channel {i + 1}" for i in range(3, samples))
        return (*channel_names(3), *rest)
    if groups == 1 and int(page.photometric) == 5 and samples >= 4:
        rest = tuple(f"channel {i + 1}" for i in range(4, samples))
        return ("cyan", "magenta", "yellow", "black", *rest)
    colours = int(page.photometric) in (2, 3, 6)
    if groups == 1 and (colours or samples == 1 or (samples == 2 and page.extrasamples)):
        return channel_names(samples)
    return tuple(f"channel {i + 1}" for i in range(groups * samples))


def _palette(page: tifffile.TiffPage, name: str) -> Convert:
    colours = page.colormap
    if colours is None or colours.ndim != 2 or colours.shape[0] != 3:
        raise UnsupportedScan(f"{name}: its palette is missing; the file is damaged")
    table = (colours >> 8 if colours.max() > 255 else colours).astype(np.uint8).T.copy()
    last = len(table) - 1

    def convert(piece: np.ndarray) -> np.ndarray:
        return table[np.minimum(piece[..., 0], last)]

    return convert


def _from_bits(piece: np.ndarray, flip: bool) -> np.ndarray:
    white = piece.astype(bool)
    return np.where(white != flip, np.uint8(255), np.uint8(0))


def ycbcr_to_rgb(piece: np.ndarray) -> np.ndarray:
    """Full-range YCbCr as in JPEG (ITU-R BT.601) to RGB, (h, w, 3) uint8."""
    y, cb, cr = (piece[..., i].astype(np.float32) for i in range(3))
    cb, cr = cb - 128, cr - 128
    rgb = np.stack((y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb), axis=-1)
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)
