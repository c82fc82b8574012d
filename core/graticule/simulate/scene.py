"""Objects strewn over a scan of any size, found again block by block.

Each layer has its own coarse grid; what lies in a cell follows from the seed, the layer
and the cell alone. To draw a block, the cells within reach are asked for their objects,
so neighbouring blocks agree at their seams and nothing needs to be kept in memory.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from graticule.geometry import Box
from graticule.simulate.shapes import BevelledPolygon, Tube

_KEPT_CELLS = 4096  # a few kB each; enough for the cells that a row of blocks shares


@dataclass(frozen=True, slots=True)
class Item:
    """One object: its shape, how it is drawn, and its class in the truth.

    `label` 0 is a distractor. Of two objects on one pixel the one with the greater `z` counts.
    `look` and `color` mean what the painter of its `style` says.
    """

    shape: Tube | BevelledPolygon
    label: int
    style: int
    look: np.ndarray
    color: np.ndarray
    margin: float  # px around the outline within which it changes the picture
    reach: float  # px from the outline beyond which its painter needs no depth, ≥ margin
    z: float
    seed: int  # the scan's
    key: tuple[int, int, int, int] = (0, 0, 0, 0)

    @property
    def box(self) -> Box:
        """The pixels that it can change."""
        return self.shape.bounds(self.margin)

    @property
    def uuid(self) -> uuid.UUID:
        """The same for the same object of the same seed."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"graticule/{self.seed}/{self.key}")

    @property
    def noise_seed(self) -> int:
        """Seed of the noise in its texture."""
        return int.from_bytes(self.uuid.bytes[:7], "little")


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """A kind of object: how it is made around the origin, how many, how far it reaches (px).

    `make` returns one object or several that belong together; `per_px` counts calls of it.
    With `radius`, objects keep their distance: it draws, as `make` does first of all, how much
    room (px) one needs, and of two in each other's room only one stays (Matérn's second
    hard-core process, which needs to look no further than two radii).
    """

    make: Callable[[np.random.Generator], Sequence[Item]]
    per_px: float
    reach: int
    radius: Callable[[np.random.Generator], float] | None = None


class _Places(NamedTuple):
    """The objects wanted in a cell: where (px), how much room (px), who gives way to whom."""

    x: np.ndarray
    y: np.ndarray
    room: np.ndarray
    rank: np.ndarray


class ObjectField:
    """All objects of a scan; `density` (mean about 1, of x and y in px) thins and gathers them."""

    def __init__(
        self,
        layers: Sequence[ObjectKind],
        seed: int,
        density: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
        density_max: float = 1.0,
    ) -> None:
        self._layers = tuple(layers)
        self._seed = seed
        self._density = density
        self._density_max = density_max
        self._cell = lru_cache(_KEPT_CELLS)(self._make_cell)
        self._places = lru_cache(_KEPT_CELLS)(self._make_places)

    def items(self, box: Box) -> list[Item]:
        """The objects that can change a pixel of `box`, lowest first."""
        found = [
            item
            for number, layer in enumerate(self._layers)
            for row, column in _cells(layer, box.grown(layer.reach))
            for item, reached in self._cell(number, row, column)
            if reached.overlaps(box)
        ]
        return sorted(found, key=lambda item: (item.z, item.key))

    def all_items(self, box: Box) -> Iterator[Item]:
        """The objects that can change a pixel of `box`, layer by layer, one cell at a time."""
        for number, layer in enumerate(self._layers):
            for row, column in _cells(layer, box.grown(layer.reach)):
                for item, reached in self._make_cell(number, row, column):
                    if reached.overlaps(box):
                        yield item

    def _make_cell(self, number: int, row: int, column: int) -> tuple[tuple[Item, Box], ...]:
        layer = self._layers[number]
        places = self._places(number, row, column)
        keep = np.ones(len(places.x), bool)
        if layer.radius is not None:
            keep = self._undisturbed(number, row, column)
        items = []
        for n in np.flatnonzero(keep):
            made = layer.make(self._rng(number, row, column, int(n)))
            for part, item in enumerate(made):
                key = (number, row, column, int(n) * 1000 + part)
                shape = item.shape.moved(places.x[n], places.y[n])
                items.append(replace(item, shape=shape, key=key))
        with_boxes = tuple((item, item.box) for item in items)
        side = _side(layer)
        allowed = Box(0, 0, side, side).shifted(column * side, row * side).grown(layer.reach)
        if not all(allowed.contains(box) for _, box in with_boxes):
            raise ValueError(f"an object reaches beyond its layer's {layer.reach} px")
        return with_boxes

    def _make_places(self, number: int, row: int, column: int) -> _Places:
        layer = self._layers[number]
        side = _side(layer)
        rng = self._rng(number, row, column)
        count = rng.poisson(layer.per_px * side * side * self._density_max)
        x, y = (rng.random((2, count)) + np.array([[column], [row]])) * side
        rank = rng.random(count)
        if self._density is not None and count:
            keep = rng.random(count) < self._density(x, y) / self._density_max
            x, y, rank = x[keep], y[keep], rank[keep]
        room = np.zeros(len(x))
        if layer.radius is not None:
            for n in range(len(x)):
                room[n] = layer.radius(self._rng(number, row, column, n))
        return _Places(x, y, room, rank)

    def _undisturbed(self, number: int, row: int, column: int) -> np.ndarray:
        mine = self._places(number, row, column)
        keep = np.ones(len(mine.x), bool)
        for i in (row - 1, row, row + 1):
            for j in (column - 1, column, column + 1):
                other = self._places(number, i, j)
                square = (mine.x[:, None] - other.x) ** 2 + (mine.y[:, None] - other.y) ** 2
                near = square < (mine.room[:, None] + other.room) ** 2
                keep &= ~(near & (other.rank < mine.rank[:, None])).any(axis=1)
        return keep

    def _rng(self, *path: int) -> np.random.Generator:
        # Cells left of and above the scan have negative numbers, which a seed may not have.
        number, row, column, *rest = path
        return np.random.default_rng([self._seed, number, row + 2**20, column + 2**20, *rest])


def _side(layer: ObjectKind) -> int:
    return max(512, layer.reach)


def _cells(layer: ObjectKind, box: Box) -> Iterator[tuple[int, int]]:
    side = _side(layer)
    for row in range(box.top // side, -(-box.bottom // side)):
        for column in range(box.left // side, -(-box.right // side)):
            yield row, column
