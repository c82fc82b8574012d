"""Is an answer that is 90% sure right nine times in ten? Counts that add up over scans."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from graticule.annotations.target import UNKNOWN
from graticule.evaluation.reliability import TEMPERATURES, Reliability
from graticule.geometry import Box

_SAMPLE = 4096  # px of a tile on which temperatures are tried


def temperature_costs(logits: Tensor, truth: Tensor) -> np.ndarray:
    """Mean negative log-likelihood at each of `TEMPERATURES`; logits (n, k), true classes (n,)."""
    return np.array([float(F.cross_entropy(logits / float(t), truth)) for t in TEMPERATURES])


def best_temperature(costs: np.ndarray) -> float:
    """The temperature of the least cost (Guo et al. 2017, arXiv 1706.04599)."""
    return round(float(TEMPERATURES[int(np.argmin(costs))]), 3)


@dataclass
class Sureness:
    """Adds up how sure a network is where it is right and where it is wrong, tile by tile.

    `everywhere` counts all pixels that somebody has looked at, `marked` those where the answer is
    more than background: background is easy, and most of a scan. `costs` are the
    summed negative log-likelihoods at `TEMPERATURES`.
    """

    classes: int
    temperature: float
    everywhere: Reliability
    marked: Reliability
    costs: np.ndarray

    @classmethod
    def begin(cls, classes: int, temperature: float) -> Self:
        """Nothing counted yet."""
        none = Reliability.nothing()
        return cls(classes, temperature, none, none, np.zeros(len(TEMPERATURES)))

    def add(self, box: Box, logits: Tensor, truth: np.ndarray) -> None:
        """Count one tile: logits (k or more, h, w), true classes (h, w) with 255 for unknown."""
        known = torch.from_numpy(np.flatnonzero(truth.ravel() != UNKNOWN))
        if not len(known):
            return
        chosen = logits[: self.classes].flatten(1)[:, known]
        right = torch.from_numpy(truth.ravel().astype(np.int64))[known]
        sure, given = torch.softmax(chosen / self.temperature, dim=0).max(dim=0)
        hits = (given == right).numpy()
        self.everywhere += Reliability.of(sure.numpy(), hits)
        marked = (given > 0).numpy()
        self.marked += Reliability.of(sure.numpy()[marked], hits[marked])
        rng = np.random.default_rng((box.left, box.top))
        sample = torch.from_numpy(rng.integers(0, len(known), _SAMPLE))
        self.costs += temperature_costs(chosen[:, sample].T, right[sample]) * len(known)
