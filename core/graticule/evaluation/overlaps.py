"""Which annotated particle is which found one: pixels that pairs share, block by block.

What is kept grows with the particles, not with the pixels, so that whole scans are counted.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

MATCHED = 0.5  # IoU above which two outlines are the same particle; no two can share one
_SMALL_TABLE = 1 << 22  # cells: up to here counting beats sorting
_BITS = 32  # of a found particle's number within the key of a pair


class Overlaps:
    """Adds up how many pixels each pair of particles shares; number 0 is no particle.

    A found particle of which more than half lies where nobody has looked, or where is not to be
    counted, is neither right nor wrong unless it is an annotated one: its rim would else be a
    false particle beside everything that is ignored. So does COCO's evaluation with its crowds.
    """

    def __init__(self) -> None:
        self._parts: list[tuple[np.ndarray, np.ndarray]] = []
        self._hidden: list[tuple[np.ndarray, np.ndarray]] = []

    def add(self, truth: np.ndarray, found: np.ndarray, known: np.ndarray | None = None) -> None:
        """Count one block: particle numbers of the same shape, below 2³²; only what is `known`."""
        if known is not None and not known.all():
            unknown = found[~known]
            self._hidden.append(np.unique(unknown[unknown > 0], return_counts=True))
            truth, found = truth[known], found[known]
        there = (truth > 0) | (found > 0)
        a, b = truth[there].astype(np.int64), found[there].astype(np.int64)
        if not a.size:
            return
        columns = int(b.max()) + 1
        if (int(a.max()) + 1) * columns <= _SMALL_TABLE:
            px = np.bincount(a * columns + b)
            cells = np.flatnonzero(px)
            rows, found_ids = np.divmod(cells, columns)
            self._parts.append(((rows << _BITS) | found_ids, px[cells]))
        else:
            self._parts.append(np.unique((a << _BITS) | b, return_counts=True))

    def table(self) -> "Overlap":
        """All that was added."""
        whole = self._table()
        if not self._hidden or not len(whole.found):
            return whole
        ids = np.concatenate([ids for ids, _ in self._hidden])
        px = np.concatenate([px for _, px in self._hidden])
        there = np.isin(ids, whole.found)
        places = np.searchsorted(whole.found, ids[there])
        hidden = np.bincount(places, px[there], len(whole.found))
        out = hidden > whole.given
        out[whole.same()[1]] = False
        return whole.between(np.ones(len(whole.truth), bool), ~out)

    def _table(self) -> "Overlap":
        if not self._parts:
            none = np.zeros(0, np.int64)
            return Overlap(none, none, none, none, none, none, none)
        keys, inverse = np.unique(np.concatenate([k for k, _ in self._parts]), return_inverse=True)
        px = np.zeros(len(keys), np.int64)
        np.add.at(px, inverse, np.concatenate([p for _, p in self._parts]))
        self._parts = [(keys, px)]
        a, b = keys >> _BITS, keys & ((1 << _BITS) - 1)
        truth, rows = np.unique(a[a > 0], return_inverse=True)
        found, columns = np.unique(b[b > 0], return_inverse=True)
        asked = np.bincount(rows, px[a > 0], len(truth)).astype(np.int64)
        given = np.bincount(columns, px[b > 0], len(found)).astype(np.int64)
        both = (a > 0) & (b > 0)
        row_of, column_of = np.searchsorted(truth, a[both]), np.searchsorted(found, b[both])
        return Overlap(truth, found, asked, given, row_of, column_of, px[both])


@dataclass(frozen=True)
class Overlap:
    """Particles of both sides with their pixels, and the pairs that share some.

    `truth`, `found`: numbers of the particles; `asked`, `given`: their px. Pair i is of
    `truth[rows[i]]` and `found[columns[i]]`, and shares `shared[i]` px.
    """

    truth: np.ndarray
    found: np.ndarray
    asked: np.ndarray
    given: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    shared: np.ndarray

    @property
    def union(self) -> np.ndarray:
        """Px that at least one of each pair has."""
        return self.asked[self.rows] + self.given[self.columns] - self.shared

    def same(self, iou: float = MATCHED) -> tuple[np.ndarray, np.ndarray]:
        """(rows, columns) of the pairs that are one particle: IoU above `iou`, one to one."""
        chosen = np.arange(len(self.rows)) if iou >= MATCHED else self._best()
        chosen = chosen[self.shared[chosen] > iou * self.union[chosen]]
        return self.rows[chosen], self.columns[chosen]

    def aji_plus(self) -> tuple[int, int]:
        """Numerator and denominator of AJI+, in px.

        Graham et al. 2019 (doi 10.1016/j.media.2019.101563): AJI (Kumar et al. 2017) with the
        one-to-one matching of the largest summed IoU; what has no partner adds to the union.
        """
        best = self._best()
        alone = self.asked.sum() - self.asked[self.rows[best]].sum()
        alone += self.given.sum() - self.given[self.columns[best]].sum()
        return int(self.shared[best].sum()), int(self.union[best].sum() + alone)

    def between(self, truth: np.ndarray, found: np.ndarray) -> "Overlap":
        """Only some particles of each side, told by a truth value for each."""
        kept = truth[self.rows] & found[self.columns]
        row_of, column_of = np.cumsum(truth) - 1, np.cumsum(found) - 1
        return Overlap(
            self.truth[truth], self.found[found], self.asked[truth], self.given[found],
            row_of[self.rows[kept]], column_of[self.columns[kept]], self.shared[kept],
        )  # fmt: skip

    def objects(self, truth: np.ndarray, found: np.ndarray, classes: int) -> np.ndarray:
        """(classes, classes) int64: annotated particles by their class, found as which class.

        `truth` and `found` are the classes of the particles, 1..classes-1. Row 0 are found ones
        that nobody annotated, column 0 annotated ones that were missed; [0, 0] stays 0.
        """
        rows, columns = self.same()
        table = np.zeros((classes, classes), np.int64)
        np.add.at(table, (truth[rows], found[columns]), 1)
        np.add.at(table[:, 0], np.delete(truth, rows), 1)
        np.add.at(table[0], np.delete(found, columns), 1)
        table[0, 0] = 0
        return table

    def _best(self) -> np.ndarray:
        """Indices of the pairs of the one-to-one matching with the largest summed IoU.

        Particles that overlap nothing in common are matched apart: a table of all with all would
        not fit in memory.
        """
        if not len(self.rows):
            return np.zeros(0, np.int64)
        size = len(self.truth) + len(self.found)
        ones = np.ones(len(self.rows), np.int8)
        graph = coo_array((ones, (self.rows, self.columns + len(self.truth))), (size, size))
        _, group = connected_components(graph, directed=False)
        order = np.argsort(group[self.rows], kind="stable")
        ious = self.shared / self.union
        chosen = []
        for part in np.split(order, np.flatnonzero(np.diff(group[self.rows][order])) + 1):
            if len(part) == 1:
                chosen.append(part)
                continue
            truth, i = np.unique(self.rows[part], return_inverse=True)
            found, j = np.unique(self.columns[part], return_inverse=True)
            table = np.full((len(truth), len(found)), -1, np.int64)
            table[i, j] = part
            cost = np.where(table >= 0, -ious[table], 0.0)
            picked = table[linear_sum_assignment(cost)]
            chosen.append(picked[picked >= 0])
        return np.concatenate(chosen)
