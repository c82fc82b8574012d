"""What a process that works beside the window has in common with others of its kind."""

import faulthandler
import logging
import os
import queue
import signal
import sys
import threading
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any, ClassVar

from graticule.fault_report import told
from graticule.jsonlines import Failed, Ping, Pong, Quit, Ready, encode_answer
from graticule.memory import lacks_memory

logger = logging.getLogger(__name__)
NICE = 10  # how far below the window's priority such a process runs, on the scale of `nice`
_DETAILS = 20_000  # characters of a traceback that are told


def work_beside_the_window() -> tuple[IO[bytes], IO[bytes]]:
    """Make this process one that takes orders: (input, output), at lower priority.

    Whatever else is printed goes to standard error, and so does a library's crash. Ctrl-C in a
    terminal is for the window.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    lower_priority()
    return os.fdopen(os.dup(0), "rb"), out


def lower_priority() -> None:
    """Let every other program of the user go first; without the right to, nothing changes."""
    with suppress(OSError, AttributeError):
        if os.name == "nt":
            import ctypes  # late: only here

            kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
            below_normal = 0x4000
            kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
        else:
            os.nice(NICE)
            _leave_session()


def _leave_session() -> None:
    """Share no allowance of computing time with the window.

    Linux deals time out among sessions first (autogroup) and among a session's processes second:
    in the window's session this process would use up the window's share, whatever its priority.
    """
    os.setsid()
    group = Path("/proc/self/autogroup")
    if group.exists():
        group.write_text(str(NICE))
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


class Server(ABC):
    """Takes orders from one stream and writes events to another, one piece of work at a time.

    `decode` makes an order of a line. Orders of the kinds `urgent` are about the work that has
    their id: they are noted in `asked` at once, whatever is going on. All others are work.
    """

    urgent: ClassVar[tuple[type, ...]]
    out_of_memory: ClassVar[str]  # what the user reads then
    grace: ClassVar[float]  # s in which work may end of itself once nobody listens any more

    def __init__(
        self,
        orders: IO[bytes],
        out: IO[bytes],
        decode: Callable[[bytes], Any],
        warming: Sequence[Callable[[], None]],
    ) -> None:
        self.asked: set[Any] = set()  # urgent orders
        self.alone = threading.Event()  # the window is gone
        self._orders = orders
        self._out = out
        self._decode = decode
        self._warming = iter(warming)  # what takes seconds, for when there is nothing to do
        self._inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._writing = threading.Lock()

    def run(self) -> None:
        """Serve until the input ends or `Quit` comes."""
        threading.Thread(target=self._listen, name="graticule-orders", daemon=True).start()
        self.tell("", Ready())
        while True:
            try:
                order = self._inbox.get_nowait()
            except queue.Empty:
                if step := next(self._warming, None):
                    step()
                    continue
                order = self._inbox.get()
            if order is None or isinstance(order, Quit):
                return
            self._work(order)

    @abstractmethod
    def follow(self, order: Any) -> object:
        """Do one piece of work, telling of it; answers how it ended, or raises."""

    def tell(self, work: str, event: object) -> None:
        """Say what happened to the piece of work with that id."""
        with self._writing:
            try:
                self._out.write(encode_answer(work, event))
                self._out.flush()
            except OSError:
                self.leave()

    def leave(self) -> None:
        """Nobody listens: the work under way is to end by itself."""
        self.alone.set()

    def _listen(self) -> None:
        """Read orders; those that cannot wait for the work under way are followed here."""
        for line in self._orders:
            try:
                order = self._decode(line)
            except ValueError:
                logger.exception("an order that is none: %r", line[:200])
                continue
            if isinstance(order, Ping):
                self.tell(order.id, Pong())
            elif isinstance(order, self.urgent):
                self.asked.add(order)
            else:
                self._inbox.put(order)
        self.alone.set()
        self._inbox.put(None)
        time.sleep(self.grace)
        os._exit(0)  # the window is gone and the work is in the midst of something long

    def _work(self, order: Any) -> None:
        """Follow one order to its end, and tell how it ended."""
        try:
            self.tell(order.id, self.follow(order))
        except Exception as error:  # noqa: BLE001 - told as what it is, and the process lives on
            text = self.out_of_memory if lacks_memory(error) else told(error)
            self.tell(order.id, Failed(text, trace(error)))
        finally:
            now = tuple(self.asked)  # at once: the other thread adds to it
            self.asked.difference_update(asked for asked in now if asked.id == order.id)


def fetch(name: str) -> None:
    """Import a module that work will need, if it is there."""
    with suppress(ImportError):
        import_module(name)


def trace(error: BaseException) -> str:
    """An error's traceback, for who looks into it."""
    return "".join(traceback.format_exception(error))[-_DETAILS:]
