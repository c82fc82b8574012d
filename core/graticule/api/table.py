"""The particle table as a notebook wants it: named as in the CSV, for pandas and polars."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_ROWS, _COLUMNS = 8, 8  # that a notebook shows


class Table:
    """Columns of one length, by name: `table["area (µm²)"]` is a numpy array.

    A name stands without its unit where only one column has it. A boolean array, a slice or an
    array of numbers chooses rows, a list of names columns. Nothing of it can be changed.
    """

    def __init__(
        self, columns: Mapping[str, np.ndarray], descriptions: Mapping[str, str] | None = None
    ) -> None:
        lengths = {len(values) for values in columns.values()}
        if len(lengths) > 1:
            raise ValueError("columns differ in length")
        self._columns = {name: _locked(values) for name, values in columns.items()}
        self._length = lengths.pop() if lengths else 0
        self.descriptions = MappingProxyType(dict(descriptions or {}))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names, in the order of the CSV file."""
        return tuple(self._columns)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self._columns[self._name(key)]
        if isinstance(key, list) and key and all(isinstance(name, str) for name in key):
            names = [self._name(name) for name in key]
            return Table({name: self._columns[name] for name in names}, self.descriptions)
        if isinstance(key, int | np.integer):
            return {name: values[key] for name, values in self._columns.items()}
        if not isinstance(key, slice):
            key = np.asarray(key)
            if key.dtype == bool and key.shape != (len(self),):
                raise IndexError(f"a filter of {key.size} values for {len(self)} rows")
            if key.size == 0:
                key = key.astype(np.intp)
        chosen = {name: values[key] for name, values in self._columns.items()}
        return Table(chosen, self.descriptions)

    def _name(self, asked: str) -> str:
        if asked in self._columns:
            return asked
        alike = [name for name in self._columns if name.rpartition(" (")[0] == asked]
        if len(alike) == 1:
            return alike[0]
        near = alike or difflib.get_close_matches(asked, self._columns, 3, 0.4)
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise KeyError(f"no column is called {asked!r}{hint}")

    def to_dict(self) -> dict[str, np.ndarray]:
        """Name → numpy array (particles)."""
        return {name: values.copy() for name, values in self._columns.items()}

    def to_pandas(self) -> "pd.DataFrame":
        """A `pandas.DataFrame`; `ImportError` in one line where pandas is missing."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError("pandas is not installed here: pip install pandas") from error
        return pandas.DataFrame(self.to_dict())

    def to_polars(self) -> "pl.DataFrame":
        """A `polars.DataFrame`; `ImportError` in one line where polars is missing."""
        try:
            import polars
        except ImportError as error:
            raise ImportError("polars is not installed here: pip install polars") from error
        listed = {k: v.tolist() if v.dtype == object else v for k, v in self._columns.items()}
        return polars.DataFrame(listed)

    def _shown(self) -> tuple[list[str], list[list[str]], str]:
        names = list(self._columns)[:_COLUMNS]
        rows = [
            [_cell(self._columns[name][row]) for name in names]
            for row in range(min(_ROWS, len(self)))
        ]
        return names, rows, f"{len(self):,} rows × {len(self._columns)} columns"

    def __repr__(self) -> str:
        names, rows, size = self._shown()
        widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
        lines = [_line(names, widths), *(_line(row, widths) for row in rows)]
        return "\n".join([*lines, size])

    def _repr_html_(self) -> str:
        names, rows, size = self._shown()
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
        )
        return f"<table><tr>{head}</tr>{body}</table><p>{size}</p>"


def _locked(values: np.ndarray) -> np.ndarray:
    """The same values, where nobody can write: a report is written from them, too."""
    view = values.view()
    view.flags.writeable = False
    return view


def _cell(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float | np.floating) else str(value)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
