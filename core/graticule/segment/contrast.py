"""Whether a scan shows anything at all, before a threshold parts its noise.

Any histogram can be cut. That of plain noise is a bell: no value lies far from its middle, no
split parts it well (Otsu's share of the variance is 2/π of a normal distribution, more where there
are two kinds of pixels). Only then are pixels themselves looked at: noise differs from pixel to
pixel as much as from place to place, and its means over squares differ less and less.
"""

import numpy as np

from graticule.segment.foreground import spread_windows
from graticule.segment.intensity import intensity
from graticule.segment.levels import otsu
from graticule.segment.work_grid import WorkView

_FAR = 8.0  # standard deviations from the middle: of 1e12 px of normal noise none lies there
_PARTED = 0.70  # Otsu's share of the variance; 0.64 of a normal, 0.75 of a uniform distribution
_FEW = 8  # so few values have no shape to judge by
_SQUARE = 8  # px a side
_EXCESS = 1.3  # times the variance from pixel to pixel
_OVERVIEW = 1024  # px


def nothing_stands_out(
    view: WorkView, channel: str | int, values: np.ndarray, counts: np.ndarray
) -> str:
    """Why there is nothing to cut in a scan, as the end of a sentence about it; "" if there is.

    `values` (n,) ascending grey values of `channel` in the whole scan occur `counts` times.
    """
    used = counts > 0
    values, counts = values[used], counts[used]
    if not len(values):
        return "holds no number"
    if len(values) == 1:
        return "has the same grey value everywhere"
    if not _like_noise(values, counts):
        return ""
    return "" if _has_structure(view, channel) else "shows nothing but noise"


def _like_noise(values: np.ndarray, counts: np.ndarray) -> bool:
    total = counts.sum()
    mean = float((values * counts).sum() / total)
    variance = float(((values - mean) ** 2 * counts).sum() / total)
    middle = float(values[np.searchsorted(counts.cumsum(), total / 2)])
    far = _FAR * variance**0.5
    if values[-1] - middle > far or middle - values[0] > far:
        return False
    if len(values) <= _FEW:
        return True
    bins = ((values - values[0]) * (255 / (values[-1] - values[0])) + 0.5).astype(int)
    spread = np.bincount(bins, weights=counts, minlength=256)
    upper = bins > otsu(spread.astype(np.int64))
    parts = [counts[upper].sum() / total, counts[~upper].sum() / total]
    if not all(parts):
        return True
    means = [(values[side] * counts[side]).sum() / counts[side].sum() for side in (upper, ~upper)]
    return parts[0] * parts[1] * (means[0] - means[1]) ** 2 < _PARTED * variance


def _has_structure(view: WorkView, channel: str | int) -> bool:
    """Whether places differ by more than the noise from pixel to pixel explains."""
    windows = [
        intensity(view.read(box), channel).astype(np.float64)
        for box in spread_windows(view.width, view.height)
    ]
    windows = [w for w in windows if min(w.shape) >= _SQUARE and np.isfinite(w).all()]
    if not windows:
        return True
    steps = [np.diff(window, axis=axis) for window in windows for axis in (0, 1)]
    noise = float(np.mean([np.mean(step * step) for step in steps])) / 2
    everything = np.concatenate([window.ravel() for window in windows])
    middle = float(np.median(everything))
    if float(np.mean((everything - middle) ** 2)) > _EXCESS * noise + 1e-12:
        return True
    squares = np.concatenate([_square_means(window).ravel() for window in windows])
    sd = noise**0.5
    mean = float(everything.mean())
    if np.abs(squares - mean).max() > _FAR * sd / _SQUARE:
        return True
    overview = intensity(view.overview(_OVERVIEW), channel).astype(np.float64)
    overview = overview[np.isfinite(overview)]
    shrink = max(1.0, max(view.width, view.height) / _OVERVIEW)
    rounding = 0.5 * view.scan.grey_range.step
    return bool(np.abs(overview - mean).max() > _FAR * sd / shrink + rounding)


def _square_means(window: np.ndarray) -> np.ndarray:
    rows, columns = (side // _SQUARE for side in window.shape)
    cut = window[: rows * _SQUARE, : columns * _SQUARE]
    return cut.reshape(rows, _SQUARE, columns, _SQUARE).mean(axis=(1, 3))
