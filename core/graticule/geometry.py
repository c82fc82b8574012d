"""Integers for places, units for lengths: no bare float crosses a module boundary."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Unit = Literal["nm", "µm", "mm", "px"]
Source = Literal["file", "user", "unknown"]

# What instruments write for a length, and how many of our unit one of theirs is.
_SPELLINGS: dict[str, tuple[Unit, float]] = {
    "nm": ("nm", 1), "nanometer": ("nm", 1), "nanometre": ("nm", 1),
    "å": ("nm", 0.1), "a": ("nm", 0.1), "angstrom": ("nm", 0.1), "ångström": ("nm", 0.1),
    "pm": ("nm", 1e-3), "picometer": ("nm", 1e-3), "picometre": ("nm", 1e-3),
    "µm": ("µm", 1), "um": ("µm", 1), "micron": ("µm", 1),
    "micrometer": ("µm", 1), "micrometre": ("µm", 1),
    "mm": ("mm", 1), "millimeter": ("mm", 1), "millimetre": ("mm", 1),
    "cm": ("mm", 10), "centimeter": ("mm", 10), "centimetre": ("mm", 10),
    "m": ("mm", 1000), "meter": ("mm", 1000), "metre": ("mm", 1000),
    "inch": ("mm", 25.4), "inche": ("mm", 25.4), "in": ("mm", 25.4),
    "нм": ("nm", 1), "мкм": ("µm", 1), "мм": ("mm", 1),
    "纳米": ("nm", 1), "微米": ("µm", 1), "毫米": ("mm", 1),
    "px": ("px", 1), "pixel": ("px", 1),
}  # fmt: skip
# Greek mu, µ that somebody read in the wrong encoding, and µ as Java writes it.
_MICRO = str.maketrans({"μ": "µ"})
_MOJIBAKE = re.compile(r"â(?=µ)|î¼|\\u00b5|\\u03bc|\\xb5")
_PER_PIXEL = re.compile(r"\s*(?:/|\bper\b)\s*(?:px|pix|pixels?)$")
_IN_NANOMETRES: dict[str, float] = {"nm": 1.0, "µm": 1e3, "mm": 1e6}
_NUMBER = r"[0-9]*[.,]?[0-9]+(?:[eE][-+]?[0-9]+)?"
_LENGTH = re.compile(rf"\s*({_NUMBER})\s*([^\s0-9.,].*?)?\s*")
_CROSS = re.compile(r"\s*[x×]\s*(?=[0-9.,])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Box:
    """A half-open rectangle of whole pixels: `left ≤ x < right`, `top ≤ y < bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.right < self.left or self.bottom < self.top:
            raise ValueError(f"{self} ends before it begins")

    @property
    def width(self) -> int:
        """Columns, in px."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows, in px."""
        return self.bottom - self.top

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width), as numpy wants it."""
        return self.height, self.width

    @property
    def area(self) -> int:
        """Number of pixels."""
        return self.width * self.height

    @property
    def slices(self) -> tuple[slice, slice]:
        """(rows, columns) to index an array whose pixel (0, 0) is this grid's origin."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def center(self) -> tuple[float, float]:
        """(x, y) of the middle, in px."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, margin: int) -> "Box":
        """This box with `margin` px more on each side (fewer, if negative)."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def shifted(self, dx: int, dy: int) -> "Box":
        """This box moved by (dx, dy) px."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def scaled(self, scale: float, origin: tuple[float, float] = (0, 0)) -> "Box":
        """The whole px that this box touches where each of its px is `scale` wide, from `origin`.

        So a box of a work grid becomes one of level 0.
        """
        x, y = origin
        return Box(
            math.floor(x + self.left * scale), math.floor(y + self.top * scale),
            math.ceil(x + self.right * scale), math.ceil(y + self.bottom * scale),
        )  # fmt: skip

    def clipped(self, to: "Box") -> "Box":
        """The part of this box that lies in `to`; empty at the nearer edge if none does."""
        left = min(max(self.left, to.left), to.right)
        top = min(max(self.top, to.top), to.bottom)
        return Box(
            left, top, max(left, min(self.right, to.right)), max(top, min(self.bottom, to.bottom))
        )

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share a pixel."""
        return self.clipped(other).area > 0

    def contains(self, other: "Box") -> bool:
        """Whether every pixel of `other` is in this box."""
        return other.area == 0 or other.clipped(self) == other

    def blocks(self, size: int) -> Iterator["Box"]:
        """This box cut into squares of `size` px, row by row; the last ones are smaller."""
        for top in range(self.top, self.bottom, size):
            for left in range(self.left, self.right, size):
                yield Box(left, top, min(left + size, self.right), min(top + size, self.bottom))


@dataclass(frozen=True, slots=True)
class Length:
    """A number with its unit, such as the smallest diameter that a protocol keeps."""

    value: float
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Length":
        """Read "0.5um", "0,5 µm", "2 Å", "12 px"; `ValueError` says what is wrong with it.

        A number without a unit is refused, and so is a reciprocal unit such as 1/nm:
        a diffraction pattern has no pixel size.
        """
        match = _LENGTH.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no length; write a number and a unit, such as 0.5um")
        number, spelled = match.groups()
        if not spelled:
            raise ValueError(f"{text!r} has no unit; write nm, um, mm or px after the number")
        found = known_unit(spelled)
        if found is None:
            raise ValueError(f"{spelled!r} is no unit of length; use nm, um, mm or px")
        unit, factor = found
        value = parse_number(number) * factor
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{text!r} is no finite length")
        return cls(value, unit)

    def to(self, unit: Unit) -> float:
        """The value in another unit; `ValueError` between px and a real unit."""
        if unit == self.unit:
            return self.value
        if "px" in (unit, self.unit):
            raise ValueError(f"{self} cannot be told in {unit} without a pixel size")
        return self.value * _IN_NANOMETRES[self.unit] / _IN_NANOMETRES[unit]

    def pixels(self, pixel_size: "PixelSize") -> float:
        """How many pixels of `pixel_size` this length is; `ValueError` if it is not calibrated."""
        return self.value if self.unit == "px" else self.to(pixel_size.unit) / pixel_size.mean

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class PixelSize:
    """Width and height of one pixel, in a unit; (1, 1, "px") when nobody knows."""

    x: float
    y: float
    unit: Unit
    source: Source = "file"

    def __post_init__(self) -> None:
        if not all(math.isfinite(v) and v > 0 for v in (self.x, self.y)):
            raise ValueError(f"a pixel size of {self.x} × {self.y} {self.unit} is impossible")

    @classmethod
    def unknown(cls) -> "PixelSize":
        """No calibration: sizes are told in px."""
        return cls(1.0, 1.0, "px", "unknown")

    @classmethod
    def parse(cls, text: str, source: Source = "user") -> "PixelSize":
        """Read "0.5um" or "0.5 x 0.6 um"; `ValueError` says what is wrong with it."""
        parts = _CROSS.split(text)
        if len(parts) == 2:
            alone, unit = (_LENGTH.fullmatch(part) for part in parts)
            if alone and unit and not alone[2]:  # the unit is written once, for both
                parts[0] += f" {unit[2] or ''}"
            x, y = Length.parse(parts[0]), Length.parse(parts[1])
            return cls(x.to(y.unit), y.value, y.unit, source)
        length = Length.parse(text)
        return cls(length.value, length.value, length.unit, source)

    @property
    def calibrated(self) -> bool:
        """Whether sizes can be told in a real unit."""
        return self.unit != "px"

    @property
    def mean(self) -> float:
        """Side of the square pixel of the same area, in `unit`."""
        return math.sqrt(self.x * self.y)

    def scaled(self, factor: float) -> "PixelSize":
        """The size of a pixel that is `factor` of these wide and high."""
        return replace(self, x=self.x * factor, y=self.y * factor)

    def to(self, unit: Unit) -> "PixelSize":
        """The same size told in another unit; `ValueError` between px and a real unit."""
        return replace(
            self,
            x=Length(self.x, self.unit).to(unit),
            y=Length(self.y, self.unit).to(unit),
            unit=unit,
        )

    def __str__(self) -> str:
        if self.unit == "px":
            return "unknown (sizes in px)"
        if math.isclose(self.x, self.y, rel_tol=1e-4):
            return f"{self.x:.4g} {self.unit}"
        return f"{self.x:.4g} × {self.y:.4g} {self.unit}"


class AmbiguousNumberError(ValueError):
    """A comma that parts thousands for some and decimals for others."""


def parse_number(text: str) -> float:
    """Of "1.5" or "1,5"; `AmbiguousNumberError` for "1,234",

    which is 1.234 to some and 1234 to others."""
    if re.fullmatch(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}", text.strip()):
        thousands, decimal = text.strip().replace(",", ""), text.strip().replace(",", ".")
        raise AmbiguousNumberError(
            f"{text.strip()} may be read in two ways; write {thousands} or {decimal}"
        )
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"“{text.strip()}” is not a number") from None


def known_unit(text: str) -> tuple[Unit, float] | None:
    """Our unit for what an instrument wrote, and how many of ours one of theirs is.

    "[µm]" and "µm/pixel" are µm, too. None for anything that is no length: reciprocal units
    (1/nm, nm^-1), degrees, counts.
    """
    word = _MOJIBAKE.sub(_as_micro, text.strip().lower().translate(_MICRO))
    word = _PER_PIXEL.sub("", word.strip("[]() \t\0")).replace("_", "")  # openNCEM: [n_m]
    if len(word) > 4:  # a plural, which "ms" is not
        word = word.removesuffix("s")
    return _SPELLINGS.get(word)


def _as_micro(match: re.Match[str]) -> str:
    return "" if match[0] == "â" else "µ"
