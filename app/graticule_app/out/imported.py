"""Outlines from a file as a layer over the scan."""

import gc
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QColor
from shapely.geometry.base import BaseGeometry

from graticule.classes import PALETTE
from graticule.errors import ResultError
from graticule.reports import Annotation, Written
from graticule.reports.annotations import reading_geojson

Shape = tuple[BaseGeometry, QColor, str]  # in level-0 px, with its colour and its label


@dataclass(frozen=True, slots=True)
class Imported:
    """The annotations of one file, and the same as the view draws them."""

    path: Path
    annotations: tuple[Annotation, ...]
    shapes: list[Shape]

    @property
    def summary(self) -> str:
        """How many, and of which classes, commonest first."""
        counts = Counter(each.class_name or "no class" for each in self.annotations)
        told = ", ".join(f"{count:,} {name}" for name, count in counts.most_common(4))
        rest = len(counts) - 4
        return told + (f" and {rest} more classes" if rest > 0 else "")


def load(path: Path) -> Generator[Written, None, Imported]:
    """Read a GeoJSON file; `ResultError` in plain words where it holds nothing to show."""
    with _uncollected():
        annotations = yield from reading_geojson(path)
        if not annotations:
            raise ResultError(f"{path.name}: holds no outlines")
        return Imported(path, annotations, _shapes(annotations))


def _shapes(annotations: tuple[Annotation, ...]) -> list[Shape]:
    """What is drawn: in the file's colours, or in one of ours per class."""
    colors: dict[str, QColor] = {}
    shapes = []
    for each in annotations:
        key = f"{each.class_name}/{each.color}"
        if key not in colors:
            colors[key] = QColor(*(each.color or PALETTE[len(colors) % len(PALETTE)]))
        shapes.append((each.geometry, colors[key], each.name or each.class_name))
    return shapes


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python's cycle collector rests while hundreds of thousands of shapes are made.

    Each of its full rounds would look at all of them, and stop the window for a quarter of a
    second. Shapes are no part of cycles: they go when the layer goes.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()  # what there is now is not looked at in later rounds, either
            gc.enable()
