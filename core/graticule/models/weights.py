"""Weights as plain tensors: written as float16, read as float32, checked before they are used."""

import json
import struct
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from graticule.errors import PackError
from graticule.files import atomic
from graticule.models.architecture import Architecture
from graticule.models.networks import build_network

_LARGEST_HEADER = 8 << 20  # bytes; that of a ResNet-152 U-Net has a hundredth of it
_FLOATS = ("F16", "BF16", "F32")
_COUNTER = "num_batches_tracked"  # of batch normalisation, used in training only


def save_weights(network: nn.Module, path: Path) -> None:
    """Write all that eval mode needs as float16; `ValueError` if a weight is too large for it."""
    halves: dict[str, Tensor] = {}
    for key, value in network.state_dict().items():
        if key.endswith(_COUNTER):
            continue
        halves[key] = value.detach().to("cpu", torch.float16).contiguous()
        if not torch.isfinite(halves[key]).all():
            raise ValueError(f"{key} is not finite in float16")
    with atomic(path) as temporary:
        save_file(halves, temporary)


def load_network(path: Path, architecture: Architecture, outputs: int) -> nn.Module:
    """The network with the weights of `path`, in eval mode, float32, on the CPU.

    The file's table of contents is compared with the architecture before either takes memory.
    Raises `PackError`.
    """
    where = f"{path.parent.name}/{path.name}"
    promised = _table_of_contents(path, where)
    try:
        with torch.device("meta"):
            planned = build_network(architecture, outputs)
    except (ValueError, RuntimeError, TypeError) as error:
        raise PackError(f"{path.parent.name}: cannot be built ({_one_line(error)})") from error
    wanted = {
        key: tuple(value.shape)
        for key, value in planned.state_dict().items()
        if not key.endswith(_COUNTER)
    }
    _compare(promised, wanted, where)
    try:
        weights = {key: value.float() for key, value in load_file(path).items()}
    except (SafetensorError, OSError, ValueError, RuntimeError) as error:
        raise PackError(f"{where}: cannot be read ({_one_line(error)})") from error
    if not all(bool(torch.isfinite(value).all()) for value in weights.values()):
        raise PackError(f"{where}: holds numbers that are not finite")
    network = build_network(architecture, outputs)
    network.load_state_dict(weights, strict=False)  # strict but for the counters: compared above
    return network.eval().requires_grad_(False)


def _table_of_contents(path: Path, where: str) -> dict[str, tuple[int, ...]]:
    """Name and shape of each tensor. The library reads it again later, with its own checks."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > min(size - 8, _LARGEST_HEADER):
                raise PackError(f"{where}: claims a header of {length} bytes in a file of {size}")
            header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        if any(entry["dtype"] not in _FLOATS for entry in header.values()):
            raise PackError(f"{where}: weights must be {', '.join(_FLOATS)}")
        return {key: tuple(entry["shape"]) for key, entry in header.items()}
    except (OSError, struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackError(f"{where}: is no safetensors file ({_one_line(error)})") from error
    except RecursionError as error:
        raise PackError(f"{where}: is no safetensors file (nested too deep)") from error


def _compare(
    promised: dict[str, tuple[int, ...]], wanted: dict[str, tuple[int, ...]], where: str
) -> None:
    missing, surplus = wanted.keys() - promised.keys(), promised.keys() - wanted.keys()
    if missing:
        raise PackError(f"{where}: {len(missing)} tensors are missing, such as {min(missing)}")
    if surplus:
        raise PackError(
            f"{where}: {len(surplus)} tensors are not of this network, such as {min(surplus)[:80]}"
        )
    for key, shape in wanted.items():
        if promised[key] != shape:
            raise PackError(f"{where}: {key} has shape {promised[key]} instead of {shape}")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
