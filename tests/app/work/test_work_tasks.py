"""Tasks: each tells its end, none is lost, what a person made is written before the end."""

import gc
import subprocess
import sys
import threading
import time

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QObject

from graticule.errors import ScanClosed, ScanError
from graticule_app.work import tasks as tasks_module
from graticule_app.work.tasks import Policy, Tasks, as_bug, stop_all

WAIT = 60  # s; far longer than any of this takes


@pytest.fixture
def failures():
    return []


@pytest.fixture
def make(qapp, failures):
    """Tasks of a policy, whose failures are noted as (doing, error)."""
    made = []

    def new(policy=Policy.ALL, parent=None):
        made.append(Tasks(parent, lambda *failure: failures.append(failure), policy))
        return made[-1]

    yield new
    stop_all()


def counting(steps, gate=None):
    for number in range(steps):
        if gate is not None:
            assert gate.wait(WAIT)
        yield number
    return steps


def endless(begun, closed):
    """Work that yields without end, a thousand times a second."""
    try:
        while True:
            begun.set()
            time.sleep(0.001)
            yield 1
    finally:
        closed.append(True)


# --- what is told


def test_what_it_yields_and_returns_arrives_in_the_windows_thread(make, qtbot):
    got, here, tasks = [], threading.get_ident(), make()

    def note(kind):
        return lambda *value: got.append((kind, *value, threading.get_ident() == here))

    tasks.run(counting(3), "Counting", note("done"), each=note("each"), ended=note("ended"))
    qtbot.waitUntil(lambda: not tasks.busy)
    assert got == [*(("each", n, True) for n in range(3)), ("done", 3, True), ("ended", True)]


def test_a_function_is_work_as_well(make, qtbot):
    got, tasks = [], make()
    tasks.run(lambda: 17, "Thinking", got.append)
    qtbot.waitUntil(lambda: got == [17])


def test_a_failure_says_what_was_being_done_and_the_end_follows(make, qtbot, failures):
    def work():
        yield 1
        raise KeyError("x")

    ended, tasks = [], make()
    tasks.run(work(), "Opening a.tif", ended=lambda: ended.append(list(failures)))
    qtbot.waitUntil(lambda: bool(ended))
    assert [(doing, type(error)) for doing, error in ended[0]] == [("Opening a.tif", KeyError)]


def test_a_scan_that_was_closed_meanwhile_is_no_failure(make, qtbot, failures):
    def reading(error):
        yield
        raise error

    tasks = make()
    tasks.run(reading(ScanClosed("a.svs: is closed")), "Looking")
    tasks.run(reading(ScanClosed("a.svs: is closed")), "Saving", vital=True)
    tasks.run(reading(ScanError("a.svs: is damaged")), "Reading")
    qtbot.waitUntil(lambda: not tasks.busy)
    told = sorted((doing, type(error)) for doing, error in failures)
    assert told == [("Reading", ScanError), ("Saving", ScanClosed)]


def test_a_failure_that_cannot_be_is_a_bug():
    with pytest.raises(ZeroDivisionError):
        as_bug("Counting", ZeroDivisionError())


def test_what_is_cancelled_is_heard_only_to_end(make, qtbot, failures):
    got, ended, begun, closed, tasks = [], [], threading.Event(), [], make()
    task = tasks.run(endless(begun, closed), "Long", got.append, ended=lambda: ended.append(True))
    assert begun.wait(WAIT)
    task.cancel()
    assert not tasks.busy
    qtbot.waitUntil(lambda: bool(ended))
    assert (got, closed, failures) == ([], [True], [])


# --- policies


def test_only_the_newest_of_many_questions_is_answered(make, qtbot):
    answers, gate, tasks = [], threading.Event(), make(Policy.LATEST)
    for number in range(5):
        tasks.run(lambda number=number: gate.wait(WAIT) and number, "Asking", answers.append)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert answers == [4]


def test_an_instant_answer_makes_a_running_one_stale(make, qtbot):
    answers, gate, begun, tasks = [], threading.Event(), threading.Event(), make(Policy.LATEST)
    tasks.run(lambda: (begun.set(), gate.wait(WAIT), "slow")[-1], "Asking", answers.append)
    assert begun.wait(WAIT)
    tasks.now(lambda: "quick", "Asking", answers.append)
    gate.set()
    assert stop_all()
    QCoreApplication.processEvents()
    assert answers == ["quick"]


def test_an_instant_failure_arrives_as_one(make, failures):
    make().now(lambda: 1 // 0, "Dividing", print)
    assert [(doing, type(error)) for doing, error in failures] == [("Dividing", ZeroDivisionError)]


def test_in_turn_one_begins_when_the_one_before_has_ended(make, qtbot):
    seen, tasks = [], make(Policy.IN_TURN)

    def work(name):
        seen.append(f"{name} begins")
        yield
        seen.append(f"{name} ends")

    for name in "abc":
        tasks.run(work(name), name)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


def test_in_turn_a_failure_stops_nothing_and_one_may_be_cancelled_before_it_begins(
    make, qtbot, failures
):
    gate, seen, tasks = threading.Event(), [], make(Policy.IN_TURN)
    tasks.run(lambda: gate.wait(WAIT) and 1 // 0, "first")
    second = tasks.run(lambda: seen.append("second"), "second")
    tasks.run(lambda: seen.append("third"), "third")
    second.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [doing for doing, _ in failures] == ["first"]
    assert seen == ["third"]


def test_all_run_at_once(make, qtbot):
    meeting, tasks = threading.Barrier(3), make()
    for _ in range(3):
        tasks.run(lambda: meeting.wait(WAIT), "Meeting")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert not meeting.broken


# --- ends


def test_a_task_whose_owner_is_gone_runs_to_its_end_and_tells_nobody(make, qtbot):
    gate, told, ended, owner = threading.Event(), [], threading.Event(), QObject()
    tasks = make(parent=owner)

    def work():
        yield from counting(1, gate)
        ended.set()

    tasks.run(work(), "Waiting", told.append, each=told.append)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _lives(tasks))
    gc.collect()
    gate.set()
    assert ended.wait(WAIT)
    assert stop_all()
    QCoreApplication.processEvents()
    assert told == []


def test_what_waits_its_turn_is_written_even_if_its_owner_is_gone(make, qtbot):
    gate, written, owner = threading.Event(), [], QObject()
    tasks = make(Policy.IN_TURN, parent=owner)
    tasks.run(lambda: gate.wait(WAIT), "Looking")
    tasks.run(lambda: written.append(True), "Writing", vital=True)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not _lives(tasks))
    gate.set()
    assert stop_all()
    assert written == [True]


def test_stopping_all_cancels_and_waits(make):
    begun, closed = threading.Event(), []
    make().run(endless(begun, closed), "Long")
    assert begun.wait(WAIT)
    assert stop_all()
    assert closed == [True]


def test_what_writes_a_persons_work_is_not_cancelled_by_the_end(make):
    begun, on, written = threading.Event(), threading.Event(), []

    def writing():
        begun.set()
        assert on.wait(WAIT)
        yield
        written.append(True)

    make().run(writing(), "Writing", vital=True)
    assert begun.wait(WAIT)
    tasks_module.cancel_all()
    on.set()
    assert stop_all()
    assert written == [True]


def test_what_writes_a_persons_work_is_waited_for_longer_than_the_rest(make):
    begun, on, written, tasks = threading.Event(), threading.Event(), [], make(Policy.IN_TURN)

    def writing():
        begun.set()
        assert on.wait(WAIT)
        yield
        written.append(True)

    tasks.run(writing(), "Writing", vital=True)
    assert begun.wait(WAIT)
    threading.Timer(0.3, on.set).start()
    assert stop_all(QDeadlineTimer(1))
    assert written == [True]


def test_what_does_not_end_is_waited_for_no_longer_than_said(make):
    begun, on, tasks = threading.Event(), threading.Event(), make()

    def away():
        begun.set()
        assert on.wait(WAIT)  # a read from a share that is away

    tasks.run(away, "Reading")
    assert begun.wait(WAIT)
    assert not tasks.stop(QDeadlineTimer(20))
    assert not stop_all(QDeadlineTimer(20))
    on.set()
    assert stop_all()


def test_an_owner_that_only_its_task_remembers_is_destroyed_once(make, qtbot):
    """The lambda holds the last reference to the owner while the thread is being let go."""
    for _ in range(40):
        owner, ended = Tasks(None, as_bug), []
        owner.run(counting(1), "Once", lambda _v, held=owner, e=ended: e.append(held is None))
        qtbot.waitUntil(lambda e=ended: bool(e))
        owner.stop()
        del owner, ended
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_tasks_work_where_their_file_was_first_imported_in_a_thread():
    """As the window does it, whose parts are loaded while the start page is seen."""
    code = (
        "import sys, threading\n"
        "from PySide6.QtCore import QCoreApplication, QTimer\n"
        "app = QCoreApplication([])\n"
        "def load():\n    import graticule_app.work.tasks\n"
        "thread = threading.Thread(target=load); thread.start(); thread.join()\n"
        "from graticule_app.work import tasks\n"
        "mine = tasks.Tasks(None, tasks.as_bug)\n"
        "mine.run(lambda: 1, 'One'); mine.wait()\n"
        "QTimer.singleShot(100, lambda: app.exit(len(tasks._keeper().workers)))\n"
        "sys.exit(app.exec())\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _lives(thing) -> bool:
    try:
        thing.objectName()
    except RuntimeError:
        return False
    return True
