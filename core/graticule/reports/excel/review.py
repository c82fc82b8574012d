"""The Review sheet: what a person has looked at and changed, line by line."""

from collections.abc import Sequence

import numpy as np
from xlsxwriter.worksheet import Worksheet

from graticule.reports.bundle import Analysis, ReviewLine
from graticule.reports.cells import clean_text
from graticule.reports.excel.book import GREY, Book, shortened

_HEADINGS = ("No.", "When", "Who", "What", "Particles before", "Particles after", "In force")
_WIDTHS = (7, 25, 18, 62, 26, 26, 10)
_IDS = 12  # particles named in a cell; of more, how many


def add_review(book: Book) -> None:
    """Write how many particles of each class were looked at, and the whole log; or no sheet."""
    analysis = book.analysis
    review = analysis.review
    if review is None:
        return
    sheet = book.workbook.add_worksheet("Review")
    book.paper(sheet)
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    people = sorted({line.user for line in review.lines})
    first, last = (line.time[:10] for line in (review.lines[0], review.lines[-1]))
    days = first if first == last else f"{first} to {last}"
    book.title(sheet, "Review", f"Corrected by hand by {', '.join(people)} on {days}")
    row = _write_counts(book, sheet, 3, analysis)
    _write_log(book, sheet, row + 2, review.lines)


def _write_counts(book: Book, sheet: Worksheet, row: int, analysis: Analysis) -> int:
    """Particles looked at, class by class; gives the last row."""
    classes = np.asarray(analysis.table.columns["class"])
    seen = np.asarray(analysis.table.columns["reviewed"])
    facts = [("All", len(seen), int(seen.sum()))]
    for number, info in enumerate(analysis.classes):
        of_class = classes == number
        if number:
            facts.append((info.name, int(of_class.sum()), int(seen[of_class].sum())))
    sheet.write_string(row, 1, "Class", book.head(align="left"))
    sheet.write_string(row, 2, "Reviewed", book.head())
    for name, total, count in facts:
        row += 1
        sheet.write_string(row, 1, shortened(name, 40), book.cell(indent=1))
        sheet.write_string(row, 2, f"{count:,} of {total:,}", book.cell(align="center"))
    return row


def _write_log(book: Book, sheet: Worksheet, row: int, lines: Sequence[ReviewLine]) -> None:
    """A row per line of the log; what was taken back later is grey."""
    for column, text in enumerate(_HEADINGS):
        sheet.write_string(row, column, text, book.head())
    for line in lines:
        row += 1
        look = {} if line.in_force else {"font_color": GREY}
        plain = book.cell(indent=1, text_wrap=True, **look)
        sheet.write_number(row, 0, line.number, book.cell("0", align="center", **look))
        texts = (line.time, line.user, line.text, _ids(line.before), _ids(line.after))
        for column, text in enumerate(texts, 1):
            sheet.write_string(row, column, clean_text(text), plain)
        middle = book.cell(align="center", **look)
        sheet.write_string(row, 6, "yes" if line.in_force else "no", middle)


def _ids(ids: Sequence[int]) -> str:
    """The particles' numbers while they are few, else how many there are."""
    return ", ".join(map(str, ids)) if len(ids) <= _IDS else f"{len(ids):,} particles"
