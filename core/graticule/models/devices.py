"""Where a network runs: the fastest device there is, or the one asked for."""

import torch

from graticule.errors import PackError

DEVICES = ("cuda", "mps", "xpu", "cpu")  # fastest first


def choose_device(name: str = "auto") -> torch.device:
    """The device `name`, or with "auto" the fastest that works; `PackError` if it is absent."""
    if name == "auto":
        return torch.device(next(kind for kind in DEVICES if _available(kind)))
    kind, _, index = name.partition(":")
    if kind not in DEVICES or (index and not index.isdecimal()):
        raise PackError(f"there is no device {name!r}; use auto, {', '.join(DEVICES)}")
    if not _available(kind) or (index and int(index) >= _count(kind)):
        raise PackError(f"this computer has no device {name!r} that torch can use; use cpu or auto")
    return torch.device(name)


def _available(kind: str) -> bool:
    if kind == "mps":
        return torch.backends.mps.is_available()
    return kind == "cpu" or (hasattr(torch, kind) and getattr(torch, kind).is_available())


def _count(kind: str) -> int:
    return getattr(torch, kind).device_count() if kind in ("cuda", "xpu") else 1
