"""A training as a process: orders as JSON lines on standard input, events as JSON lines out.

It runs beside the window, at lower priority. It may be killed at any time: its checkpoint survives
that. When its input ends, the window is gone: it stops as if told to, so that nothing goes on
learning unseen. Start it with `python -m graticule.learn.serve`.
"""

import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import IO

from graticule.learn.events import PackWritten, Started, StepDone, Working
from graticule.learn.messages import Answer, Keep, Stop, Stopped, Train, decode_order
from graticule.process import Server, fetch, work_beside_the_window

_PAUSE = 0.05  # s between two events of one phase: people see no more
_WARM = ("torch", "graticule.learn.training")  # they take seconds to import


def main() -> None:
    """Serve until the input is closed."""
    Trainer(*work_beside_the_window()).run()


class Trainer(Server):
    """Runs trainings, one at a time."""

    urgent = (Stop, Keep)
    out_of_memory = "memory ran out: close other programs, or choose a recipe with smaller patches"
    grace = 30.0  # a training writes its checkpoint

    def __init__(self, orders: IO[bytes], out: IO[bytes]) -> None:
        super().__init__(orders, out, decode_order, [partial(fetch, name) for name in _WARM])
        self._told_at = 0.0

    def follow(self, order: Train) -> PackWritten | Stopped:
        """Run one training."""
        from graticule.learn.training import (
            iter_train_pack,  # late: `Ready` should not wait for torch
        )

        step = 0
        events = iter_train_pack(
            order.recipe,
            [Path(path) for path in order.data],
            Path(order.out),
            options=order.options,
            folder=Path(order.folder) if order.folder else None,
            kept=lambda: Keep(order.id) in self.asked,
        )
        with closing(events):
            for event in events:
                if isinstance(event, PackWritten):
                    return event
                step = event.step if isinstance(event, Started | StepDone) else step
                if self._worth_telling(event):
                    self.tell(order.id, event)
                if Stop(order.id) in self.asked or self.alone.is_set():
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


if __name__ == "__main__":
    main()
