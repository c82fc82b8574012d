"""A recipe and annotated scans in, a model pack out, as one generator of events."""

import hashlib
import shlex
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from graticule.annotations import Dataset, Source, read_sources, refuse_leak, split
from graticule.errors import TrainingError
from graticule.files import sha256
from graticule.geometry import Box
from graticule.learn.detail import fitting_reduction
from graticule.learn.events import (
    Event,
    PackWritten,
    Remark,
    Started,
    TrainOptions,
    Working,
)
from graticule.learn.folder import Log, TrainingFolder, TrainingOrder, trainings_folder
from graticule.learn.loop import Trainer
from graticule.learn.packing import Finish, Told, refuse_foreign_pack
from graticule.learn.patches import Loader, Sampler
from graticule.learn.pretrained import load_imagenet, load_weights
from graticule.learn.recipe import Recipe, load_recipe, parse_recipe
from graticule.learn.validation import Placed, Validation
from graticule.learn.windows import overview
from graticule.memory import keep_memory
from graticule.models.devices import choose_device
from graticule.models.networks import build_network, inner_network, parameter_count
from graticule.scans import GreyRange

_PROBES = 64  # windows of a large scan whose labels tell one set of annotations from another
_PROBE = 256  # px
_PLAIN = TrainOptions()


@dataclass(frozen=True, slots=True)
class Parts:
    """What is learned from and what is tested on; no picture is in both."""

    training: Sequence[Source]
    validation: Sequence[Source]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a training leaves its traces, and how it is told of.

    `folder` None: one in the user's cache, named after recipe and data. `kept` says whether to
    stop learning and make the pack of the best so far.
    """

    folder: Path | None = None
    command: str = ""
    kept: Callable[[], bool] = lambda: False


def train_pack(
    recipe: str | Recipe,
    data: Sequence[Path],
    out: Path,
    *,
    options: TrainOptions = _PLAIN,
    folder: Path | None = None,
    kept: Callable[[], bool] = lambda: False,
) -> Generator[Event, None, None]:
    """Train by `recipe` (name, file, text or itself) on `data`; write the pack into `out`.

    Killed or closed at any moment, the same call goes on from the last checkpoint and ends with
    the weights of an undisturbed run. Raises `GraticuleError`.
    """
    if isinstance(recipe, str):
        told, chosen = recipe, parse_recipe(recipe) if "\n" in recipe else load_recipe(recipe)
    else:
        told, chosen = recipe.text(), recipe
    keep_memory()
    order = TrainingOrder(recipe=told, data=tuple(map(str, data)), out=str(out), options=options)
    chosen = chosen.with_options(options)
    yield Working("annotations")
    dataset = read_sources(
        data,
        target=chosen.target,
        classes=chosen.about.classes,
        pixel_size=chosen.grid,
        grey_range=options.grey_range,
    )
    with dataset:
        for note in dataset.notes:
            yield Remark(note)
        chosen = fitted(chosen, dataset)
        parts = apart(dataset, chosen.validation)
        place = Place(folder, command_of(order), kept)
        yield from train_parts(chosen, parts, out, place, order=order)


def train_parts(
    recipe: Recipe,
    parts: Parts,
    out: Path,
    place: Place,
    *,
    order: TrainingOrder | None = None,
) -> Generator[Event, None, None]:
    """Train by a recipe whose classes are known on one part, choose and test by the other."""
    refuse_leak(parts.training, parts.validation)
    order = order or TrainingOrder(recipe=recipe.text(), data=(), out=str(out))
    options = order.options
    if options.threads:
        torch.set_num_threads(options.threads)
    device = choose_device(options.device)
    weights = Path(options.weights) if options.weights else None
    identity = _identity(recipe, parts, weights, options.grey_range)
    refuse_foreign_pack(out, identity)
    folder = TrainingFolder(place.folder or trainings_folder() / identity[:16])
    network = begin(recipe, weights)
    trainer = Trainer(inner_network(network), recipe.loop, recipe.loss, identity, device)
    if folder.checkpoint.exists():
        trainer.load(folder.checkpoint)
    folder.begin(order, recipe.text())
    validation = Validation(recipe, Placed(network, device), parts.validation, folder.samples)
    yield Started(
        folder=str(folder.path),
        steps=trainer.plan.steps if trainer.progress.plan or not recipe.loop.minutes else 0,
        training=len(parts.training),
        validation=len(parts.validation),
        classes=recipe.about.classes,
        parameters=parameter_count(network),
        step=trainer.step,
        metric=recipe.metric,
        device=str(device),
    )
    yield from _learn(trainer, recipe, parts, folder, validation, place)
    with trainer.chosen():
        network.eval()
        history = _history(recipe, parts, trainer, place.command)
        finish = Finish(recipe, network, validation, len(parts.validation), history)
        for event in finish.written(out):
            if isinstance(event, PackWritten):
                folder.finished(Path(event.path))
            yield event


def _learn(
    trainer: Trainer,
    recipe: Recipe,
    parts: Parts,
    folder: TrainingFolder,
    validation: Validation,
    place: Place,
) -> Iterator[Event]:
    """All steps and checks that are still to come."""
    if trainer.ended:
        return
    log = Log(folder, trainer.progress)
    yield Working("patches")

    def loader() -> Loader:
        sampler = Sampler(
            parts.training,
            recipe.view,
            recipe.normalisation,
            target=recipe.learned,
            step=recipe.architecture.reduce,
            seed=recipe.loop.seed,
        )
        return Loader(sampler, recipe.augmentation, recipe.loop.batch, seed=recipe.loop.seed)

    watch = validation if validation.times else None
    try:
        yield from trainer.run(loader, folder.checkpoint, watch=watch, log=log.add, kept=place.kept)
    finally:
        log.close()


def fitted(recipe: Recipe, dataset: Dataset) -> Recipe:
    """The recipe for that data: what it leaves open is filled in."""
    grey = recipe.channels == "recipe" or all(_grey(source) for source in dataset.sources)
    detail = recipe.detail == "image"
    reduce = fitting_reduction(dataset.sources, recipe.normalisation) if detail else 1
    return recipe.fitted(dataset.classes, 1 if grey else 3, reduce)


def _grey(source: Source) -> bool:
    """Whether there is no colour to see, in a picture that may still have three channels."""
    if source.channels < 3:
        return True
    seen = overview(source)[..., :3].astype(np.float32)
    span = float(seen.max() - seen.min())
    return float(np.ptp(seen, axis=2).mean()) <= 0.01 * span


def apart(dataset: Dataset, share: float) -> Parts:
    """The images to learn from and to test on; `TrainingError` if there are too few."""
    training, validation = split(dataset.sources, share)
    if not training or not validation:
        raise TrainingError(
            f"{len(dataset.sources)} annotated images are too few, or too alike, to learn from "
            "some and to test on others: add images, or put those to test on into a folder whose "
            'name begins with "val"'
        )
    return Parts(training, validation)


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


def command_of(order: TrainingOrder) -> str:
    """The command that repeats a training, of paths their last part: a pack is given to others."""
    recipe = Path(order.recipe).name if "\n" not in order.recipe else "RECIPE.toml"
    data = [Path(path).name for path in order.data]
    words = ["graticule", "train", recipe, *data, "--out", Path(order.out).name]
    given, plain = order.options, _PLAIN
    for name in TrainOptions.__dataclass_fields__:
        value = getattr(given, name)
        if isinstance(value, bool):
            words.append(f"--{name}" if value else f"--no-{name}")
        elif value != getattr(plain, name):
            told = ",".join(value) if isinstance(value, tuple) else f"{value}"
            told = Path(told).name if name == "weights" else told
            words += [f"--{name.replace('_', '-')}", told]
    return shlex.join(words)


def _history(recipe: Recipe, parts: Parts, trainer: Trainer, command: str) -> Told:
    """What the pack tells of its training; hashes keep what was learned from out of tests."""
    state = trainer.progress
    return {
        "command": command,
        "recipe": recipe.identity,
        "identity": state.identity,
        "data": recipe.about.data,
        "training_images": len(parts.training),
        "training_names": [source.name for source in parts.training],
        "training_sha256": [source.content for source in parts.training],
        "validation_images": len(parts.validation),
        "validation_names": [source.name for source in parts.validation],
        "validation_sha256": [source.content for source in parts.validation],
        "seed": recipe.loop.seed,
        "steps": trainer.step,
        "best_step": state.best_step or trainer.step,
        "ended": state.ended,
        "minutes": round(state.seconds / 60, 1),
        "device": str(trainer.device),
    }


def _identity(
    recipe: Recipe, parts: Parts, weights: Path | None, grey_range: GreyRange | None
) -> str:
    """SHA-256 of all that the weights depend on: recipe, pictures, annotations, first weights."""
    found = hashlib.sha256(recipe.identity.encode())
    if grey_range is not None:
        found.update(f"{grey_range.black:g} to {grey_range.white:g}".encode())
    for part in (parts.training, parts.validation):
        for source in part:
            found.update(source.content.encode())
            found.update(_labels_digest(source))
        found.update(b"|")
    if weights is not None:
        try:
            found.update(sha256(weights).encode())
        except OSError as error:
            raise TrainingError(f"{weights}: cannot be read ({error.strerror})") from error
    return found.hexdigest()


def _labels_digest(source: Source) -> bytes:
    """Of the outlines where there are any, of all labels of an image, or of parts of a scan's."""
    found = hashlib.sha256()
    shapes = source.shapes()
    if shapes is not None:
        for shape in shapes:
            found.update(shape.class_name.encode() + shape.geometry.wkb)
        return found.digest()
    width, height = source.size
    if width * height <= _PROBES * _PROBE * _PROBE * 4:
        return hashlib.sha256(source.labels(source.box).tobytes()).digest()
    rng = np.random.default_rng(0)
    for _ in range(_PROBES):
        left, top = int(rng.integers(width - _PROBE)), int(rng.integers(height - _PROBE))
        found.update(source.labels(Box(left, top, left + _PROBE, top + _PROBE)).tobytes())
    return found.digest()
