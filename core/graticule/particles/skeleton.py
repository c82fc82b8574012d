"""Length along the middle of fibres, hairs and other elongated particles.

A particle is thinned (Zhang & Suen, Commun. ACM 27 (1984) 236), what is left is made one
pixel wide, branches that only point into the particle's corners are cut, and the longest of
the shortest paths on the rest is its length (as AnalyzeSkeleton, Arganda-Carreras et al.,
Microsc. Res. Tech. 73 (2010) 1019), plus the way from both ends to the border.
"""

import math

import numpy as np
from numba import njit

LENGTH, TOTAL = range(2)  # columns: the longest path, and the whole skeleton
# Clockwise from above: the even ones share an edge with the pixel, the odd ones a corner.
_DY = np.array([-1, -1, 0, 1, 1, 1, 0, -1])
_DX = np.array([0, 1, 1, 1, 0, -1, -1, -1])


@njit(cache=True, nogil=True)
def add_skeletons(labels, where, boxes, rows, pixel, lengths):
    """Fill `lengths[row]` of particles that lie wholly in a window of the label map.

    `boxes` is (n, 4) of all particles on the grid, `where` the (left, top) of the window, `pixel`
    (width, height) of a pixel.
    """
    left, top = where
    for row in rows:
        x0, y0, x1, y1 = boxes[row]
        mask = np.zeros((y1 - y0 + 2, x1 - x0 + 2), np.uint8)
        for y in range(y0, y1):
            for x in range(x0, x1):
                if labels[y - top, x - left] == row + 1:
                    mask[y - y0 + 1, x - x0 + 1] = 1
        bones = mask.copy()
        places = _thin(bones)
        places = _slim(bones, places)
        places = _prune(bones, mask, places, pixel)
        _add_lengths(bones, mask, places, pixel, lengths[row])


@njit(inline="always")
def _around(bones, y, x):
    """The eight neighbours as bits, clockwise from above."""
    bits = 0
    for k in range(8):
        bits |= (bones[y + _DY[k], x + _DX[k]] != 0) << k
    return bits


@njit(inline="always")
def _neighbours(bits):
    count = 0
    for k in range(8):
        count += (bits >> k) & 1
    return count


@njit(inline="always")
def _crossings(bits):
    """How often the ring of neighbours goes from background to particle."""
    count = 0
    for k in range(8):
        count += ((bits >> k) & 1) == 0 and ((bits >> ((k + 1) % 8)) & 1) == 1
    return count


@njit(inline="always")
def _branches(bits):
    """Number of 8-connected parts of the neighbourhood (Yokoi et al. 1975)."""
    count = 0
    for k in (0, 2, 4, 6):
        a = 1 - ((bits >> k) & 1)
        b = 1 - ((bits >> ((k + 1) % 8)) & 1)
        c = 1 - ((bits >> ((k + 2) % 8)) & 1)
        count += a - a * b * c
    return count


@njit(cache=True, nogil=True)
def _thin(bones):
    """Thin a framed mask in place; (k, 2) y, x of what is left."""
    places = np.argwhere(bones)
    leaving = np.empty(len(places), np.bool_)
    changed = True
    while changed:
        changed = False
        for step in range(2):
            for k in range(len(places)):
                bits = _around(bones, places[k, 0], places[k, 1])
                up, right = bits & 1, (bits >> 2) & 1
                down, west = (bits >> 4) & 1, (bits >> 6) & 1
                if step == 0:
                    side = up * right * down == 0 and right * down * west == 0
                else:
                    side = up * right * west == 0 and up * down * west == 0
                leaving[k] = side and 2 <= _neighbours(bits) <= 6 and _crossings(bits) == 1
            kept = 0
            for k in range(len(places)):
                y, x = places[k]
                if leaving[k]:
                    bones[y, x] = 0
                    changed = True
                else:
                    places[kept, 0], places[kept, 1] = y, x
                    kept += 1
            places = places[:kept]
    return places


@njit(cache=True, nogil=True)
def _slim(bones, places):
    """Take away pixels that only thicken a line: stairs become diagonals."""
    kept = 0
    for k in range(len(places)):
        y, x = places[k]
        bits = _around(bones, y, x)
        if _neighbours(bits) >= 2 and _branches(bits) == 1:
            bones[y, x] = 0
        else:
            places[kept, 0], places[kept, 1] = y, x
            kept += 1
    return places[:kept]


@njit(cache=True, nogil=True)
def _prune(bones, mask, places, pixel):
    """Cut branches that reach no further than a corner around the fork's inscribed circle."""
    doomed = np.zeros(len(places), np.bool_)
    index = np.full(bones.shape, -1, np.int32)
    for k in range(len(places)):
        index[places[k, 0], places[k, 1]] = k
    way = np.empty(len(places), np.int32)
    for k in range(len(places)):
        y, x = places[k]
        if _neighbours(_around(bones, y, x)) != 1:
            continue
        steps, length, before = 0, 0.0, -1
        at = k
        while True:
            y, x = places[at]
            bits = _around(bones, y, x)
            if _branches(bits) > 2 or (steps and _neighbours(bits) > 2):
                break  # a fork
            following = -1
            for d in range(8):
                near = index[y + _DY[d], x + _DX[d]]
                if near >= 0 and near != before:
                    following = near
            if following < 0:
                steps = 0  # the other end: the skeleton is this one line
                break
            way[steps] = at
            steps += 1
            length += math.hypot(
                (places[following, 1] - x) * pixel[0], (places[following, 0] - y) * pixel[1]
            )
            before, at = at, following
        if steps == 0:
            continue
        reach = _depth(mask, places[at, 0], places[at, 1], pixel)
        tip = _depth(mask, places[k, 0], places[k, 1], pixel)
        if length + tip <= math.sqrt(2.0) * reach + math.sqrt(pixel[0] * pixel[1]):
            for s in range(steps):
                doomed[way[s]] = True
    kept = 0
    for k in range(len(places)):
        y, x = places[k]
        if doomed[k]:
            bones[y, x] = 0
        else:
            places[kept, 0], places[kept, 1] = y, x
            kept += 1
    return _slim(bones, places[:kept])


@njit(cache=True, nogil=True)
def _depth(mask, y, x, pixel):
    """Distance from a pixel's middle to the particle's border."""
    height, width = mask.shape
    nearest = np.inf
    smaller = min(pixel[0], pixel[1])
    r = 1
    while r * smaller < nearest:
        for j in range(-r, r + 1):
            step = 1 if abs(j) == r else 2 * r
            for i in range(-r, r + 1, step):
                v, u = y + j, x + i
                if not (0 <= v < height and 0 <= u < width) or mask[v, u] == 0:
                    nearest = min(nearest, math.hypot(i * pixel[0], j * pixel[1]))
        r += 1
    return nearest - 0.5 * math.sqrt(pixel[0] * pixel[1])


@njit(cache=True, nogil=True)
def _add_lengths(bones, mask, places, pixel, out):
    """Length of the longest path and of the whole skeleton, ends included."""
    index = np.full(bones.shape, -1, np.int32)
    for k in range(len(places)):
        index[places[k, 0], places[k, 1]] = k
    links = np.array([pixel[1], math.hypot(pixel[0], pixel[1]), pixel[0]])
    total = 0.0
    for k in range(len(places)):
        y, x = places[k]
        bits = _around(bones, y, x)
        for d in range(1, 5):  # each link once: to the right and below
            if (bits >> d) & 1 == 0:
                continue
            if d % 2 == 0:
                total += links[2] if d == 2 else links[0]
            elif (bits >> (d - 1)) & 1 == 0 and (bits >> (d + 1)) & 1 == 0:
                total += links[1]  # no way round the corner
        if _neighbours(bits) <= 1:
            total += _depth(mask, y, x, pixel) * (2 - _neighbours(bits))
    _, start = _farthest(bones, index, places, 0, links)
    length, end = _farthest(bones, index, places, start, links)
    for k in (start, end):
        length += _depth(mask, places[k, 0], places[k, 1], pixel)
    out[LENGTH] = length
    out[TOTAL] = max(total, length)


@njit(cache=True, nogil=True)
def _farthest(bones, index, places, start, links):
    """Length of the shortest path to the pixel that is farthest from `start`, and which it is."""
    n = len(places)
    far = np.full(n, np.inf)
    waiting = np.zeros(n, np.bool_)
    queue = np.empty(n + 1, np.int32)
    head, tail = 0, 1
    queue[0] = start
    far[start] = 0.0
    while head != tail:
        k = queue[head]
        head = (head + 1) % (n + 1)
        waiting[k] = False
        for d in range(8):
            near = index[places[k, 0] + _DY[d], places[k, 1] + _DX[d]]
            if near < 0:
                continue
            link = links[1] if d % 2 else (links[0] if d % 4 == 0 else links[2])
            if far[k] + link < far[near]:
                far[near] = far[k] + link
                if not waiting[near]:
                    waiting[near] = True
                    queue[tail] = near
                    tail = (tail + 1) % (n + 1)
    best = start
    for k in range(n):
        if far[k] != np.inf and far[k] > far[best]:
            best = k
    return far[best], best
