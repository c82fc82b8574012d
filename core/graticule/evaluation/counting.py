"""One pass over a scan: annotations and answer block by block, everything counted at once."""

import hashlib
from dataclasses import dataclass, field

import numpy as np

from graticule.annotations.source import Source
from graticule.annotations.target import UNKNOWN
from graticule.evaluation.figures import (
    CONFUSED,
    CORRECT,
    FALSE,
    MISSED,
    SIZES,
    TENTHS,
    Figures,
)
from graticule.evaluation.overlaps import Overlap, Overlaps
from graticule.evaluation.reliability import Reliability
from graticule.geometry import Box

CELL = 256  # px a side of the parts of the test area that fall into one tenth
BLOCK = 4 * CELL


def truth_of(source: Source, box: Box) -> np.ndarray:
    """The true class of each pixel of a box, (h, w) uint8; 255 where nobody has looked."""
    labels = source.labels(box)
    if source.kind == "classes":
        return labels.astype(np.uint8)
    return np.where(source.known(box), labels > 0, UNKNOWN).astype(np.uint8)


def modes_of(truth: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Which pixels are correct, missed, false or confused (S1), 255 unknown; 0 is background."""
    marked, asked = given > 0, truth > 0
    modes = np.zeros(truth.shape, np.uint8)
    modes[asked & ~marked] = MISSED
    modes[marked & ~asked] = FALSE
    modes[marked & asked] = np.where(truth == given, CORRECT, CONFUSED)[marked & asked]
    modes[truth == UNKNOWN] = UNKNOWN
    return modes


@dataclass
class Counting:
    """Adds up the blocks of one scan with k classes.

    `wrong` holds, for each cell of 256 px a side, how many of its pixels are wrong.
    """

    source: Source
    classes: int
    known: int = 0
    wrong: np.ndarray = field(init=False)
    _tenths: np.ndarray = field(init=False)
    _part: np.ndarray = field(init=False)
    _overlaps: Overlaps = field(default_factory=Overlaps)
    _class_of: tuple[dict, dict] = field(default_factory=lambda: ({}, {}))

    def __post_init__(self) -> None:
        width, height = self.source.size
        shape = (-(-height // CELL), -(-width // CELL))
        self.wrong = np.zeros(shape, np.int64)
        self._tenths = np.zeros((TENTHS, self.classes, self.classes), np.int64)
        self._part = _tenths_of(self.source.content, shape)

    def add(
        self, box: Box, given: np.ndarray, annotated: np.ndarray, found: np.ndarray
    ) -> np.ndarray:
        """Count a block whose corner is a multiple of 256 px, and tell its modes (h, w).

        `given`: classes of the answer; `annotated`, `found`: numbers of particles.
        """
        truth = truth_of(self.source, box)
        modes = modes_of(truth, given)
        known = truth != UNKNOWN
        self.known += int(known.sum())
        for cell in Box(0, 0, box.width, box.height).blocks(CELL):
            at = (box.top + cell.top) // CELL, (box.left + cell.left) // CELL
            here = known[cell.slices]
            pairs = truth[cell.slices][here].astype(np.intp) * self.classes
            pairs += given[cell.slices][here]
            counts = np.bincount(pairs, minlength=self.classes**2)
            table = counts.reshape(self.classes, self.classes)
            self._tenths[self._part[at]] += table
            self.wrong[at] = table.sum() - np.trace(table)
        self._overlaps.add(annotated, found, known)
        annotated, found = np.where(known, annotated, 0), np.where(known, found, 0)
        _note_classes(self._class_of[0], annotated, truth)
        _note_classes(self._class_of[1], found, given)
        return modes

    def figures(self, sureness: tuple[Reliability, Reliability, np.ndarray]) -> Figures:
        """All that was counted, with what was told of the network's sureness."""
        overlap = self._overlaps.table()
        truth = _classes(self._class_of[0], overlap.truth)
        found = _classes(self._class_of[1], overlap.found)
        overlaps = np.array(
            [
                overlap.aji_plus(),
                *(
                    overlap.between(truth == number, found == number).aji_plus()
                    for number in range(1, self.classes)
                ),
            ],
            np.int64,
        )
        everywhere, marked, costs = sureness
        return Figures(
            pixels=self._tenths.sum(axis=0),
            objects=overlap.objects(truth, found, self.classes),
            overlaps=overlaps,
            tenths=self._tenths,
            sizes=_sizes(overlap, truth, found),
            everywhere=everywhere.table,
            marked=marked.table,
            costs=costs,
        )


def _tenths_of(content: str, shape: tuple[int, int]) -> np.ndarray:
    """Which tenth of the test area each cell is of: the same for a scan, whatever is tested."""
    seed = int.from_bytes(hashlib.sha256(f"tenths {content}".encode()).digest()[:8])
    return np.random.default_rng(seed).integers(0, TENTHS, shape)


def _note_classes(known: dict[int, int], numbers: np.ndarray, classes: np.ndarray) -> None:
    """Remember the class of each particle of a block: that of any of its pixels that has one.

    A filled hole is of a particle, and of no class.
    """
    there = (numbers > 0) & (classes > 0) & (classes != UNKNOWN)
    ids, first = np.unique(numbers[there], return_index=True)
    known.update(zip(ids.tolist(), classes[there][first].tolist(), strict=True))


def _classes(known: dict[int, int], numbers: np.ndarray) -> np.ndarray:
    """Classes of some particles; 1 for one of which only a filled hole was looked at."""
    return np.array([known.get(number, 1) for number in numbers.tolist()], np.int64)


def _sizes(overlap: Overlap, truth: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Annotated particles by area, and how many of them were found as what they are."""
    places = np.minimum(np.log2(np.maximum(overlap.asked, 1)).astype(np.intp), SIZES - 1)
    rows, columns = overlap.same()
    hit = rows[truth[rows] == found[columns]]
    counts = np.bincount(places, minlength=SIZES), np.bincount(places[hit], minlength=SIZES)
    return np.stack(counts, axis=1).astype(np.int64)
