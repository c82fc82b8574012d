"""The training loop: a generator of events that can be killed at any moment and goes on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from graticule.errors import TrainingError
from graticule.files import atomic
from graticule.learn.depthwise import QuickDepthwise
from graticule.learn.losses import LossWeights, total_loss
from graticule.learn.patches.augment import Augmentation, augment
from graticule.learn.patches.sampling import Batch, Sampler

Positive = Annotated[float, msgspec.Meta(gt=0)]
Count = Annotated[int, msgspec.Meta(ge=1)]


class LoopSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long and how fast: AdamW with warm-up and cosine, and a mean of the weights (EMA)."""

    steps: Count
    batch: Count = 8
    rate: Positive = 1e-3
    encoder_rate: Positive = 0.5  # of `rate`: what ImageNet taught is to last
    decay: float = 0.02
    warm_up: int = 100
    mean_decay: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.998
    clip: Positive = 5.0  # largest gradient norm
    checkpoint: Count = 50  # steps between checkpoints
    seed: int = 0
    bfloat16: bool = True


@dataclass(frozen=True, slots=True)
class StepDone:
    """One step of `steps` is done; `loss` is that of its batch."""

    step: int
    steps: int
    loss: float
    rate: float


class Trainer:
    """A network with all that changes while it learns."""

    def __init__(
        self, network: nn.Module, settings: LoopSettings, weights: LossWeights, identity: str = ""
    ) -> None:
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.settings = settings
        self.weights = weights
        self.identity = identity  # of all that must not change between two halves of a training
        self.step = 0
        self.optimizer = torch.optim.AdamW(_groups(network, settings))
        self.mean = {k: v.detach().clone() for k, v in network.state_dict().items()}

    def run(
        self, prepare: Callable[[], Sampler], how: Augmentation, checkpoint: Path
    ) -> Iterator[StepDone]:
        """Train up to the last step; first go on from `checkpoint` if it exists.

        `prepare` makes the sampler; a training that had already ended does without one.
        """
        if checkpoint.exists():
            self.load(checkpoint)
        settings = self.settings
        if self.step >= settings.steps:
            return
        sampler = prepare()

        def make(step: int) -> Batch:
            batch = sampler.batch(step, settings.batch)
            rng = np.random.default_rng([settings.seed, 2, step])
            return batch._replace(pixels=augment(batch.pixels, how, rng))

        with ThreadPoolExecutor(1, "batches") as pool:
            coming: Future[Batch] = pool.submit(make, self.step)
            while self.step < settings.steps:
                batch = coming.result()
                coming = pool.submit(make, self.step + 1)
                loss = self._learn(batch)
                self.step += 1
                self._update_mean()
                if self.step % settings.checkpoint == 0 or self.step == settings.steps:
                    self.save(checkpoint)
                yield StepDone(self.step, settings.steps, loss, self._rate())

    def _rate(self) -> float:
        s = self.settings
        if self.step < s.warm_up:
            return s.rate * (self.step + 1) / s.warm_up
        done = (self.step - s.warm_up) / max(1, s.steps - s.warm_up)
        return s.rate * max(0.01, 0.5 * (1 + float(np.cos(np.pi * min(done, 1)))))

    def _learn(self, batch: Batch) -> float:
        rate = self._rate()
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]
        self.network.train()
        pixels = batch.pixels.contiguous(memory_format=torch.channels_last)
        with QuickDepthwise(), torch.autocast("cpu", torch.bfloat16, self.settings.bfloat16):
            logits = self.network(pixels)
        loss = total_loss(logits.float(), batch, self.weights)
        if not torch.isfinite(loss):
            raise TrainingError(f"step {self.step}: the loss is {loss.item()}; lower the rate")
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip)
        self.optimizer.step()
        return loss.item()

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
        current = {k: v.detach().clone() for k, v in self.network.state_dict().items()}
        self.network.load_state_dict(self.mean)
        self.network.eval()
        try:
            yield self.network
        finally:
            self.network.load_state_dict(current)

    def save(self, path: Path) -> None:
        """Write everything that the next step depends on, so that a reader never meets half."""
        tensors: dict[str, Tensor] = {}
        for key, value in self.network.state_dict().items():
            tensors[f"network.{key}"] = value.contiguous()
            tensors[f"mean.{key}"] = self.mean[key].contiguous()
        for index, state in self.optimizer.state_dict()["state"].items():
            for key, value in state.items():
                tensors[f"optimizer.{index}.{key}"] = value.contiguous()
        about = {"step": str(self.step), "identity": self.identity}
        with atomic(path) as temporary:
            save_file(tensors, temporary, metadata=about)

    def load(self, path: Path) -> None:
        """Go back to a checkpoint; `TrainingError` if it is damaged or of another training."""
        try:
            with safe_open(path, framework="pt") as file:
                about = file.metadata() or {}
                tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
            if about["identity"] != self.identity:
                raise TrainingError(f"{path}: is of a training with other settings; remove it")
            self.network.load_state_dict(_part(tensors, "network."))
            self.mean = _part(tensors, "mean.")
            self._load_optimizer(_part(tensors, "optimizer."))
            self.step = int(about["step"])
        except (SafetensorError, OSError, KeyError, RuntimeError, ValueError) as error:
            raise TrainingError(f"{path}: is no checkpoint of this network ({error})") from error

    def _load_optimizer(self, tensors: dict[str, Tensor]) -> None:
        whole = self.optimizer.state_dict()
        state: dict[int, dict[str, Tensor]] = {}
        for key, value in tensors.items():
            index, name = key.split(".", 1)
            state.setdefault(int(index), {})[name] = value
        self.optimizer.load_state_dict({**whole, "state": state})


def _groups(network: nn.Module, settings: LoopSettings) -> list[dict]:
    """Parameters by learning rate (encoder, rest) and by decay (biases and norms have none)."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        key = ("encoder." in name, parameter.ndim > 1)
        groups.setdefault(key, []).append(parameter)
    return [
        {
            "params": parameters,
            "lr": settings.rate,
            "share": settings.encoder_rate if encoder else 1.0,
            "weight_decay": settings.decay if decays else 0.0,
        }
        for (encoder, decays), parameters in sorted(groups.items(), key=lambda item: item[0])
    ]


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
