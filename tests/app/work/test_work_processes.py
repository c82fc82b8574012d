"""Child processes: told to end, killed when they do not, and waited for together."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import QDeadlineTimer, QProcess

from graticule.errors import GraticuleError
from graticule_app.work import preview_process, processes
from graticule_app.work.preview_process import NetworkProcess

LONG = 60_000  # ms; far longer than any of this takes
DEAF = (  # neither the end of its input nor a request to end moves it
    "import signal, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "sys.stdout.write('ready\\n'); sys.stdout.flush()\n"
    "time.sleep(600)\n"
)
OBEDIENT = "import sys; sys.stdout.write('ready\\n'); sys.stdout.flush(); sys.stdin.read()"


def qt(code: str) -> QProcess:
    process = QProcess()
    process.start(sys.executable, ["-c", code])
    assert process.waitForReadyRead(LONG)
    return process


def popen(code: str):
    process = processes.start([sys.executable, "-c", code])
    assert process.stdout.readline() == b"ready\n"
    process.stdout.close()
    process.stdin.close()
    return process


def runs(process) -> bool:
    if isinstance(process, QProcess):
        return process.state() != QProcess.ProcessState.NotRunning
    return process.poll() is None


@pytest.fixture(autouse=True)
def _nothing_is_left(qapp):
    yield
    assert processes.wait(QDeadlineTimer(LONG))


@pytest.mark.parametrize("make", [qt, popen])
def test_one_without_grace_is_killed_at_once(make):
    process = make(DEAF)
    processes.end(process)
    assert processes.wait(QDeadlineTimer(LONG))
    assert not runs(process)


def test_all_die_together_and_not_one_after_the_other():
    deaf = [make(DEAF) for make in (qt, popen, qt, popen)]
    for process in deaf:
        processes.end(process, grace=300)
    assert processes.wait(QDeadlineTimer(LONG))
    assert not any(runs(process) for process in deaf)


def test_one_that_obeys_needs_no_killing():
    process = qt(OBEDIENT)
    process.closeWriteChannel()
    processes.end(process, grace=LONG)
    assert processes.wait(QDeadlineTimer(LONG))
    assert process.exitStatus() == QProcess.ExitStatus.NormalExit


def test_one_that_does_not_obey_is_killed_though_nobody_waits(qtbot):
    process = qt(DEAF)
    process.closeWriteChannel()
    processes.end(process, grace=50)
    qtbot.waitUntil(lambda: not processes._ending, timeout=LONG)


def test_one_that_has_ended_is_no_trouble():
    process = popen("print('ready')")
    process.wait()
    processes.end(process)
    assert processes.wait(QDeadlineTimer(LONG))


def test_whoever_waits_for_the_previews_network_hears_at_once_that_the_window_closes(monkeypatch):
    """A network takes half a minute to load, and the window waited for it."""
    started = threading.Semaphore(0)

    def command() -> list[str]:
        started.release()
        return [sys.executable, "-c", "import time; time.sleep(600)"]

    monkeypatch.setattr(preview_process, "command", command)
    monkeypatch.setattr(preview_process, "encode_order", lambda wanted: b"")
    network = NetworkProcess()
    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(network.ask, None) for _ in range(2)]
        assert started.acquire(timeout=LONG / 1000)
        network.end()
        for one in asking:
            with pytest.raises(GraticuleError, match="stopped by itself"):
                one.result(LONG / 1000)
    assert not started.acquire(blocking=False)  # no other one is started for the next tile
