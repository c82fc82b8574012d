"""How good a class map is, from one table of counts that adds up over images and whole scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from graticule.annotations.target import UNKNOWN


@dataclass(frozen=True)
class Confusion:
    """`table[truth, given]`: pixels of each class, and what they were taken for; (k, k) int64.

    A figure is NaN where the class is neither in the truth nor in the answer.
    """

    table: np.ndarray

    @classmethod
    def of(cls, given: np.ndarray, truth: np.ndarray, classes: int) -> Self:
        """Count one image: class maps (h, w) of 0..classes-1, the truth 255 where it is unknown."""
        known = truth != UNKNOWN
        pairs = truth[known].astype(np.int64) * classes + given[known]
        table = np.bincount(pairs, minlength=classes * classes)
        if len(table) > classes * classes:
            raise ValueError(f"a class map holds a class beyond {classes - 1}")
        return cls(table.reshape(classes, classes))

    def __add__(self, other: "Confusion") -> "Confusion":
        return Confusion(self.table + other.table)

    @property
    def iou(self) -> np.ndarray:
        """Intersection over union of each class, (k,)."""
        return _ratio(self._right, self._asked + self._given - self._right)

    @property
    def dice(self) -> np.ndarray:
        """2 |A ∩ B| / (|A| + |B|) of each class, (k,); the same as F1."""
        return self.f_score(1)

    @property
    def precision(self) -> np.ndarray:
        """Share of what was taken for a class that is of it, (k,)."""
        return _ratio(self._right, self._given)

    @property
    def recall(self) -> np.ndarray:
        """Share of a class's pixels that were found, (k,)."""
        return _ratio(self._right, self._asked)

    def f_score(self, beta: float) -> np.ndarray:
        """(1 + β²) · precision · recall / (β² · precision + recall) of each class, (k,)."""
        square = beta * beta
        return _ratio((1 + square) * self._right, square * self._asked + self._given)

    @property
    def accuracy(self) -> float:
        """Share of all pixels that are right."""
        return float(_ratio(self._right.sum(), self.table.sum()))

    @property
    def balanced_accuracy(self) -> float:
        """Mean recall of all classes, the background among them."""
        return float(np.nanmean(self.recall))

    @property
    def mean_iou(self) -> float:
        """Mean IoU of the annotated classes but the background (S1); NaN where none is."""
        there = self._asked[1:] > 0
        return float(self.iou[1:][there].mean()) if there.any() else float("nan")

    @property
    def _right(self) -> np.ndarray:
        return np.diagonal(self.table)

    @property
    def _asked(self) -> np.ndarray:
        return self.table.sum(axis=1)

    @property
    def _given(self) -> np.ndarray:
        return self.table.sum(axis=0)


def class_summary(each: Sequence[Confusion], names: Sequence[str]) -> dict[str, float]:
    """Figures of the pooled counts; `names` are the classes', the background's first."""
    if not each:
        raise ValueError("no image to sum up")
    pooled = sum(each[1:], each[0])
    told = {"mean_iou": pooled.mean_iou, "accuracy": pooled.accuracy}
    for number, name in enumerate(names[1:], start=1):
        told[f"iou_{name}"] = float(pooled.iou[number])
        told[f"precision_{name}"] = float(pooled.precision[number])
        told[f"recall_{name}"] = float(pooled.recall[number])
    return {key: round(value, 4) for key, value in told.items()}


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole; NaN where there is nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
