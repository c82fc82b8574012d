"""To give each pixel its class, and of particles the distance to their own edge."""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

from graticule.learn.events import Event
from graticule.learn.losses import LossWeights, total_loss
from graticule.learn.objective import History, Objective, Task
from graticule.learn.optim import exactly
from graticule.learn.packing import Finish
from graticule.learn.parts import Parts
from graticule.learn.patches import Batch, Loader, Sampler
from graticule.learn.pretrained import load_imagenet, load_weights
from graticule.learn.recipe import Recipe
from graticule.learn.validation import Placed, Validation
from graticule.models.networks import build_network, inner_network


class Segmentation(Objective[Batch]):
    """Logits of each pixel against its class; no state but the network's."""

    def __init__(self, network: nn.Module, weights: LossWeights) -> None:
        super().__init__(network)
        self._weights = weights

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """As `Objective.loss`."""
        logits = network(batch.pixels.contiguous(memory_format=torch.channels_last))
        with exactly(logits.device):
            return total_loss(logits.float(), batch, self._weights)


def segmentation_task(
    recipe: Recipe, parts: Parts, device: torch.device, weights: Path | None, samples: Path
) -> Task[Batch]:
    """Train by a recipe whose classes are known on one part, choose and test by the other.

    The encoder begins with the safetensors file `weights`; pictures of predictions go into the
    folder `samples`.
    """
    network = begin(recipe, weights)
    validation = Validation(recipe, Placed(network, device), parts.validation, samples)

    def feed() -> Loader:
        sampler = Sampler(
            parts.training,
            recipe.view,
            recipe.normalisation,
            target=recipe.learned,
            step=recipe.architecture.reduce,
            seed=recipe.loop.seed,
        )
        return Loader(sampler, recipe.augmentation, recipe.loop.batch, seed=recipe.loop.seed)

    def pack(out: Path, history: History) -> Iterator[Event]:
        network.eval()
        about: History = {  # in the order in which people read it
            "command": history["command"],
            "recipe": recipe.identity,
            "identity": history["identity"],
            "data": recipe.about.data,
            **history,
        }
        finish = Finish(recipe, network, validation, len(parts.validation), about)
        yield from finish.written(out)

    return Task(
        Segmentation(inner_network(network), recipe.loss),
        feed,
        pack,
        validation if validation.times else None,
        parts.training,
        parts.validation,
        recipe.about.classes,
        recipe.metric,
    )


def begin(recipe: Recipe, weights: Path | None = None) -> nn.Module:
    """The recipe's network before the first step, the same at every call."""
    torch.manual_seed(recipe.loop.seed)
    target = recipe.learned
    network = build_network(recipe.architecture, target.classes + target.distance)
    encoder = inner_network(network).get_submodule("encoder")
    if weights is not None:
        load_weights(encoder, weights)
    elif recipe.pretrained:
        load_imagenet(encoder, recipe.architecture.encoder)
    return network
