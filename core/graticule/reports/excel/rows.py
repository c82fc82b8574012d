"""A worksheet that takes columns of a table, many rows at a time."""

from typing import Any, TextIO
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from graticule.reports.cells import ReportColumn


class RowSheet(Worksheet):
    """A constant-memory sheet whose rows are written as XML at once.

    xlsxwriter checks each cell for what it might be; a particle table's columns are known,
    and written several times faster without. It relies on how the constant-memory mode spools
    rows (`row_data_fh`), so a test reads every cell back.
    """

    row_data_fh: TextIO  # of xlsxwriter
    spooled: int = 0  # characters of XML

    def write_columns(
        self, first: int, columns: list[tuple[ReportColumn, list[Any], Format]]
    ) -> None:
        """Write cells below what the sheet has: row `first`, counted from 0, and following.

        Each column comes as its field, its cells (None stays blank) and its format.
        """
        count = len(columns[0][1])
        if not count:
            return
        self._write_single_row(first)  # the row above, which may still be pending
        cells = [
            _cells(field, values, xl_col_to_name(index), style, first)
            for index, (field, values, style) in enumerate(columns)
        ]
        numbers = range(first + 1, first + 1 + count)
        text = "".join(
            f'<row r="{number}">{"".join(row)}</row>'
            for number, row in zip(numbers, zip(*cells, strict=True), strict=True)
        )
        self.row_data_fh.write(text)
        self.spooled += len(text)
        self.previous_row = self.dim_rowmax = first + count - 1


def _cells(
    field: ReportColumn, values: list[Any], column: str, style: Format, first: int
) -> list[str]:
    """The XML of one column's cells, row by row; an empty string for a blank."""
    look = style._get_xf_index()
    rows = enumerate(values, first + 1)
    if field.kind == "text":
        opening = f'" s="{look}" t="inlineStr"><is><t xml:space="preserve">'
        return [
            f'<c r="{column}{row}{opening}{escape(text)}</t></is></c>' if text else ""
            for row, text in rows
        ]
    kind = ' t="b"' if field.kind == "truth" else ""
    opening = f'" s="{look}"{kind}><v>'
    if field.kind == "truth":
        return [f'<c r="{column}{row}{opening}{value:d}</v></c>' for row, value in rows]
    return [
        "" if value is None else f'<c r="{column}{row}{opening}{value!r}</v></c>'
        for row, value in rows
    ]
