"""The network on its way, judged on images that it does not learn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from graticule.annotations import UNKNOWN, Example, Source
from graticule.errors import TrainingError
from graticule.evaluation import Answer, Reader, judge_of
from graticule.learn.events import Working
from graticule.learn.objective import Check
from graticule.learn.recipe import Recipe
from graticule.learn.samples import Painter
from graticule.learn.windows import Window, holds_something, marked, windows_of
from graticule.models.inputs import Normalisation

_FINAL = 64_000_000  # px, at most, that the finished network is judged on
_THINNED = 400_000  # px, of which the temperature is fitted
_AROUND = 128  # px of the network's grid that a check mirrors around an image


class Placed(nn.Module):
    """A network on its device, for whoever gives it pixels and takes logits on the CPU."""

    def __init__(self, network: nn.Module, device: torch.device) -> None:
        super().__init__()
        self.network = network
        self.device = device

    def forward(self, pixels: Tensor) -> Tensor:
        """Logits on the CPU."""
        return self.network(pixels.to(self.device)).cpu()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Figures by name, (logits, truth) of some pixels for the temperature, a picture for the card.

    The picture shows image, truth and prediction side by side, (h, w, 3) uint8.
    """

    metrics: dict[str, float]
    pairs: list[tuple[Tensor, np.ndarray]]
    picture: np.ndarray


class Validation:
    """Predicts the validation images: some of them on the way, all of them at the end.

    `network` takes pixels and gives logits on the CPU, with the weights that it has at the time.
    """

    def __init__(
        self, recipe: Recipe, network: nn.Module, sources: Sequence[Source], folder: Path
    ) -> None:
        self.metric = recipe.metric
        self.times, self.patience = recipe.checks.times, recipe.checks.patience
        self.network = network
        self._recipe = recipe
        scale = recipe.normalisation
        self._few = windows_of(sources, scale, recipe.checks.pixels, target_first=True)
        self._all = windows_of(sources, scale, _FINAL, target_first=False)
        self.whole = sum(w.area for w in self._all) / max(1, sum(w.area for w in self._few))
        self._painter = Painter(recipe, folder)
        self._shown = self._to_show()

    def check(self, network: nn.Module, step: int) -> Check:
        """Figures of the few, by the weights that `network` has; samples are painted."""
        del network  # it is the inside of the whole one
        judge = judge_of(self._recipe.learned, self._recipe.about.classes)
        loss, known = 0.0, 0
        # As a tile is read in use. With nothing around it an image looks like the patches that
        # were learned from, edges and all, and comes out far too well: Dice 0.99 instead of 0.72.
        around = _AROUND * self._recipe.architecture.reduce
        for done, window in enumerate(self._few):
            yield Working("judging", done, len(self._few))
            example = window.example()
            answer = self._answer(window, example, around)
            judge.add(answer, example)
            own, count = _loss(answer, self._recipe.learned.class_map(example.truth))
            loss, known = loss + own, known + count
            if step and self._recipe.checks.samples and window in self._shown:
                number = self._shown.index(window)
                yield self._painter.painted(step, number, example, answer)
        metrics = {**judge.summary(), "loss": round(loss / max(1, known), 5)}
        if self.metric not in metrics:
            raise TrainingError(
                f"there is no metric {self.metric!r}; there are: {', '.join(metrics)}"
            )
        return metrics

    def final(self, margin: int, verdicts: list[Verdict]) -> Iterator[Working]:
        """Judge by all windows, mirrored `margin` px around as tiles are; appends the verdict."""
        target = self._recipe.learned
        judge = judge_of(target, self._recipe.about.classes)
        rng, pairs = np.random.default_rng(0), []
        for done, window in enumerate(self._all):
            yield Working("judging", done, len(self._all))
            example = window.example()
            answer = self._answer(window, example, margin)
            judge.add(answer, example)
            share = _THINNED / sum(w.area for w in self._all)
            pairs.append(_thinned(answer, target.class_map(example.truth), share, rng))
        shown = max(self._shown, key=lambda window: marked(window.source, window.box))
        example = shown.example()
        picture = self._painter.beside(example, self._answer(shown, example, margin))
        verdicts.append(Verdict(judge.summary(), pairs, picture))

    @property
    def pixels(self) -> int:
        """How many px the final verdict is from."""
        return sum(window.area for window in self._all)

    def pictures(self, most: int) -> list[np.ndarray]:
        """Up to `most` validation pictures (h, w, c) as float32 network input."""
        found = []
        for window in self._all[:most]:
            example, scale = window.example(), self._scale(window)
            found.append(
                scale.apply(example.image, scale.limits(example.image, example.grey_range))
            )
        return found

    def _answer(self, window: Window, example: Example, margin: int) -> Answer:
        classes = len(self._recipe.about.classes)
        stride = self._recipe.architecture.stride
        around = margin if window.limits is None else 0  # a part has more scan around it
        reader = Reader(self._scale(window), stride, classes, around)
        return reader.answer(self.network, example)

    def _scale(self, window: Window) -> Normalisation:
        """That of the recipe; a part of a scan is already on 0..1."""
        scale = self._recipe.normalisation
        return scale if window.limits is None else msgspec.structs.replace(scale, percentile=None)

    def _to_show(self) -> list[Window]:
        """Windows with something in them, spread over the few."""
        full = [w for w in self._few if holds_something(w.source, w.box)] or self._few
        count = min(max(1, self._recipe.checks.samples), len(full))
        places = np.linspace(0, len(full) - 1, count).round().astype(int)
        return [full[i] for i in dict.fromkeys(places.tolist())]


def _loss(answer: Answer, truth: np.ndarray) -> tuple[float, int]:
    """Cross-entropy summed over the pixels (h, w) that somebody looked at, and their number."""
    asked = torch.from_numpy(truth.astype(np.int64))[None]
    total = F.cross_entropy(answer.logits[None], asked, ignore_index=UNKNOWN, reduction="sum")
    return float(total), int((truth != UNKNOWN).sum())


def _thinned(
    answer: Answer, truth: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[Tensor, np.ndarray]:
    """Logits (k, 1, n) and truth (1, n) of a share of the pixels."""
    chosen = np.flatnonzero(rng.random(truth.size) < share)
    logits = answer.logits.flatten(1)[:, torch.from_numpy(chosen)]
    return logits[:, None], truth.ravel()[chosen][None]
