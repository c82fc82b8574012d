"""What the network is told it did wrong: one function per part, one that adds them up."""

from typing import Annotated

import msgspec
from torch import Tensor
from torch.nn import functional as F

from graticule.learn.patches.sampling import Batch

_SMOOTH = 30.0  # px; a patch without particles is not all wrong for a handful of pixels

Weight = Annotated[float, msgspec.Meta(ge=0)]


class LossWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much each part counts; `emphasis` is the extra weight of a pixel of emphasis 1."""

    cross_entropy: Weight = 1.0
    dice: Weight = 1.0
    distance: Weight = 2.0
    emphasis: Weight = 2.0


def total_loss(logits: Tensor, batch: Batch, weights: LossWeights) -> Tensor:
    """Weighted sum over logits (n, k, h, w), or (n, k + 1, h, w) with the distance as the last.

    Pixels of which nobody knows the class count for nothing.
    """
    known = (batch.emphasis >= 0).float()
    pixel = known * (1 + weights.emphasis * batch.emphasis)
    classes = logits[:, : batch.classes.shape[1]]
    loss = weights.cross_entropy * cross_entropy(classes, batch.classes, pixel)
    if weights.dice:
        loss = loss + weights.dice * dice_loss(classes, batch.classes, known)
    if batch.distance is not None:
        loss = loss + weights.distance * distance_loss(
            logits[:, -1], batch.distance, batch.classes, pixel
        )
    return loss


def cross_entropy(logits: Tensor, shares: Tensor, weight: Tensor) -> Tensor:
    """Weighted mean softmax cross-entropy to class shares (n, k, h, w) that sum to 1."""
    each = -(shares * F.log_softmax(logits, dim=1)).sum(dim=1)
    return (each * weight).sum() / weight.sum().clamp_min(1)


def dice_loss(logits: Tensor, shares: Tensor, known: Tensor | None = None) -> Tensor:
    """1 − soft Dice of the foreground classes, the mean of that per patch and of all pooled.

    After Milletari et al. 2016 (doi 10.1109/3DV.2016.79), without squares. Pooled alone, patches
    with few particles would count for nothing; alone, they would count for too much.
    """
    given, asked = logits.softmax(dim=1)[:, 1:], shares[:, 1:]
    if known is not None:
        given, asked = given * known[:, None], asked * known[:, None]
    shared = (given * asked).sum(dim=(2, 3))
    total = given.sum(dim=(2, 3)) + asked.sum(dim=(2, 3))
    each = (2 * shared + _SMOOTH) / (total + _SMOOTH)
    pooled = (2 * shared.sum(dim=0) + _SMOOTH) / (total.sum(dim=0) + _SMOOTH)
    return 1 - 0.5 * (each.mean() + pooled.mean())


def distance_loss(logit: Tensor, distance: Tensor, shares: Tensor, pixel: Tensor) -> Tensor:
    """Binary cross-entropy to the distance on 0..1, above its least possible value.

    Background counts a fifth: there the mask decides.
    """
    weight = (0.2 + 0.8 * shares[:, 1:].sum(dim=1)) * pixel
    each = F.binary_cross_entropy_with_logits(logit, distance, reduction="none")
    target = distance.clamp(1e-6, 1 - 1e-6)
    least = F.binary_cross_entropy(target, target, reduction="none")
    return (weight * (each - least)).sum() / weight.sum()
