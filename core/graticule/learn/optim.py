"""How fast to learn, and how the weights follow the gradient."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

import msgspec
import torch
from torch import Tensor, nn

from graticule.learn.depthwise import QuickDepthwise
from graticule.learn.progress import Plan

Positive = Annotated[float, msgspec.Meta(gt=0)]
Count = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(ge=0, lt=1)]
_LOWEST = 0.01  # of the rate, where a cosine ends
_LONGEST_WARM_UP = 0.1  # of a training


class LoopSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long and how fast.

    `steps` are at most taken, and no more than this computer does in `minutes`. After `warm_up`
    steps the rate follows `schedule`: a cosine down to 1%, or `drop` times itself after each
    `drop_every` of the training, or constant. `mean_decay` is that of the mean of the weights
    (EMA) that is tested and kept; 0: the weights themselves. `checkpoint` counts steps.
    """

    steps: Count
    batch: Count = 8
    rate: Positive = 1e-3
    encoder_rate: Positive = 0.5  # of `rate`: what ImageNet taught is to last
    decay: Annotated[float, msgspec.Meta(ge=0)] = 0.02
    warm_up: Annotated[int, msgspec.Meta(ge=0)] = 100
    mean_decay: Share = 0.998
    clip: Annotated[float, msgspec.Meta(ge=0)] = 5.0  # largest gradient norm; 0: any
    checkpoint: Count = 50
    seed: int = 0
    mixed_precision: bool = True
    optimizer: Literal["adamw", "adam", "sgd"] = "adamw"
    momentum: Share = 0.9  # of "sgd"
    schedule: Literal["cosine", "drops", "constant"] = "cosine"
    drop: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.75
    drop_every: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.125
    minutes: Positive | None = None


def rate_at(settings: LoopSettings, plan: Plan, step: int) -> float:
    """The learning rate of step `step` (0, 1, …)."""
    warm_up = min(settings.warm_up, int(_LONGEST_WARM_UP * plan.steps))
    if step < warm_up:
        return settings.rate * (step + 1) / warm_up
    if settings.schedule == "constant":
        return settings.rate
    if settings.schedule == "drops":
        # a little more than the share, or rounding would put a drop off by a step
        return settings.rate * settings.drop ** int(
            plan.progress(step) / settings.drop_every + 1e-9
        )
    behind = plan.progress(warm_up)
    done = (plan.progress(step) - behind) / max(1e-9, 1 - behind)
    return settings.rate * max(_LOWEST, 0.5 * (1 + math.cos(math.pi * min(done, 1))))


def build_optimizer(network: nn.Module, settings: LoopSettings) -> torch.optim.Optimizer:
    """The optimiser that the settings name; each group of parameters knows its `share` of the rate.

    Decay is AdamW's (Loshchilov & Hutter 2019, arXiv 1711.05101) for "adamw", else the L2 penalty
    that the papers mean by it.
    """
    groups = _groups(network, settings)
    if settings.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=settings.rate, momentum=settings.momentum)
    kind = torch.optim.AdamW if settings.optimizer == "adamw" else torch.optim.Adam
    return kind(groups, lr=settings.rate)


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """Let each group learn at its share of `rate`."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["share"]


def _groups(network: nn.Module, settings: LoopSettings) -> list[dict[str, Any]]:
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


class Precision:
    """The number format in which a device learns fastest, and what that takes.

    bfloat16 on processors and graphics cards that multiply it themselves, float16 with scaled
    losses (Micikevicius et al. 2018, arXiv 1710.03740) on older cards, else float32.
    """

    def __init__(self, device: torch.device, mixed: bool) -> None:
        self._device = device
        self.dtype = _fastest(device) if mixed else None
        self.scaler = torch.amp.GradScaler("cuda", enabled=self.dtype is torch.float16)

    @contextmanager
    def forward(self) -> Iterator[None]:
        """Within this context the network computes in that format."""
        if self.dtype is None:
            yield
        elif self._device.type == "cpu":
            with QuickDepthwise(), torch.autocast("cpu", self.dtype):
                yield
        else:
            with torch.autocast(self._device.type, self.dtype):
                yield

    def step(self, loss: Tensor, optimizer: torch.optim.Optimizer, clip: float) -> None:
        """Follow the gradient of `loss`, cut to the norm `clip` (0: as it is)."""
        optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        if clip:
            self.scaler.unscale_(optimizer)
            parameters = [p for group in optimizer.param_groups for p in group["params"]]
            nn.utils.clip_grad_norm_(parameters, clip)
        self.scaler.step(optimizer)
        self.scaler.update()


def exactly(device: torch.device) -> torch.autocast:
    """Within this context float32 stays float32, whatever the network is computed in."""
    return torch.autocast(device.type, enabled=False)


def _fastest(device: torch.device) -> torch.dtype | None:
    if device.type == "cpu":
        known = torch.backends.mkldnn.is_available()
        own = known and torch.ops.mkldnn._is_mkldnn_bf16_supported()
        return torch.bfloat16 if own else None
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(False) else torch.float16
    return None  # on others a loss in float16 overflows, and bfloat16 is not quicker
