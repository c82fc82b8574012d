"""How far a training is and when it will end, from its events."""

import time
from collections.abc import Callable

from graticule.learn.events import (
    PHASES,
    Ended,
    Judged,
    PackWritten,
    Started,
    StepDone,
    Validated,
    Working,
)
from graticule_app.look.translation import tr, tr_engine, tr_noop
from graticule_app.model.analysis_progress import told_time

_NEW = 0.2  # weight of the newest time left: one slow step shall not make it jump
_ENDS = {
    "steps": "", "patience": tr_noop("It got no better any more."),
    "kept": tr_noop("Stopped at your wish."),
}  # fmt: skip


class Progress:
    """Takes a training's events; tells what is going on in one line."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.text = tr("Starting")
        self.step = 0
        self.steps = 0
        self._left: float | None = None
        self._left_at = 0.0
        self._why = ""

    def feed(self, event: object) -> None:
        """Take in an event."""
        if isinstance(event, Working):
            phase = tr_engine(PHASES[event.phase])
            self.text = f"{self._why} {phase}" if self._why else phase
            if event.total and event.phase != "training":
                self.text = tr(
                    "{phase}, {done:,} of {total:,}",
                    phase=self.text, done=event.done, total=event.total,
                )  # fmt: skip
        elif isinstance(event, Started):
            self.step, self.steps = event.step, event.steps
            self.text = tr_engine(PHASES["training"])
        elif isinstance(event, StepDone):
            self.step, self.steps = event.step, event.steps
            self.text = tr_engine(PHASES["training"])
            self._take_left(event.left)
        elif isinstance(event, Ended):
            self._why, self._left = tr(_ENDS[event.why]), None
        elif isinstance(event, Judged | PackWritten):
            self.step = self.steps
        elif isinstance(event, Validated):
            self.text = tr_engine(PHASES["training"])

    @property
    def share(self) -> float:
        """Of all steps, 0..1; 0 while nobody knows how many there are."""
        return self.step / self.steps if self.steps else 0.0

    @property
    def rest(self) -> str:
        """Steps and the time left, as people say it."""
        if not self.step:
            return ""
        parts = [tr("step {step:,} of {steps:,}", step=self.step, steps=self.steps)]
        return " · ".join([*parts, self.left] if self.left else parts)

    @property
    def left(self) -> str:
        """The time left, as people say it; "" where there is no telling."""
        if self._left is None:
            return ""
        return told_time(max(self._left - (self._clock() - self._left_at), 0.0))

    def _take_left(self, left: float | None) -> None:
        if left is None:
            return
        now = self._clock()
        if self._left is not None:
            expected = max(self._left - (now - self._left_at), 0.0)
            left = _NEW * left + (1 - _NEW) * expected
        self._left, self._left_at = left, now
