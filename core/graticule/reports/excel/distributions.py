"""The Distributions sheet: histograms of size and shape, per class, with native charts."""

from dataclasses import dataclass
from typing import Any

from graticule.reports.excel.book import HEAD, LINE, Book, shortened
from graticule.reports.histograms import BINS, Histogram, histogram

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


@dataclass(frozen=True, slots=True)
class Block:
    """Where a histogram lies on the sheet: its heading row, its rows below, its title."""

    head: int
    rows: int
    title: str
    unit: str
    log: bool


def add_distributions(book: Book) -> list[Block]:
    """Write the tables, each beside its chart; gives where they are, sizes first."""
    sheet = book.workbook.add_worksheet("Distributions")
    book.paper(sheet)
    sheet.hide_gridlines(2)
    sheet.set_column_pixels(0, len(book.analysis.classes), _NUMBER)
    book.title(sheet, "Distributions", "Particles per bin, by class; a bin has its lower edge")
    blocks: list[Block] = []
    row = 3
    for key, log in MEASURES:
        found = histogram(book.analysis, key, log=log) if key in book.analysis.table else None
        if found:
            spec = book.analysis.table.spec(key)
            block = Block(row + 1, found.counts.shape[1], spec.title, spec.unit, found.log)
            _write(book, sheet, block, found)
            blocks.append(block)
            row += _BLOCK_ROWS
    # The title's three rows belong to the first page.
    sheet.set_h_pagebreaks([3 + n * _BLOCK_ROWS for n in range(2, len(blocks), 2)])
    if not blocks:
        sheet.write_string(3, 0, "No particle was measured.", book.style())
    return blocks


def chart_of(book: Book, block: Block) -> Any:
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
    chart.set_legend({"position": "bottom"} if len(book.analysis.classes) > 2 else {"none": True})
    return chart


def _write(book: Book, sheet: Any, block: Block, found: Histogram) -> None:
    """One measure: heading, table and chart."""
    section = book.style(bold=True, font_size=13, font_color=HEAD)
    sheet.write_string(block.head - 1, 0, block.title, section)
    unit = f" ({block.unit})" if block.unit else ""
    names = [shortened(info.name, 24) for info in book.analysis.classes[1:]]
    for column, text in enumerate([f"From{unit}", f"To{unit}", *names]):
        sheet.write_string(block.head, column, text, book.head())
    edge, count = book.cell("General"), book.cell('#,##0;-#,##0;"–"')
    for index in range(block.rows):
        row = block.head + 1 + index
        sheet.write_number(row, 0, float(found.edges[index]), edge)
        sheet.write_number(row, 1, float(found.edges[index + 1]), edge)
        for column, number in enumerate(found.counts[:, index].tolist(), 2):
            sheet.write_number(row, column, number, count)
    table = (2 + len(names)) * _NUMBER + 24
    chart = chart_of(book, block)
    chart.set_size({"width": max(_CHART, _WIDTH - table), "height": _ROW * (_BLOCK_ROWS - 2)})
    place = {"object_position": 1, "x_offset": 24}
    sheet.insert_chart(block.head, 2 + len(names), chart, place)
