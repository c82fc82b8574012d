"""The looks that all sheets share."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from graticule.reports.bundle import Analysis
from graticule.reports.cells import ReportColumn, clean_text

INK, GREY, LINE, HEAD, PALE = "#1F2933", "#6B7681", "#D5DAE0", "#274156", "#EEF2F5"
CAUTION = "#FFF1D0"  # behind what is doubtful
# Everywhere at hand, or a font of the same widths: columns and pictures keep their places.
FONT, FONT_SIZE = "Arial", 10
_A4 = 9


class WorkbookFormats:
    """A workbook in the making with its formats by name; `footer` is printed on each page."""

    def __init__(self, workbook: xlsxwriter.Workbook, footer: str) -> None:
        self.workbook = workbook
        self._footer = footer
        self._formats: dict[tuple, Format] = {}

    def style(self, number: str = "", **look: object) -> Format:
        """The format with these properties, made once."""
        properties = {
            "font_name": FONT, "font_size": FONT_SIZE, "font_color": INK, "valign": "vcenter",
            **look,
        }  # fmt: skip
        if number:
            properties["num_format"] = number
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def head(self, *, align: str = "center") -> Format:
        """A table's heading."""
        return self.style(
            bold=True, font_color="white", bg_color=HEAD, text_wrap=True, border=1,
            border_color=HEAD, align=align,
        )  # fmt: skip

    def cell(self, number: str = "", **look: object) -> Format:
        """A cell of a table that is read on paper."""
        return self.style(number, bottom=1, bottom_color=LINE, **look)

    def chart(self, kind: str, subtype: str = "") -> Any:
        """A native chart with a faint frame."""
        options = {"type": kind, "subtype": subtype} if subtype else {"type": kind}
        chart: Any = self.workbook.add_chart(options)
        chart.set_chartarea({"border": {"color": LINE}})
        return chart

    def title(self, sheet: Worksheet, text: str, note: str, column: int = 0) -> None:
        """The first two rows of a sheet."""
        sheet.set_row(0, 30)
        sheet.write_string(0, column, clean_text(text), self.style(bold=True, font_size=18))
        sheet.write_string(1, column, clean_text(note), self.style(font_color=GREY))

    def paper(self, sheet: Worksheet, *, pages_wide: int = 1, pages_tall: int = 0) -> None:
        """A4, landscape, as wide as the paper, with the footer and page numbers below."""
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(pages_wide, pages_tall)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        name = shortened(self._footer, 80).replace("&", "&&")
        # The space ends the font size: a name may begin with a digit.
        sheet.set_footer(f"&L&8 {name}&C&8 Graticule&R&8 &P / &N")


class Book(WorkbookFormats):
    """The workbook of one analysis."""

    def __init__(self, workbook: xlsxwriter.Workbook, analysis: Analysis) -> None:
        super().__init__(workbook, analysis.scan.name)
        self.analysis = analysis


def shortened(text: str, limit: int) -> str:
    """Text on one line of at most `limit` characters, its end told by an ellipsis."""
    text = clean_text(text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def number_format(values: Sequence[float] | np.ndarray) -> str:
    """How numbers of one column are shown: about four digits at their usual size."""
    finite = np.abs(np.asarray(values, float))
    finite = finite[np.isfinite(finite) & (finite > 0)]
    if not finite.size:
        return "0"
    usual = float(np.median(finite))
    if usual >= 1000:
        return "#,##0"
    decimals = int(np.clip(2 - np.floor(np.log10(usual)), 1, 6))
    return "0." + "0" * decimals


def field_format(field: ReportColumn) -> str:
    """How a column of the particle table is shown."""
    if field.key in ("x", "y", "x_px", "y_px"):
        return "#,##0.0"
    if field.key == "id":
        return "0"
    if field.kind == "integer" or field.key in ("left", "top", "right", "bottom"):
        return "#,##0"
    if field.kind == "truth":  # Excel needs no format for these; LibreOffice shows 0 and 1
        return '"TRUE";"TRUE";"FALSE"'
    return number_format(field.values) if field.kind == "number" else ""
