"""A training as a process: orders as JSON lines on standard input, events as JSON lines out.

It runs beside the window, at lower priority. It may be killed at any time: its checkpoint survives
that. When its input ends, the window is gone: it stops as if told to, so that nothing goes on
learning unseen. Start it with `python -m graticule.learn.serve`.
"""

import logging
import os
import queue
import threading
import time
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path
from typing import IO

from graticule.errors import GraticuleError
from graticule.learn.events import PackWritten, Started, StepDone, Working
from graticule.learn.messages import (
    Answer,
    Failed,
    Keep,
    Order,
    Ping,
    Pong,
    Quit,
    Ready,
    Stop,
    Stopped,
    Train,
    decode_order,
    encode_answer,
)
from graticule.process import trace, work_beside_the_window

logger = logging.getLogger(__name__)
_GRACE = 30.0  # s in which a training may write its checkpoint once nobody listens any more
_PAUSE = 0.05  # s between two events of one phase: people see no more
_WARM = ("torch", "graticule.learn.training")  # they take seconds to import


def main() -> None:
    """Serve until the input is closed."""
    TrainingServer(*work_beside_the_window()).run()


class TrainingServer:
    """Takes orders from one stream and writes events to another, one training at a time."""

    def __init__(self, orders: IO[bytes], out: IO[bytes]) -> None:
        self._orders = orders
        self._out = out
        self._inbox: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._unwanted: set[str] = set()  # trainings to stop
        self._enough: set[str] = set()  # trainings to make a pack of as they are
        self._alone = threading.Event()  # the input has ended
        self._writing = threading.Lock()
        self._told_at = 0.0

    def run(self) -> None:
        """Serve until the input ends or `Quit` comes."""
        threading.Thread(target=self._listen, name="graticule-orders", daemon=True).start()
        self._tell("", Ready())
        for name in _WARM:
            with suppress(ImportError):
                import_module(name)
        while True:
            order = self._inbox.get()
            if order is None or isinstance(order, Quit):
                return
            if isinstance(order, Train):
                self._train(order)

    def _listen(self) -> None:
        """Read orders; those that cannot wait for a training to end are followed here."""
        for line in self._orders:
            try:
                order = decode_order(line)
            except ValueError:
                logger.exception("an order that is none: %r", line[:200])
                continue
            if isinstance(order, Ping):
                self._tell(order.id, Pong())
            elif isinstance(order, Stop):
                self._unwanted.add(order.id)
            elif isinstance(order, Keep):
                self._enough.add(order.id)
            else:
                self._inbox.put(order)
        self._alone.set()
        self._inbox.put(None)
        time.sleep(_GRACE)
        os._exit(0)  # the window is gone and the training is in the midst of something long

    def _train(self, order: Train) -> None:
        """Run one training to its end, and tell how it ended."""
        try:
            self._tell(order.id, self._follow(order))
        except GraticuleError as error:
            self._tell(order.id, Failed(str(error), trace(error)))
        except MemoryError as error:
            text = "memory ran out: close other programs, or choose a recipe with smaller patches"
            self._tell(order.id, Failed(text, trace(error)))
        except Exception as error:  # noqa: BLE001 - a bug: told, and the process lives on
            text = f"something unexpected happened ({type(error).__name__}): {error}"
            self._tell(order.id, Failed(text, trace(error)))
        finally:
            self._unwanted.discard(order.id)
            self._enough.discard(order.id)

    def _follow(self, order: Train) -> PackWritten | Stopped:
        from graticule.learn.training import train_pack  # late: `Ready` should not wait for torch

        step = 0
        events = train_pack(
            order.recipe,
            [Path(path) for path in order.data],
            Path(order.out),
            options=order.options,
            folder=Path(order.folder) if order.folder else None,
            kept=lambda: order.id in self._enough,
        )
        with closing(events):
            for event in events:
                if isinstance(event, PackWritten):
                    return event
                step = event.step if isinstance(event, Started | StepDone) else step
                if self._worth_telling(event):
                    self._tell(order.id, event)
                if order.id in self._unwanted or self._alone.is_set():
                    break
            else:
                raise ValueError("a training ends with PackWritten")
        return Stopped(step)

    def _worth_telling(self, event: Answer) -> bool:
        """Whether an event says something new: of a row of windows a few are enough."""
        if not isinstance(event, Working) or not event.done:
            return True
        now = time.monotonic()
        if now - self._told_at < _PAUSE:
            return False
        self._told_at = now
        return True

    def _tell(self, training: str, event: Answer) -> None:
        with self._writing:
            try:
                self._out.write(encode_answer(training, event))
                self._out.flush()
            except OSError:
                self._alone.set()  # nobody listens: the training writes its checkpoint and ends


if __name__ == "__main__":
    main()
