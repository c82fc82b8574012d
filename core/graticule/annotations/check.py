"""What is in a set of annotated scans, and what is wrong with it, scan by scan."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from skimage.measure import label

from graticule.annotations.dataset import (
    Twins,
    grid_remarks,
    likely_kind,
    mask_of,
    naming_of,
)
from graticule.annotations.finding import AnnotatedFile, find_annotated
from graticule.annotations.loading import (
    Loaded,
    Problem,
    build,
    drawn_labels,
    image_labels,
    load,
    problems_of,
)
from graticule.annotations.naming import Naming
from graticule.annotations.pool import Pool
from graticule.annotations.target import UNKNOWN, Kind
from graticule.errors import ScanError, TrainingError
from graticule.geometry import Box, Length, PixelSize
from graticule.scans import GreyRange, grid_size

_COUNTED = 16 << 20  # px of the grid on which shares of outlines are counted
_BLOCK = 4096  # px a side that are counted at a time
_PARTICLE = "particle"


@dataclass(frozen=True)
class Checked:
    """One annotated scan: what is in it, and what is wrong.

    `objects` counts the outlines, particles or connected areas of each class; `shares` tells how
    much of what has been looked at each class takes, `known` how much of the scan that is. Both
    are empty where the annotation cannot be read. `size` is (width, height) at full resolution.
    """

    found: AnnotatedFile
    size: tuple[int, int] | None
    pixel_size: PixelSize
    objects: dict[str, int]
    shares: dict[str, float]
    known: float
    problems: tuple[Problem, ...]

    @property
    def wrong(self) -> bool:
        """Whether anything must be corrected before this can be learned from."""
        return any(problem.must for problem in self.problems)


@dataclass(frozen=True)
class CheckProgress:
    """How many of the scans have been opened; the first events of a check."""

    done: int
    total: int
    name: str


@dataclass(frozen=True)
class Summary:
    """The last event of a check: what labels mean, and the classes, background first."""

    kind: Kind
    classes: tuple[str, ...]
    scans: int
    wrong: int


def check(
    paths: Sequence[Path],
    *,
    target: Kind | None = None,
    classes: Sequence[str] = (),
    pixel_size: Length | None = None,
    grey_range: GreyRange | None = None,
) -> Iterator[CheckProgress | Checked | Summary]:
    """Look at every annotated scan of `paths`, as `read_sources` would, and go on after errors.

    Without a `target` it is what the labels look like; `grey_range` is black and white of the
    scans as the user says. Raises `TrainingError` where there is
    nothing to check.
    """
    pool = Pool(grey_range)
    everything = find_annotated(paths)
    loaded: list[tuple[AnnotatedFile, Loaded | str]] = []
    for done, found in enumerate(everything, 1):
        try:
            loaded += [(one.found, one) for one in load(found, pool, pixel_size)]
        except TrainingError as error:
            loaded.append((found, str(error)))
        yield CheckProgress(done, len(everything), found.name)
    good = [entry for _, entry in loaded if isinstance(entry, Loaded)]
    kind = target or likely_kind(good)
    mask = mask_of(good, kind, classes)
    naming = naming_of(good, kind, classes, mask)
    twins, wrong = Twins(), 0
    for found, entry in loaded:
        if isinstance(entry, str):
            unknown = PixelSize.unknown()
            checked = Checked(found, None, unknown, {}, {}, 0.0, (Problem(True, entry),))
        else:
            own = mask if entry.numbers is not None else 0
            checked = _checked(entry, _Meaning(naming, kind, own), pool, twins)
            remarks = (*checked.problems, *grid_remarks(entry, pixel_size))
            checked = replace(checked, problems=remarks)
        wrong += checked.wrong
        yield checked
    names = naming.names or ((_PARTICLE,) if kind == "particles" else ())
    pool.close()
    yield Summary(kind, ("background", *names), len(loaded), wrong)


@dataclass(frozen=True)
class _Meaning:
    """What the labels of an image mean: in a `mask` the numbers from that one on are marked."""

    naming: Naming
    kind: Kind
    mask: int

    @property
    def names(self) -> tuple[str, ...]:
        """What is counted, the background first."""
        return ("background", *(self.naming.names if self.kind == "classes" else (_PARTICLE,)))


def _checked(entry: Loaded, meaning: _Meaning, pool: Pool, twins: Twins) -> Checked:
    naming, kind, mask = meaning.naming, meaning.kind, meaning.mask
    problems = problems_of(entry, naming, kind, mask)
    objects: dict[str, int] = {}
    counts = np.zeros(0, np.int64)
    if not any(problem.must for problem in problems):
        try:
            counts, objects = _counted(entry, meaning, pool)
            problems += twins.add(build(entry, naming, kind, pool, mask=mask))
        except (TrainingError, ScanError) as error:
            problems.append(Problem(True, str(error)))
    looked_at = int(counts[:UNKNOWN].sum())
    shares = {
        name: float(counts[number] / max(looked_at, 1))
        for number, name in enumerate(meaning.names if len(counts) else ())
    }
    known = looked_at / max(int(counts.sum()), 1)
    size, pixel_size = entry.grid.full, entry.grid.pixel_size.scaled(1 / entry.grid.scale)
    return Checked(entry.found, size, pixel_size, objects, shares, known, tuple(problems))


def _counted(entry: Loaded, meaning: _Meaning, pool: Pool) -> tuple[np.ndarray, dict[str, int]]:
    """(256,) px of each class, the last for what nobody has looked at; objects of each class."""
    naming, kind, mask = meaning.naming, meaning.kind, meaning.mask
    counts = np.zeros(UNKNOWN + 1, np.int64)
    if entry.outlines is not None:
        width, height = entry.grid.full
        scale = max(1.0, float(np.sqrt(width * height / _COUNTED)))
        reader = drawn_labels(entry.outlines, naming, kind, scale)
        box = Box(0, 0, grid_size(width, scale), grid_size(height, scale))
        named = [_called(shape.class_name, naming, kind) for shape in entry.outlines.shapes]
        objects = dict(Counter(named))
    else:
        reader = image_labels(entry, naming, kind, pool, mask=mask)
        box = Box(0, 0, *entry.grid.size)
        small = box.area <= _COUNTED
        objects = _objects(reader.labels(box), naming, kind, mask > 0) if small else {}
    for block in box.blocks(_BLOCK):
        labels = reader.labels(block)
        if kind == "particles":
            labels = np.where(reader.known(block), labels > 0, UNKNOWN)
        counts += np.bincount(labels.ravel(), minlength=UNKNOWN + 1)
    return counts, objects


def _called(written: str, naming: Naming, kind: Kind) -> str:
    if kind == "particles":
        return _PARTICLE
    number = naming.number(written)
    return ("background", *naming.names)[number] if number is not None else written


def _objects(labels: np.ndarray, naming: Naming, kind: Kind, masked: bool) -> dict[str, int]:
    """Particles by their ids, or connected areas of each class."""
    if kind == "particles":
        ids = label(labels > 0, connectivity=2) if masked else labels
        return {_PARTICLE: int(np.count_nonzero(np.unique(np.asarray(ids))))}
    return {
        name: int(np.asarray(label(labels == number, connectivity=2)).max())
        for number, name in enumerate(naming.names, 1)
    }
