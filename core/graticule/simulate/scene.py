"""Objects strewn over a scan of any size, found again block by block.

Each layer has its own coarse grid; what lies in a cell follows from the seed, the layer
and the cell alone. To draw a block, the cells within reach are asked for their objects,
so neighbouring blocks agree at their seams and nothing needs to be kept in memory.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from graticule.geometry import Box
from graticule.simulate.shapes import Patch, Tube

_KEPT_CELLS = 4096  # a few kB each; enough for the cells that a row of blocks shares


@dataclass(frozen=True, slots=True)
class Item:
    """One object: its shape, how it is drawn, and its class in the truth.

    `label` 0 is a distractor. Of two objects on one pixel the one with the greater `z` counts.
    `look` and `color` mean what the painter of its `style` says.
    """

    shape: Tube | Patch
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


@dataclass(frozen=True, slots=True)
class Layer:
    """A kind of object: how it is made around the origin, how many, how far it reaches (px).

    `make` returns one object or several that belong together; `per_px` counts calls of it.
    """

    make: Callable[[np.random.Generator], Sequence[Item]]
    per_px: float
    reach: int


class Field:
    """All objects of a scan; `density` (mean about 1, of x and y in px) thins and gathers them."""

    def __init__(
        self,
        layers: Sequence[Layer],
        seed: int,
        density: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None,
        density_max: float = 1.0,
    ) -> None:
        self._layers = tuple(layers)
        self._seed = seed
        self._density = density
        self._density_max = density_max
        self._cell = lru_cache(_KEPT_CELLS)(self._make_cell)

    def items(self, box: Box) -> list[Item]:
        """The objects that can change a pixel of `box`, lowest first."""
        found = [
            item
            for number, layer in enumerate(self._layers)
            for row, column in _cells(layer, box.grown(layer.reach))
            for item in self._cell(number, row, column)
            if item.box.overlaps(box)
        ]
        return sorted(found, key=lambda item: (item.z, item.key))

    def all_items(self, box: Box) -> Iterator[Item]:
        """The objects that can change a pixel of `box`, layer by layer, one cell at a time."""
        for number, layer in enumerate(self._layers):
            for row, column in _cells(layer, box.grown(layer.reach)):
                for item in self._make_cell(number, row, column):
                    if item.box.overlaps(box):
                        yield item

    def _make_cell(self, number: int, row: int, column: int) -> tuple[Item, ...]:
        layer = self._layers[number]
        side = _side(layer)
        # Cells left of and above the scan have negative numbers, which a seed may not have.
        rng = np.random.default_rng([self._seed, number, row + 2**20, column + 2**20])
        count = rng.poisson(layer.per_px * side * side * self._density_max)
        place = (rng.random((count, 2)) + np.array([column, row])) * side
        if self._density is not None and count:
            wanted = self._density(place[:, 0], place[:, 1]) / self._density_max
            place = place[rng.random(count) < wanted]
        items = []
        for n, (x, y) in enumerate(place):
            child = np.random.default_rng([self._seed, number, row + 2**20, column + 2**20, n])
            for part, item in enumerate(layer.make(child)):
                key = (number, row, column, n * 1000 + part)
                items.append(_placed(item, x, y, key))
        self._check_reach(items, layer, column * side, row * side)
        return tuple(items)

    @staticmethod
    def _check_reach(items: Sequence[Item], layer: Layer, left: int, top: int) -> None:
        side = _side(layer)
        allowed = Box(left, top, left + side, top + side).grown(layer.reach)
        for item in items:
            if not allowed.contains(item.box):
                raise ValueError(f"an object reaches beyond its layer's {layer.reach} px")


def _placed(item: Item, x: float, y: float, key: tuple[int, int, int, int]) -> Item:
    return replace(item, shape=item.shape.moved(x, y), key=key)


def _side(layer: Layer) -> int:
    return max(512, layer.reach)


def _cells(layer: Layer, box: Box) -> Iterator[tuple[int, int]]:
    side = _side(layer)
    for row in range(box.top // side, -(-box.bottom // side)):
        for column in range(box.left // side, -(-box.right // side)):
            yield row, column
