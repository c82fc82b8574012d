"""What is black and what is white in a scan: decided once, for everything that reads its values.

A camera of 12 bits writes files of 16, a program that averages writes floats from 0 to 255, a
detector with a signed type begins at -32768. Whoever divides by what the type of pixel could hold
takes such a scan for a nearly black one. A user knows best, then the file, then the values.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Source = Literal["you", "the file", "its values", "its type"]


@dataclass(frozen=True, slots=True)
class GreyRange:
    """The values that are black and white, and who says so.

    `step` is the distance of neighbouring values where they lie evenly from `black` to `white`,
    as whole numbers do; 0 for any real numbers. `nothing` is the value of floats that means that
    nothing was recorded there, and `gaps` whether there may be such, or NaN, or infinity. `doubt`
    is a line for the user where the range could well be another one.
    """

    black: float
    white: float
    source: Source = "its type"
    step: float = 0.0
    nothing: float | None = None
    gaps: bool = False
    doubt: str = ""

    def __post_init__(self) -> None:
        if not (np.isfinite([self.black, self.white]).all() and self.white > self.black):
            raise ValueError(f"white ({self.white:g}) must be above black ({self.black:g})")

    @classmethod
    def of_type(cls, dtype: np.dtype) -> "GreyRange":
        """From 0 to the largest value of whole numbers, from 0 to 1 of others."""
        if dtype.kind not in "iu":
            return cls(0.0, 1.0, step=float(dtype.kind == "b"))
        return cls(0.0, float(np.iinfo(dtype).max), step=1.0)

    @classmethod
    def from_user(cls, black: float | None, white: float | None) -> "GreyRange | None":
        """The range as a user says it, black 0 unless he says so; None for neither.

        Raises `ValueError` where white is not above black, or is missing.
        """
        if white is None:
            if black is None:
                return None
            raise ValueError("black needs white beside it")
        return cls(black or 0.0, white, "you")

    @property
    def told(self) -> str:
        """Such as "0 to 4095 (from its values)"."""
        return f"{self.black:g} to {self.white:g} (from {self.source})"

    @property
    def own(self) -> bool:
        """Whether it is simply what the type of pixel holds."""
        return self.source == "its type"

    @property
    def few(self) -> bool:
        """Whether there are no more than 256 values, evenly spread, as in 8 bits."""
        return bool(self.step) and self._count <= 256

    @property
    def _count(self) -> float:
        return round((self.white - self.black) / self.step) + 1

    def unit(self, values: np.ndarray | float) -> NDArray[np.float64]:
        """Values with black as 0 and white as 1; what lies beyond lies beyond."""
        return (np.asarray(values, np.float64) - self.black) / (self.white - self.black)

    def levels(self, values: np.ndarray) -> NDArray[np.uint8]:
        """Values as 0 to 255, each the same share of the range; no numbers become 0."""
        if values.dtype == np.uint8 and (self.black, self.white) == (0, 255):
            return values
        if values.dtype.kind in "iu" and values.dtype.itemsize == 2 and values.size > 1 << 16:
            every = np.arange(1 << 16, dtype=np.uint16)
            return self._levels(every.view(values.dtype))[values.view(np.uint16)]
        return self._levels(values)

    def deep(self, values: np.ndarray) -> NDArray[np.uint16]:
        """Values as 0 to 65535 from black to white."""
        unit = np.nan_to_num(self.unit(values), nan=0.0)
        return (np.clip(unit, 0, 1) * 65535 + 0.5).astype(np.uint16)

    def _levels(self, values: np.ndarray) -> NDArray[np.uint8]:
        real = np.clip(values.astype(np.float64), self.black, self.white) - self.black
        real = np.nan_to_num(real)
        if self.few:
            found = np.rint(np.rint(real / self.step) * (255 / (self._count - 1)))
        elif self.step:  # each level holds as many values: of 16 bits it is the upper byte
            found = np.floor(np.rint(real / self.step) * 256 / self._count)
        else:
            found = np.floor(real * 256 / (self.white - self.black))
        return np.clip(found, 0, 255).astype(np.uint8)
