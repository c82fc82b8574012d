"""What the training loop asks of whatever is learned: it knows no task, only an objective.

A new way to learn is a module in `graticule.learn.objectives`: an `Objective` (network, loss and
all other state that the next step depends on) and a function that makes the `Task` around it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, Self, TypeVar

import torch
from torch import Tensor, nn

from graticule.annotations import Source
from graticule.learn.events import Event

History = dict[str, str | int | float | bool | list[str]]
Check = Generator[Event, None, dict[str, float]]


class Movable(Protocol):
    """A batch: tensors, or lists of targets per image, that can go to another device."""

    def to(self, device: torch.device) -> Self:
        """The same on that device."""
        ...


BatchT = TypeVar("BatchT", bound=Movable)
BatchT_contra = TypeVar("BatchT_contra", bound=Movable, contravariant=True)
BatchT_co = TypeVar("BatchT_co", bound=Movable, covariant=True)


class Feed(Protocol[BatchT_co]):
    """Where batches come from, and the seconds that the network has waited for them."""

    waited: float

    def batches(self, start: int = 0) -> Generator[BatchT_co, None, None]:
        """Batch `start` and all that follow, without end."""
        ...


class Watch(Protocol):
    """How the training is judged on its way; testing all in the end takes `whole` checks."""

    metric: str
    times: int
    patience: int
    whole: float

    def check(self, network: nn.Module, step: int) -> Check:
        """Predict the validation images; figures by name, `metric` among them."""
        ...


class Objective(ABC, Generic[BatchT]):
    """A network with its loss, and whatever else changes while it learns.

    `network` is all that follows the gradient, heads included that no pack holds; its weights,
    their mean and the optimiser's memory are the loop's affair. Parameters under a module called
    "encoder" learn at the encoder's rate.
    """

    def __init__(self, network: nn.Module) -> None:
        self.network = network

    @abstractmethod
    def loss(self, network: nn.Module, batch: BatchT) -> Tensor:
        """The loss of a batch, a number in float32 that can be differentiated.

        `network` is in training mode. It is called in the number format in which the device
        learns fastest: what needs float32 is computed within `graticule.learn.optim.exactly`.
        """

    def after_step(self, network: nn.Module, progress: float) -> None:
        """Follow the optimiser's step, as a momentum network does; `progress` is 0..1."""

    def to(self, device: torch.device) -> None:
        """Move to that device what is no part of `network`."""

    def state_dict(self) -> dict[str, Tensor]:
        """All that the next step depends on beside `network`: momentum weights, queues, counters.

        It goes into each checkpoint.
        """
        return {}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Go back to what `state_dict` told; `KeyError` or `ValueError` if it is of another."""
        if state:
            raise ValueError(f"{type(self).__name__} has no state such as {min(state)}")


@dataclass(frozen=True, slots=True)
class Task(Generic[BatchT]):
    """One training as a whole: what is learned, from what, how it is judged, what comes of it.

    `pack` writes the pack at the end, with the best weights in `objective.network`, into a folder;
    it is given the entries of the training's history. `metric` is what the best is chosen by.
    """

    objective: Objective[BatchT]
    feed: Callable[[], Feed[BatchT]]
    pack: Callable[[Path, History], Iterator[Event]]
    watch: Watch | None = None
    training: Sequence[Source] = ()
    validation: Sequence[Source] = ()
    classes: tuple[str, ...] = ()
    metric: str = ""
