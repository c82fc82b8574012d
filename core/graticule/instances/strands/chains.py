"""Branches of a graph put together to strands: at each meeting place, the straightest ways on."""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from graticule.instances.strands.continuing import Ends, bend, end_of, mismatch
from graticule.instances.strands.graph import Graph

# Chosen on simulated tape lifts (tests/benchmarks/bench_strands.py).
_STRAIGHT = 1.4  # radians: what bends more at a meeting place does not go on
_ONLY_WAY = 1.4  # radians: where two branches meet and no other
_PER_MISMATCH = 0.25  # radians that a factor e in width weighs
_BRIDGE = 8.0  # half widths: strands that cross at a slant run together for so long
_ALONG = 20.0  # half widths: where the branch is wider than one strand, for so long
_WIDER = 1.2  # times as wide as the strands that lead to it
_ALIKE = 0.6  # |ln| of the ratio of widths up to which a loop may belong to a strand
_MOST_EXACT = 7  # ends at one place among which all pairings are compared
_STUB = 3.0  # half widths of a strand: shorter than that, what sticks out of it is part of it


@dataclass(frozen=True, slots=True)
class Chain:
    """One strand of a mask: its line (n, 2) x, y and half widths (n,) px, and its ends.

    `first` and `last` say whether the line's ends are free tips; otherwise they lie at a place
    where it meets others. A `ring` has no ends.
    """

    points: np.ndarray
    radius: np.ndarray
    first: bool
    last: bool
    ring: bool = False

    @property
    def half(self) -> float:
        """Half the usual width."""
        return float(np.median(self.radius))

    @property
    def length(self) -> float:
        """Length of the line."""
        return float(np.hypot(*np.diff(self.points, axis=0).T).sum())

    def ends(self) -> Ends:
        """Its ends."""
        if self.ring:
            return Ends.none()
        found = [
            end_of(self.points, self.radius, tip=self.first),
            end_of(self.points[::-1], self.radius[::-1], tip=self.last),
        ]
        return Ends(*(np.stack(column) for column in zip(*found, strict=True)))


def chains(graph: Graph) -> list[Chain]:
    """The strands of a graph, each with at least one branch; every other branch is in none."""
    places = _places(graph)
    inner = _bridges(graph, places)
    at: dict[int, list[int]] = {}  # ends (2 * branch + side) at each place
    for branch in np.flatnonzero(~inner).tolist():
        for side in (0, 1):
            node = int(graph.nodes[branch, side])
            if node >= 0:
                at.setdefault(int(places[node]), []).append(2 * branch + side)
    partner: dict[int, int] = {}
    met: set[int] = set()  # ends at a place where others are
    for _, ends in sorted(at.items()):
        if len(ends) > 1:
            met.update(ends)
            for one, other in _paired(graph, ends):
                partner[one], partner[other] = other, one
    runs = _with_loops(graph, _runs(np.flatnonzero(~inner).tolist(), partner), partner, places)
    return [
        chain for run in runs if not _is_stub(chain := _chain(graph, run, met), graph, run, partner)
    ]


def _places(graph: Graph) -> np.ndarray:
    """The place of each node: nodes that a short bridge joins are one."""
    place = np.arange(len(graph.reach))

    def root(node: int) -> int:
        while place[node] != node:
            place[node] = place[place[node]]
            node = int(place[node])
        return node

    for branch in range(len(graph)):
        one, other = graph.nodes[branch].tolist()
        if one < 0 or other < 0 or one == other:
            continue
        if _is_bridge(graph, branch):
            place[root(one)] = root(other)
    return np.array([root(node) for node in range(len(place))], np.int64)


def _bridges(graph: Graph, places: np.ndarray) -> np.ndarray:
    """Which branches lie within one place."""
    inner = np.zeros(len(graph), bool)
    for branch in range(len(graph)):
        one, other = graph.nodes[branch].tolist()
        if one < 0 or other < 0 or places[one] != places[other]:
            continue
        inner[branch] = _is_bridge(graph, branch)
    return inner


def _is_bridge(graph: Graph, branch: int) -> bool:
    """Whether two strands cross, or run side by side, along a branch between two nodes."""
    half = float(np.median(graph.radius[graph.part(branch)]))
    outer = [
        float(np.median(graph.radius[graph.part(other)]))
        for other in np.flatnonzero(np.isin(graph.nodes, graph.nodes[branch]).any(1)).tolist()
        if other != branch
    ]
    wide = len(outer) > 2 and half > _WIDER * float(np.median(outer))
    return graph.cuts[branch + 1] - graph.cuts[branch] <= (_ALONG if wide else _BRIDGE) * half


def _paired(graph: Graph, ends: list[int]) -> list[tuple[int, int]]:
    """The ends that go on in each other; the others end here."""
    described = [_end(graph, end) for end in ends]
    all_ends = Ends(*(np.stack(column) for column in zip(*described, strict=True)))
    # A strand that crosses itself goes on elsewhere than in its own loop.
    pairs = np.array(
        [
            (a, b)
            for a, b in combinations(range(len(ends)), 2)
            if len(ends) == 2 or ends[a] // 2 != ends[b] // 2
        ]
    )
    one, other = all_ends.take(pairs[:, 0]), all_ends.take(pairs[:, 1])
    cost = bend(one, other) + _PER_MISMATCH * mismatch(one, other)
    most = _ONLY_WAY if len(ends) == 2 else _STRAIGHT
    gain = most - cost
    fitting = [
        (float(gain[k]), int(pairs[k, 0]), int(pairs[k, 1])) for k in np.flatnonzero(gain > 0)
    ]
    fitting.sort(key=lambda pair: (-pair[0], pair[1:]))
    chosen = _best(fitting) if len(ends) <= _MOST_EXACT else _greedy(fitting)
    return [(ends[a], ends[b]) for a, b in chosen]


def _greedy(pairs: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
    used: set[int] = set()
    chosen = []
    for _, one, other in pairs:
        if one not in used and other not in used:
            used |= {one, other}
            chosen.append((one, other))
    return chosen


def _best(pairs: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """The pairs, each end in one at most, whose gains sum up to most."""

    def search(k: int, used: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if k == len(pairs):
            return 0.0, ()
        best = search(k + 1, used)
        gain, one, other = pairs[k]
        bits = 1 << one | 1 << other
        if not used & bits:
            more, rest = search(k + 1, used | bits)
            if gain + more >= best[0]:
                best = gain + more, ((one, other), *rest)
        return best

    return list(search(0, 0)[1])


def _end(graph: Graph, end: int) -> tuple[np.ndarray, ...]:
    part = graph.part(end // 2)
    turn = slice(None, None, -1 if end % 2 else 1)
    return end_of(graph.points[part][turn], graph.radius[part][turn], tip=False)


def _runs(branches: list[int], partner: dict[int, int]) -> list[list[int]]:
    """Branches in the order in which strands go through them, each as the end where it is entered.

    A ring begins anywhere.
    """
    done: set[int] = set()
    runs = []
    for rings in (False, True):
        for branch in branches:
            starts = [end for end in (2 * branch, 2 * branch + 1) if rings or end not in partner]
            if branch in done or not starts:
                continue
            run, end = [], starts[0]
            while end // 2 not in done:
                done.add(end // 2)
                run.append(end)
                leaving = end ^ 1
                if leaving not in partner:
                    break
                end = partner[leaving]
            runs.append(run)
    return runs


def _with_loops(
    graph: Graph, runs: list[list[int]], partner: dict[int, int], places: np.ndarray
) -> list[list[int]]:
    """Loops put into the strand from which they leave and to which they come back: its own.

    That the two ends of another strand both lie on this one would be a rare chance.
    """
    whole, loops = [], []
    for run in runs:
        (loops if _touched(graph, run, places) or run[0] in partner else whole).append(run)
    at: dict[int, dict[int, int]] = {}  # of each place: the strands there, and where in them
    for k, run in enumerate(whole):
        for i, end in enumerate(run):
            for side, where in ((end, i), (end ^ 1, i + 1)):
                node = graph.nodes[side // 2, side % 2]
                if node >= 0:
                    at.setdefault(int(places[node]), {}).setdefault(k, where)
    extra: dict[int, list[tuple[int, list[int]]]] = {}
    for loop in loops:
        host = _host(graph, loop, whole, at, places)
        if host is None:
            whole.append(loop)
        else:
            extra.setdefault(host[0], []).append((host[1], host[2]))
    for k, found in extra.items():
        for where, loop in sorted(found, reverse=True):
            whole[k][where:where] = loop
    return whole


def _touched(graph: Graph, run: list[int], places: np.ndarray) -> tuple[int, ...]:
    """The places at which a run begins and ends; empty if an end is free."""
    ends = run[0], run[-1] ^ 1
    nodes = [graph.nodes[end // 2, end % 2] for end in ends]
    return () if min(nodes) < 0 else tuple(int(places[node]) for node in nodes)


def _host(
    graph: Graph,
    loop: list[int],
    whole: list[list[int]],
    at: dict[int, dict[int, int]],
    places: np.ndarray,
) -> tuple[int, int, list[int]] | None:
    """The strand of the nearest width that a loop belongs to, where in it, and the loop from there.

    A loop without ends may be entered anywhere, another one only where it begins and ends.
    """
    closed = len(set(_touched(graph, loop, places))) == 1
    entries = range(len(loop)) if closed else (0,)
    found = []
    for i in entries:
        node = graph.nodes[loop[i] // 2, loop[i] % 2]
        if node < 0:
            continue
        here = at.get(int(places[node]), {})
        there = here if closed else at.get(_touched(graph, loop, places)[1], {})
        for k in here.keys() & there.keys():
            unlike = abs(math.log(_half(graph, whole[k]) / _half(graph, loop)))
            found.append((unlike, k, here[k], i))
    if not found or min(found)[0] > _ALIKE:
        return None
    _, k, where, i = min(found)
    return k, where, loop[i:] + loop[:i]


def _half(graph: Graph, run: list[int]) -> float:
    return float(np.median(np.concatenate([graph.radius[graph.part(end // 2)] for end in run])))


def _chain(graph: Graph, run: list[int], met: set[int]) -> Chain:
    """The line through a run of branches; places are crossed straight."""
    points: list[np.ndarray] = []
    radius: list[np.ndarray] = []
    for end in run:
        part = graph.part(end // 2)
        turn = slice(None, None, -1 if end % 2 else 1)
        line, half = graph.points[part][turn], graph.radius[part][turn]
        if points:
            bridge = _straight(points[-1][-1], line[0])
            points.append(bridge)
            radius.append(np.full(len(bridge), min(radius[-1][-1], half[0])))
        points.append(line)
        radius.append(half)
    first, last = run[0], run[-1] ^ 1
    return Chain(
        np.concatenate(points),
        np.concatenate(radius),
        first=first not in met,
        last=last not in met,
        ring=_is_ring(graph, run),
    )


def _is_ring(graph: Graph, run: list[int]) -> bool:
    """Whether a run is one branch that bites its own tail."""
    part = graph.part(run[0] // 2)
    line = graph.points[part]
    near = np.abs(line[0] - line[-1]).max() <= 1.5
    return len(run) == 1 and len(line) > 8 and (graph.nodes[run[0] // 2] < 0).all() and bool(near)


def _straight(start: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Points about every px strictly between two points."""
    count = int(np.ceil(np.hypot(*(stop - start))))
    return start + (stop - start) * (np.arange(1, count) / max(count, 1))[:, None]


def _is_stub(chain: Chain, graph: Graph, run: list[int], partner: dict[int, int]) -> bool:
    """Whether a chain is only what sticks out of another one, or joins two others."""
    tips = [node for end in (run[0], run[-1] ^ 1) if (node := graph.nodes[end // 2, end % 2]) >= 0]
    if not tips or len(run) > 1 or any(end in partner for end in (run[0], run[0] ^ 1)):
        return False
    reach = max(float(graph.reach[node]) for node in tips)
    return chain.length < _STUB * max(reach, chain.half) * len(tips)
