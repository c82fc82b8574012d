"""From what a file says and what its values show to the range from black to white.

Cameras have 8, 10, 12, 14 or 16 bits: the smallest of them that holds the values, but for a
pixel in ten thousand and for lone hot ones, is theirs. Another depth is believed where values
pile up at its end, as those of an overexposed picture do.
"""

from dataclasses import replace

import numpy as np

from graticule.scans.grey import GreyRange
from graticule.scans.values import Readable, Values, look_at_values

_DEPTHS = (8, 10, 12, 14, 16)
_WIDE = (18, 20, 24, 32)  # of sums, and of detectors that count
_RARE = 1e-4  # of the samples: hot pixels that lie beyond a camera's depth
_FILLED = 0.75  # of the range: what reaches higher leaves no doubt that the range is right
_FOURTEEN = 2**14 - 1
_MIDDLE = 32768  # where signed numbers begin that were stored without a sign
_EVEN = 16  # so many values must occur before their distances tell anything
_OVERSHOOT = 1.02  # of floats that were resampled or sharpened
_ENDS = (1, 255, 1023, 4095, 16383, 65535)  # where floats usually end
_SET = "another can be set: --white on the command line, “Black to white” in the window"
_FRACTIONS = (255, 65535, 4095, 1023, 16383)  # whole numbers that were divided by these


def find_grey_range(
    scan: Readable, said: GreyRange | None, no_data: float | None = None
) -> GreyRange:
    """The range of a scan, of which the user or the file may have `said` one.

    `no_data` is the value of floats that means that nothing was recorded, if the file says so.

    A user is believed, a file as far as the values do not lie beyond what it says.
    """
    if scan.dtype.kind == "b" or scan.dtype == np.uint8:
        return said or GreyRange.of_type(scan.dtype)
    values = look_at_values(scan, no_data)
    name = scan.path.name
    if said is not None and said.source == "you":
        return _as_told(said, values)
    if said is not None and said.white >= values.high and values.above(said.white) <= _RARE:
        return replace(said, nothing=values.nothing, gaps=values.gaps)
    found = replace(range_of(values), nothing=values.nothing, gaps=values.gaps)
    if said is not None:
        doubt = (
            f"{name}: says that white is {said.white:g}, but its values reach {values.high:g}: "
            f"white is taken to be {found.white:g} ({_SET})"
        )
        return replace(found, doubt=doubt)
    if not found.doubt or (found.step == 0 and len(scan.channel_names) == 1):
        return replace(found, doubt="")  # electrons have no usual range that one could miss
    return replace(found, doubt=f"{name}: {found.doubt} ({_SET})")


def _as_told(said: GreyRange, values: Values) -> GreyRange:
    """The user's range, with what the values show beside it."""
    found = range_of(values)
    step = float(values.dtype.kind in "iu" and said.white - said.black > 255)
    if (found.black, found.white) == (said.black, said.white):
        step = found.step  # no value lies beyond
    return replace(said, step=step, nothing=values.nothing, gaps=values.gaps)


def range_of(values: Values) -> GreyRange:
    """The range that the values show; its doubt does not name the scan."""
    if not len(values.distinct):
        return GreyRange.of_type(values.dtype)
    usual = values.usual
    whole = values.dtype.kind in "iu" or not (usual.distinct % 1).any()
    if whole and not (values.dtype.kind == "f" and usual.high <= 1):
        return _doubted(_of_whole(values), values)
    for parts in _FRACTIONS:
        # within what this type of float can tell
        tolerance = parts * float(np.finfo(values.dtype).eps) + 1e-9
        scaled = usual.distinct * parts
        if tolerance < 0.25 and (np.abs(scaled - np.rint(scaled)) <= tolerance).all():
            return _doubted(_of_fractions(values, parts), values)
    return _doubted(_of_real(values), values)


def _doubted(found: GreyRange, values: Values) -> GreyRange:
    """The range with what is doubtful about it."""
    if found.own or found.doubt:
        return found
    labels = found.few and len(values.distinct) < _EVEN  # or a drawing: as dark in 8 bits
    if labels:
        return found
    if float(found.unit(values.high)) >= _FILLED:
        return _perhaps_16_bits(found, values)
    text = (
        f"its values reach {values.high:.6g} and tell no more: white is taken to be "
        f"{found.white:.6g}"
    )
    return replace(found, doubt=text)


def _perhaps_16_bits(found: GreyRange, values: Values) -> GreyRange:
    """The range of 14 bits, with a doubt unless values pile up at its end.

    A scan of 16 bits that was exposed for a quarter of its range looks the same. Of fewer bits the
    exposure would have had to be that poor that nobody would have kept it.
    """
    steps = (values.distinct - found.black) / (found.step or 1)
    if values.dtype != np.uint16 or found.white - found.black != _FOURTEEN * found.step:
        return found
    if found.white == _end_of_type(values.dtype) or _piled_up(steps, values.counts, _FOURTEEN):
        return found
    text = (
        f"its values reach {values.high:.6g}: white is taken to be {found.white:.6g}, of 14 bits;"
        " a dark scan of 16 bits would look the same, with white at 65535"
    )
    return replace(found, doubt=text)


def _of_fractions(values: Values, parts: int) -> GreyRange:
    """Of whole numbers that were divided by `parts`."""
    counted = Values(
        np.dtype(np.uint16 if parts == 65535 else np.int64),
        np.rint(values.distinct * parts),
        values.counts,
        round(values.low * parts),
        round(values.high * parts),
    )
    if parts == 255 and counted.low >= 0 and counted.high <= 255:
        return GreyRange(0.0, 1.0, step=1 / 255)
    if parts not in (255, 65535) and counted.low >= 0 and counted.high <= parts:
        return GreyRange(0.0, 1.0, step=1 / parts)
    found = _of_whole(counted)
    own = found.white == parts and found.black == 0
    return replace(
        found,
        black=found.black / parts,
        white=found.white / parts,
        step=found.step / parts,
        source="its type" if own else "its values",
    )


def _of_whole(values: Values) -> GreyRange:
    """Of whole numbers, in whatever type."""
    low, high = values.low, values.high
    offset = 0
    if low >= _MIDDLE and high < _MIDDLE * 1.5:
        offset = _MIDDLE
    elif low < 0 and high < -_MIDDLE / 2 and low >= -_MIDDLE:
        offset = -_MIDDLE
    elif low < 0 and -low > 0.05 * high:
        return _of_signed(values)
    step, first, scaled = _spacing(values, offset)
    end = _end_of_type(values.dtype)
    if scaled:
        return GreyRange(0.0, end, "its type", step=0.0)
    bits = _depth(values, offset + first, step)
    black = float(offset + first)
    white = min(black + (2.0**bits - 1) * step, end)
    own = (black, white) == (0, end)
    doubt = ""
    if offset and low - offset > 0.5 * (high - offset):
        doubt = (
            f"its values lie from {low:.6g} to {high:.6g}: black is taken to be {black:.6g}, "
            f"white {white:.6g}"
        )
    return GreyRange(black, white, "its type" if own else "its values", float(step), doubt=doubt)


def _end_of_type(dtype: np.dtype) -> float:
    return float(np.iinfo(dtype).max) if dtype.kind in "iu" else np.inf


def _spacing(values: Values, offset: int) -> tuple[int, int, bool]:
    """(distance of neighbouring values, the first one, whether they were spread with rounding).

    Values of fewer bits that were shifted or multiplied to fill more lie apart.
    """
    usual = values.usual.distinct - offset
    if len(usual) < _EVEN or values.many:
        return 1, 0, False
    gaps = np.diff(usual)
    least = int(gaps.min())
    if least < 2:
        return 1, 0, False
    if not (gaps % least).any() and (gaps == least).mean() >= 0.5:
        return least, int(usual[0] % least), False
    if values.dtype == np.uint16:
        for bits in range(9, 16):
            part = 65535 / (2**bits - 1)
            rest = np.abs(usual - np.rint(usual / part) * part)
            if least >= int(part) and (rest <= 0.5 + 1e-6).all():
                return 1, 0, True
    return 1, 0, False


def _depth(values: Values, black: int, step: int) -> int:
    """The bits that hold the values, counted in steps from black."""
    top = (values.high - black) / step
    if top > 2**16 - 1:
        return next((bits for bits in _WIDE if top < 2**bits), 64)
    steps = (values.distinct - black) / step
    for bits in range(8, 17):
        end = 2**bits - 1
        if top > end:
            continue
        if (
            bits in _DEPTHS
            and float(values.counts[steps > end].sum()) <= _RARE * values.counts.sum()
        ):
            return bits
        if bits not in _DEPTHS and _piled_up(steps, values.counts, end):
            return bits
    return 16


def _piled_up(steps: np.ndarray, counts: np.ndarray, end: int) -> bool:
    """Whether no value lies beyond `end`, and more on it than on any of the 8 below."""
    if steps[-1] != end:
        return False
    below = counts[(steps < end) & (steps >= end - 8)]
    return bool(counts[-1] > max(int(below.max(initial=0)), 16) * 2)


def _of_signed(values: Values) -> GreyRange:
    """Of numbers on both sides of 0: as many bits as hold both ends."""
    for bits in (*_DEPTHS, *_WIDE):
        half = 2.0 ** (bits - 1)
        if values.low >= -half and values.high < half:
            own = values.dtype.kind == "i" and bits == values.dtype.itemsize * 8
            return GreyRange(-half, half - 1, "its type" if own else "its values", step=1.0)
    return GreyRange(values.low, values.high, "its values", step=1.0, doubt=_wide(values))


def _of_real(values: Values) -> GreyRange:
    """Of any numbers: to the next usual end."""
    low, high = values.low, values.high
    if low < -0.05 * max(high, 0):
        if low >= -_OVERSHOOT and high <= _OVERSHOOT:
            return GreyRange(-1.0, 1.0, "its values")
    else:
        for end in _ENDS:
            if high <= end * _OVERSHOOT:
                return GreyRange(0.0, float(end), "its type" if end == 1 else "its values")
    if not high > low:
        low, high = min(low, 0.0), max(low, 1.0)
    return GreyRange(low, high, "its values", doubt=_wide(values))


def _wide(values: Values) -> str:
    return (
        f"its values lie from {values.low:.6g} to {values.high:.6g} and fit no usual range: these "
        "are taken to be black and white"
    )
