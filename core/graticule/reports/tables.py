"""One row per particle as CSV, for programs and for Excel: of one scan, and of several."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from graticule.completion import completing
from graticule.files import StrPath, WriteProgress, atomic
from graticule.reports.bundle import Analysis
from graticule.reports.cells import ReportColumn, batches, defused, distinct_fields, fields
from graticule.reports.excel.several import Group, ScanDigest, Source, gathered, grouped

_ROWS = 5_000  # per step: some megabytes of text


def iter_write_csv(analysis: Analysis, path: StrPath) -> Iterator[WriteProgress]:
    """Write the particle table as comma-separated values, RFC 4180.

    The first row names each column by its key with the unit, as in "area (µm²)". Numbers
    have a decimal point and all their digits whatever the country; a missing one is empty.
    UTF-8 with a byte order mark: without it Excel turns µ into Âµ, and pandas, R's readr,
    polars and LibreOffice skip it.
    """
    path = Path(path)
    columns = fields(analysis)
    count = len(analysis.table)
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([defused(heading(column)) for column in columns])
        for rows in batches(count, _ROWS):
            writer.writerows(zip(*(_cells(column, rows) for column in columns), strict=True))
            yield WriteProgress(path.name, rows.stop, count)
    if not count:
        yield WriteProgress(path.name, 0, 0)


write_csv = completing(iter_write_csv)


def iter_write_combined_csv(analyses: Sequence[Source], path: StrPath) -> Iterator[WriteProgress]:
    """Write the particles of several results into one table, as `iter_write_csv` writes one.

    Before its columns stand the file and, where one is a stack, the image. Lengths of scans in nm
    and in µm are told in one of the two; those of scans without pixel size have columns of their
    own. Each of `analyses` opens one result; all are opened twice, one after the other.
    """
    path = Path(path)
    scans = yield from gathered(analyses)
    groups = grouped(scans)
    places = max((group.places() for group in groups), key=len)
    headings = dict.fromkeys(heading(column) for group in groups for column in group.columns())
    total, written = sum(scan.count for scan in scans), 0
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(place.key for place in places), *map(defused, headings)])
        for group in groups:
            for scan in group.scans:
                own = _told(group, scan)
                before = [defused(scan.file), scan.scan.frame + 1][: len(places)]
                for rows in batches(scan.count, _ROWS):
                    nothing = [""] * (rows.stop - rows.start)
                    cells = [_cells(own[h], rows) if h in own else nothing for h in headings]
                    writer.writerows([*before, *row] for row in zip(*cells, strict=True))
                    written += rows.stop - rows.start
                    yield WriteProgress(path.name, written, total)
    if not total:
        yield WriteProgress(path.name, 0, 0)


write_combined_csv = completing(iter_write_combined_csv)


def _told(group: Group, scan: ScanDigest) -> dict[str, ReportColumn]:
    """The columns of a scan by heading, in the units of its group."""
    told = (group.told(column, scan) for column in distinct_fields(scan.source()))
    return {heading(column): column for column in told}


def heading(column: ReportColumn) -> str:
    """How a column is called in a CSV file: its key with the unit, as in "area (µm²)"."""
    return f"{column.key} ({column.unit})" if column.unit else column.key


def _cells(column: ReportColumn, rows: slice) -> list:
    cells = column.cells(rows)
    if column.kind == "text":
        return [defused(text) for text in cells]
    if column.kind == "truth":
        return ["TRUE" if value else "FALSE" for value in cells]
    return cells
