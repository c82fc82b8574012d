"""The table of particles with its filter, its columns and its selection."""

from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import theme
from graticule_app.look.dots import dot_icon
from graticule_app.look.icons import icon
from graticule_app.look.translation import tr, trn
from graticule_app.model.filters import Filter
from graticule_app.model.listing import Field, Listing
from graticule_app.model.ordered import OrderedParticles
from graticule_app.model.workspace import Workspace
from graticule_app.panels.particles.column_chooser import ColumnChooser
from graticule_app.panels.particles.filter_row import FilterRow
from graticule_app.panels.particles.table_model import ParticleModel
from graticule_app.panels.particles.table_view import TableView
from graticule_app.work.tasks import Policy, Tasks, as_bug

COPIED = 100_000  # rows at most; more are what a CSV file is for
_AT_ONCE = 2_000  # rows that are copied before a hand has left the keys


class ParticlePanel(QWidget):
    """Every particle that passes the filter, in as many rows; linked with the selection."""

    go_to = Signal(object)  # Box in level-0 px

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = workspace.particles
        self.ordered = OrderedParticles(workspace, self)
        self.model = ParticleModel(self.ordered, self)
        self.filter_row = FilterRow(self.shown)
        self.view = TableView(self.model)
        self._count = QLabel()
        theme.role(self._count, "heading")
        self._note = QLabel()
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.role(self._note, "quiet")
        self._columns = ColumnChooser()
        self._tasks = Tasks(self, as_bug, Policy.LATEST)
        self._lay_out()
        self._connect()
        self._show_columns()
        self._show_count()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.GAP)
        line.addWidget(self._count)
        line.addWidget(self._note, 1)
        line.addWidget(self._columns)
        self._empty = QLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        theme.role(self._empty, "quiet")
        self._reset = QPushButton(tr("Show all particles"))
        theme.role(self._reset, "flat")
        nothing = QWidget()
        middle = QVBoxLayout(nothing)
        middle.addStretch(1)
        middle.addWidget(self._empty)
        middle.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignCenter)
        middle.addStretch(2)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.filter_row)
        layout.addLayout(line)
        layout.addLayout(self._stack, 1)

    def _connect(self) -> None:
        header = self.view.horizontalHeader()
        header.sectionClicked.connect(self._sort_clicked)
        header.customContextMenuRequested.connect(self._heading_menu)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._row_menu)
        self.view.picked.connect(self._picked)
        self.view.cleared.connect(self._clear)
        self.view.opened.connect(self._open)
        self.model.columns_changed.connect(self._show_columns)
        self.ordered.changed.connect(self._restore)
        self.ordered.selection_changed.connect(self._selection_changed)
        self.shown.changed.connect(self._show_count)
        self._columns.changed.connect(self._hide_columns)
        self._reset.clicked.connect(self.filter_row.reset)
        for keys, action in (
            (QKeySequence.StandardKey.Copy, self.copy),
            (QKeySequence.StandardKey.Find, self.filter_row.focus_text),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    # Selection

    def _picked(self, first: int, last: int, how: str) -> None:
        self.shown.select(self.ordered.rows[first : last + 1], self, how=how)

    def _clear(self) -> None:
        self.shown.select(np.zeros(0, np.intp), self)

    def _open(self, view_row: int) -> None:
        self.go_to.emit(self.ordered.listing.surroundings(int(self.ordered.rows[view_row])))

    def _selection_changed(self, source: object) -> None:
        if source is not self:
            self._reveal()
        self.view.viewport().update()
        self._show_count()

    def _reveal(self) -> None:
        """Bring the first selected row into sight, unless one is."""
        first = self.ordered.first_selected()
        if first >= 0:
            self.view.set_current(first)

    def _restore(self, _reset: bool) -> None:
        """After sorting or filtering: what is selected stays in sight."""
        first = self.ordered.first_selected()
        if first >= 0:
            self.view.set_current(first)
        self.view.viewport().update()
        self._show_count()

    def _show_count(self) -> None:
        listing, shown = self.shown.listing, self.shown
        total, passed = len(listing), len(shown.rows)
        self._count.setText(
            trn(
                "{passed:,} of {n:,} particle",
                "{passed:,} of {n:,} particles",
                total,
                passed=passed,
            )
        )
        self._count.setVisible(total > 0)
        chosen = len(shown.document.selection.ids) if shown.document else 0
        seen = int(self.ordered.selected[self.ordered.rows].sum()) if chosen else 0
        hidden = chosen - seen
        parts = [tr("{chosen:,} selected", chosen=chosen)] if chosen else []
        parts += (
            [tr("{hidden:,} of them hidden by the filter", hidden=hidden)] if hidden > 0 else []
        )
        self._note.setText(", ".join(parts))
        self._note.setToolTip(self._note.text())
        self._stack.setCurrentIndex(0 if passed else 1)
        self._reset.setVisible(total > 0)
        self.filter_row.setVisible(total > 0)
        self._columns.setVisible(total > 0)
        self._empty.setText(tr("No particle passes the filter.") if total else self._why_empty())

    def _why_empty(self) -> str:
        document = self.shown.document
        if document is None or document.result is None:
            return tr("Particles appear here when the scan has been analysed.")
        if document.table is None:
            return tr("The particles are listed as soon as the analysis has measured them.")
        return tr("The analysis found no particles.")

    # Columns

    def _show_columns(self) -> None:
        self._columns.set_fields(self.model.fields)
        self._hide_columns()

    def _hide_columns(self) -> None:
        wanted = self._columns.chosen
        for column, field in enumerate(self.model.fields):
            self.view.setColumnHidden(column, field.key not in wanted)

    def _shown_fields(self) -> list[Field]:
        """The columns in sight, in the order to which they were dragged."""
        header = self.view.horizontalHeader()
        order = sorted(range(len(self.model.fields)), key=header.visualIndex)
        return [self.model.field(c) for c in order if not self.view.isColumnHidden(c)]

    def _sort_clicked(self, column: int) -> None:
        """The first click sorts as is most useful, the second the other way, the third not."""
        field = self.model.field(column)
        first = field.kind in ("number", "truth")  # largest, most uncertain, yes
        if self.ordered.sort_key != field.key:
            self.ordered.sort_by(field.key, descending=first)
        elif self.ordered.descending == first:
            self.ordered.sort_by(field.key, descending=not first)
        else:
            self.ordered.sort_by("", descending=False)

    def _heading_menu(self, where: QPoint) -> None:
        column = self.view.horizontalHeader().logicalIndexAt(where)
        menu = QMenu(self)
        if column >= 0:
            field = self.model.field(column)
            for text, name, down in (
                (tr("Sort ascending"), "sort-up", False),
                (tr("Sort descending"), "sort-down", True),
            ):
                action = menu.addAction(icon(name), text)
                action.triggered.connect(partial(self.ordered.sort_by, field.key, descending=down))
            hide = menu.addAction(icon("eye-off"), tr("Hide this column"))
            hide.triggered.connect(partial(self._hide, field.key))
            menu.addSeparator()
        menu.addAction(icon("columns"), tr("Choose columns…"), self._columns.showMenu)
        self._popup(menu, self.view.horizontalHeader().mapToGlobal(where))

    def _hide(self, key: str) -> None:
        rest = self._columns.chosen - {key}
        if rest & {field.key for field in self.model.fields}:
            self._columns.choose(rest)

    # Rows

    def _row_menu(self, where: QPoint) -> None:
        row = self.view.current_row()
        if row < 0 or not len(self.ordered.rows):
            return
        listing, number = self.ordered.listing, int(self.ordered.rows[row])
        menu = QMenu(self)
        menu.addAction(icon("go-to"), tr("Go to particle"), partial(self._open, row))
        menu.addSeparator()
        menu.addAction(icon("copy"), tr("Copy rows"), QKeySequence.StandardKey.Copy, self.copy)
        column = self.view.columnAt(where.x())
        if column >= 0:
            text = listing.raw(number, self.model.field(column))
            copy = menu.addAction(tr("Copy “{text}”", text=text), partial(_to_clipboard, text))
            copy.setEnabled(bool(text))
        menu.addSeparator()
        index = int(listing.class_indices()[number])
        info = listing.classes[index]
        only = menu.addAction(dot_icon(info.color), tr("Show only {name}", name=info.name))
        only.triggered.connect(partial(self._only_class, index))
        every = menu.addAction(tr("Select all shown"))
        every.triggered.connect(lambda: self._picked(0, len(self.ordered.rows) - 1, "only"))
        self._popup(menu, self.view.viewport().mapToGlobal(where))

    def _popup(self, menu: QMenu, where: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _only_class(self, index: int) -> None:
        self.shown.set_filter(Filter(classes=frozenset({index})))

    def copy(self) -> None:
        """The selected rows, tab-separated with headings, as spreadsheets take them."""
        rows = self.ordered.selected_rows()
        if not len(rows):
            return
        if len(rows) > COPIED:
            self._note.setText(
                tr(
                    "At most {most:,} rows can be copied; save the report for all of them.",
                    most=COPIED,
                )
            )
            return
        listing, fields = self.ordered.listing, self._shown_fields()
        run = self._tasks.now if len(rows) <= _AT_ONCE else self._tasks.run
        run(partial(as_text, listing, fields, rows), tr("Copying rows"), self._copied)

    def _copied(self, answer: tuple[str, int]) -> None:
        text, count = answer
        _to_clipboard(text)
        self._note.setText(trn("{n:,} row copied", "{n:,} rows copied", count))


def as_text(listing: Listing, fields: list[Field], rows: np.ndarray) -> tuple[str, int]:
    """Rows as tab-separated lines under their headings, and how many rows they are."""
    lines = ["\t".join(field.heading for field in fields)]
    lines += ["\t".join(listing.raw(row, field) for field in fields) for row in rows.tolist()]
    return "\n".join(lines), len(rows)


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
