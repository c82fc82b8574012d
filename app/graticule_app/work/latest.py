"""The newest answer only: quick sums at once, long ones in a thread, stale ones dropped."""

from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from graticule_app.work.jobs import Job

SMALL = 30_000  # rows whose sorting and filtering take less than a few ms


def _once(work: Callable[[], Any]) -> Generator[None, None, Any]:
    return work()
    yield  # what makes this a generator; a Job runs nothing else


class Latest(QObject):
    """Runs one piece of work at a time; of those asked for meanwhile only the newest is run.

    `answered` brings the result of the newest work, `failed` its error.
    """

    answered = Signal(object)
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._next: Callable[[], Any] | None = None

    @property
    def busy(self) -> bool:
        """Whether a thread is at work."""
        return self._job is not None

    def run(self, work: Callable[[], Any], *, small: bool = False) -> None:
        """Have it done; `small` work is done before this returns."""
        self._next = None
        if small:
            if self._job is not None:  # its answer is stale
                self._drop()
            try:
                answer = work()
            except Exception as error:  # noqa: BLE001 - as a thread would report it
                self.failed.emit(error)
            else:
                self.answered.emit(answer)
        elif self._job is not None:
            self._next = work
        else:
            self._start(work)

    def _start(self, work: Callable[[], Any]) -> None:
        job = self._job = Job(_once(work))
        job.done.connect(self._done)
        job.failed.connect(self._broke)
        job.finished.connect(self._finished)
        job.start()

    def _drop(self) -> None:
        """Let the running thread end unheard."""
        job, self._job = self._job, None
        if job is not None:
            job.done.disconnect(self._done)
            job.failed.disconnect(self._broke)

    @Slot(object)
    def _done(self, answer: object) -> None:
        if self._next is None and self.sender() is self._job:
            self.answered.emit(answer)

    @Slot(Exception)
    def _broke(self, error: Exception) -> None:
        if self._next is None and self.sender() is self._job:
            self.failed.emit(error)

    @Slot()
    def _finished(self) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        work, self._next = self._next, None
        if work is not None:
            self._start(work)
