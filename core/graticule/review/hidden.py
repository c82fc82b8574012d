"""Pixels that a particle shares with the one that owns them, as edits leave them.

They go with the numbers of the label map: who is merged brings its hidden pixels along, and what
lay under a deleted particle comes to light. What was rubbed out by hand is nobody's.
"""

from collections.abc import Callable, Sequence

import numpy as np

from graticule.geometry import Box
from graticule.particles.overlaps import OWNER, SHARER
from graticule.review.overlay import CELL, box_of
from graticule.rle import Window, as_runs, in_order, lay, pixels, ranges

Read = Callable[[Window], np.ndarray]


class Hidden:
    """What is shared on a label map: (n, 5) runs as in `particles.overlaps`, by its numbers."""

    def __init__(self, shared: np.ndarray) -> None:
        self.runs = in_order(shared)

    def reveal(
        self, raw: np.ndarray, window: Window, shape: tuple[int, ...], stands_for: np.ndarray
    ) -> None:
        """Put what lies under particles that are gone into a window of the map's numbers."""
        rows, columns = ranges(window, shape)
        if not len(self.runs) or not rows or not columns:
            return
        near = self._near(Box(columns.start, rows.start, columns.stop, rows.stop))
        near = near[stands_for[near[:, SHARER]] > 0]
        bare = (raw > 0) & (stands_for[raw] == 0)
        if not len(near) or not bare.any():
            return
        under = np.zeros_like(raw)
        # of several the lowest number is laid last
        lay(under, near[np.argsort(-near[:, SHARER], kind="stable")], window, shape)
        bare &= under > 0
        raw[bare] = under[bare]

    def within(
        self, box: Box, read: Read, patches: Sequence[np.ndarray], stands_for: np.ndarray
    ) -> np.ndarray:
        """What is shared in a box, by the particles that numbers stand for now.

        `read` gives the numbers of a window as they are, and `patches` are the runs of pixels
        that have others than at first. 0 as the owner: it is of no interest, or gone.
        """
        near = self._near(box)
        loose = np.zeros(len(near), bool)
        for patch in patches:
            of = box_of(patch)
            rows = (near[:, 0] >= of.top) & (near[:, 0] < of.bottom)
            loose |= rows & (near[:, 2] > of.left) & (near[:, 1] < of.right)
        found = near
        if loose.any():
            anew = pixels(near[loose])
            anew[:, 3] = _numbers_at(anew, read)
            found = in_order(np.concatenate([near[~loose], as_runs(anew[anew[:, 3] > 0])]))
        found = found.copy()
        found[:, SHARER:] = stands_for[found[:, SHARER:]]
        return found[(found[:, SHARER] > 0) & (found[:, SHARER] != found[:, OWNER])]

    def _near(self, box: Box) -> np.ndarray:
        first, last = np.searchsorted(self.runs[:, 0], [box.top, box.bottom])
        runs = self.runs[first:last]
        return runs[(runs[:, 2] > box.left) & (runs[:, 1] < box.right)]


def _numbers_at(places: np.ndarray, read: Read) -> np.ndarray:
    """The numbers at places (n, …) row, column, read cell by cell."""
    out = np.zeros(len(places), np.int64)
    cells, of = np.unique(places[:, :2] // CELL, axis=0, return_inverse=True)
    for k, (row, column) in enumerate((cells * CELL).tolist()):
        inside = of.ravel() == k
        values = read((slice(row, row + CELL), slice(column, column + CELL)))
        out[inside] = values[places[inside, 0] - row, places[inside, 1] - column]
    return out
