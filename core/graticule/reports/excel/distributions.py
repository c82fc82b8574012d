"""The Distributions sheet: histograms of size and shape, per class, with native charts.

Sizes come with their statistics and with the log-normal distribution of greatest likelihood, as
a column of what it expects in each bin and as a line over the histogram.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from graticule.particles import LogNormal, SizeStatistics, size_statistics
from graticule.reports.excel.book import HEAD, LINE, Book, number_format, shortened
from graticule.reports.histograms import BINS, MeasureHistogram, histogram

# Measure and whether its bins grow by a factor, as sizes over decades need them to.
MEASURES = (
    ("equivalent_diameter", True),
    ("area", True),
    ("feret_max", True),
    ("aspect_ratio", False),
    ("circularity", False),
    ("uncertainty_mean", False),
)
_NUMBER = 84  # width of a column, px
_WIDTH = 1240  # px of table and chart together
_CHART = 560  # px at least
_ROW, _BLOCK_ROWS = 20, BINS + 4  # px; two blocks are a page
_STATISTICS = ("Count", "Mean", "SD", "D10", "D50", "D90", "Geometric mean", "Geometric SD")
_FIT = "Log-normal"
_FIT_COLOUR = "#1F2933"


@dataclass(frozen=True, slots=True)
class DistributionBlock:
    """Where a histogram lies on the sheet: its heading row, its rows below, its title."""

    head: int
    rows: int
    title: str
    unit: str
    log: bool
    fit: int | None = None  # the column of what a log-normal distribution expects


def add_distributions(book: Book) -> list[DistributionBlock]:
    """Write the tables, each beside its chart; gives where they are, sizes first."""
    sheet = book.workbook.add_worksheet("Distributions")
    book.paper(sheet)
    sheet.hide_gridlines(2)
    sheet.set_column_pixels(0, max(9, 1 + len(book.analysis.classes)), _NUMBER)
    book.title(sheet, "Distributions", "Particles per bin, by class; a bin has its lower edge")
    blocks: list[DistributionBlock] = []
    sizes = _size_statistics(book)
    row = first = _write_statistics(book, sheet, 3, sizes) if sizes else 3
    for key, log in MEASURES:
        found = histogram(book.analysis, key, log=log) if key in book.analysis.table else None
        if found:
            spec = book.analysis.table.spec(key)
            known = sizes.get(key)
            fit = known.log_normal if known is not None and known.log_normal.has_width else None
            column = None if fit is None else 1 + len(book.analysis.classes)
            bins = found.counts.shape[1]
            block = DistributionBlock(row + 1, bins, spec.title, spec.unit, found.log, column)
            _write(book, sheet, block, found, fit)
            blocks.append(block)
            row += _BLOCK_ROWS
    # Title and statistics leave room for one block on the first page.
    sheet.set_h_pagebreaks([first + n * _BLOCK_ROWS for n in range(1, len(blocks), 2)])
    if not blocks:
        sheet.write_string(3, 0, "No particle was measured.", book.style())
    return blocks


def chart_of(book: Book, block: DistributionBlock) -> Any:
    """A native column chart of one histogram, classes stacked in their colours."""
    chart = book.chart("column", "stacked")
    last = block.head + block.rows
    for column, info in enumerate(book.analysis.classes[1:], 2):
        chart.add_series({
            "name": ["Distributions", block.head, column],
            "categories": ["Distributions", block.head + 1, 0, last, 0],
            "values": ["Distributions", block.head + 1, column, last, column],
            "fill": {"color": "#{:02X}{:02X}{:02X}".format(*info.color)},
            "border": {"color": "white", "width": 0.25},
            "gap": 6,
        })  # fmt: skip
    if block.fit is not None:
        chart.combine(_fit_line(book, block))
    unit = f" ({block.unit})" if block.unit else ""
    bins = "lower edge of logarithmic bins" if block.log else "lower edge of bins"
    chart.set_title({"name": block.title, "name_font": {"size": 12}})
    chart.set_x_axis({
        "name": f"{block.title}{unit}: {bins}", "num_format": "General",
        "name_font": {"size": 9, "bold": False}, "num_font": {"size": 8},
    })  # fmt: skip
    chart.set_y_axis({
        "name": "Particles", "name_font": {"size": 9, "bold": False}, "num_format": "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": LINE}},
    })  # fmt: skip
    legend = len(book.analysis.classes) > 2 or block.fit is not None
    chart.set_legend({"position": "bottom"} if legend else {"none": True})
    return chart


def _fit_line(book: Book, block: DistributionBlock) -> Any:
    last = block.head + block.rows
    line: Any = book.workbook.add_chart({"type": "line"})
    line.add_series({
        "name": ["Distributions", block.head, block.fit],
        "categories": ["Distributions", block.head + 1, 0, last, 0],
        "values": ["Distributions", block.head + 1, block.fit, last, block.fit],
        "line": {"color": _FIT_COLOUR, "width": 1.75}, "smooth": True,
    })  # fmt: skip
    return line


def _size_statistics(book: Book) -> dict[str, SizeStatistics]:
    """Of each measure of size, over all classes."""
    table = book.analysis.table
    if not len(table):
        return {}
    sizes = [key for key, log in MEASURES if log and key in table]
    return {key: size_statistics(table[key], table["area"]) for key in sizes}


def _write_statistics(book: Book, sheet: Any, row: int, sizes: dict[str, SizeStatistics]) -> int:
    """One line per measure; gives the row where the histograms begin."""
    section = book.style(bold=True, font_size=13, font_color=HEAD)
    text = "Sizes of all particles, by number; geometric mean and SD are those of the fit"
    sheet.write_string(row, 0, text, section)
    sheet.set_row(row + 1, 32)
    for column, heading in enumerate(("Measure", "", *_STATISTICS)):
        sheet.write_string(
            row + 1, column, heading, book.head(align="left" if not column else "center")
        )
    for line, (key, size) in enumerate(sizes.items(), row + 2):
        spec, fit = book.analysis.table.spec(key), size.log_normal
        unit = f" ({spec.unit})" if spec.unit else ""
        sheet.merge_range(line, 0, line, 1, spec.title + unit, book.cell())
        number = size.by_number
        lengths = (size.mean, size.sd, number.d10, number.d50, number.d90, fit.median)
        look = book.cell(number_format(lengths))
        sheet.write_number(line, 2, size.count, book.cell("#,##0"))
        for column, value in enumerate(lengths, 3):
            _write_number(sheet, line, column, value, look)
        _write_number(sheet, line, 9, fit.geometric_sd, book.cell("0.000"))
    return row + len(sizes) + 3


def _write_number(sheet: Any, row: int, column: int, value: float, look: Any) -> None:
    if math.isfinite(value):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_blank(row, column, None, look)


def _write(
    book: Book, sheet: Any, block: DistributionBlock, found: MeasureHistogram, fit: LogNormal | None
) -> None:
    """One measure: heading, table and chart."""
    section = book.style(bold=True, font_size=13, font_color=HEAD)
    sheet.write_string(block.head - 1, 0, block.title, section)
    unit = f" ({block.unit})" if block.unit else ""
    names = [shortened(info.name, 24) for info in book.analysis.classes[1:]]
    heads = [f"From{unit}", f"To{unit}", *names]
    expected = None
    if fit is not None:
        heads.append(_FIT)
        expected = fit.expected(np.asarray(found.edges), int(found.counts.sum()))
    for column, text in enumerate(heads):
        sheet.write_string(block.head, column, text, book.head())
    edge, count, share = book.cell("General"), book.cell('#,##0;-#,##0;"–"'), book.cell("#,##0.0")
    for index in range(block.rows):  # row by row: the workbook forgets what is above
        row = block.head + 1 + index
        sheet.write_number(row, 0, float(found.edges[index]), edge)
        sheet.write_number(row, 1, float(found.edges[index + 1]), edge)
        for column, number in enumerate(found.counts[:, index].tolist(), 2):
            sheet.write_number(row, column, number, count)
        if expected is not None:
            sheet.write_number(row, len(heads) - 1, float(expected[index]), share)
    columns = len(heads)
    table = columns * _NUMBER + 24
    chart = chart_of(book, block)
    chart.set_size({"width": max(_CHART, _WIDTH - table), "height": _ROW * (_BLOCK_ROWS - 2)})
    place = {"object_position": 1, "x_offset": 24}
    sheet.insert_chart(block.head, columns, chart, place)
