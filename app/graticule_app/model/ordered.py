"""The particles that are shown, in an order: for the table by its headings, for the gallery."""

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from graticule_app.look.translation import tr
from graticule_app.model.listing import SMALL, Listing
from graticule_app.model.workspace import Workspace
from graticule_app.work.tasks import Policy, Tasks, as_bug


class OrderedParticles(QObject):
    """`rows[i]` is the table's row in place i; `selected[row]` whether that row is selected.

    Large tables are sorted in a thread; until then the old order stays. `listing`, `rows` and
    `selected` always belong together.
    """

    changed = Signal(bool)  # rows are others; true if they are of another listing or number
    sorted_by = Signal(str, bool)  # key ("" as the table comes) and whether it is descending
    selection_changed = Signal(object)  # who set it

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        shown = self.shown = workspace.particles
        self.listing: Listing = shown.listing
        self.rows = shown.rows
        self.selected = np.zeros(len(self.listing), bool)
        self.sort_key, self.descending = "", False
        self._order: np.ndarray | None = None  # None: as the table comes
        self._ordered: tuple[Listing, str, bool] = (self.listing, "", False)
        self._tasks = Tasks(self, as_bug, Policy.LATEST)
        shown.changed.connect(self._follow)
        workspace.selection_changed.connect(self._selection_changed)

    @property
    def settled(self) -> bool:
        """Whether what is shown is in the order that was asked for last."""
        asked = (self.shown.listing, self.sort_key, self.descending)
        return not self._tasks.busy and self._ordered == asked

    def sort_by(self, key: str, *, descending: bool) -> None:
        """Sort by the column of that key; blanks come last either way."""
        self.sort_key, self.descending = key, descending
        self.sorted_by.emit(key, descending)
        self._arrange()

    def position(self, row: int) -> int:
        """The place of the table's row; -1 if the filter hides it."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else -1

    def first_selected(self) -> int:
        """The first place that is selected, -1 if none is."""
        hits = self.selected[self.rows]
        at = int(np.argmax(hits)) if len(hits) else 0
        return at if len(hits) and hits[at] else -1

    def selected_rows(self) -> np.ndarray:
        """Rows of the table that are selected and shown, in their order."""
        return self.rows[self.selected[self.rows]]

    def _arrange(self) -> None:
        """Sort the listing that is shown now as was asked."""
        asked = listing, key, descending = self.shown.listing, self.sort_key, self.descending

        def work() -> tuple[tuple[Listing, str, bool], np.ndarray | None]:
            return asked, listing.order(key, descending=descending) if listing.field(key) else None

        run = self._tasks.now if len(listing) < SMALL or not key else self._tasks.run
        run(work, tr("Sorting"), self._take_order)

    @Slot()
    def _follow(self) -> None:
        if self._ordered == (self.shown.listing, self.sort_key, self.descending):
            self._show()
        else:
            self._arrange()

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
        reset = listing is not self.listing or len(rows) != len(self.rows)
        if listing is not self.listing:
            self.listing = listing
            self._note_selection()
        self.rows = rows
        self.changed.emit(reset)

    @Slot(object)
    def _selection_changed(self, source: object) -> None:
        self._note_selection()
        self.selection_changed.emit(source)

    def _note_selection(self) -> None:
        document = self.shown.document
        ids = document.selection.ids if document is not None else np.zeros(0, np.int64)
        self.selected = self.listing.mask_of(ids)
