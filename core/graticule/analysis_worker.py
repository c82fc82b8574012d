"""Analyses as a process: orders as JSON lines on standard input, events as JSON lines out.

To it go `Analyse`, `Cancel`, `Ping` and `Quit`. Back come the events of `graticule.events` and
`Ready`, `Pong`, `Cancelled` and `Failed`, each in an envelope with the id of the run that it
belongs to. Exactly one of `Finished`, `Cancelled` and `Failed` ends a run.

It runs beside the window, at lower priority, so that the window never waits for it; it may be
killed at any time, because a result on disk survives that. It ends when its input is closed, so
it does not outlive a window that crashed. Start it with `python -m graticule.analysis_worker`.
"""

import os
import time
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Any

import msgspec

from graticule.events import Event, Finished, Notice, Opened, Options, Stage
from graticule.names import text_path
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

_PAUSE = 0.05  # s between two events of one step: people see no more

_PIECES = 7  # of what is compiled
# What takes seconds to import or compile is fetched while there is nothing to do.
_WARM = (
    "graticule.protocol",
    "graticule.analysis",
    "torch",
    "graticule.segment.predict",
    "segmentation_models_pytorch",
    "graticule.segment.quiet_openvino",
    "graticule.reports.excel",
)


class Analyse(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="analyse"):
    """Analyse a scan; `protocol` is the name of one, or the whole text of one in TOML."""

    id: str
    scan: str
    protocol: str
    out: str
    options: Options = Options()


class Cancel(msgspec.Struct, frozen=True, tag_field="do", tag="cancel"):
    """Stop that run at its next event and keep what is done."""

    id: str


Order = Analyse | Cancel | Ping | Quit


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The run was stopped; what it had done is kept."""


Answer = Event | Ready | Pong | Cancelled | Failed
_LINES: Lines[Order] = Lines(Order, (Opened, Notice, Stage, Finished, Cancelled))
decode_order, decode_answer = _LINES.decode_order, _LINES.decode_answer


def main() -> None:
    """Serve until the input is closed."""
    AnalysisServer(*work_beside_the_window()).run()


class AnalysisServer(Server):
    """Runs analyses, one at a time."""

    urgent = (Cancel,)
    out_of_memory = "memory ran out: close other programs, or analyse at a coarser pixel size"
    grace = 2.0

    def __init__(self, orders: IO[bytes], out: IO[bytes]) -> None:
        warming = [*(partial(fetch, name) for name in _WARM), *map(_Compile, range(_PIECES))]
        super().__init__(orders, out, decode_order, warming)
        self._told: tuple[str, str] | None = None
        self._told_at = 0.0

    def follow(self, order: Analyse) -> Finished | Cancelled:
        """Run one analysis."""
        # Late: these take seconds, and `Ready` should not.
        from graticule.analysis import iter_analyse
        from graticule.protocol import load_protocol, parse_protocol

        cancel = Cancel(order.id)
        if cancel in self.asked:
            return Cancelled()
        text = order.protocol
        protocol = parse_protocol(text) if "\n" in text else load_protocol(text)
        scan, out = text_path(order.scan), text_path(order.out)
        with closing(iter_analyse(scan, protocol, out, order.options)) as events:
            for event in events:
                if isinstance(event, Finished):
                    return replace(event, summary=())  # the result tells it in full
                if cancel in self.asked or self.alone.is_set():
                    return Cancelled()
                if self._worth_telling(event):
                    self.tell(order.id, event)
        raise ValueError("a run ends with Finished")

    def leave(self) -> None:
        """Nobody listens: a result on disk survives the end at any time."""
        os._exit(0)

    def _worth_telling(self, event: Any) -> bool:
        """Whether an event says something new: of many steps a second a few are enough."""
        if not isinstance(event, Stage):
            return True
        what, now = (event.phase, event.step), time.monotonic()
        if what == self._told and event.done < event.total and now - self._told_at < _PAUSE:
            return False
        self._told, self._told_at = what, now
        return True


class _Compile:
    """Compiles one piece of what analyses need: an order waits for no more than that."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __call__(self) -> None:
        from graticule.particles import preparations  # late: see `_WARM`

        pieces = list(preparations().values())
        if self._number < len(pieces):
            pieces[self._number]()


if __name__ == "__main__":
    main()
