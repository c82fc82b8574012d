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
# A class behind the likeliest by more than this adds less to the entropy than half a byte shows.
_CERTAIN = 14.0
_FINE = 256  # steps of the tables per unit of logit: the error stays far below a byte's step
_FALL = np.exp(-np.arange(int(_CERTAIN * _FINE) + 2) / _FINE).astype(np.float32)
_DEPTH = np.floor(
    255 / (1 + np.exp(-(np.arange(16 * _FINE + 1) - 8 * _FINE) / _FINE)) + 0.5
).astype(np.uint8)


@numba.njit(nogil=True, fastmath=True, cache=True, error_model="numpy")
def _decide(logits: np.ndarray, coldness: float, fall: np.ndarray, out: np.ndarray) -> None:
    """Class and entropy of each pixel, from logits (k, h, w), into out (2, h, w)."""
    count, height, width = logits.shape
    scale = np.float32(255.0 / math.log(count))
    far = np.float32(_CERTAIN / coldness)
    step = np.float32(coldness * _FINE)
    top, second = np.empty(width, np.float32), np.empty(width, np.float32)
    best = np.empty(width, np.int32)
    for y in range(height):
        for x in range(width):
            top[x] = logits[0, y, x]
            second[x] = np.float32(-3e38)
            best[x] = 0
        for k in range(1, count):  # class by class along a row: the processor takes many at once
            values = logits[k, y]
            for x in range(width):
                value, leader = values[x], top[x]
                best[x] = k if value > leader else best[x]
                second[x] = max(second[x], min(value, leader))
                top[x] = max(value, leader)
        for x in range(width):
            out[0, y, x] = best[x]
            out[1, y, x] = 0
        for x in range(width):
            if top[x] - second[x] >= far:
                continue
            total, weighed = np.float32(0.0), np.float32(0.0)
            for k in range(count):
                behind = min(top[x] - logits[k, y, x], far)
                share = fall[int(behind * step + np.float32(0.5))]
                total += share
                weighed += share * behind
            entropy = np.log(total) + np.float32(coldness) * weighed / total
            out[1, y, x] = np.uint8(min(entropy * scale + np.float32(0.5), np.float32(255)))


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
    _decide(logits[:classes], 1.0 / temperature, _FALL, out[:2])
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
