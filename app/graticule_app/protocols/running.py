"""Jobs that are under way are held until they end: a thread must not be thrown away in mid-run."""

from PySide6.QtCore import QCoreApplication

from graticule_app.jobs import Job

_running: set[Job] = set()


def start(job: Job) -> None:
    """Start a job and hold it until it has ended."""
    app = QCoreApplication.instance()
    if not _running and app is not None:
        app.aboutToQuit.connect(stop)
    _running.add(job)
    job.finished.connect(lambda: _end(job))
    job.start()


def stop() -> None:
    """Ask all jobs to end, and wait until they have."""
    for job in list(_running):
        job.requestInterruption()
    for job in list(_running):
        job.wait()


def _end(job: Job) -> None:
    job.wait()  # `finished` is sent a moment before the thread is over
    _running.discard(job)
    app = QCoreApplication.instance()
    if not _running and app is not None:
        app.aboutToQuit.disconnect(stop)
