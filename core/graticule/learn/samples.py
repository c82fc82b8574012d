"""Pictures of what the network says of a few validation images, beside the truth."""

import re
from pathlib import Path

import numpy as np
from PIL import Image

from graticule.annotations import UNKNOWN, Example
from graticule.classes import PALETTE
from graticule.evaluation import Answer
from graticule.files import atomic
from graticule.instances import SeparationSettings, separate
from graticule.learn.events import Sample
from graticule.learn.recipe import Recipe

_LONGEST = 512  # px of a picture's longer side
_ON_A_CARD = 400  # px, the same of each of the three on a pack's card
_GAP = 8  # px between these
_VEIL = 0.45  # how much of an area's colour covers the picture
_NOBODY = (128, 128, 128)  # where nobody has looked


class Painter:
    """Writes pictures into a folder: image and truth once, the prediction again each time."""

    def __init__(self, recipe: Recipe, folder: Path) -> None:
        self._target = recipe.learned
        self._folder = folder

    def painted(self, step: int, number: int, example: Example, answer: Answer) -> Sample:
        """Paint one answer; paths of image, truth and prediction, all of one size."""
        folder = self._folder / f"{number}-{re.sub(r'[^A-Za-z0-9]+', '-', example.name)[-40:]}"
        picture, asked, found = self._three(example, answer, _LONGEST)
        image, truth = folder / "image.png", folder / "truth.png"
        if not truth.exists():
            _write(image, picture)
            _write(truth, asked)
        prediction = folder / f"step-{step:07d}.png"
        _write(prediction, found)
        return Sample(step, number, example.name, str(image), str(truth), str(prediction))

    def beside(self, example: Example, answer: Answer) -> np.ndarray:
        """Image, truth and prediction side by side, (h, w, 3) uint8."""
        three = self._three(example, answer, _ON_A_CARD)
        gap = np.full((len(three[0]), _GAP, 3), 255, np.uint8)
        return np.concatenate([three[0], gap, three[1], gap, three[2]], axis=1)

    def _three(self, example: Example, answer: Answer, longest: int) -> tuple[np.ndarray, ...]:
        """Image, truth and prediction, (h, w, 3) uint8 each, at most `longest` px long."""
        shrink = max(1, -(-max(example.truth.shape) // longest))
        picture = _as_shown(example.image[::shrink, ::shrink])
        given = answer.classes.astype(np.int32)
        if self._target.kind == "particles":
            settings = SeparationSettings(method="none" if answer.distance is None else "distance")
            given = np.asarray(separate(answer.classes > 0, answer.distance, settings))
        covered = (self._over(picture, m[::shrink, ::shrink]) for m in (example.truth, given))
        return picture, *covered

    def _over(self, picture: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """The picture under its labels: coloured areas with firm edges."""
        colors = np.zeros((max(256, int(labels.max()) + 1), 3), np.float32)
        if self._target.kind == "particles":
            colors[1:] = PALETTE[0]
        else:
            colors[1:UNKNOWN] = [PALETTE[n % len(PALETTE)] for n in range(UNKNOWN - 1)]
            colors[UNKNOWN] = _NOBODY
        labels = np.maximum(labels, 0)
        cover = np.where(_edges(labels), 1.0, _VEIL)[..., None] * (labels > 0)[..., None]
        return (picture * (1 - cover) + colors[labels] * cover).astype(np.uint8)


def _as_shown(pixels: np.ndarray) -> np.ndarray:
    """(h, w, c) of any type as (h, w, 3) uint8, from the 0.5th to the 99.5th percentile."""
    grey_or_colour = pixels[..., :3] if pixels.shape[2] >= 3 else pixels[..., :1]
    shown = np.nan_to_num(grey_or_colour.astype(np.float32))
    low, high = np.percentile(shown, (0.5, 99.5))
    shown = (shown - low) * (255 / max(float(high - low), 1e-9))
    return np.broadcast_to(shown, (*shown.shape[:2], 3)).clip(0, 255).astype(np.uint8)


def _edges(labels: np.ndarray) -> np.ndarray:
    """Pixels of an area with a pixel of another one beside or below them, (h, w) bool."""
    found = np.zeros(labels.shape, bool)
    found[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    found[:, 1:] |= labels[:, :-1] != labels[:, 1:]
    found[:-1] |= labels[:-1] != labels[1:]
    found[1:] |= labels[:-1] != labels[1:]
    return found & (labels > 0)


def _write(path: Path, picture: np.ndarray) -> None:
    with atomic(path) as temporary:
        Image.fromarray(picture).save(temporary, "PNG")
