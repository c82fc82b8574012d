"""Many small jobs of one owner, none of which is lost or outlives it."""

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, SignalInstance

from graticule_app.jobs import Job

Work = Generator[Any, None, Any]


class _Errand(Job):
    """A job that tells which one has come to its end."""

    ended = Signal(object)

    def run(self) -> None:
        """Called by Qt in the new thread."""
        try:
            super().run()
        finally:
            self.ended.emit(self)


class Background(QObject):
    """Runs work in threads and hands over what comes of it in the window's thread."""

    failed = Signal(str, object)  # what was being done, the error

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands: dict[_Errand, list[SignalInstance]] = {}  # and its signals that are used

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
        errand = _Errand(work, self)
        used = self._errands[errand] = []
        for signal, slot in (
            (errand.done, done), (errand.progressed, each),
            (errand.failed, partial(self.failed.emit, doing)), (errand.ended, self._end),
        ):  # fmt: skip
            if slot is not None:
                signal.connect(slot)
                used.append(signal)
        errand.start(priority)
        return errand

    def stop(self) -> None:
        """Cancel all, and wait until nothing runs."""
        for errand in list(self._errands):
            errand.requestInterruption()
        self.wait()

    def wait(self) -> None:
        """Let all come to their ends by themselves."""
        for errand in list(self._errands):
            self._end(errand)

    def _end(self, errand: _Errand) -> None:
        if errand not in self._errands:
            return
        errand.wait()
        # What the connections hold may be the last reference to this object's owner: were they
        # dropped in the errand's destructor, the owner would destroy the errand once more.
        for signal in self._errands.pop(errand):
            signal.disconnect()
        errand.deleteLater()
