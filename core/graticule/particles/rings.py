"""Boundaries of particles as closed rings along pixel edges.

Corners are collected in raster order; along a row, and along a column, consecutive corners
of a particle are joined by an edge, which is all that is needed to walk its boundary. Pixels
that touch only by a corner are apart (4-connected): no ring crosses itself, and one that
meets itself at a corner is cut there into two. So a ring is simple, and shells with their
holes make valid polygons whose area is the number of pixels.
"""

import numpy as np

from graticule.compiled import helper, kernel

UP, BELOW = 1, 2  # of a corner: its vertical edge goes up; the particle is below its horizontal


@kernel
def count_corners(framed, slots, counts):
    """Count each slot's corners in a label map with one pixel of frame around.

    `slots[label]` is the particle's place in `counts`, -1 for one that is not wanted, as for
    the background.
    """
    for y in range(1, framed.shape[0]):
        for x in range(1, framed.shape[1]):
            a, b = framed[y - 1, x - 1], framed[y - 1, x]
            c, d = framed[y, x - 1], framed[y, x]
            if a == b and c == d and a == c:
                continue
            for k in range(4):
                label = (a, b, c, d)[k]
                if _slot(slots, label) < 0 or _seen((a, b, c, d), k):
                    continue
                bits = _bits((a, b, c, d), label)
                if bits in (6, 9):
                    counts[slots[label]] += 2
                elif bits not in (3, 5, 10, 12, 15):
                    counts[slots[label]] += 1


@kernel
def fill_corners(framed, where, slots, ends, corners):
    """Write (x, y, flags) of each slot's corners in raster order from `ends[slot]` onwards.

    `where` is the (left, top) of the map inside its frame. Of two corners at one place the
    one whose horizontal edge goes left comes first. `ends` moves on.
    """
    for y in range(1, framed.shape[0]):
        for x in range(1, framed.shape[1]):
            a, b = framed[y - 1, x - 1], framed[y - 1, x]
            c, d = framed[y, x - 1], framed[y, x]
            if a == b and c == d and a == c:
                continue
            for k in range(4):
                label = (a, b, c, d)[k]
                if _slot(slots, label) < 0 or _seen((a, b, c, d), k):
                    continue
                bits = _bits((a, b, c, d), label)
                if bits in (3, 5, 10, 12, 15):
                    continue
                at = ends[slots[label]]
                corners[at, 0], corners[at, 1] = where[0] + x - 1, where[1] + y - 1
                if bits == 9:  # above left and below right
                    corners[at, 2] = UP
                elif bits == 6:  # above right and below left
                    corners[at, 2] = BELOW
                else:
                    up = (a == label) != (b == label)
                    left = (a == label) != (c == label)
                    below = c == label if left else d == label
                    corners[at, 2] = UP * up + BELOW * below
                at += 1
                if bits in (6, 9):
                    corners[at, 0], corners[at, 1] = corners[at - 1, 0], corners[at - 1, 1]
                    corners[at, 2] = BELOW if bits == 9 else UP
                    at += 1
                ends[slots[label]] = at


@helper
def _slot(slots, label):
    return slots[label] if label < len(slots) else -1


@helper
def _seen(four, k):
    for i in range(k):  # noqa: SIM110 - compiled: numba knows no generators
        if four[i] == four[k]:
            return True
    return False


@helper
def _bits(four, label):
    bits = 0
    for i in range(4):
        bits |= (four[i] == label) << i
    return bits


@kernel
def trace(corners, starts, points, rings):
    """Rings of the particles whose corners lie in corners[starts[i]:starts[i + 1]].

    `points` (corners + rings, 2) gets the x, y of closed rings: shells turn clockwise on a
    screen, holes the other way. `rings` (k, 5) gets each ring's end in `points`, its particle
    i, its shell (its own number if it is one), and x, y of a pixel beside it. Returns the
    number of rings.
    """
    done = np.zeros(2, np.int64)  # rings and points written
    for i in range(len(starts) - 1):
        first = done[0]
        _trace_one(corners[starts[i] : starts[i + 1]], i, points, rings, done)
        _give_holes_to_shells(points, rings, first, done[0])
    return done[0]


@helper
def _trace_one(part, i, points, rings, done):
    n = len(part)
    across = _partners(part)
    place = np.full(n, -1, np.int64)  # of a corner on the walk's stack, -2 once written
    stack = np.empty(n, np.int64)
    for start in range(n):
        if place[start] != -1:
            continue
        size = 0
        k = start
        along = True
        while size == 0 or k != start:
            twin = _twin(part, k)
            if twin >= 0 and place[twin] >= 0:  # the walk meets itself: cut the loop off
                low = place[twin]
                _write(part, stack[low:size], start, i, points, rings, done)
                for s in range(low, size):
                    place[stack[s]] = -2
                size = low
            stack[size] = k
            place[k] = size
            size += 1
            k = k ^ 1 if along else across[k]
            along = not along
        _write(part, stack[:size], start, i, points, rings, done)
        for s in range(size):
            place[stack[s]] = -2


@helper
def _twin(part, k):
    """The other corner at the same place, or -1."""
    for other in (k - 1, k + 1):
        if 0 <= other < len(part) and part[other, 0] == part[k, 0] and part[other, 1] == part[k, 1]:
            return other
    return -1


@helper
def _partners(part):
    """The corner at the other end of each corner's vertical edge."""
    n = len(part)
    left = part[:, 0].min()
    counts = np.zeros(part[:, 0].max() - left + 2, np.int64)
    for k in range(n):
        counts[part[k, 0] - left + 1] += 1
    for k in range(1, len(counts)):
        counts[k] += counts[k - 1]
    order = np.empty(n, np.int64)
    for k in range(n):  # by column; within it by row, as they came
        order[counts[part[k, 0] - left]] = k
        counts[part[k, 0] - left] += 1
    for k in range(n - 1):
        one, two = order[k], order[k + 1]
        same = part[one, 0] == part[two, 0] and part[one, 1] == part[two, 1]
        if same and part[one, 2] & UP == 0 and part[two, 2] & UP:
            order[k], order[k + 1] = two, one
    partner = np.empty(n, np.int64)
    for k in range(0, n, 2):
        partner[order[k]], partner[order[k + 1]] = order[k + 1], order[k]
    return partner


@kernel
def _write(part, loop, start, i, points, rings, done):  # noqa: PLR0913 - compiled
    """Write a loop of corners as a closed ring of particle i."""
    # A walk goes right from its first corner in raster order: with the particle below the
    # edge it goes around the particle, with the particle above around a hole.
    inner = part[start, 2] & BELOW == 0
    n = len(loop)
    used, end = done
    twice = 0
    for s in range(n):
        one, two = loop[s], loop[s + 1 - n]
        twice += np.int64(part[one, 0]) * part[two, 1] - np.int64(part[two, 0]) * part[one, 1]
    for s in range(n + 1):
        k = loop[-s] if inner else loop[s - n]
        points[end + s, 0], points[end + s, 1] = part[k, 0], part[k, 1]
    k = loop[0]
    rings[used, 0] = end + n + 1
    rings[used, 1] = i
    rings[used, 2] = used if twice > 0 and not inner else -1
    rings[used, 3] = min(part[k, 0], part[k ^ 1, 0])
    rings[used, 4] = part[k, 1] if part[k, 2] & BELOW else part[k, 1] - 1
    done[0] = used + 1
    done[1] = end + n + 1


@helper
def _give_holes_to_shells(points, rings, first, last):
    """Each hole gets the smallest shell around the particle's pixel beside it."""
    shells = 0
    only = -1
    for r in range(first, last):
        if rings[r, 2] == r:
            shells += 1
            only = r
    for r in range(first, last):
        if rings[r, 2] == r:
            continue
        if shells == 1:
            rings[r, 2] = only
            continue
        smallest = np.iinfo(np.int64).max
        for s in range(first, last):
            if rings[s, 2] != s:
                continue
            begin = rings[s - 1, 0] if s else 0
            size = _area_around(points[begin : rings[s, 0]], rings[r, 3], rings[r, 4])
            if 0 < size < smallest:
                smallest = size
                rings[r, 2] = s


@helper
def _area_around(ring, x, y):
    """Area of a ring if it surrounds the pixel (x, y), else 0."""
    area = 0
    inside = False
    for k in range(len(ring) - 1):
        if ring[k, 1] == ring[k + 1, 1]:
            continue
        top, bottom = min(ring[k, 1], ring[k + 1, 1]), max(ring[k, 1], ring[k + 1, 1])
        area += np.int64(ring[k, 0]) * (ring[k + 1, 1] - ring[k, 1])
        if top <= y < bottom and ring[k, 0] > x:
            inside = not inside
    return abs(area) if inside else 0
