"""Find the scale bar that an instrument has drawn into a picture."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from graticule.geometry import Box
from graticule.scans import Scan

_LOWER = 0.4  # of the height: where instruments put their bars
_WIDEST = 4096  # px: a wider picture is looked at more coarsely
_SHORTEST, _LONGEST = 0.04, 0.7  # of the width
_EXTREME = 0.08  # of the range: how near a bar is to the brightest or darkest
_APART = 0.25  # of the range: how far what lies above and below is from it
_EVEN = 0.03  # of the range: standard deviation within a bar
_TOP_SHARE = 0.5  # of what lies above and below must be something else


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """The middle line of a bar, ends in level-0 px."""

    left: float
    right: float
    y: float

    @property
    def length(self) -> float:
        """In level-0 px."""
        return self.right - self.left


def find_scale_bar(scan: Scan, *, frame: int = 0) -> ScaleBar | None:
    """The longest thin, even, horizontal bar, bright or dark, in the lower part of a picture.

    None where there is none. Raises `ScanError` if the scan cannot be read.
    """
    top = int(scan.height * (1 - _LOWER))
    box = Box(0, top, scan.width, scan.height)
    shrink = max(1.0, scan.width / _WIDEST)
    shape = (max(1, round(box.height / shrink)), max(1, round(box.width / shrink)))
    pixels = scan.read(box, out_shape=shape, frame=frame).astype(np.float32)
    found = bar_in(np.nan_to_num(pixels[:, :, : 3 if scan.channels >= 3 else 1].mean(axis=2)))
    if found is None:
        return None
    across, down = box.width / shape[1], box.height / shape[0]
    left, right, first, last = found
    return ScaleBar(left * across, right * across, top + (first + last) / 2 * down)


def bar_in(grey: np.ndarray) -> tuple[int, int, int, int] | None:
    """(left, right, top, bottom) of the longest bar in a picture (h, w), half-open, in px."""
    low, high = float(grey.min()), float(grey.max())
    span = high - low
    if span <= 0:
        return None
    width = grey.shape[1]
    shortest = max(12, int(width * _SHORTEST))
    found: list[tuple[int, tuple[int, int, int, int]]] = []
    for mask in (grey >= high - _EXTREME * span, grey <= low + _EXTREME * span):
        # What is left of runs shorter than a bar, such as letters and end ticks, is nothing.
        runs = ndimage.binary_opening(mask, np.ones((1, shortest), bool))
        labels = np.zeros(mask.shape, np.int32)
        ndimage.label(runs, output=labels)
        for rows, columns in ndimage.find_objects(labels):
            place = (columns.start, columns.stop, rows.start, rows.stop)
            if _is_bar(grey, mask, place, span, shortest):
                found.append((columns.stop - columns.start, place))
    return max(found)[1] if found else None


def _is_bar(
    grey: np.ndarray, mask: np.ndarray, place: tuple[int, int, int, int], span: float, shortest: int
) -> bool:
    """Whether a run of extreme pixels is long, thin, even, and something else lies around it."""
    left, right, top, bottom = place
    length, height = right - left, bottom - top
    if not shortest <= length <= _LONGEST * grey.shape[1] or height > max(3, length / 5):
        return False
    inside = grey[top:bottom, left:right]
    if mask[top:bottom, left:right].mean() < 0.95 or inside.std() > _EVEN * span:
        return False
    level = float(inside.mean())
    gap = max(1, height // 2)
    above = grey[max(0, top - 1 - gap) : max(0, top - 1), left:right]
    below = grey[bottom + 1 : bottom + 1 + gap, left:right]
    before = grey[top:bottom, max(0, left - 1 - gap) : max(0, left - 1)]
    after = grey[top:bottom, right + 1 : right + 1 + gap]
    for side in (above, below, before, after):
        if not side.size:  # at the picture's edge: a frame, not a bar
            return False
        if (np.abs(side - level) > _APART * span).mean() < _TOP_SHARE:
            return False
    return True
