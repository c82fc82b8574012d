"""One workbook of several scans: a line per scan and class, charts side by side, all particles."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from xlsxwriter.format import Format

from graticule.completion import completing
from graticule.files import StrPath, WriteProgress, atomic
from graticule.particles import Column
from graticule.reports.cells import ReportColumn, batches, distinct_fields
from graticule.reports.excel.book import WorkbookFormats
from graticule.reports.excel.comparison import ComparisonSheet
from graticule.reports.excel.filters import add_filters
from graticule.reports.excel.overall import OverallSheet
from graticule.reports.excel.particles import BATCH, ROWS, look_of, set_up
from graticule.reports.excel.provenance import (
    provenance_sheet,
    sections,
    write_definitions,
    write_protocol,
    write_section,
)
from graticule.reports.excel.rows import RowSheet
from graticule.reports.excel.several import (
    Group,
    ScanDigest,
    Source,
    gathered,
    grouped,
)
from graticule.reports.excel.workbook import finish, moment, opened
from graticule.reports.histograms import even_edges, log_edges
from graticule.reports.statistics import SIZE


def iter_write_combined_excel(
    analyses: Sequence[Source], path: StrPath, *, rows_per_sheet: int = ROWS
) -> Iterator[WriteProgress]:
    """Write several results into one Excel workbook with native charts.

    Each of `analyses` opens one result. All are opened twice, one after the other, so that
    memory holds one table at a time however many there are. Lengths of scans in nm and in µm
    are told in one of the two; scans without pixel size keep tables and sheets of their own.
    """
    path = Path(path)
    scans = yield from gathered(analyses)
    groups = grouped(scans)
    total = sum(scan.count for scan in scans)
    with atomic(path) as temporary, opened(temporary) as workbook:
        book = WorkbookFormats(workbook, f"{len(scans)} scans")
        overall = OverallSheet(book, groups)
        add_filters(book, scans)
        comparison = ComparisonSheet(book)
        for done in _particles(book, groups, comparison, rows_per_sheet):
            yield WriteProgress(path.name, done, total)
        overall.fill(comparison.fill(groups))
        _provenance(book, scans)
        created = moment(max(scan.provenance.started for scan in scans))
        title = f"Particles of {len(scans)} scans"
        workbook.set_properties({"title": title, "author": "Graticule", "created": created})
        finish(workbook)
    if not total:
        yield WriteProgress(path.name, 0, 0)


write_combined_excel = completing(iter_write_combined_excel)


def size_edges(group: Group) -> np.ndarray | None:
    """Bins of the diameter that hold the particles of all scans; None if there are none."""
    factors = [group.factor(scan) for scan in group.scans]
    low = [scan.smallest * f for scan, f in zip(group.scans, factors, strict=True) if scan.count]
    high = [scan.largest * f for scan, f in zip(group.scans, factors, strict=True) if scan.count]
    if not low or not np.isfinite([*low, *high]).any():
        return None
    smallest, largest = float(np.nanmin(low)), float(np.nanmax(high))
    edges = log_edges(smallest, largest) if smallest > 0 else None
    return even_edges(smallest, largest) if edges is None else edges


def _particles(
    book: WorkbookFormats, groups: Sequence[Group], comparison: ComparisonSheet, rows: int
) -> Iterator[int]:
    """Write all particles of all scans; yields how many are written."""
    written = 0
    for group in groups:
        apart = len(groups) > 1 and not group.calibrated
        pages = _Pages(book, group, "Particles (px)" if apart else "Particles", rows)
        edges = size_edges(group)
        for scan in group.scans:
            analysis = scan.source()
            columns = {f.key: group.told(f, scan) for f in distinct_fields(analysis)}
            if edges is not None:
                sizes = np.asarray(columns[SIZE].values, float)
                counts = np.histogram(sizes[np.isfinite(sizes)], edges)[0]
                comparison.add_sizes(scan.name, edges, counts)
            for part in batches(len(analysis.table), BATCH):
                pages.write(scan, columns, part)
                written += part.stop - part.start
                yield written


class _Pages:
    """The particle sheets of a group: a new one begins where Excel's rows end."""

    def __init__(self, book: WorkbookFormats, group: Group, name: str, rows: int) -> None:
        self._book = book
        self._group = group
        self._name = name
        self._rows = rows - 1  # without the heading
        self._places = group.places()
        self._columns = [*self._places, *group.columns()]
        self._looks: list[Format] = [look_of(book, field) for field in self._columns]
        self._left = sum(scan.count for scan in group.scans)
        self._count = 0
        self._sheet = self._next()

    def _next(self) -> RowSheet:
        self._count += 1
        name = self._name if self._count == 1 else f"{self._name} {self._count}"
        sheet = self._book.workbook.add_worksheet(name, RowSheet)
        assert isinstance(sheet, RowSheet)
        here = min(self._left, self._rows)
        set_up(self._book, sheet, self._columns, here, frozen=len(self._places) + 1)
        self._left -= here
        self._free = self._rows
        return sheet

    def write(self, scan: ScanDigest, columns: dict[str, ReportColumn], part: slice) -> None:
        """Write some rows of one scan below what is there; what it has no column for is blank."""
        start = part.start
        while start < part.stop:
            if not self._free:
                self._sheet = self._next()
            stop = min(part.stop, start + self._free)
            cells: list[list] = [*self._group.place_cells(scan, stop - start)]
            fields = list(self._places)
            for field in self._columns[len(self._places) :]:
                own = columns.get(field.key)
                # What is missing is written as numbers, the one kind of cell that may be.
                fields.append(own or replace(field, kind="number"))
                cells.append(own.cells(slice(start, stop)) if own else [None] * (stop - start))
            written = list(zip(fields, cells, self._looks, strict=True))
            first = self._rows - self._free + 1
            self._sheet.write_columns(first, written)
            self._free -= stop - start
            start = stop


def _provenance(book: WorkbookFormats, scans: Sequence[ScanDigest]) -> None:
    """Files, settings and software of each scan; each protocol and each column once."""
    sheet = provenance_sheet(book)
    row = 3
    for scan in scans:
        for heading, facts in sections(scan):
            row = write_section(book, sheet, row, f"{scan.name} · {heading}", facts)
    protocols = {scan.method.protocol_text: scan.method for scan in scans}
    for method in protocols.values():
        row = write_protocol(book, sheet, row, method)
    specs: dict[tuple[str, str], Column] = {}
    for scan in scans:
        specs.update({(spec.key, spec.unit): spec for spec in scan.specs})
    write_definitions(book, sheet, row, specs.values())
