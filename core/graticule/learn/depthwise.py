"""Depthwise convolutions that learn fast on a CPU: forward in bfloat16, backward in float32.

oneDNN has no quick gradient of a depthwise weight in bfloat16: for 144 channels of 128 × 128 px,
5 × 5, it takes 101 ms on two cores with AVX512-BF16, in float32 24 ms. In an EfficientNet these
layers are a third of a training step.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode


class QuickDepthwise(TorchFunctionMode):
    """Within this context depthwise layers under bfloat16 autocast differentiate in float32."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        """Take over `conv2d` where it is depthwise and on the CPU; leave all else alone."""
        kwargs = kwargs or {}
        if func in _CONV2D and torch.is_autocast_enabled("cpu"):
            call = _Call(*args, **kwargs)
            if call.depthwise:
                return call.run()
        return func(*args, **kwargs)


_CONV2D = (F.conv2d, torch.conv2d)


class _Call:
    """The arguments of one `conv2d`, under the names that PyTorch gives them."""

    def __init__(  # noqa: PLR0913 - they are conv2d's
        self,
        input: Tensor,
        weight: Tensor,
        bias: Tensor | None = None,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> None:
        self.tensors = input, weight, bias
        self.how = _pair(stride), padding, _pair(dilation)
        self.groups = groups

    @property
    def depthwise(self) -> bool:
        """Whether each channel has a filter of its own, in a call that can be taken over."""
        pixels, weight, bias = self.tensors
        alone = 1 < self.groups == pixels.shape[1] == weight.shape[0]
        return alone and bias is None and pixels.is_cpu and not isinstance(self.how[1], str)

    def run(self) -> Tensor:
        """The convolution's answer, bfloat16 as autocast would give it."""
        pixels, weight, _ = self.tensors
        stride, padding, dilation = self.how
        how = (stride, _pair(padding), dilation, self.groups)
        return _Depthwise.apply(pixels.bfloat16(), weight, how)  # type: ignore[return-value]


class _Depthwise(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, pixels: Tensor, weight: Tensor, how: tuple) -> Tensor:
        """(n, c, h, w) bfloat16 and (c, 1, k, k) → (n, c, h', w') bfloat16."""
        ctx.save_for_backward(pixels, weight)
        ctx.how = how
        stride, padding, dilation, groups = how
        with torch.autocast("cpu", enabled=False):
            return F.conv2d(pixels, weight.bfloat16(), None, stride, padding, dilation, groups)

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        """Both gradients in float32; that of the pixels is handed on as bfloat16."""
        pixels, weight = ctx.saved_tensors
        stride, padding, dilation, groups = ctx.how
        wanted = [*ctx.needs_input_grad[:2], False]
        below, own, _ = torch.ops.aten.convolution_backward(
            upstream[0].float(), pixels.float(), weight.float(), None,
            stride, padding, dilation, False, [0, 0], groups, wanted,
        )  # fmt: skip
        return None if below is None else below.bfloat16(), own, None


def _pair(value: Any) -> list[int]:
    return list(value) if isinstance(value, tuple | list) else [value, value]
