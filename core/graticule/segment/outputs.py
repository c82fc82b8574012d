"""From what a network says to the three bytes per pixel that are kept.

Class: the likeliest. Uncertainty: the entropy of the class probabilities divided by that of even
odds, 0..1 as 0..255 (Shannon 1948; as a map of where to look, Kendall & Gal 2017). Distance: how
deep in its own particle the network sees the pixel, 0..1 as 0..255.
"""

import math

import numba
import numpy as np
import torch
from numpy.typing import NDArray

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


@numba.njit(nogil=True, fastmath=True, cache=True, error_model="numpy")
def _decide(logits: np.ndarray, coldness: float, out: np.ndarray) -> None:
    """Class and entropy of each pixel, from logits (k, h, w), into out (2, h, w).

    Class by class along a row: the processor takes many pixels at once.
    """
    count, height, width = logits.shape
    scale = np.float32(255.0 / math.log2(count))
    bits = np.float32(coldness / math.log(2.0))  # logits to powers of 2
    best = np.empty(width, np.int32)
    top, total, weighed = np.empty((3, width), np.float32)
    for y in range(height):
        for x in range(width):
            best[x], top[x] = 0, logits[0, y, x]
            total[x], weighed[x] = 0, 0
        for k in range(1, count):
            values = logits[k, y]
            for x in range(width):
                value, leader = values[x], top[x]
                best[x] = k if value > leader else best[x]
                top[x] = max(value, leader)
        for k in range(count):
            values = logits[k, y]
            for x in range(width):
                behind = min((top[x] - values[x]) * bits, _FARTHEST)
                share = _power_of_2(-behind)
                total[x] += share
                weighed[x] += share * behind
        for x in range(width):
            entropy = (_log2(total[x]) + weighed[x] / total[x]) * scale
            out[0, y, x] = best[x]
            out[1, y, x] = np.int32(min(entropy + np.float32(0.5), np.float32(255)))


@numba.njit(nogil=True, fastmath=True, cache=True, error_model="numpy")
def _squash(logits: np.ndarray, depth: np.ndarray, out: np.ndarray) -> None:
    """The logistic function of logits (h, w) as bytes, into out (h, w)."""
    last = np.float32(len(depth) - 1)
    for y in range(logits.shape[0]):
        for x in range(logits.shape[1]):
            at = logits[y, x] * np.float32(_FINE) + (last / 2 + np.float32(0.5))
            out[y, x] = depth[int(min(max(at, np.float32(0)), last))]


def decide(logits: np.ndarray, classes: int, *, temperature: float = 1.0) -> Bytes:
    """(2 or 3, h, w) bytes: class, uncertainty and, if there is one logit more, distance.

    `logits` are (classes [+ 1], h, w) float32 of any memory order; the probabilities are the
    softmax of logits / temperature (Guo et al. 2017). Equal logits go to the lower class.
    """
    logits = np.ascontiguousarray(logits)  # known to be so, rows are walked many at a time
    out = np.empty((2 + (len(logits) > classes), *logits.shape[1:]), np.uint8)
    _decide(logits[:classes], 1.0 / temperature, out[:2])
    if len(logits) > classes:
        _squash(logits[classes], _DEPTH, out[2])
    return out


def decide_on_device(logits: torch.Tensor, classes: int, *, temperature: float = 1.0) -> Bytes:
    """What `decide` gives, computed where the logits are: three bytes cross the bus, not floats."""
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
