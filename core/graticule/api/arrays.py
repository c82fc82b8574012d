"""A map of a result as a lazy array: sliced like numpy, read from disk by the slice."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from graticule.geometry import Box


class LazyArray:
    """A map (height, width) on the work grid; only what an index asks for is read.

    Whole numbers, slices of any step and `...` index it as they index numpy;
    `numpy.asarray(array)` reads all of it.
    """

    def __init__(self, grid: Any, dtype: Any, convert: Callable[[np.ndarray], Any]) -> None:
        self._grid = grid
        self._convert = convert
        self.dtype = np.dtype(dtype)
        self.shape: tuple[int, int] = (int(grid.shape[0]), int(grid.shape[1]))

    @property
    def ndim(self) -> int:
        """Always 2."""
        return 2

    @property
    def size(self) -> int:
        """Number of px."""
        return self.shape[0] * self.shape[1]

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> Any:
        rows, columns = self._parts(key)
        spans, rests = zip(
            *(_span(part, n) for part, n in zip((rows, columns), self.shape, strict=True)),
            strict=True,
        )
        part = np.asarray(self._grid[spans[0], spans[1]])
        return self._convert(part)[rests[0], rests[1]]

    def _parts(self, key: Any) -> tuple[Any, Any]:
        keys = list(key) if isinstance(key, tuple) else [key]
        if any(isinstance(part, np.ndarray | list) or part is None for part in keys):
            raise IndexError(
                "index it by whole numbers and slices; numpy.asarray(array) reads all of it first"
            )
        if keys.count(Ellipsis) == 1:
            at = keys.index(Ellipsis)
            keys[at : at + 1] = [slice(None)] * (3 - len(keys))
        keys += [slice(None)] * (2 - len(keys))
        if len(keys) != 2:
            raise IndexError(f"too many indices: the array has 2 dimensions, not {len(keys)}")
        return keys[0], keys[1]

    def blocks(self, size: int = 2048) -> Iterator[tuple[Box, np.ndarray]]:
        """Every block of at most `size` × `size` px with its place, row by row."""
        for box in Box(0, 0, self.shape[1], self.shape[0]).blocks(size):
            yield box, self[box.slices]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        found = self[...]
        return found if dtype is None else found.astype(dtype)

    def __eq__(self, other: object) -> bool:
        raise TypeError("compare a part of it, as in array[:500, :500] == 1, or array[...] for all")

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<LazyArray {self.shape[0]} × {self.shape[1]} {self.dtype}, read by slices>"


def _span(key: Any, length: int) -> tuple[slice, Any]:
    """The rows to read, upwards and without gap, and what of them is meant."""
    if isinstance(key, slice):
        chosen = range(length)[key]
        if not chosen:
            return slice(0, 0), slice(None)
        low, high = min(chosen[0], chosen[-1]), max(chosen[0], chosen[-1])
        return slice(low, high + 1), slice(None, None, chosen.step)
    place = range(length)[key]  # IndexError as of a list
    return slice(place, place + 1), 0
