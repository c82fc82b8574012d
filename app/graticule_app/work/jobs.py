"""Work that would make the window wait, in a thread of its own."""

from collections.abc import Generator
from contextlib import closing
from functools import cache
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QDeadlineTimer,
    QObject,
    QThread,
    Signal,
    Slot,
)

from graticule_app.work.ending import BUDGET, FOREVER, VITAL


class Job(QThread):
    """One background run of a generator; `finished` always arrives, after `failed` if it failed.

    `requestInterruption()` cancels: the generator is closed, so its finally blocks run. What the
    generator returns arrives with `done`, which a cancelled or failed run never sends.

    A job has no parent: from its start to its end it is held here, because a thread that is
    destroyed in mid-run aborts the program. Whoever began it may go before it. So connect it to
    methods of Qt objects, which are let go with them; `Background` takes any callable.

    A `vital` job, which writes what a user made, is not cancelled when the program ends: it is
    waited for, longer than the rest.
    """

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(Exception)

    def __init__(self, work: Generator[Any, None, Any], *, vital: bool = False) -> None:
        super().__init__()
        self._work = work
        self.vital = vital

    def start(self, priority: QThread.Priority = QThread.Priority.InheritPriority) -> None:
        """Begin; connect its signals first."""
        _keeper().keep(self)
        super().start(priority)

    def patience(self, deadline: QDeadlineTimer) -> QDeadlineTimer:
        """Until when the end of the program waits for this job."""
        longest = QDeadlineTimer(VITAL)
        return longest if self.vital and deadline < longest else deadline

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


def interrupt() -> None:
    """Cancel all jobs that are not vital; nobody waits for them here."""
    _keeper().interrupt()


def stop(deadline: QDeadlineTimer = FOREVER) -> bool:
    """`interrupt`, and wait until all have ended or the deadline is over; whether they have.

    A job that is in the midst of a read from a network share that is away ends when that does.
    """
    return _keeper().stop(deadline)


class _Keeper(QObject):
    """Holds every job until its thread has ended, and the program until all have."""

    def __init__(self) -> None:
        super().__init__()
        self._jobs: set[Job] = set()
        self.given_up = False  # somebody has waited for them in vain
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(lambda: self.given_up or self.stop(QDeadlineTimer(BUDGET)))

    def keep(self, job: Job) -> None:
        self._jobs.add(job)
        job.finished.connect(self._let_go)

    def interrupt(self) -> None:
        for job in list(self._jobs):
            if not job.vital:
                job.requestInterruption()

    def stop(self, deadline: QDeadlineTimer) -> bool:
        self.interrupt()
        ended = [job.wait(job.patience(deadline)) for job in list(self._jobs)]
        self.given_up = not all(ended)
        return not self.given_up

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
