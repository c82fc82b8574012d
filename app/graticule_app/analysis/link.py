"""The engine's process, as the window sees it."""

import logging
import os
import signal
import sys
import time
from collections import deque

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from graticule.events import Finished
from graticule.messages import (
    Analyse,
    Cancel,
    Cancelled,
    Failed,
    Order,
    Ready,
    decode_answer,
    encode_order,
)

logger = logging.getLogger(__name__)
PATIENCE = 600  # ms in which a run may stop of itself; then its process is ended
_LAST_WORDS = 200  # lines of what the engine prints that are kept for the details
_SOON = 3.0  # s: an engine that ends sooner than this after its start is not started again
_OUT_OF_MEMORY = (
    "The analysis was ended by the computer, most likely because memory ran out. Close other "
    "programs and continue: what is done is kept"
)
_CRASHED = "The analysis program stopped by itself. Continue goes on from what is done"
_NOT_STARTED = "The analysis program could not be started"


def engine_command() -> list[str]:
    """How the engine is started: the window's own program if it is one file, else Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--engine"]
    return [sys.executable, "-m", "graticule.serve"]


class EngineLink(QObject):
    """Starts the engine in a process of its own and carries orders and answers.

    One run at a time. Whatever happens to the process, each run ends with exactly one of
    `Finished`, `Cancelled` and `Failed`; cancelling takes less than a second.
    """

    answered = Signal(str, object)  # id of the run, and one of `graticule.messages.Answer`
    ready = Signal()  # it has started

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        super().__init__(parent)
        self._command = command or engine_command()
        self._process: QProcess | None = None
        self._started_at = 0.0
        self._dying: list[QProcess] = []  # ended, but perhaps not yet gone
        self._run = ""  # the run under way
        self._cancelled = False
        self._last_words: deque[str] = deque(maxlen=_LAST_WORDS)
        self._impatience = QTimer(self)
        self._impatience.setSingleShot(True)
        self._impatience.setInterval(PATIENCE)
        self._impatience.timeout.connect(self._end)

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return bool(self._run)

    def start(self) -> None:
        """Start the engine if it does not run, so that it is warm when it is needed."""
        if self._process is not None:
            return
        self._bury()
        self._last_words.clear()
        process = self._process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(self._command[1:])
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_words)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_end)
        self._started_at = time.monotonic()
        process.start()

    def analyse(self, order: Analyse) -> None:
        """Begin a run; `ValueError` while another is under way."""
        if self._run:
            raise ValueError("the engine does one run at a time")
        self._run, self._cancelled = order.id, False
        self.start()
        self._send(order)

    def cancel(self) -> None:
        """Stop the run under way; `Cancelled` follows within a second."""
        if self._run and not self._cancelled:
            self._cancelled = True
            self._send(Cancel(self._run))
            self._impatience.start()

    def stop(self) -> None:
        """End the engine now, for instance when the window closes; waits for a moment."""
        self._impatience.stop()
        process, self._process, self._run = self._process, None, ""
        if process is None:
            return
        process.blockSignals(True)  # its end is no news
        process.waitForStarted(1000)  # one that is only starting cannot be ended yet
        process.kill()  # a result survives that
        process.waitForFinished(1000)
        process.deleteLater()

    def _send(self, order: Order) -> None:
        if self._process is not None:
            self._process.write(encode_order(order))

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                run, event = decode_answer(line)
            except ValueError:
                logger.exception("the engine said what is no event: %r", line[:200])
                continue
            if isinstance(event, Ready):
                self.ready.emit()
            elif run == self._run and run:
                self._pass_on(event)

    def _pass_on(self, event: object) -> None:
        run = self._run
        if isinstance(event, Finished | Cancelled | Failed):
            self._run = ""
            self._impatience.stop()
        self.answered.emit(run, event)

    def _read_words(self) -> None:
        if self._process is not None:
            words = bytes(self._process.readAllStandardError().data())
            self._last_words.extend(words.decode(errors="replace").splitlines())

    def _end(self) -> None:
        """The run did not stop in time: end its process. The result on disk survives that.

        How long a process takes to die is the system's affair: nobody waits for it, and a run
        that goes on in the same folder waits for its lock.
        """
        dying = self._process
        if dying is None:
            return
        dying.blockSignals(True)
        dying.kill()
        self._dying.append(dying)
        self._process = None
        self._pass_on(Cancelled())
        self.start()  # warm again for the next run

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            details = f"{' '.join(self._command)}\n{self._process.errorString()}"
            self._let_go()
            if self._run:
                self._pass_on(Failed(_NOT_STARTED, details))

    def _on_end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._read_words()
        lived = time.monotonic() - self._started_at
        self._let_go()
        if self._run:
            words = "\n".join(self._last_words)
            crashed = status == QProcess.ExitStatus.CrashExit
            details = f"{'signal' if crashed and os.name != 'nt' else 'exit code'} {code}\n{words}"
            killed = crashed and os.name != "nt" and code == signal.SIGKILL
            text = _OUT_OF_MEMORY if killed else _CRASHED
            self._pass_on(Cancelled() if self._cancelled else Failed(text, details))
        if lived > _SOON:
            self.start()  # warm again for the next run

    def _bury(self) -> None:
        """Let go of those that are gone by now."""
        for process in tuple(self._dying):
            if process.state() == QProcess.ProcessState.NotRunning:
                self._dying.remove(process)
                process.deleteLater()

    def _let_go(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
