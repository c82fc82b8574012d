"""Every annotated scan and image that a training or a test is given, as one set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graticule.geometry import Length
from graticule.learn.annotations.folders import read_examples
from graticule.learn.annotations.source import Source
from graticule.learn.annotations.target import Kind, Target


@dataclass(frozen=True)
class Dataset:
    """Sources by name, the classes that their labels number (background first), and remarks.

    A remark is one line for the user: what was left out, merged or repaired on reading.
    """

    sources: tuple[Source, ...]
    classes: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_sources(
    paths: Sequence[Path],
    *,
    target: Kind | Target,
    classes: Sequence[str] = (),
    pixel_size: Length | None = None,  # noqa: ARG001
) -> Dataset:
    """Open every annotated scan or image that `paths` (files, folders) name or hold.

    `classes` are the names to learn in their order, with or without "background" before them;
    without any they are taken from the annotations. `pixel_size` is the grid on which scans are
    read; one of unknown or coarser pixels is taken as it is. Raises `TrainingError`.
    """
    kind = target if isinstance(target, str) else target.kind
    found = [replace(e, kind=kind) for path in paths for e in read_examples(path)]
    numbers = range(1, max((int(e.truth.max()) for e in found), default=0) + 1)
    names = classes or ["particle"] if kind == "particles" else [f"class {n}" for n in numbers]
    return Dataset(tuple(found), ("background", *names))
