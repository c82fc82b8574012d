"""Grey levels of the scan under each particle, summed block by block.

Whole numbers of up to 16 bits are summed exactly. Others are summed in twice the double
precision (Knuth, The Art of Computer Programming 2, 4.2.2), so that the order of the blocks
does not show in the rounded result. Of floats what is no finite number does not count.
"""

import numpy as np

from graticule.compiled import helper, kernel, plain

SUM, SQUARES, LARGEST = range(3)


class LevelSums:
    """Sum, sum of squares and largest value of each channel under each label 1..n."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._exact = np.zeros((0, channels, 3), np.int64)
        self._wide = np.zeros((0, channels, 5))
        self._integers = True

    def grow(self, count: int) -> None:
        """Make room for labels up to `count`."""
        more = count - len(self._exact)
        if more > 0:
            exact = np.zeros((more, self._channels, 3), np.int64)
            exact[..., LARGEST] = np.iinfo(np.int64).min
            self._exact = np.concatenate([self._exact, exact])
            self._wide = np.concatenate([self._wide, np.zeros((more, self._channels, 5))])

    def add(self, labels: np.ndarray, values: np.ndarray) -> None:
        """Add a block: labels (h, w) uint32, values (h, w, c)."""
        self._integers = values.dtype.kind in "uib" and values.dtype.itemsize <= 2
        if self._integers:
            if values.dtype.kind == "b":
                values = values.view(np.uint8)
            _add_integers(labels, plain(values), self._exact)
        else:
            _add_floats(labels, plain(values, np.float64), self._wide)

    def largest(self) -> np.ndarray:
        """(n, c) largest values; whole numbers only."""
        return self._exact[..., LARGEST]

    def mean_sd(self, area: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n, c) means and standard deviations (all pixels counted) over `area` (n,) px."""
        n = area[:, None]
        if self._integers:
            total, squares = self._exact[..., SUM], self._exact[..., SQUARES]
            middle = np.rint(total / n).astype(np.int64)
            rest = total - n * middle
            # About a middle value, exact in integers: no digits are lost to a bright ground.
            spread = squares - 2 * middle * total + n * middle * middle
            mean = rest / n
            return middle + mean, np.sqrt(np.maximum(spread / n - mean * mean, 0))
        return _wide_mean_sd(self._wide, area)


@kernel
def _add_integers(labels, values, sums):
    channels = values.shape[2]
    for j in range(labels.shape[0]):
        for i in range(labels.shape[1]):
            label = labels[j, i]
            if label:
                for c in range(channels):
                    value = np.int64(values[j, i, c])
                    row = sums[label - 1, c]
                    row[SUM] += value
                    row[SQUARES] += value * value
                    row[LARGEST] = max(row[LARGEST], value)


@kernel
def _add_floats(labels, values, sums):
    channels = values.shape[2]
    for j in range(labels.shape[0]):
        for i in range(labels.shape[1]):
            label = labels[j, i]
            if label:
                for c in range(channels):
                    row = sums[label - 1, c]
                    value = values[j, i, c]
                    if not np.isfinite(value):
                        row[4] += 1.0
                        continue
                    _add_wide(row, 0, value)
                    high, low = _product(value, value)
                    _add_wide(row, 2, high)
                    row[3] += low


@helper
def _add_wide(row, k, value):
    """Add to the pair row[k] + row[k + 1] without losing what rounding cuts off."""
    high = row[k]
    total = high + value
    back = total - high
    row[k] = total
    row[k + 1] += (high - (total - back)) + (value - back)


@helper
def _product(a, b):
    """a · b as a sum of two doubles (Dekker, Numer. Math. 18 (1971) 224)."""
    split = 134217729.0 * a
    a1 = split - (split - a)
    a2 = a - a1
    split = 134217729.0 * b
    b1 = split - (split - b)
    b2 = b - b1
    product = a * b
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


@kernel
def _wide_mean_sd(sums, area):
    """Mean and standard deviation from paired sums, the subtraction in pairs as well."""
    mean = np.empty(sums.shape[:2])
    spread = np.empty(sums.shape[:2])
    pair = np.zeros(2)
    for i in range(sums.shape[0]):
        for c in range(sums.shape[1]):
            row = sums[i, c]
            n = np.float64(area[i]) - row[4]
            if n == 0.0:
                mean[i, c] = spread[i, c] = np.nan
                continue
            middle = (row[0] + row[1]) / n
            # Σ(v - m)² = Σv² - nm² + 2m(nm - Σv), where the last bracket is only rounding.
            square, low = _product(middle, middle)
            high, lowest = _product(n, square)
            pair[0], pair[1] = row[2], row[3]
            _add_wide(pair, 0, -high)
            pair[1] -= lowest + n * low
            high, low = _product(n, middle)
            excess = ((high - row[0]) + low) - row[1]
            variance = (pair[0] + pair[1] + 2.0 * middle * excess) / n
            mean[i, c] = middle
            spread[i, c] = 0.0 if variance < 0 else np.sqrt(variance)
    return mean, spread
