"""What the network is told it did wrong: one function per part, in one table.

A new part is a function here, a line in `LOSSES` and a field of its name in `LossWeights`, which
is what recipes call it by.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec
import torch
from torch import Tensor
from torch.nn import functional as F

from graticule.learn.patches.sampling import Batch

_OF_DISTANCE = "distance"  # the one part that is not of classes
_SMOOTH = 30.0  # px; a patch without particles is not all wrong for a handful of pixels

Weight = Annotated[float, msgspec.Meta(ge=0)]


class LossWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much each part counts; a part of weight 0 is not computed.

    `emphasis` is the extra weight of a pixel of emphasis 1. `positive` is how many background
    pixels one pixel of a class counts for in `binary`; `gamma` is that of `focal`.
    """

    cross_entropy: Weight = 1.0
    binary: Weight = 0.0
    dice: Weight = 1.0
    soft_dice: Weight = 0.0
    focal: Weight = 0.0
    distance: Weight = 2.0
    emphasis: Weight = 2.0
    positive: Annotated[float, msgspec.Meta(gt=0)] = 9.0
    gamma: Weight = 2.0

    def __post_init__(self) -> None:
        parts = [name for name in LOSSES if name != _OF_DISTANCE]
        if not any(getattr(self, name) for name in parts):
            raise ValueError(f"one of {', '.join(parts[:-1])} and {parts[-1]} must count")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a loss is told of a batch, (n, k, h, w) or (n, h, w) each; k counts the background.

    `weight` is how much a pixel counts, `known` 1 where somebody knows its class, else 0.
    `distance` is None unless it is learned, and then `distance_logit` is what was answered.
    """

    logits: Tensor
    target: Tensor  # share of each class in the pixel; they sum to 1
    weight: Tensor
    known: Tensor
    distance_logit: Tensor
    distance: Tensor | None
    settings: LossWeights


def total_loss(logits: Tensor, batch: Batch, weights: LossWeights) -> Tensor:
    """Weighted sum over logits (n, k, h, w), or (n, k + 1, h, w) with the distance as the last.

    Pixels of which nobody knows the class count for nothing.
    """
    known = (batch.emphasis >= 0).float()
    pixel = known * (1 + weights.emphasis * batch.emphasis)
    classes = logits[:, : batch.classes.shape[1]]
    answer = Answer(classes, batch.classes, pixel, known, logits[:, -1], batch.distance, weights)
    loss = logits.new_zeros(())
    for name, part in LOSSES.items():
        weight = getattr(weights, name)
        if weight and (name != _OF_DISTANCE or batch.distance is not None):
            loss = loss + weight * part(answer)
    return loss


def cross_entropy(logits: Tensor, shares: Tensor, weight: Tensor) -> Tensor:
    """Weighted mean softmax cross-entropy to class shares (n, k, h, w) that sum to 1."""
    each = -(shares * F.log_softmax(logits, dim=1)).sum(dim=1)
    return (each * weight).sum() / weight.sum().clamp_min(1)


def binary_loss(logits: Tensor, shares: Tensor, weight: Tensor, positive: float) -> Tensor:
    """Binary cross-entropy of each class against all others, its own pixels `positive` times.

    Microplastics paper, 4.3, with `positive` 9. A class's logit is that of its softmax: with two
    classes the difference of their logits, so the one class is asked for as a sigmoid would.
    """
    asked = shares[:, 1:]
    each = F.binary_cross_entropy_with_logits(
        log_odds(logits)[:, 1:],
        asked,
        pos_weight=torch.tensor(positive, device=logits.device),
        reduction="none",
    ).mean(dim=1)
    return (each * weight).sum() / weight.sum().clamp_min(1)


def log_odds(logits: Tensor) -> Tensor:
    """log(p / (1 − p)) of each class's softmax: its logit above the sum of the others'."""
    count = logits.shape[1]
    if count == 2:
        return logits - logits.flip(1)
    others = [logits[:, [j for j in range(count) if j != i]].logsumexp(1) for i in range(count)]
    return logits - torch.stack(others, dim=1)


def dice_loss(logits: Tensor, shares: Tensor, known: Tensor | None = None) -> Tensor:
    """1 − soft Dice of the foreground classes, the mean of that per patch and of all pooled.

    After Milletari et al. 2016 (doi 10.1109/3DV.2016.79), without squares. Pooled alone, patches
    with few particles would count for nothing; alone, they would count for too much.
    """
    given, asked = _foreground(logits, shares, known)
    shared = (given * asked).sum(dim=(2, 3))
    total = given.sum(dim=(2, 3)) + asked.sum(dim=(2, 3))
    each = (2 * shared + _SMOOTH) / (total + _SMOOTH)
    pooled = (2 * shared.sum(dim=0) + _SMOOTH) / (total.sum(dim=0) + _SMOOTH)
    return 1 - 0.5 * (each.mean() + pooled.mean())


def soft_dice_loss(logits: Tensor, shares: Tensor, known: Tensor | None = None) -> Tensor:
    """1 − (2 |A ∩ B| + 1) / (|A| + |B| + 1) over the whole batch, the mean of the classes.

    Microplastics paper, 4.3 (ε = 1); the fine-tuning of MatSSL, 4.2, has the same loss.
    """
    given, asked = _foreground(logits, shares, known)
    shared = (given * asked).sum(dim=(0, 2, 3))
    total = given.sum(dim=(0, 2, 3)) + asked.sum(dim=(0, 2, 3))
    return 1 - ((2 * shared + 1) / (total + 1)).mean()


def focal_loss(logits: Tensor, shares: Tensor, weight: Tensor, gamma: float) -> Tensor:
    """Cross-entropy in which a pixel counts (1 − p)^γ, p being the share that was right.

    Lin et al. 2017 (arXiv 1708.02002), equation 4, with softmax instead of sigmoids.
    """
    told = F.log_softmax(logits, dim=1)
    each = -(shares * (1 - told.exp()).clamp_min(0) ** gamma * told).sum(dim=1)
    return (each * weight).sum() / weight.sum().clamp_min(1)


def distance_loss(logit: Tensor, distance: Tensor, shares: Tensor, pixel: Tensor) -> Tensor:
    """Binary cross-entropy to the distance on 0..1, above its least possible value.

    Background counts a fifth: there the mask decides.
    """
    weight = (0.2 + 0.8 * shares[:, 1:].sum(dim=1)) * pixel
    each = F.binary_cross_entropy_with_logits(logit, distance, reduction="none")
    target = distance.clamp(1e-6, 1 - 1e-6)
    least = F.binary_cross_entropy(target, target, reduction="none")
    return (weight * (each - least)).sum() / weight.sum().clamp_min(1e-6)


def _told(answer: Answer) -> Tensor:
    if answer.distance is None:
        raise ValueError("this batch asks for no distance")
    return answer.distance


def _foreground(logits: Tensor, shares: Tensor, known: Tensor | None) -> tuple[Tensor, Tensor]:
    """Probabilities and shares of all classes but the background, 0 where nobody knows."""
    given, asked = logits.softmax(dim=1)[:, 1:], shares[:, 1:]
    if known is None:
        return given, asked
    return given * known[:, None], asked * known[:, None]


LOSSES: dict[str, Callable[[Answer], Tensor]] = {
    "cross_entropy": lambda a: cross_entropy(a.logits, a.target, a.weight),
    "binary": lambda a: binary_loss(a.logits, a.target, a.weight, a.settings.positive),
    "dice": lambda a: dice_loss(a.logits, a.target, a.known),
    "soft_dice": lambda a: soft_dice_loss(a.logits, a.target, a.known),
    "focal": lambda a: focal_loss(a.logits, a.target, a.weight, a.settings.gamma),
    "distance": lambda a: distance_loss(a.distance_logit, _told(a), a.target, a.weight),
}
"""The parts in the order in which they are added up, by the names that recipes know."""
