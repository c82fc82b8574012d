"""The strands of one connected mask."""

from dataclasses import dataclass

import numpy as np

from graticule.instances.strands.chains import chains
from graticule.instances.strands.continuing import Ends
from graticule.instances.strands.graph import skeleton_graph
from graticule.instances.strands.painting import paint

_SPUR = 2.5  # half widths: what sticks out less is roughness


@dataclass(frozen=True, slots=True)
class Strands:
    """Strands of a mask: `labels` (h, w) int32, 1..n, their half widths in px, and their ends.

    `owner` (m,) is the label that each of the ends belongs to. A strand that another one
    crosses has several parts.
    """

    labels: np.ndarray
    count: int
    half: np.ndarray
    ends: Ends
    owner: np.ndarray


def trace_strands(mask: np.ndarray, smallest: int) -> Strands:
    """Take apart the strands of a mask (h, w) bool that hangs together.

    A strand of fewer than `smallest` px is left to the one that it touches. Every pixel of the
    mask has a label 1..n, in raster order of first pixels.
    """
    found = chains(skeleton_graph(mask, _SPUR))
    labels = paint(mask, found) if len(found) > 1 else mask.astype(np.int32)
    if len(found) > 1:
        areas = np.bincount(labels.ravel(), minlength=len(found) + 1)[1:]
        if (areas < smallest).any():
            kept = areas >= smallest
            kept[int(areas.argmax())] = True
            found = [chain for chain, keep in zip(found, kept, strict=True) if keep]
            labels = paint(mask, found) if len(found) > 1 else mask.astype(np.int32)
    ends = [chain.ends() for chain in found]
    owner = np.repeat(np.arange(1, len(found) + 1), [len(part) for part in ends])
    count = max(1, len(found))
    half = np.array([chain.half for chain in found] or [0.0])
    if count > 1:
        rank = _raster_ranks(labels, count)
        labels, owner = rank[labels], rank[owner]
        half = half[np.argsort(rank[1:])]
    return Strands(labels.astype(np.int32), count, half, Ends.joined(ends), owner)


def in_raster_order(labels: np.ndarray, count: int) -> np.ndarray:
    """The same labels 1..count, numbered by their first pixels; int32."""
    return _raster_ranks(labels, count)[labels]


def _raster_ranks(labels: np.ndarray, count: int) -> np.ndarray:
    """The rank of each label by its first pixel; 0 stays 0."""
    numbers, first = np.unique(labels, return_index=True)
    seen = numbers[np.argsort(first, kind="stable")]
    seen = seen[seen > 0]
    rank = np.zeros(count + 1, np.int32)
    rank[seen] = np.arange(1, len(seen) + 1)
    return rank
