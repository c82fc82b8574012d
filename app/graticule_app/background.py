"""Many small jobs of one owner, none of which is lost or heard after its owner's end."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from graticule_app.jobs import Job

Work = Generator[Any, None, Any]


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is done, and who is told."""

    doing: str
    done: Callable[[Any], object] | None
    each: Callable[[Any], object] | None


class Background(QObject):
    """Runs work in threads and hands over what comes of it in the window's thread.

    It ends with its parent: what arrives later is told to nobody.
    """

    failed = Signal(str, object)  # what was being done, the error

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands: dict[Any, _Errand] = {}  # by the jobs under way

    def run(
        self,
        work: Work,
        doing: str,
        done: Callable[[Any], object] | None = None,
        each: Callable[[Any], object] | None = None,
        priority: Job.Priority = Job.Priority.InheritPriority,
    ) -> Job:
        """Start work; `done` gets what it returns, `each` what it yields, in the window's thread.

        `doing` is for the message should it fail, such as "Opening tape.tif".
        """
        job = Job(work)
        self._errands[job] = _Errand(doing, done, each)
        job.progressed.connect(self._each)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.finished.connect(self._end)
        job.start(priority)
        return job

    def stop(self) -> None:
        """Cancel all, and wait until nothing runs."""
        for job in self._errands:
            job.requestInterruption()
        self.wait()

    def wait(self) -> None:
        """Let all come to their ends by themselves; what they still tell is told to nobody."""
        for job in self._errands:
            job.wait()
        self._errands.clear()

    @Slot(object)
    def _each(self, item: object) -> None:
        errand = self._errands.get(self.sender())
        if errand is not None and errand.each is not None:
            errand.each(item)

    @Slot(object)
    def _done(self, answer: object) -> None:
        errand = self._errands.get(self.sender())
        if errand is not None and errand.done is not None:
            errand.done(answer)

    @Slot(Exception)
    def _failed(self, error: Exception) -> None:
        errand = self._errands.get(self.sender())
        if errand is not None:
            self.failed.emit(errand.doing, error)

    @Slot()
    def _end(self) -> None:
        self._errands.pop(self.sender(), None)
