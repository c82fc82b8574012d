"""Boundaries of particles as closed rings along pixel edges.

Corners are collected in raster order; along a row, and along a column, consecutive corners
of a particle are joined by an edge, which is all that is needed to walk its boundary. Pixels
that touch only by a corner are apart (4-connected): no ring crosses itself, and one that
meets itself at a corner is cut there into two. So a ring is simple, and shells with their
holes make valid polygons whose area is the number of pixels.
"""

import numpy as np
from numba import njit

UP, BELOW = 1, 2  # of a corner: its vertical edge goes up; the particle is below its horizontal


@njit(cache=True, nogil=True)
def count_corners(framed, slots, counts):
    """Count each slot's corners in a label map with one pixel of frame around.

    `slots[label]` is the particle's place in `counts`, -1 for one that is not wanted.
    """
    for y in range(1, framed.shape[0]):
        for x in range(1, framed.shape[1]):
            a, b = framed[y - 1, x - 1], framed[y - 1, x]
            c, d = framed[y, x - 1], framed[y, x]
            if a == b and c == d and a == c:
                continue
            for k in range(4):
                label = (a, b, c, d)[k]
                if label == 0 or slots[label] < 0 or _seen((a, b, c, d), k):
                    continue
                bits = _bits((a, b, c, d), label)
                if bits in (6, 9):
                    counts[slots[label]] += 2
                elif bits not in (3, 5, 10, 12, 15):
                    counts[slots[label]] += 1


@njit(cache=True, nogil=True)
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
                if label == 0 or slots[label] < 0 or _seen((a, b, c, d), k):
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


@njit(inline="always")
def _seen(four, k):
    for i in range(k):
        if four[i] == four[k]:
            return True
    return False


@njit(inline="always")
def _bits(four, label):
    bits = 0
    for i in range(4):
        bits |= (four[i] == label) << i
    return bits


@njit(cache=True, nogil=True)
def trace(corners, starts, points, rings):
    """Rings of the particles whose corners lie in corners[starts[i]:starts[i + 1]].

    `points` (corners + rings, 2) gets the x, y of closed rings, shells first turning
    clockwise on a screen, holes the other way. `rings` (k, 3) gets each ring's end in `points`,
    its particle i, and its shell: its own number if it is one. Returns the number of rings.
    """
    used = 0
    end = 0
    for i in range(len(starts) - 1):
        first = used
        part = corners[starts[i] : starts[i + 1]]
        used, end = _trace_one(part, i, points, rings, used, end)
        _give_holes_to_shells(points, rings, first, used)
    return used


@njit(cache=True, nogil=True)
def _trace_one(part, i, points, rings, used, end):
    n = len(part)
    across = _partners(part)
    twin = np.full(n, -1, np.int64)
    for k in range(n - 1):
        if part[k, 0] == part[k + 1, 0] and part[k, 1] == part[k + 1, 1]:
            twin[k], twin[k + 1] = k + 1, k
    done = np.zeros(n, np.bool_)
    place = np.full(n, -1, np.int64)  # of a corner on the walk's stack
    stack = np.empty(n, np.int64)
    for start in range(n):
        if done[start]:
            continue
        # The first corner in raster order is the left end of its edge: walk to the right.
        inner = part[start, 2] & BELOW == 0
        size = 0
        k = start
        while True:
            for _ in range(2):
                other = twin[k]
                if other >= 0 and place[other] >= 0:  # the walk meets itself: cut the loop off
                    low = place[other]
                    end = _write(part, stack[low:size], inner, points, rings, used, end, i)
                    used += 1
                    for s in range(low, size):
                        place[stack[s]] = -1
                    size = low
                stack[size] = k
                place[k] = size
                size += 1
                done[k] = True
                k = k ^ 1 if _ == 0 else across[k]
            if k == start:
                break
        end = _write(part, stack[:size], inner, points, rings, used, end, i)
        used += 1
        for s in range(size):
            place[stack[s]] = -1
    return used, end


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _write(part, loop, inner, points, rings, used, end, i):
    """Write a loop of corners as a closed ring; where the points end now."""
    n = len(loop)
    twice = 0
    for s in range(n):
        one, two = part[loop[s]], part[loop[(s + 1) % n]]
        twice += np.int64(one[0]) * two[1] - np.int64(two[0]) * one[1]
    shell = twice > 0 and not inner
    for s in range(n + 1):
        # A walk around a hole's inside turns like a shell: turn it round.
        k = loop[(n - s) % n] if inner else loop[s % n]
        points[end + s, 0], points[end + s, 1] = part[k, 0], part[k, 1]
    # A pixel of the particle beside the ring says later whose hole it is.
    k = loop[0]
    edge = min(part[k, 0], part[k ^ 1, 0])
    rings[used, 0], rings[used, 1] = end + n + 1, i
    rings[used, 2] = used if shell else -1
    rings[used, 3] = edge
    rings[used, 4] = part[k, 1] if part[k, 2] & BELOW else part[k, 1] - 1
    return end + n + 1


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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
