"""Particles that overlap: one owner for each pixel of the label map, and who shares it.

What is shared is kept as runs (n, 5) int64: row, first column, end column, the particle that
shares these pixels, and their owner. To be measured and outlined whole, particles are looked at
in rounds, each a label map of its own on which no two particles overlap: round 0 are those that
own all their pixels.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from graticule.errors import ResultError
from graticule.files import atomic
from graticule.geometry import Box
from graticule.particles.seams import AREA, BOTTOM, FIRST, LEFT, RIGHT, TOP, ArrayLike
from graticule.rle import as_runs, in_order, lay, pixels

SHARER, OWNER = 3, 4  # columns of what is shared
_NAME = "shared"


def nothing_shared() -> np.ndarray:
    """No runs."""
    return np.zeros((0, 5), np.int64)


class Overlapping:
    """A label map, read by slices as ever, with the pixels that its particles share."""

    def __init__(self, labels: ArrayLike, shared: np.ndarray) -> None:
        self.base = labels
        self.shared = in_order(shared)
        self.shape: tuple[int, ...] = labels.shape
        # one more for the numbers beyond, of which none shares
        self._rounds = np.zeros(int(shared[:, SHARER].max(initial=0)) + 2, np.uint16)
        for number, found in _rounds(self.shared).items():
            self._rounds[number] = found

    def __getitem__(self, key: Any) -> np.ndarray:
        return self.base[key]

    def round_of(self, numbers: np.ndarray) -> np.ndarray:
        """In which round each particle is whole."""
        return np.take(self._rounds, numbers, mode="clip")

    def layers(self, box: Box) -> Iterator[tuple[int, np.ndarray]]:
        """(round, labels) of a box, of all rounds that have a particle there."""
        labels = np.asarray(self.base[box.slices])
        near = self._near(box)
        rounds = self.round_of(labels)
        of_run = self.round_of(near[:, SHARER])
        found = np.union1d(rounds, of_run)
        if not found.any():
            yield 0, labels
            return
        for number in found.tolist():
            layer = np.where(rounds == number, labels, 0)
            lay(layer, near[of_run == number], box.slices, self.shape)
            yield number, layer

    def _near(self, box: Box) -> np.ndarray:
        first, last = np.searchsorted(self.shared[:, 0], [box.top, box.bottom])
        runs = self.shared[first:last]
        return runs[(runs[:, 2] > box.left) & (runs[:, 1] < box.right)]


class LabelLayer:
    """The label map of one round, read by slices."""

    def __init__(self, labels: ArrayLike, number: int) -> None:
        self._labels = labels
        self._number = number
        self.shape: tuple[int, ...] = labels.shape

    def __getitem__(self, key: tuple[slice, slice]) -> np.ndarray:
        (top, bottom, _), (left, right, _) = (
            part.indices(length) for part, length in zip(key, self.shape, strict=True)
        )
        box = Box(left, top, right, bottom)
        for number, layer in layers(self._labels, box):
            if number == self._number:
                return layer
        return np.zeros(box.shape, np.uint32)


def layers(labels: ArrayLike, box: Box) -> Iterator[tuple[int, np.ndarray]]:
    """(round, labels) of a box of any label map."""
    if isinstance(labels, Overlapping):
        yield from labels.layers(box)
    else:
        yield 0, np.asarray(labels[box.slices])


def round_of(labels: ArrayLike, numbers: np.ndarray) -> np.ndarray:
    """In which round each particle of any label map is whole."""
    if isinstance(labels, Overlapping):
        return labels.round_of(numbers)
    return np.zeros(len(numbers), np.uint16)


def _rounds(shared: np.ndarray) -> dict[int, int]:
    """A round from 1 on for each particle that shares pixels, so that none overlap in one."""
    pairs = [shared[:, [SHARER, OWNER]]]
    for step in range(1, len(shared)):
        one, other = shared[:-step], shared[step:]
        met = (one[:, 0] == other[:, 0]) & (other[:, 1] < one[:, 2])
        if not met.any():
            break
        pairs.append(np.column_stack([one[met, SHARER], other[met, SHARER]]))
    apart: dict[int, set[int]] = {number: set() for number in np.unique(shared[:, SHARER]).tolist()}
    for one, other in np.unique(np.concatenate(pairs), axis=0).tolist():
        if one != other and one in apart and other in apart:
            apart[one].add(other)
            apart[other].add(one)
    found: dict[int, int] = {}
    for number, others in apart.items():
        taken = {found.get(other) for other in others}
        found[number] = next(k for k in range(1, len(others) + 2) if k not in taken)
    return found


def add_shared(tallies: np.ndarray, shared: np.ndarray, width: int) -> None:
    """Widen `seams.tally` rows of particles 1..n by what they share, on a grid of that width."""
    row, left, right, number = shared[:, : SHARER + 1].T
    of = number - 1
    np.add.at(tallies[:, AREA], of, right - left)
    np.minimum.at(tallies[:, FIRST], of, row * width + left)
    np.minimum.at(tallies[:, LEFT], of, left)
    np.minimum.at(tallies[:, TOP], of, row)
    np.maximum.at(tallies[:, RIGHT], of, right)
    np.maximum.at(tallies[:, BOTTOM], of, row + 1)


def renumbered(shared: np.ndarray, number_of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is shared under new numbers (0: gone), and runs (m, 4) that have another owner now.

    Where an owner is gone, the lowest number of those that shared its pixels owns them.
    """
    runs = shared.copy()
    runs[:, SHARER:] = number_of[shared[:, SHARER:]]
    runs = runs[(runs[:, SHARER] > 0) & (runs[:, SHARER] != runs[:, OWNER])]
    orphans = runs[:, OWNER] == 0
    if not orphans.any():
        return in_order(runs), np.zeros((0, 4), np.int64)
    found = pixels(runs[orphans])[:, :3]
    found = found[np.lexsort(found.T[::-1])]
    later = np.concatenate([[False], (found[1:, :2] == found[:-1, :2]).all(1)])
    heirs = found[~later]
    owner = heirs[np.cumsum(~later) - 1, 2]
    rest = as_runs(np.column_stack([found, owner])[later])
    return in_order(np.concatenate([runs[~orphans], rest])), as_runs(heirs)


def write_shared(shared: np.ndarray, path: Path) -> None:
    """Write what is shared, or remove the file where nothing is; `ResultError` if it cannot be."""
    if len(shared):
        with atomic(path) as temporary:
            safetensors.numpy.save_file({_NAME: np.ascontiguousarray(shared)}, temporary)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ResultError(f"{path}: cannot be removed ({error})") from error


def read_shared(path: Path) -> np.ndarray:
    """What `write_shared` wrote; `ResultError` if it is damaged."""
    if not path.exists():
        return nothing_shared()
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            found = np.asarray(file.get_tensor(_NAME))
    except (OSError, LookupError, ValueError, safetensors.SafetensorError) as error:
        raise ResultError(f"{path}: what particles share cannot be read ({error})") from error
    if found.ndim != 2 or found.shape[1] != 5 or found.dtype != np.int64:
        raise ResultError(f"{path}: what particles share cannot be read (no runs)")
    return found
