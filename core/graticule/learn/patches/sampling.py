"""Patches for training: any place, zoom and turn, from images in memory or scans on disk."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

import numpy as np
import torch
from torch import Tensor

from graticule.annotations import Source, Target
from graticule.learn.patches.places import (
    Anywhere,
    Asked,
    Balanced,
    EvenGrid,
    Footprint,
    Foreground,
    Places,
    Targets,
)
from graticule.learn.patches.planes import Kept, Planes, Streamed, kept_bytes
from graticule.learn.patches.survey import Survey, Windows, survey
from graticule.learn.patches.view import View, random_matrix
from graticule.learn.patches.warp import patch_box, warp
from graticule.memory import cache_size
from graticule.models.inputs import Normalisation

_COARSEST = 6  # levels: px of 64 × 64 px of the grid
_EVEN = 1e-3  # share of a sample that nobody has looked at from which on it is unknown


class Batch(NamedTuple):
    """Pixels (n, c, p, p), shares of classes (n, k, p, p), distance and emphasis (n, p, p).

    Emphasis is −1 where nobody knows the class; distance is None unless it is asked for.
    `labelled` (n, k) bool says which classes are annotated on a patch's source, the background
    where all are; None: all on every one.
    """

    pixels: Tensor
    classes: Tensor
    distance: Tensor | None
    emphasis: Tensor
    labelled: Tensor | None = None

    def to(self, device: torch.device) -> "Batch":
        """The same on that device."""
        distance = None if self.distance is None else self.distance.to(device)
        labelled = None if self.labelled is None else self.labelled.to(device)
        pixels, classes = self.pixels.to(device), self.classes.to(device)
        return Batch(pixels, classes, distance, self.emphasis.to(device), labelled)


class Sampler:
    """Draws the same batch for the same seed and number, so that a resumed run sees what it would.

    `step` is how many px of a source's grid one px of the network's grid is wide. The smallest
    sources are kept in memory, rounded to 1/10000, as many as `kept_bytes` hold (fewer on a
    computer with under 16 GiB); of the others nothing is, and each patch is read from the scan.
    Safe for threads. Raises `TrainingError` where there is nothing to take.
    """

    kept_bytes: ClassVar[int] = 2 << 30

    def __init__(
        self,
        sources: Sequence[Source],
        view: View,
        normalisation: Normalisation,
        *,
        target: Target,
        step: int = 1,
        seed: int = 0,
    ) -> None:
        self.normalisation = normalisation
        self._view, self._target, self._step, self._seed = view, target, step, seed
        self._mean, self._sd = (
            np.array(part, np.float32)[:, None, None]
            for part in (normalisation.mean, normalisation.sd)
        )
        windows: list[Windows] = []
        if view.places == "targets":
            windows = [Windows.over(s.size, view.size * step, view.step * step) for s in sources]
        surveys = [
            survey(source, target, windows[index] if windows else None)
            for index, source in enumerate(sources)
        ]
        self._levels = _levels(view, step)
        self._planes = self._planes_of(sources, _shares(surveys))
        self._places = self._places_of(sources, surveys, windows)
        self._balanced = Balanced(sources, surveys)
        self._complete = np.array([labelled_classes(s, target.classes) for s in sources])

    def batch(self, number: int, size: int) -> Batch:
        """Batch `number` (0, 1, …) of `size` patches."""
        rng = np.random.default_rng([self._seed, number])
        places = range(number * size, (number + 1) * size)
        patches = [self._patch(place, rng) for place in places]
        stack = np.stack([patch for _, patch in patches])
        first = len(self._mean)
        last = first + self._target.classes - 1
        found, emphasis = stack[:, first:last], stack[:, -2]
        emphasis[stack[:, -1] > _EVEN] = -1
        classes = np.concatenate([1 - found.sum(axis=1, keepdims=True), found], axis=1)
        pixels = (stack[:, :first] - self._mean) / self._sd
        distance = torch.from_numpy(stack[:, last].copy()) if self._target.distance else None
        rest = (torch.from_numpy(np.ascontiguousarray(part)) for part in (classes, emphasis))
        labelled = self._labelled(np.array([source for source, _ in patches]))
        return Batch(torch.from_numpy(pixels), next(rest), distance, next(rest), labelled)

    def _labelled(self, chosen: np.ndarray) -> Tensor | None:
        """(n, k) bool: which classes are annotated on these sources; None where all are on all."""
        return None if self._complete.all() else torch.from_numpy(self._complete[chosen])

    def _patch(self, number: int, rng: np.random.Generator) -> tuple[int, np.ndarray]:
        """Number of the source, and the planes (planes, p, p)."""
        view = self._view
        matrix = random_matrix(view, rng) * self._step
        asked = Asked(number, Footprint(matrix, view.size), rng)
        spot = None
        if view.balance and rng.random() < view.balance:
            spot = self._balanced.draw(asked)
        if spot is None:
            spot = self._places.draw(asked)
        planes = self._planes[spot.source]
        # the mean of 2, 4, … px as soon as a sample is nearly that wide: area-correct, no moiré
        level = level_of(float(np.sqrt(abs(np.linalg.det(matrix)))))
        matrix = matrix / 2**level
        centre = (spot.centre[0] / 2**level, spot.centre[1] / 2**level)
        whole = planes.size(level)
        box = patch_box(matrix, centre, view.size, whole)
        made = warp(planes.read(level, box), box, whole, matrix, centre, view.size)
        return spot.source, made * np.float32(planes.scale)

    def _planes_of(self, sources: Sequence[Source], shares: Sequence[float]) -> list[Planes]:
        """The smallest sources in memory, until it is full."""
        count = len(self._mean) + self._target.classes + 1 + self._target.distance
        planes: list[Planes] = [
            Streamed(source, self.normalisation, self._target, shares) for source in sources
        ]
        left = cache_size(self.kept_bytes)
        for index in sorted(range(len(sources)), key=lambda i: np.prod(sources[i].size)):
            left -= kept_bytes(sources[index], count, self._levels)
            if left < 0:
                break
            streamed = planes[index]
            assert isinstance(streamed, Streamed)
            planes[index] = Kept(streamed, self._target, self._levels)
        return planes

    def _places_of(
        self, sources: Sequence[Source], surveys: Sequence[Survey], windows: Sequence[Windows]
    ) -> Places:
        view = self._view
        if view.places == "foreground":
            return Foreground(sources, surveys)
        if view.places == "grid":
            return EvenGrid(sources, surveys, view.size * self._step, self._seed)
        if view.places == "targets":
            return Targets(self._planes, windows, view, self._seed)
        return Anywhere(sources, surveys, self._seed)


def labelled_classes(source: Source, classes: int) -> list[bool]:
    """Which of `classes` are annotated on a source; the background where all others are."""
    if source.labelled is None:
        return [True] * classes
    own = [number in source.labelled for number in range(1, classes)]
    return [all(own), *own]


def level_of(scale: float) -> int:
    """The level of planes in which a sample of `scale` px of the grid is about a px wide."""
    return int(np.clip(np.floor(np.log2(scale) + 0.25), 0, _COARSEST))


def _levels(view: View, step: int) -> range:
    """The levels that patches of any zoom are taken from."""
    return range(level_of(step / view.zoom[1] * 0.999), level_of(step / view.zoom[0] * 1.001) + 1)


def _shares(surveys: Sequence[Survey]) -> list[float]:
    """Share of all annotated pixels that each class takes; of a sample, as if of the whole."""
    counts = np.sum([survey.counts / survey.looked for survey in surveys], axis=0)
    return (counts / max(1.0, counts.sum())).tolist()
