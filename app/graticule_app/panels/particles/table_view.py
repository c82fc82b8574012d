"""The table: a view that keeps its own selection, so that a million selected rows cost nothing.

Qt's selection model holds ranges and slows down with scattered rows; here a row is painted as
selected if the model's mask says so, and mouse and keys change the document's selection.
"""

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from graticule_app.look import theme
from graticule_app.look.dots import DOT
from graticule_app.look.translation import tr, trn
from graticule_app.model.listing import Field
from graticule_app.panels.particles.table_model import ParticleModel

_Index = QModelIndex | QPersistentModelIndex
_PAD = theme.GAP
_STEPS = {
    Qt.Key.Key_Up: QAbstractItemView.CursorAction.MoveUp,
    Qt.Key.Key_Down: QAbstractItemView.CursorAction.MoveDown,
    Qt.Key.Key_PageUp: QAbstractItemView.CursorAction.MovePageUp,
    Qt.Key.Key_PageDown: QAbstractItemView.CursorAction.MovePageDown,
}


class TableView(QTableView):
    """Rows of particles; clicks, drags and keys select as in every list."""

    picked = Signal(int, int, str)  # view rows from, to (inclusive), and how: only, add, toggle
    cleared = Signal()
    opened = Signal(int)  # a view row was clicked, or Enter pressed on it

    def __init__(self, model: ParticleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._particles, self._ordered = model, model.ordered
        self._anchor = 0
        self._pressed = -1
        self.setModel(model)
        self.setItemDelegate(_Cells(model, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self._set_up_headers()
        self.setAccessibleName(tr("Particles"))
        model.ordered.selection_changed.connect(self._tell_selection)
        model.columns_changed.connect(self.fit_columns)
        self.fit_columns()

    def _set_up_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(self.fontMetrics().height() + theme.GAP)
        columns = _Headings(self._particles, self)
        self.setHorizontalHeader(columns)
        columns.setSectionsClickable(True)
        columns.setSectionsMovable(True)
        columns.setHighlightSections(False)
        columns.setSortIndicatorShown(False)
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def fit_columns(self) -> None:
        """Widths for the widest number or the longest word of the heading, whichever is more."""
        for column, field in enumerate(self._particles.fields):
            self.setColumnWidth(column, self.width_of(field))

    def width_of(self, field: Field) -> int:
        """The fixed width of a column, in px."""
        metrics = self.fontMetrics()
        words = field.heading.split()
        # The narrowest way to set the heading in two lines, as `paintSection` does.
        heading = _SORT_ROOM + min(
            max(metrics.horizontalAdvance(" ".join(part)) for part in (words[:i], words[i:]))
            for i in range(1, len(words) + 1)
        )
        content = metrics.horizontalAdvance("0" * field.widest)
        if field.kind == "text":
            codes = self._ordered.listing.classes if field.key == "class" else ()
            names = [metrics.horizontalAdvance(info.name) for info in codes[1:]]
            content = max(names, default=metrics.horizontalAdvance("n" * 8))
            content = min(content, metrics.horizontalAdvance("n" * 22))
            content += DOT + theme.GAP if field.key == "class" else 0
        return max(heading, content) + 2 * _PAD + theme.TIGHT

    def _tell_selection(self, _source: object) -> None:
        """Have a screen reader say what is selected now; which row has the keys, Qt tells."""
        if not QAccessible.isActive():
            return
        rows = np.flatnonzero(self._ordered.selected[self._ordered.rows])
        if len(rows) == 1 and self.hasFocus():
            text = ""  # Qt tells the row that the keys are on
        elif len(rows) == 1:
            text = self._particles.spoken_row(int(rows[0]))
        else:
            text = trn("{n:,} particle selected", "{n:,} particles selected", len(rows))
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        within = QAccessibleEvent(self, QAccessible.Event.SelectionWithin)
        QAccessible.updateAccessibility(within)

    def current_row(self) -> int:
        """The view row that has the keyboard, -1 if none."""
        return self.currentIndex().row()

    def set_current(self, row: int, *, scroll: bool = True) -> None:
        """Give a view row the keyboard and bring it into sight."""
        index = self._particles.index(row, max(0, self.columnAt(0)))
        sideways = self.horizontalScrollBar().value()
        self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.NoUpdate)
        if scroll:
            self.scrollTo(index)
        self.horizontalScrollBar().setValue(sideways)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click selects, Ctrl adds or takes away, Shift extends, dragging sweeps."""
        row = self.rowAt(round(event.position().y()))
        if event.button() != Qt.MouseButton.LeftButton:
            if row >= 0 and not self._ordered.selected[self._ordered.rows[row]]:
                self.set_current(row)
                self._pick(row, "only")
            return
        if row < 0:
            self.cleared.emit()
            return
        self._pressed = row
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._extend(row, "only")
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._pick(row, "toggle")
        else:
            self._pick(row, "only")
        self.set_current(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Sweep over rows."""
        row = self.rowAt(round(event.position().y()))
        if self._pressed >= 0 and row >= 0 and row != self.current_row():
            self._pressed = -2  # a sweep is no click
        if self._pressed == -2 and row >= 0 and row != self.current_row():
            self._extend(row, "only")
            self.set_current(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A plain click goes there."""
        if self._pressed >= 0 and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.opened.emit(self._pressed)
        self._pressed = -1

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Twice the same click."""
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, pages, Home and End move and select; Enter goes there; Ctrl+A takes all."""
        rows = self._particles.rowCount()
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.SelectAll):
            if rows:
                self.picked.emit(0, rows - 1, "only")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current_row() >= 0:
                self.opened.emit(self.current_row())
        elif key == Qt.Key.Key_Escape and self._ordered.selected.any():
            self.cleared.emit()
        elif key == Qt.Key.Key_Space and self.current_row() >= 0:
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._pick(self.current_row(), "toggle" if held else "only")
        elif key in (*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End) and rows:
            self._step(self._target(key, rows), event.modifiers())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + (40 if key == Qt.Key.Key_Right else -40))
        else:
            event.ignore()

    def _target(self, key: Qt.Key, rows: int) -> int:
        if key == Qt.Key.Key_Home:
            return 0
        if key == Qt.Key.Key_End:
            return rows - 1
        if self.current_row() < 0:
            return max(0, self.rowAt(0))
        return self.moveCursor(_STEPS[key], Qt.KeyboardModifier.NoModifier).row()

    def _step(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        self.set_current(row)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._extend(row, "only")
        elif not modifiers & Qt.KeyboardModifier.ControlModifier:
            self._pick(row, "only")

    def _pick(self, row: int, how: str) -> None:
        self._anchor = row
        self.picked.emit(row, row, how)

    def _extend(self, row: int, how: str) -> None:
        anchor = min(self._anchor, self._particles.rowCount() - 1)
        self.picked.emit(min(anchor, row), max(anchor, row), how)


_SORT_ROOM = 14  # px for the arrow beside a heading


class _Headings(QHeaderView):
    """Headings of two lines with the sort arrow on the side where the text is not."""

    def __init__(self, model: ParticleModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._particles = model
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(32)
        model.ordered.sorted_by.connect(lambda *_: self.viewport().update())

    def sizeHint(self) -> QSize:
        """Room for two lines."""
        return QSize(super().sizeHint().width(), 2 * self.fontMetrics().height() + theme.GAP)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's
        """Title and unit, wrapped; an arrow where the table is sorted by it."""
        if logicalIndex >= len(self._particles.fields):
            return
        field = self._particles.field(logicalIndex)
        painter.fillRect(rect, theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        chosen = field.key == self._particles.ordered.sort_key
        painter.setPen(theme.color("text" if chosen else "quiet"))
        inner = rect.adjusted(_PAD, 2, -_PAD, -3)
        side = Qt.AlignmentFlag.AlignLeft if field.text_like else Qt.AlignmentFlag.AlignRight
        flags = Qt.AlignmentFlag.AlignBottom | side | Qt.TextFlag.TextWordWrap
        painter.drawText(inner, flags, field.heading)
        if chosen:
            arrow = "▾" if self._particles.ordered.descending else "▴"
            text = painter.boundingRect(inner, flags, field.heading)
            x = text.right() + 3 if field.text_like else text.left() - _SORT_ROOM + 1
            painter.setPen(theme.color("link"))
            painter.drawText(x, inner.bottom() - self.fontMetrics().descent(), arrow)


class _Cells(QStyledItemDelegate):
    """Paints a cell with one question to the model instead of eight."""

    def __init__(self, model: ParticleModel, view: TableView) -> None:
        super().__init__(view)
        self._particles = model
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Background if selected, dot if a class, text on its side."""
        model, view_row = self._particles, index.row()
        field, row = model.field(index.column()), model.ordered.rows[view_row]
        rect: QRect = option.rect  # type: ignore[attr-defined] - PySide's stubs lack it
        selected = model.ordered.selected[row]
        if selected:
            painter.fillRect(rect, theme.color("selection"))
        if view_row == self._view.current_row() and self._view.hasFocus():
            painter.setPen(theme.color("link"))
            painter.drawLine(rect.topLeft(), rect.topRight())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        if field.key == "class":
            painter.drawPixmap(inner.left(), inner.center().y() - DOT // 2 + 1, model.dot(view_row))
            inner.setLeft(inner.left() + DOT + theme.GAP)
        painter.setPen(theme.color("selection_text" if selected else "text"))
        text = model.ordered.listing.text(row, field)
        side = Qt.AlignmentFlag.AlignLeft if field.text_like else Qt.AlignmentFlag.AlignRight
        if field.kind == "text":
            text = option.fontMetrics.elidedText(  # type: ignore[attr-defined]
                text, Qt.TextElideMode.ElideRight, inner.width()
            )
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, text)

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """For Qt's own fitting of a column on a double click of its edge."""
        return QSize(self._view.width_of(self._particles.field(index.column())), 20)
