"""Several views of the same place of a scan, for learning without labels.

A place is found by its number alone, and nothing of a scan is kept but its smooth overview's
foreground while there is room: thousands of gigapixel scans stream through.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

import numpy as np
import torch
from torch import Tensor

from graticule.annotations import Source
from graticule.errors import TrainingError
from graticule.learn.patches.augment import Augmentation, augment
from graticule.learn.patches.loader import Ahead
from graticule.learn.patches.places import STICKS_OUT
from graticule.learn.patches.planes import PixelReader
from graticule.learn.patches.sampling import level_of
from graticule.learn.patches.survey import cell_size, foreground_cells
from graticule.learn.patches.view import View, random_matrix, reach
from graticule.learn.patches.warp import patch_box, warp
from graticule.memory import cache_size
from graticule.models.inputs import Normalisation
from graticule.scans import ByteCache

_TRIES = 8  # sources of a place that may be empty before any place will do


class Views(NamedTuple):
    """As many views of the same places as are asked for, (n, c, p, p) each."""

    views: tuple[Tensor, ...]

    def to(self, device: torch.device) -> "Views":
        """The same on that device."""
        return Views(tuple(view.to(device) for view in self.views))


@dataclass(frozen=True, slots=True)
class Pairing:
    """How many views a place has, within how many px of the grid of it each is centred, and where.

    "foreground" is what the triangle threshold finds.
    """

    count: int = 2
    distance: float = 0.0
    places: Literal["foreground", "anywhere"] = "foreground"

    def __post_init__(self) -> None:
        if self.count < 1 or not self.distance >= 0:
            raise ValueError("there must be at least one view, and no negative distance")


_PAIR = Pairing()


class ViewSampler:
    """Draws the same views for the same seed and number, from any scans, labelled or not.

    A source is drawn by its area, and in it a place evenly. Each of the place's views lies by a
    turn, zoom and mirror of its own. `step` is how many px of the grid one px of the network's is
    wide. Blurred and empty scans pass: where several in a row have no foreground, a place is taken
    anywhere. Safe for threads. `TrainingError` where there is no source.
    """

    cells_bytes: ClassVar[int] = 1 << 30

    def __init__(
        self,
        sources: Sequence[Source],
        view: View,
        normalisation: Normalisation,
        *,
        pairing: Pairing = _PAIR,
        step: int = 1,
        seed: int = 0,
    ) -> None:  # fmt: skip
        if not sources:
            raise TrainingError("there is no scan to learn from")
        self.normalisation = normalisation
        self._sources, self._view, self._pairing = sources, view, pairing
        self._step, self._seed = step, seed
        self._ends = np.cumsum([math.prod(source.size) for source in sources], dtype=np.int64)
        self._cells = ByteCache(cache_size(self.cells_bytes))
        self._readers: dict[int, PixelReader] = {}

    def batch(self, number: int, size: int) -> Views:
        """Batch `number` (0, 1, …) of `size` places, float32, normalised."""
        rng = np.random.default_rng([self._seed, 3, number])
        stacks = [self._at_place(rng) for _ in range(size)]
        mean, sd = (
            np.array(part, np.float32)[:, None, None]
            for part in (self.normalisation.mean, self.normalisation.sd)
        )
        each = (
            np.stack([stack[index] for stack in stacks]).astype(np.float32)
            for index in range(self._pairing.count)
        )
        return Views(tuple(torch.from_numpy((view - mean) / sd) for view in each))

    def place(self, rng: np.random.Generator) -> tuple[int, tuple[float, float]]:
        """Number of a source, and a place (x, y) in it, in px of its grid."""
        index = 0
        for _ in range(_TRIES):
            index = int(np.searchsorted(self._ends, rng.integers(self._ends[-1]), side="right"))
            if self._pairing.places == "anywhere":
                break
            cells = self._cells.get(index, lambda index=index: self._foreground(index))
            if len(cells):
                return index, self._in_cell(index, int(rng.choice(cells)), rng)
        width, height = self._sources[index].size
        return index, (float(rng.uniform(0, width)), float(rng.uniform(0, height)))

    def _foreground(self, index: int) -> np.ndarray:
        source = self._sources[index]
        cell = cell_size(source)
        rows, columns = (math.ceil(length / cell) for length in reversed(source.size))
        return foreground_cells(source, np.ones((rows, columns), bool))

    def _in_cell(self, index: int, number: int, rng: np.random.Generator) -> tuple[float, float]:
        source = self._sources[index]
        cell = cell_size(source)
        row, column = divmod(number, math.ceil(source.size[0] / cell))
        x, y = rng.uniform(0, cell, 2)
        width, height = source.size
        return min(column * cell + float(x), width), min(row * cell + float(y), height)

    def _at_place(self, rng: np.random.Generator) -> list[np.ndarray]:
        """The views (c, p, p) of one place."""
        index, place = self.place(rng)
        return [self._seen(index, place, rng) for _ in range(self._pairing.count)]

    def _seen(self, index: int, place: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
        """One view (c, p, p) of a place, of intensities on 0..1."""
        source, size = self._sources[index], self._view.size
        matrix = random_matrix(self._view, rng) * self._step
        radius, angle = (
            self._pairing.distance * math.sqrt(rng.random()),
            rng.uniform(0, 2 * math.pi),
        )
        moved = place[0] + radius * math.cos(angle), place[1] + radius * math.sin(angle)
        far = reach(matrix, size) * STICKS_OUT
        x, y = (
            float(np.clip(at, min(half, length / 2), length - min(half, length / 2)))
            for at, half, length in zip(moved, far, source.size, strict=True)
        )
        reader = self._reader(index)
        level = level_of(float(np.sqrt(abs(np.linalg.det(matrix)))))
        matrix = matrix / 2**level
        centre = (x / 2**level, y / 2**level)
        whole = reader.size(level)
        box = patch_box(matrix, centre, size, whole)
        return warp(reader.read(level, box), box, whole, matrix, centre, size)

    def _reader(self, index: int) -> PixelReader:
        """Made when first asked for: the overview of a scan takes a while."""
        found = self._readers.get(index)
        if found is None:  # two threads may make the same: they are equal
            found = self._readers[index] = PixelReader(self._sources[index], self.normalisation)
        return found


class ViewLoader(Ahead[Views]):
    """Views varied each in its own way, `batch` places at a time, the same whoever makes them."""

    def __init__(
        self,
        sampler: ViewSampler,
        how: Augmentation,
        batch: int,
        *,
        seed: int = 0,
        workers: int | None = None,
    ) -> None:
        super().__init__(workers=workers)
        self._sampler, self._how, self._batch, self._seed = sampler, how, batch, seed

    def make(self, number: int) -> Views:
        """Batch `number`, made here and now."""
        rng = np.random.default_rng([self._seed, 4, number])
        scale = self._sampler.normalisation
        plain = self._sampler.batch(number, self._batch)
        return Views(tuple(augment(view, self._how, rng, scale) for view in plain.views))
