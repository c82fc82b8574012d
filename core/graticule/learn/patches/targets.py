"""What the network is asked for, made from a label image: of particles, or of classes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from graticule.annotations.target import UNKNOWN, Target

_TOUCHING_RADIUS = 3  # px on each side of the line between two particles that touch
_SMALL = 20.0  # px, side of the largest particle of full emphasis
_RARE = 0.02  # share of all pixels up to which a class is emphasised in full


@dataclass(frozen=True, slots=True)
class Looked:
    """A window of an annotated source, (h, w) each: labels, where nobody has looked, objects.

    `objects` are the ids of single objects; None unless they are learned beside classes.
    """

    labels: np.ndarray
    unknown: np.ndarray
    objects: np.ndarray | None = None


def target_planes(target: Target, window: Looked, shares: Sequence[float]) -> list[np.ndarray]:
    """What is asked for in a window, (h, w) float32 each.

    First where each class but the background is, then, if the target has it, the distance to each
    object's own edge, the emphasis (0..2) and the share that is unknown. `shares` of all annotated
    pixels that each class takes decide which are rare; particles need none.
    """
    labels, objects = window.labels, window.objects
    if target.particles:
        asked = [(labels > 0).astype(np.float32), own_edge_distance(labels), emphasis(labels)]
    else:
        asked = [(labels == number).astype(np.float32) for number in range(1, target.classes)]
        rare = np.maximum(rarity(labels, shares), 0)
        if objects is None:
            asked.append(rare)
        else:
            near = touches_other(objects, _TOUCHING_RADIUS)
            asked += [own_edge_distance(objects), rare + near]
    return [*asked, window.unknown.astype(np.float32)]


def rarity(labels: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """How much a pixel matters beyond its area, (h, w) float32: 0..1, −1 where nothing is known.

    1 on and around classes that take up to 2% of all pixels, less for more frequent ones: a
    crack of 0.2% would hardly count beside what surrounds it.
    """
    rare = np.zeros(UNKNOWN + 1, np.float32)
    rare[1 : len(shares)] = np.minimum(1, _RARE / np.maximum(shares[1:], 1e-9))
    found = ndimage.maximum_filter(np.where(labels == UNKNOWN, 0, rare[labels]), 5)
    return np.where(labels == UNKNOWN, np.float32(-1), found)


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
