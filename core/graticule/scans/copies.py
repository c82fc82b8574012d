"""Does one picture show what another one shows, only smaller?

Pages of a file, and files of a folder, that are levels of one pyramid must be analysed once;
pictures that only happen to be half as large are scans of their own.
"""

import numpy as np

from graticule.errors import ScanError
from graticule.geometry import Box
from graticule.scans.scan import Scan

_PLACES = 3  # along each side at which the two are compared
_SIDE = 32  # px of the smaller one at each place
_ALIKE = 0.85  # correlation; of two fields of one sample it is near 0
_MOST_FACTOR = 64  # beyond it single pixels are not looked at


def same_shape(full: tuple[int, int], small: tuple[int, int]) -> bool:
    """Whether `small`, (width, height), is `full` divided by one number, up to a px of rounding."""
    if min(small) < 1 or small[0] >= full[0] or small[1] >= full[1]:
        return False
    ratio = full[0] / small[0]
    return abs(full[1] / ratio - small[1]) <= 1.5 + small[1] * 0.01


def is_copy(full: Scan, small: Scan) -> bool:
    """Whether `small`, of the same shape as `full`, is made from it: by means or by leaving out.

    Of two pictures without any contrast, whether they have the same grey. What cannot be read
    is no copy.
    """
    if full.channels != small.channels or full.dtype != small.dtype:
        return False
    try:
        parts = [_both(full, small, box) for box in _places(small)]
    except ScanError:
        return False
    found, means, single = (np.concatenate(part) for part in zip(*parts, strict=True))
    return max(_alike(found, means), _alike(found, single)) >= _ALIKE


def _places(scan: Scan) -> list[Box]:
    def starts(length: int) -> list[int]:
        return sorted({int(i) for i in np.linspace(0, max(0, length - _SIDE), _PLACES)})

    boxes = [
        Box(x, y, x + _SIDE, y + _SIDE) for y in starts(scan.height) for x in starts(scan.width)
    ]
    return [box.clipped(scan.box) for box in boxes]


def _both(full: Scan, small: Scan, box: Box) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The greys of a box of the smaller one: as found, as means, and as single px of the larger."""
    across, down = full.width / small.width, full.height / small.height
    whole = Box(
        int(box.left * across), int(box.top * down),
        int(box.right * across), int(box.bottom * down),
    ).clipped(full.box)  # fmt: skip
    means = full.read(whole, out_shape=box.shape)
    single = means
    if max(across, down) <= _MOST_FACTOR:
        pixels = full.read_level(0, whole)
        rows = (np.arange(box.height) * down).astype(int).clip(max=whole.height - 1)
        columns = (np.arange(box.width) * across).astype(int).clip(max=whole.width - 1)
        single = pixels[np.ix_(rows, columns)]
    greys = [
        part.astype(np.float64).mean(axis=-1) for part in (small.read_level(0, box), means, single)
    ]
    return greys[0].ravel(), greys[1].ravel(), greys[2].ravel()


def _alike(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation; 1 or 0 where one of the two has no contrast."""
    finite = np.isfinite(one) & np.isfinite(other)
    one, other = one[finite], other[finite]
    if not len(one):
        return 0.0
    if one.std() == 0 or other.std() == 0:
        return float(np.allclose(one.mean(), other.mean(), atol=1, rtol=0.01))
    return float(np.corrcoef(one, other)[0, 1])
