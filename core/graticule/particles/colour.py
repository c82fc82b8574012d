"""Names for the colours of particles, as seen against the light around them.

In transmitted light a particle's colour is what it lets through: its mean colour divided by
that of the bare field, in linear light. Its name is one of Berlin & Kay's basic terms
(Basic Color Terms, 1969) and cyan: that of the nearest prototype in CIELAB.
"""

from collections.abc import Sequence

import numpy as np
from skimage.color import rgb2lab

from graticule.compiled import kernel
from graticule.scans import GreyRange

CELL = 64  # px; the light is looked for in the cells of this grid that hold a particle
_NOWHERE = np.uint32(2**32 - 1)  # a label for what holds no number
_DARK = 0.1  # of full scale, in linear light: a darker field lights nothing through

# What people called these screen colours most often: Munroe's colour survey of 222,500
# sessions (xkcd.com/color/rgb, 2010, public domain; used as a naming model by Heer & Stone,
# CHI 2012), names with a qualifier counted to their basic term.
_PROTOTYPES: dict[str, tuple[str, ...]] = {
    "black": ("000000", "1a1a1a"),
    "grey": ("929591", "363737", "d8dcd6", "59656d"),
    "white": ("ffffff",),
    "red": ("e50000", "840000", "ff474c", "8c000f", "610023", "8f1402", "650021"),
    "orange": ("f97306", "c65102", "fdaa48", "c04e01", "ffb07c"),
    "yellow": ("ffff14", "fffe7a", "ffff84", "d5b60a", "d2bd0a", "fac205"),
    "green": ("15b01a", "96f97b", "033500", "01ff07", "3f9b0b", "677a04", "89fe05", "c7fdb5",
              "0b4008", "658b38", "87ae73", "8fff9f"),
    "cyan": ("00ffff", "029386", "06c2ac", "13eac9", "90e4c1", "014d4e", "d0fefe"),
    "blue": ("0343df", "95d0fc", "00035b", "75bbfd", "0165fc", "0504aa", "01153e", "a2cffe",
             "5a7d9a", "6b8ba4", "040273", "8e82fe"),
    "violet": ("7e1e9c", "9a0eea", "bf77f6", "35063e", "c79fef", "380282", "b790d4", "36013f",
               "cea2fd"),
    "pink": ("ff81c0", "c20078", "cb416b", "ff028d", "ffd1df", "ff796c", "ffcfdc", "cf6275",
             "fe01b1"),
    "brown": ("653700", "ad8150", "341c02", "a83c09", "d1b26f", "b9a281", "a57e52"),
}  # fmt: skip
COLOURS = tuple(_PROTOTYPES)


def is_colour(channel_names: Sequence[str]) -> bool:
    """Whether the first channels are red, green and blue."""
    first = tuple(name.lower() for name in channel_names[:3])
    return first in {("red", "green", "blue"), ("r", "g", "b")}


class Light:
    """The colour of the field around the particles: the median of each channel.

    It is taken from the background in those cells of a fixed grid that hold a particle, so
    it depends on no block size if blocks are multiples of `CELL`. Values of other types than
    whole numbers of 8 or 16 bits are told apart in 65,536 steps of the scan's grey range.
    """

    def __init__(self, dtype: np.dtype, grey_range: GreyRange) -> None:
        self.grey_range = grey_range
        self._whole = dtype in (np.uint8, np.uint16)
        self._counts = np.zeros((3, 256 if dtype == np.uint8 else 65536), np.int64)

    def add(self, labels: np.ndarray, values: np.ndarray) -> None:
        """Add a block: labels (h, w) uint32, values (h, w, 3 or more)."""
        if not self._whole:
            labels = np.where(np.isfinite(values[..., :3]).all(axis=2), labels, _NOWHERE)
            values = self.grey_range.deep(values[..., :3])
        _count_light(labels, values, self._counts)

    def colour(self) -> np.ndarray | None:
        """(3,) median grey levels; None where particles leave no background."""
        totals = self._counts.sum(1)
        if not totals.all():
            return None
        found = np.array(
            [
                np.searchsorted(np.cumsum(c), (t + 1) // 2)
                for c, t in zip(self._counts, totals, strict=True)
            ],
            float,
        )
        if self._whole:
            return found
        black, white = self.grey_range.black, self.grey_range.white
        return black + found / 65535 * (white - black)


def name_colours(means: np.ndarray, light: np.ndarray | None, grey_range: GreyRange) -> np.ndarray:
    """Names of (n, 3) mean sRGB colours of that range, seen against `light` (3,).

    A field too dark to light anything through (fluorescence, dark field), or none, leaves
    the colours as they are.
    """
    linear = _to_linear(_unit(means, grey_range))
    if light is not None:
        field = _to_linear(_unit(light, grey_range))
        if field.min() > _DARK:
            linear = np.minimum(linear / field, 1.0)
    prototypes = [code for codes in _PROTOTYPES.values() for code in codes]
    names = np.repeat(COLOURS, [len(codes) for codes in _PROTOTYPES.values()])
    there = np.array([[int(code[k : k + 2], 16) for k in (0, 2, 4)] for code in prototypes]) / 255
    lab = rgb2lab(_from_linear(linear)[:, None])[:, 0]
    out = np.empty(len(lab), names.dtype)
    there_lab = rgb2lab(there[:, None])[:, 0]
    for start in range(0, len(lab), 4096):
        part = lab[start : start + 4096, None]
        out[start : start + 4096] = names[((part - there_lab) ** 2).sum(2).argmin(1)]
    return out


def _unit(values: np.ndarray, grey_range: GreyRange) -> np.ndarray:
    return np.nan_to_num(np.clip(grey_range.unit(values), 0, 1))


def _to_linear(srgb: np.ndarray) -> np.ndarray:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _from_linear(linear: np.ndarray) -> np.ndarray:
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


@kernel
def _count_light(labels, values, counts):
    height, width = labels.shape
    for top in range(0, height, CELL):
        for left in range(0, width, CELL):
            bottom, right = min(top + CELL, height), min(left + CELL, width)
            if not labels[top:bottom, left:right].any():
                continue
            for j in range(top, bottom):
                for i in range(left, right):
                    if labels[j, i] == 0:  # neither a particle nor a gap
                        for c in range(3):
                            counts[c, values[j, i, c]] += 1
