"""The whole workbook, sheet by sheet, in memory that does not grow with the table."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from graticule.completion import completing
from graticule.errors import ResultError
from graticule.files import StrPath, WriteProgress, atomic
from graticule.reports.bundle import Analysis
from graticule.reports.excel.book import FONT, FONT_SIZE, Book
from graticule.reports.excel.distributions import add_distributions
from graticule.reports.excel.filter import add_filter
from graticule.reports.excel.particles import ROWS, add_particles
from graticule.reports.excel.provenance import add_provenance
from graticule.reports.excel.review import add_review
from graticule.reports.excel.rows import RowSheet
from graticule.reports.excel.summary import SummarySheet
from graticule.reports.excel.uncertain import add_uncertain
from graticule.reports.pictures import Overview, iter_prepare_overview

_ZIP64_FROM = 1_900_000_000  # bytes of one sheet; Excel warns of the extension where it is needless


def iter_write_excel(
    analysis: Analysis,
    path: StrPath,
    *,
    overview: Overview | None = None,
    rows_per_sheet: int = ROWS,
) -> Iterator[WriteProgress]:
    """Write the report as an Excel workbook with native charts.

    `overview` saves drawing it again. Text is written as text, whatever it begins with;
    numbers that are not finite stay blank.
    """
    path = Path(path)
    if overview is None:
        overview = yield from iter_prepare_overview(analysis, path.name)
    count = len(analysis.table)
    with atomic(path) as temporary, opened(temporary) as workbook:
        book = Book(workbook, analysis)
        summary = SummarySheet(book)
        add_filter(book)
        for done in add_particles(book, rows_per_sheet):
            yield WriteProgress(path.name, done, count)
        sizes = next((b for b in add_distributions(book) if b.log), None)
        add_uncertain(book)
        add_review(book)
        add_provenance(book)
        summary.fill(overview.picture(1200, text=38), sizes)
        workbook.set_properties(_properties(analysis))
        finish(workbook)
    if not count:
        yield WriteProgress(path.name, 0, 0)


write_excel = completing(iter_write_excel)


@contextmanager
def opened(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """An open workbook whose spooled rows are gone at the end, however it ends."""
    options = {
        "constant_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
    }
    # Rows wait beside the result: there is room, and it is not in memory.
    with tempfile.TemporaryDirectory(prefix=".graticule-", dir=path.parent) as spool:
        workbook = xlsxwriter.Workbook(str(path), {**options, "tmpdir": spool})
        try:
            yield workbook
        except XlsxWriterException as error:
            raise ResultError(f"{path}: cannot be written ({error})") from error
        finally:
            for sheet in workbook.worksheets():
                if sheet.row_data_fh:
                    sheet.row_data_fh.close()


def finish(workbook: xlsxwriter.Workbook) -> None:
    """Put the sheets into the file."""
    if any(s.spooled > _ZIP64_FROM for s in workbook.worksheets() if isinstance(s, RowSheet)):
        workbook.use_zip64()
    workbook.close()


def _properties(analysis: Analysis) -> dict[str, object]:
    return {
        "title": f"Particles of {analysis.scan.name}"[:255],
        "subject": analysis.method.title[:255],
        "author": "Graticule",
        "created": moment(analysis.provenance.started),
    }


def moment(text: str) -> datetime:
    """When the analysis began, so that one result always is the same file."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return datetime(1980, 1, 1, tzinfo=UTC)
