"""A particle's picture: the scan around it, and its outline along the pixel edges."""

import math
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from graticule.geometry import Box
from graticule.scans import Display, Scan

_MARGIN = 0.35  # times the particle's size, on each side
_LEAST = 24  # level-0 px that a picture shows at least
_LARGEST = 16_000_000  # work px; a larger particle is shown without its outline


@dataclass(frozen=True, slots=True)
class Subject:
    """Which particle: its id, where it lies in level-0 px, the colour of its class."""

    id: int
    box: Box
    colour: tuple[int, int, int]


class Painter:
    """Makes pictures of one scan's particles; safe from several threads.

    `labels` is read by slices on the work grid, whose pixels are `scale` level-0 px wide and
    which begins at `origin`; None draws no outline.
    """

    def __init__(
        self,
        scan: Scan,
        frame: int,
        labels: Any = None,
        scale: float = 1.0,
        origin: tuple[int, int] = (0, 0),
    ) -> None:
        self._scan = scan
        self._frame = frame
        self._labels = labels
        self._scale = scale
        self._origin = origin
        self._display: Display | None = None
        self._lock = threading.Lock()

    def picture(self, subject: Subject, side: int) -> QImage:
        """The particle `side` px large on its longer side; raises `ScanError`."""
        box = subject.box.clipped(self._scan.box)
        if not box.area:
            return QImage()
        with self._lock:  # a deep scan's stretch is found once, by whoever comes first
            if self._display is None:
                self._display = Display(self._scan, frame=self._frame)
        rgb = np.ascontiguousarray(self._display.picture(box, side))
        height, width = rgb.shape[:2]
        source = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        zoom = side / max(box.shape)
        size = (max(1, round(box.width * zoom)), max(1, round(box.height * zoom)))
        lines = self._outline(subject, box, zoom)
        made = QImage(*size, QImage.Format.Format_RGB32)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, *size), source)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Dark below light, so that it is seen on any ground.
        for colour, width in ((QColor(0, 0, 0, 130), 3.5), (QColor(*subject.colour), 1.8)):
            pen = QPen(colour, width * side / 128)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLines(lines)
        painter.end()
        return made

    def _outline(self, subject: Subject, box: Box, zoom: float) -> list[QLineF]:
        """Pixel edges between the particle and all else, in px of the picture."""
        if self._labels is None:
            return []
        scale, (x0, y0) = self._scale, self._origin
        height, width = self._labels.shape
        work = Box(
            math.floor((box.left - x0) / scale),
            math.floor((box.top - y0) / scale),
            math.ceil((box.right - x0) / scale),
            math.ceil((box.bottom - y0) / scale),
        ).clipped(Box(0, 0, width, height))
        if not 0 < work.area <= _LARGEST:
            return []
        # Finer than a third of a picture's px nobody sees.
        step = max(1, int(1 / (3 * scale * zoom)))
        mask = np.asarray(self._labels[work.slices])[::step, ::step] == subject.id
        framed = np.pad(mask, 1)
        left, top = x0 + work.left * scale - box.left, y0 + work.top * scale - box.top
        pixel = scale * step
        rows, columns = np.nonzero(framed[1:-1, 1:] != framed[1:-1, :-1])
        upright = np.stack([columns, rows, columns, rows + 1], 1)
        rows, columns = np.nonzero(framed[1:, 1:-1] != framed[:-1, 1:-1])
        flat = np.stack([columns, rows, columns + 1, rows], 1)
        edges = np.concatenate([upright, flat]) * pixel + (left, top, left, top)
        return [QLineF(*edge) for edge in (edges * zoom).tolist()]


def around(bounds: tuple[float, float, float, float]) -> Box:
    """A square around left, top, right, bottom with some of the surroundings, in level-0 px."""
    left, top, right, bottom = bounds
    reach = max(max(right - left, bottom - top) * (0.5 + _MARGIN), _LEAST / 2)
    x, y = (left + right) / 2, (top + bottom) / 2
    return Box(
        math.floor(x - reach), math.floor(y - reach), math.ceil(x + reach), math.ceil(y + reach)
    )
