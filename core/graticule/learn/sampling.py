"""Patches for training: any place, zoom and turn, from images kept in memory."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import msgspec
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from graticule.learn.annotations import Example
from graticule.learn.targets import emphasis, own_edge_distance
from graticule.models.inputs import Normalisation

Positive = Annotated[float, msgspec.Meta(gt=0)]


class View(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How patches are taken: `size` px of the network's grid, from any place of the image.

    `zoom` is the range of random magnification, `stretch` the largest ratio of the two axes,
    `turn` the share of patches at any angle; the others are at a quarter turn.
    """

    size: Annotated[int, msgspec.Meta(ge=32, multiple_of=32)] = 256
    zoom: tuple[Positive, Positive] = (0.5, 2.0)
    stretch: Annotated[float, msgspec.Meta(ge=1)] = 1.15
    turn: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5


class Batch(NamedTuple):
    """Pixels (n, c, p, p), shares of classes (n, k, p, p), distance and emphasis (n, p, p)."""

    pixels: Tensor
    classes: Tensor
    distance: Tensor
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
        step: int = 1,
        seed: int = 0,
    ) -> None:
        self._prepared = [_prepare(example, normalisation) for example in examples]
        self._channels = len(normalisation.mean)
        self._view = view
        self._step = step
        self._seed = seed

    def batch(self, number: int, size: int) -> Batch:
        """Batch `number` (0, 1, …) of `size` patches."""
        rng = np.random.default_rng([self._seed, number])
        stack = torch.stack([self._patch(index, rng) for index in self._chosen(number, size)])
        c = self._channels
        particle = stack[:, c : c + 1]
        classes = torch.cat([1 - particle, particle], dim=1)
        return Batch(stack[:, :c], classes, stack[:, c + 1], stack[:, c + 2])

    def _chosen(self, number: int, size: int) -> list[int]:
        count = len(self._prepared)
        places = range(number * size, (number + 1) * size)
        orders = {
            turn: np.random.default_rng([self._seed, 1, turn]).permutation(count)
            for turn in range(places[0] // count, places[-1] // count + 1)
        }
        return [int(orders[place // count][place % count]) for place in places]

    def _patch(self, index: int, rng: np.random.Generator) -> Tensor:
        matrix = _random_matrix(self._view, rng) * self._step
        scale = float(np.sqrt(abs(np.linalg.det(matrix))))
        pyramid = self._prepared[index]
        # the mean of 2, 4, … px as soon as a sample is nearly that wide: area-correct, no moiré
        level = int(np.clip(np.floor(np.log2(scale) + 0.25), 0, len(pyramid) - 1))
        plane, matrix = pyramid[level], matrix / 2**level
        centre = _random_centre(plane.shape[-2:], matrix, rng, self._view.size)
        return _warp(plane, matrix, centre, self._view.size)


def _prepare(example: Example, normalisation: Normalisation) -> list[Tensor]:
    """Mean pyramid of (pixels…, particle, distance, emphasis), float16 to halve the memory."""
    pixels = normalisation.apply(example.image, normalisation.limits(example.image))
    planes = [
        *np.moveaxis(pixels, 2, 0),
        (example.labels > 0).astype(np.float32),
        own_edge_distance(example.labels),
        emphasis(example.labels),
    ]
    level = torch.from_numpy(np.stack(planes))
    pyramid = [level]
    for _ in range(3):
        level = F.avg_pool2d(level[None], 2, ceil_mode=True, count_include_pad=False)[0]
        pyramid.append(level)
    return [level.half() for level in pyramid]


def _random_matrix(view: View, rng: np.random.Generator) -> np.ndarray:
    """A turn, a mirror, a zoom and a slight stretch: (2, 2), patch px to image px at step 1."""
    zoom = np.exp(rng.uniform(*np.log(view.zoom)))
    stretch = np.exp(rng.uniform(-0.5, 0.5) * np.log(view.stretch))
    angle = rng.integers(4) * np.pi / 2
    if rng.random() < view.turn:
        angle += rng.uniform(-np.pi / 4, np.pi / 4)
    mirror = np.diag([rng.choice([-1.0, 1.0]), 1.0])
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]])
    return turn @ np.diag([stretch, 1 / stretch]) @ mirror / zoom


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
