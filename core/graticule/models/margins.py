"""How far a network sees, measured from the network itself."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_START = 512  # px on each side of the spoilt column at first
_LARGEST = 8192  # px; what reaches farther counts as everything
_TOLERATED = 1e-4  # share of pixels that the default margin may change


@torch.inference_mode()
def receptive_field(network: nn.Module, channels: int, stride: int) -> tuple[int, int] | None:
    """(before, after): px on either side of a pixel that its logits can depend on.

    One column, then one row, of the input is NaN; whatever depends on it becomes NaN, too. The
    answer differs with the column's place on the stride, so all places are tried and the largest
    reach counts. None: the whole image matters (global pooling, attention).
    """
    reaches = [_reach_of_axis(network, channels, stride, axis) for axis in (2, 3)]
    known = [reach for reach in reaches if reach is not None]
    if len(known) < len(reaches):
        return None
    return max(before for before, _ in known), max(after for _, after in known)


def _reach_of_axis(
    network: nn.Module, channels: int, stride: int, axis: int
) -> tuple[int, int] | None:
    half = math.ceil(_START / stride) * stride
    while half <= _LARGEST:
        reach = _reach_within(network, channels, (stride, half, axis))
        if reach is not None:
            return reach
        half *= 2
    return None


def _reach_within(
    network: nn.Module, channels: int, place: tuple[int, int, int]
) -> tuple[int, int] | None:
    """The reach, or None if it goes beyond `half` px of the spoilt column."""
    stride, half, _ = place
    before = after = 0
    for phase in range(stride):
        first, last = _spoilt(network, channels, place, phase)
        if first == 0 or last == 2 * half + stride - 1:
            return None
        # a pixel before the column looks ahead to it, one after it looks back
        before = max(before, last - half - phase)
        after = max(after, half + phase - first)
    return before, after


def _spoilt(
    network: nn.Module, channels: int, place: tuple[int, int, int], phase: int
) -> tuple[int, int]:
    """First and last output column (axis 3) or row (axis 2) that the spoilt one reaches."""
    stride, half, axis = place
    length = 2 * half + stride
    pixels = torch.zeros((1, channels, stride, length))
    pixels[..., half + phase] = torch.nan
    logits = network(pixels if axis == 3 else pixels.transpose(2, 3).contiguous())
    spoilt = torch.isnan(logits).any(dim=1).any(dim=2 if axis == 2 else 1)[0].nonzero()
    return int(spoilt[0]), int(spoilt[-1])


def default_margin(
    network: nn.Module, pixels: Tensor, classes: int, *, stride: int, keep: int, most: int
) -> int | None:
    """Smallest trim, in px, at which at most 0.01% of the classes differ from the whole image's.

    `pixels` (1, c, h, w): normalised, several tiles large, of which each keeps `keep` px. None if
    no trim up to `most` px is enough; the receptive field always is.
    """
    height, width = (size // stride * stride for size in pixels.shape[-2:])
    pixels = pixels[..., :height, :width]
    around = F.pad(pixels, (most, most, most, most), mode="reflect")  # as a reader gives it
    whole = _classes(network, around, classes)[most : most + height, most : most + width]
    tolerated = _TOLERATED * whole.numel()
    for margin in range(stride, most + 1, stride):
        changed = 0
        for top, left, kept in _tiles(network, pixels, classes, keep=keep, margin=margin):
            there = whole[top : top + kept.shape[0], left : left + kept.shape[1]]
            changed += int((kept != there).sum())
            if changed > tolerated:
                break
        else:
            return margin
    return None


def _tiles(
    network: nn.Module, pixels: Tensor, classes: int, *, keep: int, margin: int
) -> Iterator[tuple[int, int, Tensor]]:
    """(top, left, classes) of trimmed tiles; beyond the image its mirror."""
    height, width = pixels.shape[-2:]
    padded = F.pad(pixels, (margin, margin, margin, margin), mode="reflect")
    for top in range(0, height, keep):
        for left in range(0, width, keep):
            bottom, right = min(top + keep, height), min(left + keep, width)
            seen = padded[..., top : bottom + 2 * margin, left : right + 2 * margin]
            inside = _classes(network, seen, classes)[margin:-margin, margin:-margin]
            yield top, left, inside


@torch.inference_mode()
def _classes(network: nn.Module, pixels: Tensor, classes: int) -> Tensor:
    return network(pixels.contiguous())[0, :classes].argmax(dim=0).to(torch.uint8)
