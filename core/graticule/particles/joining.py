"""Strands that go on under something else: their parts become one particle."""

from collections.abc import Sequence

import numpy as np
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graticule.geometry import Box
from graticule.instances.strands import Ends, link
from graticule.particles.seams import AREA, BOTTOM, LEFT, ArrayLike, grid
from graticule.particles.separating import Pieces

_TILE = 1024  # px: what lies between ends is read tile by tile
_CHIP = 4.0  # squares of a strand's width: what is cut off it is no larger
_THICKER = 1.2  # times as thick as the strand that it is cut off a chip may be
_WIDEST = 20.0  # px: half the width of the widest strand with chips


def groups(
    pieces: Pieces,
    tallies: np.ndarray,
    reaches: Sequence[float],
    classes: ArrayLike,
    labels: ArrayLike,
) -> np.ndarray:
    """Which particle each number of the label map belongs to, from 0: (n,); `tallies` are (n, 6).

    `reaches[class - 1]` is in px how far strands of a class go on under something else.
    """
    pairs = [np.zeros((0, 2), np.int64)]
    for kind, found in sorted(pieces.ends.items()):
        if reaches[kind - 1] <= 0:
            continue
        ends = Ends.joined([part for part, _ in found])
        owner = np.concatenate([numbers for _, numbers in found]).astype(np.int64)
        # An order that does not depend on the blocks: equal fits are decided by it.
        order = np.lexsort((*ends.way.T, *ends.place.T))
        between = Between(classes)
        pairs.append(link(ends.take(order), owner[order], reaches[kind - 1], between))
        half = np.zeros(len(tallies) + 1)
        for numbers, halves in pieces.halves[kind]:
            half[numbers] = halves
        lone = np.setdiff1d(np.flatnonzero(half), pairs[-1])
        pairs.append(_chips(lone, half, tallies, classes, labels))
    one, other = np.concatenate(pairs).T - 1
    graph = coo_array((np.ones(len(one), np.uint8), (one, other)), shape=(len(tallies),) * 2)
    return connected_components(graph, directed=False)[1].astype(np.int64)


def _chips(
    lone: np.ndarray,
    half: np.ndarray,
    tallies: np.ndarray,
    classes: ArrayLike,
    labels: ArrayLike,
) -> np.ndarray:
    """Pairs (n, 2) of what something narrow on top has cut off a strand, and that strand.

    Such a chip is too short to tell where it goes, but there is no more than the strand's width
    between them, and nothing of it lies open. `half` is half the width of each strand, 0 for all
    other numbers; `lone` are those that go on nowhere.
    """
    pairs = []
    widest = min(half.max(initial=0.0), _WIDEST)
    near = int(np.ceil(2 * widest))
    small = lone[tallies[lone - 1, AREA] < _CHIP * (2 * widest) ** 2]
    whole = grid(labels)
    for number in small.tolist():
        own = Box(*tallies[number - 1, LEFT : BOTTOM + 1].tolist())
        box = own.grown(near).clipped(whole)
        view = np.asarray(labels[box.slices])
        others = np.setdiff1d(view[half[view] > half[number] / _THICKER], [0, number])
        hosts = others[tallies[number - 1, AREA] < _CHIP * (2 * half[others]) ** 2]
        if not len(hosts):
            continue
        chip = view == number
        close = np.asarray(ndimage.binary_dilation(chip, iterations=2), bool)
        way = close | (np.asarray(classes[box.slices]) > 0)
        steps = _steps(chip, way, near)
        reached = [np.count_nonzero(steps[view == host] <= 2 * half[host]) for host in hosts]
        if max(reached):
            pairs.append((number, int(hosts[int(np.argmax(reached))])))
    return np.array(pairs, np.int64).reshape(-1, 2)


def _steps(start: np.ndarray, way: np.ndarray, most: int) -> np.ndarray:
    """How many px from `start` on the way (both (h, w) bool) each px is, infinite beyond `most`."""
    out = np.where(start, 0.0, np.inf)
    reached = start
    for step in range(1, most + 1):
        grown = ndimage.binary_dilation(reached, structure=np.ones((3, 3), bool)) & way
        if (grown == reached).all():
            break
        out[grown & ~reached] = step
        reached = grown
    return out


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
