"""How a line of the queue is drawn: a sign, name and protocol, what is going on, a bar."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from graticule_app.look import icons, theme
from graticule_app.model.entry import Entry, State
from graticule_app.model.queue import ENTRY

# State: icon and its colour.
_SIGNS = {
    State.waiting: ("waiting", "quiet"),
    State.running: ("run", "link"),
    State.done: ("done", "good"),
    State.failed: ("failed", "error"),
    State.cancelled: ("pause", "warning"),
}
_ICON, _BAR = 18, 4  # px

_Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """Draws an `Entry` on two lines and a bar; the tool tip tells what is too long for them."""

    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> QSize:
        """Two lines of text and the bar."""
        line = QFontMetrics(_options(option).font).height()
        return QSize(160, 2 * line + _BAR + 3 * theme.TIGHT + 2 * theme.GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the entry under `index`."""
        entry: Entry = index.data(ENTRY)
        drawn = _options(option)
        rect: QRect = drawn.rect
        state: Any = drawn.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.fillRect(rect, theme.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("raised"))
        inner = rect.adjusted(theme.GAP, theme.GAP, -theme.GAP, -theme.GAP)
        name, colour = _SIGNS[entry.state]
        sign = QRect(inner.left(), inner.top(), _ICON, _ICON)
        icons.icon(name, "selection_text" if selected else colour).paint(painter, sign)
        text = inner.adjusted(_ICON + theme.GAP, 0, 0, 0)
        self._write(painter, text, entry, drawn, selected)
        if entry.state is State.running:
            self._draw_bar(painter, text, entry.outlook.share)
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _write(
        self, painter: QPainter, box: QRect, entry: Entry, option: Any, selected: bool
    ) -> None:
        metrics = QFontMetrics(option.font)
        line = metrics.height()
        first = QRect(box.left(), box.top(), box.width(), line)
        second = first.translated(0, line + theme.TIGHT)
        strong, weak = ("selection_text",) * 2 if selected else ("text", "quiet")
        protocol = metrics.elidedText(
            entry.protocol_name, Qt.TextElideMode.ElideRight, box.width() // 3
        )
        room = box.width() - metrics.horizontalAdvance(protocol) - theme.WIDE
        painter.setFont(option.font)
        painter.setPen(theme.color(strong))
        name = metrics.elidedText(entry.name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(first, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(theme.color(weak))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(first, right, protocol)
        if entry.state is State.failed and not selected:
            painter.setPen(theme.color("error"))
        status = metrics.elidedText(entry.status, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(second, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, status)

    def _draw_bar(self, painter: QPainter, box: QRect, share: float) -> None:
        bar = QRect(box.left(), box.bottom() - _BAR + 1, box.width(), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        bar.setWidth(max(_BAR, round(bar.width() * share)))
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)


def _options(option: QStyleOptionViewItem) -> Any:
    """The same object: PySide's type description leaves out what it inherits."""
    return option
