"""Which particles are shown: those of the document that pass the filter."""

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from graticule.particles import COLUMNS, ParticleTable
from graticule.results import Result
from graticule_app.look.translation import tr
from graticule_app.model.document import Document
from graticule_app.model.documents import Documents
from graticule_app.model.filters import Filter, passing
from graticule_app.model.listing import SMALL, Listing
from graticule_app.model.query import QueryError
from graticule_app.work.tasks import Policy, Tasks

_EMPTY = ParticleTable({"id": np.zeros(0, np.int64)}, COLUMNS[:1])


class ShownParticles(QObject):
    """The filter that table, gallery and charts share; give the same one to all three.

    `listing` and `rows` always belong together. While a large table is filtered in a thread,
    both stay what they were.
    """

    changed = Signal()  # other rows or another listing
    asked = Signal()  # the filter is another; its rows follow with `changed`

    def __init__(self, documents: Documents) -> None:
        super().__init__(documents)
        self._documents = documents
        self.listing = Listing(_EMPTY, ())
        self.rows = np.zeros(0, np.intp)  # ascending
        self.filter = Filter()
        self.problem = ""  # why the filter's text cannot be understood
        self._newest = self.listing
        self._result: Result | None = None  # of the newest listing
        self._tasks = Tasks(self, self._failed, Policy.LATEST)
        documents.shown.connect(self._take_document)
        documents.table_changed.connect(self._take_table)
        self._take_table()

    @property
    def document(self) -> Document | None:
        """Whose particles they are."""
        return self._documents.current

    def _take_document(self) -> None:
        """Another document is shown, without a filter."""
        self.filter = Filter()
        # Nothing of the other document may be clicked while the new one's table is filtered.
        self.listing, self.rows = Listing(_EMPTY, ()), np.zeros(0, np.intp)
        self.changed.emit()
        self.asked.emit()
        self._take_table()

    def set_filter(self, wanted: Filter) -> None:
        """Show what passes this; a text that makes no sense changes nothing but `problem`."""
        if wanted != self.filter:
            self.filter = wanted
            self.asked.emit()
            self._find()

    def select(self, rows: np.ndarray, source: object, *, how: str = "only") -> None:
        """Select these rows' particles: "only" them, "add" them, or "toggle" them."""
        if self.document is None:
            return
        listing, selection = self.listing, self.document.selection
        mask = np.zeros(len(listing), bool)
        mask[rows] = True
        if how == "add":
            mask |= listing.mask_of(selection.ids)
        elif how == "toggle":
            mask ^= listing.mask_of(selection.ids)
        selection.set(listing.ids[mask], source)

    @Slot()
    def _take_table(self) -> None:
        document = self.document
        table = document.table if document is not None else None
        result = document.result if document is not None else None
        edited = result is not None and result is self._result
        self._result = result
        self._newest = Listing(
            table if table is not None else _EMPTY,
            result.classes if result is not None else (),
            like=self._newest if edited else None,
        )
        self._find()

    def _find(self) -> None:
        listing, wanted = self._newest, self.filter
        # An answer for an older listing must not be taken for this one's.

        def work() -> tuple[Listing, np.ndarray]:
            listing.prepare()
            return listing, passing(listing, wanted)

        run = self._tasks.now if len(listing) < SMALL else self._tasks.run
        run(work, tr("Filtering"), self._answered)

    def _answered(self, answer: tuple[Listing, np.ndarray]) -> None:
        self.problem = ""
        self.listing, self.rows = answer
        self.changed.emit()

    def _failed(self, _doing: str, error: Exception) -> None:
        if not isinstance(error, QueryError):
            raise error
        self.problem = str(error)
        if self.listing is not self._newest:  # better all of the new table than rows of the old
            self.listing, self.rows = self._newest, np.arange(len(self._newest))
        self.changed.emit()
