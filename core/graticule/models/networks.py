"""Networks by name. Their weights come from packs or from `graticule.learn`, never from the net."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from graticule import _torchvision

# isort: split
import segmentation_models_pytorch as smp
from segmentation_models_pytorch.encoders.timm_efficientnet import EfficientNetBaseEncoder

from graticule.models.architecture import Architecture
from graticule.models.encoder_names import library_name
from graticule.models.encoders import EfficientNetLite
from graticule.models.fcn import FcnResNet50

_DECODER = (256, 128, 64, 32, 16)  # the library's own, of which shallower networks take the end
_BLOCKS = {3: 3, 4: 5, 5: 7}  # of an EfficientNet's blocks, those that a depth makes use of


def build_network(architecture: Architecture, outputs: int) -> nn.Module:
    """A network with random weights: (n, c, h, w) → (n, outputs, h, w) logits of the same size.

    h and w must be multiples of `architecture.stride`. `ValueError` for an unknown name.
    """
    try:
        build = NETWORKS[architecture.name]
    except KeyError:
        known = ", ".join(NETWORKS)
        raise ValueError(f"there is no network {architecture.name!r}; there are {known}") from None
    try:
        network = build(architecture, outputs)
    except KeyError as error:  # how segmentation-models-pytorch says that it has no such encoder
        raise ValueError(f"there is no encoder {architecture.encoder!r}") from error
    _drop_unused(network, architecture.depth)
    return Reduced(network, architecture.reduce) if architecture.reduce > 1 else network


class Reduced(nn.Module):
    """A network that works on the mean of factor × factor pixels."""

    def __init__(self, inner: nn.Module, factor: int) -> None:
        super().__init__()
        self.inner = inner
        self.factor = factor

    def forward(self, pixels: Tensor) -> Tensor:
        """Logits of the input's size, interpolated linearly between the coarser ones."""
        logits = self.inner(F.avg_pool2d(pixels, self.factor))
        return F.interpolate(
            logits, scale_factor=float(self.factor), mode="bilinear", align_corners=False
        )


def inner_network(network: nn.Module) -> nn.Module:
    """The network that works on the reduced grid, or the network itself."""
    return network.inner if isinstance(network, Reduced) else network


def _smp(model: Callable[..., nn.Module]) -> Callable[[Architecture, int], nn.Module]:
    def build(architecture: Architecture, outputs: int) -> nn.Module:
        options: dict[str, object] = {}
        if architecture.depth < 5:  # the library's own default differs between networks
            options["encoder_depth"] = architecture.depth
        if architecture.decoder:
            options["decoder_channels"] = architecture.decoder
        elif architecture.depth < 5:
            options["decoder_channels"] = _DECODER[-architecture.depth :]
        return model(
            library_name(architecture.encoder),
            encoder_weights=None,  # or it would download them
            in_channels=architecture.in_channels,
            classes=outputs,
            **options,
        )

    return build


def _single_width(model: Callable[..., nn.Module]) -> Callable[[Architecture, int], nn.Module]:
    def build(architecture: Architecture, outputs: int) -> nn.Module:
        if architecture.decoder or architecture.depth < 5:
            raise ValueError(f"{architecture.name} has no decoder channels and no depth to choose")
        return _smp(model)(architecture, outputs)

    return build


def _fcn_resnet50(architecture: Architecture, outputs: int) -> nn.Module:
    fixed = architecture.encoder == "resnet50" and architecture.depth == 5
    if not fixed or architecture.decoder:
        raise ValueError("fcn-resnet50 has the encoder resnet50, 5 stages, no decoder to choose")
    return FcnResNet50(architecture.in_channels, outputs)


def _drop_unused(network: nn.Module, depth: int) -> None:
    """Take the classifier and the stages below `depth` out of timm's EfficientNets: dead weight."""
    encoder = getattr(network, "encoder", None)
    blocks = getattr(encoder, "blocks", None)
    known = isinstance(encoder, EfficientNetBaseEncoder | EfficientNetLite)
    if not known or not isinstance(blocks, nn.Sequential):
        return
    for name in ("conv_head", "bn2", "classifier"):
        if isinstance(getattr(encoder, name, None), nn.Module):
            setattr(encoder, name, nn.Identity())
    encoder.blocks = nn.Sequential(*list(blocks)[: _BLOCKS[depth]])


NETWORKS: dict[str, Callable[[Architecture, int], nn.Module]] = {
    "Unet": _smp(smp.Unet),
    "UnetPlusPlus": _smp(smp.UnetPlusPlus),
    "MAnet": _smp(smp.MAnet),
    "Linknet": _single_width(smp.Linknet),
    "FPN": _single_width(smp.FPN),
    "PSPNet": _single_width(smp.PSPNet),
    "DeepLabV3": _single_width(smp.DeepLabV3),
    "DeepLabV3Plus": _single_width(smp.DeepLabV3Plus),
    "fcn-resnet50": _fcn_resnet50,
}


def parameter_count(network: nn.Module) -> int:
    """Number of trainable values."""
    return sum(p.numel() for p in network.parameters() if isinstance(p, torch.nn.Parameter))
