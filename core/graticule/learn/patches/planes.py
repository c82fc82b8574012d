"""What a patch is warped from: intensities and what is asked for, px by px, at any coarseness.

One layout for all: (h, w, planes), the channels' intensities on 0..1 first, then where each class
but the background is, the distance to a particle's own edge if it is asked for, the emphasis, and
the share that nobody has looked at. Small images are kept so in memory, coarser levels and all;
windows of large ones are read and turned into it patch by patch.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from graticule.annotations import UNKNOWN, Source, Target
from graticule.geometry import Box
from graticule.learn.patches.targets import Looked, target_planes
from graticule.models.inputs import Normalisation
from graticule.scans.resample import area_mean, grid_size, plan_taps

_OVERVIEW = 2048  # px, as when a pack is used: longest side of what percentiles are taken of
_UNIT = 10_000  # whole numbers per 1: halves the memory of what is kept, and all lies in −1..2
_NEAR_CLASSES = 2  # px around a window that its emphasis depends on
_NEAR_PARTICLES = 64  # px, at first: more where a particle reaches farther
_FARTHEST = 512  # px: a particle that reaches farther is measured as far as that
_BLOCK = 1024  # px a side, of what is turned at once when an image is kept
_WHOLE = 32 << 20  # px of particles that are turned in one piece: distances are exact


class Planes(ABC):
    """The planes of one source; level 0 is its grid, each level twice as coarse as the last."""

    scale = 1.0
    """What the planes' numbers must be multiplied by."""

    def __init__(self, source: Source, target: Target) -> None:
        self.source = source
        self._target = target

    def size(self, level: int) -> tuple[int, int]:
        """(width, height) of a level, in its px."""
        return level_size(self.source, level)

    @abstractmethod
    def read(self, level: int, box: Box) -> np.ndarray:
        """(h, w, planes) of a box inside a level."""

    def classes(self, box: Box) -> np.ndarray:
        """(h, w) uint8: the class of each px of a box of the grid, `UNKNOWN` where none is."""
        return class_window(self.source, self._target, box)


class PixelReader:
    """Intensities of a source on 0..1, at any level: level 0 is its grid, each twice as coarse."""

    def __init__(self, source: Source, normalisation: Normalisation) -> None:
        self._source = source
        count = len(normalisation.mean)
        self._plain = Normalisation((0.0,) * count, (1.0,) * count, normalisation.percentile)
        self._limits = normalisation.limits(_overview(source), source.grey_range)

    def size(self, level: int) -> tuple[int, int]:
        """(width, height) of a level, in its px."""
        return level_size(self._source, level)

    def read(self, level: int, box: Box) -> np.ndarray:
        """(h, w, channels) float32 of a box inside a level."""
        fine = fine_box(box, 2**level, self._source)
        return self._plain.apply(self._source.pixels(fine, 2**level), self._limits)


def level_size(source: Source, level: int) -> tuple[int, int]:
    """(width, height) of a source at a level, in its px."""
    width, height = source.size
    return grid_size(width, 2**level), grid_size(height, 2**level)


def fine_box(box: Box, factor: int, source: Source) -> Box:
    """The px of a source's grid that a box of a level `factor` times as coarse is the mean of."""
    fine = Box(*(edge * factor for edge in (box.left, box.top, box.right, box.bottom)))
    return fine.clipped(source.box)


class Streamed(Planes):
    """Planes made from the source anew each time; nothing is kept but what its reader keeps."""

    def __init__(
        self, source: Source, normalisation: Normalisation, target: Target, shares: Sequence[float]
    ) -> None:
        super().__init__(source, target)
        self._shares = shares
        self._pixels = PixelReader(source, normalisation)

    def read(self, level: int, box: Box) -> np.ndarray:
        """As `Planes.read`."""
        asked = self._asked(fine_box(box, 2**level, self.source))
        return np.concatenate([self._pixels.read(level, box), _coarser(asked, 2**level)], axis=2)

    def _asked(self, box: Box) -> np.ndarray:
        """(h, w, planes) of what is asked for in a box of the grid."""
        around, labels = self._around(box)
        unknown = ~self.source.known(around) if self._target.particles else labels == UNKNOWN
        objects = self.source.objects(around) if self._target.single else None
        planes = target_planes(self._target, Looked(labels, unknown, objects), self._shares)
        here = box.shifted(-around.left, -around.top).slices
        return np.stack([plane[here] for plane in planes], axis=2)

    def _around(self, box: Box) -> tuple[Box, np.ndarray]:
        """The box with what its planes depend on, particles as a whole if that can be."""
        target, source = self._target, self.source
        near = _NEAR_PARTICLES if target.distance else _NEAR_CLASSES
        while True:
            around = box.grown(near).clipped(source.box)
            labels = source.labels(around)
            here = box.shifted(-around.left, -around.top).slices
            if not target.distance or near >= _FARTHEST:
                return around, labels
            objects = source.objects(around) if target.single else labels
            cut = _cut(objects, around, source.box)
            if not np.isin(objects[here], cut).any():
                return around, labels
            near *= 2


class Kept(Planes):
    """Planes in memory, whole and at every level that the view can need: 2 bytes a number."""

    scale = 1 / _UNIT

    def __init__(self, streamed: Streamed, target: Target, levels: range) -> None:
        super().__init__(streamed.source, target)
        self._classes = class_window(self.source, target, self.source.box)
        finest = _whole(streamed, target)
        self._levels = {level: _coarser(finest, 2**level) for level in levels}

    def read(self, level: int, box: Box) -> np.ndarray:
        """As `Planes.read`."""
        return self._levels[level][box.slices]

    def classes(self, box: Box) -> np.ndarray:
        """As `Planes.classes`."""
        found = np.full(box.shape, UNKNOWN, np.uint8)
        inside = box.clipped(self.source.box)
        found[inside.shifted(-box.left, -box.top).slices] = self._classes[inside.slices]
        return found


def _cut(labels: np.ndarray, box: Box, whole: Box) -> np.ndarray:
    """The particles in a box that may go on beyond it, in a source of which it is a part."""
    sides = [
        labels[0] if box.top > whole.top else labels[:0, 0],
        labels[-1] if box.bottom < whole.bottom else labels[:0, 0],
        labels[:, 0] if box.left > whole.left else labels[0, :0],
        labels[:, -1] if box.right < whole.right else labels[0, :0],
    ]
    found = np.unique(np.concatenate(sides))
    return found[found > 0]


def class_window(source: Source, target: Target, box: Box) -> np.ndarray:
    """(h, w) uint8: class numbers, `UNKNOWN` outside and where nobody has looked."""
    found = target.class_map(source.labels(box))
    if target.particles:
        found[~source.known(box)] = UNKNOWN
    return found


def kept_bytes(source: Source, planes: int, levels: range) -> int:
    """Memory that a source takes when it is kept, in bytes."""
    width, height = source.size
    share = sum(0.25**level for level in levels)
    return math.ceil(width * height * (1 + 2 * planes * share))


def _whole(streamed: Streamed, target: Target) -> np.ndarray:
    """All planes of the grid as int16, made a block at a time where that gives the same."""
    source = streamed.source
    area = source.box
    exact = target.distance and area.area <= _WHOLE
    blocks = area.blocks(max(source.size) if exact else _BLOCK)
    out: np.ndarray | None = None
    for box in blocks:
        made = streamed.read(0, box)
        if out is None:
            out = np.empty((*area.shape, made.shape[2]), np.int16)
        out[box.slices] = np.rint(made * _UNIT)
    if out is None:
        raise ValueError(f"{source.name} has no pixels")
    return out


def _coarser(planes: np.ndarray, factor: int) -> np.ndarray:
    """Means of `factor` × `factor` px; at the far edges of what there is."""
    if factor == 1:
        return planes
    height, width = planes.shape[:2]
    rows, columns = (
        plan_taps(0, grid_size(length, factor), scale=factor, origin=0, size=length)
        for length in (height, width)
    )
    return area_mean(planes, rows, columns)


def _overview(source: Source) -> np.ndarray:
    """The whole source by area mean, at most 2048 px a side: (h, w, c)."""
    shrink = max(1, math.ceil(max(source.size) / _OVERVIEW))
    return source.pixels(source.box, shrink)
