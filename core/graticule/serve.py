"""The engine as a process: orders as JSON lines on standard input, events as JSON lines out.

It runs beside the window, at lower priority, so that the window never waits for it; it may be
killed at any time, because a result on disk survives that. It ends when its input is closed, so
it does not outlive a window that crashed. Start it with `python -m graticule.serve`.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from graticule.errors import GraticuleError
from graticule.events import Finished, Stage
from graticule.messages import (
    Analyse,
    Answer,
    Cancel,
    Cancelled,
    Failed,
    Order,
    Ping,
    Pong,
    Quit,
    Ready,
    decode_order,
    encode_answer,
)
from graticule.process import trace, work_beside_the_window

logger = logging.getLogger(__name__)
_PAUSE = 0.05  # s between two events of one step: people see no more
_GRACE = 2.0  # s in which a run may end of itself once nobody listens any more

# What takes seconds to import or compile is fetched while there is nothing to do.
_WARM = (
    "graticule.protocols",
    "graticule.analyse",
    "torch",
    "graticule.segment.predict",
    "segmentation_models_pytorch",
    "openvino",
    "graticule.reports.excel",
)


def main() -> None:
    """Serve until the input is closed."""
    Server(*work_beside_the_window()).run()


class Server:
    """Takes orders from one stream and writes events to another, one run at a time."""

    def __init__(self, orders: IO[bytes], out: IO[bytes]) -> None:
        self._orders = orders
        self._out = out
        self._inbox: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._unwanted: set[str] = set()  # runs that were cancelled
        self._alone = threading.Event()  # the input has ended
        self._writing = threading.Lock()
        self._told: tuple[str, str] | None = None
        self._told_at = 0.0

    def run(self) -> None:
        """Serve until the input ends or `Quit` comes."""
        threading.Thread(target=self._listen, name="graticule-orders", daemon=True).start()
        self._tell("", Ready())
        todo = self._warming()
        while True:
            try:
                order = self._inbox.get_nowait()
            except queue.Empty:
                step = next(todo, None)
                if step is not None:
                    step()
                    continue
                order = self._inbox.get()
            if order is None or isinstance(order, Quit):
                return
            if isinstance(order, Analyse):
                self._analyse(order)

    def _listen(self) -> None:
        """Read orders; those that cannot wait for a run to end are followed here."""
        for line in self._orders:
            try:
                order = decode_order(line)
            except ValueError:
                logger.exception("an order that is none: %r", line[:200])
                continue
            if isinstance(order, Ping):
                self._tell(order.id, Pong())
            elif isinstance(order, Cancel):
                self._unwanted.add(order.id)
            else:
                self._inbox.put(order)
        self._alone.set()
        self._inbox.put(None)
        time.sleep(_GRACE)
        os._exit(0)  # the window is gone and a run is in the midst of something long

    def _analyse(self, order: Analyse) -> None:
        """Run one order to its end, and tell how it ended."""
        try:
            self._tell(order.id, self._follow(order))
        except GraticuleError as error:
            self._tell(order.id, Failed(str(error), trace(error)))
        except MemoryError as error:
            text = "memory ran out: close other programs, or analyse at a coarser pixel size"
            self._tell(order.id, Failed(text, trace(error)))
        except Exception as error:  # noqa: BLE001 - a bug: told, and the engine lives on
            text = f"something unexpected happened ({type(error).__name__}): {error}"
            self._tell(order.id, Failed(text, trace(error)))
        finally:
            self._unwanted.discard(order.id)

    def _follow(self, order: Analyse) -> Finished | Cancelled:
        # Late: these take seconds, and `Ready` should not.
        from graticule.analyse import analyse
        from graticule.protocols import load_protocol, parse_protocol

        if order.id in self._unwanted:
            return Cancelled()
        text = order.protocol
        protocol = parse_protocol(text) if "\n" in text else load_protocol(text)
        with closing(analyse(Path(order.scan), protocol, Path(order.out), order.options)) as events:
            for event in events:
                if isinstance(event, Finished):
                    return event
                if order.id in self._unwanted or self._alone.is_set():
                    return Cancelled()
                if self._worth_telling(event):
                    self._tell(order.id, event)
        raise ValueError("a run ends with Finished")

    def _worth_telling(self, event: Any) -> bool:
        """Whether an event says something new: of many steps a second a few are enough."""
        if not isinstance(event, Stage):
            return True
        what, now = (event.phase, event.step), time.monotonic()
        if what == self._told and event.done < event.total and now - self._told_at < _PAUSE:
            return False
        self._told, self._told_at = what, now
        return True

    def _tell(self, run: str, event: Answer) -> None:
        with self._writing:
            try:
                self._out.write(encode_answer(run, event))
                self._out.flush()
            except OSError:
                os._exit(0)  # nobody listens

    def _warming(self) -> Iterator[Callable[[], None]]:
        for name in _WARM:
            yield lambda name=name: _fetch(name)
        yield _compile


def _fetch(name: str) -> None:
    with suppress(ImportError):
        import_module(name)


def _compile() -> None:
    from graticule.particles import prepare  # late: see `_WARM`

    prepare()


if __name__ == "__main__":
    main()
