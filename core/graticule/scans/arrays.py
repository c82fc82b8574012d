"""An array in memory as a scan: for tests, and for pictures that are decoded in one go."""

import hashlib
from pathlib import Path

import numpy as np

from graticule.geometry import PixelSize
from graticule.scans.scan import Facts, Level, LevelWindow, Scan

_NAMES: dict[int, tuple[str, ...]] = {
    1: ("grey",),
    3: ("red", "green", "blue"),
}


def channel_names(count: int) -> tuple[str, ...]:
    """Names of so many channels of which nothing is known but their number."""
    return _NAMES.get(count) or tuple(f"channel {i + 1}" for i in range(count))


class ArrayScan(Scan):
    """A scan over an array of (h, w), (h, w, c) or, with `stack`, (frames, h, w, c)."""

    def __init__(
        self,
        array: np.ndarray,
        *,
        pixel_size: PixelSize | None = None,
        name: str = "array",
        stack: bool = False,
    ) -> None:
        frames = _as_stack(array.astype(array.dtype.newbyteorder("="), copy=False), stack)
        count, height, width, channels = frames.shape
        super().__init__(
            Facts(
                path=Path(name),
                format="array",
                channel_names=channel_names(channels),
                dtype=frames.dtype,
                levels=(Level(width, height, 1.0, (width, height)),),
                fingerprint=_array_fingerprint(frames),
                pixel_size=pixel_size or PixelSize.unknown(),
                frames=count,
                frame_axis="page" if count > 1 else "",
            )
        )
        self._array = frames

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        return self._array[window.frame][window.box.slices].copy()


def _as_stack(array: np.ndarray, stack: bool) -> np.ndarray:
    wanted = array.ndim - stack
    if wanted == 2:
        array = array[..., None]
    elif wanted != 3:
        raise ValueError(f"an array of shape {array.shape} is no picture")
    if not stack:
        array = array[None]
    if 0 in array.shape:
        raise ValueError(f"an array of shape {array.shape} holds no pixel")
    return array


def _array_fingerprint(frames: np.ndarray) -> str:
    """Hash of shape, type and at most about 4000 rows of the array."""
    found = hashlib.sha256(f"{frames.shape} {frames.dtype.str}".encode())
    step = max(1, frames.shape[0] * frames.shape[1] // 4096)
    for row in frames.reshape(-1, *frames.shape[2:])[::step]:
        found.update(row.tobytes())
    return found.hexdigest()
