"""The particles of one table as the window shows them: names, headings, digits, places."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from graticule.classes import PALETTE, ClassInfo
from graticule.geometry import Box
from graticule.particles import Column, ParticleTable
from graticule_app.look.translation import grouped, tr, tr_engine

Kind = Literal["number", "integer", "text", "truth"]

# Shown until the user chooses others; whatever a table has beyond these is one click away.
DEFAULT_COLUMNS = (
    "id", "class", "reviewed", "equivalent_diameter", "area", "aspect_ratio", "circularity",
    "uncertainty_mean", "size_class", "shape_class", "colour",
)  # fmt: skip
UNCERTAINTY = "uncertainty_mean"
_PLACES = ("x", "y", "x_px", "y_px", "left", "top", "right", "bottom")
SMALL = 30_000  # rows whose sorting and filtering take less than a few ms
_SAMPLE = 20_000  # values from which a column's digits are taken


@dataclass(frozen=True, slots=True)
class Field:
    """How one column is shown; `decimals` is for numbers, `widest` in characters."""

    spec: Column
    kind: Kind
    decimals: int = 0
    widest: int = 4

    @property
    def key(self) -> str:
        """The column's key in the table."""
        return self.spec.key

    @property
    def heading(self) -> str:
        """The title with its unit, such as "Area (µm²)"."""
        return f"{self.title} ({self.spec.unit})" if self.spec.unit else self.title

    @property
    def title(self) -> str:
        """The title in the window's language."""
        return tr_engine(self.spec.title)

    @property
    def text_like(self) -> bool:
        """Whether it is set flush left: words are, numbers are not."""
        return self.kind in ("text", "truth")


class Listing:
    """A table with its classes; what is costly is computed when first asked for, then kept.

    A table under review is made anew with each edit: what is known of the columns of `like`,
    its digits above all, is taken over.
    """

    def __init__(
        self,
        table: ParticleTable,
        classes: Sequence[ClassInfo],
        like: "Listing | None" = None,
    ) -> None:
        self.table = table
        self._known = {field.spec: field for field in like.fields} if like else {}
        self._extents: dict[str, tuple[float, float]] = {}
        known = _enough(table, classes)
        self._class_names = [info.name for info in known]  # as the engine calls them
        self.classes = tuple(replace(info, name=tr_engine(info.name)) for info in known)
        self._codes: dict[str, tuple[np.ndarray, list[str]]] = {}

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """One per column; of columns with the same heading (x and x in px) only the first."""
        found = [
            self._known.get(spec) or _field(spec, np.asarray(self.table[spec.key]))
            for spec in self.table.specs
        ]
        return tuple({field.heading: field for field in reversed(found)}.values())[::-1]

    def prepare(self) -> None:
        """Compute what the panels ask for first; in a thread, where the table is large."""
        for key in (self.size_key, UNCERTAINTY):
            self.extent(key)
        for key in (*DEFAULT_COLUMNS, "left", "top", "right", "bottom"):
            if key in self.table:
                self.table[key]  # a table under review gathers it now
        self.counts  # noqa: B018 - computed when first asked for
        self._by_id  # noqa: B018

    @cached_property
    def counts(self) -> np.ndarray:
        """Particles of each class."""
        return np.bincount(self.class_indices(), minlength=len(self.classes))

    def extent(self, key: str) -> tuple[float, float]:
        """Smallest and largest number of a column; NaN if there is none."""
        if key not in self._extents:
            values = np.asarray(self.table[key]) if key in self.table else np.zeros(0)
            self._extents[key] = _extent(values)
        return self._extents[key]

    def field(self, key: str) -> Field | None:
        """The field of a column, or None if it is not shown."""
        return next((field for field in self.fields if field.key == key), None)

    @cached_property
    def numbers(self) -> tuple[Field, ...]:
        """The measures that a chart or a sort of the gallery makes sense for."""
        return tuple(f for f in self.fields if f.kind in ("number", "integer") and f.key != "id")

    @cached_property
    def size_key(self) -> str:
        """The column that "size" means; "" if there is none."""
        return next((k for k in ("equivalent_diameter", "area") if k in self.table), "")

    @property
    def ids(self) -> np.ndarray:
        """int64 id of each row."""
        return np.asarray(self.table["id"])

    @cached_property
    def _by_id(self) -> np.ndarray | None:
        """Rows in the order of their ids; None where they are in that order."""
        ids = self.ids
        return None if (ids[1:] > ids[:-1]).all() else np.argsort(ids, kind="stable")

    def rows_of(self, ids: np.ndarray) -> np.ndarray:
        """Rows of these ids; ids that the table lacks are left out."""
        if not len(ids) or not len(self):
            return np.zeros(0, np.intp)
        known = self.ids if self._by_id is None else self.ids[self._by_id]
        at = np.searchsorted(known, ids)
        at = at[known[np.minimum(at, len(known) - 1)] == ids]
        return at if self._by_id is None else self._by_id[at]

    def mask_of(self, ids: np.ndarray) -> np.ndarray:
        """Whether each row's id is among these."""
        mask = np.zeros(len(self), bool)
        mask[self.rows_of(ids)] = True
        return mask

    def class_indices(self) -> np.ndarray:
        """uint8 class of each row; all 1 where the table has none."""
        if "class" in self.table:
            return np.asarray(self.table["class"])
        return np.ones(len(self), np.uint8)

    def codes(self, key: str) -> tuple[np.ndarray, list[str]]:
        """A text column as (number of each row's text, the texts as they are shown)."""
        codes, names = self._coded_as_told(key)
        return codes, [tr_engine(name) for name in names]

    def searched(self, key: str) -> tuple[np.ndarray, list[str]]:
        """The same for what somebody types: each text as it is shown and as a file has it."""
        codes, names = self._coded_as_told(key)
        return codes, [f"{tr_engine(name)}\n{name}" for name in names]

    def _coded_as_told(self, key: str) -> tuple[np.ndarray, list[str]]:
        if key == "class":
            return self.class_indices(), self._class_names
        if key not in self._codes:
            self._codes[key] = _coded(np.asarray(self.table[key]))
        return self._codes[key]

    def text(self, row: int, field: Field) -> str:
        """One cell as it is read; "" where the measure does not apply."""
        value = self.table.columns[field.key][row]
        if field.kind == "number":
            return grouped(value, f",.{field.decimals}f") if math.isfinite(value) else ""
        if field.key == "class":
            return self.classes[value].name
        if field.kind == "integer":
            return f"{value}" if field.key == "id" else grouped(value)
        if field.kind == "truth":
            return tr("yes") if value else ""
        return tr_engine(str(value))

    def raw(self, row: int, field: Field) -> str:
        """One cell for other programs: all its digits, no thousands separators."""
        if field.kind == "number":
            value = float(self.table.columns[field.key][row])
            return f"{value:.10g}" if math.isfinite(value) else ""
        if field.kind == "integer" and field.key != "class":
            return str(int(self.table.columns[field.key][row]))
        return self.text(row, field)

    def bounds(self, row: int) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a particle in level-0 px."""
        columns = self.table.columns
        left, top, right, bottom = (
            float(columns[k][row]) for k in ("left", "top", "right", "bottom")
        )
        return left, top, right, bottom

    def surroundings(self, row: int, margin: float = 1.0, least: int = 48) -> Box:
        """Where to fly to: the particle with `margin` times its size around it, `least` px wide."""
        left, top, right, bottom = self.bounds(row)
        reach = max((right - left) * (0.5 + margin), (bottom - top) * (0.5 + margin), least / 2)
        x, y = (left + right) / 2, (top + bottom) / 2
        return Box(
            math.floor(x - reach), math.floor(y - reach), math.ceil(x + reach), math.ceil(y + reach)
        )

    def order(self, key: str, *, descending: bool = False) -> np.ndarray:
        """All rows sorted by a column; equals keep their order and blanks come last."""
        field = self.field(key)
        if field is None:
            return np.arange(len(self))
        if field.kind == "text":
            codes, names = self.codes(key)
            ranks = np.empty(len(names), np.int16 if len(names) < 2**15 else np.int64)
            ranks[np.argsort([name.casefold() for name in names], kind="stable")] = np.arange(
                len(names)
            )
            values = ranks[codes]
            blank = np.array([not name for name in names], bool)
            values[blank[codes]] = len(names) if not descending else -1
        else:
            values = np.asarray(self.table[key])
            if field.kind != "number":
                values = values.astype(np.int64 if field.kind == "integer" else np.int8)
        return np.argsort(-values if descending else values, kind="stable")


def _enough(table: ParticleTable, classes: Sequence[ClassInfo]) -> tuple[ClassInfo, ...]:
    """A class for every number that occurs, named by its number where nobody knows it."""
    largest = int(np.max(table["class"], initial=0)) if "class" in table else 1
    more = range(len(classes), largest + 1)
    return (
        *classes,
        *(ClassInfo(tr("class {number}", number=i), PALETTE[(i - 1) % len(PALETTE)]) for i in more),
    )


def _field(spec: Column, values: np.ndarray) -> Field:
    kind = _kind(spec.key, values)
    if kind in ("truth", "text") or not len(values):
        return Field(spec, kind)
    step = max(1, len(values) // _SAMPLE)
    decimals = 0 if kind == "integer" else _decimals(spec.key, np.abs(values[::step]))
    ends = (f"{end:,.{decimals}f}" for end in _extent(values) if math.isfinite(end))
    return Field(spec, kind, decimals, max(map(len, ends), default=4))


def _extent(values: np.ndarray) -> tuple[float, float]:
    if not len(values):
        return math.nan, math.nan
    return float(np.fmin.reduce(values)), float(np.fmax.reduce(values))


def _kind(key: str, values: np.ndarray) -> Kind:
    if key == "class":
        return "text"
    kinds: dict[str, Kind] = {"f": "number", "i": "integer", "u": "integer", "b": "truth"}
    return kinds.get(values.dtype.kind, "text")


def _decimals(key: str, sample: np.ndarray) -> int:
    """Digits after the point, the same in the whole column so that the points are in line."""
    if key in _PLACES:
        return 1
    if key.startswith("uncertainty"):  # as in the report
        return 3
    sample = sample[np.isfinite(sample) & (sample > 0)]
    if not len(sample):
        return 0
    usual = math.floor(math.log10(float(np.median(sample))))
    # Three digits of what is usual; two behind the point are enough for shares and ratios.
    return min(max(2 - usual, 0), 6) if usual < -1 else min(max(2 - usual, 0), 2)


def _coded(values: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Texts as small numbers; by way of a hash, since a million texts sort slowly."""
    if not len(values):
        return np.zeros(0, np.int64), []
    if values.dtype.kind != "U" or not values.dtype.itemsize:
        names, codes = np.unique(values.astype(str), return_inverse=True)
        return codes, names.tolist()
    letters = np.ascontiguousarray(values).view(np.uint32).reshape(len(values), -1)
    key = np.zeros(len(values), np.uint64)
    for column in letters.T:
        key = key * np.uint64(0x9E3779B97F4A7C15) + column
    _, first, codes = np.unique(key, return_index=True, return_inverse=True)
    return codes, values[first].tolist()
