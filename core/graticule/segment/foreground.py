"""Where a scan holds anything but background.

Rijpkema et al. 2026 part traces from background by the triangle threshold (Zack et al. 1977) of
the grey values. Here it is taken of how far a pixel's colour lies from the background's, in the
channel that differs most: that is large for dark, bright and coloured things alike, and its
histogram has one peak near zero and one tail, which is what the triangle is made for.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graticule.compiled import kernel
from graticule.geometry import Box
from graticule.segment.levels import level_of
from graticule.segment.work_grid import WorkView

_BLOCK = 2  # work px a side over which the mean is taken before it is judged
_WINDOW = 256  # work px a side of the windows that are looked at first
_WINDOWS = 8  # at most so many across and down
_COMPILED = (np.uint8, np.uint16, np.float32)  # other types of pixel become float32 first
_NEAR = 16  # work px: what lies this near a tile counts as in it


@dataclass(frozen=True)
class BackgroundModel:
    """What background looks like: its colour, and how far from it is still background."""

    colour: np.ndarray  # (c,) in the scan's own numbers
    limit: float

    def deviation(self, pixels: np.ndarray) -> np.ndarray:
        """Distance from the background's colour of the means of 2 × 2 pixels (h, w, c).

        Means keep thin fibres (a mean of four pixels has at least a quarter of what is darkest
        in it) and halve the noise, which would otherwise be everywhere beyond the limit.
        """
        return np.abs(_block_means(pixels) - self.colour).max(axis=2)

    def holds(self, pixels: np.ndarray) -> bool:
        """Whether work pixels (h, w, c) show anything but background."""
        if pixels.dtype not in _COMPILED:
            pixels = pixels.astype(np.float32)
        return _any_beyond(np.ascontiguousarray(pixels), self.colour, np.float32(self.limit))


def find_foreground(windows: Iterable[np.ndarray]) -> BackgroundModel:
    """Learn a scan's background from windows (h, w, c) spread over it, at the work grid's scale.

    An overview would be smoother than the tiles that are judged later, and its threshold too
    tight for their noise. A scan of one colour has no foreground.
    """
    means = np.concatenate([_flat(_block_means(window)) for window in windows])
    means = means[np.isfinite(means).all(axis=1)]
    if not len(means):
        return BackgroundModel(np.zeros(means.shape[1], np.float32), math.inf)
    if not means.max() > means.min():
        return BackgroundModel(means[0], 0.0)
    colour = np.array([_peak(means[:, c]) for c in range(means.shape[1])], np.float32)
    deviation = np.abs(means - colour).max(axis=1)
    unit = float(deviation.max()) / 255
    counts = np.bincount((deviation / unit + 0.5).astype(np.int64), minlength=256)
    return BackgroundModel(colour, (level_of("triangle", counts) + 0.5) * unit)


def scan_foreground(view: WorkView) -> BackgroundModel:
    """Learn a scan's background at the scale at which it is segmented."""
    return find_foreground(view.read(box) for box in spread_windows(view.width, view.height))


def foreground_mask(view: WorkView, *, max_side: int = 1024) -> np.ndarray:
    """(h, w) bool overview of at most `max_side` px a side: True where something lies."""
    found = scan_foreground(view)
    return found.deviation(view.overview(max_side * _BLOCK)) > found.limit


def judged(read: Box, keep: Box) -> tuple[slice, slice]:
    """(rows, columns) of what was read that decides whether a tile holds anything."""
    near = keep.grown(_NEAR).clipped(read)
    return near.shifted(-read.left, -read.top).slices


def spread_windows(width: int, height: int) -> list[Box]:
    """At most 64 windows of at most 256 px a side, spread evenly over a work grid."""
    return [
        Box(left, top, right, bottom)
        for top, bottom in _spread(height)
        for left, right in _spread(width)
    ]


def _spread(length: int) -> list[tuple[int, int]]:
    count = min(_WINDOWS, math.ceil(length / _WINDOW))
    size = min(_WINDOW, length)
    starts = np.linspace(0, length - size, count).astype(int)
    return [(int(start), int(start) + size) for start in starts]


@kernel
def _any_beyond(pixels: np.ndarray, colour: np.ndarray, limit: np.float32) -> bool:
    """Whether any mean of 2 × 2 px lies beyond the limit; looks no further than the first."""
    height, width, channels = pixels.shape
    for y in range(0, height, _BLOCK):
        upper, lower = pixels[y], pixels[min(y + 1, height - 1)]
        for x in range(0, width, _BLOCK):
            right = min(x + 1, width - 1)
            for c in range(channels):
                total = np.float32(upper[x, c]) + np.float32(lower[x, c])
                total += np.float32(upper[right, c])
                total += np.float32(lower[right, c])
                if abs(total / np.float32(4) - colour[c]) > limit:
                    return True
    return False


def _block_means(pixels: np.ndarray) -> np.ndarray:
    """Means of 2 × 2 pixels, float32; a last odd row or column stands for itself."""
    height, width = pixels.shape[:2]
    if height % _BLOCK or width % _BLOCK:
        pixels = np.pad(pixels, ((0, height % _BLOCK), (0, width % _BLOCK), (0, 0)), mode="edge")
    total = pixels[::2, ::2].astype(np.float32)
    for part in (pixels[1::2, ::2], pixels[::2, 1::2], pixels[1::2, 1::2]):
        total += part
    return total / _BLOCK**2


def _flat(pixels: np.ndarray) -> np.ndarray:
    return pixels.reshape(-1, pixels.shape[2])


def _peak(values: np.ndarray) -> float:
    """The commonest value, from a histogram of 256 bins."""
    counts, edges = np.histogram(values, 256)
    at = int(counts.argmax())
    return float(edges[at] + edges[at + 1]) / 2
