"""The Filter sheet: numbers per filter and sample, by size and shape, with their formulas."""

import math
from typing import Any

from graticule.classes import PALETTE
from graticule.counting import Estimate, FilterCounts, GroupCounts
from graticule.reports.excel.book import GREY, HEAD, LINE, PALE, Book, number_format, shortened
from graticule.reports.filter import Quantity, filter_counts, quantities, remarks

SHEET = "Filter"
_FIRST, _NUMBER, _COLUMNS = 190, 84, 17  # px of columns; how many numbers
_FORMULA, _SOURCE = (5, 9), (10, 17)  # columns that are merged
_CHART = (620, 280)  # px
_CHART_ROWS = 15


def add_filter(book: Book) -> None:
    """Write the sheet where the protocol asks for counts per sample."""
    counts = filter_counts(book.analysis)
    if counts is None:
        return
    sheet: Any = book.workbook.add_worksheet(SHEET)
    book.paper(sheet)
    sheet.hide_gridlines(2)
    sheet.set_column_pixels(0, 0, _FIRST)
    sheet.set_column_pixels(1, _COLUMNS, _NUMBER)
    note = f"{shortened(book.analysis.scan.name, 60)} · {book.analysis.method.title}"
    book.title(sheet, "Particles per filter and sample", note)
    row = 3
    for text in remarks(counts):
        sheet.write_string(row, 0, text, book.style(font_color="#8A5A00"))
        row += 1
    row = _quantities(book, sheet, row + 1, counts)
    row = _cross(book, sheet, row + 1, counts)
    row = _groups(book, sheet, row + 1, counts)
    _blanks(book, sheet, row + 1, counts)


def _heading(book: Book, sheet: Any, row: int, text: str) -> int:
    sheet.write_string(row, 0, text, book.style(bold=True, font_size=13, font_color=HEAD))
    return row + 1


def _quantities(book: Book, sheet: Any, row: int, counts: FilterCounts) -> int:
    """All particles together: one number to a row, with formula and source."""
    row = _heading(book, sheet, row, "All particles")
    sure = f"{100 * counts.settings.confidence:g}%"
    for column, text in enumerate(("", "Value", f"{sure} from", f"{sure} to", "Unit")):
        sheet.write_string(row, column, text, book.head(align="left" if column == 4 else "center"))
    for (first, last), text in ((_FORMULA, "Formula"), (_SOURCE, "Source")):
        sheet.merge_range(row, first, row, last, text, book.head(align="left"))
    for quantity in quantities(counts):
        row += 1
        _quantity(book, sheet, row, quantity)
    return row + 1


def _quantity(book: Book, sheet: Any, row: int, quantity: Quantity) -> None:
    sheet.write_string(row, 0, quantity.title, book.cell(indent=1))
    interval = quantity.interval or (math.nan, math.nan)
    look = _look(quantity.value)
    _number(book, sheet, row, 1, quantity.value, look, bold=True)
    for column, value in enumerate(interval, 2):
        _number(book, sheet, row, column, value, _look(value))
    sheet.write_string(row, 4, quantity.unit, book.cell(indent=1))
    wrapped = book.cell(font_size=9, font_color=GREY)
    for (first, last), text in ((_FORMULA, quantity.formula), (_SOURCE, quantity.source)):
        sheet.merge_range(row, first, row, last, text, wrapped)


def _look(value: float) -> str:
    if math.isfinite(value) and value == round(value) and abs(value) < 1e6:
        return "#,##0"
    return number_format([value])


def _number(
    book: Book, sheet: Any, row: int, column: int, value: float, look: str, **more: object
) -> None:
    style = book.cell(look, **more)
    if math.isfinite(value):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_blank(row, column, None, style)


def _cross(book: Book, sheet: Any, row: int, counts: FilterCounts) -> int:
    """Number per size class and shape class, with their sums and a chart."""
    if not (counts.sizes or counts.shapes):
        return row
    row = _heading(book, sheet, row, "Number by size class and shape class")
    found = counts.sums()
    shapes = counts.shapes or ("all",)
    heads = ("Size class", *shapes, "all") if counts.shapes else ("Size class", "all")
    for column, text in enumerate(heads):
        style = book.head(align="left" if column == 0 else "center")
        sheet.write_string(row, column, shortened(text, 24), style)
    top = row
    for name, numbers in zip(counts.sizes or ("all",), found.tolist(), strict=True):
        row += 1
        sheet.write_string(row, 0, name, book.cell(indent=1))
        for column, number in enumerate(numbers, 1):
            sheet.write_number(row, column, number, book.cell("#,##0"))
        if counts.shapes:
            total = book.cell("#,##0", bold=True, bg_color=PALE)
            sheet.write_number(row, len(heads) - 1, sum(numbers), total)
    bottom = row
    if counts.sizes:
        row += 1
        total = book.cell("#,##0", bold=True, bg_color=PALE)
        sheet.write_string(row, 0, "all", book.cell(bold=True, bg_color=PALE, indent=1))
        sums = [*found.sum(0).tolist(), int(found.sum())][: len(heads) - 1]
        for column, number in enumerate(sums, 1):
            sheet.write_number(row, column, number, total)
    if found.sum():
        _chart(book, sheet, (top, bottom), shapes)
        row = max(row, top + _CHART_ROWS)
    return row + 1


def _chart(book: Book, sheet: Any, rows: tuple[int, int], shapes: tuple[str, ...]) -> None:
    top, bottom = rows
    chart = book.chart("column", "stacked")
    for column, _ in enumerate(shapes, 1):
        fill = "#{:02X}{:02X}{:02X}".format(*PALETTE[(column - 1) % len(PALETTE)])
        chart.add_series({
            "name": [SHEET, top, column],
            "categories": [SHEET, top + 1, 0, bottom, 0],
            "values": [SHEET, top + 1, column, bottom, column],
            "fill": {"color": fill}, "border": {"none": True}, "gap": 40,
        })  # fmt: skip
    chart.set_title({"name": "Particles by size class and shape", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"} if len(shapes) > 1 else {"none": True})
    chart.set_y_axis({
        "num_format": "#,##0", "min": 0,
        "major_gridlines": {"visible": True, "line": {"color": LINE}},
    })  # fmt: skip
    chart.set_size({"width": _CHART[0], "height": _CHART[1]})
    place = len(shapes) + 3
    sheet.insert_chart(top, place, chart, {"object_position": 1})


def _groups(book: Book, sheet: Any, row: int, counts: FilterCounts) -> int:
    """A line per size class, shape class and, if asked for, colour of which there is any."""
    row = _heading(book, sheet, row, "Each class")
    unit, per = counts.region.unit, counts.amount[1] if counts.amount else ""
    sure = f"{100 * counts.settings.confidence:g}%"
    ends = (f"{sure} from", f"{sure} to")
    names = ["Size class", "Shape class"] + ["Colour"] * counts.settings.by_colour
    heads = [*names, "Number", *ends, "Area share", f"Number per {unit}",
             "On the whole filter", *ends]  # fmt: skip
    heads += ["Mean of the blanks", "Blank-corrected", *ends] if _any(counts, "net") else []
    heads += [f"Number per {per}", *ends] if _any(counts, "content") else []
    sheet.set_row(row, 30)
    for column, text in enumerate(heads):
        sheet.write_string(
            row, column, text, book.head(align="left" if column < len(names) else "center")
        )
    density = number_format([line.density.value for line in counts.lines])
    for line in counts.lines:
        if not line.number.value and not (line.blank and line.blank.value):
            continue
        row += 1
        group = line.group
        for column, text in enumerate((group.size, group.shape, group.colour)[: len(names)]):
            sheet.write_string(row, column, text, book.cell(indent=column == 0))
        for column, (value, look) in enumerate(_cells(line, density), len(names)):
            _number(book, sheet, row, column, value, look)
    return row + 1


def _any(counts: FilterCounts, what: str) -> bool:
    return any(getattr(line, what) is not None for line in counts.lines)


def _cells(line: GroupCounts, density: str) -> list[tuple[float, str]]:
    def ends(found: Estimate) -> list[tuple[float, str]]:
        return [(found.low, _look(found.low)), (found.high, _look(found.high))]

    cells = [(line.number.value, "#,##0"), *ends(line.number), (line.share, "0.000%")]
    cells += [(line.density.value, density), (line.on_filter.value, _look(line.on_filter.value))]
    cells += ends(line.on_filter)
    if line.blank is not None and line.net is not None:
        cells += [(line.blank.value, _look(line.blank.value))]
        cells += [(line.net.value, _look(line.net.value)), *ends(line.net)]
    if line.content is not None:
        cells += [(line.content.value, _look(line.content.value)), *ends(line.content)]
    return cells


def _blanks(book: Book, sheet: Any, row: int, counts: FilterCounts) -> None:
    """Which blanks were subtracted."""
    if not counts.sample.blanks:
        return
    row = _heading(book, sheet, row, "Blanks")
    for column, text in enumerate(("Blank", "Number", f"Area ({counts.region.unit})")):
        sheet.write_string(row, column, text, book.head(align="left" if column == 0 else "center"))
    sheet.merge_range(row, 3, row, _COLUMNS, "Folder of the result", book.head(align="left"))
    for number, blank in enumerate(counts.sample.blanks, 1):
        row += 1
        name = blank.name or f"blank {number}, typed in"
        sheet.write_string(row, 0, shortened(name, 40), book.cell(indent=1))
        sheet.write_number(row, 1, blank.count, book.cell("#,##0"))
        area = blank.area or math.nan
        _number(book, sheet, row, 2, area, number_format([area]))
        sheet.merge_range(row, 3, row, _COLUMNS, shortened(blank.folder, 160), book.cell())
