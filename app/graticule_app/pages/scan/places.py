"""What a person types to go somewhere."""

import math
import re

import numpy as np

from graticule.geometry import Box, Length
from graticule_app.model.document import Document

_ROOM = 400  # px of the scan that are shown around a place
_DECIMAL_COMMAS = re.compile(
    r"\s*(\d*,?\d+)\s*([^\s\d,;]*)\s*(?:;|\s)\s*(\d*,?\d+)\s*([^\d\s]*)\s*"
)
_PAIR = re.compile(r"\s*([\d.]+)\s*(\S*?)\s*[,; ]\s*([\d.]+)\s*([^\d\s]*)\s*")


def place_of(text: str, document: Document) -> tuple[Box, int | None] | None:
    """The box to show, in level-0 px, and the particle if it was one; None for nothing sensible.

    "17" is particle 17. "120, 80" is a place in the scan's unit, "120, 80 px" in pixels,
    "120,5; 80,5 px" is one with decimal commas.
    """
    word = text.strip().lstrip("#")
    if word.isdigit():
        return _particle(int(word), document)
    match = _DECIMAL_COMMAS.fullmatch(text) or _PAIR.fullmatch(text)
    if match is None:
        return None
    size = document.pixel_size
    unit = match[4] or match[2] or size.unit
    try:
        x = Length.parse(f"{match[1]} {unit}").pixels(size)
        y = Length.parse(f"{match[3]} {unit}").pixels(size)
    except ValueError:
        return None
    if not (0 <= x < document.scan.width and 0 <= y < document.scan.height):
        return None
    around = Box(round(x), round(y), round(x), round(y)).grown(_ROOM)
    return around.clipped(document.scan.box), None


def _particle(number: int, document: Document) -> tuple[Box, int] | None:
    table = document.table
    if table is None:
        return None
    rows = np.flatnonzero(table["id"] == number)
    if not len(rows):
        return None
    row = int(rows[0])
    left, top, right, bottom = (
        float(table[key][row]) for key in ("left", "top", "right", "bottom")
    )
    box = Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
    return box.grown(max(box.width, box.height, 16)).clipped(document.scan.box), number
