"""Runs the saving of reports in the background, one after the other."""

import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, Signal
from PySide6.QtGui import QImage

from graticule.errors import GraticuleError
from graticule.reports import Analysis
from graticule_app.look.translation import tr
from graticule_app.model.report_choice import ReportChoice
from graticule_app.model.report_writing import write_report
from graticule_app.work.ending import FOREVER
from graticule_app.work.tasks import Policy, Task, Tasks


class ReportSaver(QObject):
    """Saves reports in a thread of its own; its signals feed the `SaveLine`."""

    started = Signal(str)  # what is saved, such as "tape-12"
    progressed = Signal(object)  # `writing.Step`
    saved = Signal(object)  # list[Path], all that was written
    cancelled = Signal(object)  # list[Path] written before
    failed = Signal(str, str)  # in plain words, details

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = Tasks(self, self._failed, Policy.IN_TURN)
        self._writing: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being written, or waits to be."""
        return self._tasks.busy

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

        def begun() -> Generator[Any, None, None]:
            yield None  # its turn has come
            yield from work

        def each(step: object) -> None:
            if step is None:
                self._writing = task
                self.started.emit(name)
            else:
                self.progressed.emit(step)

        def ended() -> None:
            if task.cancelled:
                self.cancelled.emit(list(written))

        task = self._tasks.run(
            begun(), name, lambda _: self.saved.emit(list(written)), each=each, ended=ended
        )

    def cancel(self) -> None:
        """Stop what is being written; whole files stay, and nothing else."""
        if self._writing is not None:
            self._writing.cancel()

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> bool:
        """Stop all, as when the program ends; whether it stopped in time."""
        return self._tasks.stop(deadline)

    def _failed(self, name: str, error: Exception) -> None:
        details = "".join(traceback.format_exception(error))
        if isinstance(error, GraticuleError):
            text = str(error)
        elif isinstance(error, MemoryError):
            text = tr(
                "There is not enough memory to write this. Close other programs and try again."
            )
        else:
            text = tr("{name} could not be saved: a mistake in the program.", name=name)
        self.failed.emit(text, details)
