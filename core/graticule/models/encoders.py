"""Encoders that we build from timm, for segmentation-models-pytorch to use by our names."""

import timm
from torch import Tensor, nn

from graticule import _torchvision

# isort: split
from segmentation_models_pytorch.encoders import encoders as _library
from segmentation_models_pytorch.encoders._base import EncoderMixin

_LITE_CHANNELS = {  # of the picture, the stem and the four stages
    "0": (3, 32, 24, 40, 112, 320),
    "1": (3, 32, 24, 40, 112, 320),
    "2": (3, 32, 24, 48, 120, 352),
    "3": (3, 32, 32, 48, 136, 384),
    "4": (3, 32, 32, 56, 160, 448),
}


class EfficientNetLite(nn.Module, EncoderMixin):
    """timm's EfficientNet-lite (Tan & Le 2019) as five stages, without its classifier.

    Built as a whole first: its random weights, and all that come after them, are those that
    trainings with the same seed have always begun with. timm's `tf_` variant pads otherwise.
    """

    def __init__(self, number: str, depth: int = 5, output_stride: int = 32) -> None:
        super().__init__()
        whole = timm.create_model(
            f"efficientnet_lite{number}", pretrained=False, drop_rate=0.2, drop_path_rate=0.2
        )
        self.conv_stem = whole.get_submodule("conv_stem")
        self.bn1 = whole.get_submodule("bn1")
        self.blocks = nn.Sequential(*whole.get_submodule("blocks").children())
        self._depth, self._in_channels = depth, 3
        self._out_channels = list(_LITE_CHANNELS[number])
        self._output_stride = output_stride

    def get_stages(self) -> dict[int, list[nn.Module]]:
        """What has a stride of 16, and of 32: where it may be dilated instead."""
        return {16: [self.blocks[3:5]], 32: [self.blocks[5:]]}

    def forward(self, x: Tensor) -> list[Tensor]:
        """The picture and the answer of each stage, half as large each."""
        found = [x, self.bn1(self.conv_stem(x))]
        for first, last in ((0, 2), (2, 3), (3, 5), (5, 7))[: self._depth - 1]:
            x = found[-1]
            for block in list(self.blocks)[first:last]:
                x = block(x)
            found.append(x)
        return found


def register() -> None:
    """Let segmentation-models-pytorch build our encoders by their names."""
    for number in _LITE_CHANNELS:
        _library[f"efficientnet-lite{number}"] = {
            "encoder": EfficientNetLite,
            "params": {"number": number},
            "pretrained_settings": {},
        }


register()
