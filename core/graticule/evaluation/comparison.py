"""A result beside what a person has drawn: how far do the two agree?

Pixels are counted on the result's own grid, particles matched one to one where they overlap by
more than half (IoU > 0.5). Counts, not means of them, are added up over the whole scan, as in
Rijpkema et al. 2026 (Forensic Sci. Int. 379, 112714).
"""

import csv
import math
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from graticule.annotations import Annotation
from graticule.annotations.naming import Naming
from graticule.annotations.outlines import (
    DrawnLabels,
    Outlines,
    counted,
    sorted_outlines,
)
from graticule.annotations.stacks import placed
from graticule.completion import completing
from graticule.errors import ResultError
from graticule.evaluation.agreement import Agreement
from graticule.evaluation.overlaps import Overlaps
from graticule.files import StrPath, WriteProgress, atomic
from graticule.geometry import Box
from graticule.reports import Analysis
from graticule.reports.cells import clean_text, defused

_BLOCK = 1024  # work px: small enough that a window beside it stays alive
_UNKNOWN = -1  # class of an outline that the result does not know


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
    elsewhere: int = 0  # on other images of the stack
    notes: tuple[str, ...] = ()  # what was understood in another way than it is written

    def lines(self) -> list[str]:
        """Sentences for people; none where there is nothing to tell."""
        lines = list(self.notes)
        if self.elsewhere:
            lines.append(
                f"{counted(self.elsewhere, 'annotation')} on other images of the stack: left out."
            )
        lines += [
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
            lines.append("Only what lies in “Region*”, or is annotated, is compared.")
        return lines


@dataclass(frozen=True, slots=True)
class Comparison(Agreement):
    """A result beside annotations, counted on the result's grid, and what was left out."""

    told: Told


def iter_compare_annotations(
    analysis: Analysis,
    annotations: Sequence[Annotation],
    *,
    block: int = _BLOCK,
) -> Generator[Compared, None, Comparison]:
    """Compare a result with annotations, block by block; the comparison is what it returns.

    Of a stack those of the result's image count. Classes are matched by name as training does it;
    annotations without a class count for a result that has only one. "Region…" and "Ignore…" mean
    what they mean to training: with regions, what lies in them or is annotated counts; what is
    ignored, or of an unknown class, does not. Raises `ResultError` where nothing can be compared.
    """
    drawn = _Drawn.of(annotations, analysis)
    corner = (analysis.origin[0] * analysis.scale, analysis.origin[1] * analysis.scale)
    numbers = np.arange(1, len(drawn.classes) + 1)
    labels = DrawnLabels(
        drawn.outlines, numbers, scale=analysis.scale, unknown=_UNKNOWN, origin=corner
    )
    count = _Counting(analysis, drawn, labels)
    height, width = analysis.labels.shape
    blocks = list(Box(0, 0, width, height).blocks(block))
    for done, box in enumerate(blocks, 1):
        count.add(box)
        yield Compared(done, len(blocks))
    return count.comparison()


compare_annotations = completing(iter_compare_annotations)


COLUMNS: tuple[tuple[str, str], ...] = (
    ("iou", "IoU"), ("dice", "Dice"), ("precision", "Precision"), ("recall", "Recall"),
    ("f1", "F1 of particles"), ("annotated", "Annotated"), ("correct", "Correct"),
    ("confused", "Confused"), ("missed", "Missed"), ("false", "False"),
)  # fmt: skip


def iter_write_comparison(comparison: Comparison, path: StrPath) -> Iterator[WriteProgress]:
    """Write table and both confusion matrices as comma-separated values, UTF-8 with its mark."""
    path = Path(path)
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
    yield WriteProgress(path.name, 1, 1)


write_comparison = completing(iter_write_comparison)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The annotations of the result's image. `classes` holds one number per shape."""

    outlines: Outlines
    classes: np.ndarray  # of the result, or -1 for one that it does not have
    told: Told

    @classmethod
    def of(cls, annotations: Sequence[Annotation], analysis: Analysis) -> "_Drawn":
        scan = analysis.scan
        on_planes = placed(annotations, scan.stack)
        outlines = sorted_outlines(on_planes.of(scan.frame))
        naming = Naming([info.name for info in analysis.classes[1:]])
        numbers = [naming.number(shape.class_name) for shape in outlines.shapes]
        unknown = Counter(
            shape.class_name.strip()
            for shape, number in zip(outlines.shapes, numbers, strict=True)
            if number is None
        )
        told = Told(
            dict(unknown),
            outlines.lines,
            repaired=sum(shape.repaired for shape in outlines.shapes),
            limited=bool(outlines.regions),
            elsewhere=on_planes.elsewhere(scan.frame),
            notes=tuple(f"{note}." for note in (*on_planes.notes, *outlines.notes)),
        )
        classes = np.array([_UNKNOWN if n is None else n for n in numbers], np.int64)
        if not (classes > 0).any():
            raise ResultError(_nothing(told, analysis))
        return cls(outlines, classes, told)


def _nothing(told: Told, analysis: Analysis) -> str:
    """Why no annotation can be compared, and what to do."""
    unknown, flat = told.unknown, told.without_area
    names = ", ".join(f"“{info.name}”" for info in analysis.classes[1:])
    if unknown:
        found = ", ".join(f"“{name}”" if name else "none" for name in sorted(unknown)[:8])
        return (
            f"The annotations are of other classes than the result. Theirs: {found}; the result's:"
            f" {names}. Name them alike and try again."
        )
    if flat:
        return f"The annotations are {flat:,} lines or points: only areas can be compared."
    if told.elsewhere:
        place = f"image {analysis.scan.frame + 1} of {analysis.scan.frames}"
        return f"No annotation lies on {place}; {told.elsewhere:,} lie on other planes."
    return "The file holds no annotation to compare with."


class _Counting:
    """Adds up blocks; what is kept grows with the particles, not with the pixels."""

    def __init__(self, analysis: Analysis, drawn: _Drawn, labels: DrawnLabels) -> None:
        self._analysis = analysis
        self._drawn = drawn
        self._labels = labels
        size = len(analysis.classes)
        self._pixels = np.zeros((size, size), np.int64)
        self._class_of = analysis.class_of
        self._overlaps = Overlaps()
        # The last one is for what nobody has looked at, which is -1.
        self._class_drawn = np.concatenate([[0], drawn.classes, [_UNKNOWN]])

    def add(self, box: Box) -> None:
        """Count one block of the work grid."""
        labels = np.asarray(self._analysis.labels[box.slices]).astype(np.int64)
        drawn = self._labels.labels(box).astype(np.int64)
        truth = self._class_drawn[drawn]
        counted = truth >= 0
        size = len(self._pixels)
        self._overlaps.add(np.where(truth > 0, drawn, 0), labels, counted)
        labels, truth = labels[counted], truth[counted]
        cells = truth * size + self._class_of[labels]
        self._pixels += np.bincount(cells, minlength=size * size).reshape(size, size)

    def comparison(self) -> Comparison:
        """All blocks are counted: match the particles."""
        found = self._overlaps.table()
        objects = found.objects(
            self._class_drawn[found.truth],
            self._class_of[found.found].astype(np.int64),
            len(self._pixels),
        )
        hidden = int((self._drawn.classes > 0).sum()) - len(found.truth)
        if not self._pixels[1:].any():
            raise ResultError(
                "No annotation lies on the analysed part of this scan: is the file of another scan?"
            )
        told = replace(self._drawn.told, hidden=hidden)
        return Comparison(self._analysis.classes, self._pixels, objects, told)
