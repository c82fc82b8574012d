"""A process of the engine's, as the window sees it."""

import logging
import os
import signal
import sys
from collections import deque
from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from graticule.worker import Failed, Ready, encode_order
from graticule_app.look.translation import tr
from graticule_app.work import processes

logger = logging.getLogger(__name__)
_LAST_WORDS = 200  # lines of what the process prints that are kept for the details


def own_command(flag: str, module: str) -> list[str]:
    """How a process is started: the window's own program if it is one file, else Python."""
    frozen = getattr(sys, "frozen", False)
    return [sys.executable, flag] if frozen else [sys.executable, "-m", module]


class ProcessLink(QObject):
    """Starts a process and carries orders and answers, one piece of work at a time.

    `decode` makes an answer of a line. Whatever happens to the process, each piece of work ends
    with exactly one of its `ends`.
    """

    answered = Signal(str, object)  # id of the work, and an answer
    ready = Signal()  # the process has started

    ends: ClassVar[tuple[type, ...]]  # the answers that end a piece of work
    patience: ClassVar[int]  # ms in which work may stop of itself; then its process is ended
    not_started: ClassVar[str]  # what the user reads then, and in the next two cases
    crashed: ClassVar[str]
    out_of_memory: ClassVar[str]

    def __init__(
        self,
        parent: QObject | None,
        command: list[str],
        decode: Callable[[bytes], tuple[str, Any]],
    ) -> None:
        super().__init__(parent)
        self._command = command
        self._decode = decode
        self._process: QProcess | None = None
        self._run = ""  # id of the work under way
        self._stopping = False
        self._last_words: deque[str] = deque(maxlen=_LAST_WORDS)
        self._impatience = QTimer(self, singleShot=True, interval=self.patience)
        self._impatience.timeout.connect(self._give_up)

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return bool(self._run)

    def _begin(self, run: str) -> None:
        """Note which piece of work follows; `ValueError` while another is under way."""
        if self._run:
            raise ValueError("a process does one run at a time")
        self._run, self._stopping = run, False

    def _launch(self) -> None:
        """Start the process, which does not run."""
        self._last_words.clear()
        process = self._process = QProcess(self)
        process.setProgram(self._command[0])
        process.setArguments(self._command[1:])
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_words)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_end)
        process.start()

    def _send(self, order: msgspec.Struct) -> None:
        if self._process is not None:
            self._process.write(encode_order(order))

    def _ask_to_stop(self, order: msgspec.Struct) -> None:
        """Send the order that stops the work under way, once; its end follows."""
        if self._run and not self._stopping:
            self._stopping = True
            self._send(order)
            self._impatience.start()

    def _stopped(self) -> object:
        """The answer that ends a piece of work which was stopped."""
        raise NotImplementedError

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                run, event = self._decode(line)
            except ValueError:
                logger.exception("the process said what is no event: %r", line[:200])
                continue
            if isinstance(event, Ready):
                self.ready.emit()
            elif run == self._run and run:
                self._pass_on(event)

    def _pass_on(self, event: object) -> None:
        run = self._run
        if isinstance(event, self.ends):
            self._run = ""
            self._impatience.stop()
        self.answered.emit(run, event)

    def _read_words(self) -> None:
        if self._process is not None:
            words = bytes(self._process.readAllStandardError().data())
            self._last_words.extend(words.decode(errors="replace").splitlines())

    def _give_up(self) -> None:
        """The work did not stop in time: end its process. What is on disk survives that."""
        self._bury()
        if self._run:
            self._pass_on(self._stopped())

    def _bury(self, *, grace: int = 0) -> None:
        """End a process that is still there, within `grace` ms, and forget it.

        How long it takes to die is the system's affair: nobody has to wait for it.
        """
        process, self._process = self._process, None
        if process is None:
            return
        for theirs in (process.readyReadStandardOutput, process.readyReadStandardError,
                       process.errorOccurred, process.finished):  # fmt: skip
            theirs.disconnect()  # its end is no news
        processes.end(process, grace=grace)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            details = f"{' '.join(self._command)}\n{self._process.errorString()}"
            self._forget()
            if self._run:
                self._pass_on(Failed(tr(self.not_started), details))

    def _on_end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._read_words()
        self._forget()
        if not self._run:
            return
        if self._stopping:
            self._pass_on(self._stopped())
            return
        words = "\n".join(self._last_words)
        crashed = status == QProcess.ExitStatus.CrashExit
        details = f"{'signal' if crashed and os.name != 'nt' else 'exit code'} {code}\n{words}"
        killed = crashed and os.name != "nt" and code == signal.SIGKILL
        self._pass_on(Failed(tr(self.out_of_memory if killed else self.crashed), details))

    def _forget(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
