"""The training loop: a generator of events that can be killed at any moment and goes on."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Generic

import torch
from torch import Tensor, nn

from graticule.errors import TrainingError
from graticule.learn.budget import Budget
from graticule.learn.checkpoint import (
    load_optimizer,
    not_fitting,
    optimizer_tensors,
    read_checkpoint,
    write_checkpoint,
)
from graticule.learn.events import Ended, Event, Sample, StepDone, Validated
from graticule.learn.objective import BatchT, Check, Feed, Objective, Watch
from graticule.learn.optim import (
    LoopSettings,
    Precision,
    build_optimizer,
    rate_at,
    set_rate,
)
from graticule.learn.progress import Plan, Progress

_RECENT = 0.1  # weight of the newest step in the speed that is told


class Trainer(Generic[BatchT]):
    """An objective with all that changes while its network learns."""

    def __init__(
        self,
        objective: Objective[BatchT],
        settings: LoopSettings,
        identity: str = "",
        device: torch.device | None = None,
    ) -> None:
        self.device = device or torch.device("cpu")
        self.objective = objective
        self.network = objective.network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        objective.to(self.device)
        self.settings = settings
        self.progress = Progress(identity)  # `identity`: of all that must stay when it goes on
        self.precision = Precision(self.device, settings.mixed_precision)
        self.optimizer = build_optimizer(self.network, settings)
        self.mean = _copy(self.network.state_dict())
        self.best: dict[str, Tensor] = {}
        self._speed = 0.0  # s per step, of late

    @property
    def step(self) -> int:
        """How many steps are done."""
        return self.progress.step

    @property
    def plan(self) -> Plan:
        """How the steps are laid out; as many as the settings say while no budget cuts them."""
        return self.progress.plan or Plan.of(self.settings.steps)

    @property
    def ended(self) -> bool:
        """Whether no step comes any more."""
        return bool(self.progress.ended)

    def run(
        self,
        prepare: Callable[[], Feed[BatchT]],
        checkpoint: Path,
        *,
        watch: Watch | None = None,
        log: Callable[[Event], None] = lambda _: None,
        kept: Callable[[], bool] = lambda: False,
    ) -> Generator[Event, None, None]:
        """Train up to the last step; `load` first to go on.

        `prepare` makes what gives the batches; a training that had ended does without. `log` hears
        each step and check before a checkpoint has it, `kept` says whether to end here and keep
        the best. Closed, it leaves a checkpoint of the step that it was at.
        """
        if self.ended:
            return
        feed = prepare()
        try:
            with closing(feed.batches(self.step)) as batches:
                yield from self._run(feed, batches, checkpoint, (watch, log, kept))
        except GeneratorExit:
            self.save(checkpoint)
            raise

    def _run(
        self,
        feed: Feed[BatchT],
        batches: Iterator[BatchT],
        checkpoint: Path,
        around: tuple[Watch | None, Callable[[Event], None], Callable[[], bool]],
    ) -> Iterator[Event]:
        watch, log, kept = around
        budget, state = Budget(self.settings.minutes), self.progress
        if state.plan is None:
            batches = yield from budget.laid_out(self, batches, watch)
            self.save(checkpoint)  # from here on the plan is fixed
        while True:
            if self.step >= self.plan.steps:
                state.ended = "steps"
            elif kept():
                state.ended = "kept"
            due = state.ended or _due(self.plan, watch.times if watch else 0, self.step)
            if watch and due and state.checked < self.step:
                yield from self._check(watch, log)
            if state.ended:
                break
            done = self._timed_step(feed, batches)
            log(done)
            if budget.revised(self, watch) or self.step % self.settings.checkpoint == 0:
                self.save(checkpoint)
            yield done
        ended = Ended(state.ended, state.best_step if self.best else self.step)
        log(ended)
        self.save(checkpoint)
        yield ended

    def _timed_step(self, feed: Feed[BatchT], batches: Iterator[BatchT]) -> StepDone:
        """Fetch a batch and learn from it."""
        begun, waited = time.monotonic(), feed.waited
        rate = rate_at(self.settings, self.plan, self.step)
        loss = self.learn(next(batches))
        self.progress.step += 1
        self._update_mean()
        took = max(1e-6, time.monotonic() - begun)
        self.progress.seconds += took
        self.progress.learning += took
        self._speed += (took - self._speed) * (_RECENT if self._speed else 1.0)
        left = (self.plan.steps - self.step) * self._speed + self.progress.reserve
        share = min(1.0, (feed.waited - waited) / took)
        return StepDone(
            self.step, self.plan.steps, loss, rate, round(share, 3), round(1 / self._speed, 3),
            round(left, 1),
        )  # fmt: skip

    def learn(self, batch: BatchT) -> float:
        """One step of the optimiser; its loss. `TrainingError` if that is no number."""
        set_rate(self.optimizer, rate_at(self.settings, self.plan, self.step))
        torch.manual_seed(_seed(self.settings.seed, self.step))  # dropout, whoever goes on
        self.network.train()
        with self.precision.forward():
            loss = self.objective.loss(self.network, batch.to(self.device))
        told = loss.item()
        if told != told or abs(told) == float("inf"):
            raise TrainingError(f"step {self.step}: the loss is {told}; lower the rate")
        self.precision.step(loss, self.optimizer, self.settings.clip)
        self.objective.after_step(self.network, self.plan.progress(self.step + 1))
        return told

    def _check(self, watch: Watch, log: Callable[[Event], None]) -> Iterator[Event]:
        """Predict the validation images and keep the weights if they are the best so far."""
        begun, state = time.monotonic(), self.progress
        with self.averaged() as network:
            metrics = yield from _heard(watch.check(network, self.step), log)
        value = metrics[watch.metric]
        sign = -1 if watch.metric == "loss" else 1
        better = state.best is None or sign * value > sign * state.best
        if better and value == value:  # not NaN: no class of the truth was there to find
            state.best, state.best_step, state.since = value, self.step, 0
            self.best = _copy(self.mean)
        else:
            better, state.since = False, state.since + 1
        state.checked = self.step
        state.seconds += time.monotonic() - begun
        if watch.patience and state.since >= watch.patience:
            state.ended = state.ended or "patience"
        best = value if state.best is None else state.best
        loss = metrics.get("loss")
        told = Validated(self.step, watch.metric, metrics, best, state.best_step, better, loss)
        log(told)
        yield told

    @torch.no_grad()
    def _update_mean(self) -> None:
        keep = min(self.settings.mean_decay, (1 + self.step) / (10 + self.step))
        for key, value in self.network.state_dict().items():
            if value.is_floating_point():
                self.mean[key].lerp_(value, 1 - keep)
            else:
                self.mean[key].copy_(value)

    @contextmanager
    def averaged(self) -> Iterator[nn.Module]:
        """The network in eval mode with the mean of its weights, for the length of a block."""
        with self._lent(self.mean) as network:
            yield network

    @contextmanager
    def chosen(self) -> Iterator[nn.Module]:
        """The network in eval mode with the best weights, for the length of a block."""
        with self._lent(self.best or self.mean) as network:
            yield network

    @contextmanager
    def _lent(self, weights: Mapping[str, Tensor]) -> Iterator[nn.Module]:
        current = _copy(self.network.state_dict())
        self.network.load_state_dict(weights)
        self.network.eval()
        try:
            yield self.network
        finally:
            self.network.load_state_dict(current)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Whatever is learned in this block is forgotten at its end."""
        weights, before = _copy(self.network.state_dict()), self.optimizer.state_dict()
        scale, state = self.precision.scaler.state_dict(), _copy(self.objective.state_dict())
        try:
            yield
        finally:
            self.network.load_state_dict(weights)
            self.objective.load_state_dict(state)
            self.optimizer.load_state_dict(before)
            if scale:
                self.precision.scaler.load_state_dict(scale)

    def save(self, path: Path) -> None:
        """Write everything that the next step depends on, so that a reader never meets half."""
        parts = {
            "network": self.network.state_dict(),
            "mean": self.mean,
            "best": self.best,
            "optimizer": optimizer_tensors(self.optimizer),
            "scale": _scale(self.precision),
            "objective": self.objective.state_dict(),
        }
        write_checkpoint(path, self.progress, parts)

    def load(self, path: Path) -> None:
        """Go back to a checkpoint; `TrainingError` if it is damaged or of another training."""
        progress, parts = read_checkpoint(path, self.progress.identity)
        try:
            self.network.load_state_dict(parts["network"])
            if parts["mean"].keys() != self.mean.keys():
                raise KeyError("mean of the weights")
            self.mean = {k: v.to(self.device) for k, v in parts["mean"].items()}
            self.best = {k: v.to(self.device) for k, v in parts.get("best", {}).items()}
            load_optimizer(self.optimizer, parts.get("optimizer", {}))
            state = parts.get("objective", {})
            self.objective.load_state_dict({k: v.to(self.device) for k, v in state.items()})
            if "scale" in parts:
                self.precision.scaler.load_state_dict(
                    {key: value.item() for key, value in parts["scale"].items()}
                )
        except (KeyError, RuntimeError, ValueError) as error:
            raise not_fitting(path, error) from error
        self.progress = progress


def _heard(check: Check, log: Callable[[Event], None]) -> Check:
    """A check whose samples are logged."""
    with closing(check):
        while True:
            try:
                event = next(check)
            except StopIteration as end:
                return end.value
            if isinstance(event, Sample):
                log(event)
            yield event


def _due(plan: Plan, times: int, step: int) -> int:
    """The last step up to `step` after which a check belongs; 0: none yet."""
    if step >= plan.steps:
        return step
    return step if int(plan.progress(step) * times) > int(plan.progress(step - 1) * times) else 0


def _seed(seed: int, step: int) -> int:
    """A seed of its own for every step, whatever the seed of the training is."""
    return (seed * 1_000_003 + step) % 2**63


def _scale(precision: Precision) -> dict[str, Tensor]:
    state = precision.scaler.state_dict()
    return {key: torch.tensor(value) for key, value in state.items()}


def _copy(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {key: value.detach().clone() for key, value in weights.items()}
