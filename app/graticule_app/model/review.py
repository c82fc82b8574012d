"""What the person at the screen does to a result, passed to the review engine and back."""

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot

from graticule.errors import GraticuleError
from graticule.reports import Analysis
from graticule.results import Result
from graticule.review import (
    AnyEdit,
    Change,
    Cut,
    Delete,
    Draw,
    Erase,
    Mark,
    Merge,
    Paint,
    Reviewed,
    SetClass,
    Split,
)
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.document import Document
from graticule_app.model.documents import Documents
from graticule_app.model.exporting import saving_annotations, saving_crops, saving_edits
from graticule_app.work.ending import FOREVER
from graticule_app.work.tasks import Tasks

_SELECTED = 1_000  # particles that are selected after an edit made or brought back so many

Point = tuple[float, float]  # x, y in level-0 px

_SELECT_FIRST = {
    "delete": tr_noop("Select a particle to delete it: click it in the picture"),
    "merge": tr_noop("Select a particle to merge it: click it in the picture"),
    "split": tr_noop("Select a particle to split it: click it in the picture"),
    "mark": tr_noop("Select a particle to mark it: click it in the picture"),
}


class ReviewController(QObject):
    """Corrects the document's result: each slot makes one edit that can be undone.

    What can be corrected is a `Reviewed` result. After an edit the document has the new table, and
    `map_changed` tells the views where the maps are different.
    """

    changed = Signal()  # table, log, what can be undone, or the document is another
    class_changed = Signal(int)  # the class in which new particles are drawn
    failed = Signal(str)  # what cannot be done, in plain words
    told = Signal(str)  # what was done, in plain words

    def __init__(self, documents: Documents) -> None:
        super().__init__(documents)
        self._documents = documents
        self._reviewed: Reviewed | None = None
        self._tasks = Tasks(self, self._tell_failure)
        self._class_number = 1
        documents.shown.connect(self._take_document)
        documents.result_changed.connect(self._take_result)
        self.user = ""  # who the log says it was; empty: as the computer calls its user

    # --- what there is

    @property
    def document(self) -> Document | None:
        """Whose result is corrected."""
        return self._documents.current

    @property
    def reviewed(self) -> Reviewed | None:
        """The result that is corrected; None while there is none that is complete."""
        return self._reviewed

    @property
    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return self._reviewed is not None and bool(self._reviewed.undo_text)

    @property
    def can_redo(self) -> bool:
        """Whether an edit that was taken back can be made again."""
        return self._reviewed is not None and bool(self._reviewed.redo_text)

    def undo_text(self) -> str:
        """What `undo` would take back, such as "Deleted particle 17"; empty if nothing."""
        return self._reviewed.undo_text if self._reviewed is not None else ""

    def redo_text(self) -> str:
        """What `redo` would make again; empty if nothing."""
        return self._reviewed.redo_text if self._reviewed is not None else ""

    def progress(self) -> tuple[int, int]:
        """How many particles were looked at, of how many."""
        return self._reviewed.progress if self._reviewed is not None else (0, 0)

    @property
    def class_number(self) -> int:
        """The class in which new particles are drawn."""
        return self._class_number

    def analysis(self) -> Analysis:
        """The result as it stands, for a report; any thread may ask."""
        document = self.document
        if document is None or document.result is None:
            raise GraticuleError(tr("There is no result yet: analyse the scan first"))
        return document.result.analysis()

    # --- the document

    @Slot()
    def _take_document(self) -> None:
        """Another document is shown: its result is reviewed from now on."""
        self._reviewed = None
        self._take_result()
        self.changed.emit()

    @Slot()
    def _take_result(self) -> None:
        """Review the document's result, if it has a review."""
        document, before = self.document, self._reviewed
        result = document.result if document is not None else None
        if document is None or result is before:
            return
        if before is not None and result is not None and _is_same(before, result):
            # It was read once more. Others are still being told of it.
            QTimer.singleShot(0, self, lambda: self._show_again(document, result, before))
            return
        if before is not None:
            before.close()
        self._reviewed = None
        self.changed.emit()
        if isinstance(result, Reviewed):
            self._use(result)

    @staticmethod
    def _show_again(document: Document, result: Result, reviewed: Reviewed) -> None:
        if document.result is result:
            document.set_result(reviewed)
            result.close()

    def _use(self, reviewed: Reviewed) -> None:
        self._reviewed = reviewed
        reviewed.defer()
        if self.document is not None:
            reviewed.use_scan(self.document.scan)
        if not 0 < self._class_number < len(reviewed.classes):
            self.set_drawing_class(1)
        self.changed.emit()
        if reviewed.put_aside:
            self.told.emit(
                tr(
                    "An earlier review belongs to another analysis of this scan. It is kept beside "
                    "the new one, and not applied"
                )
            )

    # --- edits of what is selected

    def selected(self) -> tuple[int, ...]:
        """Ids of the selected particles."""
        return tuple(self.document.selection.ids.tolist()) if self.document is not None else ()

    @Slot(int)
    def set_class(self, number: int) -> None:
        """The selected particles are of this class, and so is what is drawn next."""
        self.set_drawing_class(number)
        ids = self.selected()
        if ids:
            self.apply(SetClass(ids, number))

    @Slot(int)
    def set_drawing_class(self, number: int) -> None:
        """New particles are drawn in this class."""
        if number != self._class_number:
            self._class_number = number
            self.class_changed.emit(number)

    @Slot()
    def delete(self) -> None:
        """The selected particles are none."""
        self._on_selected("delete", lambda ids: Delete(ids))

    @Slot()
    def merge(self) -> None:
        """The selected particles are one."""
        if len(self.selected()) < 2:
            self.failed.emit(tr("Select two or more particles to merge them: click with Ctrl held"))
            return
        self._on_selected("merge", lambda ids: Merge(ids))

    @Slot()
    def split(self) -> None:
        """The selected particle is several."""
        if len(self.selected()) > 1:
            self.failed.emit(tr("Select one particle to split it"))
            return
        self._on_selected("split", lambda ids: Split(ids[0]))

    @Slot()
    def mark_reviewed(self, reviewed: bool = True, note: str = "") -> None:
        """The selected particles were looked at and are right; or take that back."""
        self._on_selected("mark", lambda ids: Mark(ids, reviewed=reviewed, note=note))

    def _on_selected(self, what: str, make: Callable[[tuple[int, ...]], AnyEdit]) -> None:
        ids = self.selected()
        if not ids:
            self.failed.emit(tr(_SELECT_FIRST[what]))
            return
        self.apply(make(ids))

    # --- edits by hand

    @Slot(object, float, bool)
    def paint(self, stroke: Sequence[Point], radius: float, over: bool = False) -> None:
        """Enlarge the particle on which the stroke begins, or the selected one that it touches.

        A stroke that begins beside all particles makes a new one.
        """
        reviewed = self._reviewed
        if reviewed is None or not stroke:
            self._refuse()
            return
        under = reviewed.particle_at(*stroke[0])
        if not under:
            chosen = self.selected()
            if len(chosen) == 1 and reviewed.touches(chosen[0], stroke, radius):
                under = chosen[0]
        self.apply(
            Paint(tuple(stroke), radius, id=under, class_number=self._class_number, over=over)
        )

    @Slot(object, float)
    def erase(self, stroke: Sequence[Point], radius: float) -> None:
        """Take away from the selected particles that are under the stroke, else from all there."""
        reviewed = self._reviewed
        if reviewed is None:
            self._refuse()
            return
        ids = tuple(id_ for id_ in self._few() if reviewed.touches(id_, stroke, radius))
        self.apply(Erase(tuple(stroke), radius, ids=ids))

    @Slot(object)
    def cut(self, line: Sequence[Point]) -> None:
        """Take apart what the line crosses."""
        self.apply(Cut(tuple(line)))

    @Slot(object)
    def draw(self, outline: Sequence[Point]) -> None:
        """A new particle inside an outline."""
        self.apply(Draw(tuple(outline), self._class_number))

    def _few(self) -> tuple[int, ...]:
        """The selection while it is small enough to be meant by a stroke."""
        chosen = self.selected()
        return chosen if len(chosen) <= 8 else ()

    # --- making edits

    def apply(self, edit: AnyEdit) -> bool:
        """Make an edit; tells what was done, or why it cannot be. True if it was."""
        return self._change(lambda reviewed: reviewed.apply(edit))

    @Slot()
    def undo(self) -> None:
        """Take back the last edit."""
        self._change(lambda reviewed: reviewed.undo())

    @Slot()
    def redo(self) -> None:
        """Make again what was taken back last."""
        self._change(lambda reviewed: reviewed.redo())

    def _change(self, make: Callable[[Reviewed], Change]) -> bool:
        document, reviewed = self.document, self._reviewed
        if document is None or reviewed is None:
            self._refuse()
            return False
        if self.user:
            reviewed.user = self.user
        try:
            change = make(reviewed)
        except GraticuleError as error:
            self.failed.emit(str(error))
            return False
        self._save_edits(reviewed)
        document.set_table(reviewed.table)
        if change.boxes:
            document.map_grew(change.boxes)
        if change.after != change.before and 0 < len(change.after) <= _SELECTED:
            document.selection.set(np.array(change.after), self)
        self.changed.emit()
        self.told.emit(change.text)
        return True

    def _save_edits(self, reviewed: Reviewed) -> None:
        """Write them to the log in a thread: the disk may be a share that is away."""
        if reviewed.begin_saving():
            done = partial(self._saved_edits, reviewed)
            self._tasks.run(
                partial(saving_edits, reviewed), tr("Saving corrections"), done, vital=True
            )

    def _saved_edits(self, reviewed: Reviewed, error: Exception | None) -> None:
        if error is None:
            return
        change, document = reviewed.take_back(), self.document
        if document is not None and reviewed is self._reviewed and change is not None:
            document.set_table(reviewed.table)
            document.map_grew(change.boxes)
            self.changed.emit()
        self._tell_failure("", error, change.text if change is not None else "")

    def _refuse(self) -> None:
        self.failed.emit(tr("There is nothing to correct yet: analyse the scan first"))

    # --- training data

    def save_annotations(self, path: Path | None = None) -> None:
        """Write what was reviewed as outlines with classes (GeoJSON), beside the review."""
        if self._reviewed is not None:
            path = path or self._reviewed.folder / "review" / "corrections.geojson"
            self._save(saving_annotations(self._reviewed, path))
        else:
            self._refuse()

    def save_crops(self, folder: Path | None = None) -> None:
        """Write pictures with labels of what was reviewed, as training reads them."""
        if self._reviewed is not None:
            folder = folder or self._reviewed.folder / "review" / "training"
            self._save(saving_crops(self._reviewed, folder))
        else:
            self._refuse()

    def _save(self, work: Generator[object, None, str]) -> None:
        self._tasks.run(work, tr("Saving training data"), self.told.emit, vital=True)

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Wait for what is being read or written: the window closes."""
        self._tasks.stop(deadline)

    def _tell_failure(self, _doing: str, error: Exception, more: str = "") -> None:
        if not isinstance(error, GraticuleError):
            raise error  # a bug, which goes the way of all bugs
        self.failed.emit(f"{error}. {more}" if more else str(error))


def _is_same(reviewed: Reviewed, result: Result) -> bool:
    """Whether a result is of the very run that is being reviewed."""
    return result.folder == reviewed.folder and result.record == reviewed.record
