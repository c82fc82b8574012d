"""Where the next patch is taken: which source, and which place in it.

A place is found by its number (the how-manieth patch of the training it is) and the batch's
random numbers alone, so that any batch can be drawn without the ones before it.
"""

import math
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from graticule.annotations import UNKNOWN, Source
from graticule.errors import TrainingError
from graticule.geometry import Box
from graticule.learn.patches.planes import Planes
from graticule.learn.patches.survey import Survey, Windows, foreground_cells
from graticule.learn.patches.view import View, reach

_TRIES = 16  # for a turned window that holds no particle
STICKS_OUT = 0.9  # of half a patch lies inside: a little may stick out, tiles do, too
_SHOWN = 0.45  # of a patch: how far from its centre it may show what it was taken for
_PLAY = 0.25  # of a patch: how far from its centre a balanced patch shows the class


@dataclass(frozen=True, slots=True)
class Spot:
    """A patch's centre (x, y) on the grid of source `source`, in px."""

    source: int
    centre: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Footprint:
    """How a patch of `size` px lies: the matrix from its px to px of the grid."""

    matrix: np.ndarray
    size: int

    def centre_for(self, at: tuple[float, float], offset: np.ndarray) -> tuple[float, float]:
        """The centre of the patch that shows `at` that many px (x, y) from its own middle."""
        x, y = np.asarray(at) - self.matrix @ offset
        return float(x), float(y)

    def slid(
        self, at: tuple[float, float], centre: tuple[float, float], size: tuple[int, int]
    ) -> tuple[float, float]:
        """A centre near `centre` from which less of the patch lies outside a source of `size`.

        The patch shows `at` all the same.
        """
        nearest = np.minimum(reach(self.matrix, self.size) * STICKS_OUT, np.array(size) / 2)
        wanted = np.clip(centre, nearest, np.array(size) - nearest)
        offset = np.linalg.solve(self.matrix, np.asarray(at) - wanted)
        return self.centre_for(at, np.clip(offset, -_SHOWN * self.size, _SHOWN * self.size))

    def box(self, centre: tuple[float, float]) -> Box:
        """The px of the grid that the patch can touch."""
        dx, dy = reach(self.matrix, self.size)
        x, y = centre
        return Box(
            math.floor(x - dx - 1), math.floor(y - dy - 1),
            math.ceil(x + dx + 1), math.ceil(y + dy + 1),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """The how-manieth patch of the training it is, how it lies, and its batch's random numbers."""

    number: int
    footprint: Footprint
    rng: np.random.Generator


class Rounds:
    """Orders in which `count` things come, each once per round, each round in its own order."""

    def __init__(self, count: int, seed: int) -> None:
        self._count, self._seed = count, seed
        self._orders: dict[int, np.ndarray] = {}
        self._lock = threading.Lock()

    def __getitem__(self, number: int) -> int:
        turn, place = divmod(number, self._count)
        with self._lock:
            order = self._orders.get(turn)
            if order is None:
                order = np.random.default_rng([self._seed, 1, turn]).permutation(self._count)
                self._orders[turn] = order.astype(np.int32)
                if len(self._orders) > 2:
                    del self._orders[min(self._orders)]
        return int(order[place])


class Places(ABC):
    """One way to choose the places of patches."""

    @abstractmethod
    def draw(self, asked: Asked) -> Spot:
        """Where a patch is taken."""


class Anywhere(Places):
    """Each source once per round, at any place where somebody has looked."""

    def __init__(self, sources: Sequence[Source], surveys: Sequence[Survey], seed: int) -> None:
        self._sources, self._surveys = sources, surveys
        self._cells = [
            None if s.all_known else np.flatnonzero(s.known).astype(np.int32) for s in surveys
        ]
        some = [i for i, cells in enumerate(self._cells) if cells is None or len(cells)]
        if not some:
            raise TrainingError("nothing is annotated in these images: annotate some first")
        self._some = some
        self._rounds = Rounds(len(some), seed)

    def draw(self, asked: Asked) -> Spot:
        """As `Places.draw`."""
        index = self._some[self._rounds[asked.number]]
        cells = self._cells[index]
        if cells is None:
            return Spot(index, _random_centre(self._sources[index].size, asked))
        at = _in_cell(int(asked.rng.choice(cells)), self._surveys[index], asked.rng)
        return Spot(index, asked.footprint.slid(at, at, self._sources[index].size))


class Foreground(Places):
    """Evenly from what the triangle threshold finds, over all sources (Rijpkema et al., 2.6)."""

    def __init__(self, sources: Sequence[Source], surveys: Sequence[Survey]) -> None:
        self._sources, self._surveys = sources, surveys
        self._cells = [
            foreground_cells(source, survey.known)
            for source, survey in zip(sources, surveys, strict=True)
        ]
        areas = [
            len(cells) * survey.cell**2 for cells, survey in zip(self._cells, surveys, strict=True)
        ]
        self._ends = np.cumsum(areas)
        if not self._ends[-1]:
            raise TrainingError(
                "the triangle threshold finds nothing but background in what is annotated; "
                'take patches from "anywhere" instead'
            )

    def draw(self, asked: Asked) -> Spot:
        """As `Places.draw`."""
        index = int(np.searchsorted(self._ends, asked.rng.integers(self._ends[-1]), side="right"))
        return Spot(
            index,
            _in_cell(int(asked.rng.choice(self._cells[index])), self._surveys[index], asked.rng),
        )


class EvenGrid(Places):
    """Side by side over all that is annotated, each place once per round."""

    def __init__(
        self, sources: Sequence[Source], surveys: Sequence[Survey], side: int, seed: int
    ) -> None:
        self._side = side
        self._corners: list[tuple[int, int, int]] = []
        for index, (source, survey) in enumerate(zip(sources, surveys, strict=True)):
            grid = Windows.over(source.size, side, side)
            cells = -(-side // survey.cell)
            for top, left in product(grid.ys.tolist(), grid.xs.tolist()):
                row, column = top // survey.cell, left // survey.cell
                if survey.known[row : row + cells, column : column + cells].any():
                    self._corners.append((index, left, top))
        if not self._corners:
            raise TrainingError("nothing is annotated in these images: annotate some first")
        self._rounds = Rounds(len(self._corners), seed)

    def draw(self, asked: Asked) -> Spot:
        """As `Places.draw`."""
        index, left, top = self._corners[self._rounds[asked.number]]
        return Spot(index, (left + self._side / 2, top + self._side / 2))


class Targets(Places):
    """Windows that hold a pixel of a class, and a share of windows that hold none (Baek et al.).

    A turned or magnified patch shows the same pixel at the same place as the window would; a
    patch without any is turned around the middle of its window.
    """

    def __init__(
        self, planes: Sequence[Planes], windows: Sequence[Windows], view: View, seed: int
    ) -> None:
        self._planes, self._windows = planes, windows
        self._full = [np.flatnonzero(w.found).astype(np.int32) for w in windows]
        self._bare = [np.flatnonzero(w.found == 0).astype(np.int32) for w in windows]
        self._full_ends = np.cumsum([len(places) for places in self._full])
        self._bare_ends = np.cumsum([len(places) for places in self._bare])
        count = int(self._full_ends[-1])
        if not count:
            raise TrainingError(
                "no image holds anything but background, so there is nothing to learn: annotate "
                'some, or take patches from "anywhere"'
            )
        bare = round(view.empty * count) if self._bare_ends[-1] else 0
        self._scale = windows[0].size / view.size
        self._rounds = Rounds(count + bare, seed)

    def draw(self, asked: Asked) -> Spot:
        """As `Places.draw`."""
        place = self._rounds[asked.number]
        if place >= self._full_ends[-1]:
            return self._empty(asked)
        index = int(np.searchsorted(self._full_ends, place, side="right"))
        before = self._full_ends[index] - len(self._full[index])
        box = self._window(index, int(self._full[index][place - before]))
        classes = self._planes[index].classes(box)
        ys, xs = np.nonzero((classes != 0) & (classes != UNKNOWN))
        chosen = asked.rng.integers(len(xs))
        at = (box.left + xs[chosen] + 0.5, box.top + ys[chosen] + 0.5)
        offset = (np.array(at) - np.array(box.center)) / self._scale
        return Spot(index, asked.footprint.centre_for(at, offset))

    def _empty(self, asked: Asked) -> Spot:
        """A random window without any pixel of a class, and the turned patch without one, too."""
        spot = Spot(0, (0.0, 0.0))
        for _ in range(_TRIES):
            place = int(asked.rng.integers(self._bare_ends[-1]))
            index = int(np.searchsorted(self._bare_ends, place, side="right"))
            before = self._bare_ends[index] - len(self._bare[index])
            spot = Spot(index, self._window(index, int(self._bare[index][place - before])).center)
            source = self._planes[index].source
            classes = self._planes[index].classes(
                asked.footprint.box(spot.centre).clipped(source.box)
            )
            if not ((classes != 0) & (classes != UNKNOWN)).any():
                break
        return spot

    def _window(self, index: int, place: int) -> Box:
        windows = self._windows[index]
        row, column = divmod(place, len(windows.xs))
        left, top = int(windows.xs[column]), int(windows.ys[row])
        return Box(left, top, left + windows.size, top + windows.size)


class Balanced:
    """A class drawn evenly, a source evenly from those that hold it, and a place of it there."""

    def __init__(self, sources: Sequence[Source], surveys: Sequence[Survey]) -> None:
        self._sources = sources
        self._spots = [
            [(index, spots) for index, spots in enumerate(each) if spots.pixels]
            for each in zip(*(survey.spots for survey in surveys), strict=True)
        ]
        self._spots = [holders for holders in self._spots if holders]

    def draw(self, asked: Asked) -> Spot | None:
        """A place; None where there is nothing but background."""
        if not self._spots:
            return None
        holders = self._spots[asked.rng.integers(len(self._spots))]
        index, spots = holders[asked.rng.integers(len(holders))]
        x, y = spots.draw(asked.rng)
        offset = asked.rng.uniform(-_PLAY, _PLAY, 2) * asked.footprint.size
        at = (x + 0.5, y + 0.5)
        centre = asked.footprint.centre_for(at, offset)
        return Spot(index, asked.footprint.slid(at, centre, self._sources[index].size))


def _in_cell(cell: int, survey: Survey, rng: np.random.Generator) -> tuple[float, float]:
    row, column = divmod(cell, survey.known.shape[1])
    x, y = rng.uniform(0, survey.cell, 2)
    return column * survey.cell + float(x), row * survey.cell + float(y)


def _random_centre(size: tuple[int, int], asked: Asked) -> tuple[float, float]:
    """(x, y) such that little of the patch lies outside the source (width, height)."""
    centre = []
    for length, half in zip(size, reach(asked.footprint.matrix, asked.footprint.size), strict=True):
        nearest = min(float(half) * STICKS_OUT, length / 2)
        centre.append(asked.rng.uniform(nearest, length - nearest))
    return centre[0], centre[1]
