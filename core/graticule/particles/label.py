"""Particles of a class map: streamed connected components, cleaned, separated, numbered.

Memory goes with the block and with the number of particles, never with the scan. The same
map gives the same numbers whatever the block: 1..n in raster order of first pixels.
"""

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import numpy as np

from graticule.compiled import plain
from graticule.completion import completing
from graticule.geometry import PixelSize
from graticule.instances import Separation
from graticule.particles.clean import Cleaning, Limits
from graticule.particles.holes import Filling, HoleFinder
from graticule.particles.joining import groups
from graticule.particles.overlaps import nothing_shared, renumbered
from graticule.particles.progress import StageProgress
from graticule.particles.seams import (
    AREA,
    BOTTOM,
    FIRST,
    LEFT,
    RIGHT,
    TOP,
    ArrayLike,
    SeamJoiner,
    WritableArray,
    blocks,
    components,
    grid,
    merged,
    relabel,
    tally,
)
from graticule.particles.separating import Components, Pieces, separate_particles
from graticule.particles.windows import BLOCK
from graticule.rle import lay

_SMALLEST, _LARGEST, _HOLE, _BORDER = range(4)  # columns of the limits: fields of `Limits`


@dataclass(frozen=True, slots=True)
class Labelled(StageProgress):
    """The last event: how many particles there are, and what separation did.

    `separated[i]` says whether particle i + 1 was cut from a neighbour, or put together from
    parts that something else lies between. `shared` are the pixels that belong to a second
    particle, too (see `overlaps`). `left_whole` counts components too large to be held in one
    piece, which separation did not look at.
    """

    count: int = 0
    separated: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    left_whole: int = 0
    shared: np.ndarray = field(default_factory=nothing_shared)


def iter_label_particles(  # noqa: PLR0913 - every one is a choice of the protocol
    classes: ArrayLike,
    labels_out: WritableArray,
    *,
    class_count: int,
    cleaning: Cleaning | Sequence[Cleaning] | None = None,
    pixel_size: PixelSize | None = None,
    connectivity: int = 8,
    separation: Separation | Sequence[Separation] | None = None,
    distance: ArrayLike | None = None,
    block: int = BLOCK,
) -> Generator[StageProgress, None, Labelled]:
    """Write labels 1..n of the class map's particles; of the steps the last is `Labelled`.

    `classes` is (rows, columns) uint8 of 0..class_count, `labels_out` uint32 of the same
    shape, `pixel_size` that of this grid. A particle is a component of one class, or what
    `separation` makes of it; that and `cleaning` are of all classes, or of each from class 1 on.
    Values above `class_count` are a `ValueError`. Raises `ProtocolError` where a limit needs a
    pixel size that nobody knows.
    """
    if classes.shape != labels_out.shape:
        raise ValueError(f"labels {labels_out.shape} for a class map {classes.shape}")
    size = pixel_size or PixelSize.unknown()
    limits = [own.limits(size) for own in _each(cleaning or Cleaning(), class_count)]
    run = _Run(classes, labels_out, connectivity, block, limits)
    ways = [way.with_marker(size) for way in _each(separation or Separation(), class_count)]
    reaches = [way.reach(size) for way in ways]
    apart = any(way.method != "none" for way in ways)
    yield from run.find(class_count)
    if any(limit.hole >= 1 for limit in limits):
        yield from run.look_for_holes()
    yield from run.number(final=not apart)
    if apart and run.count:
        pieces = yield from separate_particles(
            labels_out, Components(run.found, run.kinds), ways, distance=distance, block=block
        )
        yield from run.number_pieces(pieces, reaches)
    labelled = Labelled("number", 1, 1, run.count, run.separated, run.left_whole, run.shared)
    yield labelled
    return labelled


label_particles = completing(iter_label_particles)


_T = TypeVar("_T", Cleaning, Separation)


def _each(choice: _T | Sequence[_T], class_count: int) -> Sequence[_T]:
    """What counts for each class from 1 on."""
    if isinstance(choice, Cleaning | Separation):
        return (choice,) * class_count
    if len(choice) != class_count:
        raise ValueError(f"settings for {len(choice)} classes, where there are {class_count}")
    return choice


class _Run:
    """One labelling: what is known of the components between the passes over the blocks."""

    def __init__(
        self,
        classes: ArrayLike,
        labels: WritableArray,
        connectivity: int,
        block: int,
        limits: Sequence[Limits],
    ) -> None:
        self._classes = classes
        self._labels = labels
        self._connectivity = connectivity
        # by class, the background first
        none = Limits(smallest=0, largest=math.inf, hole=0, remove_border=False)
        self._limits = np.array([msgspec.structs.astuple(of) for of in (none, *limits)])
        self._boxes = list(blocks(grid(classes), block))
        self._before: list[int] = []  # provisional numbers given before each block
        self._root = np.zeros(1, np.uint32)  # provisional number → component, 0 = background
        self._filling: Filling | None = None
        self.found = np.zeros((0, 6), np.int64)  # tally per component, later per particle
        self.kinds = np.zeros(0, np.uint8)  # class of each component
        self.left_whole = 0
        self.shared = nothing_shared()
        self._cut = np.zeros(0, bool)

    @property
    def count(self) -> int:
        """Number of particles so far."""
        return len(self.found)

    @property
    def separated(self) -> np.ndarray:
        """Whether each particle was cut from a neighbour."""
        return self._cut if len(self._cut) else np.zeros(self.count, bool)

    def _pass(self, stage: str) -> Iterator[tuple[StageProgress, int]]:
        for i in range(len(self._boxes)):
            yield StageProgress(stage, i + 1, len(self._boxes)), i

    def find(self, class_count: int) -> Iterator[StageProgress]:
        """Number the parts in each block, join them, and drop the specks."""
        width = self._classes.shape[1]
        joiner = SeamJoiner(width, self._connectivity)
        tallies = [np.zeros((0, 6), np.int64)]
        kinds = [np.zeros(0, np.uint8)]
        for progress, i in self._pass("find"):
            box = self._boxes[i]
            values = np.asarray(self._classes[box.slices])
            if values.max(initial=0) > class_count:
                raise ValueError(f"class {values.max()} of {class_count} in the class map")
            self._before.append(joiner.count)
            local, found = joiner.number(values, box)
            tallies.append(tally(local, found, (box.left, box.top), width))
            y, x = np.divmod(tallies[-1][:, FIRST], width)
            kinds.append(values[y - box.top, x - box.left].astype(np.uint8))
            yield progress
        index, count = joiner.joined()
        self.found = merged(np.concatenate(tallies), index[1:].astype(np.int64) - 1, count)
        self.kinds = np.zeros(count, np.uint8)
        self.kinds[index[1:].astype(np.int64) - 1] = np.concatenate(kinds)
        big = self.found[:, AREA] >= self._limits[self.kinds, _SMALLEST]
        self._root = np.concatenate([[0], np.cumsum(big) * big]).astype(np.uint32)[index]
        self.found, self.kinds = self.found[big], self.kinds[big]

    def look_for_holes(self) -> Iterator[StageProgress]:
        """Know which background is a hole, and count it to its particle."""
        finder = HoleFinder(grid(self._classes), self._connectivity)
        for progress, i in self._pass("holes"):
            finder.look(self._components(i, self._root), self._boxes[i])
            yield progress
        fills = self._limits[self.kinds, _HOLE]
        self._filling = finder.filling(np.concatenate([[0], fills]))
        self.found[:, AREA] += self._filling.added[1 : self.count + 1]

    def _components(self, i: int, lut: np.ndarray) -> np.ndarray:
        """Block i with `lut[provisional number]` of each pixel.

        The parts are found anew: that is quicker than storing and reading their numbers.
        """
        values = np.asarray(self._classes[self._boxes[i].slices])
        local, _ = components(values, self._connectivity)
        relabel(local, lut[self._before[i] :])
        return local

    def number(self, *, final: bool) -> Iterator[StageProgress]:
        """Write labels 1..n, with the holes filled.

        Unless `final`, particles that are too large or touch the border still stay: a piece
        of them may be kept.
        """
        keep = self._kept(self.found, self.kinds) if final else np.ones(self.count, bool)
        rank = self._take(self.found, keep)
        kinds, self.kinds = self.kinds, np.zeros(self.count, np.uint8)
        self.kinds[rank[1:][keep] - 1] = kinds[keep]
        before = 0
        for progress, i in self._pass("number"):
            labels = self._components(i, self._root)
            if self._filling is not None:
                ground, found = components((labels == 0).view(np.uint8), 12 - self._connectivity)
                relabel(ground, self._filling.owner[before:])
                np.maximum(labels, ground, out=labels)
                before += found
            relabel(labels, rank)
            self._labels[self._boxes[i].slices] = labels
            yield progress

    def number_pieces(self, pieces: Pieces, reaches: Sequence[float]) -> Iterator[StageProgress]:
        """Put together what is one, clean what separation left, and number it."""
        self.left_whole = pieces.left_whole
        tallies = np.concatenate([self.found, *pieces.tallies])
        cut = np.arange(len(tallies)) >= self.count
        if pieces.changed:
            tallies[pieces.changed] = pieces.rest
            cut[pieces.changed] = True
        group = groups(pieces, tallies, reaches, self._classes, self._labels)
        parts = np.bincount(group)
        several = parts > 1
        np.logical_or.at(several, group, cut)
        kinds = np.zeros(len(parts), np.uint8)  # a group is of one class
        kinds[group] = np.concatenate([self.kinds, pieces.kinds(self.kinds)])
        tallies = merged(tallies, group, len(parts))
        keep = self._kept(tallies, kinds)
        rank = self._take(tallies, keep)
        self._cut = np.zeros(self.count, bool)
        self._cut[rank[1:][keep] - 1] = several[keep]
        rank = np.concatenate([rank[:1], rank[1:][group]])
        shared = np.concatenate([nothing_shared(), *pieces.shared])
        self.shared, inherited = renumbered(shared, rank)
        for progress, i in self._pass("number pieces"):
            box = self._boxes[i]
            labels = plain(self._labels[box.slices], np.uint32)
            relabel(labels, rank)
            lay(labels, inherited, box.slices, self._labels.shape)
            self._labels[box.slices] = labels
            yield progress

    def _kept(self, tallies: np.ndarray, kinds: np.ndarray) -> np.ndarray:
        height, width = self._classes.shape
        area, limits = tallies[:, AREA], self._limits[kinds]
        inner = (tallies[:, LEFT] > 0) & (tallies[:, TOP] > 0)
        inner &= (tallies[:, RIGHT] < width) & (tallies[:, BOTTOM] < height)
        fits = (area >= limits[:, _SMALLEST]) & (area <= limits[:, _LARGEST])
        return fits & (inner | (limits[:, _BORDER] == 0))

    def _take(self, tallies: np.ndarray, keep: np.ndarray) -> np.ndarray:
        """Keep these, in raster order; the new number of each old one (0: gone)."""
        kept = np.flatnonzero(keep)
        order = kept[np.argsort(tallies[kept, FIRST], kind="stable")]
        rank = np.zeros(len(tallies) + 1, np.uint32)
        rank[order + 1] = np.arange(1, len(order) + 1)
        self.found = tallies[order]
        return rank
