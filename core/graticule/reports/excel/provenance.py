"""The Provenance sheet: all that is needed to repeat the analysis, and what the columns mean."""

from collections.abc import Iterable
from typing import Protocol

import msgspec
from xlsxwriter.worksheet import Worksheet

from graticule.geometry import PixelSize
from graticule.particles import Column
from graticule.reports.bundle import MethodFacts, Provenance, ScanFacts
from graticule.reports.cells import clean_text
from graticule.reports.excel.book import GREY, HEAD, Book, WorkbookFormats


class Origins(Protocol):
    """Whatever tells where a result comes from: an analysis, or what is kept of one."""

    @property
    def scan(self) -> ScanFacts:
        """What was analysed."""
        ...

    @property
    def method(self) -> MethodFacts:
        """With what."""
        ...

    @property
    def provenance(self) -> Provenance:
        """When, and on what."""
        ...

    @property
    def scale(self) -> float:
        """Level-0 px per work px."""
        ...

    @property
    def region_text(self) -> str:
        """Which region of the scan, in words; "" for all of it."""
        ...

    @property
    def notices(self) -> tuple[str, ...]:
        """What was doubtful about it, a line each."""
        ...


def add_provenance(book: Book) -> None:
    """Write files and their SHA-256, software, settings, protocol text and definitions."""
    sheet = provenance_sheet(book)
    row = 3
    for heading, facts in sections(book.analysis):
        row = write_section(book, sheet, row, heading, facts)
    row = write_protocol(book, sheet, row, book.analysis.method)
    write_definitions(book, sheet, row, book.analysis.table.specs)


def provenance_sheet(book: WorkbookFormats) -> Worksheet:
    """An empty Provenance sheet with its title; the first free row is 3."""
    sheet = book.workbook.add_worksheet("Provenance")
    book.paper(sheet)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 78)
    sheet.set_column(3, 3, 46)
    book.title(sheet, "Provenance", "What was analysed, with what, how and when")
    return sheet


def sections(analysis: Origins) -> list[tuple[str, list[tuple[str, str]]]]:
    """Headings with labels and texts; empty texts are not written."""
    scan, method, ran = analysis.scan, analysis.method, analysis.provenance
    files = [
        ("Scan", scan.path), ("Scan SHA-256", scan.sha256 or "not computed"),
        ("Scan fingerprint", scan.fingerprint),
        ("Scan format", scan.format), ("Scan size", f"{scan.width} × {scan.height} px"),
        ("Region analysed", analysis.region_text or "the whole scan"),
        ("Pixel size", _pixel_size(scan.pixel_size)),
        ("Black to white", scan.grey_range.told if scan.grey_range else ""),
        ("Analysed at", f"{analysis.scale:g} scan px per analysed px"),
        ("Protocol", method.protocol), ("Protocol SHA-256", method.protocol_sha256),
        ("Model pack", method.pack_title or "none"), ("Model pack SHA-256", method.pack_sha256),
    ]  # fmt: skip
    run = [
        ("Started", ran.started), ("Duration", f"{ran.seconds:.1f} s"),
        ("Device", ran.device), ("Runtime", ran.runtime), ("Precision", ran.precision_text),
    ]  # fmt: skip
    software = list(ran.versions.items())
    settings = [(name, _told(value)) for name, value in ran.settings.items()]
    notices = [(f"Notice {number}", text) for number, text in enumerate(analysis.notices, 1)]
    found = [
        ("Notices", notices), ("Files", files), ("Run", run), ("Settings", settings),
        ("Software", software),
    ]  # fmt: skip
    return [(heading, facts) for heading, facts in found if facts]


def _pixel_size(size: PixelSize) -> str:
    return f"{size} (source: {size.source})" if size.calibrated else str(size)


def _told(value: object) -> str:
    """A setting as text; nested ones as JSON."""
    if isinstance(value, str | int | float | bool):
        return str(value)
    return msgspec.json.encode(value, enc_hook=str).decode()


def write_section(
    book: WorkbookFormats, sheet: Worksheet, row: int, heading: str, facts: list[tuple[str, str]]
) -> int:
    """Write a heading and its facts; gives the next free row."""
    sheet.write_string(row, 0, heading, book.style(bold=True, font_size=13, font_color=HEAD))
    row += 1
    for label, text in facts:
        if text:
            sheet.write_string(row, 0, clean_text(label), book.style(font_color=GREY))
            sheet.write_string(row, 1, clean_text(text), book.style())
            row += 1
    return row + 1


def write_protocol(book: WorkbookFormats, sheet: Worksheet, row: int, method: MethodFacts) -> int:
    """The protocol's text, a line to a row: a cell would end after 32,767 characters."""
    section = book.style(bold=True, font_size=13, font_color=HEAD)
    sheet.write_string(row, 0, f"Protocol “{clean_text(method.protocol, 80)}”", section)
    row += 1
    code = book.style(font_name="Consolas", font_size=9)
    for line in method.protocol_text.splitlines():
        text = clean_text(line.expandtabs(4))
        if text:
            sheet.write_string(row, 0, text, code)
        row += 1
    return row + 1


def write_definitions(
    book: WorkbookFormats, sheet: Worksheet, row: int, columns: Iterable[Column]
) -> None:
    """What each column of the particle sheets means."""
    section = book.style(bold=True, font_size=13, font_color=HEAD)
    sheet.write_string(row, 0, "What the columns mean", section)
    row += 1
    for column, text in enumerate(("Column", "Unit", "Definition", "Source")):
        sheet.write_string(row, column, text, book.head(align="left"))
    wrapped = book.cell(text_wrap=True, font_size=9)
    for spec in columns:
        row += 1
        lines = max(-(-len(spec.doc) // 84), -(-len(spec.source) // 48), 1)
        sheet.set_row(row, 12.5 * lines + 3)
        for column, text in enumerate((spec.title, spec.unit, spec.doc, spec.source)):
            sheet.write_string(row, column, clean_text(text), wrapped)
