"""Choose a protocol: title and one line of what it is for, the proposed one with its reason."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from graticule_app.look import theme
from graticule_app.look.translation import tr, tr_engine
from graticule_app.model import shelf
from graticule_app.panels.protocol.fields import ChoiceBox

_NAME = Qt.ItemDataRole.UserRole
_SUMMARY = Qt.ItemDataRole.UserRole + 1
_LINE = 340  # px: least width of the list, so that a title is readable in a narrow panel

Index = QModelIndex | QPersistentModelIndex


class _Lines(QStyledItemDelegate):
    """Two lines per protocol: title, and below it, quietly, what it is for."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = 2 if index.data(_SUMMARY) else 1
        metrics = option.fontMetrics  # type: ignore[attr-defined] - PySide's stub lacks it
        return QSize(_LINE, lines * metrics.height() + 2 * theme.TIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, theme.color("selection"))
        inner = rect.adjusted(theme.GAP, theme.TIGHT, -theme.GAP, -theme.TIGHT)
        font = QFont(painter.font())
        heading = not index.flags() & Qt.ItemFlag.ItemIsEnabled and not index.data(_NAME)
        font.setBold(bool(index.data(_SUMMARY)))
        painter.setFont(font)
        words = "quiet" if heading else "selection_text" if chosen else "text"
        painter.setPen(theme.color(words))
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        metrics = painter.fontMetrics()
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, top, title)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(theme.color("selection_text" if chosen else "quiet"))
        summary = painter.fontMetrics().elidedText(
            str(index.data(_SUMMARY) or ""), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner.adjusted(0, metrics.height(), 0, 0), top, summary)
        painter.restore()


class ProtocolChooser(ChoiceBox):
    """All protocols by title; `chosen` tells the name that a person picked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(12, parent)
        self._items = QStandardItemModel(self)
        self._fitting: tuple[str, ...] = ()
        self.setModel(self._items)
        self.setItemDelegate(_Lines(self))
        self.setMaxVisibleItems(12)
        self.view().setMinimumWidth(_LINE)
        self.setAccessibleName(tr("Protocol"))
        self.activated.connect(lambda index: self.chosen.emit(self.itemData(index, _NAME)))

    def set_fitting(self, names: tuple[str, ...]) -> None:
        """Protocols that fit the scan, best first: these head the list."""
        if names != self._fitting:
            self._fitting = names
            self.refresh()

    def refresh(self) -> None:
        """Read the shelf again; the one that is shown stays."""
        shown = self.name()
        self._items.clear()
        entries = shelf.entries()
        for own, heading in ((True, tr("Your own")), (False, tr("Come with Graticule"))):
            some = [entry for entry in entries if entry.own == own]
            if some and any(entry.own for entry in entries):
                title = QStandardItem(heading)
                title.setFlags(Qt.ItemFlag.NoItemFlags)
                self._items.appendRow(title)
            for entry in sorted(some, key=self._rank):
                best = self._fitting[:1] == (entry.name,)
                self._items.appendRow(_item(entry, proposed=best))
        self.show_name(shown)

    def _rank(self, entry: shelf.Entry) -> int:
        fitting = self._fitting
        return fitting.index(entry.name) if entry.name in fitting else len(fitting)

    def name(self) -> str:
        """The name of the protocol that is shown."""
        return str(self.currentData(_NAME) or "")

    def show_name(self, name: str, title: str = "") -> None:
        """Show a protocol, by its title if it is none of these; `chosen` is not sent."""
        self.setPlaceholderText(title)
        self.setCurrentIndex(self.findData(name, _NAME))
        self.setToolTip(str(self.currentData(_SUMMARY) or tr("The procedure to follow")))


def _item(entry: shelf.Entry, *, proposed: bool) -> QStandardItem:
    title, summary = tr_engine(entry.title), tr_engine(entry.summary)
    item = QStandardItem(title)
    item.setData(entry.name, _NAME)
    about = summary or entry.name
    first = tr("Proposed for this scan.") + " " if proposed else ""
    item.setData(first + about, _SUMMARY)
    item.setData(summary, Qt.ItemDataRole.ToolTipRole)
    item.setData(f"{title}. {summary}", Qt.ItemDataRole.AccessibleTextRole)
    if entry.wrong:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item
