"""Holes: background that one particle encloses wholly, found across blocks.

Background is connected the other way round than particles (4-connected where they are
8-connected: Rosenfeld, J. ACM 17 (1970) 146), or a diagonal line would leak.
"""

from dataclasses import dataclass

import numpy as np

from graticule.geometry import Box
from graticule.particles.compiled import kernel
from graticule.particles.seams import ArrayLike, SeamJoiner, grid


@dataclass(frozen=True)
class Filling:
    """Which particle each provisional number of the background belongs to: 0 is none."""

    owner: np.ndarray  # (provisional numbers + 1,) component index
    added: np.ndarray  # (components + 1,) pixels that each gains


class HoleFinder:
    """Looks at a label map of provisional numbers block by block and names the holes.

    `root` maps a provisional number to its component's index, 0 for what is background by
    now. Holes larger than `limit` px stay open.
    """

    def __init__(self, labels: ArrayLike, root: np.ndarray, connectivity: int) -> None:
        self._labels = labels
        self._root = root
        self._joiner = SeamJoiner(labels.shape[1], 12 - connectivity)
        self._tallies: list[np.ndarray] = []

    def look(self, box: Box) -> None:
        """Take in the next block; blocks come row by row."""
        whole = grid(self._labels)
        read = box.grown(1).clipped(whole)
        framed = np.zeros((box.height + 2, box.width + 2), np.uint32)  # 0 beyond the scan, too
        y, x = read.top - box.top + 1, read.left - box.left + 1
        framed[y : y + read.height, x : x + read.width] = self._root[self._labels[read.slices]]
        local, found = self._joiner.number((framed[1:-1, 1:-1] == 0).view(np.uint8), box)
        edges = (box.left == 0, box.top == 0, box.right == whole.right, box.bottom == whole.bottom)
        self._tallies.append(_enclosure(local, framed, found, edges))

    def filling(self, limit: float) -> Filling:
        """Which holes of at most `limit` px are filled, by whom, once all blocks were seen."""
        index, count = self._joiner.joined()
        parts = np.concatenate(self._tallies)
        whole = np.zeros((count, 4), np.int64)
        whole[:, 1] = np.iinfo(np.int64).max
        part = index[1:] - 1
        np.add.at(whole[:, 0], part, parts[:, 0])
        np.minimum.at(whole[:, 1], part, parts[:, 1])
        np.maximum.at(whole[:, 2], part, parts[:, 2])
        np.maximum.at(whole[:, 3], part, parts[:, 3])
        hole = (whole[:, 1] == whole[:, 2]) & (whole[:, 3] == 0) & (whole[:, 0] <= limit)
        owner = np.where(hole, whole[:, 2], 0)
        added = np.zeros(int(self._root.max(initial=0)) + 1, np.int64)
        np.add.at(added, owner[hole], whole[hole, 0])
        return Filling(np.concatenate([[0], owner])[index], added)


@kernel
def _enclosure(local, framed, count, edges):
    """(count, 4) of each background label's area, least and largest neighbour, edge of scan."""
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
            for near in (framed[y, x + 1], framed[y + 2, x + 1], framed[y + 1, x],
                         framed[y + 1, x + 2]):  # fmt: skip
                if near:
                    row[1] = min(row[1], near)
                    row[2] = max(row[2], near)
            if (
                (edges[0] and x == 0)
                or (edges[1] and y == 0)
                or (edges[2] and x == width - 1)
                or (edges[3] and y == height - 1)
            ):
                row[3] = 1
    return out
