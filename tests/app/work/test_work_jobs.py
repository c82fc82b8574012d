"""A thread outlives whoever began it, and is gone when its work is done."""

import gc
import subprocess
import sys
import threading
import time
import weakref

from PySide6.QtCore import QDeadlineTimer, QObject

from graticule.errors import ScanClosed, ScanError
from graticule_app.work import jobs
from graticule_app.work.background import Background
from graticule_app.work.jobs import Job

WAIT = 60  # s; far longer than any of this takes


def waiting(gate):
    gate.wait(5)
    yield 1
    return "done"


def test_a_job_whose_owner_is_gone_runs_to_its_end_and_tells_nobody(qapp, qtbot):
    gate, told, owner = threading.Event(), [], QObject()
    background = Background(owner)
    job = background.run(waiting(gate), "Waiting", done=told.append, each=told.append)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _lives(background), timeout=5000)
    gc.collect()
    with qtbot.waitSignal(job.finished, timeout=5000):
        gate.set()
    qtbot.wait(10)
    assert told == []


def test_a_job_that_nobody_holds_is_held_until_its_end(qapp, qtbot):
    gate, told = threading.Event(), []
    job = Job(waiting(gate))
    job.done.connect(told.append)
    job.start()
    seen = weakref.ref(job)
    del job
    gc.collect()
    assert seen() is not None
    gate.set()
    qtbot.waitUntil(lambda: seen() is None, timeout=5000)
    assert told == ["done"]


def test_jobs_work_where_their_file_was_first_imported_in_a_thread():
    """As the window does it, whose parts are loaded while the start page is seen."""
    code = (
        "import sys, threading\n"
        "from PySide6.QtCore import QCoreApplication, QTimer\n"
        "app = QCoreApplication([])\n"
        "def load():\n    import graticule_app.work.jobs\n"
        "thread = threading.Thread(target=load); thread.start(); thread.join()\n"
        "from graticule_app.work import jobs\n"
        "def work():\n    yield 1\n"
        "job = jobs.Job(work()); job.start(); job.wait()\n"
        "QTimer.singleShot(100, lambda: app.exit(len(jobs._keeper()._jobs)))\n"
        "sys.exit(app.exec())\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def endless(begun, closed):
    """Work that yields without end, a thousand times a second."""
    try:
        while True:
            begun.set()
            time.sleep(0.001)
            yield 1
    finally:
        closed.append(True)


def test_stopping_all_cancels_and_waits(qapp):
    begun, closed = threading.Event(), []
    job = Job(endless(begun, closed))
    job.start()
    assert begun.wait(WAIT)
    assert jobs.stop()
    assert closed == [True]


def test_what_writes_a_persons_work_is_not_cancelled_by_the_end(qapp):
    begun, on, written = threading.Event(), threading.Event(), []

    def writing():
        begun.set()
        assert on.wait(WAIT)
        yield
        written.append(True)

    Job(writing(), vital=True).start()
    assert begun.wait(WAIT)
    jobs.interrupt()
    on.set()
    assert jobs.stop()
    assert written == [True]


def test_what_writes_a_persons_work_is_waited_for_longer_than_the_rest(qapp):
    begun, on, written = threading.Event(), threading.Event(), []

    def writing():
        begun.set()
        assert on.wait(WAIT)
        yield
        written.append(True)

    Job(writing(), vital=True).start()
    assert begun.wait(WAIT)
    threading.Timer(0.3, on.set).start()
    assert jobs.stop(QDeadlineTimer(1))
    assert written == [True]


def test_a_job_that_does_not_end_is_waited_for_no_longer_than_said(qapp, qtbot):
    begun, on = threading.Event(), threading.Event()

    def away():
        begun.set()
        assert on.wait(WAIT)  # a read from a share that is away
        yield

    job = Job(away())
    job.start()
    assert begun.wait(WAIT)
    assert not jobs.stop(QDeadlineTimer(20))
    assert job.isRunning()
    on.set()
    assert jobs.stop()


def test_a_scan_that_was_closed_meanwhile_is_no_failure(qapp, qtbot):
    background = Background()
    told = []
    background.failed.connect(lambda doing, error: told.append((doing, type(error))))

    def reading(error):
        yield
        raise error

    background.run(reading(ScanClosed("a.svs: is closed")), "Looking")
    background.run(reading(ScanClosed("a.svs: is closed")), "Saving", vital=True)
    background.run(reading(ScanError("a.svs: is damaged")), "Reading")
    qtbot.waitUntil(lambda: len(told) == 2, timeout=WAIT * 1000)
    assert sorted(told) == [("Reading", ScanError), ("Saving", ScanClosed)]


def _lives(thing) -> bool:
    try:
        thing.objectName()
    except RuntimeError:
        return False
    return True
