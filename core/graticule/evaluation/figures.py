"""What is counted of one scan, so that the counts of many add up."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np

from graticule.classes import ClassInfo
from graticule.evaluation.agreement import Agreement
from graticule.evaluation.confusion import Confusion
from graticule.evaluation.reliability import Reliability
from graticule.files import atomic
from graticule.geometry import PixelSize

TENTHS = 10  # parts of the test area, as in Rijpkema et al. 2026, section 2.7
SIZES = 32  # classes of particle areas: the i-th is 2ⁱ to 2ⁱ⁺¹ px
CORRECT, MISSED, FALSE, CONFUSED = 1, 2, 3, 4
MODES = {CORRECT: "correct", MISSED: "missed", FALSE: "false", CONFUSED: "confused"}


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts of one scan, or, added up, of many; k classes, the background's number 0.

    `pixels` (k, k): px by annotated and given class. `objects` (k, k): particles, as in
    `Agreement`. `overlaps` (k, 2): AJI+'s numerator and denominator, first of all classes as one.
    `tenths` (10, k, k): `pixels` by the part of the test area. `sizes` (32, 2): annotated
    particles, and how many of them were found, by area. `everywhere`, `marked`: `Reliability`.
    `costs`: summed log-likelihoods at the temperatures that were tried.
    """

    pixels: np.ndarray
    objects: np.ndarray
    overlaps: np.ndarray
    tenths: np.ndarray
    sizes: np.ndarray
    everywhere: np.ndarray
    marked: np.ndarray
    costs: np.ndarray

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in _FIELDS})

    @property
    def confusion(self) -> Confusion:
        """What is told of pixels."""
        return Confusion(self.pixels)

    def agreement(self, classes: Sequence[ClassInfo]) -> Agreement:
        """What is told of classes and particles."""
        return Agreement(tuple(classes), self.pixels, self.objects)

    def aji_plus(self, number: int = 0) -> float:
        """AJI+ of a class; 0 is all classes as one. NaN where nothing is."""
        joined, spread = self.overlaps[number]
        return float(joined / spread) if spread else float("nan")

    def reliability(self, name: str) -> Reliability:
        """By name: "everywhere" or "marked"."""
        return Reliability(getattr(self, name))

    @property
    def modes(self) -> dict[str, int]:
        """Px of traces that are correct, missed, false and confused (S1, figure S3)."""
        table = self.pixels
        correct = int(np.trace(table[1:, 1:]))
        return {
            "correct": correct,
            "missed": int(table[1:, 0].sum()),
            "false": int(table[0, 1:].sum()),
            "confused": int(table[1:, 1:].sum()) - correct,
        }

    @property
    def worth(self) -> float:
        """One number by which scans are put in order: mean IoU of what is there, 0..1.

        Where nothing is annotated, 1 if nothing was found and 0 if anything was.
        """
        mean = self.confusion.mean_iou
        if np.isfinite(mean):
            return mean
        return 0.0 if self.pixels[:, 1:].any() else 1.0


_FIELDS = fields(Figures)


@dataclass(frozen=True, kw_only=True)
class ScanFigures:
    """One scan and what was counted of it; `size` is (width, height) px of the pack's grid.

    `known`: px that somebody has looked at. `pictures`: files in the scan's folder, the whole
    scan first, then places where it is worst; `identity` says what it was counted with.
    """

    name: str
    path: str
    content: str
    size: tuple[int, int]
    pixel_size: PixelSize
    known: int
    figures: Figures
    pictures: tuple[str, ...] = ()
    folder: str = ""
    identity: str = ""

    def save(self, path: Path) -> None:
        """Write as JSON."""
        with atomic(path) as temporary:
            temporary.write_bytes(msgspec.json.encode(self, enc_hook=_encoded))

    @classmethod
    def load(cls, path: Path, identity: str) -> Self | None:
        """What was counted before, unless it was with something else or cannot be read."""
        try:
            found = msgspec.json.decode(path.read_bytes(), type=cls, dec_hook=_decoded)
        except (OSError, msgspec.MsgspecError):
            return None
        return found if found.identity == identity else None


def _encoded(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise NotImplementedError


def _decoded(kind: type, value: Any) -> Any:
    if kind is np.ndarray:
        return np.array(value)
    raise NotImplementedError
