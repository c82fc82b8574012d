"""The particles as rows and columns for Qt: an index array over numpy columns, no proxy."""

from typing import Any

import numpy as np
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

from graticule_app.particles.background import SMALL, Latest
from graticule_app.particles.dots import dot
from graticule_app.particles.listing import Field, Listing
from graticule_app.particles.shown import ShownParticles

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ParticleModel(QAbstractTableModel):
    """The particles that are shown, in the order that was asked for.

    `rows[i]` is the table's row in the view's row i; `selected[row]` says whether the row of the
    table is selected. Large tables are sorted in a thread; until then the old order stays.
    """

    columns_changed = Signal()  # headings, digits or the number of columns are others
    sorted_by = Signal(str, bool)  # key ("" as the table comes) and whether it is descending

    def __init__(self, shown: ShownParticles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self.listing: Listing = shown.listing
        self.fields: tuple[Field, ...] = self.listing.fields
        self.rows = shown.rows
        self.selected = np.zeros(len(self.listing), bool)
        self.sort_key, self.descending = "", False
        self._order: np.ndarray | None = None  # None: as the table comes
        self._ordered = (self.listing, "", False)
        self._latest = Latest(self)
        self._latest.answered.connect(self._take_order)
        shown.changed.connect(self._follow)

    def field(self, column: int) -> Field:
        """What is in a column."""
        return self.fields[column]

    def position(self, row: int) -> int:
        """Where the table's row is in the view; -1 if the filter hides it."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else -1

    def first_selected(self) -> int:
        """The view's first selected row, -1 if there is none."""
        hits = self.selected[self.rows]
        at = int(np.argmax(hits)) if len(hits) else 0
        return at if len(hits) and hits[at] else -1

    def note_selection(self, ids: np.ndarray) -> None:
        """Remember which rows are selected; whoever shows them repaints."""
        self.selected = self.listing.mask_of(ids)

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802, D102 - Qt's
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802, D102 - Qt's
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, the dot of its class, on which side it stands."""
        field = self.fields[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.listing.text(self.rows[index.row()], field)
        if role == Qt.ItemDataRole.DecorationRole and field.key == "class":
            return self.dot(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if field.text_like else _RIGHT
        return None

    def dot(self, view_row: int) -> QPixmap:
        """The colour of a particle's class."""
        listing = self.listing
        return dot(listing.classes[listing.class_indices()[self.rows[view_row]]].color)

    def headerData(  # noqa: N802 - Qt's name
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
        self.sort_by(key, descending=order == Qt.SortOrder.DescendingOrder)

    def sort_by(self, key: str, *, descending: bool) -> None:
        """Sort by the column of that key; blanks come last either way."""
        self.sort_key, self.descending = key, descending
        self.sorted_by.emit(key, descending)
        self._arrange()

    @property
    def busy(self) -> bool:
        """Whether a large table is being sorted."""
        return self._latest.busy

    def _arrange(self) -> None:
        """Sort the listing that is shown now as was asked."""
        listing, key, descending = self.shown.listing, self.sort_key, self.descending
        self._latest.run(
            lambda: (
                (listing, key, descending),
                listing.order(key, descending=descending) if listing.field(key) else None,
            ),
            small=len(listing) < SMALL or not key,
        )

    @Slot()
    def _follow(self) -> None:
        if self._ordered == (self.shown.listing, self.sort_key, self.descending):
            self._show()
        else:
            self._arrange()

    @Slot(object)
    def _take_order(self, answer: tuple[tuple[Listing, str, bool], np.ndarray | None]) -> None:
        if answer[0][0] is self.shown.listing:
            self._ordered, self._order = answer
            self._show()

    def _show(self) -> None:
        """Put filter and order together."""
        listing, rows = self.shown.listing, self.shown.rows
        if self._order is not None:
            passes = np.zeros(len(listing), bool)
            passes[rows] = True
            rows = self._order[passes[self._order]]
        if listing is self.listing and len(rows) == len(self.rows):
            self.rows = rows
            if len(rows):
                self.dataChanged.emit(
                    self.index(0, 0), self.index(len(rows) - 1, len(self.fields) - 1)
                )
            return
        fields_before = self.fields
        self.beginResetModel()
        self.listing, self.rows, self.fields = listing, rows, listing.fields
        document = self.shown.document
        self.note_selection(document.selection.ids if document else np.zeros(0, np.int64))
        self.endResetModel()
        if self.fields != fields_before:
            self.columns_changed.emit()


def explained(field: Field) -> str:
    """A column's meaning and where it comes from, as a tool tip."""
    spec = field.spec
    source = f"<p><i>{spec.source}</i></p>" if spec.source else ""
    return f"<p style='white-space:normal'><b>{field.heading}</b></p><p>{spec.doc}</p>{source}"
