"""A recipe and annotated scans in, a model pack out, as one generator of events."""

import shlex
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from graticule.annotations import Dataset, Source, read_sources, refuse_leak
from graticule.learn.detail import fitting_reduction
from graticule.learn.events import Event, Remark, TrainOptions, Working
from graticule.learn.folder import TrainingFolder, TrainingOrder, trainings_folder
from graticule.learn.identity import training_identity
from graticule.learn.objectives.segmentation import segmentation_task
from graticule.learn.packing import refuse_foreign_pack
from graticule.learn.parts import Parts, apart
from graticule.learn.recipe import Recipe, load_recipe, parse_recipe
from graticule.learn.running import Session, run_task
from graticule.learn.windows import overview
from graticule.memory import keep_memory
from graticule.models.devices import choose_device

_PLAIN = TrainOptions()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a training leaves its traces, and how it is told of.

    `folder` None: one in the user's cache, named after recipe and data. `kept` says whether to
    stop learning and make the pack of the best so far.
    """

    folder: Path | None = None
    command: str = ""
    kept: Callable[[], bool] = lambda: False


def iter_train_pack(
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
        yield from iter_train_parts(chosen, parts, out, place, order=order)


def iter_train_parts(
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
    images = parts.training, parts.validation
    identity = training_identity(recipe.identity, images, weights, options.grey_range)
    refuse_foreign_pack(out, identity)
    folder = TrainingFolder(place.folder or trainings_folder() / identity[:16])
    task = segmentation_task(recipe, parts, device, weights, folder.samples)
    session = Session(folder, order, recipe.text(), device, place.command, place.kept)
    yield from run_task(task, recipe.loop, identity, session, out)


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
