"""A clump eroded step by step until its parts are convex, all on its list of pixels."""

import numpy as np

from graticule.compiled import helper, kernel
from graticule.instances.convexity import convexity
from graticule.instances.thinning import places_of

_STEP = 0.5  # px of erosion at a time
_LEVELS = 64  # at most so many steps, whatever the clump's depth
# How much less deep than the deepest pixel the rim of a part's core lies: of its depth, and of
# the depth since it became a part of its own. The second keeps the spike out that points to
# where the neck was.
_OF_DEPTH = 0.1
_OF_RISE = 0.15


@kernel
def find_cores(framed, depth, least, smallest):
    """Cores of the convex parts, as numbers 1..n (h, w) int32, and the radius (n,) of each in px.

    `framed` (h, w) bool has a frame of background, `depth` is the squared distance to it. Parts
    of less than `smallest` px are given up. Grown by its radius, a core fills its particle.
    """
    labels = framed.astype(np.int32)
    seen = np.zeros_like(labels)
    cores = np.zeros_like(labels)
    places = places_of(framed)
    buffer = np.empty_like(places)
    deepest = 0
    for k in range(len(places)):
        deepest = max(deepest, depth[places[k, 0], places[k, 1]])
    step = max(_STEP, np.sqrt(np.float64(deepest)) / _LEVELS)
    radii = np.empty(len(places), np.float64)
    count = 0
    stack = [(0, len(places), 1, 0.0)]
    following = 2
    while len(stack):
        start, end, number, level = stack.pop()
        level += step
        left = _shrunk(labels, depth, places[start:end], level)
        filled = 0
        # the parts take the place of what they come from in the list
        for k in range(left):
            y, x = places[start + k]
            if labels[y, x] != number:
                continue
            before = filled
            filled = _flood(labels, y, x, following, buffer, filled)
            own = buffer[before:filled]
            if len(own) >= smallest:
                if convexity(labels, following, own, seen) > least:
                    radii[count] = _add_core(cores, depth, own, level, count + 1)
                    count += 1
                else:
                    stack.append((start + before, start + filled, following, level))
            following += 1
        for k in range(filled):
            places[start + k, 0], places[start + k, 1] = buffer[k, 0], buffer[k, 1]
    return cores, radii[:count].copy()


@kernel
def _shrunk(labels, depth, places, level):
    """Take the pixels away that are no deeper than a level; those left come first. How many."""
    left = 0
    for k in range(len(places)):
        y, x = places[k]
        if depth[y, x] <= level * level:
            labels[y, x] = 0
        else:
            places[left, 0], places[left, 1] = y, x
            left += 1
    return left


@helper
def _flood(labels, y, x, new, buffer, filled):
    """Give a 4-connected part a new number; its places are put into `buffer` from `filled` on."""
    number = labels[y, x]
    labels[y, x] = new
    buffer[filled, 0], buffer[filled, 1] = y, x
    at = filled
    filled += 1
    while at < filled:
        y, x = buffer[at]
        at += 1
        for d in range(4):
            v, u = y + (d == 0) - (d == 1), x + (d == 2) - (d == 3)
            if labels[v, u] == number:
                labels[v, u] = new
                buffer[filled, 0], buffer[filled, 1] = v, u
                filled += 1
    return filled


@helper
def _add_core(cores, depth, own, level, number):
    """Write the innermost pixels of a marker that erosion by `level` left; how deep they lie."""
    deepest = 0
    for k in range(len(own)):
        deepest = max(deepest, depth[own[k, 0], own[k, 1]])
    inner = np.sqrt(np.float64(deepest))
    radius = inner - min(_OF_DEPTH * inner, _OF_RISE * (inner - level))
    for k in range(len(own)):
        if depth[own[k, 0], own[k, 1]] > radius * radius:
            cores[own[k, 0], own[k, 1]] = number
    return radius
