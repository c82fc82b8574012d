"""Many small jobs of one owner, none of which is lost or heard after its owner's end."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from graticule.errors import ScanClosed
from graticule_app.work.ending import FOREVER
from graticule_app.work.jobs import Job

Work = Generator[Any, None, Any]


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is done, and who is told."""

    doing: str
    done: Callable[[Any], object] | None
    each: Callable[[Any], object] | None
    vital: bool


class Background(QObject):
    """Runs work in threads and hands over what comes of it in the window's thread.

    It ends with its parent: what arrives later is told to nobody, nor is what became of work on a
    scan that was closed meanwhile.
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
        *,
        vital: bool = False,
    ) -> Job:
        """Start work; `done` gets what it returns, `each` what it yields, in the window's thread.

        `doing` is for the message should it fail, such as "Opening tape.tif"; `vital` work is not
        cancelled by `stop`.
        """
        job = Job(work, vital=vital)
        self._errands[job] = _Errand(doing, done, each, vital)
        job.progressed.connect(self._each)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.finished.connect(self._end)
        job.start(priority)
        return job

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Cancel all that is not vital, and wait until nothing runs."""
        for job in self._errands:
            if not job.vital:
                job.requestInterruption()
        self.wait(deadline)

    def wait(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Let all come to their ends by themselves; what they still tell is told to nobody."""
        for job in self._errands:
            job.wait(job.patience(deadline))
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
        if errand is None or (isinstance(error, ScanClosed) and not errand.vital):
            return  # a late answer about a scan that was closed meanwhile
        self.failed.emit(errand.doing, error)

    @Slot()
    def _end(self) -> None:
        self._errands.pop(self.sender(), None)
