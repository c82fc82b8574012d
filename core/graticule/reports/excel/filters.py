"""The Filters sheet of a combined workbook: one row per filter, so that samples can be compared."""

import math
from collections.abc import Sequence
from typing import Any

from graticule.counting import Estimate, FilterCounts
from graticule.reports.excel.book import HEAD, WorkbookFormats, number_format, shortened
from graticule.reports.excel.several import ScanDigest
from graticule.reports.filter import verdict

_NAME, _NUMBER, _VERDICT = 200, 86, 290  # px of columns
_NONE = (math.nan, "0")
Cells = list[tuple[float, str]]


def add_filters(book: WorkbookFormats, scans: Sequence[ScanDigest]) -> None:
    """Write the sheet if any of the scans is counted per filter and sample."""
    found = [(scan.name, scan.method.protocol, scan.counts) for scan in scans if scan.counts]
    if not found:
        return
    told = [counts for _, _, counts in found]
    groups = _groups(told)
    sheet: Any = book.workbook.add_worksheet("Filters")
    book.paper(sheet, pages_wide=2)
    sheet.repeat_columns(0)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(5, 1)
    heads = _heads(told)
    sheet.set_column_pixels(0, 0, _NAME)
    sheet.set_column_pixels(1, len(heads) + len(groups), _NUMBER)
    sheet.set_column_pixels(len(heads) - 1, len(heads) - 1, _VERDICT)
    note = f"{len(found)} filters; intervals of {100 * told[0].settings.confidence:g}%, formulas in"
    book.title(sheet, "Particles per filter and sample", f"{note} each filter's own report")
    band = book.style(bold=True, font_color=HEAD, bottom=2, bottom_color=HEAD)
    if groups:
        sheet.write_string(3, len(heads), "Number of each size class and shape class", band)
    sheet.set_row(4, 44)
    for column, text in enumerate([*heads, *groups]):
        sheet.write_string(4, column, text, book.head(align="left" if column < 2 else "center"))
    for row, (name, protocol, counts) in enumerate(found, 5):
        sheet.write_string(row, 0, shortened(name, 40), book.cell(indent=1))
        sheet.write_string(row, 1, shortened(protocol, 30), book.cell())
        column = 2
        for value, look in _cells(counts):
            _write(book, sheet, (row, column), value, look)
            column += 1
        sheet.write_string(row, column - 1, counts.amount[1] if counts.amount else "", book.cell())
        sheet.write_string(row, column, verdict(counts), book.cell())
        sums = _sums(counts)
        for at, group in enumerate(groups, column + 1):
            _write(book, sheet, (row, at), float(sums.get(group, math.nan)), "#,##0")


def _heads(told: Sequence[FilterCounts]) -> list[str]:
    unit = told[0].region.unit
    return [
        "Filter", "Protocol", "Number", "from", "to", f"Area counted ({unit})", "Area share",
        f"Number per {unit}", "On the whole filter", "Blanks", "Mean of the blanks",
        "Blank-corrected", "from", "to", "Limit of detection", "Limit of quantification",
        "Amount of sample", "Number per amount", "from", "to", "Unit of the amount",
        "In words",
    ]  # fmt: skip


def _cells(counts: FilterCounts) -> Cells:
    """The numbers of one filter, the last of them blank: the unit's text takes its place."""
    total, limits = counts.total, counts.limits
    return [
        *_estimate(total.number), _plain(counts.region.area), (total.share, "0.000%"),
        _plain(total.density.value), _plain(total.on_filter.value),
        (float(len(counts.sample.blanks)), "0"),
        _plain(total.blank.value) if total.blank else _NONE,
        *(_estimate(total.net) if total.net else [_NONE] * 3),
        *([_plain(limits.detection), _plain(limits.quantification)] if limits else [_NONE] * 2),
        _plain(counts.amount[0]) if counts.amount else _NONE,
        *(_estimate(total.content) if total.content else [_NONE] * 3), _NONE,
    ]  # fmt: skip


def _estimate(found: Estimate) -> Cells:
    return [_plain(value) for value in (found.value, found.low, found.high)]


def _plain(value: float) -> tuple[float, str]:
    whole = value == round(value) and abs(value) < 1e6
    return value, "#,##0" if whole else number_format([value])


def _write(
    book: WorkbookFormats, sheet: Any, place: tuple[int, int], value: float, look: str
) -> None:
    if math.isfinite(value):
        sheet.write_number(*place, value, book.cell(look))
    else:
        sheet.write_blank(*place, None, book.cell())


def _groups(told: Sequence[FilterCounts]) -> list[str]:
    """Every size class and every shape class that any of the filters has, each once."""
    sizes = dict.fromkeys(name for counts in told for name in counts.sizes)
    shapes = dict.fromkeys(name for counts in told for name in counts.shapes)
    return [*sizes, *shapes]


def _sums(counts: FilterCounts) -> dict[str, int]:
    """How many particles each size class and each shape class holds."""
    sums = counts.sums()
    by_size = zip(counts.sizes, sums.sum(1).tolist(), strict=False)
    return dict(by_size) | dict(zip(counts.shapes, sums.sum(0).tolist(), strict=False))
