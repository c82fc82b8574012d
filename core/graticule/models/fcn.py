"""ResNet-50 as a fully convolutional network with a dilated last stage."""

from torch import Tensor, nn
from torch.nn import functional as F

from graticule import _torchvision

# isort: split
from segmentation_models_pytorch.encoders import get_encoder


class FcnResNet50(nn.Module):
    """FCN (Long et al. 2015, doi 10.1109/CVPR.2015.7298965) on ResNet-50.

    The last stage is dilated instead of strided, so that logits are computed at 1/16 of the
    resolution and interpolated linearly.
    """

    def __init__(self, in_channels: int, outputs: int) -> None:
        super().__init__()
        self.encoder = get_encoder(
            "resnet50", in_channels=in_channels, depth=5, weights=None, output_stride=16
        )
        deepest = self.encoder.out_channels[-1]
        self.head = nn.Sequential(
            nn.Conv2d(deepest, deepest // 4, 3, padding=1, bias=False),
            nn.BatchNorm2d(deepest // 4),
            nn.ReLU(inplace=True),
            nn.Dropout(0.1),
            nn.Conv2d(deepest // 4, outputs, 1),
        )

    def forward(self, pixels: Tensor) -> Tensor:
        """Logits of the input's height and width."""
        logits = self.head(self.encoder(pixels)[-1])
        return F.interpolate(logits, size=pixels.shape[-2:], mode="bilinear", align_corners=False)
