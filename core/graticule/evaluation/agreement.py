"""How far an answer and annotations agree, class by class, from two tables that add up."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graticule.classes import ClassInfo
from graticule.evaluation.particles import PixelCounts


@dataclass(frozen=True, slots=True)
class ClassAgreement:
    """One line of the table that people read; NaN where a class was neither drawn nor found.

    The first four are shares of pixels, 0 to 1; the others tell of particles. `confused` ones
    are annotated and found, but as another class.
    """

    name: str
    color: tuple[int, int, int] | None
    iou: float
    dice: float
    precision: float
    recall: float
    f1: float
    annotated: int
    correct: int
    confused: int
    missed: int
    false: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often each annotated class (row) was found as each class (column); 0 is background.

    `pixels` counts pixels. `objects` counts particles: row 0 are those that nobody annotated,
    column 0 those that were missed, and [0, 0] stays 0.
    """

    classes: tuple[ClassInfo, ...]
    pixels: np.ndarray
    objects: np.ndarray

    def counts(self, number: int) -> PixelCounts:
        """One class against the rest: an outline found as another class is no hit."""
        return PixelCounts(
            shared=int(self.pixels[number, number]),
            given=int(self.pixels[:, number].sum()),
            asked=int(self.pixels[number].sum()),
            found=int(self.objects[number, number]),
            spurious=int(self.objects[:, number].sum() - self.objects[number, number]),
            missed=int(self.objects[number].sum() - self.objects[number, number]),
        )

    @property
    def overall(self) -> PixelCounts:
        """All classes taken as one: was something found where something is?"""
        return PixelCounts(
            shared=int(self.pixels[1:, 1:].sum()),
            given=int(self.pixels[:, 1:].sum()),
            asked=int(self.pixels[1:].sum()),
            found=int(self.objects[1:, 1:].sum()),
            spurious=int(self.objects[0].sum()),
            missed=int(self.objects[:, 0].sum()),
        )

    @property
    def annotated(self) -> list[int]:
        """Numbers of the classes that the annotations hold: what means are taken over."""
        return [n for n in range(1, len(self.classes)) if self.pixels[n].any()]

    def mean(self, measure: str) -> float:
        """Mean of a share of `ClassAgreement`, such as "iou", over annotated classes with it."""
        return _mean([getattr(self.row(number), measure) for number in self.annotated])

    def rows(self) -> list[ClassAgreement]:
        """A row per class, their mean, and all classes taken as one."""
        rows = [self.row(number) for number in range(1, len(self.classes))]
        if len(rows) == 1:
            return rows
        sums = {
            name: sum(getattr(row, name) for row in rows)
            for name in ("annotated", "correct", "confused", "missed", "false")
        }
        means = {name: self.mean(name) for name in ("iou", "dice", "precision", "recall", "f1")}
        overall = self.overall
        return [
            *rows,
            ClassAgreement(name="Mean of annotated", color=None, **means, **sums),
            ClassAgreement(
                name="All as one class", color=None, iou=overall.iou, dice=overall.dice,
                precision=overall.precision, recall=overall.recall, f1=overall.f1,
                annotated=sums["annotated"], correct=overall.found, confused=0,
                missed=overall.missed, false=overall.spurious,
            ),
        ]  # fmt: skip

    def row(self, number: int) -> ClassAgreement:
        """What is told of one class."""
        info, counts, drawn = self.classes[number], self.counts(number), self.objects[number]
        there = bool(counts.asked or counts.given)
        return ClassAgreement(
            name=info.name,
            color=info.color,
            iou=counts.iou if there else math.nan,
            dice=counts.dice if there else math.nan,
            precision=counts.precision if counts.given else math.nan,
            recall=counts.recall if counts.asked else math.nan,
            f1=counts.f1 if there else math.nan,
            annotated=int(drawn.sum()),
            correct=counts.found,
            confused=int(drawn[1:].sum()) - counts.found,
            missed=int(drawn[0]),
            false=int(self.objects[0, number]),
        )


def _mean(values: Sequence[float]) -> float:
    """Of the numbers among them that are not NaN."""
    there = [value for value in values if not math.isnan(value)]
    return float(np.mean(there)) if there else math.nan
