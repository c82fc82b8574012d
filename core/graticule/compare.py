"""A result beside what a person has drawn: how far do the two agree?

Pixels are counted on the result's own grid, particles matched one to one where they overlap by
more than half (IoU > 0.5). Counts, not means of them, are added up over the whole scan, as in
Rijpkema et al. 2026 (Forensic Sci. Int. 379, 112714).
"""

import csv
import math
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from graticule.errors import ResultError
from graticule.files import atomic
from graticule.geometry import Box
from graticule.learn.evaluation.agreement import Agreement
from graticule.learn.evaluation.overlaps import Overlaps
from graticule.particles.fill import Filler
from graticule.reports import Analysis, Annotation, Written
from graticule.reports.cells import clean_text, defused

_BLOCK = 1024  # work px: small enough that a window beside it stays alive
_UNKNOWN, _REGION, _IGNORED = -1, -2, -3
_AREAS = {"region*": _REGION, "ignore*": _IGNORED}  # QuPath's own names for what is no object


@dataclass(frozen=True, slots=True)
class Compared:
    """`done` of `total` blocks of the scan are compared."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Told:
    """What of the annotations was not compared, and why: nothing is dropped in silence."""

    unknown: Mapping[str, int]  # class name → annotations; "" are those without a class
    without_area: int = 0  # lines and points
    hidden: int = 0  # outside the area compared, under others, or smaller than a pixel
    repaired: int = 0  # crossed themselves; compared as repaired
    limited: bool = False  # only inside the annotations called Region*

    def lines(self) -> list[str]:
        """Sentences for people; none where there is nothing to tell."""
        lines = [
            f"{count:,} annotations {f'of class “{name}”' if name else 'without a class'} have no "
            "class of this result: their area is left out."
            for name, count in sorted(self.unknown.items())
        ]
        if self.without_area:
            lines.append(f"{self.without_area:,} lines or points have no area and are left out.")
        if self.hidden:
            lines.append(
                f"{self.hidden:,} annotations have no pixel here: they lie elsewhere, under others,"
                " or are smaller than a pixel."
            )
        if self.repaired:
            lines.append(f"{self.repaired:,} outlines crossed themselves and were repaired.")
        if self.limited:
            lines.append("Only the area inside “Region*” is compared.")
        return lines


@dataclass(frozen=True, slots=True)
class Comparison(Agreement):
    """A result beside annotations, counted on the result's grid, and what was left out."""

    told: Told


def compare_annotations(
    analysis: Analysis,
    annotations: Sequence[Annotation],
    *,
    block: int = _BLOCK,
) -> Generator[Compared, None, Comparison]:
    """Compare a result with annotations, block by block; the comparison is what it returns.

    Classes are matched by name, whatever their case; annotations without a class count for a
    result that has only one. What is not annotated is background, unless annotations of the
    class "Region*" say where to look; "Ignore*" and unknown classes are areas that do not
    count. Raises `ResultError` where nothing can be compared.
    """
    drawn = _Drawn.of(annotations, analysis)
    corner = (analysis.origin[0] * analysis.scale, analysis.origin[1] * analysis.scale)
    filler = Filler(drawn.shapes, scale=analysis.scale, origin=corner)
    count = _Counting(analysis, drawn, filler)
    height, width = analysis.labels.shape
    blocks = list(Box(0, 0, width, height).blocks(block))
    for done, box in enumerate(blocks, 1):
        count.add(box)
        yield Compared(done, len(blocks))
    return count.comparison()


COLUMNS: tuple[tuple[str, str], ...] = (
    ("iou", "IoU"), ("dice", "Dice"), ("precision", "Precision"), ("recall", "Recall"),
    ("f1", "F1 of particles"), ("annotated", "Annotated"), ("correct", "Correct"),
    ("confused", "Confused"), ("missed", "Missed"), ("false", "False"),
)  # fmt: skip


def write_comparison(comparison: Comparison, path: Path) -> Iterator[Written]:
    """Write table and both confusion matrices as comma-separated values, UTF-8 with its mark."""
    names = [defused(clean_text(info.name)) for info in comparison.classes]
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["Class", *(title for _, title in COLUMNS)])
        for row in comparison.rows():
            values = [getattr(row, key) for key, _ in COLUMNS]
            told = ["" if isinstance(v, float) and math.isnan(v) else v for v in values]
            writer.writerow([defused(clean_text(row.name)), *told])
        for title, matrix, first in (
            ("Pixels", comparison.pixels, names[0]),
            ("Particles", comparison.objects, "none"),
        ):
            writer.writerow([])
            writer.writerow([f"{title}: annotated (rows) found as (columns)", first, *names[1:]])
            for name, line in zip([first, *names[1:]], matrix.tolist(), strict=True):
                writer.writerow([name, *line])
        for line in comparison.told.lines():
            writer.writerow([])
            writer.writerow([line])
    yield Written(path.name, 1, 1)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The annotations by what they are for. `classes` holds one number per shape."""

    shapes: list
    classes: np.ndarray  # of the result, or one of the negative numbers above
    told: Told

    @classmethod
    def of(cls, annotations: Sequence[Annotation], analysis: Analysis) -> "_Drawn":
        known = {info.name.strip().casefold(): n for n, info in enumerate(analysis.classes)}
        only = 1 if len(analysis.classes) == 2 else None
        shapes, classes, unknown, flat, repaired = [], [], Counter[str](), 0, 0
        for each in annotations:
            if not shapely.area(each.geometry):
                flat += 1
                continue
            name = each.class_name.strip().casefold()
            number = _AREAS.get(name, known.get(name)) if name else only
            if number is None:
                unknown[each.class_name.strip()] += 1
                number = _UNKNOWN
            shapes.append(each.geometry)
            classes.append(number)
            repaired += each.repaired
        if not any(number > 0 for number in classes):
            raise ResultError(_nothing(unknown, flat, analysis))
        told = Told(dict(unknown), flat, repaired=repaired, limited=_REGION in classes)
        return cls(shapes, np.array(classes, np.int64), told)


def _nothing(unknown: Mapping[str, int], flat: int, analysis: Analysis) -> str:
    """Why no annotation can be compared, and what to do."""
    names = ", ".join(f"“{info.name}”" for info in analysis.classes[1:])
    if unknown:
        found = ", ".join(f"“{name}”" if name else "none" for name in sorted(unknown)[:8])
        return (
            f"The annotations are of other classes than the result. Theirs: {found}; the result's:"
            f" {names}. Name them alike and try again."
        )
    if flat:
        return f"The annotations are {flat:,} lines or points: only areas can be compared."
    return "The file holds no annotation to compare with."


class _Counting:
    """Adds up blocks; what is kept grows with the particles, not with the pixels."""

    def __init__(self, analysis: Analysis, drawn: _Drawn, filler: Filler) -> None:
        self._analysis = analysis
        self._drawn = drawn
        self._filler = filler
        size = len(analysis.classes)
        self._pixels = np.zeros((size, size), np.int64)
        self._class_of = analysis.class_of
        self._overlaps = Overlaps()
        number = np.arange(1, len(filler) + 1)
        # Areas are no objects: they are laid out apart, and nothing lies on or under them.
        self._objects = np.where(drawn.classes >= _UNKNOWN, number, 0)
        self._regions = np.where(drawn.classes == _REGION, number, 0)
        self._ignored = np.where(drawn.classes == _IGNORED, number, 0)
        self._class_drawn = np.concatenate([[0], drawn.classes])

    def add(self, box: Box) -> None:
        """Count one block of the work grid."""
        labels = np.asarray(self._analysis.labels[box.slices]).astype(np.int64)
        drawn = self._filler.fill(box, self._objects).astype(np.int64)
        truth = self._class_drawn[drawn]
        counted = truth >= 0
        counted &= self._filler.fill(box, self._ignored) == 0
        if self._drawn.told.limited:
            counted &= self._filler.fill(box, self._regions) > 0
        size = len(self._pixels)
        labels, drawn, truth = labels[counted], drawn[counted], truth[counted]
        cells = truth * size + self._class_of[labels]
        self._pixels += np.bincount(cells, minlength=size * size).reshape(size, size)
        self._overlaps.add(np.where(truth > 0, drawn, 0), labels)

    def comparison(self) -> Comparison:
        """All blocks are counted: match the particles."""
        found = self._overlaps.table()
        objects = found.objects(
            self._class_drawn[found.truth],
            self._class_of[found.found].astype(np.int64),
            len(self._pixels),
        )
        told = self._drawn.told
        hidden = int((self._drawn.classes > 0).sum()) - len(found.truth)
        if not self._pixels[1:].any():
            raise ResultError(
                "No annotation lies on the analysed part of this scan: is the file of another scan?"
            )
        told = Told(told.unknown, told.without_area, hidden, told.repaired, told.limited)
        return Comparison(self._analysis.classes, self._pixels, objects, told)
