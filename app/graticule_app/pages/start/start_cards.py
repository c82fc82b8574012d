"""A card: a small picture, a name, a line about it. The whole card is a button."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QWidget

from graticule_app.look import icons, theme

PICTURE = QSize(160, 100)  # px of `theme.px`
_TEXT = 44


class Card(QAbstractButton):
    """Draws itself: three labels and a frame would be five widgets for one button."""

    def __init__(self, title: str, what: str, picture: QImage) -> None:
        super().__init__()
        self._what = what
        self._picture = QPixmap.fromImage(picture)
        self.setText(title)
        self.setToolTip(f"{title}\n{what}")
        self.setAccessibleName(title)
        self.setAccessibleDescription(what)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.keep(self, lambda: self.setFixedSize(self.sizeHint()))

    def set_picture(self, picture: QImage) -> None:
        """Another picture; an empty one is drawn as a sign."""
        self._picture = QPixmap.fromImage(picture)
        self.update()

    def sizeHint(self) -> QSize:
        """The picture with two lines of text below it."""
        return QSize(theme.px(PICTURE.width()) + 2, theme.px(PICTURE.height() + _TEXT) + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, picture, name, and the line about it, cut where it is too long."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        around = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        frame = QPainterPath()
        frame.addRoundedRect(around, 8, 8)
        lit = self.underMouse() or self.isDown()
        painter.fillPath(frame, theme.color("raised" if lit else "panel"))
        painter.save()
        painter.setClipPath(frame)
        self._draw_picture(painter, QRectF(1, 1, self.width() - 2, theme.px(PICTURE.height())))
        painter.restore()
        edge = "link" if self.hasFocus() else "quiet" if lit else "line"
        painter.setPen(QPen(theme.color(edge), 1))
        painter.drawPath(frame)
        self._draw_text(painter)

    def _draw_picture(self, painter: QPainter, place: QRectF) -> None:
        painter.fillRect(place, theme.color("canvas"))
        if self._picture.isNull():
            size = 32
            corner = place.center().toPoint()
            sign = icons.pixmap("scan", size, "faint", self.devicePixelRatioF())
            painter.drawPixmap(corner.x() - size // 2, corner.y() - size // 2, sign)
            return
        whole = self._picture.size()
        part = place.size().toSize().scaled(whole, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (whole.width() - part.width()) / 2, (whole.height() - part.height()) / 2
        painter.drawPixmap(place, self._picture, QRectF(left, top, part.width(), part.height()))

    def _draw_text(self, painter: QPainter) -> None:
        room = self.rect().adjusted(theme.GAP, theme.px(PICTURE.height()) + 6, -theme.GAP, -4)
        metrics = QFontMetrics(self.font())
        elided = Qt.TextElideMode.ElideMiddle
        painter.setPen(theme.color("text"))
        painter.drawText(
            room, Qt.AlignmentFlag.AlignTop, metrics.elidedText(self.text(), elided, room.width())
        )
        small = self.font()
        small.setPointSizeF(max(7.0, small.pointSizeF() * 0.9))
        painter.setFont(small)
        painter.setPen(theme.color("quiet"))
        line = QFontMetrics(small).elidedText(self._what, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom, line)


class Cards(QWidget):
    """Cards side by side: as many as fit, the rest is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[Card] = []
        theme.keep(self, self._fit_text)

    def show_cards(self, cards: list[Card]) -> None:
        """Take the place of the cards before."""
        for old in self._cards:
            old.setParent(None)
            old.deleteLater()
        self._cards = cards
        for card in cards:
            card.setParent(self)
        self._place()

    @property
    def cards(self) -> list[Card]:
        """All of them, also those that have no room."""
        return self._cards

    def _fit_text(self) -> None:
        self.setFixedHeight(theme.px(PICTURE.height() + _TEXT) + 2)
        self._place()

    def resizeEvent(self, _event: object) -> None:
        """Show as many as fit now."""
        self._place()

    def _place(self) -> None:
        step = theme.px(PICTURE.width()) + 2 + theme.WIDE
        fit = max(1, (self.width() + theme.WIDE) // step)
        for number, card in enumerate(self._cards):
            card.move(number * step, 0)
            card.setVisible(number < fit)
