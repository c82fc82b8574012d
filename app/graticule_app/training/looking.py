"""Look at the annotations in the background, before anything is learned from them."""

from collections import Counter
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np

from graticule.classes import PALETTE
from graticule.errors import GraticuleError
from graticule.learn.annotations import UNKNOWN, Dataset, Kind, Source, read_sources
from graticule_app.training.found import ClassFound, Found, Problem, told_area

_MANY = 16  # classes without a name: nobody paints so many


def looking(paths: Sequence[Path], target: Kind) -> Generator[None, None, Found]:
    """Work for a job: all that the first step tells of these paths."""
    yield
    try:
        dataset = read_sources(list(paths), target=target)
    except GraticuleError as error:
        return Found(problems=(Problem("error", str(error)),))
    pixels: Counter[int] = Counter()
    objects: Counter[int] = Counter()
    for source in dataset.sources:
        yield
        _count(source, pixels, objects)
    return _found(dataset, pixels, objects)


def _count(source: Source, pixels: Counter[int], objects: Counter[int]) -> None:
    labels = source.labels(source.box)
    numbers, counts = np.unique(labels, return_counts=True)
    if source.kind == "particles":
        inside = numbers > 0
        pixels[1] += int(counts[inside].sum())
        pixels[0] += int(counts[~inside].sum())
        objects[1] += int(inside.sum())
        return
    for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        if number != UNKNOWN:
            pixels[number] += count


def _found(dataset: Dataset, pixels: Counter[int], objects: Counter[int]) -> Found:
    known = sum(pixels.values())
    classes = tuple(
        ClassFound(name, PALETTE[number % len(PALETTE)], objects[number + 1] or None,
                   pixels[number + 1] / max(known, 1))
        for number, name in enumerate(dataset.classes[1:])
    )  # fmt: skip
    problems = [Problem("info", note) for note in dataset.notes]
    return Found(
        images=len(dataset.sources),
        tested=sum(source.validation for source in dataset.sources),
        area=told_area(known),
        classes=classes,
        problems=tuple(problems),
        suggests="particles" if dataset.sources and _numbered(dataset, objects) else "",
    )


def _numbered(dataset: Dataset, objects: Counter[int]) -> bool:
    """Whether what was read as classes looks like numbered particles: many, and without names."""
    return not objects and len(dataset.classes) > _MANY
