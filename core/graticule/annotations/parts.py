"""Sources set apart for training and testing, so that no picture is in two parts."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from graticule.annotations.source import Source
from graticule.errors import TrainingError

S = TypeVar("S", bound=Source)
_SAME_VIEW = 0.97  # correlation of two thumbnails above which they show the same place


def split(sources: Sequence[S], share: float) -> tuple[list[S], list[S]]:
    """(training, validation): the same for the same images, whatever else is in the folder.

    Where images were set apart by their maker, these are the validation. Else an image falls to
    it by the hash of its name; of two views or more at least one does, and one does not. Images
    of the same content or view stay together: on the side of the one set apart, or of the one
    whose name comes first.
    """
    groups = same_views(sources)
    given = any(source.validation for source in sources)
    places = [_place(group) for group in groups]
    if len(groups) > 1:  # of a few images none may fall to it, or all: then one is taken over
        share = min(max(share, math.nextafter(min(places), 1)), max(places))
    training, validation = [], []
    for group, place in zip(groups, places, strict=True):
        apart = any(source.validation for source in group) if given else place < share
        (validation if apart else training).extend(group)
    return training, validation


def _place(group: Sequence[Source]) -> float:
    """Where a group of same views falls on 0..1, by the name that comes first in it."""
    leader = min(source.name for source in group)
    return int.from_bytes(hashlib.sha256(leader.encode()).digest()[:4]) / 2**32


def folds(sources: Sequence[S], k: int, *, weights: Sequence[float] | None = None) -> list[list[S]]:
    """`k` parts of about the same weight, each to test on once what was learned on the others.

    `weights` has one number per source, such as its annotated area or its target pixels (the
    microplastics paper balances its sets by plastic pixels); else each counts 1. The heaviest
    group of same views goes first, to the lightest part. Raises `TrainingError` for fewer
    different views than parts.
    """
    if k < 2:
        raise ValueError(f"{k} folds are none")
    weigh = dict(zip(sources, weights or [1.0] * len(sources), strict=True))
    groups = [(sum(weigh[s] for s in group), group) for group in same_views(sources)]
    if len(groups) < k:
        raise TrainingError(
            f"{len(groups)} different images are too few for {k} folds: annotate more of them, "
            "or ask for fewer folds"
        )
    groups.sort(key=lambda entry: (-entry[0], min(source.name for source in entry[1])))
    parts: list[list[S]] = [[] for _ in range(k)]
    total = [(0.0, 0, number) for number in range(k)]
    for weight, group in groups:
        lightest = min(total)
        number = lightest[2]
        parts[number].extend(group)
        total[number] = (lightest[0] + weight, lightest[1] + len(group), number)
    return [sorted(part, key=lambda source: source.name) for part in parts]


def refuse_leak(training: Iterable[Source], validation: Iterable[Source]) -> None:
    """Raise `TrainingError` if an image of one part is in the other, under any name."""
    known = {source.content: source.name for source in training}
    for source in validation:
        twin = known.get(source.content)
        if twin is not None:
            raise TrainingError(
                f"{source.name} is the same image as {twin}: it cannot test what was learned on it"
            )


def same_views(sources: Sequence[S]) -> list[list[S]]:
    """Groups of images whose thumbnails are almost the same (correlation above 0.97)."""
    if not sources:
        return []
    thumbnails = np.stack([source.thumbnail.ravel() for source in sources])
    close = (thumbnails @ thumbnails.T) > _SAME_VIEW
    group = list(range(len(sources)))
    for i, j in zip(*np.nonzero(np.triu(close, 1)), strict=True):
        keep, gone = group[i], group[j]
        group = [keep if g == gone else g for g in group]
    return [
        [source for source, g in zip(sources, group, strict=True) if g == number]
        for number in dict.fromkeys(group)
    ]
