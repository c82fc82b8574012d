"""overview.png: the whole scan with what was found, a legend and a scale bar."""

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from graticule.completion import completing
from graticule.files import StrPath, WriteProgress, atomic
from graticule.geometry import PixelSize
from graticule.reports.bundle import Analysis
from graticule.reports.cells import clean_text
from graticule.reports.overlay import paint, pool_labels

SIDE = 1600  # px of the longer side
_ENLARGE_AT_MOST = 8  # times
_MARGIN = 36
_INK, _GREY, _PAPER = (24, 28, 33), (96, 103, 112), (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Overview:
    """The painted scan, for as many pictures as are wanted of it."""

    painted: Image.Image
    extent: float  # width of the scan, in the unit of its pixel size
    pixel_size: PixelSize

    def picture(self, side: int, *, text: int = 22) -> Image.Image:
        """With its scale bar (`text` px high), at most `side` px wide and high."""
        picture = self.bare(side)
        bar = _scale_bar(self.extent / picture.width, picture.width, self.pixel_size, text)
        inset = round(0.7 * text)
        left, top = (picture.size[i] - inset - bar.size[i] for i in (0, 1))
        if left < inset or top < inset:
            return picture  # as narrow as this it has no room: the title tells the pixel size
        under = picture.crop((left, top, left + bar.width, top + bar.height))
        picture.paste(Image.blend(under, bar, 0.82), (left, top))
        return picture

    def bare(self, side: int) -> Image.Image:
        """Without a scale bar, at most `side` px wide and high."""
        picture = self.painted.copy()
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        return picture


def iter_write_overview(
    analysis: Analysis, path: StrPath, *, overview: Overview | None = None
) -> Iterator[WriteProgress]:
    """Write the picture as PNG: title, scan with particles, scale bar, legend with counts.

    `overview` saves drawing it again.
    """
    path = Path(path)
    if overview is None:
        overview = yield from iter_prepare_overview(analysis, path.name)
    with atomic(path) as temporary:
        temporary.write_bytes(png(framed(overview.bare(SIDE), analysis)))
    yield WriteProgress(path.name, 1, 1)


write_overview = completing(iter_write_overview)


def iter_prepare_overview(
    analysis: Analysis, name: str
) -> Generator[WriteProgress, None, Overview]:
    """Paint the particles over the scan; small scans are enlarged up to eight times.

    `name` is what progress is told under.
    """
    picture, factor = enlarged(np.asarray(analysis.overview(SIDE))[..., :3])
    labels = yield from pool_labels(analysis.labels, picture.shape[:2], name)
    line = 1 if factor == 1 else 2
    painted = paint(picture.astype(np.float32), labels, analysis, line=line)
    size = analysis.scan.pixel_size
    return Overview(Image.fromarray(painted), size.x * analysis.box.width, size)


prepare_overview = completing(iter_prepare_overview)


def png(picture: Image.Image) -> bytes:
    """The picture as a PNG file, without a time stamp."""
    buffer = BytesIO()
    picture.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def scale_bar(extent: float, pixel_size: PixelSize) -> tuple[float, str]:
    """A round length (1, 2 or 5 × 10ⁿ) of at most `extent`, and its text.

    Both lengths are in the unit of `pixel_size`; the text in the unit that reads best.
    """
    power = 10.0 ** math.floor(math.log10(extent))
    length = next(step * power for step in (5, 2, 1) if step * power <= extent * (1 + 1e-9))
    if not pixel_size.calibrated:
        return length, f"{length:g} px"
    in_nanometres = length * {"nm": 1.0, "µm": 1e3, "mm": 1e6}[pixel_size.unit]
    for unit, size in (("mm", 1e6), ("µm", 1e3), ("nm", 1.0)):
        if in_nanometres >= size * (1 - 1e-9):
            return length, f"{in_nanometres / size:.6g} {unit}"
    return length, f"{in_nanometres:.3g} nm"


def enlarged(picture: np.ndarray, side: int = SIDE) -> tuple[np.ndarray, int]:
    """A small picture up to eight times as large, to at most `side` px, and how many times."""
    height, width = picture.shape[:2]
    factor = max(1, min(_ENLARGE_AT_MOST, side // max(height, width)))
    if factor > 1:
        size = (width * factor, height * factor)
        resized = Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC)
        picture = np.asarray(resized)
    return picture, factor


def _scale_bar(unit_per_px: float, room: int, pixel_size: PixelSize, size: int) -> Image.Image:
    """A bar on white, at most a quarter of `room` px long, its text `size` px high."""
    length, text = scale_bar(unit_per_px * room / 4, pixel_size)
    width = max(2, round(length / unit_per_px))
    font = lettering(size)
    plate_width = round(max(width, font.getlength(text)) + 1.2 * size)
    plate = Image.new("RGB", (plate_width, round(2.5 * size)), _PAPER)
    draw = ImageDraw.Draw(plate)
    draw.text((plate_width / 2, round(1.35 * size)), text, font=font, fill=_INK, anchor="ms")
    x = (plate_width - width) // 2
    draw.rectangle((x, round(1.72 * size), x + width - 1, round(2.05 * size)), fill=_INK)
    return plate


@dataclass(frozen=True, slots=True)
class _Entry:
    color: tuple[int, int, int]
    name: str
    count: str

    def width(self) -> int:
        texts = lettering(24, bold=True).getlength(self.name) + lettering(24).getlength(self.count)
        return round(34 + texts + 12 + 44)


def framed(scan: Image.Image, analysis: Analysis, note: str = "") -> Image.Image:
    """A picture of all that was looked at on white paper: title, picture, legend, scale bar, note.

    The bar stands below the picture, where it hides nothing.
    """
    width = max(scan.width, 900) + 2 * _MARGIN
    size = analysis.scan.pixel_size
    bar = _scale_bar(size.x * analysis.box.width / scan.width, scan.width, size, 22)
    rows = _legend_rows(analysis, width - 2 * _MARGIN - bar.width)
    top = _MARGIN + 84
    height = top + scan.height + 28 + 42 * max(1, len(rows)) + 34 * bool(note) + _MARGIN
    canvas = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(canvas)
    room = width - 2 * _MARGIN
    title = lettering(32, bold=True)
    draw.text((_MARGIN, _MARGIN - 6), _fitted(analysis.scan.name, title, room), _INK, title)
    facts = lettering(22)
    draw.text((_MARGIN, _MARGIN + 38), _fitted(_facts(analysis), facts, room), _GREY, facts)
    x = (width - scan.width) // 2
    draw.rectangle((x - 1, top - 1, x + scan.width, top + scan.height), outline=(190, 195, 200))
    canvas.paste(scan, (x, top))
    canvas.paste(bar, (x + scan.width - bar.width, top + scan.height + 18))
    y = top + scan.height + 28
    for row in rows:
        _draw_legend_row(draw, row, y)
        y += 42
    if note:
        draw.text((_MARGIN, y + 4), _fitted(note, facts, room), _GREY, facts)
    return canvas


def _facts(analysis: Analysis) -> str:
    scan = analysis.scan
    size = f"pixel size {scan.pixel_size}" if scan.pixel_size.calibrated else "not calibrated"
    extent = f"{scan.width:,} × {scan.height:,} px"
    if analysis.region is not None:
        extent = f"region of {analysis.region_text} (scan {extent})"
    return f"{extent} · {size} · {analysis.method.title}"


def _legend_rows(analysis: Analysis, room: int) -> list[list[_Entry]]:
    """The classes with their counts, in as many rows as they need."""
    counts = np.bincount(analysis.class_of[1:], minlength=len(analysis.classes))
    rows: list[list[_Entry]] = [[]]
    used = 0
    for info, count in zip(analysis.classes[1:], counts[1:], strict=True):
        name = _fitted(info.name, lettering(24, bold=True), room - 250)
        entry = _Entry(info.color, name, f"{count:,}")
        if rows[-1] and used + entry.width() > room:
            rows.append([])
            used = 0
        rows[-1].append(entry)
        used += entry.width()
    return rows


def _draw_legend_row(draw: ImageDraw.ImageDraw, row: list[_Entry], y: int) -> None:
    x = _MARGIN
    bold, plain = lettering(24, bold=True), lettering(24)
    for entry in row:
        draw.rounded_rectangle((x, y + 3, x + 22, y + 25), 4, fill=entry.color, outline=_GREY)
        draw.text((x + 34, y + 24), entry.name, _INK, bold, anchor="ls")
        after = x + 34 + bold.getlength(entry.name) + 12
        draw.text((after, y + 24), entry.count, _INK, plain, anchor="ls")
        x += entry.width()


def _fitted(text: str, font: ImageFont.FreeTypeFont, room: float) -> str:
    """Text on one line that is no wider than `room` px; an ellipsis tells what is missing."""
    text = clean_text(text, 400)
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + "…") > room:
        text = text[:-1]
    return text + "…"


@cache
def lettering(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans from the resources: the font inside Pillow has no µ."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    data = (files("graticule_resources") / "fonts" / name).read_bytes()
    return ImageFont.truetype(BytesIO(data), size)
