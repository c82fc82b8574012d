"""A class's colour as a dot before its name."""

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

DOT = 10  # logical px


@lru_cache(maxsize=256)
def dot(rgb: tuple[int, int, int], ratio: float = 2.0) -> QPixmap:
    """A filled circle with a hairline of its own darker shade, for any background."""
    made = QPixmap(round(DOT * ratio), round(DOT * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(*rgb)
    painter.setPen(colour.darker(130))
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(0.75, 0.75, DOT - 1.5, DOT - 1.5))
    painter.end()
    return made


def dot_icon(rgb: tuple[int, int, int]) -> QIcon:
    """The same as an icon, for menus."""
    return QIcon(dot(rgb))
