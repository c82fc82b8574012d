"""Where objects gather: a smooth random density with empty stretches."""

import numpy as np

from graticule.compiled import kernel
from graticule.simulate.noise import rough_noise


class Clumps:
    """A density of mean 1 that is zero on about the share `empty` of the plane.

    Calling it with x and y (px, same length) gives the density there; `highest` bounds it.
    `wavelength` (px) is the distance from clump to clump.
    """

    def __init__(self, seed: int, *, wavelength: float, empty: float) -> None:
        self._seed = seed + 7919
        self._wavelength = wavelength
        side = np.arange(96) * 0.61  # a fixed sample of the same noise, to know its quantiles
        x, y = (axis.ravel() for axis in np.meshgrid(side, side))
        sample = _noise(x, y, self._seed)
        self._level = float(np.quantile(sample, empty))
        self._mean = float(np.maximum(sample - self._level, 0).mean())
        self.highest = (1.0 - self._level) / self._mean

    def __call__(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The density at the points (x, y)."""
        noise = _noise(x / self._wavelength, y / self._wavelength, self._seed)
        return np.maximum(noise - self._level, 0) / self._mean


@kernel
def _noise(x, y, seed):
    out = np.empty(len(x))
    for i in range(len(x)):
        out[i] = rough_noise(x[i], y[i], seed)
    return out
