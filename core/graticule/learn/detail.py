"""How fine the network must look, judged by how wide the annotated things are."""

from collections.abc import Sequence

import numpy as np
from scipy import ndimage
from skimage.measure import label

from graticule.annotations import Source
from graticule.learn.windows import windows_of
from graticule.models.inputs import Normalisation

_PIXELS = 8_000_000  # px looked at
_WIDE = 16.0  # px: what is so wide is still eight px wide at half the resolution
_SPECK = 5  # px, area up to which a region is thought a slip of the brush


def fitting_reduction(sources: Sequence[Source], normalisation: Normalisation) -> int:
    """2 where even the thin quarter of each class is 16 px wide or more, else 1.

    At half the resolution a network sees four times the surroundings in a step of the same
    length, which counts for more than the last pixel, unless the things themselves are thin.
    """
    widths: dict[int, list[np.ndarray]] = {}
    for window in windows_of(sources, normalisation, _PIXELS, target_first=True):
        truth = window.source.labels(window.box)
        truth = np.where(truth == window.source.outside, 0, truth)
        regions = np.asarray(label(truth, background=0, connectivity=1))
        found = region_widths(regions)
        if window.source.kind == "particles":
            widths.setdefault(1, []).append(found[np.bincount(regions.ravel())[1:] > _SPECK])
            continue
        classes = np.zeros(len(found) + 1, np.int64)
        classes[regions.ravel()] = truth.ravel()
        large = np.bincount(regions.ravel(), minlength=len(classes))[1:] > _SPECK
        for number in np.unique(classes[1:]):
            chosen = large & (classes[1:] == number)
            widths.setdefault(int(number), []).append(found[chosen])
    thin = [np.percentile(all_, 25) for w in widths.values() if len(all_ := np.concatenate(w))]
    return 2 if thin and min(thin) >= _WIDE else 1


def region_widths(regions: np.ndarray) -> np.ndarray:
    """Twice the largest distance to the edge in each region 1..n of (h, w): (n,) px."""
    inside = regions > 0
    for axis in (0, 1):
        same = np.diff(regions, axis=axis, append=np.take(regions, [-1], axis=axis)) == 0
        inside &= same
    distance = np.asarray(ndimage.distance_transform_edt(inside))
    largest = np.zeros(int(regions.max()) + 1)
    np.maximum.at(largest, regions.ravel(), distance.ravel())
    return 2 * largest[1:]
