"""All work that would make the window wait: each piece of it a task in a thread."""

import logging
from collections import deque
from collections.abc import Callable, Generator
from contextlib import closing
from enum import Enum, auto
from functools import cache
from threading import Lock
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QObject, QThread, Signal, Slot

from graticule.errors import ScanClosed
from graticule_app.work.ending import BUDGET, FOREVER, VITAL

logger = logging.getLogger(__name__)

Work = Callable[[], Any] | Generator[Any, None, Any]
Failed = Callable[[str, Exception], object]
Priority = QThread.Priority


class Policy(Enum):
    """What becomes of tasks of one owner that are asked for while another one runs."""

    ALL = auto()  # all run at once, each in a thread of its own
    LATEST = auto()  # only the newest counts: whatever came before is cancelled
    IN_TURN = auto()  # one after another


class Task:
    """One piece of work, and who is told; made by `Tasks.run`."""

    def __init__(self, work: Work, doing: str, *, vital: bool = False) -> None:
        self.work = work
        self.doing = doing
        self.vital = vital
        self.cancelled = False
        self.done: Callable[[Any], object] | None = None
        self.each: Callable[[Any], object] | None = None
        self.ended: Callable[[], object] | None = None

    def cancel(self) -> None:
        """Nobody hears any more what comes of it, only that it has ended.

        If it has not begun, it never does; a generator is closed after its step, and cleans up.
        """
        self.cancelled = True


class Tasks(QObject):
    """Runs the work of one owner in threads, and calls back in the window's thread.

    Work is a function, or a generator, which can be cancelled between its steps. `failed` gets what
    was being done, such as "Opening tape.tif", and the error; work on a scan that was closed
    meanwhile has not failed. `vital` work, which writes what a user made, is finished before the
    program ends. It is told to nobody once the owner is gone.
    """

    def __init__(
        self,
        parent: QObject | None,
        failed: Failed,
        policy: Policy = Policy.ALL,
        *,
        priority: Priority = Priority.InheritPriority,
    ) -> None:
        super().__init__(parent)
        self._tell_failure = failed
        self._policy = policy
        self._priority = priority
        self._heard: set[Task] = set()
        self._workers: WeakSet[_Worker] = WeakSet()  # the keeper lets go of them where it is safe

    @property
    def busy(self) -> bool:
        """Whether an answer is to come."""
        return any(not task.cancelled for task in self._heard)

    def run(
        self,
        work: Work,
        doing: str,
        done: Callable[[Any], object] | None = None,
        *,
        each: Callable[[Any], object] | None = None,
        ended: Callable[[], object] | None = None,
        vital: bool = False,
    ) -> Task:
        """Have work done; `done` gets what it returns, `each` what it yields.

        `ended` is called last, whatever became of it.
        """
        if self._policy is Policy.LATEST:
            self.cancel()
        task = Task(work, doing, vital=vital)
        task.done, task.each, task.ended = done, each, ended
        self._heard.add(task)
        in_turn = self._policy is not Policy.ALL
        if not (in_turn and any(worker.take(task) for worker in list(self._workers))):
            self._workers.add(self._begin(task))
        return task

    def now(self, work: Callable[[], Any], doing: str, done: Callable[[Any], object]) -> None:
        """Do quick work before this returns, told as if it had been run."""
        if self._policy is Policy.LATEST:
            self.cancel()
        try:
            answer = work()
        except Exception as error:  # noqa: BLE001 - as a thread would tell it
            self._tell_failure(doing, error)
        else:
            done(answer)

    def cancel(self) -> None:
        """Cancel all that is not vital; nobody waits for it here."""
        for task in self._heard:
            if not task.vital:
                task.cancel()

    def wait(self, deadline: QDeadlineTimer = FOREVER) -> bool:
        """Let all come to its end; what it still tells is told to nobody. Whether it has ended."""
        ended = [worker.end(deadline) for worker in list(self._workers)]
        self._heard.clear()
        return all(ended)

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> bool:
        """`cancel`, and `wait`."""
        self.cancel()
        return self.wait(deadline)

    def _begin(self, task: Task) -> "_Worker":
        worker = _Worker(task)
        worker.each.connect(self._each)
        worker.done.connect(self._done)
        worker.failed.connect(self._failed)
        worker.ended.connect(self._ended)
        _keeper().keep(worker)
        worker.start(self._priority)
        return worker

    def _hears(self, task: Task) -> bool:
        return task in self._heard and not task.cancelled

    @Slot(object, object)
    def _each(self, task: Task, item: object) -> None:
        if self._hears(task) and task.each is not None:
            task.each(item)

    @Slot(object, object)
    def _done(self, task: Task, answer: object) -> None:
        if self._hears(task) and task.done is not None:
            task.done(answer)

    @Slot(object, object)
    def _failed(self, task: Task, error: Exception) -> None:
        late = isinstance(error, ScanClosed) and not task.vital
        if self._hears(task) and not late:
            self._tell_failure(task.doing, error)

    @Slot(object)
    def _ended(self, task: Task) -> None:
        if task in self._heard:
            self._heard.discard(task)
            if task.ended is not None:
                task.ended()


def as_bug(_doing: str, error: Exception) -> None:
    """A failure handler for work that cannot fail: the error goes the way of all bugs."""
    raise error


def noted(doing: str, error: Exception) -> None:
    """A failure handler for help that nobody asked for: it is only not given."""
    logger.warning("%s: %s", doing, error, exc_info=error)


def cancel_all() -> None:
    """Cancel whatever runs in the program and is not vital; nobody waits for it here."""
    _keeper().cancel()


def stop_all(deadline: QDeadlineTimer = FOREVER) -> bool:
    """`cancel_all`, and wait until all has ended or the deadline is over; whether it has.

    Work in the midst of a read from a network share that is away ends when that does.
    """
    return _keeper().stop(deadline)


class _Worker(QThread):
    """One thread with its tasks; it ends when none is left, and takes no more from then on.

    It has no parent: from its start to its end it is held by the keeper, because a thread that is
    destroyed in mid-run aborts the program. Whoever began it may go before it.
    """

    each = Signal(object, object)  # Task, what it yields
    done = Signal(object, object)  # Task, what it returns
    failed = Signal(object, object)  # Task, the error
    ended = Signal(object)  # Task; always, and last

    def __init__(self, first: Task) -> None:
        super().__init__()
        self._waiting = deque([first])
        self._task: Task | None = None
        self._over = False
        self._lock = Lock()

    def take(self, task: Task) -> bool:
        """Do this as well, when the others are done; False if the thread is about to end."""
        with self._lock:
            if not self._over:
                self._waiting.append(task)
            return not self._over

    def cancel(self) -> None:
        """Cancel all of it that is not vital."""
        for task in self._left():
            if not task.vital:
                task.cancel()

    def end(self, deadline: QDeadlineTimer) -> bool:
        """Wait until it has ended, longer for what is vital; whether it has."""
        longest = QDeadlineTimer(VITAL)
        vital = any(task.vital for task in self._left())
        return self.wait(longest if vital and deadline < longest else deadline)

    def _left(self) -> list[Task]:
        with self._lock:
            return [*self._waiting, *([self._task] if self._task is not None else [])]

    def run(self) -> None:
        """Called by Qt in the new thread; use `start()`."""
        while (task := self._next()) is not None:
            try:
                self._do(task)
            except Exception as error:  # noqa: BLE001 - torch raises RuntimeError for all it dislikes
                self.failed.emit(task, error)
            self.ended.emit(task)
            del task

    def _next(self) -> Task | None:
        with self._lock:
            self._task = self._waiting.popleft() if self._waiting else None
            self._over = self._task is None
            return self._task

    def _do(self, task: Task) -> None:
        if not isinstance(task.work, Generator):
            if not task.cancelled:
                self.done.emit(task, task.work())
            return
        with closing(task.work) as work:
            while not task.cancelled:
                try:
                    self.each.emit(task, next(work))
                except StopIteration as end:
                    self.done.emit(task, end.value)
                    return


class _Keeper(QObject):
    """Holds every thread until it has ended, and the program until all have."""

    def __init__(self) -> None:
        super().__init__()
        self.workers: set[_Worker] = set()
        self.given_up = False  # somebody has waited for them in vain
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(lambda: self.given_up or self.stop(QDeadlineTimer(BUDGET)))

    def keep(self, worker: _Worker) -> None:
        self.workers.add(worker)
        worker.finished.connect(self._let_go)

    def cancel(self) -> None:
        for worker in list(self.workers):
            worker.cancel()

    def stop(self, deadline: QDeadlineTimer) -> bool:
        self.cancel()
        ended = [worker.end(deadline) for worker in list(self.workers)]
        self.given_up = not all(ended)
        return not self.given_up

    @Slot()
    def _let_go(self) -> None:
        worker = self.sender()
        if isinstance(worker, _Worker):
            worker.wait()  # `finished` is sent by the thread's last breath, not after it
            self.workers.discard(worker)


@cache
def _keeper() -> _Keeper:
    """Made with the first task: this file may be imported in a thread, which hears no signals."""
    return _Keeper()
