"""Strands that go on under something else: their parts become one particle."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graticule.geometry import Box
from graticule.instances.strands import Ends, link
from graticule.particles.seams import ArrayLike, grid
from graticule.particles.separating import Pieces

_TILE = 1024  # px: what lies between ends is read tile by tile


def groups(pieces: Pieces, count: int, reaches: Sequence[float], classes: ArrayLike) -> np.ndarray:
    """Which particle each of the numbers 1..count belongs to, from 0: (count,).

    `reaches[class - 1]` is in px how far strands of a class go on under something else.
    """
    pairs = [np.zeros((0, 2), np.int64)]
    for kind, found in sorted(pieces.ends.items()):
        ends = Ends.joined([part for part, _ in found])
        owner = np.concatenate([numbers for _, numbers in found]).astype(np.int64)
        # An order that does not depend on the blocks: equal fits are decided by it.
        order = np.lexsort((*ends.way.T, *ends.place.T))
        between = Between(classes)
        pairs.append(link(ends.take(order), owner[order], reaches[kind - 1], between))
    one, other = np.concatenate(pairs).T - 1
    graph = coo_array((np.ones(len(one), np.uint8), (one, other)), shape=(count, count))
    return connected_components(graph, directed=False)[1].astype(np.int64)


class Between:
    """How much background lies between two places of a class map."""

    def __init__(self, classes: ArrayLike) -> None:
        self._classes = classes
        self._grid = grid(classes)

    def __call__(self, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
        """px of class 0 on the straight way between places (n, 2) and (n, 2): (n,)."""
        out = np.zeros(len(starts))
        tiles = ((starts + stops) // (2 * _TILE)).astype(np.int64)
        _, of = np.unique(tiles, axis=0, return_inverse=True)
        for members in _members(of.ravel()):
            ends = np.rint(np.concatenate([starts[members], stops[members]])).astype(np.int64)
            (left, top), (right, bottom) = ends.min(0).tolist(), (ends.max(0) + 1).tolist()
            box = Box(left, top, right, bottom).clipped(self._grid)
            if not box.area:
                continue
            view = np.asarray(self._classes[box.slices])
            corner = np.array([box.left, box.top])
            for k in members.tolist():
                out[k] = _background(view, starts[k] - corner, stops[k] - corner)
        return out


def _members(of: np.ndarray) -> list[np.ndarray]:
    order = np.argsort(of, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(of[order])) + 1) if len(of) else []


def _background(view: np.ndarray, start: np.ndarray, stop: np.ndarray) -> float:
    """px of background on the way, as far as it lies in the map."""
    length = float(np.hypot(*(stop - start)))
    count = int(length) + 2
    way = np.rint(start + (stop - start) * np.linspace(0.0, 1.0, count)[:, None]).astype(np.int64)
    way = np.clip(way, 0, np.array(view.shape[::-1]) - 1)
    return float(np.mean(view[way[:, 1], way[:, 0]] == 0)) * length
