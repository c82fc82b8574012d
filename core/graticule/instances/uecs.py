"""Ultimate erosion for convex sets: a clump becomes parts that may overlap.

Park, Huang, Ji & Ding, IEEE Trans. Pattern Anal. Mach. Intell. 35 (2013) 669, as ANTEMA uses it
(Gumbiowski et al., Nanoscale Adv. 5 (2023) 2318): a clump is eroded until its parts are convex,
and each of these markers is dilated back as many steps within the clump. There the structuring
element is applied step by step; here erosion and dilation are by an exact disc (Euclidean
distance), so that round particles stay round.

In three things this goes beyond the paper. Right after a neck has given way a part still has a
spike that reaches into it, and would be grown into a bulge over the neighbour: parts are grown
from the innermost pixels of their marker. Pixels that no part claims then go to the part that
they touch if it stays convex with them (the corners of cubes), and otherwise to none, as in the
paper. And a clump of which fewer than two parts are left stays whole, where the paper gives it up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from graticule.instances.convexity import convexity_of
from graticule.instances.depth import FAR, squared_distance
from graticule.instances.eroding import find_cores
from graticule.rle import runs_of


@dataclass(frozen=True)
class Parted:
    """A component taken apart: `labels` (h, w) int32 is one owner 1..n of each px, 0 none.

    `shared` (k, 5) int64 are runs of px that belong to another part as well: row, first column,
    end column, number of that part, and of their owner.
    """

    labels: np.ndarray
    shared: np.ndarray


@dataclass(frozen=True)
class _Part:
    """A part's px in `box` of the clump, and their squared distance to its core."""

    box: tuple[slice, slice]
    mask: np.ndarray
    away: np.ndarray


def take_apart(mask: np.ndarray, convexity: float, smallest: int) -> Parted:
    """The convex parts of one component (h, w) bool, in raster order of their first px.

    `convexity` is what a part must have more of, by `convexity_of`, and `smallest` how many px
    its marker has at least. A component that is convex stays as it is.
    """
    framed = np.pad(mask, 1)
    parts: list[_Part] = []
    if convexity_of(mask) <= convexity:
        cores, radii = find_cores(framed, squared_distance(~framed), convexity, smallest)
        if len(radii) > 1:
            grown = _regrown(framed, cores, radii)
            parts = [part for part in grown if convexity_of(part.mask) > convexity]
    if len(parts) < 2:
        return Parted(mask.astype(np.int32), np.zeros((0, 5), np.int64))
    parts = _with_rests(framed, parts, convexity)
    height, width = framed.shape
    return _laid((height, width), sorted(parts, key=lambda part: _first(part, width)))


def _regrown(framed: np.ndarray, cores: np.ndarray, radii: np.ndarray) -> list[_Part]:
    """The px of the clump within each core's radius of it."""
    parts = []
    for k, found in enumerate(ndimage.find_objects(cores, len(radii))):
        reach = math.ceil(radii[k])
        box = (
            slice(max(found[0].start - reach, 0), found[0].stop + reach),
            slice(max(found[1].start - reach, 0), found[1].stop + reach),
        )
        away = squared_distance(cores[box] == k + 1)
        parts.append(_Part(box, framed[box] & (away <= radii[k] ** 2), away))
    return parts


def _with_rests(framed: np.ndarray, parts: Sequence[_Part], convexity: float) -> list[_Part]:
    """The parts with what no part claims, as far as they stay convex with it."""
    claimed = np.zeros(framed.shape, bool)
    for part in parts:
        claimed[part.box] |= part.mask
    rests, count = ndimage.label(framed & ~claimed)  # type: ignore[misc] - the stub says int, too
    most, owner = np.zeros(count, np.int64), np.full(count, -1)
    for i, part in enumerate(parts):
        near = np.asarray(ndimage.binary_dilation(part.mask), bool)
        touched = np.bincount(rests[part.box][near], minlength=count + 1)[1:]
        owner[touched > most] = i
        most = np.maximum(most, touched)
    area = np.bincount(rests.ravel(), minlength=count + 1)
    boxes = ndimage.find_objects(rests)
    out = []
    for i, part in enumerate(parts):
        own = np.flatnonzero(owner == i) + 1
        own = own[np.argsort(area[own], kind="stable")].tolist()
        out.append(_joined(rests, part, own, boxes, convexity) if own else part)
    return out


def _joined(
    rests: np.ndarray,
    part: _Part,
    own: Sequence[int],
    boxes: Sequence[tuple[slice, slice]],
    convexity: float,
) -> _Part:
    """A part with those of its own rests with which it is convex: all, or one after the other."""
    touching = [part.box, *(boxes[k - 1] for k in own)]
    top, left = (min(box[axis].start for box in touching) for axis in (0, 1))
    bottom, right = (max(box[axis].stop for box in touching) for axis in (0, 1))
    box = slice(top, bottom), slice(left, right)
    y, x = part.box[0].start - top, part.box[1].start - left
    height, width = part.mask.shape
    view = rests[box]
    mask, away = np.zeros(view.shape, bool), np.full(view.shape, FAR)
    mask[y : y + height, x : x + width] = part.mask
    away[y : y + height, x : x + width] = part.away
    every = mask | np.isin(view, own)
    if convexity_of(every) > convexity:
        return _Part(box, every, away)
    for k in own:
        more = mask | (view == k)
        if convexity_of(more) > convexity:
            mask = more
    return _Part(box, mask, away)


def _first(part: _Part, width: int) -> int:
    """Where a part's first px in raster order lies."""
    y, x = divmod(int(np.argmax(part.mask)), part.mask.shape[1])
    return (part.box[0].start + y) * width + part.box[1].start + x


def _laid(shape: tuple[int, int], parts: Sequence[_Part]) -> Parted:
    """Each px given to the part whose core is nearest; the others share it."""
    labels = np.zeros(shape, np.int32)
    nearest = np.full(shape, np.iinfo(np.int64).max)
    for k, part in enumerate(parts):
        mine = part.mask & (part.away < nearest[part.box])
        labels[part.box][mine] = k + 1
        nearest[part.box][mine] = part.away[mine]
    shared = [np.zeros((0, 5), np.int64)]
    for k, part in enumerate(parts):
        owners = labels[part.box] * (part.mask & (labels[part.box] != k + 1))
        # without the frame
        runs = runs_of(owners, left=part.box[1].start - 1, top=part.box[0].start - 1)
        shared.append(np.insert(runs, 3, k + 1, axis=1))
    return Parted(labels[1:-1, 1:-1].copy(), np.concatenate(shared))
