"""The Summary sheet of a combined workbook: a line per scan and class, and what to mind."""

import math
from collections.abc import Sequence
from typing import Any

from graticule.reports.excel.book import HEAD, PALE, WorkbookFormats, number_format, shortened
from graticule.reports.excel.comparison import ComparisonBlock, GroupBlocks, chart_of
from graticule.reports.excel.several import Group, ScanDigest

_SWATCH, _NAME, _CLASS, _NUMBER, _NUMBERS = 20, 230, 150, 82, 12  # px of columns; how many numbers
_WIDTH = _SWATCH + _NAME + _CLASS + _NUMBER * _NUMBERS
_CHART = ((_WIDTH - 16) // 2, 300)  # px
_CHART_ROWS = 16
_HEADINGS = ("Mean", "SD", "D10", "D50", "D90", "D10", "D50", "D90")


class OverallSheet:
    """Made first, so that it is the first tab; filled when the charts' tables have their place."""

    def __init__(self, book: WorkbookFormats, groups: Sequence[Group]) -> None:
        self._book = book
        self._groups = groups
        self._sheet: Any = book.workbook.add_worksheet("Summary")

    def fill(self, blocks: Sequence[GroupBlocks]) -> None:
        """Write title, notes and, per group, charts and table."""
        book, sheet = self._book, self._sheet
        book.paper(sheet)
        sheet.hide_gridlines(2)
        sheet.set_column_pixels(0, 0, _SWATCH)
        sheet.set_column_pixels(1, 1, _NAME)
        sheet.set_column_pixels(2, 2, _CLASS)
        sheet.set_column_pixels(3, 2 + _NUMBERS, _NUMBER)
        scans = [scan for group in self._groups for scan in group.scans]
        count = sum(scan.count for scan in scans)
        what = f"{len(scans):,} scans" if len(scans) > 1 else "1 scan"
        book.title(sheet, "Combined report", f"{what} · {count:,} particles")
        row = 3
        for line in notes(self._groups):
            sheet.write_string(row, 1, line, book.style(font_color="#8A5A00"))
            row += 1
        row += row > 3
        for group, block in zip(self._groups, blocks, strict=True):
            if len(group.scans) > 1:
                row = self._charts(row, block.counts, block.sizes)
            row = self._table(row, group) + 2

    def _charts(self, row: int, *blocks: ComparisonBlock) -> int:
        for number, block in enumerate(blocks):
            chart = chart_of(self._book, block)
            chart.set_size({"width": _CHART[0], "height": _CHART[1]})
            place = {"object_position": 1, "x_offset": number * (_CHART[0] + 16)}
            self._sheet.insert_chart(row, 0, chart, place)
        return row + _CHART_ROWS

    def _table(self, row: int, group: Group) -> int:
        """A line per scan and class; gives the row below."""
        book, sheet = self._book, self._sheet
        band = book.style(bold=True, align="center", font_color=HEAD, bottom=2, bottom_color=HEAD)
        if not group.calibrated:
            text = "Scans without pixel size: lengths in px"
            sheet.write_string(row, 1, text, book.style(bold=True, font_color=HEAD))
        sheet.merge_range(row, 6, row, 10, f"Equivalent diameter ({group.unit}), by number", band)
        sheet.merge_range(row, 11, row, 13, f"by area ({group.unit})", band)
        row += 1
        sheet.set_row(row, 32)
        heads = [
            "", "Scan", "Class", "Count", f"Number per {group.area_unit}", "Area share",
            *_HEADINGS, "Mean uncertainty",
        ]  # fmt: skip
        for column, text in enumerate(heads):
            style = book.head(align="left" if column in (1, 2) else "center")
            sheet.write_string(row, column, text, style)
        colors = {i.name: "#{:02X}{:02X}{:02X}".format(*i.color) for i in group.classes}
        for scan in group.scans:
            for name, numbers in _lines(group, scan):
                row += 1
                self._line(row, scan.name, name, numbers, colors.get(name, ""))
        return row + 1

    def _line(self, row: int, scan: str, name: str, numbers: Sequence[float], color: str) -> None:
        """One scan's one class; without colour it is all classes together."""
        book, sheet = self._book, self._sheet
        total = {} if color else {"bold": True, "bg_color": PALE}
        swatch = {"bg_color": color} if color else total
        sheet.write_blank(row, 0, None, book.cell(**swatch))
        sheet.write_string(row, 1, shortened(scan, 36), book.cell(indent=1, **total))
        sheet.write_string(row, 2, shortened(name, 22), book.cell(indent=1, **total))
        # Each line has its own decimals: one scan's sizes may be a thousandth of another's.
        density, length = number_format(numbers[1:2]), number_format(numbers[6:7])
        looks = ("#,##0", density, "0.000%", *[length] * len(_HEADINGS), "0.000")
        for column, (value, look) in enumerate(zip(numbers, looks, strict=True), 3):
            if math.isfinite(value):
                sheet.write_number(row, column, value, book.cell(look, **total))
            else:
                sheet.write_blank(row, column, None, book.cell(look, **total))


def notes(groups: Sequence[Group]) -> list[str]:
    """What a reader must know before he compares the scans."""
    lines = []
    scans = [scan for group in groups for scan in group.scans]
    for group in groups:
        other = [scan for scan in group.scans if scan.unit != group.unit]
        for unit in sorted({scan.unit for scan in other}):
            names = _listed([scan for scan in other if scan.unit == unit])
            lines.append(f"Converted from {unit} to {group.unit}: {names}.")
        if not group.calibrated:
            where = "are in px, apart from the others" if len(groups) > 1 else "are in px"
            lines.append(f"Without pixel size, so that lengths {where}: {_listed(group.scans)}.")
    corrected = [scan for scan in scans if scan.corrections]
    if corrected:
        lines.append(f"Corrected by hand (see their own reports): {_listed(corrected)}.")
    methods = {scan.method.protocol_text for scan in scans}
    if len(methods) > 1:
        lines.append(
            "The scans were analysed with different protocols (see Provenance): "
            "differences may come from that."
        )
    return lines


def _listed(scans: Sequence[ScanDigest]) -> str:
    names = [shortened(scan.name, 40) for scan in scans[:4]]
    more = len(scans) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def _lines(group: Group, scan: ScanDigest) -> list[tuple[str, list[float]]]:
    """Class and numbers of one scan's lines, in the group's units."""
    factor, area = group.factor(scan), group.area(scan)
    lines = []
    for fact, uncertainty in zip(scan.facts, scan.uncertainty, strict=True):
        size, number, by_area = fact.size, fact.size.by_number, fact.size.by_area
        lengths = [
            size.mean, size.sd, number.d10, number.d50, number.d90,
            by_area.d10, by_area.d50, by_area.d90,
        ]  # fmt: skip
        numbers = [
            float(fact.count), fact.count / area, fact.share,
            *(length * factor for length in lengths), uncertainty,
        ]  # fmt: skip
        lines.append((fact.name, numbers))
    return lines
