"""A training as a process: orders as JSON lines on standard input, events as JSON lines out.

To it go `Train`, `Stop`, `Keep`, `Ping` and `Quit`. Back come the events of
`graticule.learn.events` and `Ready`, `Pong`, `Stopped` and `Failed`, each in an envelope with the
id of the training that it belongs to. Exactly one of `PackWritten`, `Stopped` and `Failed` ends a
training.

It runs beside the window, at lower priority. It may be killed at any time: its checkpoint survives
that. When its input ends, the window is gone: it stops as if told to, so that nothing goes on
learning unseen. Start it with `python -m graticule.learn.training_worker`.
"""

import time
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from graticule.learn.events import (
    EVENTS,
    Event,
    PackWritten,
    Started,
    StepDone,
    TrainOptions,
    Working,
)
from graticule.worker import (
    Failed,
    Lines,
    Ping,
    Pong,
    Quit,
    Ready,
    Server,
    fetch,
    work_beside_the_window,
)

_PAUSE = 0.05  # s between two events of one phase: people see no more
_WARM = ("torch", "graticule.learn.training")  # they take seconds to import


class Train(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="train"):
    """Train by `recipe` (a shipped one's name, a file, or the whole text in TOML) on `data`.

    `data`: files and folders of annotated scans. `out`: folder of the pack. `folder`: of the
    training, with its recipe, curves, samples and checkpoint; a training that is there goes on;
    empty: one in the user's cache, named after recipe and data.
    """

    id: str
    recipe: str
    data: tuple[str, ...]
    out: str
    folder: str = ""
    options: TrainOptions = TrainOptions()


class Stop(msgspec.Struct, frozen=True, tag_field="do", tag="stop"):
    """Stop after the step under way and keep a checkpoint: the same `Train` goes on from there."""

    id: str


class Keep(msgspec.Struct, frozen=True, tag_field="do", tag="keep"):
    """Learn no more, and make the pack of the best weights so far."""

    id: str


Order = Train | Stop | Keep | Ping | Quit


@dataclass(frozen=True, slots=True)
class Stopped:
    """The training was stopped after `step`; the same `Train` goes on from there."""

    step: int


Answer = Event | Ready | Pong | Stopped | Failed
_LINES: Lines[Order] = Lines(Order, (*EVENTS, Stopped))
decode_order, decode_answer = _LINES.decode_order, _LINES.decode_answer


def main() -> None:
    """Serve until the input is closed."""
    TrainingServer(*work_beside_the_window()).run()


class TrainingServer(Server):
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
