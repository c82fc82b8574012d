"""Work that would make the window wait, in a thread of its own."""

from collections.abc import Generator
from contextlib import closing
from functools import cache
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal, Slot


class Job(QThread):
    """One background run of a generator; `finished` always arrives, after `failed` if it failed.

    `requestInterruption()` cancels: the generator is closed, so its finally blocks run. What the
    generator returns arrives with `done`, which a cancelled or failed run never sends.

    A job has no parent: from its start to its end it is held here, because a thread that is
    destroyed in mid-run aborts the program. Whoever began it may go before it. So connect it to
    methods of Qt objects, which are let go with them; `Background` takes any callable.
    """

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(Exception)

    def __init__(self, work: Generator[Any, None, Any]) -> None:
        super().__init__()
        self._work = work

    def start(self, priority: QThread.Priority = QThread.Priority.InheritPriority) -> None:
        """Begin; connect its signals first."""
        _keeper().keep(self)
        super().start(priority)

    def run(self) -> None:
        """Called by Qt in the new thread; use `start()`."""
        with closing(self._work) as work:
            try:
                while not self.isInterruptionRequested():
                    try:
                        self.progressed.emit(next(work))
                    except StopIteration as end:
                        self.done.emit(end.value)
                        return
            except Exception as error:  # noqa: BLE001 - torch raises RuntimeError for all it dislikes
                self.failed.emit(error)


def stop() -> None:
    """Cancel all jobs, and wait until they have ended."""
    _keeper().stop()


class _Keeper(QObject):
    """Holds every job until its thread has ended, and the program until all have."""

    def __init__(self) -> None:
        super().__init__()
        self._jobs: set[Job] = set()
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.stop)

    def keep(self, job: Job) -> None:
        self._jobs.add(job)
        job.finished.connect(self._let_go)

    @Slot()
    def stop(self) -> None:
        for job in list(self._jobs):
            job.requestInterruption()
        for job in list(self._jobs):
            job.wait()

    @Slot()
    def _let_go(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            job.wait()  # `finished` is sent by the thread's last breath, not after it
            self._jobs.discard(job)


@cache
def _keeper() -> _Keeper:
    """Made with the first job: this file may be imported in a thread, which hears no signals."""
    return _Keeper()
