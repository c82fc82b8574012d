"""From a network that has learned to a pack: judged as it is stored, its margin measured."""

import math
import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from graticule.errors import TrainingError
from graticule.evaluation import fitted_temperature
from graticule.files import atomic
from graticule.learn.card import PICTURE, write_card
from graticule.learn.events import Judged, PackWritten, Working
from graticule.learn.objective import History
from graticule.learn.recipe import Recipe
from graticule.learn.validation import Validation, Verdict
from graticule.models.margins import default_margin, receptive_field
from graticule.models.packs import MANIFEST, Manifest, load_pack, save_pack

_MOSAIC = 2.25  # kept parts of tiles; the margin is measured on an image that high and wide


@dataclass(frozen=True, slots=True)
class Finish:
    """What becomes a pack: a network, whose weights are rounded, its judge and its history."""

    recipe: Recipe
    network: nn.Module
    validation: Validation
    images: int  # of the validation
    history: History = field(default_factory=dict)

    def written(self, out: Path) -> Iterator[Working | Judged | PackWritten]:
        """Judge the network as it will be stored, measure its margin, write the pack."""
        _round_to_half(self.network)  # what is judged is what is shipped
        recipe = self.recipe
        yield Working("pack")
        field_of_view, margin = self._margin()
        verdicts: list[Verdict] = []
        yield from self.validation.final(margin, verdicts)
        metrics = {key: v for key, v in verdicts[0].metrics.items() if math.isfinite(v)}
        yield Judged(metrics, self.images)
        manifest = Manifest(
            title=recipe.about.title or out.name,
            description=recipe.about.description,
            classes=recipe.about.class_infos(),
            architecture=recipe.architecture,
            distance=recipe.learned.distance,
            normalisation=recipe.normalisation,
            working_pixel_size=recipe.pixel_size,
            margin=margin,
            receptive_field=field_of_view,
            patch=recipe.keep + 2 * margin,
            temperature=fitted_temperature(verdicts[0].pairs),
            simulated=recipe.about.simulated,
            licence=recipe.about.licence,
            training={
                **self.history,
                "validation_pixels": self.validation.pixels,
                "torch": str(torch.__version__),
                "machine": platform.machine(),
            },
            metrics=metrics,
        )
        with atomic(out / PICTURE) as temporary:
            Image.fromarray(verdicts[0].picture).save(temporary, "JPEG", quality=88)
        pack = save_pack(out, manifest, self.network, write_card(manifest, recipe, out.name))
        yield PackWritten(str(pack.path), pack.name, metrics)

    def _margin(self) -> tuple[tuple[int, ...], int]:
        """The receptive field, empty if it is everything; and the default trim, in px.

        The trim is measured on a mosaic of validation images; where less is not enough it is the
        largest worth trying.
        """
        recipe, stride = self.recipe, self.recipe.architecture.stride
        network = self.validation.network
        seen = receptive_field(network, recipe.architecture.in_channels, stride)
        wanted = recipe.trim if seen is None else min(max(seen), recipe.trim)
        most = math.ceil(wanted / stride) * stride
        # a mirror cannot be wider than what it shows
        mosaic = _mosaic(self.validation, max(_MOSAIC * recipe.keep, most + stride))
        margin = default_margin(
            network,
            mosaic,
            len(recipe.about.classes),
            stride=stride,
            keep=recipe.keep,
            most=most,
        )
        return seen or (), most if margin is None else margin


def refuse_foreign_pack(out: Path, identity: str) -> None:
    """Raise `TrainingError` if another pack is in that folder: nothing is overwritten silently."""
    if not (out / MANIFEST).exists():
        return
    if load_pack(out.resolve()).training.get("identity") != identity:
        raise TrainingError(
            f"{out}: there is another pack already; choose another folder, or remove it"
        )


@torch.no_grad()
def _round_to_half(network: nn.Module) -> None:
    for value in network.state_dict().values():
        if value.is_floating_point():
            value.copy_(value.half().float())


def _mosaic(validation: Validation, wanted: float) -> Tensor:
    """Validation images side by side up to `wanted` px, begun anew when all are used."""
    pictures = validation.pictures(_most_pictures(wanted))
    side = min(512, max(min(picture.shape[:2]) for picture in pictures))
    pictures = [p[:side, :side] for p in pictures if min(p.shape[:2]) >= side]
    length = int(wanted)
    count = -(-length // side)
    pieces = [
        torch.from_numpy(np.moveaxis(pictures[place % len(pictures)], 2, 0).copy())
        for place in range(count * count)
    ]
    rows = [torch.cat(pieces[i : i + count], dim=2) for i in range(0, len(pieces), count)]
    return torch.cat(rows, dim=1)[None, :, :length, :length]


def _most_pictures(wanted: float) -> int:
    """As many as a mosaic of `wanted` px could have of 256 px each."""
    return max(1, math.ceil(wanted / 256) ** 2)
