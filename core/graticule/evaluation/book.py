"""report.xlsx: what the page says, with numbers to go on with."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from PIL import Image
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from graticule.errors import ResultError
from graticule.evaluation import wording
from graticule.evaluation.charts import (
    class_chart,
    confusion_chart,
    curve_chart,
    modes_chart,
    reliability_chart,
    violin_chart,
)
from graticule.evaluation.drawing import VectorDrawing
from graticule.evaluation.outcome import Outcome, PackRun, curves_of
from graticule.evaluation.tables import (
    Table,
    calibration_table,
    class_difference_table,
    confusion_table,
    curve_table,
    particle_confusion_table,
    particle_table,
    parts_table,
    pixel_table,
    scan_table,
)
from graticule.files import atomic
from graticule.reports.cells import clean_text
from graticule.reports.excel.book import FONT, FONT_SIZE, GREY, WorkbookFormats
from graticule.reports.excel.workbook import moment
from graticule.reports.pictures import png

_LINE = 15  # points: height of a row of text
_WIDE = 108  # characters on a line of the first sheet
_PX = 20  # px: height of a row of 15 points
_PICTURE = 860  # px, width of a picture in a sheet


def write_book(outcome: Outcome, path: Path) -> None:
    """Write the report as an Excel workbook; `ResultError` where that fails."""
    run = outcome.run
    with atomic(path) as temporary, _opened(temporary) as workbook:
        looks = WorkbookFormats(workbook, f"{run.shown_name}: evaluation")
        _summary(looks, outcome)
        _pictures(looks, run)
        rows = [run.agreement.row(number) for number in range(1, len(run.classes))]
        names = [info.name for info in run.classes]
        charts = [class_chart(rows), modes_chart(names[1:], run.total.pixels)]
        _sheet(looks, "Classes", [pixel_table(run), particle_table(run)], charts)
        _sheet(
            looks, "Confusion", [confusion_table(run), particle_confusion_table(run)],
            [confusion_chart(run.total.pixels, names, names)],
        )  # fmt: skip
        _sheet(looks, "Scans", [scan_table(run)], [])
        groups = [(r.shown_name, [value for _, value in r.parts]) for r in outcome.runs]
        tables = [parts_table(outcome.runs)]
        if outcome.rival is not None:
            tables.append(class_difference_table(run, outcome.rival))
        _sheet(looks, "Scatter", tables, [violin_chart(groups, "mean IoU")])
        if outcome.curve:
            axis = f"annotated area ({outcome.curve[0].unit})"
            drawn = curve_chart(curves_of(outcome.curve), axis)
            _sheet(looks, "Learning curve", [curve_table(outcome.curve)], [drawn])
        curves = [(n, run.total.reliability(k)) for k, n in _CURVES.items()]
        if run.total.everywhere.any():
            _sheet(looks, "Sureness", [calibration_table(run)], [reliability_chart(curves)])
        _provenance(looks, outcome)
        workbook.set_properties(
            {
                "title": f"How good is {run.shown_name}?"[:255],
                "author": "Graticule",
                "created": moment(outcome.made),
            }
        )


_CURVES = {"marked": "where it marks something", "everywhere": "all pixels"}


@contextmanager
def _opened(path: Path) -> Iterator[xlsxwriter.Workbook]:
    options = {
        "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False,
        "nan_inf_to_errors": False,
        "default_format_properties": {"font_name": FONT, "font_size": FONT_SIZE},
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix=".graticule-", dir=path.parent) as spool:
        workbook = xlsxwriter.Workbook(str(path), {**options, "tmpdir": spool})
        yield workbook
        try:
            workbook.close()
        except XlsxWriterException as error:
            raise ResultError(f"{path}: cannot be written ({error})") from error


def _summary(looks: WorkbookFormats, outcome: Outcome) -> None:
    run = outcome.run
    sheet = looks.workbook.add_worksheet("Summary")
    looks.paper(sheet, pages_tall=1)
    sheet.set_portrait()
    sheet.hide_gridlines(2)
    sheet.set_column(0, 5, 17)
    looks.title(sheet, f"How good is {run.shown_name}?", run.title)
    for column, (value, name) in enumerate(wording.key_figures(run)):
        big = looks.style(bold=True, font_size=20, align="left", bg_color="#EEF2F5", indent=1)
        small = looks.style(
            font_color=GREY, bg_color="#EEF2F5", indent=1, font_size=9, text_wrap=True, valign="top"
        )
        sheet.write_string(3, column, value, big)
        sheet.write_string(4, column, name, small)
    sheet.set_row(3, 30)
    sheet.set_row(4, 28)
    row = 6
    for title, sentences in wording.first_page(outcome):
        sheet.write_string(row, 0, title, looks.style(bold=True, font_size=12))
        row = _sentences(looks, sheet, row + 1, sentences) + 1
    rows = [run.agreement.row(number) for number in range(1, len(run.classes))]
    _draw(sheet, row, class_chart(rows))


def _sentences(looks: WorkbookFormats, sheet: Worksheet, row: int, sentences: Iterator[str]) -> int:
    wrapped = looks.style(text_wrap=True, valign="top")
    for text in sentences:
        text = clean_text(text)
        sheet.merge_range(row, 0, row, 5, text, wrapped)
        sheet.set_row(row, _LINE * -(-len(text) // _WIDE) + 3)
        row += 1
    return row


def _pictures(looks: WorkbookFormats, run: PackRun) -> None:
    sheet = looks.workbook.add_worksheet("Worst scans")
    looks.paper(sheet)
    sheet.hide_gridlines(2)
    looks.title(
        sheet,
        "The worst scans, to look at",
        "From the left: the scan, annotations, answer, errors (green correct, blue missed, red "
        "false, pink confused)",
    )
    row, breaks = 3, []
    for pictures in wording.worst_pictures(run):
        breaks.append(row)
        for caption, path in pictures:
            data = path.read_bytes()
            sheet.write_string(row, 0, clean_text(caption), looks.style(bold=True))
            with Image.open(BytesIO(data)) as picture:
                width, height = picture.size
            scale = min(1.0, _PICTURE / width)
            place: dict[str, Any] = {
                "image_data": BytesIO(data), "x_scale": scale, "y_scale": scale,
            }  # fmt: skip
            sheet.insert_image(row + 1, 0, path.name, place)
            row += round(height * scale / _PX) + 3
    sheet.set_h_pagebreaks(breaks[1:])


def _sheet(
    looks: WorkbookFormats, name: str, tables: Sequence[Table], drawings: Sequence[VectorDrawing]
) -> None:
    sheet = looks.workbook.add_worksheet(name)
    looks.paper(sheet)
    sheet.hide_gridlines(2)
    longest = max(len(str(row[0])) for table in tables for row in table.rows or (("",),))
    sheet.set_column(0, 0, min(44, max(22, longest + 2)))
    sheet.set_column(1, max(len(table.headings) for table in tables), 12)
    row = 0
    for table in tables:
        row = _table(looks, sheet, row, table) + 2
    if drawings:
        sheet.set_h_pagebreaks([row])
    for drawing in drawings:
        row = _draw(sheet, row, drawing)


def _table(looks: WorkbookFormats, sheet: Worksheet, row: int, table: Table) -> int:
    """Write one below what is there; gives the row after it."""
    sheet.write_string(row, 0, clean_text(table.title), looks.style(bold=True, font_size=14))
    sheet.set_row(row, 24)
    last = max(9, len(table.headings) - 1)
    note = looks.style(font_color=GREY, text_wrap=True, valign="top")
    sheet.merge_range(row + 1, 0, row + 1, last, clean_text(table.note), note)
    sheet.set_row(row + 1, _LINE * -(-len(table.note) // _WIDE) + 4)
    row += 2
    for column, text in enumerate(table.headings):
        sheet.write_string(row, column, clean_text(text), looks.head(align="center"))
    sheet.set_row(row, 30)
    for line in table.rows:
        row += 1
        for column, (value, form) in enumerate(zip(line, table.formats, strict=True)):
            if isinstance(value, str):
                sheet.write_string(row, column, clean_text(value), looks.cell(indent=1))
            elif value != value:  # NaN: there is nothing to tell
                sheet.write_string(row, column, "–", looks.cell(align="right"))
            else:
                sheet.write_number(row, column, value, looks.cell(form))
    return row + 1


def _draw(sheet: Worksheet, row: int, drawing: VectorDrawing) -> int:
    """Put a drawing on the sheet; gives the row below it."""
    data = BytesIO(png(drawing.image(2)))
    sheet.insert_image(row, 0, "figure.png", {"image_data": data, "x_scale": 0.5, "y_scale": 0.5})
    return row + drawing.height // _PX + 3


def _provenance(looks: WorkbookFormats, outcome: Outcome) -> None:
    sheet = looks.workbook.add_worksheet("How it was measured")
    looks.paper(sheet)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    looks.title(sheet, "How it was measured", "With the same files the same numbers come out")
    facts = [("Particles", outcome.counting), ("Scans", outcome.split)]
    facts += [("Sureness", " ".join(wording.calibration_words(outcome.run)))]
    facts += [(f"{r.shown_name}: {k}", v) for r in outcome.runs for k, v in r.facts.items()]
    facts += [("Command", outcome.command), ("Written", outcome.made)]
    wrapped = looks.cell(text_wrap=True, valign="top")
    for row, (key, value) in enumerate(facts, 3):
        sheet.write_string(row, 0, clean_text(key), looks.cell(indent=1, valign="top"))
        sheet.write_string(row, 1, clean_text(value), wrapped)
        sheet.set_row(row, _LINE * max(1, -(-len(value) // 105)) + 3)
