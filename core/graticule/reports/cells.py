"""The particle table as text, numbers and headings that no spreadsheet misreads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from graticule.reports.bundle import Analysis

Kind = Literal["text", "integer", "number", "truth"]

# Control characters, lone surrogates and non-characters: XML cannot hold them, terminals obey them.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column of a report: `values` is one-dimensional, the class told by its name."""

    key: str
    title: str
    unit: str
    doc: str
    kind: Kind
    values: np.ndarray

    @property
    def heading(self) -> str:
        """The title with its unit, such as "Area (µm²)"."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    def cells(self, rows: slice) -> list[Any]:
        """Plain Python values of some rows; None where a number is not finite."""
        part = self.values[rows]
        if self.kind == "text":
            return [clean_text(value) for value in part.tolist()]
        values = part.tolist()
        if self.kind == "number" and not np.isfinite(part).all():
            return [v if ok else None for v, ok in zip(values, np.isfinite(part), strict=True)]
        return values


def fields(analysis: Analysis) -> tuple[ReportColumn, ...]:
    """All columns of the table, in its order."""
    names = np.array([info.name for info in analysis.classes], dtype=object)
    result = []
    for spec in analysis.table.specs:
        values = np.asarray(analysis.table.columns[spec.key])
        if spec.key == "class":
            values = names[values.astype(np.intp)]
        result.append(
            ReportColumn(spec.key, spec.title, spec.unit, spec.doc, _kind(values), values)
        )
    return tuple(result)


def distinct_fields(analysis: Analysis) -> list[ReportColumn]:
    """The columns with different headings: without calibration x and x_px are the same thing."""
    return list({field.heading: field for field in reversed(fields(analysis))}.values())[::-1]


def batches(count: int, size: int) -> Iterator[slice]:
    """`count` rows cut into slices of at most `size`."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def clean_text(value: object, limit: int = 32_767) -> str:
    """Text on one line without control characters; 32,767 is what an Excel cell holds."""
    return _UNPRINTABLE.sub(" ", str(value))[:limit]


def defused(text: str) -> str:
    """Text that no spreadsheet runs as a formula when it opens a CSV file.

    An apostrophe goes before a first =, +, - or @, as OWASP advises; numbers never come here.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _kind(values: np.ndarray) -> Kind:
    kind = values.dtype.kind
    if kind == "b":
        return "truth"
    if kind in "iu":
        return "integer"
    return "number" if kind == "f" else "text"
