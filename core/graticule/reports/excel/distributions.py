"""The Distributions sheet: histograms of size and shape, per class, with native charts."""

from dataclasses import dataclass
from typing import Any

from graticule.reports.cells import clean_text
from graticule.reports.excel.book import HEAD, LINE, Book, number_format, shortened
from graticule.reports.statistics import histogram

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
_CHART_WIDTH = 640  # px; as tall as the table beside it
_ROW = 20  # px


@dataclass(frozen=True, slots=True)
class Block:
    """Where a histogram lies on the sheet: its heading row, its rows below, its title."""

    head: int
    rows: int
    title: str
    unit: str
    log: bool


def add_distributions(book: Book) -> list[Block]:
    """Write the tables, each under its chart; gives where they are, sizes first."""
    sheet = book.workbook.add_worksheet("Distributions")
    book.paper(sheet)
    sheet.hide_gridlines(2)
    sheet.set_column_pixels(0, 2 + len(book.analysis.classes), _NUMBER)
    note = "Particles per bin; bins of sizes grow by a constant factor, all others are equally wide"
    book.title(sheet, "Distributions", note)
    blocks, row = [], 3
    for key, log in MEASURES:
        if key in book.analysis.table:
            block = _add_block(book, sheet, row, key, log=log)
            if block:
                blocks.append(block)
                row = block.head + block.rows + 3
    if not blocks:
        sheet.write_string(3, 0, "No particle was measured.", book.style())
    return blocks


def chart_of(book: Book, block: Block) -> Any:
    """A native column chart of one histogram, classes stacked in their colours."""
    chart = book.chart("column", "stacked")
    last = block.head + block.rows
    for column, info in enumerate(book.analysis.classes[1:], 3):
        chart.add_series({
            "name": ["Distributions", block.head, column],
            "categories": ["Distributions", block.head + 1, 2, last, 2],
            "values": ["Distributions", block.head + 1, column, last, column],
            "fill": {"color": "#{:02X}{:02X}{:02X}".format(*info.color)},
            "border": {"color": "white", "width": 0.25},
            "gap": 6,
        })  # fmt: skip
    unit = f" ({block.unit})" if block.unit else ""
    chart.set_title({"name": block.title, "name_font": {"size": 12}})
    chart.set_x_axis({
        "name": f"{block.title}{unit}: lower edge of {'logarithmic ' if block.log else ''}bins",
        "name_font": {"size": 9, "bold": False}, "num_font": {"size": 8, "rotation": -45},
        "interval_unit": 2,
    })  # fmt: skip
    chart.set_y_axis({
        "name": "Particles", "name_font": {"size": 9, "bold": False}, "num_format": "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": LINE}},
    })  # fmt: skip
    chart.set_legend({"position": "bottom"} if len(book.analysis.classes) > 2 else {"none": True})
    return chart


def _add_block(book: Book, sheet: Any, row: int, key: str, *, log: bool) -> Block | None:
    """One measure: heading, room for the chart, table."""
    found = histogram(book.analysis, key, log=log)
    if found is None:
        return None
    spec = book.analysis.table.spec(key)
    head = row + 1
    count = len(book.analysis.classes)
    block = Block(head, found.counts.shape[1], spec.title, spec.unit, log)
    section = book.style(bold=True, font_size=13, font_color=HEAD)
    sheet.write_string(row, 0, spec.title, section)
    chart = chart_of(book, block)
    chart.set_size({"width": _CHART_WIDTH, "height": _ROW * (found.counts.shape[1] + 1)})
    sheet.insert_chart(head, 2 + count, chart, {"object_position": 1, "x_offset": 24})
    unit = f" ({spec.unit})" if spec.unit else ""
    for column, text in enumerate((f"From{unit}", f"To{unit}", "Bin")):
        sheet.write_string(head, column, text, book.head())
    for column, info in enumerate(book.analysis.classes[1:], 3):
        sheet.write_string(head, column, shortened(info.name, 24), book.head())
    look = number_format(found.edges)
    decimals = len(look.partition(".")[2])
    for index in range(block.rows):
        low, high = float(found.edges[index]), float(found.edges[index + 1])
        at = head + 1 + index
        sheet.write_number(at, 0, low, book.cell(look))
        sheet.write_number(at, 1, high, book.cell(look))
        label = f"{low:,.{decimals}f}"
        sheet.write_string(at, 2, clean_text(label), book.cell(align="center"))
        for column, count in enumerate(found.counts[:, index].tolist(), 3):
            sheet.write_number(at, column, count, book.cell("#,##0"))
    sheet.set_h_pagebreaks([*sheet.hbreaks, head + block.rows + 2])
    return block
