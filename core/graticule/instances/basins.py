"""Watershed whose basins are merged unless they are worth keeping apart.

A height is flooded from its peaks downwards. Where two basins meet, the lower one is kept only
if it stands out: dynamics (Grimaud 1992, doi 10.1117/12.60650) by the ratio of pass to peak, and
by area. The kept basins' summits are then the markers of Meyer's flooding (Meyer 1994,
doi 10.1016/0165-1684(94)90060-4), with one queue per level instead of a sorted heap. Both passes
take time in proportion to the number of pixels and always give the same answer.
"""

import numpy as np

from graticule.compiled import kernel

_LEVELS = 1 << 16
_NEVER = -1


def separate_basins(
    height: np.ndarray, mask: np.ndarray, *, pass_ratio: float, lowest_peak: int, smallest: int
) -> np.ndarray:
    """Labels (h, w) int32 of `mask`, 1..n in raster order of first pixels; height is uint16.

    Two basins stay apart if the pass between them is below `pass_ratio` of the lower peak, if
    that peak reaches `lowest_peak`, and if each is at least `smallest` px large by then. Pixels
    that share an edge or a corner are neighbours.
    """
    if height.dtype != np.uint16 or height.shape != mask.shape:
        raise ValueError("basins want uint16 heights and a mask of their shape")
    rows, columns = mask.shape
    # A frame of background spares every pixel the question whether it has eight neighbours.
    framed = np.zeros((rows + 2, columns + 2), np.int32)
    framed[1:-1, 1:-1] = np.where(mask, height.astype(np.int32), _NEVER)
    framed[0], framed[-1], framed[:, 0], framed[:, -1] = _NEVER, _NEVER, _NEVER, _NEVER
    order = np.flatnonzero(framed.ravel() != _NEVER)
    if not order.size:
        return np.zeros(mask.shape, np.int32)
    levels = framed.ravel()
    # stable: pixels of one level keep their raster order
    order = order[np.argsort((_LEVELS - 1 - levels[order]).astype(np.uint16), kind="stable")]
    basins = _merge_basins(levels, order, columns + 2, pass_ratio, lowest_peak, smallest)
    markers = _summits(levels, order, columns + 2, *basins)
    _flood(levels, markers, columns + 2)
    return _renumbered(markers).reshape(framed.shape)[1:-1, 1:-1].copy()


@kernel
def _root(parent: np.ndarray, pixel: int) -> int:
    while parent[pixel] != pixel:
        parent[pixel] = parent[parent[pixel]]
        pixel = parent[pixel]
    return pixel


@kernel
def _merge_basins(
    levels: np.ndarray,
    order: np.ndarray,
    width: int,
    pass_ratio: float,
    lowest_peak: int,
    smallest: int,
) -> tuple[np.ndarray, np.ndarray]:
    """The basins: root pixel of each pixel, and of each root the level of its highest kept pass."""
    parent = np.full(levels.size, _NEVER, np.int32)
    area = np.zeros(levels.size, np.int32)
    met = np.full(levels.size, _NEVER, np.int32)
    steps = np.array([-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1])
    for pixel in order:
        own = _NEVER
        for step in steps:
            if parent[pixel + step] == _NEVER:
                continue
            other = _root(parent, pixel + step)
            if own == _NEVER:
                own = other
                continue
            if other == own:
                continue
            # a root is the first pixel of its basin, so its level is the basin's peak
            low, high = own, other
            if levels[low] > levels[high] or (levels[low] == levels[high] and low < high):
                low, high = high, low
            level = levels[pixel]
            apart = (
                level < pass_ratio * levels[low]
                and levels[low] >= lowest_peak
                and min(area[low], area[high]) >= smallest
            )
            if apart:
                met[low] = max(met[low], level)
                met[high] = max(met[high], level)
                if levels[own] < levels[other]:
                    own = other  # the pixel itself goes to the higher one; the flood decides
            else:
                parent[low] = high
                area[high] += area[low]
                met[high] = max(met[high], met[low])
                own = high
        if own == _NEVER:
            own = pixel
        parent[pixel] = own
        area[own] += 1
    for pixel in order:  # each pixel's own root: the next pass needs no search
        parent[pixel] = _root(parent, pixel)
    return parent, met


@kernel
def _summits(
    levels: np.ndarray, order: np.ndarray, width: int, parent: np.ndarray, met: np.ndarray
) -> np.ndarray:
    """Root pixel + 1 of each basin's summit, 0 elsewhere.

    A summit is what hangs together with the root above the basin's highest kept pass. What the
    basin has merged with at the very level of that pass may lie apart from it: the flood decides
    whose it is, or one label would have two parts.
    """
    markers = np.zeros(levels.size, np.int32)
    waiting = np.empty(order.size, np.int32)
    steps = np.array([-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1])
    for pixel in order:
        root = parent[pixel]
        if met[root] == _NEVER:
            markers[pixel] = root + 1
            continue
        if root != pixel:
            continue
        count = 1
        waiting[0] = root
        markers[root] = root + 1
        while count:
            count -= 1
            here = waiting[count]
            for step in steps:
                near = here + step
                if levels[near] > met[root] and markers[near] == 0:
                    markers[near] = root + 1
                    waiting[count] = near
                    count += 1
    return markers


@kernel
def _flood(levels: np.ndarray, labels: np.ndarray, width: int) -> None:
    """Give every pixel of the mask the label that reaches it first, highest level first."""
    count = 0
    for pixel in range(levels.size):
        count = max(count, levels[pixel] + 1)
    first = np.full(count, _NEVER, np.int32)  # linked lists of pixels, one per level
    last = np.full(count, _NEVER, np.int32)
    following = np.full(levels.size, _NEVER, np.int32)
    # the four that share an edge come first: a line between basins then has no stray corners
    steps = np.array([-width, -1, 1, width, -width - 1, -width + 1, width - 1, width + 1])
    highest = _NEVER
    for pixel in range(levels.size):
        if labels[pixel] == 0 or levels[pixel] == _NEVER:
            continue
        for step in steps:
            if levels[pixel + step] != _NEVER and labels[pixel + step] == 0:
                level = levels[pixel]
                if first[level] == _NEVER:
                    first[level] = pixel
                else:
                    following[last[level]] = pixel
                last[level] = pixel
                highest = max(highest, level)
                break
    while highest >= 0:
        pixel = first[highest]
        if pixel == _NEVER:
            highest -= 1
            continue
        first[highest] = following[pixel]
        following[pixel] = _NEVER
        for step in steps:
            near = pixel + step
            if levels[near] == _NEVER or labels[near] != 0:
                continue
            labels[near] = labels[pixel]
            level = min(levels[near], highest)  # what was passed is not flooded a second time
            if first[level] == _NEVER:
                first[level] = near
            else:
                following[last[level]] = near
            last[level] = near


@kernel
def _renumbered(labels: np.ndarray) -> np.ndarray:
    """The same labels as 1..n in raster order of their first pixels."""
    number = np.zeros(labels.size + 1, np.int32)
    count = 0
    for pixel in range(labels.size):
        label = labels[pixel]
        if label == 0:
            continue
        if number[label] == 0:
            count += 1
            number[label] = count
        labels[pixel] = number[label]
    return labels
