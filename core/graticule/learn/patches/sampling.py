"""Patches for training: any place, zoom and turn, from images kept in memory."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from graticule.learn.annotations import Example
from graticule.learn.patches.targets import Target, planes_of
from graticule.learn.patches.view import View, random_matrix
from graticule.models.inputs import Normalisation

_PLACES = 4096  # of a class's pixels per image, enough for any number of patches


class Batch(NamedTuple):
    """Pixels (n, c, p, p), shares of classes (n, k, p, p), distance and emphasis (n, p, p).

    Emphasis is below 0 where nobody knows the class; distance is None unless it is asked for.
    """

    pixels: Tensor
    classes: Tensor
    distance: Tensor | None
    emphasis: Tensor


class Sampler:
    """Draws the same batch for the same seed and number, so that a resumed run sees what it would.

    Every image is drawn once per round, in an order of the round's own. `step` is how many px of
    an image one px of the network's grid is wide.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        view: View,
        normalisation: Normalisation,
        *,
        target: Target,
        step: int = 1,
        seed: int = 0,
    ) -> None:
        self.normalisation = normalisation
        planes = planes_of(target, [example.truth for example in examples])
        self._prepared = [_prepare(e, normalisation, planes(e.truth)) for e in examples]
        self._places = [_places(e.truth, target) for e in examples] if view.balance else []
        self._channels = len(normalisation.mean)
        self._target = target
        self._view = view
        self._step = step
        self._seed = seed

    def batch(self, number: int, size: int) -> Batch:
        """Batch `number` (0, 1, …) of `size` patches."""
        rng = np.random.default_rng([self._seed, number])
        stack = torch.stack([self._patch(index, rng) for index in self._chosen(number, size)])
        first, last = self._channels, self._channels + self._target.classes - 1
        found = stack[:, first:last]
        classes = torch.cat([1 - found.sum(dim=1, keepdim=True), found], dim=1)
        distance = stack[:, last] if self._target.distance else None
        return Batch(stack[:, :first], classes, distance, stack[:, -1])

    def _chosen(self, number: int, size: int) -> list[int]:
        count = len(self._prepared)
        places = range(number * size, (number + 1) * size)
        orders = {
            turn: np.random.default_rng([self._seed, 1, turn]).permutation(count)
            for turn in range(places[0] // count, places[-1] // count + 1)
        }
        return [int(orders[place // count][place % count]) for place in places]

    def _patch(self, index: int, rng: np.random.Generator) -> Tensor:
        matrix = random_matrix(self._view, rng) * self._step
        scale = float(np.sqrt(abs(np.linalg.det(matrix))))
        pyramid = self._prepared[index]
        # the mean of 2, 4, … px as soon as a sample is nearly that wide: area-correct, no moiré
        level = int(np.clip(np.floor(np.log2(scale) + 0.25), 0, len(pyramid) - 1))
        plane, matrix = pyramid[level], matrix / 2**level
        centre = _random_centre(plane.shape[-2:], matrix, rng, self._view.size)
        if self._view.balance and rng.random() < self._view.balance:
            centre = self._balanced_centre(index, rng, 2**level) or centre
        return _warp(plane, matrix, centre, self._view.size)

    def _balanced_centre(
        self, index: int, rng: np.random.Generator, factor: int
    ) -> tuple[float, float] | None:
        """(x, y) of a pixel of a random class, with some play, on a grid `factor` px coarse."""
        places = self._places[index]
        if not places:
            return None
        x, y = rng.choice(places[rng.integers(len(places))])
        play = rng.uniform(-0.25, 0.25, 2) * self._view.size * self._step
        return float(x + play[0]) / factor, float(y + play[1]) / factor


def _places(labels: np.ndarray, target: Target) -> list[np.ndarray]:
    """Some (x, y) of each class but the background that the image holds, in px."""
    numbers = range(1, target.classes) if target.kind == "classes" else (None,)
    found = []
    for number in numbers:
        y, x = np.nonzero(labels if number is None else labels == number)
        if len(x):
            chosen = np.linspace(0, len(x) - 1, min(len(x), _PLACES)).astype(np.int64)
            found.append(np.stack([x[chosen], y[chosen]], axis=1))
    return found


def _prepare(
    example: Example, normalisation: Normalisation, planes: Sequence[np.ndarray]
) -> list[Tensor]:
    """Mean pyramid of (pixels…, the target's planes…), float16 to halve the memory."""
    pixels = normalisation.apply(example.image, normalisation.limits(example.image))
    level = torch.from_numpy(np.stack([*np.moveaxis(pixels, 2, 0), *planes]))
    pyramid = [level]
    for _ in range(3):
        level = F.avg_pool2d(level[None], 2, ceil_mode=True, count_include_pad=False)[0]
        pyramid.append(level)
    return [level.half() for level in pyramid]


def _random_centre(
    shape: Sequence[int], matrix: np.ndarray, rng: np.random.Generator, size: int
) -> tuple[float, float]:
    """(x, y) such that little of the patch lies outside the image (height, width), in px."""
    half = np.abs(matrix).sum(axis=1) * size / 2
    centre = []
    for length, reach in zip((shape[1], shape[0]), half, strict=True):
        nearest = min(float(reach) * 0.9, length / 2)  # a little may stick out: tiles do, too
        centre.append(rng.uniform(nearest, length - nearest))
    return centre[0], centre[1]


def _warp(plane: Tensor, matrix: np.ndarray, centre: tuple[float, float], size: int) -> Tensor:
    """`size` × `size` samples around `centre`, mirrored beyond the image's edge: (c, p, p)."""
    height, width = plane.shape[-2:]
    steps = torch.arange(size, dtype=torch.float32) - (size - 1) / 2
    m = torch.from_numpy(matrix).float()
    x = m[0, 0] * steps[None, :] + m[0, 1] * steps[:, None] + centre[0]
    y = m[1, 0] * steps[None, :] + m[1, 1] * steps[:, None] + centre[1]
    grid = torch.stack([x * (2 / width) - 1, y * (2 / height) - 1], dim=-1)
    return F.grid_sample(
        plane[None].float(), grid[None], mode="bilinear", padding_mode="reflection",
        align_corners=False,
    )[0]  # fmt: skip
