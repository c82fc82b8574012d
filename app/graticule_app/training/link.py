"""The training's process, as the window sees it."""

import logging
import os
import signal
import sys
from collections import deque

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from graticule.learn.events import PackWritten, StepDone
from graticule.learn.messages import (
    Failed,
    Keep,
    Order,
    Pong,
    Ready,
    Stop,
    Stopped,
    Train,
    decode_answer,
    encode_order,
)

logger = logging.getLogger(__name__)
PATIENCE = 20_000  # ms in which a step may come to its end; then the process is ended
_LAST_STEP = 4_000  # ms that a closing window waits for the step under way
_LAST_WORDS = 200  # lines of what the process prints that are kept for the details
_OUT_OF_MEMORY = (
    "The learning was ended by the computer, most likely because memory ran out. Close other "
    "programs and go on: what was learned up to the last checkpoint is kept"
)
_CRASHED = (
    "The learning stopped by itself. Go on: what was learned up to the last checkpoint is kept"
)
_NOT_STARTED = "The learning could not be started"


def training_command() -> list[str]:
    """How the training is started: the window's own program if it is one file, else Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--train"]
    return [sys.executable, "-m", "graticule.learn.serve"]


class TrainingLink(QObject):
    """Starts a training in a process of its own and carries orders and answers.

    One training at a time. Whatever happens to the process, each training ends with exactly one
    of `PackWritten`, `Stopped` and `Failed`. The process ends with its training.
    """

    answered = Signal(object)  # one of `graticule.learn.messages.Answer`
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        super().__init__(parent)
        self._command = command or training_command()
        self._process: QProcess | None = None
        self._run = ""  # id of the training under way
        self._step = 0
        self._stopping = False
        self._last_words: deque[str] = deque(maxlen=_LAST_WORDS)
        self._impatience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._impatience.timeout.connect(self._give_up)

    @property
    def busy(self) -> bool:
        """Whether a training is under way."""
        return bool(self._run)

    def train(self, order: Train) -> None:
        """Begin or go on; `ValueError` while another training is under way."""
        if self._run:
            raise ValueError("one training at a time")
        self._bury()
        self._run, self._step, self._stopping = order.id, 0, False
        self._last_words.clear()
        process = self._process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(self._command[1:])
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_words)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_end)
        process.start()
        self._send(order)
        self.busy_changed.emit(True)

    def stop(self) -> None:
        """Stop after the step under way; the same order goes on from there."""
        if self._run and not self._stopping:
            self._stopping = True
            self._send(Stop(self._run))
            self._impatience.start()

    def keep(self) -> None:
        """Learn no more, and make the pack of what was best so far."""
        if self._run:
            self._send(Keep(self._run))

    def end(self) -> None:
        """The window closes: the process may finish its step and write a checkpoint, not more."""
        self._impatience.stop()
        process, busy, self._run = self._process, self.busy, ""
        if process is not None and busy:
            process.blockSignals(True)
            process.closeWriteChannel()  # with its input closed, it stops as if told to
            process.waitForFinished(_LAST_STEP)
            process.blockSignals(False)
        self._bury()

    def _send(self, order: Order) -> None:
        if self._process is not None:
            self._process.write(encode_order(order))

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                run, event = decode_answer(line)
            except ValueError:
                logger.exception("the training said what is no event: %r", line[:200])
                continue
            if run == self._run and run and not isinstance(event, Ready | Pong):
                self._pass_on(event)

    def _pass_on(self, event: object) -> None:
        if isinstance(event, StepDone):
            self._step = event.step
        over = isinstance(event, PackWritten | Stopped | Failed)
        if over:
            self._run = ""
            self._impatience.stop()
            if self._process is not None:
                self._process.closeWriteChannel()  # with its input closed, it ends
        self.answered.emit(event)
        if over:
            self.busy_changed.emit(False)

    def _read_words(self) -> None:
        if self._process is not None:
            words = bytes(self._process.readAllStandardError().data())
            self._last_words.extend(words.decode(errors="replace").splitlines())

    def _give_up(self) -> None:
        """It did not stop in time: end it. It goes on from its last checkpoint."""
        step = self._step
        self._bury()
        if self._run:
            self._pass_on(Stopped(step))

    def _bury(self) -> None:
        """End a process that is still there, and forget it; nobody waits until it is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        for theirs in (process.readyReadStandardOutput, process.readyReadStandardError,
                       process.errorOccurred, process.finished):  # fmt: skip
            theirs.disconnect()  # its end is no news
        if process.state() == QProcess.ProcessState.NotRunning:
            process.deleteLater()
            return
        process.finished.connect(process.deleteLater)
        process.waitForStarted(1000)  # one that is only starting cannot be ended yet
        process.kill()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            details = f"{' '.join(self._command)}\n{self._process.errorString()}"
            self._forget()
            if self._run:
                self._pass_on(Failed(_NOT_STARTED, details))

    def _on_end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._read_words()
        self._forget()
        if not self._run:
            return
        if self._stopping:
            self._pass_on(Stopped(self._step))
            return
        words = "\n".join(self._last_words)
        crashed = status == QProcess.ExitStatus.CrashExit
        details = f"{'signal' if crashed and os.name != 'nt' else 'exit code'} {code}\n{words}"
        killed = crashed and os.name != "nt" and code == signal.SIGKILL
        self._pass_on(Failed(_OUT_OF_MEMORY if killed else _CRASHED, details))

    def _forget(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
