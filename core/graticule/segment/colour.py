"""k-means on colour, over a whole scan, with the same answer every time."""

import numpy as np

from graticule.errors import ScanError
from graticule.segment.cuts import ColourCut

_BITS = 6  # per channel: 262,144 colours of three channels


class ColourHistogram:
    """How often each colour occurs, in cells of 1/64 of each channel's range, with its sum.

    `low` and `high` bound the grey values; what lies outside counts into the outermost cells.
    """

    def __init__(self, channels: int, low: float, high: float) -> None:
        self.empty = ""  # why there is nothing to cut, as the end of a sentence about the scan
        self._channels = min(channels, 3)
        self._low, self._span = low, max(high - low, 1e-9)
        size = 1 << (_BITS * self._channels)
        self._counts = np.zeros(size, np.int64)
        self._sums = np.zeros((self._channels, size))

    def add(self, pixels: np.ndarray) -> None:
        """Count one piece's colours, pixels (h, w, c)."""
        values = pixels[:, :, : self._channels].reshape(-1, self._channels).astype(np.float32)
        values = values[np.isfinite(values).all(axis=1)]
        scaled = (values - self._low) * ((1 << _BITS) / self._span)
        cells = np.clip(scaled, 0, (1 << _BITS) - 1).astype(np.int64)
        index = cells[:, 0]
        for channel in range(1, self._channels):
            index = (index << _BITS) | cells[:, channel]
        size = len(self._counts)
        self._counts += np.bincount(index, minlength=size)
        for channel in range(self._channels):
            self._sums[channel] += np.bincount(index, weights=values[:, channel], minlength=size)

    def colours(self) -> tuple[np.ndarray, np.ndarray]:
        """(n, c) mean colours of the cells in use, and the (n,) pixels of each."""
        used = np.flatnonzero(self._counts)
        counts = self._counts[used]
        return (self._sums[:, used] / counts).T, counts

    def greys(self) -> tuple[np.ndarray, np.ndarray]:
        """The mean of each colour's channels, ascending, and how often it occurs."""
        colours, counts = self.colours()
        greys = colours.mean(axis=1)
        order = np.argsort(greys, kind="stable")
        return greys[order], counts[order]


def cluster_colours(colours: np.ndarray, counts: np.ndarray, clusters: int) -> np.ndarray:
    """(clusters, c) centres by k-means (Lloyd 1982, IEEE Trans. Inf. Theory 28(2), 129).

    It starts from the mean colour and, each time, the colour that adds most to the error
    (Katsavounidis, Kuo & Zhang 1994, IEEE Signal Process. Lett. 1(10), 144, weighed by how
    often it occurs), so that nothing is left to chance.
    """
    centres = np.average(colours, axis=0, weights=counts)[None]
    while len(centres) < clusters:
        nearest = _distances(colours, centres).min(axis=1)
        centres = np.vstack([centres, colours[(nearest * counts).argmax()]])
        centres = _lloyd(colours, counts, centres)
    return _lloyd(colours, counts, centres)


def _lloyd(colours: np.ndarray, counts: np.ndarray, centres: np.ndarray) -> np.ndarray:
    for _ in range(200):
        owner = _distances(colours, centres).argmin(axis=1)
        weight = np.bincount(owner, weights=counts, minlength=len(centres))
        moved = np.stack(
            [np.bincount(owner, counts * column, len(centres)) for column in colours.T], axis=1
        )
        moved = np.where(weight[:, None] > 0, moved / np.maximum(weight, 1)[:, None], centres)
        if np.abs(moved - centres).max() < 1e-3:
            return moved
        centres = moved
    return centres


def _distances(colours: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return np.stack([((colours - c) ** 2).sum(axis=1) for c in centres], axis=1)


def colour_cut(histogram: ColourHistogram, clusters: int, *, apart: bool) -> ColourCut:
    """Cut a scan by its colours: the largest cluster is background, as in Rettenberger 2025.

    With `apart` the others are classes 1, 2, … from large to small, otherwise all are class 1.
    Raises `ScanError` if the scan has fewer colours than clusters.
    """
    colours, counts = histogram.colours()
    if len(colours) < clusters:
        raise ScanError(f"the scan has {len(colours)} colour(s), too few for {clusters} clusters")
    centres = cluster_colours(colours, counts, clusters)
    distances = _distances(colours, centres)
    owner = distances.argmin(axis=1)
    sizes = np.bincount(owner, weights=counts, minlength=clusters)
    centres = centres[np.argsort(-sizes, kind="stable")]
    within = (distances.min(axis=1) * counts).sum() / counts.sum() / colours.shape[1]
    return ColourCut(
        centres=tuple(tuple(float(v) for v in centre) for centre in centres),
        classes=tuple(range(clusters)) if apart else (0, *[1] * (clusters - 1)),
        spread=float(max(np.sqrt(within), 1e-3)),
    )
