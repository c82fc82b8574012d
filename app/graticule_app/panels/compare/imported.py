"""Outlines from a file as a layer over the scan."""

import gc
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QColor
from shapely.geometry.base import BaseGeometry

from graticule.annotations import Annotation
from graticule.annotations.geojson import iter_read_geojson
from graticule.annotations.outlines import HELPERS
from graticule.annotations.stacks import placed
from graticule.classes import PALETTE
from graticule.errors import ResultError
from graticule.files import WriteProgress
from graticule.planes import Stack
from graticule_app.look.translation import grouped, tr, tr_engine, trn

Shape = tuple[BaseGeometry, QColor, str]  # in level-0 px, with its colour and its label


@dataclass(frozen=True, slots=True)
class Imported:
    """The annotations of one file, and the same as the view draws them, image by image."""

    path: Path
    annotations: tuple[Annotation, ...]
    by_frame: Mapping[int, list[Shape]]
    classes: Mapping[int, Counter[str]]
    beyond: int = 0  # on planes that the scan does not have
    notes: tuple[str, ...] = ()

    def shapes(self, frame: int) -> list[Shape]:
        """What lies on one image of the scan."""
        return self.by_frame.get(frame, [])

    def summary(self, frame: int) -> str:
        """How many, and of which classes, commonest first; and what is not on this image."""
        counts = self.classes.get(frame, Counter())
        told = [f"{grouped(count)} {tr_engine(name)}" for name, count in counts.most_common(4)]
        rest = len(counts) - 4
        found = ", ".join(told)
        if rest > 0:
            found = trn(
                "{classes} and {n} more class",
                "{classes} and {n} more classes",
                rest,
                classes=found,
            )
        others = sum(len(each) for number, each in self.by_frame.items() if number != frame)
        elsewhere = [tr("{others:,} on other images", others=others)] if others else []
        if self.beyond:
            elsewhere.append(
                tr("{beyond:,} on planes that the scan does not have", beyond=self.beyond)
            )
        return " · ".join([found or tr("none on this image"), *elsewhere, *self.notes])


def load(path: Path, stack: Stack | None = None) -> Generator[WriteProgress, None, Imported]:
    """Read a GeoJSON file over a scan; `ResultError` in plain words where nothing can be shown."""
    with _uncollected():
        annotations = yield from iter_read_geojson(path)
        if not annotations:
            raise ResultError(tr("{name}: holds no outlines", name=path.name))
        on_planes = placed(annotations, stack or Stack())
        colors: dict[str, QColor] = {}
        by_frame = {frame: _shapes(found, colors) for frame, found in on_planes.by_frame.items()}
        classes = {f: Counter(map(_called, found)) for f, found in on_planes.by_frame.items()}
        beyond = sum(on_planes.beyond.values())
        return Imported(path, annotations, by_frame, classes, beyond, on_planes.notes)


def _called(annotation: Annotation) -> str:
    """What it counts as: QuPath's TMA cores and tiles are of no class."""
    return HELPERS.get(annotation.object_type) or annotation.class_name or tr("no class")


def _shapes(annotations: tuple[Annotation, ...], colors: dict[str, QColor]) -> list[Shape]:
    """What is drawn: in the file's colours, or in one of ours per class, noted in `colors`."""
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
