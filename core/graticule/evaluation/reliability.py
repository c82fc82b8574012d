"""A reliability table: by how sure an answer is, how often it is right."""

from dataclasses import dataclass
from typing import Self

import numpy as np

TEMPERATURES = np.exp(np.linspace(np.log(0.5), np.log(4), 85))  # that are tried
BINS = 15  # of sureness, equally wide, as Guo et al. 2017 (arXiv 1706.04599) draw them


@dataclass(frozen=True, slots=True)
class Reliability:
    """`table` (15, 3) float64 by sureness 0..1: pixels, their summed sureness, right ones."""

    table: np.ndarray

    @classmethod
    def nothing(cls) -> Self:
        """No pixel."""
        return cls(np.zeros((BINS, 3)))

    @classmethod
    def of(cls, sure: np.ndarray, right: np.ndarray) -> Self:
        """Count pixels: the probability (n,) of the answer given, and whether it is right."""
        place = np.minimum((sure * BINS).astype(np.intp), BINS - 1)
        weights = (None, sure, right)
        return cls(np.stack([np.bincount(place, w, BINS) for w in weights], axis=1).astype(float))

    def __add__(self, other: "Reliability") -> "Reliability":
        return Reliability(self.table + other.table)

    @property
    def pixels(self) -> int:
        """How many pixels were counted."""
        return int(self.table[:, 0].sum())

    @property
    def error(self) -> float:
        """Expected calibration error: mean gap between sureness and share right, 0..1."""
        count, sure, right = self.table.T
        return float(np.abs(sure - right).sum() / count.sum()) if count.any() else float("nan")

    @property
    def points(self) -> np.ndarray:
        """(n, 3) of the bins that hold pixels: mean sureness, share right, share of the pixels."""
        count, sure, right = self.table[self.table[:, 0] > 0].T
        return np.stack([sure / count, right / count, count / count.sum()], axis=1)

    @property
    def lean(self) -> float:
        """Mean sureness minus share right: above 0 it is too sure of itself."""
        count, sure, right = self.table.sum(axis=0)
        return float((sure - right) / count) if count else float("nan")
