"""How good a segmentation is, from counts that add up over images."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from graticule.evaluation.overlaps import MATCHED, Overlap, Overlaps


@dataclass(frozen=True, slots=True)
class PixelCounts:
    """Pixels and particles of one image, or, added up, of many.

    `shared`, `given`, `asked`: foreground pixels in both, in the result, in the truth.
    `joined`, `spread`: AJI+'s numerator and denominator, in px. `found`, `spurious`, `missed`:
    particles matched at IoU > 0.5, without a match in the truth, without one in the result.
    """

    shared: int = 0
    given: int = 0
    asked: int = 0
    joined: int = 0
    spread: int = 0
    found: int = 0
    spurious: int = 0
    missed: int = 0

    def __add__(self, other: "PixelCounts") -> "PixelCounts":
        return PixelCounts(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )

    @property
    def dice(self) -> float:
        """2 |A ∩ B| / (|A| + |B|) of the foreground."""
        return _ratio(2 * self.shared, self.given + self.asked)

    @property
    def iou(self) -> float:
        """|A ∩ B| / |A ∪ B| of the foreground."""
        return _ratio(self.shared, self.given + self.asked - self.shared)

    @property
    def precision(self) -> float:
        """Share of the result's foreground that is right."""
        return _ratio(self.shared, self.given)

    @property
    def recall(self) -> float:
        """Share of the truth's foreground that was found."""
        return _ratio(self.shared, self.asked)

    @property
    def aji_plus(self) -> float:
        """Aggregated Jaccard index with one-to-one matches."""
        return _ratio(self.joined, self.spread)

    @property
    def f1(self) -> float:
        """2 TP / (2 TP + FP + FN) of particles at IoU > 0.5."""
        return _ratio(2 * self.found, 2 * self.found + self.spurious + self.missed)


def compare(result: np.ndarray, truth: np.ndarray, *, iou: float = MATCHED) -> PixelCounts:
    """Counts for two label images (h, w): 0 = background, one number per particle."""
    if result.shape != truth.shape:
        raise ValueError(f"{result.shape} cannot be compared with {truth.shape}")
    overlaps = Overlaps()
    overlaps.add(truth, result)
    return counted(overlaps.table(), iou=iou)


def counted(overlap: Overlap, *, iou: float = MATCHED) -> PixelCounts:
    """Counts of particles that were laid upon each other."""
    found = len(overlap.same(iou)[0])
    joined, spread = overlap.aji_plus()
    return PixelCounts(
        shared=int(overlap.shared.sum()),
        given=int(overlap.given.sum()),
        asked=int(overlap.asked.sum()),
        joined=joined,
        spread=spread,
        found=found,
        spurious=len(overlap.found) - found,
        missed=len(overlap.truth) - found,
    )


def summary(counts: Iterable[PixelCounts]) -> dict[str, float]:
    """Metrics of the pooled counts, and the means of the images' own metrics."""
    each = list(counts)
    if not each:
        raise ValueError("no image to sum up")
    pooled = sum(each, PixelCounts())
    names = ("dice", "iou", "aji_plus", "f1")
    return {name: round(getattr(pooled, name), 4) for name in names} | {
        f"{name}_mean": round(float(np.mean([getattr(c, name) for c in each])), 4) for name in names
    }


def _ratio(part: float, whole: float) -> float:
    """part / whole; 1 when there was nothing to find and nothing was found."""
    return part / whole if whole else 1.0
