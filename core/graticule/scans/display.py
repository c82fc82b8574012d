"""Any scan as a picture for eyes: RGB, 8 bits, stretched alike everywhere."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graticule.geometry import Box
from graticule.scans.scan import Scan

_LOOK = 1024  # px: longest side of the overview from which the stretch is taken
_TAILS = (0.1, 99.9)  # percent: what lies beyond is shown as black or white
# Colours in which up to four fluorescence channels are mixed: red, green, blue, white.
_TINTS = np.array([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)], np.float32)


@dataclass(frozen=True, slots=True)
class Tone:
    """How light and dark a picture is shown: a curve from 0-1 to 0-1, the same for all channels.

    `contrast` is the slope about the middle, `brightness` (-1 to 1) is added, and `gamma` above 1
    lightens the dark parts. `channels` are shown, all of them if it is None; one alone is grey.
    """

    brightness: float = 0.0
    contrast: float = 1.0
    gamma: float = 1.0
    channels: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if not (self.gamma > 0 and self.contrast >= 0):
            raise ValueError(
                f"a gamma of {self.gamma} or contrast of {self.contrast} is impossible"
            )

    @property
    def plain(self) -> bool:
        """Whether the curve leaves every value as it is."""
        return (self.brightness, self.contrast, self.gamma) == (0, 1, 1)

    def curve(self, unit: np.ndarray) -> np.ndarray:
        """The values that are shown for values 0-1, both float."""
        shown = np.clip((unit - 0.5) * self.contrast + 0.5 + self.brightness, 0, 1)
        return shown if self.gamma == 1 else shown ** (1 / self.gamma)


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
        self._table = lru_cache(4)(self._make_table)

    def picture(self, box: Box, side: int, tone: Tone | None = None) -> np.ndarray:
        """(h, w, 3) uint8 of a level-0 box, its longer side at most `side` px, never enlarged."""
        return self.rgb(self._read(box, side), tone)

    def rgb(self, pixels: np.ndarray, tone: Tone | None = None) -> np.ndarray:
        """(h, w, 3) uint8 of pixels (h, w, channels) that were read from the scan."""
        tone = tone or Tone()
        shown = self._shown_channels(tone)
        if self._plain and tone.plain and (shown is None or pixels.shape[-1] == 1):
            return _as_three(pixels)
        if pixels.dtype.kind in "bu" and pixels.dtype.itemsize <= 2:
            table = self._table(tone)
            unit = np.stack(
                [table[i].take(pixels[..., i]) for i in range(pixels.shape[-1])], axis=-1
            )
        else:
            unit = self._unit(pixels.astype(np.float32), tone)
        return _as_three(np.rint(self._mixed(unit, shown) * 255).astype(np.uint8))

    def _shown_channels(self, tone: Tone) -> tuple[int, ...] | None:
        """Numbers of the channels that are shown, or None for all."""
        if tone.channels is None:
            return None
        shown = tuple(c for c in sorted(set(tone.channels)) if 0 <= c < self._scan.channels)
        usual = range(3 if self._colour else self._scan.channels)
        return None if shown == tuple(usual) else shown

    def _mixed(self, unit: np.ndarray, shown: tuple[int, ...] | None) -> np.ndarray:
        """Channels 0-1 as one or three: chosen, and mixed in their tints if they are no colours."""
        channels = unit.shape[-1]
        if channels == 1:
            return unit
        if shown is not None and len(shown) == 1:
            return unit[..., shown]
        if self._colour:
            rgb = unit[..., :3].copy()
            if shown is not None:
                rgb[..., [c for c in range(3) if c not in shown]] = 0
            return rgb
        used = tuple(range(min(channels, len(_TINTS)))) if shown is None else shown
        tints = _TINTS[[c % len(_TINTS) for c in used]]
        return np.clip(unit[..., used] @ tints, 0, 1)

    def _make_table(self, tone: Tone) -> np.ndarray:
        """What is shown for each possible sample, float32 (channels, 256 or 65536)."""
        depth = 2 if self._scan.dtype == bool else 256**self._scan.dtype.itemsize
        values = np.repeat(np.arange(depth, dtype=np.float32)[:, None], self._scan.channels, axis=1)
        return np.ascontiguousarray(self._unit(values, tone).T)

    def _unit(self, values: np.ndarray, tone: Tone) -> np.ndarray:
        """Samples (..., channels) float32 stretched to 0-1 and put through the curve."""
        low, high = self._range or (np.float32(0), np.float32(255))
        span = np.maximum(high - low, np.finfo(np.float32).tiny)
        unit = np.clip((np.nan_to_num(values) - low) / span, 0, 1)
        return unit if tone.plain else tone.curve(unit)

    def _read(self, box: Box, side: int) -> np.ndarray:
        shrink = max(1.0, max(box.shape) / side)
        shape = (max(1, round(box.height / shrink)), max(1, round(box.width / shrink)))
        return self._scan.read(box, out_shape=shape, frame=self._frame)

    def _find_range(self) -> tuple[np.ndarray, np.ndarray]:
        pixels = self._read(self._scan.box, _LOOK).astype(np.float32)
        pixels = pixels.reshape(-1, pixels.shape[-1])
        pixels = np.where(np.isfinite(pixels), pixels, np.nan)
        pixels[:, np.isnan(pixels).all(axis=0)] = 0  # of a channel that holds no number
        low, high = np.nanpercentile(pixels, _TAILS, axis=0)
        if self._colour:  # one stretch for all three, or the colours would shift
            low, high = np.full_like(low, low[:3].min()), np.full_like(high, high[:3].max())
        return np.nan_to_num(low), np.nan_to_num(high)


def _as_three(pixels: np.ndarray) -> np.ndarray:
    if pixels.shape[-1] == 1:
        return np.repeat(pixels, 3, axis=-1)
    return np.ascontiguousarray(pixels[..., :3])
