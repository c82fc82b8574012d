"""The classes of the annotations: colour, name, how many, and how much of the area."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from graticule_app.look import theme
from graticule_app.look.translation import tr
from graticule_app.pages.training.found import ClassFound

_SWATCH, _BAR = 12, 90  # px
_MOST = 8  # classes; of more, how many there are


class ClassList(QWidget):
    """One line for each class. It only tells; a screen reader gets it as one text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[ClassFound, ...] = ()
        self._rest = 0

    def set_classes(self, classes: tuple[ClassFound, ...]) -> None:
        """Show these."""
        self._rest = max(0, len(classes) - _MOST)
        self._classes = classes[:_MOST]
        self.setFixedHeight(self._line * (len(self._classes) + bool(self._rest)))
        self.setAccessibleName(tr("Classes"))
        told = "; ".join(f"{c.name}: {_count(c)} {_share(c.share)}" for c in classes)
        self.setAccessibleDescription(told)
        self.setToolTip(tr("The bar is the share of the area that somebody has looked at"))
        self.update()

    def sizeHint(self) -> QSize:
        """All lines."""
        return QSize(280, self._line * (len(self._classes) + bool(self._rest)))

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + 6

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Swatch, name, number of objects, bar and share."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        largest = max((c.share for c in self._classes), default=0.0) or 1.0
        metrics = self.fontMetrics()
        percent = metrics.horizontalAdvance("00.00 %")
        counts = max((metrics.horizontalAdvance(_count(c)) for c in self._classes), default=0)
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, one in enumerate(self._classes):
            line = QRect(0, row * self._line, self.width(), self._line)
            top = line.center().y() - _SWATCH / 2 + 1
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(*one.color))
            painter.drawRoundedRect(QRectF(theme.TIGHT, top, _SWATCH, _SWATCH), 3, 3)
            end = line.right() - percent - theme.GAP
            painter.setBrush(theme.color("line"))
            bar = QRectF(end - _BAR, line.center().y() - 2, _BAR, 4)
            painter.drawRoundedRect(bar, 2, 2)
            painter.setBrush(theme.color("quiet"))
            wide = max(2.0, _BAR * one.share / largest) if one.share else 0.0
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), wide, 4), 2, 2)
            painter.setPen(theme.color("quiet"))
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, _share(one.share))
            count = line.adjusted(0, 0, -(percent + _BAR + 3 * theme.GAP), 0)
            painter.drawText(count, middle | Qt.AlignmentFlag.AlignRight, _count(one))
            painter.setPen(theme.color("text"))
            room = line.adjusted(theme.TIGHT + _SWATCH + theme.GAP, 0, 0, 0)
            room.setRight(count.right() - counts - theme.GAP)
            name = metrics.elidedText(one.name, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, middle, name)
        if self._rest:
            painter.setPen(theme.color("quiet"))
            last = QRect(theme.TIGHT, len(self._classes) * self._line, self.width(), self._line)
            painter.drawText(last, middle, tr("and {rest:,} more", rest=self._rest))


def _count(one: ClassFound) -> str:
    return "" if one.objects is None else f"{one.objects:,}"


def _share(share: float) -> str:
    if share <= 0:
        return "none"
    return f"{share:.2%}".replace("%", " %") if share < 0.1 else f"{share:.0%}".replace("%", " %")
