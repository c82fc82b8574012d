"""A look at a scan's values at full resolution, from which black and white can be told."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from graticule.errors import ScanClosed, ScanError
from graticule.geometry import Box

_MOST = 32 << 20  # samples that are looked at: every one of a smaller scan
_DISTINCT = 1 << 16  # values that are told apart
_THIN = 4 << 20  # samples of which the values are told apart, where there is no table for them
_FRAMES = 8
_BAND = 64  # rows that are read together of a scan in strips
_SIDE = 1024  # px, of a window in a scan without tiles
_MARKS = (-999.0, -9999.0, -99999.0, -999999.0, -32768.0, -32767.0)
_HUGE = 1e20  # as netCDF's 9.97e36 and the ends of the floats


class Resolution(Protocol):
    """As `Level` of a scan."""

    @property
    def box(self) -> Box:
        """The whole level."""
        ...

    @property
    def tile(self) -> tuple[int, int]:
        """(width, height) that is read at once."""
        ...


class Readable(Protocol):
    """As `Scan`, as far as it is needed here."""

    @property
    def path(self) -> Path:
        """The file."""
        ...

    @property
    def dtype(self) -> np.dtype:
        """Type of one sample."""
        ...

    @property
    def levels(self) -> Sequence[Resolution]:
        """Resolutions, finest first."""
        ...

    @property
    def frames(self) -> int:
        """Number of pictures in the stack."""
        ...

    @property
    def channel_names(self) -> tuple[str, ...]:
        """Name of each channel."""
        ...

    def read_level(self, level: int, box: Box, *, frame: int = 0) -> np.ndarray:
        """Pixels (h, w, c) of a box inside a level."""
        ...


@dataclass
class Values:
    """Values that occur, without NaN and infinity, and how often, in what was looked at.

    `low` and `high` bound what fills a square of 2 × 2 px somewhere: a hot pixel, a dead one or
    a spark of noise does not. `nothing` is the value that marks what was not recorded, if one
    does: it does not count. `gaps` is whether floats may hold such, NaN or infinity.
    """

    dtype: np.dtype
    distinct: np.ndarray = field(default_factory=lambda: np.zeros(0))  # sorted
    counts: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    low: float = math.inf
    high: float = -math.inf
    nothing: float | None = None
    gaps: bool = False

    @property
    def usual(self) -> "Values":
        """Those from `low` to `high`."""
        inside = (self.distinct >= self.low) & (self.distinct <= self.high)
        return Values(self.dtype, self.distinct[inside], self.counts[inside], self.low, self.high)

    @property
    def many(self) -> bool:
        """Whether there are more than could be told apart."""
        return len(self.distinct) > _DISTINCT

    def above(self, value: float) -> float:
        """The share of samples that are greater."""
        return float(self.counts[self.distinct > value].sum() / max(self.counts.sum(), 1))


def look_at_values(scan: Readable, no_data: float | None = None) -> Values:
    """The values of a scan: all of them, or those of windows spread evenly over a large one.

    The windows are the same whenever it is asked for. A part that cannot be read is left out, and
    so is the value `no_data` of floats.
    """
    names = [name.lower() for name in scan.channel_names]
    shown = [i for i, name in enumerate(names) if name != "alpha"] or list(range(len(names)))
    if names[:3] == ["red", "green", "blue"]:  # what lies behind them may be opacity
        shown = [0, 1, 2]
    windows = list(_windows(scan))
    samples = sum(box.area for _, level, box in windows if level == 0) * len(shown)
    gathered = _Gathered(scan.dtype, every=_stride(samples, len(shown)), no_data=no_data)
    gathered.partly = samples < scan.levels[0].box.area * scan.frames * len(shown)
    for frame, level, box in windows:
        try:
            pixels = scan.read_level(level, box, frame=frame)
        except ScanClosed:
            raise
        except ScanError:
            continue
        gathered.add(pixels[..., shown], exact=level == 0)
    return gathered.values()


def _stride(samples: int, channels: int) -> int:
    """Which samples are taken for `_THIN` of them: of all channels alike."""
    every = math.ceil(samples / _THIN)
    while every > 1 and math.gcd(every, channels) > 1:
        every += 1
    return max(1, every)


class _Gathered:
    """Values added up window by window: in a table where there are 65,536 at most."""

    def __init__(self, dtype: np.dtype, *, every: int, no_data: float | None) -> None:
        self._found = Values(dtype)
        if dtype.kind == "f" and no_data is not None:
            self._found.nothing, self._found.gaps = no_data, True
        self._every = every
        self._table = dtype.kind in "iu" and dtype.itemsize <= 2
        self._counts = np.zeros(256**dtype.itemsize if self._table else 0, np.int64)
        self._thin: list[np.ndarray] = []
        self.partly = False

    def add(self, pixels: np.ndarray, *, exact: bool) -> None:
        """Add pixels (h, w, c); of a coarser level, whose values are means, the bounds alone."""
        found = self._found
        if found.nothing is not None:
            pixels = np.where(pixels == found.nothing, np.float32(np.nan), pixels)
        low, high = _bounds(pixels)
        found.low, found.high = min(found.low, low), max(found.high, high)
        if not exact:
            return
        flat = pixels.ravel()
        if self._table:
            width = flat.dtype.itemsize
            as_places = np.ascontiguousarray(flat).view(f"u{width}")
            self._counts += np.bincount(as_places, minlength=len(self._counts))
            return
        if flat.dtype.kind == "f":
            finite = np.isfinite(flat)
            if not finite.all():
                found.gaps, flat = True, flat[finite]
        self._thin.append(flat[:: self._every])

    def values(self) -> Values:
        """What was found."""
        found = self._found
        if self._table:
            width = found.dtype.itemsize
            places = np.flatnonzero(self._counts)
            values = places.astype(f"u{width}").view(f"{found.dtype.kind}{width}")
            order = np.argsort(values, kind="stable")
            found.distinct = values[order].astype(np.float64)
            found.counts = self._counts[places][order]
        elif self._thin:
            all_ = np.concatenate(self._thin)
            found.distinct, found.counts = np.unique(all_, return_counts=True)
            found.distinct = found.distinct.astype(np.float64)
        if found.dtype.kind == "f":
            found.gaps |= self.partly
            if found.nothing is None:
                _leave_out_mark(found)
        if len(found.distinct) and not found.low <= found.high:  # no 2 × 2 px without a gap
            found.low, found.high = float(found.distinct[0]), float(found.distinct[-1])
        return found


def _leave_out_mark(found: Values) -> None:
    """Take a mark of no data, at either end and far from all other values, out of the values."""
    if len(found.distinct) < 2:
        return
    for end, near in ((0, 1), (-1, -2)):
        mark, next_ = float(found.distinct[end]), float(found.distinct[near])
        rest = found.distinct[1:] if end == 0 else found.distinct[:-1]
        if _is_mark(mark) and abs(mark - next_) > float(rest[-1] - rest[0]):
            keep = found.distinct != mark
            found.nothing, found.gaps = mark, True
            found.distinct, found.counts = found.distinct[keep], found.counts[keep]
            found.low = max(found.low, float(found.distinct[0]))
            found.high = min(found.high, float(found.distinct[-1]))
            return


def _is_mark(value: float) -> bool:
    """Whether programs write this where they have nothing: -9999 of geographers, and the like."""
    return value in _MARKS or abs(value) >= _HUGE


def _bounds(pixels: np.ndarray) -> tuple[float, float]:
    """The lowest and highest value that fills 2 × 2 px of a channel; (inf, -inf) for none."""
    if pixels.dtype.kind == "f":
        gaps = ~np.isfinite(pixels)
        if gaps.any():
            least = _squares(np.where(gaps, np.inf, pixels), np.maximum).min()
            most = _squares(np.where(gaps, -np.inf, pixels), np.minimum).max()
            return float(least), float(most)
    return float(_squares(pixels, np.maximum).min()), float(_squares(pixels, np.minimum).max())


def _squares(pixels: np.ndarray, of_two: np.ufunc) -> np.ndarray:
    """The greater or the lesser of each 2 × 2 px, or of the row that there is."""
    if pixels.shape[0] > 1:
        pixels = of_two(pixels[1:], pixels[:-1])
    return of_two(pixels[:, 1:], pixels[:, :-1]) if pixels.shape[1] > 1 else pixels


def _windows(scan: Readable) -> Iterator[tuple[int, int, Box]]:
    """(frame, level, box) of what is looked at."""
    count, channels = min(scan.frames, _FRAMES), len(scan.channel_names)
    cells = _cells(scan.levels[0], channels)
    chosen = _spread(cells, max(1, _MOST // (count * channels * cells[0][0].area)))
    last = len(scan.levels) - 1
    whole = scan.levels[last].box
    # What lies between the windows shows there, if it is large.
    coarse = last > 0 and len(chosen) < len(cells) * len(cells[0])
    for frame in np.linspace(0, scan.frames - 1, count).astype(int).tolist():
        yield from ((frame, 0, box) for box in chosen)
        if coarse and whole.area * channels <= _MOST:
            yield frame, last, whole


def _cells(level: Resolution, channels: int) -> list[list[Box]]:
    """Row by row the windows that a scan falls into: its tiles, as they lie in the file."""
    width, height = level.tile
    if width * height * channels > _MOST // 16:  # no tiles
        width, height = min(width, _SIDE * 4), min(height, _SIDE)
    height *= -(-_BAND // height)
    right, bottom = level.box.right, level.box.bottom
    return [
        [
            Box(left, top, min(left + width, right), min(top + height, bottom))
            for left in range(0, right, width)
        ]
        for top in range(0, bottom, height)
    ]


def _spread(cells: list[list[Box]], most: int) -> list[Box]:
    """At most about `most` of the windows, evenly spread across and down."""
    rows, columns = len(cells), len(cells[0])
    if rows * columns <= most:
        return [box for row in cells for box in row]
    down = min(rows, max(1, round(math.sqrt(most * rows / columns))))
    across = min(columns, max(1, most // down))
    return [
        cells[i][j]
        for i in np.linspace(0, rows - 1, down).astype(int).tolist()
        for j in np.linspace(0, columns - 1, across).astype(int).tolist()
    ]
