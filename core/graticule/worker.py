"""Processes that work for a window: what they have in common, and how both sides talk.

One JSON object per line, either way. To a process go orders, tagged structs with the id of the
piece of work that they belong to. Back come answers, each in an envelope with that id; arrays
follow theirs as plain bytes. What every process knows stands here; what one of them does stands in
its own module: `graticule.analysis_worker`, `graticule.learn.training_worker` and
`graticule.preview.tile_worker`.
"""

import faulthandler
import logging
import math
import os
import queue
import signal
import sys
import threading
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any, ClassVar, Generic, TypeVar

import msgspec
import numpy as np

from graticule.fault_report import told
from graticule.memory import lacks_memory
from graticule.names import to_json

logger = logging.getLogger(__name__)
NICE = 10  # how far below the window's priority such a process runs, on the scale of `nice`
_ARRAYS = ("float16", "float32", "uint8")  # what an array may be of
_LARGEST = 1 << 30  # bytes of an array
_DETAILS = 20_000  # characters of a traceback that are told


class Ping(msgspec.Struct, frozen=True, tag_field="do", tag="ping"):
    """Answer with `Pong`, whatever is going on."""

    id: str = ""


class Quit(msgspec.Struct, frozen=True, tag_field="do", tag="quit"):
    """End when the work under way has ended."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has started and waits for orders."""


@dataclass(frozen=True, slots=True)
class Pong:
    """The process hears."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The work ended with an error: `text` is for the user, `details` for who looks into it."""

    text: str
    details: str = ""


class _Envelope(msgspec.Struct):
    id: str
    kind: str
    event: msgspec.Raw


OrderT = TypeVar("OrderT")


class Lines(Generic[OrderT]):
    """The language of one process: its orders, a union of structs, and its kinds of answer."""

    def __init__(self, orders: Any, answers: Iterable[type]) -> None:
        self._orders: msgspec.json.Decoder[OrderT] = msgspec.json.Decoder(orders)
        self._answers = {kind.__name__: kind for kind in (*answers, Ready, Pong, Failed)}

    def decode_order(self, line: bytes) -> OrderT:
        """An order from its line; `ValueError` for anything else."""
        return self._orders.decode(line)

    def decode_answer(self, line: bytes) -> tuple[str, Any]:
        """Id of the work and its event, from a line; `ValueError` for anything else."""
        envelope = msgspec.json.decode(line, type=_Envelope)
        if envelope.kind not in self._answers:
            raise msgspec.ValidationError(f"no event is called {envelope.kind!r}")
        return envelope.id, msgspec.json.decode(envelope.event, type=self._answers[envelope.kind])


def encode_order(order: msgspec.Struct) -> bytes:
    """An order as one line."""
    return to_json(order) + b"\n"


def encode_answer(work: str, event: Any) -> bytes:
    """An event of a piece of work as one line."""
    kind = type(event).__name__
    return to_json({"id": work, "kind": kind, "event": event}) + b"\n"


@dataclass(frozen=True, slots=True)
class Array:
    """An array follows this line: the bytes of its numbers, row by row."""

    dtype: str
    shape: tuple[int, ...]


def write_array(stream: IO[bytes], work: str, array: np.ndarray) -> None:
    """Say an array, of float16, float32 or uint8; raises `OSError` where the other side is gone."""
    stream.write(encode_answer(work, Array(str(array.dtype), array.shape)))
    stream.write(array.tobytes())
    stream.flush()


def read_array(stream: IO[bytes], told: Array) -> np.ndarray:
    """The array after its line; `EOFError` where it breaks off, `ValueError` for an absurd one."""
    if told.dtype not in _ARRAYS or any(length < 0 for length in told.shape):
        raise ValueError(f"no array is of {told.dtype} and {told.shape}")
    size = math.prod(told.shape) * np.dtype(told.dtype).itemsize
    if size > _LARGEST:
        raise ValueError(f"an array of {size} bytes is too large")
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return np.frombuffer(bytearray(data), told.dtype).reshape(told.shape)


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
