"""From what a network says to the three bytes per pixel that are kept.

Class: the likeliest. Uncertainty: the entropy of the class probabilities divided by that of even
odds, 0..1 as 0..255 (Shannon 1948; as a map of where to look, Kendall & Gal 2017). Distance: how
deep in its own particle the network sees the pixel, 0..1 as 0..255.
"""

import math
from dataclasses import dataclass
from typing import Self

import numba
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from graticule.compiled import kernel

Bytes = NDArray[np.uint8]
_FINE = 256  # steps of the table per unit of logit: the error stays far below a byte's step
_DEPTH = np.floor(
    255 / (1 + np.exp(-(np.arange(16 * _FINE + 1) - 8 * _FINE) / _FINE)) + 0.5
).astype(np.uint8)
_FARTHEST = np.float32(24.0)  # a class less likely by a factor of 2 ** 24 adds nothing to a float
# 2 ** x, and log2(1 + x) / x, for x on 0..1: polynomials, for numba's own functions take one
# pixel at a time. Fitted at Chebyshev's nodes; the errors are below 1e-6 and 4e-6.
_POWER = tuple(
    np.array([0.99999976, 0.6931568, 0.24013169, 0.05587656, 0.00894058, 0.00189438], np.float32)
)
_LOGARITHM = tuple(
    np.array(
        [1.4426908, -0.72109574, 0.47722605, -0.3378412, 0.2136729, -0.09488624, 0.02023647],
        np.float32,
    )
)


# Of each pixel asked for along one axis: the place before it, uint32 (numba then need not think of
# places counted from the end), and how far it lies from there to the next, 0..1, float32.
Taps = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class LogitsPart:
    """The rows and columns to be kept of logits that are still to be enlarged by a factor.

    A network that works on means of 2 × 2 px spends a fifth of its time on enlarging its answer,
    if it does so itself: to all of a tile, and plane by plane through memory.
    """

    rows: slice
    columns: slice
    factor: int = 1

    @classmethod
    def whole(cls, shape: tuple[int, int]) -> Self:
        """All of logits of this (h, w), as large as they are."""
        return cls(slice(0, shape[0]), slice(0, shape[1]))

    def taps(self, shape: tuple[int, int]) -> tuple[Taps, Taps]:
        """Where the kept rows and columns lie in logits of this (h, w)."""
        return self._taps(self.rows, shape[0]), self._taps(self.columns, shape[1])

    def of(self, logits: torch.Tensor) -> torch.Tensor:
        """The kept part of logits (n, k, h, w), enlarged linearly."""
        return enlarged(logits, self.factor)[..., self.rows, self.columns]

    def _taps(self, kept: slice, size: int) -> Taps:
        place = (np.arange(kept.start, kept.stop) + 0.5) / self.factor - 0.5
        place = place.clip(0, size - 1)
        first = np.floor(place)
        return first.astype(np.uint32), (place - first).astype(np.float32)


def enlarged(logits: torch.Tensor, factor: int) -> torch.Tensor:
    """Logits (n, k, h, w) with `factor` times the pixels a side, interpolated linearly."""
    if factor == 1:
        return logits
    return F.interpolate(logits, scale_factor=float(factor), mode="bilinear", align_corners=False)


@numba.njit(fastmath=True, inline="always")
def _power_of_2(x: float) -> float:
    """2 ** x for x from -24 to 0: the exponent of a float32 is set by its bits."""
    whole = np.int32(x + np.float32(64)) - np.int32(64)
    part = x - np.float32(whole)
    a, b, c, d, e, f = _POWER
    fraction = a + part * (b + part * (c + part * (d + part * (e + part * f))))
    return fraction * np.int32((whole + np.int32(127)) << np.int32(23)).view(np.float32)


@numba.njit(fastmath=True, inline="always")
def _log2(x: float) -> float:
    """The binary logarithm of x > 0, from the bits of a float32."""
    bits = np.float32(x).view(np.int32)
    whole = np.float32((bits >> np.int32(23)) - np.int32(127))
    fraction = np.int32((bits & np.int32(0x7FFFFF)) | np.int32(0x3F800000)).view(np.float32)
    z = fraction - np.float32(1)
    a, b, c, d, e, f, g = _LOGARITHM
    return whole + z * (a + z * (b + z * (c + z * (d + z * (e + z * (f + z * g))))))


@numba.njit(fastmath=True, error_model="numpy")
def _enlarge(plane: np.ndarray, rows: Taps, columns: Taps, y: int, out: np.ndarray) -> None:
    """Row `y` of what the taps ask of a plane (h, w): first between its rows, then its columns."""
    place, low = rows[0][y], rows[1][y]
    upper, lower = plane[place], plane[min(place + 1, plane.shape[0] - 1)]
    left, share = columns
    first = left[0]
    count = min(left[-1] + 2, plane.shape[1]) - first
    line = np.empty(count + 1, np.float32)
    for x in range(count):
        line[x] = upper[first + x] + (lower[first + x] - upper[first + x]) * low
    line[count] = line[count - 1]
    for x in range(out.size):
        before, after = line[left[x] - first], line[left[x] - first + np.uint32(1)]
        out[x] = before + (after - before) * share[x]


@numba.njit(fastmath=True, error_model="numpy")
def _weigh(
    logits: np.ndarray, coldness: float, classes: np.ndarray, uncertainty: np.ndarray
) -> None:
    """Class and entropy of the pixels of a row, from logits (k, w).

    Class by class along the row: the processor takes many pixels at once.
    """
    count, width = logits.shape
    scale = np.float32(255.0 / math.log2(count))
    bits = np.float32(coldness / math.log(2.0))  # logits to powers of 2
    best = np.empty(width, np.int32)
    top, total, weighed = np.empty((3, width), np.float32)
    for x in range(width):
        best[x], top[x] = 0, logits[0, x]
        total[x], weighed[x] = 0, 0
    for k in range(1, count):
        values = logits[k]
        for x in range(width):
            value, leader = values[x], top[x]
            best[x] = k if value > leader else best[x]
            top[x] = max(value, leader)
    for k in range(count):
        values = logits[k]
        for x in range(width):
            behind = min((top[x] - values[x]) * bits, _FARTHEST)
            share = _power_of_2(-behind)
            total[x] += share
            weighed[x] += share * behind
    for x in range(width):
        entropy = (_log2(total[x]) + weighed[x] / total[x]) * scale
        classes[x] = best[x]
        uncertainty[x] = np.int32(min(entropy + np.float32(0.5), np.float32(255)))


@numba.njit(fastmath=True, error_model="numpy")
def _squash(logits: np.ndarray, depth: np.ndarray, out: np.ndarray) -> None:
    """The logistic function of a row of logits as bytes."""
    last = np.float32(len(depth) - 1)
    for x in range(logits.size):
        at = logits[x] * np.float32(_FINE) + (last / 2 + np.float32(0.5))
        out[x] = depth[int(min(max(at, np.float32(0)), last))]


@kernel(fastmath=True)
def _decide(  # noqa: PLR0913 - numba compiles no tuples of mixed use
    logits: np.ndarray, classes: int, coldness: float, rows: Taps, columns: Taps,
    depth: np.ndarray, out: np.ndarray,
) -> None:  # fmt: skip
    """What `decide` gives, into out (2 or 3, h, w)."""
    line = np.empty((len(logits), out.shape[2]), np.float32)
    for y in range(out.shape[1]):
        for k in range(len(logits)):
            _enlarge(logits[k], rows, columns, y, line[k])
        _weigh(line[:classes], coldness, out[0, y], out[1, y])
        if len(logits) > classes:
            _squash(line[classes], depth, out[2, y])


def decide(
    logits: np.ndarray, classes: int, *, temperature: float = 1.0, part: LogitsPart | None = None
) -> Bytes:
    """(2 or 3, h, w) bytes: class, uncertainty and, if there is one logit more, distance.

    `logits` are (classes [+ 1], h, w) float32 of any memory order; the probabilities are the
    softmax of logits / temperature (Guo et al. 2017). Equal logits go to the lower class.
    """
    part = part or LogitsPart.whole(logits.shape[1:])
    rows, columns = part.taps(logits.shape[1:])
    out = np.empty((2 + (len(logits) > classes), len(rows[0]), len(columns[0])), np.uint8)
    logits = np.ascontiguousarray(logits)  # known to be so, rows are walked many at a time
    _decide(logits, classes, 1.0 / temperature, rows, columns, _DEPTH, out)
    return out


def decide_on_device(
    logits: torch.Tensor, classes: int, *, temperature: float = 1.0, part: LogitsPart | None = None
) -> Bytes:
    """What `decide` gives, computed where the logits are: three bytes cross the bus, not floats."""
    if part is not None:
        logits = part.of(logits[None])[0]
    behind = torch.log_softmax(logits[:classes] / temperature, dim=0)
    entropy = -(behind.exp() * behind).sum(dim=0) / math.log(classes)
    maps = [behind.argmax(dim=0).to(torch.uint8), _bytes(entropy)]
    if len(logits) > classes:
        maps.append(_bytes(torch.sigmoid(logits[classes])))
    return torch.stack(maps).cpu().numpy()


def _bytes(share: torch.Tensor) -> torch.Tensor:
    return (share.clamp(0, 1) * 255 + 0.5).to(torch.uint8)


def probabilities(logits: torch.Tensor, classes: int, *, temperature: float) -> torch.Tensor:
    """Logits (n, classes [+ 1], h, w) as class probabilities and, last, distance on 0..1."""
    shares = torch.softmax(logits[:, :classes] / temperature, dim=1)
    if logits.shape[1] == classes:
        return shares
    return torch.cat([shares, torch.sigmoid(logits[:, classes:])], dim=1)


def as_logits(shares: torch.Tensor, classes: int) -> torch.Tensor:
    """Logits whose softmax and logistic function (at temperature 1) are these probabilities."""
    tiny = torch.finfo(shares.dtype).tiny
    logits = torch.log(shares[:, :classes].clamp_min(tiny))
    if shares.shape[1] == classes:
        return logits
    depth = shares[:, classes:].clamp(1e-6, 1 - 1e-6)
    return torch.cat([logits, torch.logit(depth)], dim=1)
