"""Holes: background that one particle encloses wholly, found across blocks.

Background is connected the other way round than particles (4-connected where they are
8-connected: Rosenfeld, J. ACM 17 (1970) 146), or a diagonal line would leak.
"""

from dataclasses import dataclass

import numpy as np

from graticule.compiled import kernel
from graticule.geometry import Box
from graticule.particles.seams import SeamJoiner


@dataclass(frozen=True)
class Filling:
    """Which particle each provisional number of the background belongs to: 0 is none."""

    owner: np.ndarray  # (provisional numbers + 1,) component index
    added: np.ndarray  # (components + 1,) pixels that each gains


class HoleFinder:
    """Looks at a map of components block by block, row by row, and names the holes."""

    def __init__(self, whole: Box, connectivity: int) -> None:
        self._whole = whole
        self._joiner = SeamJoiner(whole.width, 12 - connectivity)
        self._tallies = [np.zeros((0, 4), np.int64)]
        self._touching = [np.zeros((2, 0), np.int64)]  # across seams: background, component
        # Provisional numbers of the background and components beyond the seams.
        self._above = np.zeros((2, whole.width), np.int64)
        self._bottom = np.zeros((2, whole.width), np.int64)
        self._right = np.zeros((2, 0), np.int64)
        self._top = 0

    def look(self, components: np.ndarray, box: Box) -> None:
        """Take in the next block: index of each pixel's component, 0 for background."""
        before = self._joiner.count
        local, found = self._joiner.number((components == 0).view(np.uint8), box)
        whole = self._whole
        edges = (box.left == 0, box.top == 0, box.right == whole.right, box.bottom == whole.bottom)
        self._tallies.append(_enclosure(local, components, found, edges))
        both = [np.where(local > 0, local + np.int64(before), 0), components.astype(np.int64)]
        if box.top != self._top:  # the first block of a new row of blocks
            self._above, self._bottom, self._top = self._bottom, self._above, box.top
        if box.top:
            self._touch(np.stack([m[0] for m in both]), self._above[:, box.left : box.right])
        if box.left:
            self._touch(np.stack([m[:, 0] for m in both]), self._right)
        self._bottom[:, box.left : box.right] = [m[-1] for m in both]
        self._right = np.stack([m[:, -1] for m in both])

    def _touch(self, here: np.ndarray, beyond: np.ndarray) -> None:
        """Note which background meets which component across a seam."""
        for ground, component in ((here[0], beyond[1]), (beyond[0], here[1])):
            pairs = np.stack([ground, component])[:, (ground > 0) & (component > 0)]
            if pairs.size:
                self._touching.append(np.unique(pairs, axis=1))

    def filling(self, limits: np.ndarray) -> Filling:
        """Which holes are filled, by whom, once all blocks were seen.

        `limits` (components + 1,) are in px how large a hole each component fills.
        """
        index, count = self._joiner.joined()
        parts = np.concatenate(self._tallies)
        ground, component = np.concatenate(self._touching, axis=1)
        np.minimum.at(parts[:, 1], ground - 1, component)
        np.maximum.at(parts[:, 2], ground - 1, component)
        whole = np.zeros((count, 4), np.int64)
        whole[:, 1] = np.iinfo(np.int64).max
        part = index[1:] - 1
        np.add.at(whole[:, 0], part, parts[:, 0])
        np.minimum.at(whole[:, 1], part, parts[:, 1])
        np.maximum.at(whole[:, 2], part, parts[:, 2])
        np.maximum.at(whole[:, 3], part, parts[:, 3])
        hole = (whole[:, 1] == whole[:, 2]) & (whole[:, 3] == 0)
        hole &= whole[:, 0] <= limits[np.where(hole, whole[:, 2], 0)]
        owner = np.where(hole, whole[:, 2], 0)
        added = np.zeros(len(limits), np.int64)
        np.add.at(added, owner[hole], whole[hole, 0])
        return Filling(np.concatenate([[0], owner]).astype(np.uint32)[index], added)


@kernel
def _enclosure(local, components, count, edges):
    """(count, 4) of each background label's area, least and largest neighbour, edge of scan.

    Neighbours inside the block; the seams come later.
    """
    height, width = local.shape
    out = np.zeros((count, 4), np.int64)
    for i in range(count):
        out[i, 1] = np.iinfo(np.int64).max
    for y in range(height):
        for x in range(width):
            label = local[y, x]
            if label == 0:
                continue
            row = out[label - 1]
            row[0] += 1
            for k in range(4):
                j, i = y + (k == 1) - (k == 0), x + (k == 3) - (k == 2)
                if j < 0 or i < 0 or j == height or i == width:
                    row[3] |= (
                        (edges[0] and i < 0)
                        or (edges[1] and j < 0)
                        or (edges[2] and i == width)
                        or (edges[3] and j == height)
                    )
                elif components[j, i]:
                    near = np.int64(components[j, i])
                    row[1] = min(row[1], near)
                    row[2] = max(row[2], near)
    return out
