"""What a protocol throws away: specks, holes, giants, particles cut off by the border."""

import math
import re

import msgspec

from graticule.classes import own_settings
from graticule.errors import ProtocolError
from graticule.geometry import Length, PixelSize, known_unit, parse_number

_AREA = re.compile(r"\s*([0-9]*[.,]?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*([^\s0-9²^]+)\s*(\^?2|²)?\s*")


class Cleaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which particles and holes stay. Lengths are texts such as "0.5nm" or "3px"; "" is no limit.

    In this order: particles under the smallest size go, holes under the largest size are
    filled, particles are separated, pieces under the smallest size go, then those over the
    largest, then those that touch the edge of the scan. Sizes of particles and holes are
    diameters of the circle of the same area (as in ANTEMA, Gumbiowski et al. 2023).
    """

    min_diameter: str = ""
    min_area: str = ""  # "30px" is thirty pixels, "4um2" or "4 µm²" an area
    max_diameter: str = ""
    max_hole: str = ""  # holes wholly enclosed by one particle, up to this diameter
    remove_border: bool = False

    def __post_init__(self) -> None:
        for text in (self.min_diameter, self.max_diameter, self.max_hole):
            if text:
                Length.parse(text)
        if self.min_area:
            _parse_area(self.min_area)

    def limits(self, pixel_size: PixelSize) -> "Limits":
        """The limits in pixels of that size; `ProtocolError` if the scan is not calibrated."""
        smallest = max(
            _circle(self.min_diameter, pixel_size, 0.0), _pixels(self.min_area, pixel_size)
        )
        return Limits(
            smallest=smallest,
            largest=_circle(self.max_diameter, pixel_size, math.inf),
            hole=_circle(self.max_hole, pixel_size, 0.0),
            remove_border=self.remove_border,
        )


class ClassCleaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """In what one class is cleaned otherwise than the others."""

    min_diameter: str | msgspec.UnsetType = msgspec.UNSET
    min_area: str | msgspec.UnsetType = msgspec.UNSET
    max_diameter: str | msgspec.UnsetType = msgspec.UNSET
    max_hole: str | msgspec.UnsetType = msgspec.UNSET
    remove_border: bool | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        own_settings(Cleaning, Cleaning(), self)  # what is wrong with a length is said at once


class CleaningSettings(Cleaning, frozen=True, forbid_unknown_fields=True):
    """Which particles and holes stay; `classes` says by name what differs in which."""

    classes: dict[str, ClassCleaning] = {}

    def of(self, name: str) -> Cleaning:
        """What counts for the class of that name."""
        return own_settings(Cleaning, self, self.classes.get(name))

    def keeping_border(self) -> "CleaningSettings":
        """The same, but particles at the edge stay."""
        classes = {
            name: msgspec.structs.replace(own, remove_border=msgspec.UNSET)
            for name, own in self.classes.items()
        }
        return msgspec.structs.replace(self, remove_border=False, classes=classes)


class Limits(msgspec.Struct, frozen=True):
    """`Cleaning` as numbers of pixels: a particle stays if smallest ≤ area ≤ largest."""

    smallest: float
    largest: float
    hole: float
    remove_border: bool


def _parse_area(text: str) -> tuple[float, str]:
    match = _AREA.fullmatch(text)
    found = known_unit(match.group(2)) if match else None
    if match is None or found is None or not (match.group(3) or found[0] == "px"):
        raise ValueError(f"{text!r} is no area; write a number and a unit, such as 4um2 or 30px")
    unit, factor = found
    return parse_number(match.group(1)) * factor * factor, unit


def _circle(diameter: str, pixel_size: PixelSize, default: float) -> float:
    """Pixels in the circle of that diameter."""
    if not diameter:
        return default
    length = Length.parse(diameter)
    _check_calibrated(diameter, length.unit, pixel_size)
    return math.pi / 4 * length.pixels(pixel_size) ** 2


def _pixels(area: str, pixel_size: PixelSize) -> float:
    if not area:
        return 0.0
    value, unit = _parse_area(area)
    _check_calibrated(area, unit, pixel_size)
    if unit == "px":
        return value
    return value / (Length(1.0, pixel_size.unit).to(unit) ** 2 * pixel_size.x * pixel_size.y)  # type: ignore[arg-type]


def _check_calibrated(text: str, unit: str, pixel_size: PixelSize) -> None:
    if unit != "px" and not pixel_size.calibrated:
        raise ProtocolError(
            f"the cleaning limit {text!r} needs a pixel size, and the scan has none:"
            " give the pixel size, or write the limit in px"
        )
