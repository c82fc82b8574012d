"""What every microscope file looks like to the rest of the program."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

import numpy as np

from graticule.errors import ScanClosed
from graticule.geometry import Box, Length, PixelSize
from graticule.picture_names import join_name
from graticule.planes import Stack
from graticule.scans.grey import GreyRange
from graticule.scans.lease import Lease
from graticule.scans.resample import Taps, area_mean, grid_size, mirrored, plan_taps, take_mirrored
from graticule.scans.white import find_grey_range

# A window of a scan without coarse levels is averaged in pieces of about this many source
# samples, so that memory does not grow with the window.
_PIECE_SAMPLES = 24 << 20


@dataclass(frozen=True, slots=True)
class Level:
    """One resolution of a scan."""

    width: int
    height: int
    downsample: float  # level-0 px per px of this level
    tile: tuple[int, int]  # (width, height) that is read at once, in px of this level

    @property
    def box(self) -> Box:
        """The whole level."""
        return Box(0, 0, self.width, self.height)


@dataclass(frozen=True, slots=True)
class LevelWindow:
    """A box on a level's own grid, in one picture of the stack."""

    level: int
    box: Box
    frame: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a reader knows about a scan once it is open; see `Scan` for what each means."""

    path: Path
    format: str
    channel_names: tuple[str, ...]
    dtype: np.dtype
    levels: tuple[Level, ...]
    fingerprint: str
    pixel_size: PixelSize = field(default_factory=PixelSize.unknown)
    frames: int = 1
    frame_axis: str = ""
    stack_axes: tuple[tuple[str, int], ...] = ()
    associated: Mapping[str, Callable[[], np.ndarray]] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    bounds_offset: tuple[int, int] = (0, 0)
    notices: tuple[str, ...] = ()
    grey_range: GreyRange | None = None  # as the file or the user says
    no_data: float | None = None  # the value of floats that means that nothing was recorded
    part: str = ""
    parts: tuple[str, ...] = ()
    members: str = ""


class Scan(ABC):
    """One picture of any size, read window by window at any resolution.

    A context manager. Reads are safe from several threads at once, and so is closing meanwhile:
    what is being read comes, the last reader lets go of the file, and whoever comes later gets a
    `ScanClosed`. Pixels come as (height, width, channels) in the file's dtype; anything that goes
    wrong in the file is a `ScanError` of one line.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._lease = Lease()
        self._grey_range: GreyRange | None = None
        self._looking = Lock()

    @property
    def facts(self) -> Facts:
        """All that is known of the scan, in one piece."""
        return self._facts

    def amend(self, **changes: Any) -> None:
        """Put fields of `Facts` in place of the reader's own: for whoever opens the scan."""
        self._facts = replace(self._facts, **changes)

    @property
    def path(self) -> Path:
        """The file."""
        return self._facts.path

    @property
    def address(self) -> Path:
        """The name that opens this picture again: the file, and which of its pictures."""
        return join_name(self._facts.path, self._facts.part)

    @property
    def name(self) -> str:
        """The file's own name, and which picture of it if it is not the one taken by itself."""
        return f"{self.path.name}::{self.part}" if self.part else self.path.name

    @property
    def part(self) -> str:
        """Which picture of a file with several; "" for the one that the file gives by itself."""
        return self._facts.part

    @property
    def parts(self) -> tuple[str, ...]:
        """All pictures of a file with several, the one it gives by itself first; else ()."""
        return self._facts.parts

    @property
    def members(self) -> str:
        """The same for every file of a set that opens as one and the same scan; "" if alone."""
        return self._facts.members

    @property
    def format(self) -> str:
        """The kind of file, such as "Aperio SVS"."""
        return self._facts.format

    @property
    def width(self) -> int:
        """Columns at full resolution, in px."""
        return self._facts.levels[0].width

    @property
    def height(self) -> int:
        """Rows at full resolution, in px."""
        return self._facts.levels[0].height

    @property
    def box(self) -> Box:
        """The whole scan at full resolution."""
        return self._facts.levels[0].box

    @property
    def channels(self) -> int:
        """Number of channels."""
        return len(self._facts.channel_names)

    @property
    def channel_names(self) -> tuple[str, ...]:
        """Name of each channel, such as "red"."""
        return self._facts.channel_names

    @property
    def dtype(self) -> np.dtype:
        """Type of one sample, as in the file."""
        return self._facts.dtype

    @property
    def grey_range(self) -> GreyRange:
        """Which values are black and white, and who says so.

        Of more than 8 bits the values are looked at when it is first asked for, which may take
        seconds. It never depends on what part of the scan is read.
        """
        with self._looking:
            if self._grey_range is None:
                self._grey_range = self._find_grey_range()
            return self._grey_range

    @property
    def levels(self) -> tuple[Level, ...]:
        """Resolutions that lie in the file, finest first."""
        return self._facts.levels

    @property
    def stored_levels(self) -> tuple[Level, ...]:
        """Those of `levels` that lie in the scan's own file: what is measured comes from them."""
        return self._facts.levels

    @property
    def pixel_size(self) -> PixelSize:
        """Size of a full-resolution pixel, and who says so."""
        return self._facts.pixel_size

    @property
    def frames(self) -> int:
        """Number of pictures in the stack; 1 if it is none."""
        return self._facts.frames

    @property
    def frame_axis(self) -> str:
        """What the stack goes along: "z", "time" or "page"; "" if there is one frame."""
        return self._facts.frame_axis

    @property
    def stack(self) -> Stack:
        """How the pictures of the stack are counted along z and time."""
        facts = self._facts
        letter = {"z": "Z", "time": "T"}.get(facts.frame_axis, "I")
        return Stack(facts.frames, facts.stack_axes or ((letter, facts.frames),))

    @property
    def associated(self) -> Mapping[str, Callable[[], np.ndarray]]:
        """Pictures that come with the scan (label, macro, thumbnail), read when called."""
        return {name: partial(self._associated, name) for name in self._facts.associated}

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the instrument wrote about the scan."""
        return self._facts.metadata

    @property
    def bounds_offset(self) -> tuple[int, int]:
        """(x, y) in px of the scanned part within a slide, as OpenSlide tells it; else (0, 0)."""
        return self._facts.bounds_offset

    @property
    def notices(self) -> tuple[str, ...]:
        """What a user must know of how the file was read: each a line about what is doubtful."""
        doubt = self.grey_range.doubt
        return (*self._facts.notices, doubt) if doubt else self._facts.notices

    @property
    def fingerprint(self) -> str:
        """Changes when the file does: hex hash of size, time and parts of the content."""
        return self._facts.fingerprint

    def read_level(self, level: int, box: Box, *, frame: int = 0) -> np.ndarray:
        """Pixels of a box on a level's own grid, which must lie inside the level."""
        self._check_frame(frame)
        if not 0 <= level < len(self.levels):
            raise ValueError(f"level {level} of {len(self.levels)}")
        if box.clipped(self.levels[level].box) != box:
            raise ValueError(f"{box} sticks out of level {level}, {self.levels[level].box}")
        if box.area == 0:
            return np.empty((*box.shape, self.channels), self.dtype)
        with self.leased():
            return self._pixels(LevelWindow(level, box, frame))

    def read(
        self,
        box: Box,
        *,
        out_shape: tuple[int, int] | None = None,
        pixel_size: Length | None = None,
        frame: int = 0,
    ) -> np.ndarray:
        """A box of full-resolution px at any resolution: area means of the nearest finer level.

        `out_shape` is (height, width) of the answer; `pixel_size` asks for pixels of that length,
        as many as cover the box. What sticks out of the scan is mirrored without repeating the
        edge. `ValueError` for a length in a unit that the scan's pixel size does not give.
        """
        self._check_frame(frame)
        if box.area == 0:
            raise ValueError(f"{box} is empty")
        if pixel_size is not None:
            if out_shape is not None:
                raise ValueError("give either out_shape or pixel_size")
            scale = pixel_size.pixels(self.pixel_size)
            if not scale > 0:
                raise ValueError(f"a pixel size of {pixel_size} is impossible")
            rows, columns = grid_size(box.height, scale), grid_size(box.width, scale)
            scales = (scale, scale)
        else:
            rows, columns = out_shape or box.shape
            if rows < 1 or columns < 1:
                raise ValueError(f"an answer of {rows} × {columns} px is empty")
            scales = (box.height / rows, box.width / columns)
        with self.leased():
            return self._resampled(box, (rows, columns), scales, frame)

    def read_work(self, box: Box, scale: float, *, frame: int = 0) -> np.ndarray:
        """A box of the work grid, whose pixel (i, j) is the mean of level-0 px [j·s, (j+1)·s).

        The grid has ceil(size / scale) px; its last ones take the mean of what lies in the scan,
        and beyond it the grid is mirrored. Every pixel is the same whatever the box around it.
        """
        self._check_frame(frame)
        if not (scale > 0 and math.isfinite(scale)):
            raise ValueError(f"a scale of {scale} is impossible")
        if box.area == 0:
            return np.empty((*box.shape, self.channels), self.dtype)
        grid = Box(0, 0, grid_size(self.width, scale), grid_size(self.height, scale))
        inside = box.clipped(grid)
        if inside == box:
            with self.leased():
                return self._work(box, scale, frame)
        rows = mirrored(box.top, box.bottom, grid.height)
        columns = mirrored(box.left, box.right, grid.width)
        needed = Box(
            int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
        )
        with self.leased():
            pixels = self._work(needed, scale, frame)
        return take_mirrored(pixels, rows - needed.top, columns - needed.left)

    @contextmanager
    def leased(self) -> Iterator[Self]:
        """The scan stays open for this thread until the block ends, even if it is closed meanwhile.

        For work of several reads that is worth finishing. `ScanClosed` if it is closed already.
        """
        token = self._lease.begin()
        if token is None:
            raise ScanClosed(f"{self.path.name}: is closed")
        try:
            yield self
        finally:
            if self._lease.leave(token):
                self._release()

    @property
    def closed(self) -> bool:
        """Whether its owner has closed it."""
        return self._lease.ended

    def close(self) -> None:
        """Let go of the file as soon as nobody reads it; a second call does nothing."""
        if self._lease.end():
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path.name} {self.width}×{self.height}>"

    def _release(self) -> None:  # noqa: B027 - a scan in memory has nothing to let go of
        """Let go of the file: called once, when nobody reads."""

    def _associated(self, name: str) -> np.ndarray:
        with self.leased():
            return self._facts.associated[name]()

    @abstractmethod
    def _pixels(self, window: LevelWindow) -> np.ndarray:
        """Pixels (h, w, c), an array of its own, of a box inside the level that is not empty."""

    def _find_grey_range(self) -> GreyRange:
        """The range of the whole stack."""
        return find_grey_range(self, self._facts.grey_range, self._facts.no_data)

    def _check_frame(self, frame: int) -> None:
        if not 0 <= frame < self.frames:
            raise ValueError(f"frame {frame} of {self.frames}")

    def _nearest_finer(self, scale: float) -> int:
        """The coarsest level that is at least as fine as `scale` level-0 px per px."""
        finer = [i for i, level in enumerate(self.levels) if level.downsample <= scale * (1 + 1e-9)]
        return max(finer, key=lambda i: self.levels[i].downsample, default=0)

    def _work(self, box: Box, scale: float, frame: int) -> np.ndarray:
        level = self._nearest_finer(scale)
        facts = self.levels[level]
        step = scale / facts.downsample
        if step == 1 and box.clipped(facts.box) == box:
            return self.read_level(level, box, frame=frame)
        rows = plan_taps(box.top, box.bottom, scale=step, origin=0, size=facts.height)
        columns = plan_taps(box.left, box.right, scale=step, origin=0, size=facts.width)
        return self._averaged(level, rows, columns, frame)

    def _resampled(
        self, box: Box, shape: tuple[int, int], scales: tuple[float, float], frame: int
    ) -> np.ndarray:
        """`box` at `scales` (y, x) level-0 px per px of the answer, mirrored outside the scan."""
        level = self._nearest_finer(min(scales))
        facts = self.levels[level]
        if scales == (1, 1) and box.clipped(self.box) == box:
            return self.read_level(0, box, frame=frame)
        plans = []
        for count, scale, start in (
            (shape[0], scales[0], box.top),
            (shape[1], scales[1], box.left),
        ):
            step, origin = scale / facts.downsample, start / facts.downsample
            plans.append(plan_taps(0, count, scale=step, origin=origin))
        return self._averaged(level, plans[0], plans[1], frame)

    def _averaged(self, level: int, rows: Taps, columns: Taps, frame: int) -> np.ndarray:
        """Area means piece by piece, so that the source of one piece fits in memory."""
        if rows.extent * columns.extent * self.channels <= _PIECE_SAMPLES:
            return self._piece(level, rows, columns, frame)
        out = np.empty((len(rows), len(columns), self.channels), self.dtype)
        for part in self._pieces(level, rows, columns):
            out[part] = self._piece(level, rows[part[0]], columns[part[1]], frame)
        return out

    def _pieces(self, level: int, rows: Taps, columns: Taps) -> Iterator[tuple[slice, slice]]:
        """Parts of the answer: squares, or bands where the file is read in strips anyhow."""
        budget = _PIECE_SAMPLES / self.channels
        strips = self.levels[level].tile[0] >= self.levels[level].width
        across = min(columns.extent, budget if strips else math.sqrt(budget))
        n_columns = max(1, int(across * len(columns) / columns.extent))
        n_rows = max(1, int(budget / across * len(rows) / rows.extent))
        for top in range(0, len(rows), n_rows):
            for left in range(0, len(columns), n_columns):
                yield slice(top, top + n_rows), slice(left, left + n_columns)

    def _piece(self, level: int, rows: Taps, columns: Taps, frame: int) -> np.ndarray:
        """Area means whose source is read at once, mirrored where it sticks out of the level."""
        (top, bottom), (left, right) = rows.span, columns.span
        needed, inside = Box(left, top, right, bottom), self.levels[level].box
        if needed.clipped(inside) == needed:
            return area_mean(self.read_level(level, needed, frame=frame), rows, columns)
        y, x = mirrored(top, bottom, inside.height), mirrored(left, right, inside.width)
        source = Box(int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1)
        pixels = self.read_level(level, source, frame=frame)
        pixels = take_mirrored(pixels, y - source.top, x - source.left)
        return area_mean(pixels, rows, columns)
