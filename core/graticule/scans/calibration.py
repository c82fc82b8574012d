"""How large is a pixel? What a file says, and whether it can be believed.

Only what a person or an instrument meant counts: the 72, 96 or 300 dots per inch that programs
write by default say how large to print a picture, and so does anything coarser than 600 dpi
(42 µm per pixel), which no microscope gives. What is doubtful is told, never guessed.
"""

import math
from dataclasses import dataclass, field

from graticule.geometry import PixelSize, Source, known_unit

# Finer than light can show: only electron microscopes, whose users think in nanometres.
_LIGHT = 5e-8  # m
_COARSEST_DPI = 600.0
_PRINTED_DPI = (72, 96, 100, 150, 200, 300, 600)  # what programs write of themselves
_SCANNED_DPI = (720, 1200, 1440, 2400, 4800)  # true of a flatbed scanner, else a printer's
# The finest pixel of an atomic-resolution STEM is about 5 pm wide; a millimetre is a photograph's.
_FINEST, _COARSEST = 2e-3, 1e6  # nm
_SAY = "say how large a pixel is"
_OBLONG = 20  # no instrument's pixels differ more in width and height


@dataclass(frozen=True, slots=True)
class Calibration:
    """A scan's pixel size, and what a user must know of it."""

    size: PixelSize = field(default_factory=PixelSize.unknown)
    notices: tuple[str, ...] = ()


def judged(size: PixelSize | None, *notices: str) -> Calibration:
    """What a file says of its pixel size, unless no microscope can have given it."""
    if size is None or not size.calibrated:
        return Calibration(notices=notices)
    if size.unit == "mm" and max(size.x, size.y) < 0.9e-3:  # told in metres
        size = metres(size.x * 1e-3, size.y * 1e-3) or size
    nm = size.to("nm")
    low, high = sorted((nm.x, nm.y))
    if low < _FINEST or high > _COARSEST:
        told = f"the file says that a pixel is {size}, which no microscope gives; {_SAY}"
        return Calibration(notices=(*notices, told))
    dpi = next((d for d in (*_PRINTED_DPI, *_SCANNED_DPI) if _is_dpi(d, low, high)), None)
    if dpi in _PRINTED_DPI:
        told = f"the file says that a pixel is {size}, which is {dpi} dpi, a printing resolution"
        return Calibration(notices=(*notices, f"{told}; {_SAY}"))
    if dpi is not None:
        scanned = f"the file says {dpi} dpi, that a pixel is {size}; right for a flatbed scanner's"
        notices = (*notices, f"{scanned} picture alone, else {_SAY}")
    if high > _OBLONG * low:
        oblong = (
            f"the file says that a pixel is {size.x:.4g} {size.unit} wide and"
            f" {size.y:.4g} {size.unit} high; one of the two is likely wrong"
        )
        notices = (*notices, oblong)
    return Calibration(size, notices)


def _is_dpi(dpi: int, *sides: float) -> bool:
    return all(math.isclose(side, 25.4e6 / dpi, rel_tol=1e-3) for side in sides)


def number(value: object) -> float:
    """A number as instruments write it, with a decimal comma, too; `ValueError` if it is none."""
    if isinstance(value, str):
        value = value.strip().replace(",", ".")
    return float(value)  # type: ignore[arg-type]


def pixel_size(
    x: object, y: object, unit: object, source: Source = "file", *, y_unit: object = None
) -> PixelSize | None:
    """A pixel size from whatever a file holds; None for what is no length or no number."""
    found = [
        known_unit(u) if isinstance(u, str) else None
        for u in (unit, unit if y_unit is None else y_unit)
    ]
    across, down = found
    if across is None or down is None or "px" in (across[0], down[0]):
        return None
    try:
        height = PixelSize(1, number(y) * down[1], down[0]).to(across[0]).y
        return PixelSize(number(x) * across[1], height, across[0], source)
    except (TypeError, ValueError, OverflowError):
        return None


def metres(x: object, y: object) -> PixelSize | None:
    """A pixel size told in metres, in the unit in which it reads best."""
    try:
        across, down = abs(number(x)), abs(number(y))
    except (TypeError, ValueError):
        return None
    if not (math.isfinite(across) and across > 0):
        return None
    factor, unit = (1e9, "nm") if across < _LIGHT else (1e6, "µm") if across < 1 else (1e3, "mm")
    return pixel_size(across * factor, down * factor, unit)


def from_dpi(x: float, y: float) -> PixelSize | None:
    """A pixel size from dots per inch, unless it is a printing resolution."""
    if not (_COARSEST_DPI < x < 1e12 and _COARSEST_DPI < y < 1e12):
        return None
    return metres(0.0254 / x, 0.0254 / y)
