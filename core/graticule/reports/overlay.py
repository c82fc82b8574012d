"""The label map at the size of a picture, and its colours over the scan."""

from collections.abc import Generator

import numpy as np

from graticule.files import WriteProgress
from graticule.geometry import Box
from graticule.reports.bundle import Analysis, Array2D

_BLOCK = 2048  # work px read at once
_FILL = 0.35  # how much of a particle's inside is its class colour; its edge is all colour


def pool_labels(
    labels: Array2D, shape: tuple[int, int], name: str
) -> Generator[WriteProgress, None, np.ndarray]:
    """Labels on a picture of `shape` (height, width): the largest label under each of its px.

    A particle thinner than a picture px is therefore still there, and which of two wins does
    not depend on their classes. Where the picture is finer than the labels they are repeated.
    """
    height, width = labels.shape[:2]
    box = Box(0, 0, width, height)
    pooled = np.zeros((min(shape[0], height), min(shape[1], width)), np.uint32)
    ys = np.arange(height) * pooled.shape[0] // height
    xs = np.arange(width) * pooled.shape[1] // width
    for done, block in enumerate(box.blocks(_BLOCK), 1):
        part = np.asarray(labels[block.slices])
        if part.any():
            y, x = ys[block.top : block.bottom], xs[block.left : block.right]
            part = np.maximum.reduceat(part, _starts(y), axis=0)
            part = np.maximum.reduceat(part, _starts(x), axis=1)
            target = pooled[y[0] : y[-1] + 1, x[0] : x[-1] + 1]
            np.maximum(target, part, out=target)
        yield WriteProgress(name, done, -(-width // _BLOCK) * -(-height // _BLOCK))
    rows = np.arange(shape[0]) * pooled.shape[0] // shape[0]
    columns = np.arange(shape[1]) * pooled.shape[1] // shape[1]
    return pooled[rows][:, columns]


def paint(
    picture: np.ndarray,
    labels: np.ndarray,
    analysis: Analysis,
    *,
    line: int = 1,
    fill: float = _FILL,
) -> np.ndarray:
    """RGB uint8: `picture` (h, w, 3) with each particle tinted and its edge `line` px wide."""
    colors = np.array([info.color for info in analysis.classes], np.float32)
    classes = analysis.class_of[labels]
    alpha = np.where(labels > 0, np.float32(fill), np.float32(0))
    alpha[edges_of(labels, line)] = 1
    mixed = picture + alpha[..., None] * (colors[classes] - picture)
    return np.rint(mixed).astype(np.uint8)


def edges_of(labels: np.ndarray, line: int) -> np.ndarray:
    """Pixels of a particle within `line` px of something else; the picture's rim is no edge."""
    edges = np.zeros(labels.shape, bool)
    for step in range(1, line + 1):
        down = labels[step:] != labels[:-step]
        right = labels[:, step:] != labels[:, :-step]
        edges[step:] |= down
        edges[:-step] |= down
        edges[:, step:] |= right
        edges[:, :-step] |= right
    return edges & (labels > 0)


def _starts(indices: np.ndarray) -> np.ndarray:
    """Where a non-decreasing sequence takes a new value."""
    return np.flatnonzero(np.diff(indices, prepend=-1))
