"""What stands over the scan: the scale bar and the legend of the uncertainty."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from graticule.geometry import PixelSize, Unit
from graticule_app.canvas.style import heat_colors
from graticule_app.look import theme
from graticule_app.look.translation import grouped, tr

_SMALLER: dict[Unit, tuple[Unit, float]] = {"mm": ("µm", 1000), "µm": ("nm", 1000)}
_LARGER: dict[Unit, tuple[Unit, float]] = {"nm": ("µm", 1000), "µm": ("mm", 1000)}
_WIDTH = 160  # px: about as long as the bar may be
_PLATE = QColor(12, 13, 15, 168)
_INK = QColor(245, 246, 248)


@dataclass(frozen=True, slots=True)
class Bar:
    """A scale bar of a round length, `width` screen px long."""

    width: float
    text: str


def scale_bar(pixel_size: PixelSize, scale: float, most: float = _WIDTH) -> Bar:
    """The longest 1, 2 or 5 × 10ⁿ that fits in `most` screen px, at `scale` level-0 px per px."""
    per_px = pixel_size.x * scale
    power = 10.0 ** math.floor(math.log10(most * per_px))
    length = max(n * power for n in (1, 2, 5) if n * power <= most * per_px * (1 + 1e-9))
    return Bar(length / per_px, length_text(length, pixel_size.unit))


def length_text(length: float, unit: Unit) -> str:
    """A length in the unit in which it reads best: 0.5 mm, 20 µm, 300 px."""
    while unit in _LARGER and length >= 1000:
        unit, factor = _LARGER[unit]
        length /= factor
    while unit in _SMALLER and 0 < length < 0.5:
        unit, factor = _SMALLER[unit]
        length *= factor
    return f"{length:.4g} {unit}" if length < 1000 else f"{grouped(length, ',.0f')} {unit}"


def area_text(area: float, unit: Unit) -> str:
    """An area in the unit in which it reads best."""
    while unit in _LARGER and area >= 1e6:
        unit, factor = _LARGER[unit]
        area /= factor**2
    while unit in _SMALLER and 0 < area < 0.1:
        unit, factor = _SMALLER[unit]
        area *= factor**2
    return f"{area:.4g} {unit}²" if area < 1000 else f"{grouped(area, ',.0f')} {unit}²"


def draw_plate(painter: QPainter, place: QRectF) -> None:
    """A dark ground on which bright text is readable over any scan."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(place, 4, 4)


def draw_bar(painter: QPainter, bar: Bar, left: float, bottom: float) -> QRectF:
    """The bar with its text above, its plate's lower left corner at (left, bottom)."""
    metrics = painter.fontMetrics()
    wide = max(bar.width, metrics.horizontalAdvance(bar.text)) + 2 * theme.GAP
    high = metrics.height() + 3 * theme.TIGHT + 3
    place = QRectF(left, bottom - high, wide, high)
    draw_plate(painter, place)
    painter.setPen(_INK)
    text = QRectF(place.left(), place.top() + theme.TIGHT, wide, metrics.height())
    painter.drawText(text, Qt.AlignmentFlag.AlignCenter, bar.text)
    start = round(place.left() + (wide - bar.width) / 2)
    painter.fillRect(QRectF(start, place.bottom() - theme.TIGHT - 3, round(bar.width), 3), _INK)
    return place


def draw_legend(painter: QPainter, right: float, bottom: float) -> QRectF:
    """What the colours of the uncertainty mean, its lower right corner at (right, bottom)."""
    metrics = painter.fontMetrics()
    wide, high = 168, metrics.height() * 2 + 3 * theme.TIGHT + 8
    place = QRectF(right - wide, bottom - high, wide, high)
    draw_plate(painter, place)
    strip = QRectF(place).adjusted(theme.GAP, metrics.height() + 2 * theme.TIGHT, -theme.GAP, 0)
    strip.setHeight(8)
    painter.drawImage(strip, _strip())
    painter.setPen(_INK)
    inner = QRectF(place).adjusted(theme.GAP, theme.TIGHT, -theme.GAP, -theme.TIGHT / 2)
    flags = Qt.AlignmentFlag
    painter.drawText(inner, flags.AlignTop | flags.AlignHCenter, tr("Uncertainty"))
    painter.drawText(inner, flags.AlignBottom | flags.AlignLeft, "0")
    painter.drawText(inner, flags.AlignBottom | flags.AlignHCenter, "0.5")
    painter.drawText(inner, flags.AlignBottom | flags.AlignRight, "1")
    return place


def draw_label(painter: QPainter, at: QPointF, text: str) -> None:
    """A short text on a plate, beside a place on the screen."""
    metrics = painter.fontMetrics()
    size = metrics.size(0, text)
    place = QRectF(
        at.x() + 10, at.y() + 10, size.width() + 2 * theme.GAP, size.height() + theme.GAP
    )
    draw_plate(painter, place)
    painter.setPen(QPen(_INK))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _strip() -> QImage:
    colors = np.ascontiguousarray(heat_colors()[None])
    return QImage(colors.data, 256, 1, 768, QImage.Format.Format_RGB888).copy()
