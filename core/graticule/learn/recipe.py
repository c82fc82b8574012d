"""A recipe: everything that a training depends on beside its images, as TOML."""

import hashlib
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from graticule.annotations.target import Kind, Target
from graticule.classes import BACKGROUND, ClassInfo, class_colors
from graticule.errors import TrainingError
from graticule.geometry import Length
from graticule.learn.events import TrainOptions
from graticule.learn.losses import LossWeights
from graticule.learn.optim import LoopSettings
from graticule.learn.patches.augment import Augmentation
from graticule.learn.patches.view import View
from graticule.learn.shelf import recipe_path
from graticule.models.architecture import Architecture
from graticule.models.inputs import Normalisation
from graticule.models.toml_text import toml_text

_OF_THE_PACK = ("about", "keep", "trim")  # what changes no weight
_Byte = Annotated[int, msgspec.Meta(ge=0, le=255)]
_NO_LIMIT = 10_000_000  # steps, where minutes alone decide


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the pack says of itself; `limits` are what a user must know before trusting it.

    Without `classes` (background first) they are those of the annotations. `colors` are those of
    some classes by name, red, green and blue; the others get colours of their own.
    """

    title: str = ""  # the pack's name where there is none
    description: str = ""
    data: str = ""
    licence: str = ""
    classes: Annotated[tuple[str, ...], msgspec.Meta(max_length=200)] = ()
    limits: str = ""
    simulated: bool = False
    colors: dict[str, tuple[_Byte, _Byte, _Byte]] = {}

    def __post_init__(self) -> None:
        if len(self.classes) == 1:
            raise ValueError("classes: name the background and at least one more, or none at all")
        if self.classes:
            self.class_infos()

    def class_infos(self) -> tuple[ClassInfo, ...]:
        """The classes of the pack with their colours, background first.

        Raises `ValueError` for the colour of a class that there is none of, or one colour of two.
        """
        names = self.classes[1:]
        if unknown := sorted(set(self.colors) - set(names)):
            raise ValueError(f"colors: {', '.join(unknown)}: the classes are {', '.join(names)}")
        colors = class_colors([self.colors.get(name) for name in names])
        return BACKGROUND, *(ClassInfo(n, c) for n, c in zip(names, colors, strict=True))


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the training is watched: `times` in all the validation images are predicted.

    The weights with the best `metric` are kept, "" being Dice for particles and mean IoU for
    classes, "loss" the least cross-entropy. After `patience` checks without a better one the
    training ends; 0: never. No more than `pixels` px of the validation images are looked at, so
    that a check takes seconds; at the end all of them are. `samples` are shown.
    """

    times: Annotated[int, msgspec.Meta(ge=0)] = 10
    metric: str = ""
    patience: Annotated[int, msgspec.Meta(ge=0)] = 0
    pixels: Annotated[int, msgspec.Meta(ge=10_000)] = 4_000_000
    samples: Annotated[int, msgspec.Meta(ge=0, le=32)] = 4


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a pack is made; `about` goes into the pack and onto its card.

    `pixel_size`, such as "4 µm", is that of a pixel which the network sees; "": the scan's own.
    With `channels` "image" the network sees colour where the images have it, with `detail` "image"
    its `reduce` is chosen by how wide the annotated things are. `pretrained` begins with ImageNet
    weights. `validation` is the share of images that are tested on.
    """

    about: About
    architecture: Architecture
    normalisation: Normalisation
    loop: LoopSettings
    view: View = View()
    augmentation: Augmentation = Augmentation()
    loss: LossWeights = LossWeights()
    checks: Checks = Checks()
    target: Kind = "particles"  # what the numbers in labels mean
    single: bool = False  # of classes, learn also where one object ends and the next begins
    pixel_size: str = ""
    channels: Literal["recipe", "image"] = "recipe"
    detail: Literal["recipe", "image"] = "recipe"
    pretrained: bool = True
    validation: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.18
    keep: Annotated[int, msgspec.Meta(ge=32)] = 1024  # px that a tile keeps when the pack is used
    trim: Annotated[int, msgspec.Meta(ge=32)] = 2048  # px; no larger default margin is tried

    def __post_init__(self) -> None:
        if self.pixel_size:
            Length.parse(self.pixel_size)

    @property
    def learned(self) -> Target:
        """What the network is asked for; `ValueError` while the classes are not known."""
        if not self.about.classes:
            raise ValueError("the classes come from the annotations, which are not read yet")
        return Target(self.target, len(self.about.classes), self.single)

    @property
    def grid(self) -> Length | None:
        """Size of a pixel which the network sees; None: the scan's own."""
        return Length.parse(self.pixel_size) if self.pixel_size else None

    @property
    def metric(self) -> str:
        """What the best weights are chosen by."""
        return self.checks.metric or ("dice" if self.target == "particles" else "mean_iou")

    @property
    def identity(self) -> str:
        """SHA-256 of all that changes the weights, but for the images."""
        entries = msgspec.to_builtins(self).items()
        parts = {key: value for key, value in entries if key not in _OF_THE_PACK}
        parts["classes"] = self.about.classes
        return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()

    def text(self) -> str:
        """The recipe as TOML, every entry written out."""
        return toml_text(msgspec.to_builtins(self))

    def with_options(self, options: TrainOptions) -> "Recipe":
        """The recipe with what a user has set; `TrainingError` if that is impossible."""
        loop, about = {}, {}
        if options.steps is not None:
            loop |= {"steps": options.steps, "minutes": None}
        if options.minutes is not None:
            loop |= {"steps": options.steps or _NO_LIMIT, "minutes": options.minutes}
        if options.seed is not None:
            loop["seed"] = options.seed
        if options.classes:
            about["classes"] = _with_background(options.classes)
        if options.title is not None:
            about["title"] = options.title
        if options.licence is not None:
            about["licence"] = options.licence
        fields: dict[str, Any] = {"loop": loop, "about": about}
        if options.pixel_size is not None:
            fields["pixel_size"] = options.pixel_size
        if options.target is not None:
            fields["target"] = options.target
        if options.single is not None:
            fields["single"] = options.single
        return self._with(fields)

    def fitted(self, classes: Sequence[str], channels: int, reduce: int) -> "Recipe":
        """The recipe for images of these classes (background first), channels and detail.

        Each counts only where the recipe leaves it to the images.
        """
        fields: dict[str, Any] = {"architecture": {}}
        if not self.about.classes:
            names = ("background", "particle") if self.target == "particles" else tuple(classes)
            fields["about"] = {"classes": names}
        if self.channels == "image":
            fields["architecture"]["in_channels"] = channels
            scale = self.normalisation
            fields["normalisation"] = {
                "mean": (scale.mean * channels)[:channels],
                "sd": (scale.sd * channels)[:channels],
            }
        if self.detail == "image":
            fields["architecture"]["reduce"] = reduce
        return self._with(fields)

    def _with(self, fields: dict[str, Any]) -> "Recipe":
        """Another recipe, in which these entries of these tables are others; checked anew."""
        whole = msgspec.to_builtins(self)
        for key, value in fields.items():
            whole[key] = {**whole[key], **value} if isinstance(value, dict) else value
        try:
            return msgspec.convert(whole, Recipe)
        except (msgspec.MsgspecError, ValueError) as error:
            raise TrainingError(str(error)) from error


def _with_background(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names) if names[0] == "background" else ("background", *names)


def parse_recipe(text: str, name: str = "recipe") -> Recipe:
    """A recipe from its TOML; `TrainingError` names the wrong entry."""
    try:
        return msgspec.toml.decode(text, type=Recipe)
    except (msgspec.MsgspecError, tomllib.TOMLDecodeError, ValueError) as error:
        raise TrainingError(f"{name}: {' '.join(str(error).split())}") from error


def load_recipe(name: str | Path) -> Recipe:
    """The recipe in a TOML file, or the shipped one of that name; raises `TrainingError`."""
    path = recipe_path(name)
    try:
        return parse_recipe(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error
