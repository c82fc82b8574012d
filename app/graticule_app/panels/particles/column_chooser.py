"""Which columns the table has: a list of ticks that opens below its button."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import tr
from graticule_app.model.listing import DEFAULT_COLUMNS, Field
from graticule_app.panels.particles.table_model import explained

_KEY = "particles/columns"


class ColumnChooser(QToolButton):
    """A button that opens the list; `changed` brings the keys that are ticked."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: tuple[Field, ...] = ()
        self._chosen = remembered()
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Columns"))
        self._list.setSpacing(2)
        self._list.itemChanged.connect(self._ticked)
        back = QPushButton(tr("Usual columns"))
        theme.role(back, "flat")
        back.clicked.connect(lambda: self.choose(DEFAULT_COLUMNS))
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(theme.TIGHT, theme.TIGHT, theme.TIGHT, theme.TIGHT)
        layout.addWidget(self._list)
        layout.addWidget(back)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(body)
        menu.addAction(action)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setIcon(icon("columns"))
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.setToolTip(tr("Choose the columns of the table"))
        self.setAccessibleName(tr("Choose columns"))

    @property
    def chosen(self) -> frozenset[str]:
        """Keys of the columns that are wanted, also of those that this table lacks."""
        return self._chosen

    def set_fields(self, fields: Sequence[Field]) -> None:
        """Offer the columns of another table."""
        self._fields = tuple(fields)
        self._fill()

    def choose(self, keys: Iterable[str]) -> None:
        """Want these columns, and remember it."""
        self._chosen = frozenset(keys)
        QSettings().setValue(_KEY, sorted(self._chosen))
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        self._list.blockSignals(True)
        self._list.clear()
        for field in self._fields:
            item = QListWidgetItem(field.heading)
            item.setData(Qt.ItemDataRole.UserRole, field.key)
            item.setToolTip(explained(field))
            ticked = field.key in self._chosen
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.blockSignals(False)
        rows = min(max(len(self._fields), 4), 18)
        height = self._list.sizeHintForRow(0) + 4 if self._fields else 20
        self._list.setFixedSize(
            QSize(self._list.sizeHintForColumn(0) + 40, rows * height + theme.GAP)
        )

    def _ticked(self, item: QListWidgetItem) -> None:
        key = item.data(Qt.ItemDataRole.UserRole)
        keys = set(self._chosen)
        if item.checkState() == Qt.CheckState.Checked:
            keys.add(key)
        elif len(keys & {field.key for field in self._fields}) > 1:
            keys.discard(key)
        else:  # a table without columns could not be clicked any more
            item.setCheckState(Qt.CheckState.Checked)
            return
        self._chosen = frozenset(keys)
        QSettings().setValue(_KEY, sorted(keys))
        self.changed.emit()


def remembered() -> frozenset[str]:
    """The columns that were chosen last, else the usual ones."""
    kept = QSettings().value(_KEY)
    if isinstance(kept, str):  # a list of one comes back as a text
        kept = [kept]
    return (
        frozenset(map(str, kept)) if isinstance(kept, list) and kept else frozenset(DEFAULT_COLUMNS)
    )
