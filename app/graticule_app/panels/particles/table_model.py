"""The particles as rows and columns for Qt: an index array over numpy columns, no proxy."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPixmap

from graticule_app.look.dots import dot
from graticule_app.look.translation import tr, tr_engine
from graticule_app.model.listing import DEFAULT_COLUMNS, Field
from graticule_app.model.ordered import OrderedParticles

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ParticleModel(QAbstractTableModel):
    """The ordered particles as Qt's rows, their fields as its columns."""

    columns_changed = Signal()  # headings, digits or the number of columns are others

    def __init__(self, ordered: OrderedParticles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ordered = ordered
        self.fields: tuple[Field, ...] = ordered.listing.fields
        self._count = len(ordered.rows)
        ordered.changed.connect(self._follow)

    def field(self, column: int) -> Field:
        """What is in a column."""
        return self.fields[column]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """As Qt asks for it."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """As Qt asks for it."""
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, the dot of its class, on which side it stands."""
        field = self.fields[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.ordered.listing.text(self.ordered.rows[index.row()], field)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken_cell(index.row(), field)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.spoken_row(index.row())
        if role == Qt.ItemDataRole.DecorationRole and field.key == "class":
            return self.dot(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if field.text_like else _RIGHT
        return None

    def spoken_cell(self, view_row: int, field: Field) -> str:
        """A cell as a screen reader says it: Qt knows nothing of the selection, this does."""
        row = self.ordered.rows[view_row]
        text = self.ordered.listing.text(row, field)
        return tr("{text}, selected", text=text) if self.ordered.selected[row] else text

    def spoken_row(self, view_row: int) -> str:
        """The particle in one sentence: the usual columns with their headings."""
        listing, row = self.ordered.listing, self.ordered.rows[view_row]
        usual = [field for field in self.fields if field.key in DEFAULT_COLUMNS]
        told = [(field.heading, listing.text(row, field)) for field in usual]
        return ", ".join(f"{heading}: {text}" for heading, text in told if text)

    def dot(self, view_row: int) -> QPixmap:
        """The colour of a particle's class."""
        listing, row = self.ordered.listing, self.ordered.rows[view_row]
        return dot(listing.classes[listing.class_indices()[row]].color)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Headings with their unit; what a column means as its tool tip."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.fields):
            return None
        field = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return field.heading
        if role == Qt.ItemDataRole.ToolTipRole:
            return explained(field)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if field.text_like else _RIGHT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 is the table's own order."""
        key = self.fields[column].key if 0 <= column < len(self.fields) else ""
        self.ordered.sort_by(key, descending=order == Qt.SortOrder.DescendingOrder)

    @Slot(bool)
    def _follow(self, reset: bool) -> None:
        if not reset:
            last = self.index(self._count - 1, len(self.fields) - 1)
            if self._count:
                self.dataChanged.emit(self.index(0, 0), last)
            return
        before = self.fields
        self.beginResetModel()
        self.fields = self.ordered.listing.fields
        self._count = len(self.ordered.rows)
        self.endResetModel()
        if self.fields != before:
            self.columns_changed.emit()


def explained(field: Field) -> str:
    """A column's meaning and where it comes from, as a tool tip."""
    spec = field.spec
    source = f"<p><i>{spec.source}</i></p>" if spec.source else ""
    about = tr_engine(spec.doc)
    return f"<p style='white-space:normal'><b>{field.heading}</b></p><p>{about}</p>{source}"
