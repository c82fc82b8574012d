"""Every annotated scan and image that a training or a test is given, as one set."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from graticule.annotations.finding import find_annotated
from graticule.annotations.loading import Loaded, Problem, build, load, problems_of
from graticule.annotations.naming import Naming, collected, without_background
from graticule.annotations.pool import Pool
from graticule.annotations.source import Source
from graticule.annotations.target import UNKNOWN, Kind
from graticule.errors import TrainingError
from graticule.geometry import Length
from graticule.scans import GreyRange
from graticule.segment.foreground import spread_windows

_MANY = 30  # classes
_NAMED = 3  # sources that a note names before it says how many more there are


@dataclass(frozen=True)
class Dataset:
    """Sources by name, the classes that their labels number (background first), and remarks.

    A remark is one line for the user: what was left out, merged or repaired on reading.
    """

    sources: tuple[Source, ...]
    classes: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def close(self) -> None:
        """Close all files; a source that is read again opens its own again."""
        for source in self.sources:
            source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_sources(
    paths: Sequence[Path],
    *,
    target: Kind,
    classes: Sequence[str] = (),
    pixel_size: Length | None = None,
    grey_range: GreyRange | None = None,
) -> Dataset:
    """Open every annotated scan or image that `paths` (files, folders) name or hold.

    `classes` are the names to learn in their order, with or without "background" before them;
    without any they are taken from the annotations. `pixel_size` is the grid on which scans are
    read; one of unknown or coarser pixels is taken as it is. `grey_range` is black and white of all
    scans as the user says. Raises `TrainingError` for the first
    thing that must be corrected; `graticule annotations check` lists them all.
    """
    pool = Pool(grey_range)
    loaded = [one for found in find_annotated(paths) for one in load(found, pool, pixel_size)]
    mask = mask_of(loaded, target, classes)
    naming = naming_of(loaded, target, classes, mask)
    remarks: dict[str, list[str]] = defaultdict(list)
    twins = Twins()
    for entry in loaded:
        own = mask if entry.numbers is not None else 0
        problems = problems_of(entry, naming, target, own)
        _refuse(entry, problems)
        source = build(entry, naming, target, pool, mask=own)
        problems += twins.add(source)
        _refuse(entry, problems)
        for problem in (*problems, *grid_remarks(entry, pixel_size)):
            remarks[problem.summary or problem.text].append(entry.found.name)
    if mask:
        masks = [entry.found.name for entry in loaded if entry.numbers is not None]
        each = ", each area of it as a particle" if target == "particles" else ""
        remarks[f"labels of 0 and {mask}: {mask} counts as marked{each}"] = masks
    names = naming.names or (("particle",) if target == "particles" else ())
    notes = tuple(f"{_listed(where)}: {text}" for text, where in remarks.items())
    return Dataset(tuple(twins.sources()), ("background", *names), notes)


def naming_of(
    loaded: Sequence[Loaded], kind: Kind, classes: Sequence[str], mask: int = 0
) -> Naming:
    """The classes that are told, or else those that the annotations have; a `mask` has one.

    Raises `TrainingError` where names and numbers meet and nobody says which is which.
    """
    told = without_background(classes)
    if told or kind == "particles":
        return Naming(told)
    names = collected(
        shape.class_name for entry in loaded if entry.outlines for shape in entry.outlines.shapes
    )
    values = np.concatenate([np.empty(0, np.int64), *(entry.values for entry in loaded)])
    most = 1 if mask else int(values[values != UNKNOWN].max(initial=0))
    if names and any(entry.outlines is None for entry in loaded):
        raise TrainingError(
            "some annotations have class names and some have numbers: say which classes 1, 2, … "
            "are, such as --classes " + ",".join(names)
        )
    return Naming(names or tuple(f"class {number}" for number in range(1, most + 1)))


def likely_kind(loaded: Sequence[Loaded]) -> Kind:
    """What labels look like: ids of particles, if a label image has more than a few numbers."""
    if mask_of(loaded, "classes", ()):
        return "classes"
    for entry in loaded:
        if entry.outlines is None and (entry.values[entry.values != UNKNOWN] > _MANY).any():
            return "particles"
    return "classes"


def mask_of(loaded: Sequence[Loaded], kind: Kind, classes: Sequence[str]) -> int:
    """The one number that marks, where label images hold nothing else but 0, such as 255; else 0.

    As a class a small number is what it says, and where there are several classes, 255 is what
    nobody has looked at. Particles would have a number each.
    """
    values = {int(value) for entry in loaded for value in entry.values} - {0}
    if len(values) != 1 or min(values) < 0:
        return 0
    (number,) = values
    if kind == "particles":
        return number
    return number if number > _MANY and len(without_background(classes)) <= 1 else 0


def grid_remarks(entry: Loaded, pixel_size: Length | None) -> list[Problem]:
    """What the user should know of the grid on which a scan is read."""
    if pixel_size is None or pixel_size.unit == "px":
        return []
    if not entry.calibrated:
        return [Problem(False, f"no pixel size is known: taken as it is, not at {pixel_size}")]
    wanted = pixel_size.to(entry.grid.pixel_size.unit)
    if entry.grid.pixel_size.mean > wanted * 1.02:
        return [Problem(False, f"pixels coarser than {pixel_size}: taken as they are")]
    return []


class Twins:
    """Sources of which each picture is kept once."""

    def __init__(self) -> None:
        self._kept: dict[str, Source] = {}

    def add(self, source: Source) -> list[Problem]:
        """Keep a source, unless its picture is there; of two, the one that is set apart."""
        twin = self._kept.get(source.content)
        if twin is None:
            self._kept[source.content] = source
            return []
        if not _same_labels(source, twin):
            return [Problem(True, f"is the same image as {twin.name}, with other labels")]
        if source.validation and not twin.validation:
            self._kept[source.content] = source
        text = f"is the same image as {twin.name} and counts once"
        return [Problem(False, text, "the same image is there under another name: it counts once")]

    def sources(self) -> list[Source]:
        """What is kept, by name."""
        return sorted(self._kept.values(), key=lambda source: source.name)


def _same_labels(one: Source, other: Source) -> bool:
    windows = spread_windows(*one.size)
    return one.size == other.size and all(
        np.array_equal(one.labels(window), other.labels(window)) for window in windows
    )


def _refuse(entry: Loaded, problems: Iterable[Problem]) -> None:
    for problem in problems:
        if problem.must:
            raise TrainingError(f"{entry.found.annotation}: {problem.text}")


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
