"""The particle table under review: rows come and go, columns are gathered when asked for.

Each measurement of a particle is a row that is never altered: those of the analysis, and after
them those of the edits. Which rows count now is one index, so an edit of a table with a million
rows copies an index, not the table.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from graticule.particles import Column, ParticleTable

REVIEWED = Column(
    "reviewed", "Reviewed", "", "Whether a person has looked at the particle, or corrected it."
)


class RowStore:
    """The rows of the analysis, and after them those that edits have measured.

    `derive` gives rows the columns that follow from others, such as the size class.
    """

    def __init__(
        self, table: ParticleTable, derive: Callable[[ParticleTable], ParticleTable] | None = None
    ) -> None:
        self.table = table
        self._derive = derive
        self._count = 0
        self._more = {key: values[:0] for key, values in table.columns.items()}

    def add(self, rows: ParticleTable) -> np.ndarray:
        """Append rows of the same columns; gives their numbers."""
        if self._derive is not None:
            rows = self._derive(rows)
        count, start = len(rows), self._count
        short = start + count > len(self._more["id"])
        if short or any(_is_wider(rows[key], held) for key, held in self._more.items()):
            room = max(64, 2 * (start + count))
            self._more = {key: _grown(v, room, rows[key]) for key, v in self._more.items()}
        for key, values in self._more.items():
            values[start : start + count] = rows[key]
        self._count += count
        return len(self.table) + start + np.arange(count)

    def take(self, key: str, rows: np.ndarray) -> np.ndarray:
        """One column of the rows with these numbers."""
        base = self.table[key]
        late = np.flatnonzero(rows >= len(base))
        if not len(late):
            return base[rows]
        more = self._more[key]
        if len(late) == len(rows):
            return more[rows - len(base)]
        out = base[np.minimum(rows, len(base) - 1)].astype(more.dtype, copy=False)
        out[late] = more[rows[late] - len(base)]
        return out


def blank(kind: np.dtype, count: int) -> np.ndarray:
    """A column of a table's kind in which nothing is told."""
    return np.full(count, "", kind) if kind.kind == "U" else np.full(count, np.nan)


def _is_wider(values: np.ndarray, held: np.ndarray) -> bool:
    """Whether the array cannot hold these without cutting, as texts that are longer."""
    return np.promote_types(values.dtype, held.dtype) != held.dtype


def _grown(values: np.ndarray, room: int, like: np.ndarray) -> np.ndarray:
    """A longer array with the same beginning; texts may be longer, too."""
    out = np.zeros(room, np.promote_types(values.dtype, like.dtype))
    out[: len(values)] = values
    return out


class _Gathered(Mapping[str, np.ndarray]):
    """Columns that are made when they are first asked for."""

    def __init__(self, keys: tuple[str, ...], make: Callable[[str], np.ndarray]) -> None:
        self._keys = keys
        self._make = make
        self._made: dict[str, np.ndarray] = {}

    def __getitem__(self, key: str) -> np.ndarray:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class ReviewedTable(ParticleTable):
    """A table whose columns are gathered when asked for; otherwise like any other."""

    def __post_init__(self) -> None:
        """The check of the lengths would gather every column."""

    def select(self, mask: np.ndarray) -> ParticleTable:
        """The rows that a boolean mask or an index array names, in that order."""
        mask = np.asarray(mask)
        columns = _Gathered(tuple(self.columns), lambda key: self.columns[key][mask])
        return ReviewedTable(columns, self.specs)


def table_of(store: RowStore, rows: np.ndarray, given: Mapping[str, np.ndarray]) -> ParticleTable:
    """The rows with these numbers as a table; `given` columns take the place of the store's.

    A column `reviewed` among the given ones comes last.
    """
    specs = (*store.table.specs, REVIEWED)

    def make(key: str) -> np.ndarray:
        return given[key] if key in given else store.take(key, rows)

    return ReviewedTable(_Gathered(tuple(spec.key for spec in specs), make), specs)
