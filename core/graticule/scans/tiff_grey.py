"""What a TIFF says of the values of its pixels: which is white, and which means no data."""

import math
from typing import Any

import numpy as np
import tifffile

from graticule.scans.grey import GreyRange
from graticule.scans.ome import ome_of

_MAX_SAMPLE, _S_MAX_SAMPLE = 281, 341
_DNG_BLACK, _DNG_WHITE = 50714, 50717
_NO_DATA = 42113  # of GDAL: a number as text
_PALETTE = 3
_FEWEST, _MOST = 2, 32  # bits


def grey_range_of(file: tifffile.TiffFile, page: tifffile.TiffPage, image: int) -> GreyRange | None:
    """The range that the writer gives the picture that begins with `page`; None if he gives none.

    A range that fills the type of pixel says nothing: writers that know no better put it there.
    """
    dtype = np.dtype(page.dtype)
    if dtype.kind != "u" or int(page.photometric) == _PALETTE or page.bitspersample == 1:
        return None
    filled = 2.0 ** (8 * dtype.itemsize) - 1
    for black, white in (
        (0.0, _of_bits(page.bitspersample)),
        (_number(page, _DNG_BLACK) if _DNG_BLACK in page.tags else 0.0, _number(page, _DNG_WHITE)),
        (0.0, _of_bits(_significant_bits(file, page, image))),
        (0.0, _of_depth(_number(page, _MAX_SAMPLE))),
        (0.0, _of_depth(_number(page, _S_MAX_SAMPLE))),
    ):
        if 0 <= black < white < filled:
            return GreyRange(black, white, "the file", step=1.0)
    return None


def no_data_of(page: tifffile.TiffPage) -> float | None:
    """The value of floats that means that nothing was recorded; None if there is none."""
    text = page.tags.valueof(_NO_DATA)
    if np.dtype(page.dtype).kind != "f" or not isinstance(text, str):
        return None
    try:
        value = float(np.dtype(page.dtype).type(text.strip("\0 ")))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def told_of_marks(page: tifffile.TiffPage) -> tuple[str, ...]:
    """That whole numbers, too, have a value that means no data: it is a grey like any other."""
    text = page.tags.valueof(_NO_DATA)
    if np.dtype(page.dtype).kind == "f" or not isinstance(text, str) or not text.strip("\0 "):
        return ()
    mark = text.strip("\0 ")[:40]
    return (f"the file says that {mark} means no data: such pixels are analysed like all others",)


def _of_bits(bits: Any) -> float:
    return 2.0**bits - 1 if isinstance(bits, int) and _FEWEST <= bits <= _MOST else math.nan


def _of_depth(value: float) -> float:
    """The value if it is the last of a whole number of bits: else it is what the values reach."""
    ends = (2.0**bits - 1 for bits in range(8, _MOST))
    return value if value in ends else math.nan


def _significant_bits(file: tifffile.TiffFile, page: tifffile.TiffPage, image: int) -> int:
    found = ome_of(file, page, image).image
    text = found.pixels.get("SignificantBits", "") if found else ""
    return int(text) if text.isdigit() and len(text) < 4 else 0


def _number(page: tifffile.TiffPage, tag: int) -> float:
    """A tag's number; where it has one for each sample, their common one. NaN for none."""
    value = page.tags.valueof(tag)
    values = value if isinstance(value, tuple) else (value,)
    numbers = {float(v) for v in values if isinstance(v, int | float)}
    return numbers.pop() if len(numbers) == 1 else math.nan
