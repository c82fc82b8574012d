"""particles.png and particles-map.png: every particle with its number, over the scan and alone.

The number is the one in the table. It stands on its particle or, where that is too small, beside
it, and never over another number: where there is no room for all, those of the largest are there
and the picture says how many are not.
"""

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from graticule.classes import TAKEN_APART
from graticule.completion import completing
from graticule.files import StrPath, WriteProgress, atomic
from graticule.reports.bundle import Analysis
from graticule.reports.overlay import edges_of, pool_labels
from graticule.reports.pictures import SIDE, enlarged, framed, lettering, png

_SIDES = (SIDE, 2400, 3200)  # px of the longer side; a larger one where there are many numbers
_ROOM = 2.5  # times the area of all numbers that a picture should have
_SMALLEST, _LARGEST = 11, 24  # px of the numbers' font
_MOST = 10_000  # numbers; a picture with more says less
_GAP = 2  # px around a number
_INK, _HALO = (16, 18, 22), (255, 255, 255)


@dataclass(frozen=True, slots=True)
class _Number:
    text: str
    x: int  # of its middle
    y: int


@dataclass(frozen=True)
class Numbered:
    """The two pictures without their frame, and what is to be said of them."""

    over_scan: Image.Image
    alone: Image.Image
    note: str


def iter_write_numbers(
    analysis: Analysis, path: StrPath, *, alone: bool, numbered: Numbered | None = None
) -> Iterator[WriteProgress]:
    """Write a picture as PNG: the scan with numbered outlines, or the particles `alone`.

    `numbered` saves drawing both again.
    """
    path = Path(path)
    if numbered is None:
        numbered = yield from iter_prepare_numbers(analysis, path.name)
    picture = numbered.alone if alone else numbered.over_scan
    with atomic(path) as temporary:
        temporary.write_bytes(png(framed(picture, analysis, numbered.note)))
    yield WriteProgress(path.name, 1, 1)


write_numbers = completing(iter_write_numbers)


def iter_prepare_numbers(analysis: Analysis, name: str) -> Generator[WriteProgress, None, Numbered]:
    """Draw both pictures; `name` is what progress is told under."""
    side = _side(analysis)
    picture, factor = enlarged(np.asarray(analysis.overview(side))[..., :3], side)
    labels = yield from pool_labels(analysis.labels, picture.shape[:2], name)
    boxes = ndimage.find_objects(labels, max_label=len(analysis.table))
    size = _font_size(boxes)
    numbers, missing = _places(analysis, labels, boxes, size)
    edges = edges_of(labels, 2 if factor > 1 or side > SIDE else 1)
    colors = np.array([info.color for info in analysis.classes], np.uint8)[analysis.class_of]
    drawn = colors.copy()
    separated = np.asarray(analysis.table["separated"], bool)
    drawn[1:][separated] = TAKEN_APART
    over_scan = picture.copy()
    over_scan[edges] = drawn[labels[edges]]
    colors[0] = 255
    alone = colors[labels]
    alone[edges] = np.where(_separated_at(labels[edges], separated), TAKEN_APART, alone[edges] // 2)
    note = _note(len(numbers), missing, int(separated.sum()))
    return Numbered(_lettered(over_scan, numbers, size), _lettered(alone, numbers, size), note)


def _separated_at(labels: np.ndarray, separated: np.ndarray) -> np.ndarray:
    """(n, 1) whether each label is one of a particle that was taken apart."""
    return np.concatenate([[False], separated])[labels][:, None]


def _side(analysis: Analysis) -> int:
    """The smallest picture on which all numbers have room, or the largest."""
    count = min(len(analysis.table), _MOST)
    digits = len(str(len(analysis.table)))
    needed = _ROOM * count * (0.64 * digits + 0.5) * 1.4 * _SMALLEST**2
    box = analysis.box
    shape = min(box.width, box.height) / max(box.width, box.height)
    return next((side for side in _SIDES if side**2 * shape >= needed), _SIDES[-1])


def _font_size(boxes: list) -> int:
    """Such that a number of three digits fits into the middle one of the particles."""
    across = [min(b[0].stop - b[0].start, b[1].stop - b[1].start) for b in boxes if b is not None]
    middle = float(np.median(across)) if across else 0.0
    return int(min(_LARGEST, max(_SMALLEST, middle / 2.5)))


def _places(
    analysis: Analysis, labels: np.ndarray, boxes: list, size: int
) -> tuple[list[_Number], int]:
    """Where each number goes, the largest particles first, and for how many there is no room."""
    font = lettering(size, bold=True)
    taken = np.zeros(labels.shape, bool)
    numbers: list[_Number] = []
    ids = np.asarray(analysis.table["id"])
    order = np.argsort(-np.asarray(analysis.table["area_px"]), kind="stable")[:_MOST]
    for row in order.tolist():
        box = boxes[row] if row < len(boxes) else None
        if box is None:
            continue  # hidden below its neighbours at this size
        text = str(ids[row])
        half = (math.ceil(font.getlength(text) / 2) + _GAP, math.ceil(0.45 * size) + _GAP)
        at = _place(labels, taken, row + 1, box, half)
        if at is not None:
            numbers.append(_Number(text, *at))
    return numbers, len(ids) - len(numbers)


def _place(
    labels: np.ndarray, taken: np.ndarray, label: int, box: tuple, half: tuple[int, int]
) -> tuple[int, int] | None:
    """The first place that is free: on the particle, beside it, then over a neighbour.

    It is taken from then on.
    """
    on = _inside(labels[box] == label)
    x, y = box[1].start + on[0], box[0].start + on[1]
    width, height = box[1].stop - box[1].start, box[0].stop - box[0].start
    fits = width >= 1.6 * half[0] and height >= 1.6 * half[1]
    right, left = box[1].stop + half[0], box[1].start - half[0]
    above, below = box[0].start - half[1], box[0].stop + half[1]
    beside = [(right, y), (left, y), (x, above), (x, below)]
    beside += [(right, above), (right, below), (left, above), (left, below)]
    tries = [((x, y), False), *((at, True) for at in beside)] if fits else [
        *((at, True) for at in beside), ((x, y), False)]  # fmt: skip
    tries += [(at, False) for at in beside]
    for (cx, cy), on_ground in tries:
        top, start = cy - half[1], cx - half[0]
        if top < 0 or start < 0 or cy + half[1] > taken.shape[0] or cx + half[0] > taken.shape[1]:
            continue
        place = np.s_[top : cy + half[1], start : cx + half[0]]
        if taken[place].any() or (on_ground and labels[place].any()):
            continue
        taken[place] = True
        return cx, cy
    return None


def _inside(mask: np.ndarray) -> tuple[int, int]:
    """x and y of the pixel of a particle that is nearest to its middle."""
    y, x = np.nonzero(mask)
    nearest = int(np.argmin((x - x.mean()) ** 2 + (y - y.mean()) ** 2))
    return int(x[nearest]), int(y[nearest])


def _lettered(pixels: np.ndarray, numbers: list[_Number], size: int) -> Image.Image:
    picture = Image.fromarray(pixels)
    font, draw = lettering(size, bold=True), ImageDraw.Draw(picture)
    for number in numbers:
        draw.text(
            (number.x, number.y),
            number.text,
            fill=_INK,
            font=font,
            anchor="mm",
            stroke_width=2,
            stroke_fill=_HALO,
        )
    return picture


def _note(count: int, missing: int, separated: int) -> str:
    """What the picture says below the legend."""
    parts = [f"The numbers are those of the table: {count:,} particles."]
    if missing:
        parts = [f"{count:,} numbers of {count + missing:,}: the others have no room here."]
    if separated:
        parts.append(f"Outlined in magenta: taken apart ({separated:,}).")
    return " ".join(parts)
