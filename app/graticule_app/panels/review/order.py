"""In which order particles are looked at: the most uncertain first."""

import numpy as np

from graticule.geometry import Box
from graticule.particles import ParticleTable

_ROOM = 1.5  # of a particle's longer side, shown on each side of it
_LEAST = 48.0  # px of level 0 shown on each side of a small one


def next_unreviewed(table: ParticleTable, current: int | None) -> int | None:
    """The id after `current` in the order of uncertainty among those nobody has looked at.

    The most uncertain one where `current` is None or the last; None if all have been looked at.
    A table without uncertainty goes by the ids.
    """
    ids = np.asarray(table["id"])
    left = ~np.asarray(table["reviewed"])
    if not left.any():
        return None
    unsure = np.zeros(len(ids))
    if "uncertainty_mean" in table:
        unsure = np.nan_to_num(np.asarray(table["uncertainty_mean"], float), nan=-1.0)
    place = np.flatnonzero(ids == (0 if current is None else current))
    if len(place):
        own = unsure[place[0]]
        after = left & ((unsure < own) | ((unsure == own) & (ids > ids[place[0]])))
        left = after if after.any() else left
    best = np.where(left, unsure, -np.inf)
    return int(ids[np.argmax(best)])


def surroundings(table: ParticleTable, particle: int) -> Box:
    """What to show of the scan around a particle, in level-0 px."""
    row = int(np.flatnonzero(table["id"] == particle)[0])
    left, top, right, bottom = (
        float(table[key][row]) for key in ("left", "top", "right", "bottom")
    )
    room = max(_ROOM * max(right - left, bottom - top), _LEAST)
    return Box(round(left - room), round(top - room), round(right + room), round(bottom + room))
