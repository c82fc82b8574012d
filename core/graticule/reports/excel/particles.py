"""The Particles sheets: the whole table, in as many sheets as Excel's rows demand."""

from collections.abc import Iterator

import numpy as np
from xlsxwriter.format import Format

from graticule.reports.cells import ReportColumn, batches, distinct_fields
from graticule.reports.excel.book import Book, WorkbookFormats, field_format
from graticule.reports.excel.rows import RowSheet

ROWS = 1_048_576  # of one Excel sheet, its heading included
BATCH = 2_000
_WIDEST = 40  # characters


def add_particles(book: Book, rows: int = ROWS) -> Iterator[int]:
    """Write the particles, `rows` to a sheet with its heading; yields how many are written."""
    columns = distinct_fields(book.analysis)
    looks = [look_of(book, field) for field in columns]
    count = len(book.analysis.table)
    sheets = max(1, -(-count // (rows - 1)))
    for number in range(sheets):
        name = "Particles" if number == 0 else f"Particles {number + 1}"
        sheet = book.workbook.add_worksheet(name, RowSheet)
        assert isinstance(sheet, RowSheet)
        start, stop = number * (rows - 1), min((number + 1) * (rows - 1), count)
        set_up(book, sheet, columns, stop - start)
        for part in batches(stop - start, BATCH):
            taken = slice(start + part.start, start + part.stop)
            cells = [field.cells(taken) for field in columns]
            sheet.write_columns(part.start + 1, list(zip(columns, cells, looks, strict=True)))
            yield taken.stop


def set_up(
    book: WorkbookFormats,
    sheet: RowSheet,
    columns: list[ReportColumn],
    count: int,
    *,
    frozen: int = 1,
) -> None:
    """Heading with units and definitions, frozen and filtered; widths; paper.

    The first `frozen` columns stay in view and are printed on each page.
    """
    sheet.set_row(0, 48)
    for index, field in enumerate(columns):
        sheet.set_column(index, index, _width(field))
        sheet.write_string(0, index, field.heading, book.head())
        if field.doc:
            sheet.write_comment(0, index, field.doc, {"x_scale": 2, "y_scale": 1.2})
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, count, len(columns) - 1)
    book.paper(sheet, pages_wide=2)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, frozen - 1)


def look_of(book: WorkbookFormats, field: ReportColumn) -> Format:
    """How the cells of a column are shown."""
    if field.kind == "text":
        return book.style(indent=1)
    return book.style(field_format(field))


def _width(field: ReportColumn) -> float:
    """Characters that the heading's words and the largest number need."""
    words = max(len(word) for word in field.heading.split())
    if field.kind == "text":
        longest = max((len(str(text)) for text in set(field.values.tolist())), default=0)
    elif field.kind == "truth":
        longest = 6
    else:
        finite = field.values[np.isfinite(field.values)]
        largest = float(np.abs(finite).max()) if finite.size else 0.0
        decimals = len(field_format(field).partition(".")[2])
        negative = bool(finite.size and finite.min() < 0)
        longest = len(f"{largest:,.{decimals}f}") + negative
    return float(min(_WIDEST, max(9, words + 3, longest + 2)))
