"""A result with a person's corrections over it, which can all be taken back."""

import getpass
import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import numpy as np

from graticule.errors import ResultError, ScanError
from graticule.geometry import Box
from graticule.names import text_path
from graticule.particles import Overlapping, ParticleTable, outline_particles
from graticule.particles.seams import grid
from graticule.reports import Analysis, ReviewFacts, ReviewLine
from graticule.results import RECORD, Result, grey_range_of
from graticule.review.edits import AnyEdit, Point
from graticule.review.history import Change, History
from graticule.review.log import EditLog
from graticule.review.measure import Layers, measure
from graticule.review.overlay import Nearby, NumberedGrid
from graticule.review.plan import Planner
from graticule.review.regions import GridPlacement
from graticule.review.state import ReviewState
from graticule.rle import Window
from graticule.scans import Scan, open_scan, single_frame
from graticule.segment import ResultStore
from graticule.segment.work_grid import WorkView
from graticule.version import __version__

LOG = Path("review") / "review.jsonl"  # in the result's folder


@dataclass(frozen=True, slots=True)
class ParticleFacts:
    """One particle's class, its mean uncertainty (0-1), and whether a person looked at it."""

    class_number: int
    uncertainty: float | None
    reviewed: bool


class Reviewed(Result):
    """A complete result as a person has corrected it.

    `table`, `labels` and `class_map` are those of the analysis with all edits in force; the files
    of the analysis stay as they are. An edit is on disk before it takes effect, unless `defer` was
    called. One thread edits; any may read, and what was read stays as it was.
    """

    def __init__(self, folder: Path, store: ResultStore, run: Mapping[str, Any]) -> None:
        super().__init__(folder, store, run)
        labels = self.store.labels
        if self.record is None or self.table is None or labels is None:
            raise ResultError(f"{self.folder}: the analysis has not finished yet")
        self.user = getpass.getuser()
        self._facts = self.record.scan
        self._scan: Scan | None = None
        self._opened = ExitStack()
        self._lock = Lock()  # an edit and a copy of the state for a report do not mix
        self._state = ReviewState(self.table, Nearby(labels), self._sorted, self.shared)
        self._uncertainty = Nearby(self.store.uncertainty)
        self._log = EditLog(self.folder / LOG, _identity(self.table, labels.shape), __version__)
        x, y = self.work_origin
        place = GridPlacement(grid(labels), self.scale, (x * self.scale, y * self.scale))
        self._place = place
        self._history = History(self._state, self._log, place, self.classes)
        connectivity = int(dict(run.get("settings", {})).get("connectivity", 8))
        self._planner = Planner(self._state, place, self.classes, connectivity)
        self.table = self._state.table()

    def _sorted(self, rows: ParticleTable) -> ParticleTable:
        """Rows with the size and shape classes that follow from what was measured."""
        return self.groups.apply(rows, self.pixel_size, grey_range_of(self))

    @property
    def labels(self) -> NumberedGrid:
        """uint32 (h, w) on the work grid: the particle's id, 0 for none.

        Read by slices; each reading shows the edits that are in force then.
        """
        return self._state.labels

    @property
    def class_map(self) -> NumberedGrid:
        """uint8 (h, w) on the work grid: the class of each particle, 0 for none; as `labels`."""
        return self._state.class_map

    @property
    def put_aside(self) -> bool:
        """Whether there is a review of another analysis of this scan, which does not apply."""
        return self._log.foreign

    @property
    def undo_text(self) -> str:
        """What `undo` would take back; empty if there is nothing."""
        return self._history.undo_text

    @property
    def redo_text(self) -> str:
        """What `redo` would do again; empty if there is nothing."""
        return self._history.redo_text

    @property
    def log_length(self) -> int:
        """How many lines the log has."""
        return len(self._history)

    @property
    def acts(self) -> tuple[AnyEdit | Literal["undo", "redo"], ...]:
        """Everything that was done, in order, with what was taken back and done again."""
        return self._history.acts

    def log_line(self, index: int) -> ReviewLine:
        """A line of the log, the first one at index 0."""
        return self._history.line(index)

    @property
    def progress(self) -> tuple[int, int]:
        """How many particles a person has looked at, of how many."""
        there = self._state.rows >= 0
        return int((self._state.reviewed & there).sum()), int(there.sum())

    def facts_of(self, particle: int) -> ParticleFacts:
        """What is known of one particle, without a look at the whole table."""
        state, ids = self._state, np.array([particle])
        unsure = None
        if "uncertainty_mean" in state.store.table:
            unsure = float(state.values("uncertainty_mean", ids)[0])
        return ParticleFacts(int(state.classes[particle]), unsure, bool(state.reviewed[particle]))

    def note_of(self, particle: int) -> str:
        """What was last noted on a particle."""
        return self._history.note_of(particle)

    def particle_at(self, x: float, y: float) -> int:
        """The particle at a place in level-0 px, 0 for none."""
        return self._planner.particle_at(x, y)

    def touches(self, particle: int, stroke: Sequence[Point], radius: float) -> bool:
        """Whether a stroke of a round brush reaches a particle; all in level-0 px."""
        return self._planner.touches(particle, stroke, radius)

    def use_scan(self, scan: Scan) -> None:
        """Measure on this open scan, which whoever opened it closes."""
        self._scan = single_frame(scan, self.frame)

    def apply(self, edit: AnyEdit) -> Change:
        """Make an edit; raises `GraticuleError` in plain words if it cannot be done.

        Particles that a person has edited count as reviewed.
        """
        draft = self._planner.plan(edit)
        rows = measure(self._state, draft, self._layers()) if len(draft.ids) else None
        effect = replace(draft.effect, rows=rows)
        return self._changed(lambda: self._history.add(edit, effect, self.user))

    def undo(self) -> Change:
        """Take back the last edit in force; `GraticuleError` if there is none."""
        return self._changed(lambda: self._history.undo(self.user))

    def redo(self) -> Change:
        """Do again what was taken back last; `GraticuleError` if there is nothing."""
        return self._changed(lambda: self._history.redo(self.user))

    def defer(self) -> None:
        """From now on edits take effect at once, and are written by `save` in another thread."""
        self._log.deferred = True

    def begin_saving(self) -> bool:
        """Whether some thread must call `save`: edits are not on disk yet, and nobody is at it."""
        return self._log.begin()

    def save(self) -> None:
        """Write the edits that wait, in their order, with those that are made meanwhile.

        Also after `close`, which lets others write only when this has ended. Raises `ResultError`
        if they cannot be written: then call `take_back` in the thread that edits.
        """
        self._log.save()

    def take_back(self) -> Change | None:
        """Unmake the edits that could not be saved: what is shown is what is on disk.

        None if there are none, or a `save` has begun that tries once more.
        """
        with self._lock:
            done = self._history.take_back()
            self.table = self._state.table()
        return done

    def _changed(self, change: Callable[[], Change]) -> Change:
        with self._lock:
            done = change()
            self.table = self._state.table()
        return done

    def analysis(self) -> Analysis:
        """As it stands now, whatever comes after, numbered as reports want it.

        Any thread may ask: for a million particles it takes a second.
        """
        with self._lock:
            state, table, facts = self._state, self._state.table(), self.facts()
            overlay, ids, size = state.overlay.frozen(), state.stands_for, len(state.rows)
            shared = state.shared(self._place.grid)
        analysis = super().analysis()
        if facts.lines:
            # Rows in raster order again, so that outlines come in the order of the rows.
            table = table.select(np.lexsort((table["id"], table["top"])))
        else:
            table = state.store.table
        row_of = np.zeros(size, np.uint32)
        row_of[table["id"]] = np.arange(1, len(table) + 1)
        by_row = row_of[ids]

        def reveal(raw: np.ndarray, window: Window) -> None:
            state.hidden.reveal(raw, window, overlay.base.shape, ids)

        labels = Overlapping(NumberedGrid(overlay, lambda raw: ids[raw], np.uint32, reveal), shared)
        return replace(
            analysis,
            table=table,
            labels=NumberedGrid(overlay, lambda raw: by_row[raw], np.uint32, reveal),
            outlines=lambda: outline_particles(
                labels, table, scale=self.scale, origin=self.work_origin
            ),
            review=facts if facts.lines else None,
        )

    def overlapping(self, box: Box) -> Overlapping:
        """The labels with what particles share in a box of work px, as it stands."""
        with self._lock:
            return Overlapping(self.labels, self._state.shared(box))

    def edited(self) -> list[Box]:
        """Level-0 boxes of what edits in force have changed; not of those that changed many."""
        return self._history.edited()

    def facts(self) -> ReviewFacts:
        """What a report tells of the review."""
        return ReviewFacts(tuple(self._history.lines()))

    def close(self) -> None:
        """Let go of the scan and of the log; a second call does nothing."""
        self._log.close()
        self._opened.close()
        self._scan = None
        super().close()

    def _layers(self) -> Layers:
        """What to measure on."""
        scan, origin = self.measured_scan(), self.work_origin
        return Layers(
            uncertainty=self._uncertainty,
            pixel_size=self.pixel_size,
            scale=self.scale,
            origin=origin,
            read_scan=None if scan is None else WorkView(scan, self.scale, origin).read,
            channel_names=() if scan is None else scan.channel_names,
            light=self.store.attributes.get("light"),
            grey_range=grey_range_of(self),
        )

    def measured_scan(self) -> Scan | None:
        """The scan that was analysed; None where its file is gone or is another by now."""
        facts = self._facts
        if self._scan is None:
            try:
                scan = open_scan(
                    text_path(facts.path),
                    pixel_size=facts.pixel_size,
                    grey_range=facts.grey_range,
                )
            except ScanError:
                return None
            self.use_scan(self._opened.enter_context(scan))
        same = self._scan is not None and self._scan.fingerprint == facts.fingerprint
        return self._scan if same else None


def open_result(folder: Path) -> Result:
    """A result with its review, or one that is still growing; raises `ResultError` if none."""
    return Reviewed.open(folder) if (Path(folder) / RECORD).is_file() else Result.open(folder)


def _identity(table: ParticleTable, shape: tuple[int, ...]) -> str:
    """What tells one analysis from another of the same scan: its particles, hex."""
    found = hashlib.sha256(f"{shape} {len(table)}".encode())
    for key in ("class", "area_px", "left", "top"):
        found.update(np.ascontiguousarray(table[key]).tobytes())
    return found.hexdigest()[:32]
