"""The window's child processes: however they were started, here they end.

All that are to end are told first, and only then waited for. One that is asked to end politely is
killed when its grace is over. None outlives the window.
"""

import atexit
import subprocess
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QDeadlineTimer, QProcess, QTimer

from graticule_app.work.ending import seconds

Process = QProcess | subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True, eq=False)
class _Ending:
    """A process that was told to end, and until when it may take its time."""

    process: Process
    patience: QDeadlineTimer


_running: set[subprocess.Popen[bytes]] = set()
_ending: set[_Ending] = set()


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A process with pipes for input and output, for threads; it is killed when Python ends."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    _running.add(process)
    return process


def end(process: Process, *, grace: int = 0) -> None:
    """Have a process end within `grace` ms; nobody waits for it here.

    Whoever gives a grace has asked the process before, in the way that it understands. Its signals
    are no news any more: disconnect them.
    """
    if not _alive(process):
        _forget(process)
        return
    patience = QDeadlineTimer(grace)
    ending = _Ending(process, patience)
    _ending.add(ending)
    if isinstance(process, QProcess):
        process.setParent(None)
        process.finished.connect(lambda *_: _ending.discard(ending))
        process.finished.connect(process.deleteLater)
        if grace:
            QTimer.singleShot(grace, process, lambda: _kill(process))
    if not grace:
        _kill(process)


def wait(deadline: QDeadlineTimer) -> bool:
    """Wait for all that were told to end, each killed when its grace is over; whether all have."""
    for ending in tuple(_ending):
        first = min(ending.patience, deadline, key=QDeadlineTimer.deadline)
        if not _ended(ending.process, first):
            _kill(ending.process)
    for ending in tuple(_ending):
        if _ended(ending.process, deadline):
            _gone(ending)
    return not _ending


def _alive(process: Process) -> bool:
    if isinstance(process, QProcess):
        return process.state() != QProcess.ProcessState.NotRunning
    return process.poll() is None


def _kill(process: Process) -> None:
    with suppress(OSError):
        if isinstance(process, QProcess):
            process.waitForStarted(1000)  # one that is only starting cannot be ended yet
        process.kill()


def _ended(process: Process, deadline: QDeadlineTimer) -> bool:
    if isinstance(process, QProcess):
        left = -1 if deadline.isForever() else max(0, deadline.remainingTime())
        return not _alive(process) or process.waitForFinished(left)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds(deadline))
    return not _alive(process)


def _gone(ending: _Ending) -> None:
    _ending.discard(ending)
    if not isinstance(ending.process, QProcess):
        _running.discard(ending.process)


def _forget(process: Process) -> None:
    if isinstance(process, QProcess):
        process.deleteLater()
    else:
        _running.discard(process)


@atexit.register
def _kill_all() -> None:
    for process in tuple(_running):
        _kill(process)
