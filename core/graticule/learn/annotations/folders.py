"""Annotated images: pairs of files read into memory, and split without letting images leak.

Two layouts of folders are known, at any depth: `images/NAME.*` with `labels/NAME.png`, and
`NAME/X.*` with `NAME_annot/X.png`. A folder whose name begins with "val" is for validation.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from graticule.errors import TrainingError

_THUMBNAIL = 32  # px
_SAME_VIEW = 0.97  # correlation of two thumbnails above which they show the same place


@dataclass(frozen=True, slots=True)
class Example:
    """One image (h, w, c) and its labels (h, w) int32, 0 for background.

    By the recipe's target, a label is one particle's id or a class's number. `validation`: its
    maker set it apart to test on.
    """

    name: str
    image: np.ndarray
    labels: np.ndarray
    validation: bool = False

    @property
    def content(self) -> str:
        """SHA-256 of the image's pixels: the same picture under two names is one picture."""
        shape = str(self.image.shape).encode()
        return hashlib.sha256(shape + np.ascontiguousarray(self.image).tobytes()).hexdigest()


def read_examples(folder: Path) -> list[Example]:
    """Every annotated image under a folder, by name; the same image with the same labels once.

    Raises `TrainingError` for a folder without pairs, an unreadable file, labels that do not
    have the size of their image, or one image with two different labels.
    """
    examples: dict[str, Example] = {}
    for path, labels_path in _pairs(folder):
        image, labels = _read(path), _read(labels_path)
        if labels.shape[:2] != image.shape[:2] or labels.shape[2] != 1:
            raise TrainingError(f"{labels_path}: labels must be one channel of the image's size")
        apart = path.parent.name.lower().startswith("val")
        example = Example(_name(path, folder), image, labels[..., 0].astype(np.int32), apart)
        twin = examples.get(example.content)
        if twin is not None and not np.array_equal(twin.labels, example.labels):
            raise TrainingError(f"{path}: is the same image as {twin.name}, with other labels")
        if twin is None or (apart and not twin.validation):
            examples[example.content] = example
    if not examples:
        raise TrainingError(f"{folder}: no pairs images/NAME.png, labels/NAME.png in it")
    return sorted(examples.values(), key=lambda example: example.name)


def _pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    """(image, labels) of every pair of folders in `folder`."""
    for images in sorted(p for p in (folder, *folder.rglob("*")) if p.is_dir()):
        beside = "labels" if images.name == "images" else f"{images.name}_annot"
        labels = images.with_name(beside)
        for path in sorted(images.glob("*")) if labels.is_dir() else ():
            if not path.name.startswith(".") and (labels / f"{path.stem}.png").is_file():
                yield path, labels / f"{path.stem}.png"


def _name(path: Path, folder: Path) -> str:
    """The image's path in the folder, without ending and without the part that all share."""
    parts = path.relative_to(folder).with_suffix("").parts
    return "/".join(part for part in parts if part != "images")


def _read(path: Path) -> np.ndarray:
    try:
        with Image.open(path) as file:
            pixels = np.asarray(file)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error
    return pixels if pixels.ndim == 3 else pixels[..., None]


def split(examples: Sequence[Example], share: float) -> tuple[list[Example], list[Example]]:
    """(training, validation): the same for the same images, whatever else is in the folder.

    Where images were set apart by their maker, these are the validation. Else an image falls to
    it by the hash of its name. Images of the same content or view stay together: on the side of
    the one set apart, or of the one whose name comes first.
    """
    training, validation = [], []
    given = any(example.validation for example in examples)
    for group in same_views(examples):
        leader = min(example.name for example in group)
        place = int.from_bytes(hashlib.sha256(leader.encode()).digest()[:4]) / 2**32
        apart = any(example.validation for example in group) if given else place < share
        (validation if apart else training).extend(group)
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
