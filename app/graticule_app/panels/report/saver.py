"""Runs the saving of reports in the background, one after the other."""

import traceback
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, Signal
from PySide6.QtGui import QImage

from graticule.errors import GraticuleError
from graticule.reports import Analysis
from graticule_app.panels.report.choice import ReportChoice
from graticule_app.panels.report.writing import write_report
from graticule_app.work.ending import FOREVER
from graticule_app.work.jobs import Job


@dataclass(slots=True)
class _Task:
    """One report that waits or is being written."""

    name: str
    work: Generator[Any, None, Any]
    written: list[Path] = field(default_factory=list)
    ended: bool = False  # done or failed: otherwise it was cancelled


class ReportSaver(QObject):
    """Saves reports in a thread of its own; its signals feed the `SaveLine`."""

    started = Signal(str)  # what is saved, such as "tape-12"
    progressed = Signal(object)  # `writing.Step`
    saved = Signal(object)  # list[Path], all that was written
    cancelled = Signal(object)  # list[Path] written before
    failed = Signal(str, str)  # in plain words, details

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[_Task] = deque()
        self._task: _Task | None = None
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being written, or waits to be."""
        return self._job is not None

    def save(
        self,
        analysis: Callable[[], Analysis],
        name: str,
        choice: ReportChoice,
        picture: QImage | None = None,
    ) -> None:
        """Write the chosen parts of a result; file names begin with `name`, the scan's.

        `name` is without ending; `analysis` is called in the other thread.
        """
        written: list[Path] = []
        work = write_report(analysis, name, choice, picture, written)
        self.run(name, work, written)

    def run(self, name: str, work: Generator[Any, None, Any], written: list[Path]) -> None:
        """Run any writing that yields `Step` and adds to `written` what is complete."""
        self._waiting.append(_Task(name, work, written))
        if self._job is None:
            self._next()

    def cancel(self) -> None:
        """Stop what is being written; whole files stay, and nothing else."""
        if self._job is not None:
            self._job.requestInterruption()

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> bool:
        """Stop all, as when the program ends; whether it stopped in time."""
        self._waiting.clear()
        job = self._job
        if job is None:
            return True
        job.requestInterruption()
        return job.wait(deadline)

    def _next(self) -> None:
        if not self._waiting:
            return
        self._task = self._waiting.popleft()
        self._job = Job(self._task.work)
        self._job.progressed.connect(self.progressed)
        self._job.done.connect(self._done)
        self._job.failed.connect(self._failed)
        self._job.finished.connect(self._finished)
        self.started.emit(self._task.name)
        self._job.start()

    def _done(self, _result: object) -> None:
        if self._task is not None:
            self._task.ended = True
            self.saved.emit(list(self._task.written))

    def _failed(self, error: Exception) -> None:
        if self._task is None:
            return
        self._task.ended = True
        details = "".join(traceback.format_exception(error))
        if isinstance(error, GraticuleError):
            text = str(error)
        elif isinstance(error, MemoryError):
            text = "There is not enough memory to write this. Close other programs and try again."
        else:
            text = f"{self._task.name} could not be saved: a mistake in the program."
        self.failed.emit(text, details)

    def _finished(self) -> None:
        task, self._task, self._job = self._task, None, None
        if task is not None and not task.ended:
            self.cancelled.emit(list(task.written))
        self._next()
