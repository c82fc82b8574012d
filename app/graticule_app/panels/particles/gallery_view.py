"""A grid of pictures that is painted where it is seen, however many there are."""

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from graticule_app.look import theme
from graticule_app.look.dots import DOT, dot
from graticule_app.look.translation import tr
from graticule_app.model.listing import UNCERTAINTY, Listing
from graticule_app.model.ordered import OrderedParticles
from graticule_app.panels.particles.portrait import Subject, around
from graticule_app.panels.particles.thumbnails import Thumbnails

_GAP = theme.GAP


class GalleryView(QAbstractScrollArea):
    """Pictures with a caption of two lines; clicks and keys select as in every gallery."""

    picked = Signal(int, int, str)  # places from, to (inclusive), and how: only, add, toggle
    cleared = Signal()
    opened = Signal(int)  # a place was clicked twice, or Enter pressed on it

    def __init__(
        self, ordered: OrderedParticles, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ordered = ordered
        self._thumbnails = thumbnails
        self._side = 112  # logical px of a picture
        self._current = -1
        self._anchor = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Pictures of the particles"))
        thumbnails.arrived.connect(self.viewport().update)

    @property
    def side(self) -> int:
        """Width of a picture in logical px."""
        return self._side

    @property
    def current(self) -> int:
        """The place that has the keyboard, -1 if none."""
        return self._current

    def set_side(self, side: int) -> None:
        """Make the pictures larger or smaller; what was on top stays in sight."""
        first = self._first_place()
        self._side = side
        self.refresh()
        self.verticalScrollBar().setValue(first // self._across() * self._cell().height())

    def refresh(self) -> None:
        """The rows, or what is known of them, are others."""
        self._current = min(self._current, len(self._ordered.rows) - 1)
        rows = -(-len(self._ordered.rows) // self._across())
        bar, cell = self.verticalScrollBar(), self._cell()
        bar.setRange(0, max(0, rows * cell.height() + _GAP - self.viewport().height()))
        bar.setSingleStep(cell.height() // 3)
        bar.setPageStep(self.viewport().height())
        self.viewport().update()

    def reveal(self, place: int) -> None:
        """Give a place the keyboard and bring it into sight."""
        self._current = place
        if place >= 0:
            cell, bar = self._cell(), self.verticalScrollBar()
            top = place // self._across() * cell.height()
            if top < bar.value():
                bar.setValue(top)
            elif top + cell.height() + _GAP > bar.value() + self.viewport().height():
                bar.setValue(top + cell.height() + _GAP - self.viewport().height())
        self.viewport().update()

    def place_at(self, point: QPoint) -> int:
        """The place under a point of the viewport, -1 if there is none."""
        cell = self._cell()
        column = (point.x() - self._inset()) // cell.width()
        row = (point.y() + self.verticalScrollBar().value() - _GAP // 2) // cell.height()
        place = row * self._across() + column
        inside = 0 <= column < self._across() and 0 <= place < len(self._ordered.rows)
        return place if inside else -1

    def rect_of(self, place: int) -> QRect:
        """Where a place is in the viewport."""
        cell = self._cell()
        row, column = divmod(place, self._across())
        top = _GAP // 2 + row * cell.height() - self.verticalScrollBar().value()
        return QRect(QPoint(self._inset() + column * cell.width(), top), cell)

    def _cell(self) -> QSize:
        return QSize(self._side + _GAP, self._side + 2 * self.fontMetrics().height() + 2 * _GAP)

    def _across(self) -> int:
        return max(1, (self.viewport().width() - _GAP) // self._cell().width())

    def _inset(self) -> int:
        """The grid stands in the middle."""
        return max(0, (self.viewport().width() - self._across() * self._cell().width()) // 2)

    def _first_place(self) -> int:
        return self.verticalScrollBar().value() // self._cell().height() * self._across()

    def _visible(self) -> range:
        first = self._first_place()
        rows = self.viewport().height() // self._cell().height() + 2
        return range(first, min(first + rows * self._across(), len(self._ordered.rows)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is seen, and ask for the pictures that it lacks."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("field"))
        places = self._visible()
        for place in places:
            self._paint_cell(painter, place)
        painter.end()
        self._thumbnails.set_side(round(self._side * self.devicePixelRatioF()))
        self._thumbnails.want([self._subject(place) for place in places])

    def _subject(self, place: int) -> Subject:
        listing, row = self._ordered.listing, int(self._ordered.rows[place])
        colour = listing.classes[listing.class_indices()[row]].color
        return Subject(int(listing.ids[row]), around(listing.bounds(row)), colour)

    def _paint_cell(self, painter: QPainter, place: int) -> None:
        listing, row = self._ordered.listing, int(self._ordered.rows[place])
        cell = self.rect_of(place).adjusted(2, 2, -2, -2)
        selected = bool(self._ordered.selected[row])
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(cell, 5, 5)
        frame = QRect(cell.left() + 2, cell.top() + 2, self._side, self._side)
        image = self._thumbnails.get(int(listing.ids[row]))
        if image is None or image.isNull():
            painter.fillRect(frame, theme.color("stripe"))
        else:
            size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect(QPoint(0, 0), size)
            target.moveCenter(frame.center())
            painter.drawImage(target, image)
        text = QRect(
            frame.left(), frame.bottom() + 3, frame.width(), cell.bottom() - frame.bottom()
        )
        self._paint_caption(painter, text, row, selected)
        if place == self._current and self.hasFocus():
            painter.setPen(QPen(theme.color("link"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell, 5, 5)

    def _paint_caption(self, painter: QPainter, rect: QRect, row: int, selected: bool) -> None:
        """Class and uncertainty; below, the number and what the gallery is sorted by."""
        listing, metrics = self._ordered.listing, self.fontMetrics()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        info = listing.classes[listing.class_indices()[row]]
        sure, second = captions(listing, row, self._ordered.sort_key)
        line = QRect(rect.left(), rect.top(), rect.width(), metrics.height())
        painter.drawPixmap(line.left(), line.center().y() - DOT // 2 + 1, dot(info.color))
        painter.setPen(theme.color("selection_text" if selected else "text"))
        painter.drawText(line, right, sure)
        room = line.width() - metrics.horizontalAdvance(sure) - DOT - _GAP
        name = metrics.elidedText(info.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line.adjusted(DOT + 4, 0, 0, 0), left, name)
        line.translate(0, metrics.height())
        number = f"{listing.ids[row]}"
        painter.setPen(theme.color("selection_text" if selected else "quiet"))
        painter.drawText(line, left, number)
        room = line.width() - metrics.horizontalAdvance(number) - _GAP
        second = metrics.elidedText(second, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, right, second)

    def resizeEvent(self, event: object) -> None:
        """Other rows fit; the current one stays in sight."""
        self.refresh()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click selects, Ctrl adds or takes away, Shift extends."""
        place = self.place_at(event.position().toPoint())
        if place < 0:
            self.cleared.emit()
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._extend(place)
        else:
            toggles = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._pick(place, "toggle" if toggles else "only")
        self.reveal(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        place = self.place_at(event.position().toPoint())
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, pages, Home and End move and select; Enter goes there; Ctrl+A takes all."""
        last = len(self._ordered.rows) - 1
        key = Qt.Key(event.key())
        if last >= 0 and event.matches(QKeySequence.StandardKey.SelectAll):
            self.picked.emit(0, last, "only")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.opened.emit(self._current)
        elif key == Qt.Key.Key_Space and self._current >= 0:
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._pick(self._current, "toggle" if held else "only")
        elif key == Qt.Key.Key_Escape and self._ordered.selected.any():
            self.cleared.emit()
        elif last >= 0 and (place := self._target(key, last)) is not None:
            self.reveal(place)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._extend(place)
            elif not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._pick(place, "only")
        else:
            event.ignore()

    def _target(self, key: Qt.Key, last: int) -> int | None:
        page = max(1, self.viewport().height() // self._cell().height()) * self._across()
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._across(), Qt.Key.Key_Down: self._across(),
            Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -last - 1, Qt.Key.Key_End: last + 1,
        }  # fmt: skip
        if key not in steps:
            return None
        if self._current < 0:
            return min(self._first_place(), last)
        return int(np.clip(self._current + steps[key], 0, last))

    def _pick(self, place: int, how: str) -> None:
        self._anchor = place
        self.picked.emit(place, place, how)

    def _extend(self, place: int) -> None:
        anchor = min(self._anchor, len(self._ordered.rows) - 1)
        self.picked.emit(min(anchor, place), max(anchor, place), "only")


def captions(listing: Listing, row: int, sort_key: str) -> tuple[str, str]:
    """The uncertainty, and what the gallery is sorted by (else the size) with its unit."""
    unsure = listing.field(UNCERTAINTY)
    key = sort_key if sort_key not in ("", "id", "class", UNCERTAINTY) else listing.size_key
    other = listing.field(key)
    second = ""
    if other is not None and (text := listing.text(row, other)):
        second = f"{text} {other.spec.unit}".rstrip()
    return listing.text(row, unsure) if unsure is not None else "", second
