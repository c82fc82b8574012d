"""Particles measured anew after an edit, by the code that measured the whole scan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from graticule.geometry import Box, PixelSize
from graticule.particles import Column, Measured, Overlapping, ParticleTable, iter_measure_particles
from graticule.particles.seams import ArrayLike
from graticule.review.overlay import Held, as_window
from graticule.review.plan import EditDraft
from graticule.review.rows import blank
from graticule.review.state import ReviewState
from graticule.rle import Window, lay
from graticule.scans import GreyRange

_HALO = 8  # px around a window: more than any measure looks at
_HELD = 64 * 2**20  # px: windows up to this size are read once


@dataclass(frozen=True, kw_only=True)
class Layers:
    """What particles are measured on: grids of the work grid, and the scan read on it.

    `read_scan` is None where the scan is gone: its columns stay blank. `light` and
    `grey_range` are those of the whole scan's measurement.
    """

    uncertainty: ArrayLike | None
    pixel_size: PixelSize
    scale: float
    origin: tuple[int, int] = (0, 0)  # work px: the grid's corner on the whole scan's
    read_scan: Callable[[Box], np.ndarray] | None = None
    channel_names: Sequence[str] = ()
    light: Sequence[float] | None = field(default=None)
    grey_range: GreyRange | None = None


def measure(state: ReviewState, draft: EditDraft, layers: Layers) -> ParticleTable | None:
    """Rows of the draft's particles as they will be, with the columns of the state's table."""
    if not len(draft.ids) or draft.box is None:
        return None
    drafted = _Drafted(state, draft)
    labels: Any = drafted
    uncertainty: Any = layers.uncertainty
    height, width = labels.shape
    near = draft.box.grown(_HALO).clipped(Box(0, 0, width, height))
    if near.area <= _HELD:
        labels = Held(labels, near)
        uncertainty = None if uncertainty is None else Held(uncertainty, near)
    events = iter_measure_particles(
        Overlapping(labels, drafted.shared(near)),
        _Classes(labels, draft.classes),
        uncertainty=uncertainty,
        read_scan=layers.read_scan,
        channel_names=layers.channel_names,
        pixel_size=layers.pixel_size,
        scale=layers.scale,
        separated=draft.separated,
        within=draft.box,
        light=layers.light,
        grey_range=layers.grey_range,
    )
    *_, last = events
    assert isinstance(last, Measured)
    # the class map knows only who owns a pixel
    table = replace(last.table, columns={**last.table.columns, "class": draft.classes})
    return _as_rows(table, draft.ids, layers, state.store.table)


class _Drafted:
    """The label map as it will be, with the draft's particles as 1..n and no others."""

    def __init__(self, state: ReviewState, draft: EditDraft) -> None:
        effect = draft.effect
        size = max(state.following, int(draft.ids.max()) + 1, len(state.stands_for))
        own = np.zeros(size, np.uint32)
        own[draft.ids] = np.arange(1, len(draft.ids) + 1)
        self._runs = effect.runs.copy()
        self._runs[:, 3] = own[effect.runs[:, 3]]
        own[effect.gone] = own[effect.becomes]
        self._own = own
        self._painted = effect.runs
        self._state = state
        self._overlay = state.overlay
        self._stands_for = state.stands_for
        self.shape: tuple[int, ...] = state.overlay.base.shape

    def __getitem__(self, key: Any) -> np.ndarray:
        window = as_window(key)
        out = self._own[self._stands_for[self._overlay.read(window)]]
        lay(out, self._runs, window, self.shape)
        return out

    def shared(self, box: Box) -> np.ndarray:
        """What the draft's particles share in a box with each other and with others."""
        numbers = self._own.copy()
        count = len(self._stands_for)
        numbers[:count] = self._own[self._stands_for]
        patches = self._overlay.patches(box)
        if len(self._painted):
            patches = [*patches, self._painted]
        return self._state.hidden.within(box, self._raw, patches, numbers)

    def _raw(self, window: Window) -> np.ndarray:
        out = self._overlay.read(window)
        lay(out, self._painted, window, self.shape)
        return out


class _Classes:
    """The class map of a few particles."""

    def __init__(self, labels: Any, classes: np.ndarray) -> None:
        self._labels = labels
        self._classes = np.concatenate([np.zeros(1, np.uint8), classes])
        self.shape: tuple[int, ...] = labels.shape

    def __getitem__(self, key: Any) -> np.ndarray:
        return self._classes[self._labels[key]]


def _as_rows(
    found: ParticleTable, ids: np.ndarray, layers: Layers, like: ParticleTable
) -> ParticleTable:
    """The measured rows with their ids, placed in the whole scan, in the columns of a table."""
    if layers.origin != (0, 0):
        found = found.moved(layers.origin, scale=layers.scale, pixel_size=layers.pixel_size)
    columns = {spec.key: _column(found, spec, like, len(ids)) for spec in like.specs}
    return ParticleTable(columns | {"id": ids}, like.specs)


def _column(found: ParticleTable, spec: Column, like: ParticleTable, count: int) -> np.ndarray:
    """A measured column; blank where the scan that it needs is gone."""
    if spec.key in found:
        return found[spec.key]
    return blank(like[spec.key].dtype, count)
