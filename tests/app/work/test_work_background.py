"""Small jobs: each tells its end, none is lost, none outlives its owner."""

import gc
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from graticule_app.work.background import Background


@pytest.fixture
def background(qapp):
    made = Background()
    yield made
    made.stop()


def counting(steps, gate=None):
    for number in range(steps):
        if gate is not None:
            gate.wait(5)
        yield number
    return steps


def test_what_it_yields_and_returns_arrives_in_the_windows_thread(background, qtbot):
    got, here = [], threading.get_ident()
    background.run(
        counting(3), "Counting",
        done=lambda value: got.append(("done", value, threading.get_ident() == here)),
        each=lambda value: got.append(("each", value, threading.get_ident() == here)),
    )  # fmt: skip
    qtbot.waitUntil(lambda: len(got) == 4, timeout=5000)
    assert got == [("each", n, True) for n in range(3)] + [("done", 3, True)]


def test_a_failure_says_what_was_being_done(background, qtbot):
    def work():
        yield 1
        raise KeyError("x")

    with qtbot.waitSignal(background.failed, timeout=5000) as told:
        background.run(work(), "Opening a.tif")
    assert told.args[0] == "Opening a.tif"
    assert isinstance(told.args[1], KeyError)


def test_stopping_cancels_and_waits(background, qtbot):
    gate, closed = threading.Event(), []

    def work():
        try:
            yield from counting(1_000_000, gate)
        finally:
            closed.append(True)

    begun = []
    background.run(work(), "Long", each=begun.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(begun), timeout=5000)
    background.stop()
    assert closed == [True]
    assert not background._errands


def test_an_owner_that_only_its_jobs_remember_is_destroyed_once(qapp, qtbot):
    """The lambda holds the last reference to the owner while the job is being deleted."""
    for _ in range(40):
        owner, ended = Background(), []
        owner.run(counting(1), "Once", done=lambda _v, held=owner, e=ended: e.append(held is None))
        qtbot.waitUntil(lambda e=ended: bool(e), timeout=5000)
        owner.stop()
        del owner, ended
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
