"""The log of a review as a list, the last line first."""

from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from graticule.reports import ReviewLine
from graticule.review import Reviewed
from graticule_app.look import theme
from graticule_app.look.translation import tr

_Index = QModelIndex | QPersistentModelIndex


class LogModel(QAbstractListModel):
    """One row per line of the log; lines are read when they are painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reviewed: Reviewed | None = None
        self._count = 0

    def show(self, reviewed: Reviewed | None) -> None:
        """The log of a review as it is now."""
        self.beginResetModel()
        self._reviewed = reviewed
        self._count = reviewed.log_length if reviewed is not None else 0
        self.endResetModel()

    def line(self, row: int) -> ReviewLine:
        """The line that a row shows."""
        if self._reviewed is None:
            raise IndexError(row)
        return self._reviewed.log_line(self._count - 1 - row)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Lines of the log."""
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, tip and look of a line; edits that were taken back are struck out."""
        line = self.line(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{_clock(line.time)}  {line.text}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"{line.number}: {line.text}\n{line.user}, {_day(line.time)}"
            case Qt.ItemDataRole.AccessibleTextRole:
                if line.in_force:
                    return tr("{edit}, by {user}", edit=line.text, user=line.user)
                return tr("{edit}, by {user}, taken back", edit=line.text, user=line.user)
            case Qt.ItemDataRole.ForegroundRole:
                return None if line.in_force else theme.color("quiet")
            case Qt.ItemDataRole.FontRole if not line.in_force:
                font = QFont()
                font.setStrikeOut(True)
                return font
        return None


class LogView(QListView):
    """The list itself: to be read, not to be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LogModel(self)
        self.setModel(self.lines)
        self.setUniformItemSizes(True)
        self.setSpacing(1)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(tr("Log of the review"))
        self.setMinimumHeight(3 * self.fontMetrics().lineSpacing())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, or what will be here."""
        super().paintEvent(event)
        if not self.lines.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.color("quiet"))
            room = self.viewport().rect().adjusted(theme.GAP, theme.GAP, -theme.GAP, -theme.GAP)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, tr("Every correction is listed here, with who made it"))


def _clock(time: str) -> str:
    return datetime.fromisoformat(time).strftime("%H:%M")


def _day(time: str) -> str:
    return datetime.fromisoformat(time).strftime("%d %B %Y, %H:%M")
