"""Size classes and shape classes of particles, as a lab writes them down.

A size class is a bin of one measured length, a shape class the first rule that fits. Both are
columns of the particle table like any other, told anew whenever a particle is measured anew.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Self

import msgspec
import numpy as np
from msgspec import Meta

from graticule.errors import PixelSizeNeeded, ProtocolError
from graticule.geometry import Length, PixelSize, known_unit
from graticule.particles.columns import COLUMNS, Column
from graticule.particles.rules import (
    NotMeasuredError,
    Rule,
    ScaleNeededError,
    Subject,
    check_rules,
    first_fit,
)
from graticule.particles.table import ParticleTable
from graticule.scans import GreyRange

SIZE_CLASS, SHAPE_CLASS = "size_class", "shape_class"
_TITLES = {spec.key: spec.title for spec in COLUMNS}
# Lengths by which every particle can be called large or small, and what people call them.
MEASURES: dict[str, str] = {
    key: _TITLES[key]
    for key in ("feret_max", "equivalent_diameter", "feret_min", "major_axis", "minor_axis")
}

_Above = Annotated[float, Meta(ge=0)]


class Sizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Size classes between `limits`: a class holds its lower limit, not its upper one.

    `measure` is a column of lengths; no limits are no size classes. Microplastics are sized by
    their maximum Feret (a practical primer for image-based particle measurements in microplastic
    research, 2023, doi:10.1186/s43591-023-00064-4).
    """

    measure: str = "feret_max"
    limits: tuple[_Above, ...] = ()
    unit: str = "um"

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise ProtocolError(
                f"no size {self.measure!r} to make classes of; there are {', '.join(MEASURES)}"
            )
        if known_unit(self.unit) is None:
            raise ProtocolError(f"{self.unit!r} is no unit of size classes; use nm, um, mm or px")
        if any(low >= high for low, high in pairwise(self.limits)):
            raise ProtocolError("the limits of size classes must grow, such as 1, 10, 20, 50")

    @property
    def limit(self) -> Length:
        """One of the unit of the limits."""
        return Length.parse(f"1 {self.unit}")

    @property
    def names(self) -> tuple[str, ...]:
        """What the classes are called, from small to large: "< 10 µm", "10–20 µm", "≥ 20 µm"."""
        if not self.limits:
            return ()
        told, unit = [f"{limit:g}" for limit in self.limits], self.unit.replace("um", "µm")
        between = [f"{low}–{high} {unit}" for low, high in pairwise(told)]
        below = [f"< {told[0]} {unit}"] if self.limits[0] > 0 else []
        return (*below, *between, f"≥ {told[-1]} {unit}")

    def fits(self, pixel_size: PixelSize) -> bool:
        """Whether sizes of a scan of that calibration can be told in the unit of the limits."""
        return bool(self.limits) and (self.limit.unit == "px" or pixel_size.calibrated)

    def of(self, table: ParticleTable, pixel_size: PixelSize) -> np.ndarray:
        """The number of each particle's class in `names`."""
        one = self.limit
        factor = pixel_size.mean if one.unit == "px" else one.to(pixel_size.unit)
        edges = np.array(self.limits[self.limits[0] == 0 :]) * factor
        return np.searchsorted(edges, np.asarray(table[self.measure], float), side="right")


class Shapes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shape classes by rules: the first one that fits counts, `rest` is the class of the others."""

    rest: str = "fragment"
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        try:
            check_rules(self.rules)
        except ValueError as error:
            raise ProtocolError(str(error)) from error

    @property
    def names(self) -> tuple[str, ...]:
        """What the classes are called, in the order of the rules, the rest last."""
        if not self.rules:
            return ()
        return tuple(dict.fromkeys((*(rule.name for rule in self.rules), self.rest)))


class Groups(msgspec.Struct, frozen=True):
    """How the particles of a protocol are sorted."""

    sizes: Sizes = Sizes()
    shapes: Shapes = Shapes()

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Those of a run's settings; none where an older version wrote them."""
        return msgspec.convert(dict(settings), cls)

    def apply(
        self, table: ParticleTable, pixel_size: PixelSize, grey_range: GreyRange
    ) -> ParticleTable:
        """The table with the columns of size and shape classes, in front of the colour.

        `pixel_size` is that of the table's lengths, `grey_range` the scan's. Sizes that
        cannot be told without a pixel size have no column. Raises `ProtocolError` where a rule
        asks for what was not measured.
        """
        if self.sizes.fits(pixel_size):
            names = np.array(self.sizes.names)
            table = _with(table, self._size_column(), names[self.sizes.of(table, pixel_size)])
        if self.shapes.rules:
            found = first_classes(self.shapes, Subject(table, pixel_size, grey_range))
            table = _with(table, self._shape_column(), found)
        return table

    def check(self, pixel_size: PixelSize) -> None:
        """Raise `PixelSizeNeeded` or `ProtocolError` before the work if a rule cannot be asked."""
        specs = tuple(spec.told_in(pixel_size.unit) for spec in COLUMNS)
        words = ("colour",)
        nothing = {spec.key: np.zeros(0, "U1" if spec.key in words else float) for spec in specs}
        table = ParticleTable(nothing, specs)
        for rule in self.shapes.rules:
            try:
                first_fit((rule,), "", Subject(table, pixel_size, GreyRange(0.0, 1.0)))
            except NotMeasuredError:  # grey levels of a scan are known later
                continue
            except ScaleNeededError as error:
                raise PixelSizeNeeded(
                    f"{error}, and the scan has none: give it, or write the rule in px"
                ) from error
            except ValueError as error:
                raise ProtocolError(str(error)) from error

    def _size_column(self) -> Column:
        measure = MEASURES[self.sizes.measure].lower()
        return Column(
            SIZE_CLASS, "Size class", "", f"Class of the {measure}, as the protocol cuts it; a"
            " class holds its lower limit, not its upper one.", "the protocol"
        )  # fmt: skip

    def _shape_column(self) -> Column:
        rules = "; ".join(f"{rule.name}: {rule.when}" for rule in self.shapes.rules)
        return Column(
            SHAPE_CLASS, "Shape class", "", f"The first rule of the protocol that fits: {rules};"
            f" otherwise {self.shapes.rest}.", "the protocol"
        )  # fmt: skip


def first_classes(shapes: Shapes, subject: Subject) -> np.ndarray:
    """The shape class of each particle, as texts."""
    try:
        found = first_fit(shapes.rules, shapes.rest, subject)
    except ValueError as error:
        raise ProtocolError(f"shape class: {error}") from error
    return np.array(found.tolist(), dtype=np.str_) if len(found) else np.zeros(0, "U1")


def _with(table: ParticleTable, column: Column, values: np.ndarray) -> ParticleTable:
    """The table with this column, before "colour" or, where there is none, at the end."""
    specs = [spec for spec in table.specs if spec.key != column.key]
    keys = [spec.key for spec in specs]
    specs.insert(keys.index("colour") if "colour" in keys else len(keys), column)
    columns = dict(table.columns) | {column.key: values}
    return ParticleTable({spec.key: columns[spec.key] for spec in specs}, tuple(specs))
