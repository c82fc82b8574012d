"""How good a segmentation is, from counts that add up over images."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from scipy.optimize import linear_sum_assignment


@dataclass(frozen=True, slots=True)
class Counts:
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

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
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


def compare(result: np.ndarray, truth: np.ndarray, *, iou: float = 0.5) -> Counts:
    """Counts for two label images (h, w): 0 = background, one number per particle.

    AJI+ after Graham et al. 2019 (doi 10.1016/j.media.2019.101563): AJI (Kumar et al. 2017)
    with the one-to-one matching of the largest summed IoU.
    """
    if result.shape != truth.shape:
        raise ValueError(f"{result.shape} cannot be compared with {truth.shape}")
    (truth_ids, rows), (result_ids, columns) = _compact(truth), _compact(result)
    table = np.bincount(truth_ids * columns + result_ids, minlength=rows * columns)
    table = table.reshape(rows, columns)
    overlap = table[1:, 1:]
    asked, given = table[1:].sum(axis=1), table[:, 1:].sum(axis=0)
    union = asked[:, None] + given[None, :] - overlap
    ious = overlap / np.maximum(union, 1)
    i, j = linear_sum_assignment(-ious)
    real = overlap[i, j] > 0
    i, j = i[real], j[real]
    found = int((ious > iou).sum()) if iou >= 0.5 else int((ious[i, j] > iou).sum())
    return Counts(
        shared=int(overlap.sum()),
        given=int(given.sum()),
        asked=int(asked.sum()),
        joined=int(overlap[i, j].sum()),
        spread=int(
            union[i, j].sum()
            + asked.sum() - asked[i].sum()
            + given.sum() - given[j].sum()
        ),
        found=found,
        spurious=len(given) - found,
        missed=len(asked) - found,
    )  # fmt: skip


def summary(counts: Iterable[Counts]) -> dict[str, float]:
    """Metrics of the pooled counts, and the means of the images' own metrics."""
    each = list(counts)
    if not each:
        raise ValueError("no image to sum up")
    pooled = sum(each, Counts())
    names = ("dice", "iou", "aji_plus", "f1")
    return {name: round(getattr(pooled, name), 4) for name in names} | {
        f"{name}_mean": round(float(np.mean([getattr(c, name) for c in each])), 4) for name in names
    }


def _compact(labels: np.ndarray) -> tuple[np.ndarray, int]:
    """The same labels, flat, as 0..n without gaps, 0 still the background; and n + 1."""
    present = np.bincount(labels.ravel()) > 0
    present[0] = True
    return (np.cumsum(present) - 1)[labels.ravel()], int(present.sum())


def _ratio(part: float, whole: float) -> float:
    """part / whole; 1 when there was nothing to find and nothing was found."""
    return part / whole if whole else 1.0
