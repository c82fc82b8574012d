"""The Uncertain sheet: the particles that a person should look at first."""

import math
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from graticule.geometry import Box
from graticule.reports.bundle import Analysis
from graticule.reports.cells import distinct_fields
from graticule.reports.excel.book import Book, field_format, shortened
from graticule.reports.overlay import paint

_LISTED, _PICTURED = 200, 30
_SIDE, _SHOWN = 192, 96  # px of a picture as stored and as shown
_OVERLAY_PX = 4_000_000  # work px; larger particles are shown without their outline
_KEYS = (
    "id", "class", "uncertainty_mean", "uncertainty_max", "equivalent_diameter",
    "x", "y", "x_px", "y_px",
)  # fmt: skip


def add_uncertain(book: Book) -> None:
    """Write the list, most uncertain first, with a picture of each of the first thirty."""
    analysis = book.analysis
    sheet = book.workbook.add_worksheet("Uncertain")
    book.paper(sheet)
    sheet.hide_gridlines(2)
    known = {field.key: field for field in distinct_fields(analysis)}
    chosen = most_uncertain(analysis)
    note = (
        f"The {len(chosen):,} particles whose class is least sure, by mean uncertainty (0 to 1)"
        if len(chosen)
        else "This analysis has no uncertainty, or no particles."
    )
    book.title(sheet, "To look at first", note)
    if not len(chosen):
        return
    columns = [known[key] for key in _KEYS if key in known]
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 15)
    sheet.set_row(3, 34)
    for column, text in enumerate(["Rank", "Picture", *(field.heading for field in columns)]):
        sheet.write_string(3, column, text, book.head())
    for column, field in enumerate(columns, 2):
        sheet.set_column(column, column, 22 if field.kind == "text" else 15)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    pictured = _PICTURED if analysis.crop else 0
    for rank, row in enumerate(chosen.tolist()):
        at = rank + 4
        if rank < pictured:
            sheet.set_row_pixels(at, _SHOWN + 8)
            _insert_picture(sheet, at, portrait(analysis, row))
        sheet.write_number(at, 0, rank + 1, book.cell("0", align="center"))
        sheet.write_blank(at, 1, None, book.cell())
        for column, field in enumerate(columns, 2):
            _write(book, sheet, (at, column), field.cells(slice(row, row + 1))[0], field)
    # Nothing newer than Excel 2007: other programs warn of extensions they do not know.
    bar = {
        "type": "data_bar", "bar_color": "#E8A33D",
        "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1,
    }  # fmt: skip
    place = 2 + [field.key for field in columns].index("uncertainty_mean")
    sheet.conditional_format(4, place, 3 + len(chosen), place, bar)


def most_uncertain(analysis: Analysis, count: int = _LISTED) -> np.ndarray:
    """Rows of the largest mean uncertainty, largest first; the earlier row of equals first."""
    if "uncertainty_mean" not in analysis.table.columns:
        return np.zeros(0, np.intp)
    values = np.asarray(analysis.table.columns["uncertainty_mean"], float)
    rows = np.flatnonzero(np.isfinite(values))
    return rows[np.argsort(-values[rows], kind="stable")][:count]


def portrait(analysis: Analysis, row: int) -> Image.Image:
    """One particle with half its size around it, its outline in the colour of its class."""
    assert analysis.crop
    scale = analysis.scale
    left, top, right, bottom = (
        float(analysis.table.columns[key][row]) for key in ("left", "top", "right", "bottom")
    )
    reach = max(right - left, bottom - top, 8 * scale) * 0.75
    x, y = (left + right) / 2, (top + bottom) / 2
    height, width = analysis.labels.shape
    corner = analysis.origin
    work = Box(
        math.floor((x - reach) / scale), math.floor((y - reach) / scale),
        math.ceil((x + reach) / scale), math.ceil((y + reach) / scale),
    ).clipped(Box(0, 0, width, height).shifted(*corner))  # fmt: skip
    box = work.scaled(scale).clipped(Box(0, 0, analysis.scan.width, analysis.scan.height))
    picture = Image.fromarray(np.ascontiguousarray(analysis.crop(box, _SIDE)[..., :3]))
    if max(picture.size) < _SIDE:
        factor = _SIDE / max(picture.size)
        size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    if work.area > _OVERLAY_PX:
        return picture
    labels = np.asarray(analysis.labels[work.shifted(-corner[0], -corner[1]).slices])
    labels = np.where(labels == row + 1, labels, 0)
    ys = np.arange(picture.height) * labels.shape[0] // picture.height
    xs = np.arange(picture.width) * labels.shape[1] // picture.width
    painted = paint(np.asarray(picture, np.float32), labels[ys][:, xs], analysis, line=2, fill=0)
    return Image.fromarray(painted)


def _insert_picture(sheet: Any, row: int, picture: Image.Image) -> None:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=88, subsampling=0)
    scale = _SHOWN / max(picture.size)
    options = {
        "image_data": buffer, "x_scale": scale, "y_scale": scale, "x_offset": 6, "y_offset": 4,
        "object_position": 1, "decorative": True,
    }  # fmt: skip
    sheet.insert_image(row, 1, "particle.jpg", options)


def _write(book: Book, sheet: Any, at: tuple[int, int], value: Any, field: Any) -> None:
    if value is None:
        sheet.write_blank(*at, None, book.cell())
    elif field.kind == "text":
        sheet.write_string(*at, shortened(value, 40), book.cell(indent=1))
    else:
        look = "0.000" if field.key.startswith("uncertainty") else field_format(field)
        sheet.write_number(*at, value, book.cell(look))
