"""Components that are several particles are cut, each looked at in its own box."""

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from graticule.geometry import Box
from graticule.instances import SeparationSettings, separate
from graticule.particles.compiled import plain
from graticule.particles.progress import Progress
from graticule.particles.seams import AREA, BOTTOM, LEFT, ArrayLike, WritableArray, tally
from graticule.particles.windows import LARGEST, windows


@dataclass
class Pieces:
    """What separation did to the components 1..n.

    `changed` are the indices of components that were cut, `rest` the tallies of the pieces
    that keep their number, `tallies` those of the others, numbered n + 1, n + 2…
    `left_whole` counts components whose box is too large to be held.
    """

    changed: list[int] = field(default_factory=list)
    rest: list[np.ndarray] = field(default_factory=list)
    tallies: list[np.ndarray] = field(default_factory=list)
    left_whole: int = 0


def separate_particles(
    labels: WritableArray,
    found: np.ndarray,
    settings: SeparationSettings,
    *,
    distance: ArrayLike | None = None,
    block: int,
    largest: int = LARGEST,
) -> Generator[Progress, None, Pieces]:
    """Cut the components of a label map 1..n in place; `found` is their tallies."""
    pieces = Pieces()
    boxes = found[:, LEFT : BOTTOM + 1]
    # A component that cannot hold two particles is one.
    several = np.flatnonzero(found[:, AREA] >= 2 * settings.smallest)
    following = len(found) + 1
    done = 0
    for window in windows(boxes[several], block=block, largest=largest):
        done += len(window.rows)
        if not window.whole:
            pieces.left_whole += len(window.rows)
            continue
        view = plain(labels[window.box.slices], np.uint32)
        depth = None if distance is None else np.asarray(distance[window.box.slices])
        before = following
        for row in several[window.rows].tolist():
            box = Box(*boxes[row].tolist())
            part = box.shifted(-window.box.left, -window.box.top).slices
            mask = view[part] == row + 1
            parts = separate(mask, None if depth is None else depth[part], settings)
            count = int(parts.max(initial=0))
            if count < 2:
                continue
            tallies = tally(parts.view(np.uint32), count, (box.left, box.top), labels.shape[1])
            numbers = np.arange(following - 2, following + count - 1, dtype=np.uint32)
            numbers[1] = row + 1  # the first piece keeps the component's number
            view[part][mask] = numbers[parts[mask]]
            following += count - 1
            pieces.changed.append(row)
            pieces.rest.append(tallies[0])
            pieces.tallies.append(tallies[1:])
        if following > before:
            labels[window.box.slices] = view
        yield Progress("separate", done, len(several))
    return pieces
