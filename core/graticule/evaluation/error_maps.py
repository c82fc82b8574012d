"""Where an answer is right and wrong, as pictures for people and as a map of bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from graticule.annotations.source import Source
from graticule.annotations.target import UNKNOWN
from graticule.classes import ClassInfo
from graticule.evaluation.counting import BLOCK, CELL, truth_of
from graticule.evaluation.figures import MODES
from graticule.files import atomic
from graticule.geometry import Box
from graticule.reports import MapPlace, iter_write_map_tiff
from graticule.scans import Display, Scan
from graticule.segment import ResultStore

# Told apart by colour-blind people, too: Okabe & Ito's palette.
MODE_COLORS: dict[str, tuple[int, int, int]] = {
    "correct": (0, 158, 115), "missed": (0, 114, 178), "false": (213, 94, 0),
    "confused": (204, 121, 167),
}  # fmt: skip
_NOT_LOOKED_AT = (120, 120, 120)
_WHOLE = 640  # px of the longer side of one panel
_DETAIL = 384  # px of the scan a side of a place that is shown closer
_DETAILS = 3
_GAP = 8
_TINT = 0.62
_QUALITY = 88


def write_error_map(modes: np.ndarray, source: Source, path: Path) -> None:
    """A TIFF of bytes with its colours: what each pixel is, as in S1's figure S3."""
    meanings = {0: ("background", (0, 0, 0)), UNKNOWN: ("not looked at", _NOT_LOOKED_AT)}
    meanings |= {value: (name, MODE_COLORS[name]) for value, name in MODES.items()}
    place = MapPlace(source.box.shape, source.pixel_size, source.path.name or source.name)
    for _ in iter_write_map_tiff(
        place,
        path,
        title="Errors",
        read=lambda rows, columns: np.asarray(modes[rows, columns]),
        meanings=meanings,
    ):
        pass


@dataclass(frozen=True)
class ErrorMapDrawer:
    """Draws a scan beside what was annotated, what was found and where the two differ."""

    scan: Scan
    source: Source
    classes: Sequence[ClassInfo]
    store: ResultStore
    modes: np.ndarray

    def save(self, folder: Path, wrong: np.ndarray) -> tuple[str, ...]:
        """The whole scan and, of one larger than a panel, its worst places; names of the files.

        `wrong` counts the wrong pixels of each cell.
        """
        boxes = {"scan.jpg": self.source.box}
        if max(self.source.size) > 2 * _WHOLE:
            for number, box in enumerate(self._worst(wrong), 1):
                boxes[f"place-{number}.jpg"] = box
        display = Display(self.scan)
        for name, box in boxes.items():
            picture = _side_by_side(self._panels(display, box))
            with atomic(folder / name) as temporary:
                picture.save(temporary, "JPEG", quality=_QUALITY, subsampling=0)
        return tuple(boxes)

    def _worst(self, wrong: np.ndarray) -> Iterator[Box]:
        """Boxes around the cells with the most wrong pixels, that do not overlap."""
        chosen: list[Box] = []
        for index in np.argsort(-wrong, axis=None, kind="stable"):
            row, column = np.unravel_index(index, wrong.shape)
            if not wrong[row, column] or len(chosen) == _DETAILS:
                return
            box = _around(int(column) * CELL, int(row) * CELL, self.source.box)
            if not any(box.overlaps(other) for other in chosen):
                chosen.append(box)
                yield box

    def _panels(self, display: Display, box: Box) -> list[np.ndarray]:
        """Scan, annotations, answer and errors of a box, (h, w, 3) uint8 each."""
        picture = display.picture(box, _WHOLE)
        grey = picture.mean(axis=2, keepdims=True)
        faint = np.repeat(160 + grey * (95 / 255), 3, axis=2)  # what is drawn on it stands out
        truth, given, modes = self._pooled(box, picture.shape[:2])
        colors = np.zeros((256, 3))
        colors[: len(self.classes)] = [info.color for info in self.classes]
        colors[UNKNOWN] = _NOT_LOOKED_AT
        errors = np.zeros((256, 3))
        for value, name in MODES.items():
            errors[value] = MODE_COLORS[name]
        errors[UNKNOWN] = _NOT_LOOKED_AT
        return [
            picture,
            _tinted(faint, truth, colors),
            _tinted(faint, given, colors),
            _tinted(faint, modes, errors),
        ]

    def _pooled(self, box: Box, shape: tuple[int, int]) -> list[np.ndarray]:
        """Annotations, answer and modes of a box at the size of a picture: (h, w) uint8 each.

        Under each px of the picture it is the commonest that is not background, so that thin
        traces do not vanish.
        """
        tallies = [
            _Pooling(box, shape, size) for size in (len(self.classes),) * 2 + (len(MODES) + 1,)
        ]
        for part in box.blocks(BLOCK):
            truth = truth_of(self.source, part)
            given = np.asarray(self.store.classes[part.slices])
            modes = np.asarray(self.modes[part.slices])
            for tally, values in zip(tallies, (truth, given, modes), strict=True):
                tally.add(part, values)
        return [tally.commonest() for tally in tallies]


class _Pooling:
    """Counts values 1..size-1, and 255, under each px of a picture."""

    def __init__(self, box: Box, shape: tuple[int, int], size: int) -> None:
        self._box, self._shape, self._size = box, shape, size
        self._counts = np.zeros((size, *shape), np.int32)  # row 0 is for unknown pixels

    def add(self, part: Box, values: np.ndarray) -> None:
        box, (height, width) = self._box, self._shape
        y = (np.arange(part.top, part.bottom) - box.top) * height // box.height
        x = (np.arange(part.left, part.right) - box.left) * width // box.width
        there = values > 0
        rows, columns = np.nonzero(there)
        found = values[there]
        level = np.where(found == UNKNOWN, 0, found).astype(np.intp)
        cells = (level * height + y[rows]) * width + x[columns]
        counts = np.bincount(cells, minlength=self._counts.size)
        self._counts += counts.reshape(self._counts.shape).astype(np.int32)

    def commonest(self) -> np.ndarray:
        best = self._counts.argmax(axis=0).astype(np.uint8)
        best[best == 0] = UNKNOWN
        best[~self._counts.any(axis=0)] = 0
        return best


def _around(left: int, top: int, scan: Box) -> Box:
    """A box of the usual size about a cell, moved into the scan."""
    grow = (_DETAIL - CELL) // 2
    left = max(0, min(left - grow, scan.right - _DETAIL))
    top = max(0, min(top - grow, scan.bottom - _DETAIL))
    return Box(left, top, left + _DETAIL, top + _DETAIL).clipped(scan)


def _tinted(picture: np.ndarray, values: np.ndarray, colors: np.ndarray) -> np.ndarray:
    alpha = np.where(values > 0, _TINT, 0.0)[..., None]
    return np.rint(picture + alpha * (colors[values] - picture)).astype(np.uint8)


def _side_by_side(panels: Sequence[np.ndarray]) -> Image.Image:
    """Panels in a row, of a very wide scan one under the other; small ones are enlarged."""
    height, width = panels[0].shape[:2]
    factor = max(1, min(4, 480 // max(height, width)))
    images = [
        Image.fromarray(p).resize((width * factor, height * factor), Image.Resampling.NEAREST)
        for p in panels
    ]
    width, height = images[0].size
    down = width > 2.5 * height
    size = (
        (width, len(images) * (height + _GAP) - _GAP)
        if down
        else (len(images) * (width + _GAP) - _GAP, height)
    )
    canvas = Image.new("RGB", size, (255, 255, 255))
    for place, image in enumerate(images):
        canvas.paste(image, (0, place * (height + _GAP)) if down else (place * (width + _GAP), 0))
    return canvas
