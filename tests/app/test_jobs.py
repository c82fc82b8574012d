"""A thread outlives whoever began it, and is gone when its work is done."""

import gc
import subprocess
import sys
import threading
import weakref

from PySide6.QtCore import QObject

from graticule_app import jobs
from graticule_app.background import Background
from graticule_app.jobs import Job


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
        "def load():\n    import graticule_app.jobs\n"
        "thread = threading.Thread(target=load); thread.start(); thread.join()\n"
        "from graticule_app import jobs\n"
        "def work():\n    yield 1\n"
        "job = jobs.Job(work()); job.start(); job.wait()\n"
        "QTimer.singleShot(100, lambda: app.exit(len(jobs._keeper()._jobs)))\n"
        "sys.exit(app.exec())\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_stopping_all_cancels_and_waits(qapp, qtbot):
    closed = []

    def endless():
        try:
            while True:
                yield 1
        finally:
            closed.append(True)

    job = Job(endless())
    with qtbot.waitSignal(job.progressed, timeout=5000):
        job.start()
    jobs.stop()
    assert closed == [True]


def _lives(thing) -> bool:
    try:
        thing.objectName()
    except RuntimeError:
        return False
    return True
