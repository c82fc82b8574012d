"""The Comparison sheet: the scans of a combined workbook side by side, with native charts."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graticule.classes import PALETTE
from graticule.reports.excel.book import HEAD, LINE, WorkbookFormats, number_format, shortened
from graticule.reports.excel.several import Group, ScanDigest
from graticule.reports.statistics import ClassFacts

NAME = "Comparison"
_LABEL, _NUMBER, _CHART, _WIDTH = 220, 84, 560, 1240  # px: names, numbers, charts at least, a page
_ROW, _LEAST_ROWS = 20, 17  # px; rows that a chart needs
_LINES = 12  # scans in one line chart; more cannot be told apart
_DASHES = ("solid", "dash")  # a colour's second scan is dashed

_Value = Callable[[ClassFacts, float, ScanDigest], float]


@dataclass(frozen=True, slots=True)
class ComparisonBlock:
    """A table on the sheet and how its chart is drawn; rows and columns count from 0.

    `heads` are what the columns after the first are. Each coloured column is a series of the
    chart, or, in a line chart, each coloured row.
    """

    title: str
    head: int
    rows: int
    heads: tuple[str, ...]
    colors: tuple[str, ...]
    kind: tuple[str, str]  # of xlsxwriter: ("column", "stacked")
    look: str  # of the numbers along the y axis
    axis: tuple[str, str] = ("", "")  # names of the x and y axis


@dataclass(frozen=True, slots=True)
class GroupBlocks:
    """The charts of a group that the Summary shows, too."""

    counts: ComparisonBlock
    sizes: ComparisonBlock


@dataclass(slots=True)
class _Sizes:
    edges: np.ndarray
    counts: dict[str, np.ndarray] = field(default_factory=dict)


class ComparisonSheet:
    """Made before the particle sheets, filled after them."""

    def __init__(self, book: WorkbookFormats) -> None:
        self._book = book
        self._sheet: Any = book.workbook.add_worksheet(NAME)
        self._sizes: dict[str, _Sizes] = {}
        self._row = 3

    def add_sizes(self, scan: str, edges: np.ndarray, counts: np.ndarray) -> None:
        """Particles of a scan per bin of the diameter."""
        self._sizes.setdefault(str(edges.tolist()), _Sizes(edges)).counts[scan] = counts

    def fill(self, groups: Sequence[Group]) -> list[GroupBlocks]:
        """Write the tables, each beside its chart; tells where those for the Summary lie."""
        book, sheet = self._book, self._sheet
        book.paper(sheet)
        sheet.hide_gridlines(2)
        sheet.set_column_pixels(0, 0, _LABEL)
        sheet.set_column_pixels(1, 200, _NUMBER)
        book.title(sheet, NAME, "The scans side by side; “All” takes the classes together")
        return [self._group(group) for group in groups]

    def _group(self, group: Group) -> GroupBlocks:
        note = "" if group.calibrated else ", scans without pixel size"
        unit = group.unit
        stacked, apart = ("column", "stacked"), ("column", "")
        counts = self._table(
            group, f"Particles{note}", stacked, "#,##0", lambda fact, _u, _s: fact.count
        )
        self._table(
            group, f"Number per {group.area_unit}{note}", stacked, "",
            lambda fact, _u, scan: fact.count / group.area(scan),
        )  # fmt: skip
        self._table(group, f"Area share{note}", stacked, "0.000%", lambda fact, _u, _s: fact.share)
        sizes = self._table(
            group, f"Median equivalent diameter ({unit}){note}", apart, "",
            lambda fact, _u, scan: fact.median * group.factor(scan),
        )  # fmt: skip
        if any(math.isfinite(u) for scan in group.scans for u in scan.uncertainty):
            title = f"Mean uncertainty (0 sure to 1){note}"
            self._table(group, title, apart, "0.000", lambda _f, uncertainty, _s: uncertainty)
        self._distribution(group, note)
        return GroupBlocks(counts, sizes)

    def _table(
        self, group: Group, title: str, kind: tuple[str, str], look: str, value: _Value
    ) -> ComparisonBlock:
        """A row per scan, a column per class; what a scan does not have stays blank."""
        classes = group.classes
        heads = [info.name for info in classes]
        colors = ["#{:02X}{:02X}{:02X}".format(*info.color) for info in classes]
        if any(len(scan.facts) > 1 for scan in group.scans):
            heads.append("All")
            colors.append("#6B7681")
        rows = []
        for scan in group.scans:
            found = {
                fact.name: value(fact, uncertainty, scan)
                for fact, uncertainty in zip(scan.facts, scan.uncertainty, strict=True)
            }
            if "All" in heads and len(scan.facts) == 1:
                found["All"] = found[scan.facts[0].name]
            rows.append([found.get(head, math.nan) for head in heads])
        block = ComparisonBlock(
            title, self._row + 1, len(rows), tuple(shortened(head, 24) for head in heads),
            tuple(colors), kind, {"": "General", "0.000%": "0.0%"}.get(look, look),
        )  # fmt: skip
        self._heading(block, "Scan")
        for number, (scan, values) in enumerate(zip(group.scans, rows, strict=True), 1):
            row = block.head + number
            self._sheet.write_string(row, 0, shortened(scan.name, 34), self._book.cell(indent=1))
            self._numbers(row, 1, values, look)
        self._place(block, len(heads))
        return block

    def _distribution(self, group: Group, note: str) -> None:
        """A row per scan, a column per bin: the share of the scan's particles."""
        names = {scan.name for scan in group.scans}
        found = next((s for s in self._sizes.values() if names & s.counts.keys()), None)
        if found is None:
            return
        scans = [scan.name for scan in group.scans if found.counts[scan.name].sum()]
        title = f"Size distribution ({group.unit}), share of a scan's particles{note}"
        axis = (f"Equivalent diameter ({group.unit}): lower edge of bins", "Share of particles")
        block = ComparisonBlock(
            title, self._row + 1, len(scans), tuple(f"{edge:g}" for edge in found.edges[:-1]),
            tuple("#{:02X}{:02X}{:02X}".format(*PALETTE[i % 7]) for i in range(len(scans))),
            ("line", ""), "0%", axis,
        )  # fmt: skip
        self._heading(block, f"Scan; bins from … {group.unit}")
        for number, name in enumerate(scans, 1):
            row, counts = block.head + number, found.counts[name]
            self._sheet.write_string(row, 0, shortened(name, 34), self._book.cell(indent=1))
            self._numbers(row, 1, (counts / counts.sum()).tolist(), '0.0%;-0.0%;"–"')
        self._place(block, len(block.heads))

    def _heading(self, block: ComparisonBlock, first: str) -> None:
        section = self._book.style(bold=True, font_size=13, font_color=HEAD)
        self._sheet.write_string(block.head - 1, 0, block.title, section)
        self._sheet.set_row(block.head, 32)
        for column, text in enumerate((first, *block.heads)):
            style = self._book.head(align="left" if column == 0 else "center")
            self._sheet.write_string(block.head, column, text, style)

    def _numbers(self, row: int, column: int, values: Sequence[float], look: str) -> None:
        """Write numbers that are finite; without a look each shows about three digits."""
        for at, value in enumerate(values, column):
            style = self._book.cell(look or number_format([value]))
            if math.isfinite(value):
                self._sheet.write_number(row, at, value, style)
            else:
                self._sheet.write_blank(row, at, None, style)

    def _place(self, block: ComparisonBlock, columns: int) -> None:
        """Put the chart beside its table, and go on below both."""
        chart = chart_of(self._book, block)
        width = max(_CHART, _WIDTH - _LABEL - columns * _NUMBER - 24)
        chart.set_size({"width": width, "height": _ROW * (_LEAST_ROWS - 1)})
        place = {"object_position": 1, "x_offset": 24}
        self._sheet.insert_chart(block.head, columns + 1, chart, place)
        self._row = block.head + max(block.rows + 2, _LEAST_ROWS) + 1


def chart_of(book: WorkbookFormats, block: ComparisonBlock) -> Any:
    """The native chart of a table; all classes taken together are no part of a stack."""
    chart = book.chart(*block.kind)
    series = _lines(block) if block.kind[0] == "line" else _columns(block)
    for each in series:
        chart.add_series(each)
    more = block.kind[0] == "line" and block.rows > _LINES
    title = f"{block.title} (the first {_LINES} scans)" if more else block.title
    chart.set_title({"name": title, "name_font": {"size": 12}})
    x, y = block.axis
    small = {"size": 9, "bold": False}
    chart.set_x_axis({"name": x, "name_font": small, "num_font": {"size": 9}})
    chart.set_y_axis({
        "name": y, "name_font": small, "num_font": {"size": 9}, "min": 0, "num_format": block.look,
        "major_gridlines": {"visible": True, "line": {"color": LINE}},
    })  # fmt: skip
    chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
    return chart


def _columns(block: ComparisonBlock) -> list[dict[str, Any]]:
    """A series per class over the scans."""
    first, last = block.head + 1, block.head + block.rows
    return [
        {
            "name": [NAME, block.head, column],
            "categories": [NAME, first, 0, last, 0],
            "values": [NAME, first, column, last, column],
            "fill": {"color": color},
            "border": {"color": "white", "width": 0.25},
            "gap": 60,
        }
        for column, (name, color) in enumerate(zip(block.heads, block.colors, strict=True), 1)
        if name != "All" or block.kind[1] != "stacked"
    ]


def _lines(block: ComparisonBlock) -> list[dict[str, Any]]:
    """A series per scan over the bins, as many as can be told apart."""
    last = len(block.heads)
    return [
        {
            "name": [NAME, block.head + number, 0],
            "categories": [NAME, block.head, 1, block.head, last],
            "values": [NAME, block.head + number, 1, block.head + number, last],
            "line": {"color": color, "width": 2, "dash_type": _DASHES[(number - 1) // 7]},
            "smooth": False,
        }
        for number, color in enumerate(block.colors[:_LINES], 1)
    ]
