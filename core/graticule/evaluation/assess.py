"""A network judged on annotated images that it has not learned from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from graticule.annotations import Example
from graticule.annotations.target import UNKNOWN, Target
from graticule.evaluation.calibration import best_temperature, temperature_costs
from graticule.evaluation.confusion import Confusion, class_summary
from graticule.evaluation.particles import PixelCounts, compare, summary
from graticule.instances import SeparationSettings, separate
from graticule.models.inputs import Normalisation

_PIXELS = 200_000  # of all validation images, enough for one number
_SEED = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a network says of one image: class logits (k, h, w), distance (h, w) uint8 or None."""

    name: str
    logits: Tensor
    distance: np.ndarray | None

    @property
    def classes(self) -> np.ndarray:
        """The likeliest class of each pixel: (h, w) uint8."""
        return self.logits.argmax(dim=0).to(torch.uint8).numpy()


@dataclass(frozen=True, slots=True)
class Reader:
    """How an image is shown to a network, and what its answer means.

    Beyond its edges the image is mirrored, `margin` px (a multiple of the stride) and more: as a
    tile at the edge of a scan is read.
    """

    normalisation: Normalisation
    stride: int
    classes: int
    margin: int = 0

    @torch.inference_mode()
    def answer(self, network: nn.Module, example: Example) -> Answer:
        """The whole image at once, float32."""
        image, m = example.image, self.margin
        pixels = self.normalisation.apply(
            image, self.normalisation.limits(image, example.grey_range)
        )
        height, width = image.shape[:2]
        around = ((m, m + -height % self.stride), (m, m + -width % self.stride), (0, 0))
        x = torch.from_numpy(np.pad(pixels, around, mode="reflect")).permute(2, 0, 1)[None]
        logits = network(x.contiguous(memory_format=torch.channels_last)).float()
        logits = logits[0, :, m : m + height, m : m + width]
        distance = None
        if logits.shape[0] > self.classes:
            distance = (logits[-1].sigmoid() * 255).round().to(torch.uint8).numpy()
        return Answer(example.name, logits[: self.classes], distance)


def assess(
    network: nn.Module, reader: Reader, examples: Sequence[Example]
) -> Iterator[tuple[Answer, PixelCounts]]:
    """Each image's answer and how it compares; touching particles come apart by the distance."""
    for example in examples:
        answer = reader.answer(network, example)
        yield answer, judged(answer, example)


def judged(
    answer: Answer, example: Example, settings: SeparationSettings | None = None
) -> PixelCounts:
    """Counts of one answer; the particles of all classes are taken together."""
    if settings is None:
        method = "none" if answer.distance is None else "distance"
        settings = SeparationSettings(method=method)
    labels = separate(answer.classes > 0, answer.distance, settings)
    return compare(labels, example.truth)


class ParticleJudge:
    """Adds up how well particles are found."""

    def __init__(self) -> None:
        self._counts: list[PixelCounts] = []

    def add(self, answer: Answer, example: Example) -> None:
        """Count one image."""
        self._counts.append(judged(answer, example))

    def summary(self) -> dict[str, float]:
        """As `evaluate.summary`."""
        return summary(self._counts)


class ClassJudge:
    """Adds up how well each pixel's class is told."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._counts: list[Confusion] = []

    def add(self, answer: Answer, example: Example) -> None:
        """Count one image."""
        truth = example.truth.astype(np.uint8)
        self._counts.append(Confusion.of(answer.classes, truth, len(self._names)))

    def summary(self) -> dict[str, float]:
        """As `confusion.class_summary`."""
        return class_summary(self._counts, self._names)


def judge_of(target: Target, names: Sequence[str]) -> ParticleJudge | ClassJudge:
    """What counts for that target; `names` are the classes'."""
    return ParticleJudge() if target.kind == "particles" else ClassJudge(names)


def fitted_temperature(pairs: Sequence[tuple[Tensor, np.ndarray]]) -> float:
    """What logits (k, h, w) are divided by so that their softmax is as sure as it is right.

    Guo et al. 2017 (arXiv 1706.04599): least negative log-likelihood on images not learned from.
    `pairs` holds logits and true classes (h, w), 255 where nobody knows.
    """
    rng = np.random.default_rng(_SEED)
    share = min(1.0, _PIXELS / sum(truth.size for _, truth in pairs))
    logits, truths = [], []
    for given, truth in pairs:
        looked_at = (rng.random(truth.size) < share) & (truth.ravel() != UNKNOWN)
        chosen = torch.from_numpy(np.flatnonzero(looked_at))
        logits.append(given.flatten(1)[:, chosen].T)
        truths.append(torch.from_numpy(truth.ravel().astype(np.int64))[chosen])
    return best_temperature(temperature_costs(torch.cat(logits), torch.cat(truths)))
