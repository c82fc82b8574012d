"""Measuring by hand: lines, polylines and areas that stay on the view with their size."""

import math
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPolygonF, QTransform

from graticule.geometry import PixelSize
from graticule_app.canvas import hud
from graticule_app.canvas.drawing_tools import led, stroke
from graticule_app.canvas.tool import Mouse, Tool
from graticule_app.look.translation import tr

_CLOSE = 8.0  # screen px: a click this near to the first point closes an area
_DRAG = 4.0  # screen px: a press that moved further was a drag


class Kind(Enum):
    """What is measured."""

    LINE = "line"
    POLYLINE = "polyline"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Measurement:
    """Points in level-0 px, and what they measure in the unit of a pixel size."""

    kind: Kind
    points: tuple[tuple[float, float], ...]

    def length(self, pixel_size: PixelSize) -> float:
        """Along the line, or around the area, in the pixel size's unit."""
        points = self.points
        if self.kind is Kind.AREA:
            points = (*points, points[0])
        return sum(
            math.hypot((b[0] - a[0]) * pixel_size.x, (b[1] - a[1]) * pixel_size.y)
            for a, b in pairwise(points)
        )

    def area(self, pixel_size: PixelSize) -> float:
        """Enclosed area in the pixel size's unit squared; 0 for lines."""
        if self.kind is not Kind.AREA:
            return 0.0
        following = (*self.points[1:], self.points[0])
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(self.points, following, strict=True))
        return abs(twice) / 2 * pixel_size.x * pixel_size.y

    def text(self, pixel_size: PixelSize) -> str:
        """The size as it is shown, such as "12.5 µm"."""
        length = hud.length_text(self.length(pixel_size), pixel_size.unit)
        if self.kind is not Kind.AREA:
            return length
        area = hud.area_text(self.area(pixel_size), pixel_size.unit)
        return tr("{area}, around it {length}", area=area, length=length)


class MeasureTool(Tool):
    """A line is dragged, or clicked at both ends; polyline and area get a point with each click.

    A double click, Enter or the right end of an area ends them; Escape drops what was begun,
    Backspace its last point, Delete all that was measured.
    """

    changed = Signal()  # `measurements` are others

    def __init__(self, kind: Kind = Kind.LINE, pixel_size: PixelSize | None = None) -> None:
        super().__init__()
        self._kind = kind
        self._pixel_size = pixel_size or PixelSize.unknown()
        self._points: list[QPointF] = []
        self._loose: QPointF | None = None  # the point that follows the mouse
        self._done: list[Measurement] = []
        self._pressed: QPointF | None = None

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """All that was measured, the oldest first."""
        return tuple(self._done)

    @property
    def kind(self) -> Kind:
        """What is measured next."""
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        """Measure something else; what is there stays."""
        self._kind = kind
        self._drop()

    def set_pixel_size(self, pixel_size: PixelSize) -> None:
        """What a level-0 px measures: labels follow."""
        self._pixel_size = pixel_size

    def clear(self) -> None:
        """Take all measurements away."""
        self._done.clear()
        self._drop()
        self.changed.emit()

    def press(self, mouse: Mouse) -> bool:
        """A point."""
        point = self._led(mouse)
        self._pressed = point
        if self._kind is Kind.AREA and len(self._points) > 2 and self._at_start(mouse):
            self._finish()
            return True
        self._points.append(point)
        self._loose = point
        if self._kind is Kind.LINE and len(self._points) == 2:
            self._finish()
        return True

    def move(self, mouse: Mouse) -> bool:
        """The line follows the mouse."""
        if not self._points:
            return False
        self._loose = self._led(mouse)
        return True

    def release(self, mouse: Mouse) -> bool:
        """A line that was dragged is done."""
        if self._kind is Kind.LINE and len(self._points) == 1 and self._pressed is not None:
            away = mouse.point - self._pressed
            if math.hypot(away.x(), away.y()) > _DRAG * mouse.scale:
                self._points.append(self._led(mouse))
                self._finish()
        return True

    def double_click(self, mouse: Mouse) -> bool:
        """The last point is set."""
        if self._kind is Kind.LINE or len(self._points) < 2:
            return False
        self._finish()
        return True

    def key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Enter, Escape, Backspace, Delete."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(self._points) > 1:
            self._finish()
        elif key == Qt.Key.Key_Escape and self._points:
            self._drop()
        elif key == Qt.Key.Key_Backspace and self._points:
            self._points.pop()
        elif key == Qt.Key.Key_Delete and self._done:
            self.clear()
        else:
            return False
        return True

    def ended(self) -> None:
        """Another tool: what was begun is dropped, what was measured comes back with this one."""
        self._drop()

    def paint(self, painter: QPainter, to_screen: QTransform) -> None:
        """All measurements with their sizes, and the one that is being made."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = list(self._done)
        begun = self._begun()
        if begun is not None:
            shown.append(begun)
        for one in shown:
            corners = QPolygonF([to_screen.map(QPointF(*point)) for point in one.points])
            for pen in stroke(painter):
                painter.setPen(pen)
                if one.kind is Kind.AREA and one is not begun:
                    painter.drawPolygon(corners)
                else:
                    painter.drawPolyline(corners)
            hud.draw_label(painter, corners.last(), one.text(self._pixel_size))

    def _begun(self) -> Measurement | None:
        points = [*self._points, *([self._loose] if self._loose is not None else [])]
        if not self._points or len(points) < 2:
            return None
        kind = Kind.POLYLINE if self._kind is Kind.AREA and len(points) < 3 else self._kind
        return Measurement(kind, tuple((p.x(), p.y()) for p in points))

    def _led(self, mouse: Mouse) -> QPointF:
        return led(self._points[-1], mouse) if self._points else mouse.point

    def _at_start(self, mouse: Mouse) -> bool:
        away = mouse.point - self._points[0]
        return math.hypot(away.x(), away.y()) <= _CLOSE * mouse.scale

    def _finish(self) -> None:
        points = tuple((p.x(), p.y()) for p in self._points)
        least = 3 if self._kind is Kind.AREA else 2
        if len(set(points)) >= least:
            self._done.append(Measurement(self._kind, points))
            self.changed.emit()
        self._drop()

    def _drop(self) -> None:
        self._points.clear()
        self._loose = None
