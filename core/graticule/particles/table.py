"""The particle table: one row per particle, as named numpy columns."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graticule.geometry import PixelSize
from graticule.particles.columns import Column


@dataclass(frozen=True)
class ParticleTable:
    """Measured particles: `columns[key][i]` belongs to row i, `specs` says what each key means.

    A table of a whole scan has the particle of label i + 1 in row i. NaN is blank: the
    measure does not apply to that particle.
    """

    columns: Mapping[str, np.ndarray]
    specs: tuple[Column, ...]

    def __post_init__(self) -> None:
        if [spec.key for spec in self.specs] != list(self.columns):
            raise ValueError("specs and columns differ")
        if len({len(values) for values in self.columns.values()}) > 1:
            raise ValueError("columns differ in length")

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, key: str) -> np.ndarray:
        return self.columns[key]

    def __contains__(self, key: str) -> bool:
        return key in self.columns

    def select(self, mask: np.ndarray) -> "ParticleTable":
        """The rows that a boolean mask or an index array names, in that order."""
        return ParticleTable({k: v[mask] for k, v in self.columns.items()}, self.specs)

    def moved(
        self, origin: tuple[int, int], *, scale: float, pixel_size: PixelSize
    ) -> "ParticleTable":
        """This table, measured on a region, with its places told on the whole scan.

        `origin` is the region's corner (x, y) on the whole scan's grid, in px of that grid;
        `scale` is level-0 px per px of it and `pixel_size` the size of such a px.
        """
        if origin == (0, 0):
            return self
        x, y = origin
        by = {
            "x_px": x * scale, "left": x * scale, "right": x * scale, "x": x * pixel_size.x,
            "y_px": y * scale, "top": y * scale, "bottom": y * scale, "y": y * pixel_size.y,
        }  # fmt: skip
        columns = {k: v + by[k] if k in by else v for k, v in self.columns.items()}
        return ParticleTable(columns, self.specs)

    def spec(self, key: str) -> Column:
        """What the column of that key means; `KeyError` if the table has none."""
        for spec in self.specs:
            if spec.key == key:
                return spec
        raise KeyError(key)
