"""Which pixel of a mask belongs to which strand."""

import numpy as np

from graticule.compiled import kernel
from graticule.instances.strands.chains import Chain
from graticule.instances.thinning import DX, DY

_SWELL = 1.25  # of a strand's usual half width: more than that belongs to what it crosses


def paint(mask: np.ndarray, found: list[Chain]) -> np.ndarray:
    """Labels (h, w) int32 of a mask: i + 1 for strand i; each pixel has one.

    Where strands cross, the wider one lies on top: the other has two parts. What no strand
    covers goes to the nearest one within the mask.
    """
    labels = np.zeros(mask.shape, np.int32)
    order = sorted(range(len(found)), key=lambda i: (-found[i].half, -found[i].length, i))
    for i in order:
        chain = found[i]
        half = np.minimum(chain.radius, _SWELL * chain.half + 0.5) + 0.5
        _draw(labels, mask, chain.points, half, i + 1)
    _spread(labels, mask)
    return labels


@kernel
def _draw(labels, mask, points, half, label):
    """Discs along a line, within the mask, where nothing is drawn yet."""
    height, width = mask.shape
    for k in range(len(points)):
        x, y, r = points[k, 0], points[k, 1], half[k]
        for v in range(max(0, int(np.ceil(y - r))), min(height, int(np.floor(y + r)) + 1)):
            for u in range(max(0, int(np.ceil(x - r))), min(width, int(np.floor(x + r)) + 1)):
                free = mask[v, u] and labels[v, u] == 0
                if free and (u - x) ** 2 + (v - y) ** 2 <= r * r:
                    labels[v, u] = label


@kernel
def _spread(labels, mask):
    """Give the rest of the mask to what reaches it first, step by step."""
    height, width = mask.shape
    size = 1
    for y in range(height):
        for x in range(width):
            size += mask[y, x]
    waiting = np.empty((size, 2), np.int64)
    count = 0
    for y in range(height):
        for x in range(width):
            if labels[y, x] == 0:
                continue
            for d in range(8):
                v, u = y + DY[d], x + DX[d]
                if 0 <= v < height and 0 <= u < width and mask[v, u] and labels[v, u] == 0:
                    waiting[count, 0], waiting[count, 1] = y, x
                    count += 1
                    break
    at = 0
    while at < count:
        y, x = waiting[at, 0], waiting[at, 1]
        at += 1
        for d in range(8):
            v, u = y + DY[d], x + DX[d]
            if 0 <= v < height and 0 <= u < width and mask[v, u] and labels[v, u] == 0:
                labels[v, u] = labels[y, x]
                waiting[count, 0], waiting[count, 1] = v, u
                count += 1
