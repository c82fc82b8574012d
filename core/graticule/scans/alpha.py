"""What is transparent is no picture: alpha is laid over the scan's own ground, and gone.

A network must never see alpha as a channel, and a hole in a picture is no particle. So colours
are mixed with the ground around the particles, as OpenSlide mixes them with a slide's background.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graticule.geometry import Box
from graticule.scans.arrays import channel_names
from graticule.scans.cache import ByteCache
from graticule.scans.scan import Level, LevelWindow, Scan
from graticule.scans.wrapped import OwningScan

_LOOK = 1 << 20  # px: a level of this size is looked at as a whole
_PLACES = 12  # a larger one at this many places along each side
_SIDE = 64  # px of each
_BINS = 12  # of a colour's range along each channel, to find the commonest colour
_SHARP = 0.999  # of a mask's pixels are all or nothing; the rest are edges


@dataclass(frozen=True, slots=True)
class Alpha:
    """Which channel says how opaque a pixel is.

    `premultiplied` is whether the colours have been multiplied by it ("associated" in TIFF). With
    `sure` unset the file does not say what the channel is, and its values must tell.
    """

    channel: int
    premultiplied: bool = False
    sure: bool = True


class FlattenedScan(OwningScan):
    """`scan` without its alpha channel, its colours mixed with the ground; closes it on closing."""

    def __init__(
        self, scan: Scan, alpha: Alpha, opaque: float, names: Sequence[str], notices: Sequence[str]
    ) -> None:
        super().__init__(
            scan,
            replace(
                scan.facts, channel_names=tuple(names), notices=(*scan.facts.notices, *notices)
            ),
        )
        self._alpha, self._opaque = alpha, opaque
        self._grounds = ByteCache(1 << 20)

    def ground(self, frame: int) -> np.ndarray:
        """The commonest colour among the opaque pixels of a frame, float64 (channels,)."""
        return self._grounds.get(frame, lambda: self._find_ground(frame))

    def _find_ground(self, frame: int) -> np.ndarray:
        look = _look(self._scan, frame)
        opaque = look[:, self._alpha.channel] >= self._opaque
        colours = np.delete(look[opaque], self._alpha.channel, axis=1)
        return commonest(colours)

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        pixels = self._scan.read_level(window.level, window.box, frame=window.frame)
        alpha = pixels[..., self._alpha.channel]
        colours = np.delete(pixels, self._alpha.channel, axis=-1)
        if (alpha >= self._opaque).all():
            return colours
        share = np.clip(alpha.astype(np.float64) / self._opaque, 0, 1)[..., None]
        ground = self.ground(window.frame)
        own = colours.astype(np.float64)
        mixed = (own if self._alpha.premultiplied else own * share) + ground * (1 - share)
        mixed = np.where(share == 0, ground, np.where(share == 1, own, mixed))
        if self.dtype.kind in "iu":
            limits = np.iinfo(self.dtype)
            mixed = np.clip(np.rint(mixed), limits.min, limits.max)
        return mixed.astype(self.dtype)


def without_alpha(scan: Scan, alpha: Alpha | None) -> Scan:
    """The scan with its alpha channel laid over the ground, and a notice of what was done.

    An alpha that is zero everywhere hides nothing: some programs leave the channel empty. Where
    the file does not say what the channel is (`alpha.sure`), it is taken for alpha if it is all
    or nothing and hides one single colour, or is the same everywhere; else it stays a channel.
    """
    if alpha is None:
        return scan
    look = _look(scan, 0)
    values = look[:, alpha.channel]
    names = _names_without(scan, alpha.channel)
    top, low = float(values.max()), float(values.min())
    known = alpha.sure or (low == top and _all_seen(scan)) or _masks(look, alpha.channel)
    if not known:
        told = (
            f"the file does not say what its channel {alpha.channel + 1} is: it is taken for one "
            "more channel, not for transparency"
        )
        scan.amend(notices=(*scan.notices, told))
        return scan
    if not top > 0:
        told = "its transparency is zero everywhere, and is taken for none"
        return FlattenedScan(scan, alpha, -np.inf, names, [told])
    if low == top:  # as far as was looked
        return FlattenedScan(scan, alpha, top, names, [])
    hidden = 1 - float(np.clip(values / top, 0, 1).mean())
    share = f"about {hidden:.1%}" if hidden >= 0.0005 else "less than 0.1%"
    told = f"{share} of the picture is transparent and shown as the ground around it"
    if not alpha.sure:
        told += f" (what its channel {alpha.channel + 1} is the file does not say)"
    return FlattenedScan(scan, alpha, top, names, [told])


def commonest(colours: np.ndarray) -> np.ndarray:
    """The commonest colour among (n, channels): the median within the fullest bin of values."""
    colours = colours.astype(np.float64)
    colours = colours[np.isfinite(colours).all(axis=1)]
    if not len(colours):
        return np.zeros(colours.shape[1])
    if colours.shape[1] > 4:
        return np.median(colours, axis=0)
    low, high = colours.min(axis=0), colours.max(axis=0)
    span = np.where(high > low, high - low, 1)
    bins = np.minimum((colours - low) / span * _BINS, _BINS - 1).astype(np.int64)
    code = bins @ _BINS ** np.arange(colours.shape[1])
    return np.median(colours[code == np.bincount(code).argmax()], axis=0)


def _names_without(scan: Scan, channel: int) -> tuple[str, ...]:
    left = tuple(name for i, name in enumerate(scan.channel_names) if i != channel)
    return channel_names(len(left)) if len(left) in (1, 3) else left


def _masks(look: np.ndarray, channel: int) -> bool:
    """Whether a channel is all or nothing, and there is one single colour where it is nothing."""
    values, colours = look[:, channel], np.delete(look, channel, axis=1)
    nothing, all_ = values == 0, values == values.max()
    if (nothing | all_).mean() < _SHARP or not nothing.any():
        return False
    return bool((colours[nothing] == colours[nothing][0]).all())


def _coarsest(scan: Scan) -> tuple[int, Level]:
    return min(enumerate(scan.levels), key=lambda entry: entry[1].box.area)


def _all_seen(scan: Scan) -> bool:
    return scan.frames == 1 and _coarsest(scan)[1].box.area <= _LOOK


def _look(scan: Scan, frame: int) -> np.ndarray:
    """Some pixels (n, channels) of a frame, spread over the whole of it."""
    number, level = _coarsest(scan)
    if level.box.area <= _LOOK:
        boxes = [level.box]
    else:
        boxes = [
            Box(x, y, x + wide, y + high)
            for y, high in _spread(level.height)
            for x, wide in _spread(level.width)
        ]
    parts = [scan.read_level(number, box, frame=frame) for box in boxes]
    return np.concatenate([part.reshape(-1, scan.channels) for part in parts])


def _spread(length: int) -> list[tuple[int, int]]:
    side = min(_SIDE, length)
    places = np.unique(np.linspace(0, length - side, _PLACES).astype(int))
    return [(int(place), side) for place in places]
