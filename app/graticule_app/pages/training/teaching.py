"""The training that the page shows: begins it, follows it, stops it, goes on with it."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from graticule.learn.events import Started, StepDone
from graticule.learn.training_worker import Failed, PackWritten, Stopped
from graticule_app.pages.training.runs import Record, Run, home_of, unfinished
from graticule_app.work.training_link import TrainingLink

logger = logging.getLogger(__name__)
_NOTED = 50  # steps between two notes of how far it is


class Teaching(QObject):
    """One training at a time, noted on disk from its first moment, so that it can go on."""

    began = Signal(object)  # Run
    told = Signal(object)  # an event, see `graticule.learn.events`
    stopped = Signal(object)  # Run that can go on
    failed = Signal(object, str, str)  # Run that can go on, text for the user, details
    done = Signal(object, object)  # Run, PackWritten
    busy_changed = Signal(bool)

    def __init__(
        self,
        results: Callable[[], Path],
        parent: QObject | None = None,
        command: list[str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._results = results
        self._run: Run | None = None
        self._noted = 0
        self._link = TrainingLink(self, command)
        self._link.answered.connect(self._take)
        self._link.busy_changed.connect(self.busy_changed)

    @property
    def busy(self) -> bool:
        """Whether something is being learned."""
        return self._link.busy

    @property
    def run(self) -> Run | None:
        """The training under way, else the last one."""
        return self._run

    def begin(self, record: Record) -> None:
        """Begin a training in a folder of its own; `GraticuleError` if that cannot be made."""
        self.go_on(Run.new(home_of(self._results()), record))

    def go_on(self, run: Run) -> None:
        """Begin or go on with a training that is noted; `ValueError` while another is under way."""
        if self.busy:
            raise ValueError("one training at a time")
        self._run, self._noted = run, run.record.step
        run.note(state="learning")
        self.began.emit(run)
        self._link.train(run.order)

    def stop(self) -> None:
        """Stop so that it can go on."""
        self._link.stop()

    def keep(self) -> None:
        """Learn no more, and make the pack of the best so far."""
        self._link.keep()

    def forget(self, run: Run) -> None:
        """Do not offer this one again; its folder stays."""
        run.note(state="given up")

    def unfinished(self) -> Run | None:
        """The newest training that can go on, while none is under way; asks the disk."""
        try:
            runs = unfinished(home_of(self._results()))
        except OSError:
            logger.exception("the folder of trainings cannot be read")
            return None
        return next((run for run in runs if run.folder.is_dir()), None)

    def end(self) -> None:
        """The window closes: the process ends; its checkpoint is there for the next start."""
        if self.busy and self._run is not None:
            self._run.note(state="stopped")
        self._link.end()

    def _take(self, _id: str, event: object) -> None:
        run = self._run
        if run is None:
            return
        self.told.emit(event)
        if isinstance(event, Started | StepDone):
            if isinstance(event, Started) or event.step - self._noted >= _NOTED:
                self._noted = event.step
                run.note(step=event.step, steps=event.steps)
        elif isinstance(event, Stopped):
            run.note(state="stopped", step=event.step)
            self.stopped.emit(run)
        elif isinstance(event, Failed):
            run.note(state="stopped" if run.record.step else "failed")
            self.failed.emit(run, event.text, event.details)
        elif isinstance(event, PackWritten):
            run.note(state="done", step=run.record.steps)
            self.done.emit(run, event)
