"""From the maps of a part of a scan to the particles in it, as the analysis finds them."""

import math
from dataclasses import dataclass

import msgspec
import numpy as np
import shapely

from graticule.classes import ClassInfo
from graticule.geometry import Box
from graticule.instances import SEPARATIONS, Separation
from graticule.methods.maps import GreyLevels, Maps, work_box
from graticule.particles import (
    Cleaning,
    Labelled,
    Overlapping,
    ParticleTable,
    iter_label_particles,
    measure_particles,
    outline_particles,
)
from graticule.particles.overlaps import nothing_shared, renumbered
from graticule.protocol import Protocol
from graticule.rle import lay
from graticule.scans import Scan
from graticule.segment import WorkView

_MOST_OUTLINES = 20_000
_X = ("x_px", "left", "right")
_Y = ("y_px", "top", "bottom")

Outline = shapely.Polygon | shapely.MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a protocol finds in the level-0 box `box`.

    `labels` (h, w) and the maps lie on the grid of `scale`; `table` and `outlines` tell places in
    level-0 px of the scan, and hold what is at least partly in the box. `notes` say in what it may
    differ from an analysis; `final` is false while a better answer is on its way.
    """

    box: Box
    scale: float
    maps: Maps
    labels: np.ndarray
    table: ParticleTable
    outlines: tuple[tuple[int, Outline], ...]
    classes: tuple[ClassInfo, ...]
    notes: tuple[str, ...]
    final: bool

    @property
    def levels(self) -> tuple[GreyLevels, ...]:
        """The scan's values and where they are cut, of each channel that is."""
        return self.maps.levels

    def __len__(self) -> int:
        return len(self.table)


def find(
    scan: Scan, protocol: Protocol, classes: tuple[ClassInfo, ...], maps: Maps, box: Box
) -> Preview:
    """Label, clean, separate and measure. Raises `ProtocolError` for a limit without a scale."""
    pixel_size = scan.pixel_size.scaled(maps.scale)
    labels = np.zeros(maps.classes.shape, np.uint32)
    separated, shared = None, nothing_shared()
    for step in iter_label_particles(
        maps.classes,
        labels,
        class_count=len(classes) - 1,
        cleaning=[_cleaning(scan, protocol.cleaning.of(c.name), maps) for c in classes[1:]],
        pixel_size=pixel_size,
        connectivity=protocol.connectivity,
        separation=[
            _separation(scan, protocol.separation.of(info.name), maps) for info in classes[1:]
        ],
        distance=maps.distance,
    ):
        if isinstance(step, Labelled):
            separated, shared = step.separated, step.shared
    table = measure_particles(
        Overlapping(labels, shared),
        maps.classes,
        uncertainty=maps.uncertainty,
        pixel_size=pixel_size,
        scale=maps.scale,
        separated=separated,
    )
    cuts = np.array([False, *(protocol.cleaning.of(c.name).remove_border for c in classes[1:])])
    keep = _in_view(scan, table, cuts, maps, box)
    table, labels, shared = _kept(table, labels, shared, keep)
    notes = list(maps.notes)
    if maps.coarser > 1:
        notes.append(f"Seen {maps.coarser:.1f} times more coarsely than in the analysis: zoom in")
    outlines: tuple[tuple[int, Outline], ...] = ()
    if len(table) <= _MOST_OUTLINES:
        outlines = _outlined(table, Overlapping(labels, shared), maps)
    else:
        notes.append("Too many particles to draw their outlines")
    return Preview(
        box=box,
        scale=maps.scale,
        maps=maps,
        labels=labels,
        table=_moved(table, maps, pixel_size.x, pixel_size.y),
        outlines=outlines,
        classes=classes,
        notes=tuple(notes),
        final=maps.final,
    )


def _cleaning(scan: Scan, cleaning: Cleaning, maps: Maps) -> Cleaning:
    """The limits in px of the maps' grid; the border is that of the scan, not of the view."""
    cleaning = msgspec.structs.replace(cleaning, remove_border=False)
    if maps.coarser == 1:
        return cleaning
    limits = cleaning.limits(scan.pixel_size.scaled(maps.scale / maps.coarser))
    shrink = maps.coarser**2
    return Cleaning(
        min_area=f"{limits.smallest / shrink:.6f}px",
        max_diameter="" if math.isinf(limits.largest) else _diameter(limits.largest / shrink),
        max_hole=_diameter(limits.hole / shrink) if limits.hole else "",
    )


def _diameter(area: float) -> str:
    return f"{2 * math.sqrt(area / math.pi):.6f} px"


def _separation(scan: Scan, way: Separation, maps: Maps) -> Separation:
    """The limits in px of the maps' grid."""
    if SEPARATIONS[way.method].needs_distance and maps.distance is None:
        return msgspec.structs.replace(way, method="none")
    if maps.coarser == 1:
        return way
    size = scan.pixel_size.scaled(maps.scale / maps.coarser)
    return msgspec.structs.replace(
        way,
        smallest=max(1, round(way.marker(size) / maps.coarser**2)),
        smallest_marker="",
        gap=f"{way.reach(size) / maps.coarser:.6f} px",
    )


def _in_view(
    scan: Scan, table: ParticleTable, cuts: np.ndarray, maps: Maps, box: Box
) -> np.ndarray:
    """Which particles are at least partly in the box, and not cut by the scan if that matters.

    `cuts[class]` says of which classes it does.
    """
    view = WorkView(scan, maps.scale)
    seen = work_box(view, box).clipped(maps.box)
    places = [np.rint(table[key] / maps.scale) for key in ("left", "top", "right", "bottom")]
    left, right = (at + maps.box.left for at in places[::2])
    top, bottom = (at + maps.box.top for at in places[1::2])
    keep = (right > seen.left) & (left < seen.right) & (bottom > seen.top) & (top < seen.bottom)
    inner = (left > 0) & (top > 0) & (right < view.width) & (bottom < view.height)
    return keep & (inner | ~cuts[table["class"]])


def _kept(
    table: ParticleTable, labels: np.ndarray, shared: np.ndarray, keep: np.ndarray
) -> tuple[ParticleTable, np.ndarray, np.ndarray]:
    """These particles, numbered 1..n anew: their table, labels and what they share."""
    number = np.zeros(len(table) + 1, np.uint32)
    number[1:][keep] = np.arange(1, int(keep.sum()) + 1)
    table = table.select(keep)
    columns = dict(table.columns) | {"id": np.arange(1, len(table) + 1)}
    labels = number[labels]
    shared, inherited = renumbered(shared, number)
    lay(labels, inherited, (slice(None), slice(None)), labels.shape)
    return ParticleTable(columns, table.specs), labels, shared


def _outlined(
    table: ParticleTable, labels: Overlapping, maps: Maps
) -> tuple[tuple[int, Outline], ...]:
    found = list(outline_particles(labels, table, scale=maps.scale))
    if not found:
        return ()
    shift = np.array([maps.box.left, maps.box.top]) * maps.scale
    moved = shapely.transform([outline for _, outline in found], lambda at: at + shift)
    ids = table["id"]
    return tuple((int(ids[row]), shape) for (row, _), shape in zip(found, moved, strict=True))


def _moved(table: ParticleTable, maps: Maps, width: float, height: float) -> ParticleTable:
    """The table with places in the scan instead of in the maps; sizes stay."""
    columns = dict(table.columns)
    for keys, start in ((_X, maps.box.left), (_Y, maps.box.top)):
        for key in keys:
            columns[key] = columns[key] + start * maps.scale
    columns["x"] = columns["x"] + maps.box.left * width
    columns["y"] = columns["y"] + maps.box.top * height
    return ParticleTable(columns, table.specs)
