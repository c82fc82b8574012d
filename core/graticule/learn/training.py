"""A recipe and a folder of annotated images in, a model pack out, as one generator of events."""

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
import torch
from torch import Tensor, nn

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.errors import TrainingError
from graticule.learn.annotations import Example, read_examples, refuse_leak, split
from graticule.learn.card import write_card
from graticule.learn.evaluation.assess import Reader, fitted_temperature, judge_of
from graticule.learn.loop import StepDone, Trainer
from graticule.learn.patches.sampling import Sampler
from graticule.learn.patches.targets import UNKNOWN
from graticule.learn.pretrained import load_imagenet
from graticule.learn.recipe import Recipe
from graticule.models.margins import default_margin, receptive_field
from graticule.models.networks import build_network, inner_network
from graticule.models.packs import Manifest, Pack, save_pack

_MOSAIC = 2.25  # kept parts of tiles; the margin is measured on an image that high and wide


@dataclass(frozen=True, slots=True)
class Judged:
    """The validation images have been predicted; `metrics` as `evaluate.summary` names them."""

    metrics: dict[str, float]
    images: int


@dataclass(frozen=True, slots=True)
class PackWritten:
    """The last event: the pack can be used."""

    pack: Pack


Event = StepDone | Judged | PackWritten


def train_pack(
    recipe: Recipe, data: Path, out: Path, *, checkpoint: Path | None = None, command: str = ""
) -> Iterator[Event]:
    """Train by `recipe` on the pairs in `data` and write the pack into the folder `out`.

    Killed at any moment, the same call goes on from the last checkpoint (by default in the user's
    cache folder, named after the recipe) and ends with the weights of an undisturbed run.
    Raises `TrainingError`.
    """
    examples = read_examples(data)
    training, validation = split(examples, recipe.validation)
    if not training or not validation:
        raise TrainingError(f"{data}: {len(examples)} images are too few to train and to validate")
    refuse_leak(training, validation)
    _refuse_unknown_classes(examples, recipe)
    network = begin(recipe)
    trainer = Trainer(inner_network(network), recipe.loop, recipe.loss, recipe.identity)
    yield from trainer.run(
        lambda: Sampler(
            training,
            recipe.view,
            recipe.normalisation,
            target=recipe.learned,
            step=recipe.architecture.reduce,
            seed=recipe.loop.seed,
        ),
        recipe.augmentation,
        checkpoint or default_checkpoint(recipe),
    )
    with trainer.averaged():
        network.eval()
        yield from finish(recipe, network, (training, validation), out, command=command)


def _refuse_unknown_classes(examples: Sequence[Example], recipe: Recipe) -> None:
    if recipe.target == "particles":
        return
    count = len(recipe.about.classes)
    for example in examples:
        found = np.unique(example.truth)
        wrong = found[((found < 0) | (found >= count)) & (found != UNKNOWN)]
        if len(wrong):
            raise TrainingError(
                f"{example.name}: has class {wrong[0]}; the recipe knows 0 to {count - 1}, "
                f"and {UNKNOWN} for what nobody has looked at"
            )


def begin(recipe: Recipe) -> nn.Module:
    """The recipe's network before the first step, the same at every call."""
    torch.manual_seed(recipe.loop.seed)
    target = recipe.learned
    network = build_network(recipe.architecture, target.classes + target.distance)
    if recipe.pretrained:
        encoder = inner_network(network).get_submodule("encoder")
        load_imagenet(encoder, recipe.architecture.encoder)
    return network


def default_checkpoint(recipe: Recipe) -> Path:
    """Where a training of this recipe can be gone on with."""
    folder = Path(platformdirs.user_cache_dir("graticule", appauthor=False)) / "training"
    return folder / f"{recipe.identity[:16]}.safetensors"


def finish(
    recipe: Recipe,
    network: nn.Module,
    parts: tuple[Sequence[Example], Sequence[Example]],
    out: Path,
    *,
    command: str,
) -> Iterator[Judged | PackWritten]:
    """Judge the network as it will be stored, measure its margin, write the pack."""
    training, validation = parts
    _round_to_half(network)  # what is judged is what is shipped
    names, target = recipe.about.classes, recipe.learned
    field, most = _reach(network, recipe)
    margin = _measured_margin(network, recipe, validation, most)
    reader = Reader(recipe.normalisation, recipe.architecture.stride, len(names), margin)
    pairs, judge = [], judge_of(target, names)
    for example in validation:
        answer = reader.answer(network, example)
        pairs.append((answer.logits, target.class_map(example.truth)))
        judge.add(answer, example)
    metrics = judge.summary()
    yield Judged(metrics, len(validation))
    manifest = Manifest(
        title=recipe.about.title,
        description=recipe.about.description,
        classes=(BACKGROUND, *(ClassInfo(n, PALETTE[i]) for i, n in enumerate(names[1:]))),
        architecture=recipe.architecture,
        distance=target.distance,
        normalisation=recipe.normalisation,
        margin=margin,
        receptive_field=field,
        patch=recipe.keep + 2 * margin,
        temperature=fitted_temperature(pairs),
        simulated=recipe.about.simulated,
        licence=recipe.about.licence,
        training={
            "command": command,
            "recipe": recipe.identity,
            "data": recipe.about.data,
            "training_images": len(training),
            "validation_images": len(validation),
            "validation_names": [example.name for example in validation],
            "steps": recipe.loop.steps,
            "torch": str(torch.__version__),
            "machine": platform.machine(),
        },
        metrics=metrics,
    )
    card = write_card(manifest, recipe, out.name)
    yield PackWritten(save_pack(out, manifest, network, card))


@torch.no_grad()
def _round_to_half(network: nn.Module) -> None:
    for value in network.state_dict().values():
        if value.is_floating_point():
            value.copy_(value.half().float())


def _measured_margin(
    network: nn.Module, recipe: Recipe, validation: Sequence[Example], most: int
) -> int:
    """The default trim in px, on a mosaic of validation images; `most` if less is not enough."""
    # a mirror cannot be wider than what it shows
    stride = recipe.architecture.stride
    mosaic = _mosaic(validation, recipe, max(_MOSAIC * recipe.keep, most + stride))
    margin = default_margin(
        network,
        mosaic,
        len(recipe.about.classes),
        stride=stride,
        keep=recipe.keep,
        most=most,
    )
    return most if margin is None else margin


def _reach(network: nn.Module, recipe: Recipe) -> tuple[tuple[int, ...], int]:
    """The receptive field, empty if it is everything; and the largest trim worth trying, in px."""
    stride = recipe.architecture.stride
    field = receptive_field(network, recipe.architecture.in_channels, stride)
    wanted = recipe.trim if field is None else min(max(field), recipe.trim)
    return field or (), -(-wanted // stride) * stride


def _mosaic(examples: Sequence[Example], recipe: Recipe, wanted: float) -> Tensor:
    """Validation images side by side up to `wanted` px, begun anew when all are used."""
    length = int(wanted)
    side = min(512, *(min(example.truth.shape) for example in examples))
    count = -(-length // side)
    pieces = []
    for place in range(count * count):
        image = examples[place % len(examples)].image
        pixels = recipe.normalisation.apply(image, recipe.normalisation.limits(image))
        pieces.append(torch.from_numpy(np.moveaxis(pixels[:side, :side], 2, 0).copy()))
    rows = [torch.cat(pieces[i : i + count], dim=2) for i in range(0, len(pieces), count)]
    return torch.cat(rows, dim=1)[None, :, :length, :length]
