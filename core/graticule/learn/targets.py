"""What the network is asked for, made from an instance label image."""

import numpy as np
from scipy import ndimage

_TOUCHING_RADIUS = 3  # px on each side of the line between two particles that touch
_SMALL = 20.0  # px, side of the largest particle of full emphasis


def own_edge_distance(labels: np.ndarray) -> np.ndarray:
    """Distance to the particle's own edge over that particle's largest: (h, w) float32, 0..1.

    Another particle that touches is an edge, too; the edge of the image is none, because
    the particle goes on behind it.
    """
    inside = labels > 0
    distance = np.asarray(
        ndimage.distance_transform_edt(inside & ~touches_other(labels, 1)), np.float32
    )
    distance[inside] += 0.5  # px from the centre of a pixel to the crack beyond it
    if not inside.any():
        return distance
    largest = np.zeros(int(labels.max()) + 1, np.float32)
    np.maximum.at(largest, labels[inside], distance[inside])
    distance[inside] /= largest[labels[inside]]
    return distance


def emphasis(labels: np.ndarray) -> np.ndarray:
    """How much a pixel matters beyond its area, (h, w) float32, 0..2.

    1 where particles touch, and up to 1 on and around small particles: few pixels, but as much
    of a count as a large one.
    """
    area = np.bincount(labels.ravel())
    small = np.minimum(1, _SMALL / np.sqrt(np.maximum(area, 1))).astype(np.float32)
    small[0] = 0
    return ndimage.maximum_filter(small[labels], 5) + touches_other(labels, _TOUCHING_RADIUS)


def touches_other(labels: np.ndarray, radius: int) -> np.ndarray:
    """Particle pixels with a pixel of another particle within `radius` px: (h, w) bool."""
    size = 2 * radius + 1
    highest = ndimage.maximum_filter(labels, size, mode="nearest")
    lowest = ndimage.minimum_filter(
        np.where(labels > 0, labels, np.iinfo(labels.dtype).max), size, mode="nearest"
    )
    return (labels > 0) & (highest != lowest)
