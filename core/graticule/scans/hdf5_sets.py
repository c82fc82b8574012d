"""Which data set of an HDF5 file is the picture, and what its axes are.

What was recorded comes before what was made of it: `/raw` before labels and probabilities,
however large those are.
"""

import json
import math
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

import h5py

_MOST_OBJECTS = 100_000
_MOST_NAMED = 3
_SMALLEST = 16  # px: what is narrower is a table, unless there is nothing else
_FEW = 4  # channels that a file without a word about its axes may well have
_MANY = 32
# Beginnings of words in the names of what was recorded, and of what was made of it.
_RECORDED = ("raw",)
_MADE = (
    "label", "prob", "predict", "segment", "mask", "annotation", "gt", "ground", "truth",
    "uncertain", "feature", "boundar", "affinit", "weight", "class", "instance", "distance",
    "thumbnail", "preview", "histogram",
)  # fmt: skip
# Coarser copies: of Imaris, and of BigDataViewer.
_COARSER = re.compile(r"/ResolutionLevel [1-9]\d*/|^/t\d+/s\d+/[1-9]\d*/cells$")


class Sets(NamedTuple):
    """The data sets of a file that can be pictures, by name."""

    best: list[str]  # as good as each other, the one that is taken by itself first
    others: list[str]  # made of them, or coarser copies


def find_sets(file: h5py.File) -> Sets:
    """All data sets that can be pictures or stacks, sorted by what they seem to be."""
    found: list[tuple[int, int, int, str]] = []
    count = 0

    def look(name: str, item: h5py.Group | h5py.Dataset) -> bool | None:
        nonlocal count
        count += 1
        if isinstance(item, h5py.Dataset) and is_picture(item):
            sides = sorted(item.shape)[-2:]
            narrow = sides[0] < _SMALLEST
            found.append((_rank(f"/{name}"), narrow, -math.prod(item.shape), f"/{name}"))
        return True if count > _MOST_OBJECTS else None  # anything but None ends the walk

    file.visititems(look)
    found.sort()
    best = [entry[3] for entry in found if entry[:2] == found[0][:2]]
    best = [name for name in best if not _COARSER.search(name)] or best
    return Sets(best, [entry[3] for entry in found if entry[3] not in set(best)])


def is_picture(data: h5py.Dataset) -> bool:
    """Whether a data set can be a picture or a stack of them."""
    if data.dtype.kind not in "biuf" or data.shape is None or not 2 <= data.ndim <= 5:
        return False
    return 0 not in data.shape and not data.external and sorted(data.shape)[-2] > 1


def told_of_sets(file_name: str, taken: str, sets: Sets) -> str:
    """A line on which of several data sets was taken, and how to name another."""
    rest = [name for name in (*sets.best, *sets.others) if name != taken]
    if not rest:
        return ""
    names = ", ".join(rest[:_MOST_NAMED])
    if len(rest) > _MOST_NAMED:
        names += f" and {len(rest) - _MOST_NAMED} more"
    return (
        f"this is the data set {taken}; the file also holds {names}: "
        f"name one as {file_name}::{rest[0]}"
    )


def axes_of(data: h5py.Dataset) -> tuple[str, bool]:
    """One letter of t, z, c, y, x for each axis, and whether that is a guess from the sizes."""
    for letters in _told_axes(data):
        keys = "".join(letters).lower()
        if len(keys) == data.ndim == len(set(keys)) and {"x", "y"} <= set(keys) <= set("tzcyx"):
            return keys, False
    return _guessed(data.shape), data.ndim > 2


def _rank(name: str) -> int:
    words = re.findall(r"[a-z]+", name.lower())
    if any(word.startswith(_MADE) for word in words):
        return 2
    return 0 if any(word in _RECORDED for word in words) else 1


def _told_axes(data: h5py.Dataset) -> Iterable[list[str]]:
    """The axes as ilastik's tags, HDF5's own labels or a plain attribute tell them."""
    tags = data.attrs.get("axistags")
    if isinstance(tags, str | bytes):
        with suppress(ValueError, KeyError, TypeError):  # not ilastik's
            yield [str(axis["key"]) for axis in json.loads(tags)["axes"]]
    yield [str(dimension.label) for dimension in data.dims]
    for key in ("axes", "axis_order", "dimension_order"):
        text = data.attrs.get(key)
        if isinstance(text, bytes):
            text = text.decode("ascii", "replace")
        if isinstance(text, str):
            yield list(text.replace(",", "").replace(" ", ""))


def _guessed(shape: tuple[int, ...]) -> str:
    last, smallest = shape[-1], min(shape[-3:-1], default=0)
    channels_last = last <= _FEW or (last <= _MANY and 4 * last <= smallest)
    if len(shape) == 2:
        return "yx"
    if len(shape) == 3:
        return "yxc" if channels_last else "cyx" if shape[0] <= _FEW else "zyx"
    if len(shape) == 4:
        return "zyxc" if channels_last else "tzyx" if shape[1] > _FEW else "zcyx"
    return "tzyxc" if channels_last else "tczyx"
