"""Annotated images: pairs of files read into memory, and split without letting images leak.

Two layouts of folders are known, at any depth: `images/NAME.*` with `labels/NAME.png`, and
`NAME/X.*` with `NAME_annot/X.png`. A folder whose name begins with "val" is for validation.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from graticule.errors import TrainingError
from graticule.learn.annotations.scans import read_picture
from graticule.learn.annotations.source import Example


def read_examples(folder: Path) -> list[Example]:
    """Every annotated image under a folder, by name; the same image with the same labels once.

    Raises `TrainingError` for a folder without pairs, an unreadable file, labels that do not
    have the size of their image, or one image with two different labels.
    """
    examples: dict[str, Example] = {}
    for path, labels_path in _pairs(folder):
        image, labels = read_picture(path), read_picture(labels_path)
        if labels.shape[:2] != image.shape[:2] or labels.shape[2] != 1:
            raise TrainingError(f"{labels_path}: labels must be one channel of the image's size")
        apart = path.parent.name.lower().startswith("val")
        example = Example(_name(path, folder), image, labels[..., 0].astype(np.int32), apart)
        twin = examples.get(example.content)
        if twin is not None and not np.array_equal(twin.truth, example.truth):
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
