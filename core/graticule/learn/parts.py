"""Which images are learned from and which are tested on."""

from collections.abc import Sequence
from dataclasses import dataclass

from graticule.annotations import Dataset, Source, split
from graticule.errors import TrainingError


@dataclass(frozen=True, slots=True)
class Parts:
    """What is learned from and what is tested on; no picture is in both."""

    training: Sequence[Source]
    validation: Sequence[Source]


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
