"""Where the maps look different after an edit: few boxes, however many particles it touched."""

import numpy as np

from graticule.geometry import Box
from graticule.review.overlay import box_of
from graticule.review.regions import GridPlacement
from graticule.review.state import Effect, ReviewState

EXACT = 256  # particles whose boxes are told one by one; those of more are gathered into cells
_CELL = 4096  # level-0 px


def boxes_of(state: ReviewState, effect: Effect, place: GridPlacement) -> list[Box]:
    """Level-0 boxes of what an edit that is not yet in force will change on the maps."""
    found: list[Box] = []
    if len(effect.runs):
        found.append(place.to_level0(box_of(effect.runs)))
    if len(effect.gone) or effect.class_number is not None:
        ids = effect.before
        sides = np.stack(
            [state.values(key, ids) for key in ("left", "top", "right", "bottom")], axis=1
        )
        sides = np.concatenate([np.floor(sides[:, :2]), np.ceil(sides[:, 2:])], axis=1)
        found += [Box(*side) for side in _gathered(sides.astype(np.int64)).tolist()]
    return found


def _gathered(sides: np.ndarray) -> np.ndarray:
    """(n, 4) boxes, those in one cell of a coarse grid as one; at last all as one."""
    if len(sides) <= EXACT:
        return sides
    _, cell = np.unique(sides[:, :2] // _CELL, axis=0, return_inverse=True)
    cell = cell.ravel()
    count = int(cell.max()) + 1
    if count > EXACT:
        cell, count = np.zeros(len(sides), np.int64), 1
    out = np.empty((count, 4), np.int64)
    out[:, :2], out[:, 2:] = np.iinfo(np.int64).max, 0
    np.minimum.at(out[:, :2], cell, sides[:, :2])
    np.maximum.at(out[:, 2:], cell, sides[:, 2:])
    return out
