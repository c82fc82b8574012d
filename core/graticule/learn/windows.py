"""What a network is tested on while it learns: whole small images, windows of large scans."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from graticule.annotations import Example, Source
from graticule.geometry import Box
from graticule.models.inputs import Normalisation
from graticule.scans import GreyRange

_SMALL = 2048 * 2048  # px; an image up to this size is looked at whole
_WINDOW = 1024  # px, of a larger scan
_TRIED = 256  # windows of one scan in which truth is looked for
_OVERVIEW = 1024  # px, from which the intensities of 0 and 1 are taken


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a source that is predicted at once; `limits` only where it is not the whole.

    The limits are the intensities that become 0 and 1: those of the whole scan, because those of
    a window would differ from what the network meets in use.
    """

    source: Source
    box: Box
    limits: tuple[float, float] | None = None

    @property
    def area(self) -> int:
        """Size in px."""
        return self.box.width * self.box.height

    def example(self) -> Example:
        """Pixels and truth in memory; those of a scan's window as float32 on 0..1."""
        source, box = self.source, self.box
        if isinstance(source, Example) and self.limits is None:
            return source
        pixels, truth = source.pixels(box), source.labels(box)
        if self.limits is not None:
            low, high = self.limits
            pixels = (pixels.astype(np.float32) - np.float32(low)) / np.float32(high - low)
            return Example(self.name, pixels, truth, kind=source.kind, greys=GreyRange(0.0, 1.0))
        return Example(self.name, pixels, truth, kind=source.kind, greys=source.grey_range)

    @property
    def name(self) -> str:
        """The source's name, and the window's place in it."""
        if self.limits is None:
            return self.source.name
        return f"{self.source.name} ({self.box.left}, {self.box.top})"


def windows_of(
    sources: Sequence[Source], normalisation: Normalisation, most: int, *, target_first: bool
) -> list[Window]:
    """Windows of all sources with truth in them, together about `most` px, always the same ones.

    With `target_first` those of a large scan that hold something come before empty ones: a few
    windows of a tape would show nothing but tape.
    """
    queues = [_queue(source, normalisation, target_first) for source in _shuffled(sources)]
    chosen: list[Window] = []
    area = 0
    while queues:  # in turn, so that no scan is left out for another
        for queue in list(queues):
            window = next(queue, None)
            if window is None:
                queues.remove(queue)
                continue
            if chosen and area + window.area > most:
                return _in_order(chosen)
            chosen.append(window)
            area += window.area
    return _in_order(chosen)


def _queue(source: Source, normalisation: Normalisation, target_first: bool) -> Iterator[Window]:
    width, height = source.size
    if width * height <= _SMALL:
        yield Window(source, source.box)
        return
    limits = normalisation.limits(overview(source), source.grey_range)
    boxes = [
        Box(left, top, min(left + _WINDOW, width), min(top + _WINDOW, height))
        for top in range(0, height, _WINDOW)
        for left in range(0, width, _WINDOW)
    ]
    order = np.random.default_rng(_number(source.content)).permutation(len(boxes))
    tried = (boxes[i] for i in islice(order, _TRIED) if source.known(boxes[i]).any())
    if not target_first:
        yield from (Window(source, box, limits) for box in tried)
        return
    empty = []
    for box in tried:
        if holds_something(source, box):
            yield Window(source, box, limits)
        else:
            empty.append(box)
    yield from (Window(source, box, limits) for box in empty)


def holds_something(source: Source, box: Box) -> bool:
    """Whether a class or a particle is annotated in that box."""
    return marked(source, box) > 0


def marked(source: Source, box: Box) -> int:
    """How many px of a box are annotated as a class or a particle."""
    labels = source.labels(box)
    return int(((labels > 0) & (labels != source.outside)).sum())


def overview(source: Source) -> np.ndarray:
    """The whole picture (h, w, c), at most about 1024 px in its longer side."""
    shrink = max(1, math.ceil(max(source.size) / _OVERVIEW))
    return source.pixels(source.box, shrink)


def _shuffled(sources: Sequence[Source]) -> list[Source]:
    """In an order that has nothing to do with their names: neighbours show the same sample."""
    return sorted(sources, key=lambda source: _number(source.name))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _in_order(windows: list[Window]) -> list[Window]:
    return sorted(windows, key=lambda w: (w.source.name, w.box.top, w.box.left))
