"""A recipe: everything that a training depends on beside its images, as TOML."""

import hashlib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from graticule.errors import TrainingError
from graticule.learn.loop import LoopSettings
from graticule.learn.losses import LossWeights
from graticule.learn.patches.augment import Augmentation
from graticule.learn.patches.sampling import View
from graticule.learn.patches.targets import Target
from graticule.models.architecture import Architecture
from graticule.models.inputs import Normalisation

_OF_THE_PACK = ("about", "keep", "trim")  # what changes no weight


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the pack says of itself; `limits` are what a user must know before trusting it."""

    title: str
    description: str
    data: str
    licence: str
    classes: Annotated[tuple[str, ...], msgspec.Meta(min_length=2, max_length=200)]
    limits: str = ""
    simulated: bool = False


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a pack is made; `about` goes into the pack and onto its card."""

    about: About
    architecture: Architecture
    normalisation: Normalisation
    loop: LoopSettings
    view: View = View()
    augmentation: Augmentation = Augmentation()
    loss: LossWeights = LossWeights()
    target: Literal["particles", "classes"] = "particles"  # what the numbers in labels mean
    pretrained: bool = True
    validation: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.18
    keep: Annotated[int, msgspec.Meta(ge=32)] = 1024  # px that a tile keeps when the pack is used
    trim: Annotated[int, msgspec.Meta(ge=32)] = 2048  # px; no larger default margin is tried

    @property
    def learned(self) -> Target:
        """What the network is asked for."""
        return Target(self.target, len(self.about.classes))

    @property
    def identity(self) -> str:
        """SHA-256 of all that changes the weights: a checkpoint of another recipe is refused."""
        entries = msgspec.to_builtins(self).items()
        parts = {key: value for key, value in entries if key not in _OF_THE_PACK}
        return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()


def load_recipe(path: Path) -> Recipe:
    """Read a recipe; `TrainingError` names the wrong entry."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Recipe)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise TrainingError(f"{path.name}: {error}") from error
