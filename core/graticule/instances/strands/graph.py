"""The middle lines of a mask as a graph: branches between the places where they meet.

Where branches meet, the middle line is bent towards the meeting point, as far as the circle
inscribed there reaches. That part belongs to the meeting place, not to a branch, so that a
branch's end points where its strand goes (as in CT-FIRE, Bredfeldt et al., J. Biomed. Opt. 19
(2014) 016007).
"""

from dataclasses import dataclass

import numpy as np

from graticule.compiled import helper, kernel
from graticule.instances.thinning import (
    DX,
    DY,
    NEIGHBOURS,
    around,
    depth_at,
    drop,
    index_of,
    slim,
    thin,
    walk,
)

_NOWHERE = -1
_PIXEL = (1.0, 1.0)  # width and height


@dataclass(frozen=True, slots=True)
class Graph:
    """Branches and the places where they meet, of one mask.

    `points` (k, 2) x, y and `radius` (k,) of all branches in px, each in the order of its line;
    branch b is `cuts[b]:cuts[b + 1]`. `nodes` (b, 2) says where its first and last point lead:
    the number of a meeting place, or -1. `reach` is the inscribed radius of each meeting place.
    """

    points: np.ndarray
    radius: np.ndarray
    cuts: np.ndarray
    nodes: np.ndarray
    reach: np.ndarray

    def __len__(self) -> int:
        return len(self.cuts) - 1

    def part(self, branch: int) -> slice:
        """Where a branch's points are."""
        return slice(int(self.cuts[branch]), int(self.cuts[branch + 1]))


def skeleton_graph(mask: np.ndarray, spur: float) -> Graph:
    """The graph of a mask (h, w) bool.

    A side branch that reaches beyond the width of what it branches from by less than `spur` of
    that half width is roughness of the border, not a strand.
    """
    framed = np.zeros((mask.shape[0] + 2, mask.shape[1] + 2), np.uint8)
    framed[1:-1, 1:-1] = mask
    bones = framed.copy()
    places = slim(bones, thin(bones))
    places = _prune(bones, framed, places, spur)
    radius = _radii(framed, places)
    node = _meetings(bones, places, radius)
    order, cuts, nodes, count = _branches(bones, places, node)
    reach = np.zeros(count)
    np.maximum.at(reach, node[node >= 0], radius[node >= 0])
    return Graph(
        points=places[order][:, ::-1].astype(np.float64) - 1.0,
        radius=radius[order],
        cuts=cuts,
        nodes=nodes,
        reach=reach,
    )


@kernel
def _radii(mask, places):
    """Distance of each skeleton pixel from the border."""
    out = np.empty(len(places), np.float64)
    for k in range(len(places)):
        out[k] = depth_at(mask, places[k, 0], places[k, 1], _PIXEL)
    return out


@kernel
def _prune(bones, mask, places, spur):
    """Cut side branches that are only roughness, the shortest first, until none is left."""
    while True:
        index = index_of(bones, places)
        way = np.empty(len(places), np.int64)
        lengths, forks = _spurs(bones, mask, places, index, spur)
        doomed = np.zeros(len(places), np.bool_)
        taken = np.zeros(len(places), np.bool_)  # forks that lose a branch in this round
        changed = False
        for k in np.argsort(lengths):
            if lengths[k] == np.inf:
                break
            fork = forks[k]
            # One branch per fork and round: the next is judged on what is left.
            near = taken[fork]
            for d in range(8):
                other = index[places[fork, 0] + DY[d], places[fork, 1] + DX[d]]
                near |= other >= 0 and taken[other]
            if near:
                continue
            taken[fork] = changed = True
            steps, _, _ = walk(bones, index, places, k, _PIXEL, way)
            for s in range(steps):
                doomed[way[s]] = True
        if not changed:
            return places
        places = slim(bones, places[: drop(bones, places, doomed, len(places))])


@helper
def _spurs(bones, mask, places, index, spur):
    """Of each tip the length of its branch, if that is only roughness (else inf), and its fork."""
    lengths = np.full(len(places), np.inf)
    forks = np.full(len(places), _NOWHERE, np.int64)
    way = np.empty(len(places), np.int64)
    for k in range(len(places)):
        if NEIGHBOURS[around(bones, places[k, 0], places[k, 1])] != 1:
            continue
        _, fork, length = walk(bones, index, places, k, _PIXEL, way)
        if fork < 0:
            continue
        reach = depth_at(mask, places[fork, 0], places[fork, 1], _PIXEL)
        tip = depth_at(mask, places[k, 0], places[k, 1], _PIXEL)
        if length + tip <= reach + 1.0 + spur * max(reach, 1.0):
            lengths[k], forks[k] = length, fork
    return lengths, forks


@kernel
def _meetings(bones, places, radius):
    """The number of the meeting place that each skeleton pixel belongs to, -1 for branches."""
    n = len(places)
    index = index_of(bones, places)
    inside = np.zeros(n, np.bool_)
    stack = np.empty(n + 1, np.int64)
    seen = np.full(n, _NOWHERE, np.int64)
    for fork in range(n):
        y, x = places[fork, 0], places[fork, 1]
        if NEIGHBOURS[around(bones, y, x)] < 3:
            continue
        reach = max(radius[fork], 1.0)
        stack[0], top = fork, 1
        seen[fork] = fork
        while top:
            top -= 1
            k = stack[top]
            inside[k] = True
            for d in range(8):
                near = index[places[k, 0] + DY[d], places[k, 1] + DX[d]]
                if near < 0 or seen[near] == fork:
                    continue
                seen[near] = fork
                if np.hypot(places[near, 0] - y, places[near, 1] - x) <= reach:
                    stack[top] = near
                    top += 1
    node = np.full(n, _NOWHERE, np.int64)
    count = 0
    for start in range(n):
        if not inside[start] or node[start] >= 0:
            continue
        stack[0], top = start, 1
        node[start] = count
        while top:
            top -= 1
            k = stack[top]
            for d in range(8):
                near = index[places[k, 0] + DY[d], places[k, 1] + DX[d]]
                if near >= 0 and inside[near] and node[near] < 0:
                    node[near] = count
                    stack[top] = near
                    top += 1
        count += 1
    return node


@kernel
def _branches(bones, places, node):
    """Pixels of all branches in order, where each begins, the places it leads to, and how many."""
    n = len(places)
    index = index_of(bones, places)
    order = np.empty(n, np.int64)
    cuts = np.zeros(n + 1, np.int64)
    nodes = np.full((n, 2), _NOWHERE, np.int64)
    done = node >= 0
    count = length = 0
    # tips and pixels beside a meeting place first; what is left then are closed rings
    for rings in range(2):
        for start in range(n):
            if done[start]:
                continue
            own, first, second = _beside(index, places, node, start)
            if own > 1 and rings == 0:
                continue
            at = start
            nodes[count, 0] = first
            while True:
                order[length] = at
                length += 1
                done[at] = True
                following = _NOWHERE
                for d in range(8):
                    near = index[places[at, 0] + DY[d], places[at, 1] + DX[d]]
                    if near >= 0 and not done[near]:
                        following = near
                        if d % 2 == 0:
                            break  # an edge before a corner: no pixel is jumped over
                if following < 0:
                    break
                at = following
            if at == start:
                nodes[count, 1] = second
            else:
                nodes[count, 1] = _beside(index, places, node, at)[1]
            count += 1
            cuts[count] = length
    places_met = 0
    for k in range(n):
        places_met = max(places_met, node[k] + 1)
    return order[:length], cuts[: count + 1], nodes[:count], places_met


@helper
def _beside(index, places, node, k):
    """How many branch pixels a branch pixel touches, and one or two meeting places beside it."""
    own, first, second = 0, _NOWHERE, _NOWHERE
    for d in range(8):
        near = index[places[k, 0] + DY[d], places[k, 1] + DX[d]]
        if near < 0:
            continue
        if node[near] < 0:
            own += 1
        elif first < 0:
            first = node[near]
        elif node[near] != first:
            second = node[near]
    return own, first, second
