"""All that a training's next step depends on, in one file: plain tensors and a line of JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from graticule.errors import TrainingError
from graticule.files import atomic
from graticule.learn.progress import Progress


def write_checkpoint(
    path: Path, progress: Progress, parts: Mapping[str, Mapping[str, Tensor]]
) -> None:
    """Write parts of named tensors so that a reader never meets half."""
    tensors = {
        f"{part}.{key}": value.detach().to("cpu").contiguous()
        for part, values in parts.items()
        for key, value in values.items()
    }
    about = {"progress": msgspec.json.encode(progress).decode()}
    with atomic(path) as temporary:
        save_file(tensors, temporary, metadata=about)


def read_progress(path: Path) -> Progress | None:
    """How far the training of a checkpoint is; None where there is no readable one."""
    try:
        with safe_open(path, framework="pt") as file:
            return _progress(file.metadata())
    except (SafetensorError, OSError, KeyError, ValueError):
        return None


def read_checkpoint(path: Path, identity: str) -> tuple[Progress, dict[str, dict[str, Tensor]]]:
    """Progress and parts of named tensors; `TrainingError` if damaged or of another training."""
    try:
        with safe_open(path, framework="pt") as file:
            progress = _progress(file.metadata())
            if progress.identity != identity:
                raise TrainingError(
                    f"{path}: is of a training with other settings or images; choose another "
                    "folder, or remove it"
                )
            parts: dict[str, dict[str, Tensor]] = {}
            for key in file.keys():  # noqa: SIM118 - it is no dict
                part, _, name = key.partition(".")
                parts.setdefault(part, {})[name] = file.get_tensor(key)
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        raise not_fitting(path, error) from error
    return progress, parts


def not_fitting(path: Path, error: Exception) -> TrainingError:
    """What to say of a file that cannot be gone on from."""
    reason = " ".join(str(error).split())[:200]
    return TrainingError(f"{path}: is no checkpoint of this network; remove it ({reason})")


def _progress(about: dict[str, str] | None) -> Progress:
    return msgspec.json.decode((about or {})["progress"], type=Progress)


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The optimiser's memory of each parameter."""
    return {
        f"{index}.{key}": torch.as_tensor(value)
        for index, state in optimizer.state_dict()["state"].items()
        for key, value in state.items()
        if value is not None
    }


def load_optimizer(optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Give an optimiser its memory back; `ValueError` if it is another's."""
    state: dict[int, dict[str, Any]] = {}
    for key, value in tensors.items():
        index, name = key.split(".", 1)
        state.setdefault(int(index), {})[name] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
