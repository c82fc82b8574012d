"""How many steps a computer does in the time that it is given."""

import time
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from itertools import chain
from typing import Protocol

from torch import nn

from graticule.learn.events import Event, Working
from graticule.learn.objective import BatchT, BatchT_contra, Watch
from graticule.learn.optim import LoopSettings
from graticule.learn.progress import Plan, Progress

_UNTOLD = 2  # steps at first, in which libraries choose their kernels
_MEASURED = 6  # steps
_SHARE = 0.03  # of the budget, that measuring may take
_PACK = 0.08  # of the budget, for margin, temperature and files of the pack
_LOOKS = 8  # times during a training that the speed is looked at again
_OFF = 0.05  # of the budget: so far from it, the steps left are counted anew


class Learner(Protocol[BatchT_contra]):
    """What is laid out: a trainer, seen from here."""

    settings: LoopSettings
    progress: Progress

    @property
    def plan(self) -> Plan:
        """How the steps are laid out by now."""
        ...

    def learn(self, batch: BatchT_contra) -> float:
        """One step; its loss."""
        ...

    def rehearsal(self) -> AbstractContextManager[None]:
        """Whatever is learned in this block is forgotten at its end."""
        ...

    def averaged(self) -> AbstractContextManager[nn.Module]:
        """The network in eval mode with the mean of its weights."""
        ...


class Budget:
    """Lays a training out over `minutes` by the measured speed; None: the steps are given.

    The speed is looked at again now and then, because a laptop slows down when it gets hot and
    other programs come and go. Each plan is part of the checkpoint, so a training that goes on
    keeps it.
    """

    def __init__(self, minutes: float | None) -> None:
        self._seconds = None if minutes is None else 60 * minutes
        self._since: tuple[int, float] | None = None  # step and seconds at the last look

    def laid_out(
        self, trainer: Learner[BatchT], batches: Iterator[BatchT], watch: Watch | None
    ) -> Generator[Event, None, Iterator[BatchT]]:
        """Give the trainer its plan; answers all batches, those that were measured with again."""
        state, most = trainer.progress, trainer.settings.steps
        if self._seconds is None:
            state.plan = Plan.of(most)
            return batches
        yield Working("speed")
        begun, used = time.monotonic(), []
        with trainer.rehearsal():
            if watch:
                state.check = yield from _check_time(trainer, watch)
            step = _step_time(trainer, batches, used, self._seconds * _SHARE)
        state.seconds += time.monotonic() - begun
        state.reserve = _PACK * self._seconds + state.check * (watch.whole if watch else 0)
        state.plan = Plan.of(max(1, min(most, int(self._left(trainer, watch) / step))))
        return chain(used, batches)

    def revised(self, trainer: Learner[BatchT], watch: Watch | None) -> bool:
        """Count the steps left anew if the budget would be missed; whether that was done."""
        state, plan = trainer.progress, trainer.plan
        if self._seconds is None:
            return False
        self._since = self._since or (state.step, state.learning)
        steps, took = state.step - self._since[0], state.learning - self._since[1]
        looks = int(plan.progress(state.step) * _LOOKS) - int(
            plan.progress(state.step - 1) * _LOOKS
        )
        if not looks or steps < _MEASURED or state.step >= plan.steps:
            return False
        self._since = state.step, state.learning
        speed, left = took / steps, self._left(trainer, watch)
        wanted = min(state.step + max(1, int(left / speed)), trainer.settings.steps)
        if abs(wanted - plan.steps) * speed < _OFF * self._seconds:
            return False
        state.plan = plan.changed(state.step, wanted)
        return True

    def _left(self, trainer: Learner[BatchT], watch: Watch | None) -> float:
        """Seconds for steps alone, beside the checks to come and the making of the pack."""
        assert self._seconds is not None
        state = trainer.progress
        done = trainer.plan.progress(state.step) if state.plan else 0.0
        checks = state.check * (watch.times if watch else 0) * (1 - done)
        return self._seconds - state.seconds - state.reserve - checks


def _check_time(trainer: Learner[BatchT], watch: Watch) -> Generator[Event, None, float]:
    """Seconds that a check takes."""
    begun = time.monotonic()
    with trainer.averaged() as network:
        yield from watch.check(network, 0)
    return time.monotonic() - begun


def _step_time(
    trainer: Learner[BatchT], batches: Iterator[BatchT], used: list[BatchT], most: float
) -> float:
    """Seconds per step, waiting for its batch included; fills `used` with the batches."""
    begun, times = time.monotonic(), []
    while len(times) < _UNTOLD + 1 or (
        len(times) < _UNTOLD + _MEASURED and time.monotonic() - begun < most
    ):
        start = time.monotonic()
        used.append(next(batches))
        trainer.learn(used[-1])
        times.append(time.monotonic() - start)
    told = times[_UNTOLD:]
    return max(1e-4, sum(told) / len(told))
