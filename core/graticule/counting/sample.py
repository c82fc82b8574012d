"""What a person knows of a sample and no file says: filter, amount, blanks.

It is no part of the written procedure and may be typed in or corrected after the analysis: it
lies in `sample.json` in the result's folder, and every report reads it anew.
"""

import math
import re
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from graticule.errors import ResultError
from graticule.files import atomic
from graticule.geometry import parse_number

SAMPLE = "sample.json"  # in the result's folder
_NUMBER = r"[0-9]*[.,]?[0-9]+(?:[eE][-+]?[0-9]+)?"
_MEASURE = re.compile(
    rf"\s*(?P<circle>[ØøD⌀]|diameter)?\s*(?P<number>{_NUMBER})\s*(?P<unit>\S.*?)\s*"
)
_IN_MM = {"mm": 1.0, "cm": 10.0, "um": 1e-3, "µm": 1e-3, "μm": 1e-3, "m": 1e3}
# What people write → the unit in which the result is told, and how many of it one is.
_AMOUNTS: dict[str, tuple[str, float]] = {
    "l": ("L", 1.0), "litre": ("L", 1.0), "litres": ("L", 1.0), "liter": ("L", 1.0),
    "ml": ("L", 1e-3), "cl": ("L", 1e-2), "dl": ("L", 0.1), "m3": ("m³", 1.0), "m³": ("m³", 1.0),
    "mg": ("g", 1e-3), "g": ("g", 1.0), "kg": ("kg", 1.0),
    "individual": ("individual", 1.0), "individuals": ("individual", 1.0),
    "ind": ("individual", 1.0), "ind.": ("individual", 1.0),
}  # fmt: skip


class Blank(msgspec.Struct, frozen=True, omit_defaults=True):
    """One blank: typed in as a number on a whole filter, or the result in `folder`.

    Of a result, `area` is what was counted (mm², or Mpx without a pixel size), `groups` the
    number of each "size class|shape class|colour", `protocol` the SHA-256 of what it followed.
    """

    count: Annotated[int, Meta(ge=0)]
    name: str = ""
    folder: str = ""
    area: float = 0.0
    unit: str = "mm²"
    groups: dict[str, int] = {}
    protocol: str = ""


class SampleFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """The facts of one sample, as they were typed; "" is not known.

    `filter_area` is that of the whole filter, `counted_area` what the scan shows of it where
    that is not all of the area analysed; a length is taken for a circle's diameter. `amount` is
    what went through the filter.
    """

    filter_area: str = ""
    counted_area: str = ""
    amount: str = ""
    blanks: tuple[Blank, ...] = ()

    def __post_init__(self) -> None:
        for area in (self.filter_area, self.counted_area):
            if area:
                parse_area(area)
        if self.amount:
            parse_amount(self.amount)


class SampleChange(msgspec.Struct, frozen=True):
    """What is told of a sample anew; None keeps what was known."""

    filter_area: str | None = None
    counted_area: str | None = None
    amount: str | None = None
    blanks: tuple[Blank, ...] | None = None

    def __bool__(self) -> bool:
        return any(value is not None for value in msgspec.structs.astuple(self))

    def on(self, sample: SampleFacts) -> SampleFacts:
        """The sample with what is told anew."""
        told = msgspec.structs.asdict(self)
        told = {key: value for key, value in told.items() if value is not None}
        return msgspec.structs.replace(sample, **told)


def parse_area(text: str) -> float:
    """mm² of "1200 mm2" or "12 cm²", or of the circle of "40 mm"; `ValueError` if it is none."""
    match = _MEASURE.fullmatch(text)
    unit = match["unit"].lower() if match else ""
    side = _IN_MM.get(unit.rstrip("2²").removesuffix("^"))
    number = parse_number(match["number"]) if match else 0.0
    if match is None or side is None or not (0 < number < math.inf):
        raise ValueError(
            f"{text!r} is no area; write 1200 mm2, 12 cm2, or a diameter such as 40 mm"
        )
    if unit[-1] in "2²" and not match["circle"]:
        return number * side**2
    return math.pi / 4 * (number * side) ** 2


def parse_amount(text: str) -> tuple[float, str]:
    """(2.0, "L") of "2 L" or "2000 mL"; `ValueError` says what is wrong."""
    match = _MEASURE.fullmatch(text)
    known = _AMOUNTS.get(match["unit"].lower()) if match else None
    number = parse_number(match["number"]) if match else 0.0
    if match is None or known is None or match["circle"] or not (0 < number < math.inf):
        raise ValueError(
            f"{text!r} is no amount; write 2 L, 500 mL, 1 m3, 5 g, 1 kg or 3 individuals"
        )
    return number * known[1], known[0]


def read_sample(folder: Path) -> SampleFacts:
    """What is known of the sample of a result; nothing if nobody said. `ResultError` if damaged."""
    path = folder / SAMPLE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return SampleFacts()
    except OSError as error:
        raise ResultError(f"{path}: cannot be read ({error.strerror or error})") from error
    try:
        return msgspec.json.decode(data, type=SampleFacts)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ResultError(f"{path}: is damaged ({error}); correct or remove it") from error


def write_sample(folder: Path, sample: SampleFacts) -> None:
    """Keep what is known of a sample in its result's folder, whole or not at all."""
    with atomic(folder / SAMPLE) as temporary:
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(sample), indent=1) + b"\n")
