"""Depthwise layers that learn quickly learn the same."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from graticule.learn.depthwise import QuickDepthwise


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("size", [3, 5])
def test_gradients_are_those_of_float32(stride, size):
    torch.manual_seed(0)
    plain = nn.Conv2d(6, 6, size, stride, size // 2, groups=6, bias=False)
    pixels = torch.randn(2, 6, 16, 18)
    answers = []
    for quick in (False, True):
        x = pixels.clone().requires_grad_()
        plain.zero_grad()
        if quick:
            with QuickDepthwise(), torch.autocast("cpu", torch.bfloat16):
                out = plain(x)
            assert out.dtype == torch.bfloat16
        else:
            out = plain(x)
        (out.float() ** 2).mean().backward()
        assert x.grad is not None
        assert plain.weight.grad is not None
        answers.append((out.float(), x.grad.clone(), plain.weight.grad.clone()))
    for exact, quick in zip(*answers, strict=True):
        assert (exact - quick).abs().max() < 0.03 * exact.abs().max()
        assert quick.abs().max() > 0


def test_other_convolutions_and_plain_float32_are_left_alone():
    x, full, own = torch.randn(1, 4, 8, 8), torch.randn(4, 4, 3, 3), torch.randn(4, 1, 3, 3)
    with QuickDepthwise():
        assert torch.equal(F.conv2d(x, own, groups=4), torch.conv2d(x, own, groups=4))
        assert F.conv2d(x, own, groups=4).dtype == torch.float32
        with torch.autocast("cpu", torch.bfloat16):
            assert F.conv2d(x, full).grad_fn is None
