"""The whole scan, small, in the corner of the view; the frame shows what is seen and moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from graticule.scans import Scan
from graticule_app.canvas.painting import TilePainter
from graticule_app.look import theme
from graticule_app.look.translation import tr
from graticule_app.model.camera import Camera

if TYPE_CHECKING:
    from graticule_app.canvas.scan_view import ScanView

_LONGEST = 168  # px
_SHORTEST = 28
_LEAST = 8  # px: a frame smaller than this is drawn this large, or nobody would find it


class MiniMap(QWidget):
    """A child of the view. Click or drag in it: what is under the mouse comes to the middle."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view
        self._scan: Scan | None = None
        self._picture: QPixmap | None = None
        self._wanted = True
        self._camera = Camera()
        self._seen: object = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # the view need not paint below
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("Where you are: click or drag to move"))
        self.setAccessibleName(tr("Overview"))
        self.hide()
        view.camera_changed.connect(self._follow)

    @property
    def wanted(self) -> bool:
        """Whether the user wants to see it at all."""
        return self._wanted

    def set_wanted(self, wanted: bool) -> None:
        """Show or hide it."""
        self._wanted = wanted
        self.place()

    def set_scan(self, scan: Scan | None) -> None:
        """Another scan; its picture comes with the tiles."""
        self._scan, self._picture, self._seen = scan, None, None
        self.place()

    def left_edge(self) -> float:
        """Where the view's right side ends for other marks, in the view's px."""
        return float(self.x() if self.isVisible() else self._view.width())

    def place(self) -> None:
        """In the view's lower right corner, in the shape of the turned scan."""
        if self._scan is None:
            self.hide()
            return
        width, height = self._scan.width, self._scan.height
        if self._view.camera.turns % 2:
            width, height = height, width
        room = min(_LONGEST, self._view.width() // 4, self._view.height() // 3)
        shrink = max(width, height) / max(room, 1)
        size = (max(_SHORTEST, round(width / shrink)), max(_SHORTEST, round(height / shrink)))
        x, y = self._view.width() - size[0] - theme.GAP, self._view.height() - size[1] - theme.GAP
        if (x, y, *size) != self.geometry().getRect():
            self.setGeometry(x, y, *size)
            self._seen = None
        ratio = self.devicePixelRatioF()
        camera = Camera(
            turns=self._view.camera.turns,
            width=round(size[0] * ratio),
            height=round(size[1] * ratio),
        )
        self._camera = camera.fitted(self._scan.box)
        self.setVisible(self._needed())

    def refresh(self, tiles: TilePainter) -> None:
        """Take the picture again if the tiles that it is made of are others."""
        if self._scan is None or not self._wanted:
            return
        state = tiles.state(self._camera)
        if state == self._seen:
            return
        self._seen = state
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self._camera.width, self._camera.height)
        picture.fill(theme.color("canvas"))
        with QPainter(picture) as painter:
            painter.setTransform(self._camera.turned())
            tiles.draw_what_is_there(painter, self._camera)
        picture.setDevicePixelRatio(ratio)
        self._picture = picture
        self.update()

    def _needed(self) -> bool:
        """Not where all of the scan is on the screen anyhow."""
        if self._scan is None or not self._wanted:
            return False
        return not self._view.camera.box().contains(self._scan.box)

    def _follow(self) -> None:
        if self._scan is None:
            return
        if self._view.camera.turns != self._camera.turns:
            self.place()
        self.setVisible(self._needed())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks for it."""
        with QPainter(self) as painter:
            if self._picture is not None:
                painter.drawPixmap(0, 0, self._picture)
            else:
                painter.fillRect(self.rect(), theme.color("canvas"))
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            frame = self._frame()
            for color, width in ((Qt.GlobalColor.black, 3), (Qt.GlobalColor.white, 1.5)):
                pen = QPen(color, width)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                painter.drawRect(frame)

    def _frame(self) -> QRectF:
        left, top, right, bottom = self._view.camera.visible()
        corners = QPolygonF([QPointF(left, top), QPointF(right, bottom)])
        ratio = self.devicePixelRatioF()
        frame = self._camera.to_screen().map(corners).boundingRect()
        frame = QRectF(frame.topLeft() / ratio, frame.size() / ratio)
        middle = frame.center()
        frame.setSize(frame.size().expandedTo(QRectF(0, 0, _LEAST, _LEAST).size()))
        frame.moveCenter(middle)
        return frame.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def event(self, event: QEvent) -> bool:
        """Clicks and drags move the view; nothing of them reaches it."""
        if isinstance(event, QMouseEvent):
            if event.buttons() & Qt.MouseButton.LeftButton:
                ratio = self.devicePixelRatioF()
                place = self._camera.at(event.position().x() * ratio, event.position().y() * ratio)
                self._view.center_on(place.x(), place.y())
            event.accept()
            return True
        return super().event(event)
