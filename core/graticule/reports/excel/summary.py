"""The Summary sheet: one page that answers how many, how large and where."""

import math
from io import BytesIO

from PIL import Image
from xlsxwriter.worksheet import Worksheet

from graticule.reports.cells import clean_text
from graticule.reports.excel.book import (
    CAUTION,
    HEAD,
    LINE,
    PALE,
    Book,
    number_format,
    shortened,
)
from graticule.reports.excel.distributions import DistributionBlock, chart_of
from graticule.reports.statistics import SIZE, ClassFacts, analysed_area, class_facts

_SWATCH, _LABEL, _NUMBER, _NUMBERS = 20, 208, 88, 11  # widths of the columns, px; how many numbers
_WIDTH = _SWATCH + _LABEL + _NUMBERS * _NUMBER
_PICTURE_ROOM = (680, 340)  # px on the sheet
_CHART = (582, 290)  # px
_ON_ONE_PAGE = 10  # classes
_FACT_ROWS = 16  # as tall as the picture
_NOTICES = 4  # shown here; the sheet Provenance has them all
_NOTICE_LETTERS = 170  # that fit on one line across the sheet
_HEADINGS = ("Mean", "SD", "D10", "D50", "D90", "D10", "D50", "D90")


class SummarySheet:
    """Made first, so that it is the first tab; filled when the distributions have their place."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._sheet: Worksheet = book.workbook.add_worksheet("Summary")

    def fill(self, picture: Image.Image, sizes: DistributionBlock | None) -> None:
        """Write facts, table and charts; `sizes` is where the size histogram lies."""
        book, sheet = self._book, self._sheet
        analysis = book.analysis
        few = len(analysis.classes) - 1 <= _ON_ONE_PAGE
        book.paper(sheet, pages_tall=1 if few else 0)
        sheet.hide_gridlines(2)
        sheet.set_column_pixels(0, 0, _SWATCH)
        sheet.set_column_pixels(1, 1, _LABEL)
        sheet.set_column_pixels(2, 1 + _NUMBERS, _NUMBER)
        note = f"Particle report · {analysis.method.title} · {analysis.provenance.started[:10]}"
        book.title(sheet, shortened(analysis.scan.name, 60), shortened(note, 120))
        self._insert(picture)
        self._facts()
        facts = class_facts(analysis)
        first = self._notices(3 + _FACT_ROWS)
        last = self._table(first, facts)
        self._charts(last + 2, first + 2, facts, sizes)

    def _insert(self, picture: Image.Image) -> None:
        buffer = BytesIO()
        picture.save(buffer, "JPEG", quality=88, subsampling=0)
        scale = min(_PICTURE_ROOM[0] / picture.width, _PICTURE_ROOM[1] / picture.height)
        options = {
            "image_data": buffer,
            "x_scale": scale,
            "y_scale": scale,
            "x_offset": _WIDTH - round(picture.width * scale),
            "object_position": 1,
            "description": "The scan with the particles in the colours of their classes",
        }
        self._sheet.insert_image(2, 0, "overview.jpg", options)

    def _facts(self) -> None:
        book, sheet = self._book, self._sheet
        name = book.style(font_color="#6B7681")
        value = book.style(bold=True)
        for row, (label, text) in enumerate(self._fact_rows(), 3):
            sheet.write_string(row, 1, label, name)
            sheet.write_string(row, 2, shortened(text, 44), value)

    def _fact_rows(self) -> list[tuple[str, str]]:
        analysis = self._book.analysis
        scan, method, ran = analysis.scan, analysis.method, analysis.provenance
        area, count = analysed_area(analysis), len(analysis.table)
        source = {"file": "from the file", "user": "given by the user"}
        size = str(scan.pixel_size)
        if scan.pixel_size.calibrated:
            size += f" ({source.get(scan.pixel_size.source, 'source unknown')})"
        rows = [
            ("Format", scan.format),
            ("Size", f"{scan.width:,} × {scan.height:,} px"),
            ("Pixel size", size),
            ("Area analysed", f"{area.value:,.4g} {area.unit}"),
            ("Particles", f"{count:,}"),
            ("Protocol", method.protocol),
            ("Model pack", method.pack_title or "none"),
            ("Computed on", " · ".join(part for part in (ran.device, ran.runtime) if part)),
            ("Duration", _duration(ran.seconds)),
        ]
        if scan.grey_range is not None and not scan.grey_range.own:
            rows.insert(3, ("Black to white", scan.grey_range.told))
        if ran.precision:
            rows.insert(-1, ("Precision", ran.precision_text))
        if analysis.region is not None:
            rows.insert(2, ("Region analysed", analysis.region_text))
        if scan.frames > 1:
            rows.insert(2, ("Image of the stack", f"{scan.frame + 1} of {scan.frames}"))
        return rows

    def _notices(self, row: int) -> int:
        """What is doubtful, above the numbers that it is about; gives the next free row."""
        notices = list(self._book.analysis.notices)
        if not notices:
            return row
        if len(notices) > _NOTICES:
            more = len(notices) - _NOTICES + 1
            notices[_NOTICES - 1 :] = [f"{more} more notices are on the sheet Provenance"]
        look = self._book.style(text_wrap=True, bg_color=CAUTION, indent=1)
        for text in notices:
            clean = clean_text(text)
            self._sheet.set_row(row, 14 * -(-len(clean) // _NOTICE_LETTERS) + 4)
            self._sheet.merge_range(row, 1, row, 1 + _NUMBERS, clean, look)
            row += 1
        return row + 1

    def _table(self, row: int, facts: list[ClassFacts]) -> int:
        """The table of the classes; gives its last row."""
        book, sheet = self._book, self._sheet
        unit = book.analysis.table.spec(SIZE).unit
        area = analysed_area(book.analysis).unit
        group = book.style(bold=True, align="center", font_color=HEAD, bottom=2, bottom_color=HEAD)
        sheet.merge_range(row, 5, row, 9, f"Equivalent diameter ({unit}), by number", group)
        sheet.merge_range(row, 10, row, 12, f"by area ({unit})", group)
        row += 1
        sheet.set_row(row, 32)
        heads = ["", "Class", "Count", f"Number per {area}", "Area share", *_HEADINGS]
        for column, text in enumerate(heads):
            style = book.head(align="left" if column == 1 else "center")
            sheet.write_string(row, column, text, style)
        size_format = number_format([f.median for f in facts])
        density_format = number_format([f.density for f in facts])
        for fact in facts:
            row += 1
            total = {"bold": True, "bg_color": PALE} if fact is facts[-1] and len(facts) > 1 else {}
            swatch = total or {"bg_color": "#{:02X}{:02X}{:02X}".format(*fact.color)}
            sheet.write_blank(row, 0, None, book.cell(**swatch))
            sheet.write_string(row, 1, shortened(fact.name, 28), book.cell(indent=1, **total))
            numbers = [
                (fact.count, "#,##0"), (fact.density, density_format), (fact.share, "0.000%"),
                *((value, size_format) for value in _sizes(fact)),
            ]  # fmt: skip
            for column, (value, look) in enumerate(numbers, 2):
                style = book.cell(look, **total)
                if math.isfinite(value):
                    sheet.write_number(row, column, value, style)
                else:
                    sheet.write_blank(row, column, None, style)
        return row

    def _charts(
        self, row: int, first: int, facts: list[ClassFacts], sizes: DistributionBlock | None
    ) -> None:
        """Counts per class beside the size distribution."""
        count = len(facts) - (len(facts) > 1)
        fills = ["#{:02X}{:02X}{:02X}".format(*fact.color) for fact in facts[:count]]
        counts = self._book.chart("bar")
        counts.add_series({
            "name": "Particles",
            "categories": ["Summary", first, 1, first + count - 1, 1],
            "values": ["Summary", first, 2, first + count - 1, 2],
            "points": [{"fill": {"color": fill}, "border": {"color": "#6B7681"}} for fill in fills],
            "gap": 45,
            "data_labels": {"value": True, "num_format": "#,##0"},
        })  # fmt: skip
        counts.set_title({"name": "Particles per class", "name_font": {"size": 12}})
        counts.set_legend({"none": True})
        counts.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        counts.set_x_axis({
            "num_format": "#,##0", "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": LINE}},
        })  # fmt: skip
        counts.set_size({"width": _CHART[0], "height": _CHART[1]})
        self._sheet.insert_chart(row, 0, counts, {"object_position": 1})
        if sizes:
            chart = chart_of(self._book, sizes)
            chart.set_size({"width": _CHART[0], "height": _CHART[1]})
            place = {"object_position": 1, "x_offset": _WIDTH - _CHART[0]}
            self._sheet.insert_chart(row, 0, chart, place)


def _sizes(fact: ClassFacts) -> tuple[float, ...]:
    size = fact.size
    number, area = size.by_number, size.by_area
    return (
        size.mean, size.sd, number.d10, number.d50, number.d90, area.d10, area.d50, area.d90
    )  # fmt: skip


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"
