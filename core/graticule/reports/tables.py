"""particles.csv: one row per particle, for programs and for Excel."""

import csv
from collections.abc import Iterator
from pathlib import Path

from graticule.files import atomic
from graticule.reports.bundle import Analysis, Written
from graticule.reports.cells import Field, batches, defused, fields

_ROWS = 5_000  # per step: some megabytes of text


def write_csv(analysis: Analysis, path: Path) -> Iterator[Written]:
    """Write the particle table as comma-separated values, RFC 4180.

    The first row names each column by its key with the unit, as in "area (µm²)". Numbers
    have a decimal point and all their digits whatever the country; a missing one is empty.
    UTF-8 with a byte order mark: without it Excel turns µ into Âµ, and pandas, R's readr,
    polars and LibreOffice skip it.
    """
    columns = fields(analysis)
    count = len(analysis.table)
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([defused(_heading(column)) for column in columns])
        for rows in batches(count, _ROWS):
            writer.writerows(zip(*(_cells(column, rows) for column in columns), strict=True))
            yield Written(path.name, rows.stop, count)
    if not count:
        yield Written(path.name, 0, 0)


def _heading(column: Field) -> str:
    return f"{column.key} ({column.unit})" if column.unit else column.key


def _cells(column: Field, rows: slice) -> list:
    cells = column.cells(rows)
    if column.kind == "text":
        return [defused(text) for text in cells]
    if column.kind == "truth":
        return ["TRUE" if value else "FALSE" for value in cells]
    return cells
