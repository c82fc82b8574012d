"""Work that would make the window wait, in a thread of its own."""

from collections.abc import Generator
from contextlib import closing
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal


class Job(QThread):
    """One background run of a generator; `finished` always arrives, after `failed` if it failed.

    `requestInterruption()` cancels: the generator is closed, so its finally blocks run. What the
    generator returns arrives with `done`, which a cancelled or failed run never sends.
    """

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(Exception)

    def __init__(self, work: Generator[Any, None, Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work

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
