"""The middle line of a mask: thinned to one pixel, with the mask's depth along it.

A mask is thinned by Guo & Hall's way (Commun. ACM 32 (1989) 359), which unlike Zhang & Suen's
does not eat up slanted lines from their ends, and what is left is made one pixel wide.
"""

import math

import numpy as np

from graticule.compiled import helper, kernel

# Clockwise from above: the even ones share an edge with the pixel, the odd ones a corner.
DY = np.array([-1, -1, 0, 1, 1, 1, 0, -1])
DX = np.array([0, 1, 1, 1, 0, -1, -1, -1])


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


_LEAVES, NEIGHBOURS, _CORNER = _tables()


@kernel
def around(bones, y, x):
    """The eight neighbours as bits, clockwise from above."""
    bits = 0
    for k in range(8):
        bits |= (bones[y + DY[k], x + DX[k]] != 0) << k
    return bits


@kernel
def places_of(mask):
    """(n, 2) y, x of the pixels of a mask, row by row."""
    n = 0
    for y in range(mask.shape[0]):
        for x in range(mask.shape[1]):
            n += mask[y, x] != 0
    places = np.empty((n, 2), np.int64)
    n = 0
    for y in range(mask.shape[0]):
        for x in range(mask.shape[1]):
            if mask[y, x]:
                places[n, 0], places[n, 1] = y, x
                n += 1
    return places


@kernel
def thin(bones):
    """Thin a framed mask in place; (k, 2) y, x of what is left."""
    places = places_of(bones)
    kept = len(places)
    leaving = np.empty(kept, np.bool_)
    changed = True
    while changed:
        changed = False
        for step in range(2):
            for k in range(kept):
                leaving[k] = _LEAVES[step, around(bones, places[k, 0], places[k, 1])]
                changed |= leaving[k]
            kept = drop(bones, places, leaving, kept)
    return places[:kept]


@kernel
def drop(bones, places, leaving, count):
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
def slim(bones, places):
    """Take away pixels that only thicken a line: stairs become diagonals. The pixels left."""
    leaving = np.zeros(len(places), np.bool_)
    for k in range(len(places)):
        y, x = places[k, 0], places[k, 1]
        bits = around(bones, y, x)
        if _CORNER[bits]:
            bones[y, x] = 0
            leaving[k] = True
    return places[: drop(bones, places, leaving, len(places))]


@kernel
def index_of(bones, places):
    """The number of the skeleton's pixel at each place, -1 elsewhere."""
    index = np.full(bones.shape, -1, np.int32)
    for k in range(len(places)):
        index[places[k, 0], places[k, 1]] = k
    return index


@helper
def depth_at(mask, y, x, pixel):
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
def walk(bones, index, places, tip, pixel, way):
    """From a tip to the first fork: how many pixels are passed, the fork (-1: none), the length.

    The numbers of the passed pixels are written into `way`.
    """
    steps, length, before, at = 0, 0.0, -1, tip
    while True:
        y, x = places[at, 0], places[at, 1]
        if steps and NEIGHBOURS[around(bones, y, x)] > 2:
            return steps, at, length
        following = -1
        for d in range(8):
            near = index[y + DY[d], x + DX[d]]
            if near >= 0 and near != before:
                following = near
        if following < 0:
            return steps, -1, length  # the skeleton is this one line
        way[steps] = at
        steps += 1
        dx, dy = places[following, 1] - x, places[following, 0] - y
        length += math.hypot(dx * pixel[0], dy * pixel[1])
        before, at = at, following
