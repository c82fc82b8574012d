"""Ends of strands that go on in each other on the far side of what lies on top of them."""

from collections.abc import Callable

import numpy as np
from scipy.spatial import KDTree

from graticule.instances.strands.continuing import Ends, bend, mismatch

# Chosen on simulated tape lifts (tests/benchmarks/bench_strands.py).
_MOST = 1.4  # radians, all costs together
_PER_MISMATCH = 0.3  # radians that a factor e in width weighs
_PER_REACH = 0.2  # radians that the longest gap weighs
_NOTHING = 8.0  # px: a network leaves gaps of this size in a strand that lies open
_PER_NOTHING = 0.08  # radians that a px of such a gap weighs
_OWN = 1.0  # half widths that may lie open, besides

Open = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""px of background between places (n, 2) and places (n, 2), on straight ways: (n,)."""


def link(ends: Ends, owner: np.ndarray, reach: float, open_between: Open) -> np.ndarray:
    """Pairs (n, 2) of owners, one of whose ends goes on in the other's, each end in one pair.

    Two ends at most `reach` px apart are one strand if a gentle bend leads from one to the other,
    their widths fit, and something else lies between. The smoothest ways are taken first.
    """
    if len(ends) < 2 or reach <= 0:
        return np.zeros((0, 2), np.int64)
    pairs = KDTree(ends.place).query_pairs(reach, output_type="ndarray").astype(np.int64)
    pairs = pairs[owner[pairs[:, 0]] != owner[pairs[:, 1]]]
    one, other = ends.take(pairs[:, 0]), ends.take(pairs[:, 1])
    distance = np.hypot(*(one.place - other.place).T)
    cost = bend(one, other) + _PER_MISMATCH * mismatch(one, other) + _PER_REACH * distance / reach
    fits = cost < _MOST
    pairs, cost, distance = pairs[fits], cost[fits], distance[fits]
    nothing = open_between(ends.place[pairs[:, 0]], ends.place[pairs[:, 1]])
    half = np.minimum(ends.radius[pairs[:, 0]], ends.radius[pairs[:, 1]])
    gap = np.maximum(nothing - _OWN * half, 0.0)
    cost = cost + _PER_NOTHING * gap
    fits = (gap <= _NOTHING) & (cost < _MOST)
    pairs, cost = pairs[fits], cost[fits]
    used = np.zeros(len(ends), bool)
    chosen = []
    for k in np.lexsort((pairs[:, 1], pairs[:, 0], cost)).tolist():
        if not used[pairs[k]].any():
            used[pairs[k]] = True
            chosen.append(owner[pairs[k]])
    return np.array(chosen, np.int64).reshape(-1, 2)
