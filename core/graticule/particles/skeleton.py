"""Length along the middle of fibres, hairs and other elongated particles.

A particle is thinned (Guo & Hall, Commun. ACM 32 (1989) 359), what is left is made one pixel wide,
branches that only point into the particle's corners are cut, and the longest of the shortest
paths on the rest is its length (as AnalyzeSkeleton, Arganda-Carreras et al., Microsc. Res.
Tech. 73 (2010) 1019), smoothed, plus the way from both ends to the border. A particle of several
parts, with something on top between them, is as long as these and the gaps together.
"""

import math

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

_SMOOTHING = 3  # px to either side
LENGTH, TOTAL = range(2)  # columns: the longest path, and the whole skeleton


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
        places = thin(bones)
        places = slim(bones, places)
        places = _prune(bones, mask, places, pixel)
        _add_lengths(bones, mask, places, pixel, lengths[row])


@helper
def _prune(bones, mask, places, pixel):
    """Cut branches that reach no further than a corner around the fork's inscribed circle."""
    index = index_of(bones, places)
    doomed = np.zeros(len(places), np.bool_)
    way = np.empty(len(places), np.int64)
    for k in range(len(places)):
        y, x = places[k, 0], places[k, 1]
        if NEIGHBOURS[around(bones, y, x)] != 1:
            continue
        steps, fork, length = walk(bones, index, places, k, pixel, way)
        if fork < 0:
            continue
        reach = depth_at(mask, places[fork, 0], places[fork, 1], pixel)
        tip = depth_at(mask, y, x, pixel)
        if length + tip <= math.sqrt(2.0) * reach + math.sqrt(pixel[0] * pixel[1]):
            for s in range(steps):
                doomed[way[s]] = True
    kept = drop(bones, places, doomed, len(places))
    return slim(bones, places[:kept])


@helper
def _add_lengths(bones, mask, places, pixel, out):
    """Length of the longest path and of the whole skeleton, ends included."""
    index = index_of(bones, places)
    links = np.array([pixel[1], math.hypot(pixel[0], pixel[1]), pixel[0]])
    total = 0.0
    for k in range(len(places)):
        y, x = places[k, 0], places[k, 1]
        bits = around(bones, y, x)
        for d in range(1, 5):  # each link once: to the right and below
            if (bits >> d) & 1 == 0:
                continue
            if d % 2 == 0:
                total += links[2] if d == 2 else links[0]
            elif (bits >> (d - 1)) & 1 == 0 and (bits >> (d + 1)) & 1 == 0:
                total += links[1]  # no way round the corner
        if NEIGHBOURS[bits] <= 1:
            total += depth_at(mask, y, x, pixel) * (2 - NEIGHBOURS[bits])
    paths, count = _paths(index, places, links, mask, pixel)
    smooth, steps, caps = 0.0, 0.0, 0.0
    for part in paths[:count]:
        steps += part[0]
        smooth += part[1]
        caps += part[4] + part[5]
    out[LENGTH] = smooth + _between(places, paths[:count], pixel)
    # What smoothing takes from the path it would take from the branches, too.
    total = max(total, steps + caps)
    out[TOTAL] = total * (smooth + caps) / (steps + caps)


@kernel
def _paths(index, places, links, mask, pixel):
    """The longest path of each part, and how many parts there are.

    A path is its length by steps and smoothed, its first and last pixel, and how far the border
    is beyond these.
    """
    paths = np.empty((len(places), 6), np.float64)
    before = np.empty(len(places), np.int64)
    known = np.zeros(len(places), np.bool_)
    count = 0
    for k in range(len(places)):
        if known[k]:
            continue
        _, start = _farthest(index, places, k, links, before, known)
        steps, end = _farthest(index, places, start, links, before, known)
        path = paths[count]
        path[0], path[1] = steps, _smooth_length(places, before, start, end, pixel)
        path[2], path[3] = start, end
        path[4] = depth_at(mask, places[start, 0], places[start, 1], pixel)
        path[5] = depth_at(mask, places[end, 0], places[end, 1], pixel)
        count += 1
    return paths, count


@helper
def _between(places, paths, pixel):
    """The way from part to part, nearest ends first, and from the last ends to the border."""
    group = np.arange(len(paths))
    free = np.ones((len(paths), 2), np.bool_)
    length = 0.0
    for _ in range(len(paths) - 1):
        best, one, other = np.inf, 0, 0
        for i in range(2 * len(paths)):
            for j in range(i):
                apart = group[i // 2] != group[j // 2]
                if not apart or not free[i // 2, i % 2] or not free[j // 2, j % 2]:
                    continue
                a, b = places[int(paths[i // 2, 2 + i % 2])], places[int(paths[j // 2, 2 + j % 2])]
                gap = math.hypot((a[1] - b[1]) * pixel[0], (a[0] - b[0]) * pixel[1])
                if gap < best:
                    best, one, other = gap, i, j
        length += best
        free[one // 2, one % 2] = free[other // 2, other % 2] = False
        gone = group[other // 2]
        for k in range(len(group)):
            if group[k] == gone:
                group[k] = group[one // 2]
    for k in range(len(paths)):
        for end in range(2):
            if free[k, end]:
                length += paths[k, 4 + end]
    return length


@helper
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


@helper
def _farthest(index, places, start, links, before, known):
    """Length of the shortest path to the pixel that is farthest from `start`, and which it is.

    `before` gets the pixel before each one on its shortest path, `known` that it was reached.
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
            near = index[places[k, 0] + DY[d], places[k, 1] + DX[d]]
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
        if far[k] != np.inf:
            known[k] = True
            if far[k] > far[best]:
                best = k
    return far[best], best
