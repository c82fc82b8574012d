"""From what a file stores to what was seen: palettes, inverted, YCbCr and CMYK pictures."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import tifffile

from graticule.errors import UnsupportedScan
from graticule.scans.alpha import Alpha, without_alpha
from graticule.scans.arrays import channel_names
from graticule.scans.scan import LevelWindow, Scan
from graticule.scans.wrapped import OwningScan

Convert = Callable[[np.ndarray], np.ndarray]
TOLD_OF_INKS = "its ink amounts (CMYK) are turned to red, green and blue without their profile"
_APERIO_JP2K_YCBCR = 33003
# Compressions of mere bytes; those of pictures turn YCbCr to RGB themselves.
_BYTES = {1, 5, 8, 32773, 32946, 34925, 34926, 50000}
_SUPPORTED = {0, 1, 2, 3, 4, 5, 6, 32803, 34892}
_COLOURS = {2: 3, 3: 3, 5: 4, 6: 3}  # channels of a colour by photometric; else grey alone
_INK_NAMES = ("cyan", "magenta", "yellow", "black")
_ASSOCIATED, _UNASSOCIATED = 1, 2  # values of TIFF's tag ExtraSamples
_OTHER_INKS = 2  # value of its tag InkSet


def conversion(page: tifffile.TiffPage, name: str) -> tuple[Convert | None, np.dtype, int]:
    """What to do with a decoded (h, w, samples) piece, and the dtype and samples it then has.

    Raises `UnsupportedScan` for a colour space that is none of a microscope's.
    """
    dtype = np.dtype(page.dtype).newbyteorder("=")
    samples = page.shaped[4]
    photometric = int(page.photometric)
    if photometric not in _SUPPORTED:
        kind = str(page.photometric).rpartition(".")[2]
        raise UnsupportedScan(f"{name}: its colours are stored as {kind}; save it as RGB")
    if photometric == 3:
        return _palette(page, name), np.dtype(np.uint8), 2 + samples
    if dtype.kind == "b" or page.bitspersample == 1:
        flip = photometric == 0
        return (lambda piece: _from_bits(piece, flip)), np.dtype(np.uint8), samples
    if photometric == 0 and dtype.kind == "u":
        white = dtype.type(2**page.bitspersample - 1)
        return (lambda piece: _inverted(piece, white)), dtype, samples
    stored_ycbcr = photometric == 6 and page.compression in _BYTES
    if (stored_ycbcr or page.compression == _APERIO_JP2K_YCBCR) and samples == 3:
        if dtype != np.uint8:
            raise UnsupportedScan(f"{name}: holds YCbCr colours of more than 8 bits")
        return ycbcr_to_rgb, dtype, samples
    return None, dtype, samples


def stored(page: tifffile.TiffPage) -> tuple[Convert | None, np.dtype, int]:
    """As `conversion`, for a page of numbers: inverted or with a palette, they stay as stored.

    A bit is 0 or 1.
    """
    dtype = np.dtype(page.dtype).newbyteorder("=")
    if dtype.kind == "b" or page.bitspersample == 1:
        bits = np.dtype(np.uint8)
        return (lambda piece: piece.astype(bool).astype(bits)), bits, page.shaped[4]
    return None, dtype, page.shaped[4]


def names_of(page: tifffile.TiffPage, groups: int) -> tuple[str, ...]:
    """Names of the channels of `groups` such pages side by side, as they are stored."""
    photometric = int(page.photometric)
    samples = page.shaped[0] * page.shaped[4] + (2 if photometric == 3 else 0)
    known = _COLOURS.get(photometric, 1)
    if groups > 1 or samples < known or (samples > 1 == known and alpha_of(page) is None):
        return tuple(f"channel {i + 1}" for i in range(groups * samples))
    names = [*(_INK_NAMES if photometric == 5 else channel_names(known))]
    names += [f"channel {i + 1}" for i in range(known, samples)]
    alpha = alpha_of(page)
    if alpha is not None and alpha.sure:
        names[alpha.channel] = "alpha"
    return tuple(names)


def alpha_of(page: tifffile.TiffPage) -> Alpha | None:
    """Which of the stored channels is alpha; not `sure` if a fourth one goes unexplained."""
    photometric = int(page.photometric)
    samples = page.shaped[0] * page.shaped[4] + (2 if photometric == 3 else 0)
    known = _COLOURS.get(photometric, 1)
    kinds = [int(kind) for kind in page.extrasamples or ()][: samples - known]
    for i, kind in enumerate(kinds):
        if kind in (_ASSOCIATED, _UNASSOCIATED):
            return Alpha(known + i, premultiplied=kind == _ASSOCIATED)
    return Alpha(known, sure=False) if known > 1 and samples == known + 1 else None


class ConvertedScan(OwningScan):
    """`scan` with its first channels, colours of another kind, turned to red, green and blue."""

    def __init__(self, scan: Scan, convert: Convert, count: int, notices: tuple[str, ...]) -> None:
        names = (*channel_names(3), *scan.channel_names[count:])
        super().__init__(
            scan, replace(scan.facts, channel_names=names, notices=(*scan.facts.notices, *notices))
        )
        self._convert, self._count = convert, count

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        pixels = self._scan.read_level(window.level, window.box, frame=window.frame)
        colours = self._convert(pixels[..., : self._count])
        return np.concatenate([colours, pixels[..., self._count :]], axis=-1)


def as_seen(scan: Scan, page: tifffile.TiffPage, groups: int) -> Scan:
    """The scan, whose pages are like `page`, in the colours of light and without alpha."""
    if groups > 1:
        return scan
    photometric, alpha = int(page.photometric), alpha_of(page)
    if photometric == 5 and scan.channels >= 4:
        if page.tags.valueof(332, 1) == _OTHER_INKS:
            raise UnsupportedScan(f"{scan.path.name}: holds amounts of inks; save it as RGB")
        scan = ConvertedScan(scan, cmyk_to_rgb, 4, (TOLD_OF_INKS,))
        alpha = alpha and replace(alpha, channel=alpha.channel - 1)
    elif photometric == 6 and page.shaped[0] >= 3 and page.compression in _BYTES:
        scan = ConvertedScan(scan, ycbcr_to_rgb, 3, ())  # each of the three in a plane of its own
    return without_alpha(scan, alpha)


def _palette(page: tifffile.TiffPage, name: str) -> Convert:
    colours = page.colormap
    if colours is None or colours.ndim != 2 or colours.shape[0] != 3:
        raise UnsupportedScan(f"{name}: its palette is missing; the file is damaged")
    table = (colours >> 8 if colours.max() > 255 else colours).astype(np.uint8).T.copy()
    last, shift = len(table) - 1, max(0, page.bitspersample - 8)

    def convert(piece: np.ndarray) -> np.ndarray:
        colours = table[np.minimum(piece[..., 0], last)]
        if piece.shape[-1] == 1:
            return colours
        more = (piece[..., 1:] >> shift).astype(np.uint8)
        return np.concatenate([colours, more], axis=-1)

    return convert


def _inverted(piece: np.ndarray, white: np.generic) -> np.ndarray:
    """White is zero; whatever follows the grey, such as alpha, is stored the usual way."""
    if piece.shape[-1] == 1:
        return white - piece
    return np.concatenate([white - piece[..., :1], piece[..., 1:]], axis=-1)


def _from_bits(piece: np.ndarray, flip: bool) -> np.ndarray:
    white = piece.astype(bool)
    return np.where(white != flip, np.uint8(255), np.uint8(0))


def ycbcr_to_rgb(piece: np.ndarray) -> np.ndarray:
    """Full-range YCbCr as in JPEG (ITU-R BT.601) to RGB, (h, w, 3) uint8."""
    y, cb, cr = (piece[..., i].astype(np.float32) for i in range(3))
    cb, cr = cb - 128, cr - 128
    rgb = np.stack((y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb), axis=-1)
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)


def cmyk_to_rgb(inks: np.ndarray) -> np.ndarray:
    """(h, w, 3) of the ink amounts (h, w, 4) cyan, magenta, yellow, black; 0 is bare paper.

    Each ink takes its share of the light, the black one of all three: what every program does
    that does not know the printer's profile.
    """
    full = np.iinfo(inks.dtype).max if inks.dtype.kind in "iu" else 1
    light = 1 - inks.astype(np.float64) / full
    rgb = light[..., :3] * light[..., 3:4] * full
    return (np.rint(rgb) if inks.dtype.kind in "iu" else rgb).astype(inks.dtype)
