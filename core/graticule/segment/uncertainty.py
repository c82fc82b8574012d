"""How unsure a network is of a pixel, from its class probabilities: 0 (sure) to 1.

A new one is a function and a line of `UNCERTAINTIES`. They take tensors wherever those lie, so
nothing here imports torch.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A measure: `of` takes probabilities (k, h, w) of k ≥ 2 classes and gives (h, w)."""

    title: str
    of: "Callable[[Tensor], Tensor]"


def entropy(shares: "Tensor") -> "Tensor":
    """Shannon's entropy by that of even odds (1948)."""
    return -(shares * shares.clamp_min(_TINY).log()).sum(dim=0) / math.log(shares.shape[0])


def margin(shares: "Tensor") -> "Tensor":
    """1 minus what the likeliest class is ahead of the next (Scheffer, Decomain & Wrobel 2001)."""
    first, second = shares.topk(2, dim=0).values
    return 1 - (first - second)


def least_confidence(shares: "Tensor") -> "Tensor":
    """What is missing to certainty of the likeliest class, by that of even odds (Lewis 1994)."""
    count = shares.shape[0]
    return (1 - shares.amax(dim=0)) * (count / (count - 1))


USUAL = "entropy"
UNCERTAINTIES: dict[str, Uncertainty] = {
    USUAL: Uncertainty("entropy of all classes", entropy),
    "margin": Uncertainty("margin of the two likeliest", margin),
    "least-confidence": Uncertainty("what the likeliest lacks", least_confidence),
}
"""By the name that a protocol gives as `uncertainty` of a network."""
