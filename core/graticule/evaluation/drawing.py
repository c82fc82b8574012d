"""Plain drawings that become SVG for a page and PNG for a workbook, the same on both."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin
from typing import Literal
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw

from graticule.reports.cells import clean_text
from graticule.reports.pictures import lettering, png

Color = tuple[int, int, int]
Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]
INK, GREY, LINE, PALE = (31, 41, 51), (107, 118, 129), (213, 218, 224), (238, 242, 245)
_SMOOTH = 2  # times finer drawn than shown, because Pillow draws no soft edges
_PILLOW = {"start": "l", "middle": "m", "end": "r"}


@dataclass(frozen=True, slots=True)
class _Shape:
    points: tuple[Point, ...]
    fill: Color | None
    stroke: Color | None
    width: float
    closed: bool
    dashed: bool


@dataclass(frozen=True, slots=True)
class _Text:
    at: Point
    text: str
    size: float
    color: Color
    anchor: Anchor
    bold: bool
    upright: bool


class VectorDrawing:
    """Shapes and texts on white paper of `width` × `height` px, in the order they are added."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._parts: list[_Shape | _Text] = []

    def box(self, corner: Point, size: Point, fill: Color, stroke: Color | None = None) -> None:
        """A rectangle from its upper left corner."""
        (x, y), (w, h) = corner, size
        self.area([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], fill, stroke)

    def area(self, points: Sequence[Point], fill: Color, stroke: Color | None = None) -> None:
        """A filled polygon."""
        self._parts.append(_Shape(tuple(points), fill, stroke, 1, True, False))

    def line(
        self, points: Sequence[Point], color: Color = INK, width: float = 1, *, dashed: bool = False
    ) -> None:
        """A line through points."""
        self._parts.append(_Shape(tuple(points), None, color, width, False, dashed))

    def dot(self, at: Point, radius: float, fill: Color, stroke: Color | None = None) -> None:
        """A small disc, drawn with sixteen corners."""
        corners = [
            (at[0] + radius * cos(i * pi / 8), at[1] + radius * sin(i * pi / 8)) for i in range(16)
        ]
        self.area(corners, fill, stroke)

    def text(  # noqa: PLR0913 - each is a property of a text
        self,
        at: Point,
        text: str,
        size: float = 13,
        color: Color = INK,
        anchor: Anchor = "start",
        *,
        bold: bool = False,
        upright: bool = False,
    ) -> None:
        """One line on its baseline; `upright` reads from below."""
        self._parts.append(_Text(at, clean_text(text, 200), size, color, anchor, bold, upright))

    def svg(self) -> str:
        """As an element of an HTML page, which scales with the page."""
        body = "".join(_svg(part) for part in self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" role="img" font-family="Arial, sans-serif">{body}</svg>'
        )

    def image(self, scale: float = 2) -> Image.Image:
        """As a picture of `scale` times the width and height."""
        factor = scale * _SMOOTH
        size = round(self.width * factor), round(self.height * factor)
        canvas = Image.new("RGB", size, (255, 255, 255))
        draw = ImageDraw.Draw(canvas)
        for part in self._parts:
            if isinstance(part, _Shape):
                _paint(draw, part, factor)
            else:
                _write(canvas, draw, part, factor)
        return canvas.resize((size[0] // _SMOOTH, size[1] // _SMOOTH), Image.Resampling.BOX)


def embedded(picture: Image.Image | bytes, kind: str = "png") -> str:
    """A picture, or a file's bytes, as a `data:` address."""
    data = picture if isinstance(picture, bytes) else png(picture)
    return f"data:image/{kind};base64,{b64encode(data).decode()}"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is, in px; the page's font may be a little narrower."""
    return lettering(round(size), bold=bold).getlength(text)


def _svg(part: _Shape | _Text) -> str:
    if isinstance(part, _Text):
        x, y = part.at
        turned = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if part.upright else ""
        bold = ' font-weight="bold"' if part.bold else ""
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{part.size:g}" fill="{_hex(part.color)}" '
            f'text-anchor="{part.anchor}"{bold}{turned}>{escape(part.text)}</text>'
        )
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in part.points)
    look = f'fill="{_hex(part.fill) if part.fill else "none"}"'
    if part.stroke:
        look += f' stroke="{_hex(part.stroke)}" stroke-width="{part.width:g}"'
    if part.dashed:
        look += ' stroke-dasharray="4 4"'
    return f'<{"polygon" if part.closed else "polyline"} points="{points}" {look}/>'


def _paint(draw: ImageDraw.ImageDraw, part: _Shape, factor: float) -> None:
    points = [(x * factor, y * factor) for x, y in part.points]
    width = max(1, round(part.width * factor))
    if part.closed:
        draw.polygon(points, fill=part.fill, outline=part.stroke, width=width)
    elif part.dashed:
        for first, last in pairwise(points):
            _dash(draw, first, last, part.stroke or INK, width)
    else:
        draw.line(points, fill=part.stroke, width=width, joint="curve")


def _dash(draw: ImageDraw.ImageDraw, a: Point, b: Point, color: Color, width: int) -> None:
    length = max(1.0, ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)
    step = 8.0 * width
    for start in range(int(length / step) + 1):
        ends = [min(1.0, (start + part) * step / length) for part in (0, 0.5)]
        p, q = ((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for t in ends)
        draw.line([p, q], fill=color, width=width)


def _write(canvas: Image.Image, draw: ImageDraw.ImageDraw, part: _Text, factor: float) -> None:
    font = lettering(max(1, round(part.size * factor * 0.92)), bold=part.bold)  # DejaVu is wide
    x, y = part.at[0] * factor, part.at[1] * factor
    anchor = _PILLOW[part.anchor] + "s"
    if not part.upright:
        draw.text((x, y), part.text, part.color, font, anchor=anchor)
        return
    length, ascent = round(font.getlength(part.text)) + 2, round(part.size * factor * 1.4)
    plate = Image.new("L", (length, ascent), 0)
    ImageDraw.Draw(plate).text((0, round(ascent * 0.75)), part.text, 255, font, anchor="ls")
    turned = plate.rotate(90, expand=True)
    shift = {"start": length, "middle": length / 2, "end": 0}[part.anchor]
    place = (round(x - ascent * 0.75), round(y - shift))
    canvas.paste(part.color, (*place, place[0] + turned.width, place[1] + turned.height), turned)


def _hex(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
