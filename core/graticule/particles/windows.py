"""Particles gathered into windows small enough to hold, for work that needs whole particles."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graticule.geometry import Box

BLOCK = 2048  # side of a window, px; a label window of that size takes 16 MiB
OVERHANG = 1024  # a particle that reaches further out of its block is looked at alone
LARGEST = 64 * 2**20  # px; a particle with a larger box is not read in one piece


@dataclass(frozen=True, slots=True)
class ParticleWindow:
    """A part of the grid, and the rows of the particles whose box lies in it.

    `whole` is false for one particle whose box is too large to be held.
    """

    box: Box
    rows: np.ndarray
    band: int  # the row of blocks in which these particles begin
    whole: bool = True


def windows(
    boxes: np.ndarray, *, block: int = BLOCK, largest: int = LARGEST
) -> Iterator[ParticleWindow]:
    """Each particle in exactly one window, block row by block row, by its box's top left corner.

    `boxes` is (n, 4) left, top, right, bottom in px. Rows of particles that begin in an
    earlier block row always come earlier.
    """
    if not len(boxes):
        return
    band, across = boxes[:, 1] // block, boxes[:, 0] // block
    order = np.lexsort((np.arange(len(boxes)), across, band))
    cuts = np.flatnonzero(np.diff(band[order]) | np.diff(across[order])) + 1
    for rows in np.split(order, cuts):
        part = boxes[rows]
        reach = part[:, 2:] - np.array([across[rows[0]], band[rows[0]]]) * block
        area = (part[:, 2] - part[:, 0]) * (part[:, 3] - part[:, 1])
        alone = (reach > block + OVERHANG).any(1) | (area > largest)
        if not alone.all():
            inside = part[~alone]
            yield ParticleWindow(Box(*_union(inside)), rows[~alone], int(band[rows[0]]))
        for row in rows[alone]:
            box = Box(*boxes[row].tolist())
            yield ParticleWindow(box, np.array([row]), int(band[row]), box.area <= largest)


def _union(boxes: np.ndarray) -> tuple[int, int, int, int]:
    left, top = boxes[:, :2].min(0).tolist()
    right, bottom = boxes[:, 2:].max(0).tolist()
    return left, top, right, bottom
