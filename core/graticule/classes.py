"""What a pixel can be: the classes of a pack or a protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

RGB = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """A class's name and the colour in which it is drawn (red, green, blue; 0-255).

    A class is known by its position: number 0 is always the background.
    """

    name: str
    color: tuple[int, int, int]


TAKEN_APART = (224, 0, 168)  # outline of what was taken apart: no class colour
BACKGROUND = ClassInfo("background", (0, 0, 0))

# Okabe & Ito's palette: told apart by colour-blind people (jfly.uni-koeln.de/color, 2008).
PALETTE: tuple[tuple[int, int, int], ...] = (
    (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66),
    (0, 114, 178), (213, 94, 0), (204, 121, 167), (153, 153, 153),
)  # fmt: skip


def default_color(index: int) -> tuple[int, int, int]:
    """The colour of class `index` (from 0, the background left out) where nobody chose one.

    The palette, and then the palette again, each time darker.
    """
    darker = 0.7 ** (index // len(PALETTE))
    red, green, blue = PALETTE[index % len(PALETTE)]
    return round(red * darker), round(green * darker), round(blue * darker)


def class_colors(chosen: Sequence[RGB | None]) -> tuple[RGB, ...]:
    """The colours of classes from 1 on: those that were chosen, and default ones that differ.

    Raises `ValueError` with the positions (from 1) of two classes for which one was chosen.
    """
    for index, color in enumerate(chosen):
        if color is not None and color in chosen[:index]:
            raise ValueError(f"classes {chosen.index(color) + 1} and {index + 1} have one colour")
    taken, found = {color for color in chosen if color is not None}, []
    for index, color in enumerate(chosen):
        own = color
        while own is None or (color is None and own in taken):
            own, index = default_color(index), index + len(PALETTE)
        taken.add(own)
        found.append(own)
    return tuple(found)


def default_classes(count: int) -> tuple[ClassInfo, ...]:
    """Background and `count` classes to which nobody gave names."""
    names = ["particle"] if count == 1 else [f"class {i + 1}" for i in range(count)]
    return BACKGROUND, *(ClassInfo(name, default_color(i)) for i, name in enumerate(names))


_S = TypeVar("_S", bound=msgspec.Struct)


def own_settings(kind: type[_S], common: _S, own: msgspec.Struct | None) -> _S:
    """The settings of one class: those of all, but what the class has set (not `UNSET`) itself."""
    said = {} if own is None else msgspec.structs.asdict(own)
    said = {field: value for field, value in said.items() if value is not msgspec.UNSET}
    return kind(**({field: getattr(common, field) for field in kind.__struct_fields__} | said))
