"""What a method makes of a part of a scan: the class map and what goes with it."""

import math
from dataclasses import dataclass

import numpy as np

from graticule.geometry import Box
from graticule.segment import WorkView
from graticule.segment.rule import GreyLevels

LIMIT = 2_000_000
"""Most work px that are looked at: more take longer than a hand waits for."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Something that takes a moment is at `done` of `total`."""

    what: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Maps:
    """Class map, uncertainty and, from some networks, distance of `box`, all uint8 (h, w).

    `box` lies on the grid of `scale` level-0 px per px, which is `coarser` times that of the
    analysis. `levels` are those of the one channel that is cut, or of all three. `notes` say in
    what the maps differ from those of the analysis; `final` is false while better ones are on
    their way.
    """

    box: Box
    scale: float
    coarser: float = 1.0
    classes: np.ndarray
    uncertainty: np.ndarray
    distance: np.ndarray | None = None
    levels: tuple[GreyLevels, ...] = ()
    notes: tuple[str, ...] = ()
    final: bool = True


def work_box(view: WorkView, box: Box) -> Box:
    """The work px that a level-0 box covers, inside the scan; empty if it lies beside it."""
    scale = view.scale
    left, top = math.floor(box.left / scale), math.floor(box.top / scale)
    right, bottom = math.ceil(box.right / scale), math.ceil(box.bottom / scale)
    return Box(
        min(max(left, 0), view.width),
        min(max(top, 0), view.height),
        min(max(right, 0), view.width),
        min(max(bottom, 0), view.height),
    )
