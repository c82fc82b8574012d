"""Annotated images: pairs of files read into memory, and split without letting images leak."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from graticule.errors import TrainingError

_THUMBNAIL = 32  # px
_SAME_VIEW = 0.97  # correlation of two thumbnails above which they show the same place


@dataclass(frozen=True, slots=True)
class Example:
    """One image (h, w, c) and its particles (h, w) int32: 0 = background, 1..n = one id each."""

    name: str
    image: np.ndarray
    labels: np.ndarray

    @property
    def content(self) -> str:
        """SHA-256 of the image's pixels: the same picture under two names is one picture."""
        shape = str(self.image.shape).encode()
        return hashlib.sha256(shape + np.ascontiguousarray(self.image).tobytes()).hexdigest()


def read_examples(folder: Path) -> list[Example]:
    """Every images/NAME.* with its labels/NAME.png of a folder, by name.

    Raises `TrainingError` for a folder without pairs, an unreadable file, or labels that do
    not have the size of their image.
    """
    images = sorted(p for p in (folder / "images").glob("*") if not p.name.startswith("."))
    examples = []
    for path in images:
        labels_path = folder / "labels" / f"{path.stem}.png"
        if not labels_path.is_file():
            continue
        image, labels = _read(path), _read(labels_path)
        if labels.shape[:2] != image.shape[:2] or labels.shape[2] != 1:
            raise TrainingError(f"{labels_path}: labels must be one channel of the image's size")
        examples.append(Example(path.stem, image, labels[..., 0].astype(np.int32)))
    if not examples:
        raise TrainingError(f"{folder}: no pairs images/NAME.png, labels/NAME.png in it")
    return examples


def _read(path: Path) -> np.ndarray:
    try:
        with Image.open(path) as file:
            pixels = np.asarray(file)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error
    return pixels if pixels.ndim == 3 else pixels[..., None]


def split(examples: Sequence[Example], share: float) -> tuple[list[Example], list[Example]]:
    """(training, validation): the same for the same images, whatever else is in the folder.

    An image falls to validation by the hash of its name. Images of the same content or view
    stay together, on the side of the one whose name comes first.
    """
    training, validation = [], []
    for group in same_views(examples):
        leader = min(example.name for example in group)
        place = int.from_bytes(hashlib.sha256(leader.encode()).digest()[:4]) / 2**32
        (validation if place < share else training).extend(group)
    return training, validation


def refuse_leak(training: Iterable[Example], validation: Iterable[Example]) -> None:
    """Raise `TrainingError` if an image of one part is in the other, under any name."""
    known = {example.content: example.name for example in training}
    for example in validation:
        twin = known.get(example.content)
        if twin is not None:
            raise TrainingError(
                f"{example.name} is the same image as {twin}: it cannot test what was learned on it"
            )


def same_views(examples: Sequence[Example]) -> list[list[Example]]:
    """Groups of images whose thumbnails are almost the same (correlation above 0.97)."""
    thumbnails = np.stack([_thumbnail(example.image) for example in examples])
    close = (thumbnails @ thumbnails.T) > _SAME_VIEW
    group = list(range(len(examples)))
    for i, j in zip(*np.nonzero(np.triu(close, 1)), strict=True):
        keep, gone = group[i], group[j]
        group = [keep if g == gone else g for g in group]
    return [
        [example for example, g in zip(examples, group, strict=True) if g == number]
        for number in dict.fromkeys(group)
    ]


def _thumbnail(image: np.ndarray) -> np.ndarray:
    """The image as a vector of mean 0 and length 1."""
    grey = Image.fromarray(image.mean(axis=2).astype(np.float32))
    small = np.asarray(grey.resize((_THUMBNAIL, _THUMBNAIL), Image.Resampling.BOX), np.float64)
    small = small - small.mean()
    return small.ravel() / max(float(np.linalg.norm(small)), 1e-9)
