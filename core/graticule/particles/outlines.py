"""Outlines of particles as polygons whose area is exactly that of their pixels."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely

from graticule.compiled import plain
from graticule.geometry import Box
from graticule.particles import rings
from graticule.particles.overlaps import LabelLayer, round_of
from graticule.particles.seams import ArrayLike
from graticule.particles.table import ParticleTable
from graticule.particles.windows import BLOCK, LARGEST, ParticleWindow, windows


def outline_particles(
    labels: ArrayLike,
    table: ParticleTable,
    *,
    scale: float = 1.0,
    origin: tuple[int, int] = (0, 0),
    block: int = BLOCK,
    largest: int = LARGEST,
) -> Iterator[tuple[int, shapely.Polygon | shapely.MultiPolygon]]:
    """(row, outline) of each particle of a table of these labels, in level-0 pixels.

    `scale` is that of the table's measurement; `origin` is the place (x, y) of the labels' corner
    on the whole scan's grid, in px of that grid. Outlines run along pixel edges, with holes, and
    are valid; parts that touch only by a corner make a MultiPolygon; those of `Overlapping` labels
    overlap. Rows come in order if the table is in the order of its ids.
    """
    if not len(table):
        return
    boxes = np.rint(
        np.stack([table[key] for key in ("left", "top", "right", "bottom")], axis=1) / scale
    ).astype(np.int64) - (*origin, *origin)
    slots = np.full(int(table["id"].max()) + 1, -1, np.int64)
    band: list[tuple[int, shapely.Polygon | shapely.MultiPolygon]] = []
    at = 0
    for window in windows(boxes, block=block, largest=largest):
        if window.band != at:
            yield from sorted(band, key=lambda pair: pair[0])
            band, at = [], window.band
        rounds = round_of(labels, table["id"][window.rows])
        for number in np.unique(rounds).tolist():
            part = replace(window, rows=window.rows[rounds == number])
            ids = table["id"][part.rows]
            slots[ids] = np.arange(len(ids))
            corners, starts = _corners(LabelLayer(labels, number), part, slots, block)
            slots[ids] = -1
            shapes = _polygons(corners, starts, scale, origin)
            if not np.allclose(shapely.area(shapes), table["area_px"][part.rows] * scale**2):
                raise ValueError("the table was not measured on these labels at this scale")
            band += zip(part.rows.tolist(), shapes, strict=True)
    yield from sorted(band, key=lambda pair: pair[0])


def _corners(
    labels: ArrayLike, window: ParticleWindow, slots: np.ndarray, block: int
) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) x, y, flags of all corners, particle by particle, and where each begins."""
    if window.whole:
        return _corners_of(_framed(labels, window.box, window.box), window.box, slots, window)
    # Too large to be held: corners from pieces, put back into raster order.
    parts = []
    for part in window.box.blocks(block):
        # A piece has the corners at its pixels' upper left; the last ones in a row or column
        # those at the lower right, too.
        beyond = Box(
            part.left,
            part.top,
            part.right + (part.right == window.box.right),
            part.bottom + (part.bottom == window.box.bottom),
        )
        framed = _framed(
            labels, window.box, Box(beyond.left, beyond.top, beyond.right - 1, beyond.bottom - 1)
        )
        parts.append(_corners_of(framed, beyond, slots, window)[0])
    corners = np.concatenate(parts)
    corners = corners[np.lexsort((corners[:, 0], corners[:, 1]))]
    return plain(corners), np.array([0, len(corners)])


def _framed(labels: ArrayLike, whole: Box, box: Box) -> np.ndarray:
    """The labels of `box` with a frame of one pixel; 0 outside `whole`."""
    out = np.zeros((box.height + 2, box.width + 2), np.uint32)
    read = box.grown(1).clipped(whole)
    y, x = read.top - box.top + 1, read.left - box.left + 1
    out[y : y + read.height, x : x + read.width] = labels[read.slices]
    return out


def _corners_of(
    framed: np.ndarray, box: Box, slots: np.ndarray, window: ParticleWindow
) -> tuple[np.ndarray, np.ndarray]:
    counts = np.zeros(len(window.rows), np.int64)
    rings.count_corners(framed, slots, counts)
    starts = np.concatenate([[0], np.cumsum(counts)])
    corners = np.empty((int(starts[-1]), 3), np.int32)
    rings.fill_corners(framed, (box.left, box.top), slots, starts[:-1].copy(), corners)
    return corners, starts


def _polygons(
    corners: np.ndarray, starts: np.ndarray, scale: float, origin: tuple[int, int]
) -> list[shapely.Polygon | shapely.MultiPolygon]:
    most = len(corners) // 4
    points = np.empty((len(corners) + most, 2), np.int32)
    found = np.empty((most, 5), np.int64)
    found = found[: rings.trace(corners, starts, points, found)]
    ends, particle, shell = found[:, 0], found[:, 1], found[:, 2]
    # Polygon by polygon, each shell before its holes.
    hole = shell != np.arange(len(found))
    order = np.lexsort((np.arange(len(found)), hole, shell))
    begins = np.concatenate([[0], ends[:-1]])
    lengths = (ends - begins)[order]
    into = np.concatenate([[0], np.cumsum(lengths)])
    take = np.arange(into[-1]) - np.repeat(into[:-1] - begins[order], lengths)
    first = np.flatnonzero(~hole[order])
    made = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON,
        (points[take] + origin) * float(scale),
        (into, np.concatenate([first, [len(found)]])),
    )
    owner = particle[order][first]
    parts = np.bincount(owner, minlength=len(starts) - 1)
    cuts = np.concatenate([[0], np.cumsum(parts)])
    return [  # type: ignore[return-value] - an element of an object array
        made[cuts[i]] if parts[i] == 1 else shapely.MultiPolygon(list(made[cuts[i] : cuts[i + 1]]))
        for i in range(len(parts))
    ]
