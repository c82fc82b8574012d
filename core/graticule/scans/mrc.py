"""What an MRC's header says that RosettaSciIO leaves out: signs, byte order, cell.

MRC2014, doi:10.1016/j.jsb.2015.04.002; bytes as IMOD tells them apart,
https://bio3d.colorado.edu/imod/doc/mrc_format.txt
"""

import math
import struct
from dataclasses import dataclass
from pathlib import Path

from graticule.geometry import PixelSize
from graticule.scans.calibration import Calibration, judged, pixel_size

ENDINGS = (".mrc", ".mrcs", ".ali", ".rec")
_BYTES = 0  # the mode
_IMOD, _SIGNED = 1146047817, 1  # IMOD's stamp, and its flag
_UNSET = 0.1  # nm: what IMOD and others write of themselves


@dataclass(frozen=True, slots=True)
class MrcHeader:
    """`order` is "<" or ">"; `signed` tells of bytes alone."""

    order: str
    signed: bool
    calibration: Calibration
    notices: tuple[str, ...] = ()

    def best(self, extended: Calibration | None) -> Calibration:
        """The cell's pixel size; FEI's extended one where the cell tells none, or the default.

        RosettaSciIO takes any extended header of 128 KiB for FEI's, SerialEM's, too.
        """
        sure = self.calibration.size.calibrated and not self.calibration.notices
        if sure or extended is None or not extended.size.calibrated:
            return self.calibration
        return extended


def read_header(path: Path) -> MrcHeader:
    """The first 1024 bytes; `ValueError` if there are fewer."""
    with path.open("rb") as file:
        head = file.read(1024)
    if len(head) < 1024:
        raise ValueError("an MRC has a header of 1024 bytes")
    order = _order(head)
    mode = struct.unpack_from(f"{order}i", head, 12)[0]
    signed, notices = (False, ()) if mode != _BYTES else _signs(head, order)
    return MrcHeader(order, signed, _calibration(head, order), notices)


def _order(head: bytes) -> str:
    """From the machine stamp; from the sizes where there is none, as they are below 65536."""
    if head[208:212] == b"MAP " and head[212] in (0x11, 0x44):
        return ">" if head[212] == 0x11 else "<"
    sides = {order: struct.unpack_from(f"{order}4i", head) for order in "<>"}
    return min("<>", key=lambda order: max(map(abs, sides[order])))


def _signs(head: bytes, order: str) -> tuple[bool, tuple[str, ...]]:
    stamp, flags = struct.unpack_from(f"{order}2i", head, 152)
    if stamp == _IMOD:
        return bool(flags & _SIGNED), ()
    low, high = struct.unpack_from(f"{order}2f", head, 76)
    if math.isfinite(low) and math.isfinite(high) and low < high:
        if high > 127:
            return False, ()
        if low < 0:
            return True, ()
    told = "its header does not say whether its bytes have a sign; they are read with one (MRC2014)"
    return True, (told,)


def _calibration(head: bytes, order: str) -> Calibration:
    """The cell over its number of samples, along the axes of columns and rows, in Å."""
    samples = struct.unpack_from(f"{order}3i", head, 28)
    cell = struct.unpack_from(f"{order}3f", head, 40)
    axes = struct.unpack_from(f"{order}3i", head, 64)
    column, row = (axes[0] - 1, axes[1] - 1) if sorted(axes) == [1, 2, 3] else (0, 1)
    if min(samples[column], samples[row]) < 1:
        return Calibration()
    x, y = cell[column] / samples[column], cell[row] / samples[row]
    size = pixel_size(x, y, "Å")
    if size is not None and all(math.isclose(v, _UNSET, rel_tol=1e-4) for v in (size.x, size.y)):
        return judged(size, _default(size))
    return judged(size)


def _default(size: PixelSize) -> str:
    return f"its header says that a pixel is {size} (1 Å), which is also what is written by default"
