"""Length along the middle of fibres, hairs and other elongated particles.

A particle is thinned (Guo & Hall, Commun. ACM 32 (1989) 359, which unlike Zhang & Suen's
way does not eat up slanted lines from their ends), what is left is made one pixel wide,
branches that only point into the particle's corners are cut, and the longest of the shortest
paths on the rest is its length (as AnalyzeSkeleton, Arganda-Carreras et al., Microsc. Res.
Tech. 73 (2010) 1019), smoothed, plus the way from both ends to the border.
"""

import math

import numpy as np

from graticule.particles.compiled import helper, kernel

_SMOOTHING = 3  # px to either side
LENGTH, TOTAL = range(2)  # columns: the longest path, and the whole skeleton
# Clockwise from above: the even ones share an edge with the pixel, the odd ones a corner.
_DY = np.array([-1, -1, 0, 1, 1, 1, 0, -1])
_DX = np.array([0, 1, 1, 1, 0, -1, -1, -1])


def _tables() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the 256 neighbourhoods mean, as bits clockwise from above.

    Whether Guo & Hall's two steps take the pixel away, how many neighbours it has, and
    whether it is the corner of a stair: two of its edges touch pixels at a right angle, and
    all its neighbours hang together without it (Yokoi, Toriwaki & Fukumura, 1975).
    """
    ring = (np.arange(256)[:, None] >> np.arange(8)) & 1
    following = np.roll(ring, -1, 1)
    neighbours = ring.sum(1)
    edges, corners = ring[:, ::2], ring[:, 1::2]
    crossings = ((1 - edges) & (corners | following[:, 1::2])).sum(1)
    pairs = np.minimum((edges | corners).sum(1), (corners | following[:, 1::2]).sum(1))
    thick = (crossings == 1) & (pairs >= 2) & (pairs <= 3)
    north, north_east, east, south_east, south, south_west, west, north_west = ring.T
    one = thick & ((north | north_east | (1 - south_east)) & east == 0)
    two = thick & ((south | south_west | (1 - north_west)) & west == 0)
    empty, beyond = 1 - ring, np.roll(1 - ring, -2, 1)
    parts = (empty - empty * (1 - following) * beyond)[:, ::2].sum(1)
    bend = ((ring & np.roll(ring, -2, 1))[:, ::2]).any(1)
    return np.stack([one, two]), neighbours, bend & (parts == 1)


_LEAVES, _NEIGHBOURS, _CORNER = _tables()


@kernel
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


@helper
def _around(bones, y, x):
    """The eight neighbours as bits, clockwise from above."""
    bits = 0
    for k in range(8):
        bits |= (bones[y + _DY[k], x + _DX[k]] != 0) << k
    return bits


@kernel
def _thin(bones):
    """Thin a framed mask in place; (k, 2) y, x of what is left."""
    places = np.empty((bones.sum(), 2), np.int64)
    kept = 0
    for y in range(bones.shape[0]):
        for x in range(bones.shape[1]):
            if bones[y, x]:
                places[kept, 0], places[kept, 1] = y, x
                kept += 1
    leaving = np.empty(kept, np.bool_)
    changed = True
    while changed:
        changed = False
        for step in range(2):
            for k in range(kept):
                leaving[k] = _LEAVES[step, _around(bones, places[k, 0], places[k, 1])]
                changed |= leaving[k]
            kept = _drop(bones, places, leaving, kept)
    return places[:kept]


@kernel
def _drop(bones, places, leaving, count):
    """Take away the marked pixels; how many stay."""
    kept = 0
    for k in range(count):
        y, x = places[k, 0], places[k, 1]
        if leaving[k]:
            bones[y, x] = 0
        else:
            places[kept, 0], places[kept, 1] = y, x
            kept += 1
    return kept


@kernel
def _slim(bones, places):
    """Take away pixels that only thicken a line: stairs become diagonals. The pixels left."""
    leaving = np.zeros(len(places), np.bool_)
    for k in range(len(places)):
        y, x = places[k, 0], places[k, 1]
        bits = _around(bones, y, x)
        if _CORNER[bits]:
            bones[y, x] = 0
            leaving[k] = True
    return places[: _drop(bones, places, leaving, len(places))]


@kernel
def _prune(bones, mask, places, pixel):
    """Cut branches that reach no further than a corner around the fork's inscribed circle."""
    index = _index(bones, places)
    doomed = np.zeros(len(places), np.bool_)
    way = np.empty(len(places), np.int64)
    for k in range(len(places)):
        y, x = places[k, 0], places[k, 1]
        if _NEIGHBOURS[_around(bones, y, x)] != 1:
            continue
        steps, fork, length = _branch(bones, index, places, k, pixel, way)
        if fork < 0:
            continue
        reach = _depth(mask, places[fork, 0], places[fork, 1], pixel)
        tip = _depth(mask, y, x, pixel)
        if length + tip <= math.sqrt(2.0) * reach + math.sqrt(pixel[0] * pixel[1]):
            for s in range(steps):
                doomed[way[s]] = True
    kept = _drop(bones, places, doomed, len(places))
    return _slim(bones, places[:kept])


@kernel
def _branch(bones, index, places, tip, pixel, way):
    """Walk from a tip to the first fork: the pixels passed, the fork (-1: none), the length."""
    steps, length, before, at = 0, 0.0, -1, tip
    while True:
        y, x = places[at, 0], places[at, 1]
        bits = _around(bones, y, x)
        if steps and _NEIGHBOURS[bits] > 2:
            return steps, at, length
        following = -1
        for d in range(8):
            near = index[y + _DY[d], x + _DX[d]]
            if near >= 0 and near != before:
                following = near
        if following < 0:
            return steps, -1, length  # the skeleton is this one line
        way[steps] = at
        steps += 1
        dx, dy = places[following, 1] - x, places[following, 0] - y
        length += math.hypot(dx * pixel[0], dy * pixel[1])
        before, at = at, following


@helper
def _index(bones, places):
    """The number of the skeleton's pixel at each place, -1 elsewhere."""
    index = np.full(bones.shape, -1, np.int32)
    for k in range(len(places)):
        index[places[k, 0], places[k, 1]] = k
    return index


@kernel
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


@kernel
def _add_lengths(bones, mask, places, pixel, out):
    """Length of the longest path and of the whole skeleton, ends included."""
    index = _index(bones, places)
    links = np.array([pixel[1], math.hypot(pixel[0], pixel[1]), pixel[0]])
    total = 0.0
    for k in range(len(places)):
        y, x = places[k, 0], places[k, 1]
        bits = _around(bones, y, x)
        for d in range(1, 5):  # each link once: to the right and below
            if (bits >> d) & 1 == 0:
                continue
            if d % 2 == 0:
                total += links[2] if d == 2 else links[0]
            elif (bits >> (d - 1)) & 1 == 0 and (bits >> (d + 1)) & 1 == 0:
                total += links[1]  # no way round the corner
        if _NEIGHBOURS[bits] <= 1:
            total += _depth(mask, y, x, pixel) * (2 - _NEIGHBOURS[bits])
    before = np.empty(len(places), np.int64)
    _, start = _farthest(index, places, 0, links, before)
    steps, end = _farthest(index, places, start, links, before)
    smooth = _smooth_length(places, before, start, end, pixel)
    ends = 0.0
    for k in (start, end):
        ends += _depth(mask, places[k, 0], places[k, 1], pixel)
    out[LENGTH] = smooth + ends
    # What smoothing takes from the path it would take from the branches, too.
    total = max(total, steps + ends)
    out[TOTAL] = total * (smooth + ends) / (steps + ends)


@kernel
def _smooth_length(places, before, start, end, pixel):
    """Length of a path of pixels, each moved to the mean of its neighbourhood on the path.

    Steps of 1 and √2 make a slanted line up to 8 % too long (Freeman, Computer Graphics and
    Image Processing 1970), the line through the means of seven pixels hardly longer.
    """
    path = np.empty((len(places), 2), np.float64)
    n = 0
    k = end
    while True:
        path[n, 0], path[n, 1] = places[k, 1] * pixel[0], places[k, 0] * pixel[1]
        n += 1
        if k == start:
            break
        k = before[k]
    length = 0.0
    last_x, last_y = path[0, 0], path[0, 1]
    for i in range(1, n):
        reach = min(_SMOOTHING, i, n - 1 - i)
        x = y = 0.0
        for j in range(i - reach, i + reach + 1):
            x += path[j, 0]
            y += path[j, 1]
        x /= 2 * reach + 1
        y /= 2 * reach + 1
        length += math.hypot(x - last_x, y - last_y)
        last_x, last_y = x, y
    return length


@kernel
def _farthest(index, places, start, links, before):
    """Length of the shortest path to the pixel that is farthest from `start`, and which it is.

    `before` gets the pixel before each one on its shortest path.
    """
    n = len(places)
    far = np.full(n, np.inf)
    waiting = np.zeros(n, np.bool_)
    queue = np.empty(n + 1, np.int64)
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
                before[near] = k
                if not waiting[near]:
                    waiting[near] = True
                    queue[tail] = near
                    tail = (tail + 1) % (n + 1)
    best = start
    for k in range(n):
        if far[k] != np.inf and far[k] > far[best]:
            best = k
    return far[best], best
