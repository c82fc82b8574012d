"""What part of the scan is on the screen, and how large: the one map between the two."""

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTransform

from graticule.geometry import Box

FINEST = 1 / 40  # level-0 px per device px: a pixel of the scan is at most this many on the screen
_ROOM = 1.02  # what is fitted keeps a little room around it


@dataclass(frozen=True, slots=True)
class Camera:
    """Looks at (x, y) in level-0 px; `scale` is level-0 px per device px, `turns` of 90° clockwise.

    `width` and `height` are the screen's, in device px: on a screen of 150% one logical px is 1.5
    of them, and only so is a scan shown 1:1 a copy of its pixels.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    turns: int = 0
    width: int = 1
    height: int = 1

    @property
    def frame(self) -> tuple[int, int]:
        """(width, height) of the screen before it is turned, in device px."""
        return (self.height, self.width) if self.turns % 2 else (self.width, self.height)

    @property
    def corner(self) -> tuple[float, float]:
        """Level-0 place of the frame's upper left corner, on the device's pixel grid."""
        width, height = self.frame
        left, top = self.x / self.scale - width / 2, self.y / self.scale - height / 2
        return round(left) * self.scale, round(top) * self.scale

    def turned(self) -> QTransform:
        """From the frame to the screen, both in device px: turned about its middle."""
        width, height = self.frame
        transform = QTransform()
        transform.translate(self.width / 2, self.height / 2)
        transform.rotate(90 * self.turns)
        transform.translate(-width / 2, -height / 2)
        return transform

    def to_screen(self) -> QTransform:
        """From level-0 px to device px."""
        left, top = self.corner
        place = QTransform(
            1 / self.scale, 0, 0, 1 / self.scale, -left / self.scale, -top / self.scale
        )
        return place * self.turned()

    def at(self, x: float, y: float) -> QPointF:
        """The level-0 place under a device px."""
        inverse, _ = self.to_screen().inverted()
        return inverse.map(QPointF(x, y))

    def visible(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of what is on the screen, in level-0 px."""
        (left, top), (width, height) = self.corner, self.frame
        return left, top, left + width * self.scale, top + height * self.scale

    def box(self) -> Box:
        """The whole level-0 px that are on the screen, if only in part; may stick out."""
        left, top, right, bottom = self.visible()
        return Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))

    def zoomed(self, factor: float, about: tuple[float, float], coarsest: float) -> "Camera":
        """`factor` times larger, so that what is under the device px `about` stays there."""
        scale = min(max(self.scale / factor, FINEST), max(coarsest, FINEST))
        fixed = self.at(*about)
        turned, _ = self.turned().inverted()
        place = turned.map(QPointF(*about))
        width, height = self.frame
        dx, dy = (place.x() - width / 2) * scale, (place.y() - height / 2) * scale
        return replace(self, x=fixed.x() - dx, y=fixed.y() - dy, scale=scale)

    def moved(self, dx: float, dy: float) -> "Camera":
        """The picture moved by (dx, dy) device px."""
        turned, _ = self.turned().inverted()
        step = turned.map(QPointF(dx, dy)) - turned.map(QPointF(0, 0))
        return replace(self, x=self.x - step.x() * self.scale, y=self.y - step.y() * self.scale)

    def fitted(self, box: Box) -> "Camera":
        """All of a level-0 box on the screen, as large as it goes."""
        width, height = self.frame
        scale = max(box.width / max(width, 1), box.height / max(height, 1), FINEST / _ROOM) * _ROOM
        x, y = box.center
        return replace(self, x=x, y=y, scale=max(scale, FINEST))

    def kept(self, scan: Box) -> "Camera":
        """The same, moved so that its middle lies over the scan."""
        x = min(max(self.x, scan.left), scan.right)
        y = min(max(self.y, scan.top), scan.bottom)
        return replace(self, x=x, y=y)
