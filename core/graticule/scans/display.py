"""Any scan as a picture for eyes: RGB, 8 bits, stretched alike everywhere."""

import numpy as np

from graticule.geometry import Box
from graticule.scans.scan import Scan

_LOOK = 1024  # px: longest side of the overview from which the stretch is taken
_TAILS = (0.1, 99.9)  # percent: what lies beyond is shown as black or white
# Colours in which up to four fluorescence channels are mixed: red, green, blue, white.
_TINTS = np.array([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)], np.float32)


class Display:
    """Windows of one scan as RGB uint8.

    8-bit grey and colour are shown as they are. Other depths, and channels that are no
    colours, are stretched between two percentiles of an overview, the same for every window.
    """

    def __init__(self, scan: Scan, *, frame: int = 0) -> None:
        self._scan = scan
        self._frame = frame
        names = tuple(name.lower() for name in scan.channel_names[:3])
        self._colour = names == ("red", "green", "blue") or (
            scan.dtype == np.uint8 and (scan.channels == 3)
        )
        self._plain = scan.dtype == np.uint8 and (self._colour or scan.channels == 1)
        self._range = None if self._plain else self._find_range()

    def picture(self, box: Box, side: int) -> np.ndarray:
        """(h, w, 3) uint8 of a level-0 box, its longer side at most `side` px, never enlarged."""
        return self._as_rgb(self._read(box, side))

    def _read(self, box: Box, side: int) -> np.ndarray:
        shrink = max(1.0, max(box.shape) / side)
        shape = (max(1, round(box.height / shrink)), max(1, round(box.width / shrink)))
        return self._scan.read(box, out_shape=shape, frame=self._frame)

    def _find_range(self) -> tuple[np.ndarray, np.ndarray]:
        pixels = self._read(self._scan.box, _LOOK).astype(np.float32)
        pixels = pixels.reshape(-1, pixels.shape[-1])
        pixels = np.where(np.isfinite(pixels), pixels, np.nan)
        low, high = np.nanpercentile(pixels, _TAILS, axis=0)
        if self._colour:  # one stretch for all three, or the colours would shift
            low, high = np.full_like(low, low[:3].min()), np.full_like(high, high[:3].max())
        return np.nan_to_num(low), np.nan_to_num(high)

    def _as_rgb(self, pixels: np.ndarray) -> np.ndarray:
        if self._range is not None:
            low, high = self._range
            span = np.maximum(high - low, np.finfo(np.float32).tiny)
            unit = np.clip((np.nan_to_num(pixels.astype(np.float32)) - low) / span, 0, 1)
            if not self._colour and pixels.shape[-1] > 1:
                count = min(pixels.shape[-1], len(_TINTS))
                unit = np.clip(unit[..., :count] @ _TINTS[:count], 0, 1)
            pixels = np.rint(unit * 255).astype(np.uint8)
        if pixels.shape[-1] == 1:
            return np.repeat(pixels, 3, axis=-1)
        return np.ascontiguousarray(pixels[..., :3])
