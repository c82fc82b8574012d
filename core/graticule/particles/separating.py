"""Components that are several particles are cut, each looked at in its own box."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import numpy as np

from graticule.compiled import plain
from graticule.geometry import Box
from graticule.instances import SEPARATIONS, Separation
from graticule.instances.strands import Ends
from graticule.particles.overlaps import OWNER, SHARER, add_shared, nothing_shared
from graticule.particles.progress import StageProgress
from graticule.particles.seams import AREA, BOTTOM, LEFT, ArrayLike, WritableArray, tally
from graticule.particles.windows import LARGEST, windows


@dataclass(frozen=True, slots=True)
class Components:
    """The components 1..n of a label map: `tallies` (n, 6), and the classes `kinds` (n,)."""

    tallies: np.ndarray
    kinds: np.ndarray


@dataclass
class Pieces:
    """What separation did to the components 1..n.

    `changed` are the indices of components that were cut, `rest` the tallies of the pieces
    that keep their number, `tallies` those of the others, numbered n + 1, n + 2…
    `ends` are the ends of strands on the grid, by class, and the numbers that they belong to;
    `halves` the numbers of strands and half their widths in px. `shared` is what pieces share
    with others (as in `overlaps`), which their tallies count.
    `left_whole` counts components whose box is too large to be held.
    """

    changed: list[int] = field(default_factory=list)
    rest: list[np.ndarray] = field(default_factory=list)
    tallies: list[np.ndarray] = field(default_factory=list)
    ends: dict[int, list[tuple[Ends, np.ndarray]]] = field(default_factory=dict)
    halves: dict[int, list[tuple[np.ndarray, np.ndarray]]] = field(default_factory=dict)
    shared: list[np.ndarray] = field(default_factory=list)
    left_whole: int = 0

    def kinds(self, of: np.ndarray) -> np.ndarray:
        """Classes of n + 1, n + 2…: each that of the component which it was cut from, `of` (n,)."""
        return np.repeat(of[self.changed], [len(tally) for tally in self.tallies])


def separate_particles(
    labels: WritableArray,
    found: Components,
    ways: Sequence[Separation],
    *,
    distance: ArrayLike | None = None,
    block: int,
    largest: int = LARGEST,
) -> Generator[StageProgress, None, Pieces]:
    """Cut the components of a label map in place, those of each class as `ways[class - 1]` says."""
    pieces = Pieces()
    boxes = found.tallies[:, LEFT : BOTTOM + 1]
    several = _worth_a_look(found, ways)
    following = len(boxes) + 1
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
            kind = int(found.kinds[row])
            way = ways[kind - 1]
            taken = SEPARATIONS[way.method].take(mask, None if depth is None else depth[part], way)
            parts, strands = taken.labels, taken.strands
            shared = nothing_shared() if taken.shared is None else taken.shared
            count = int(parts.max(initial=0))
            numbers = np.arange(following - 2, following + count - 1, dtype=np.uint32)
            # the first piece keeps the component's number, and what is in no piece has none
            numbers[:2] = 0, row + 1
            if strands is not None:
                own = strands.ends.moved(box.left, box.top), numbers[strands.owner]
                pieces.ends.setdefault(kind, []).append(own)
                pieces.halves.setdefault(kind, []).append((numbers[1:], strands.half))
            if count < 2:
                continue
            tallies = tally(parts.view(np.uint32), count, (box.left, box.top), labels.shape[1])
            shared = shared + np.array([box.top, box.left, box.left, 0, 0])
            add_shared(tallies, shared, labels.shape[1])
            shared[:, SHARER : OWNER + 1] = numbers[shared[:, SHARER : OWNER + 1]]
            pieces.shared.append(shared)
            view[part][mask] = numbers[parts[mask]]
            following += count - 1
            pieces.changed.append(row)
            pieces.rest.append(tallies[0])
            pieces.tallies.append(tallies[1:])
        if following > before:
            labels[window.box.slices] = view
        yield StageProgress("separate", done, len(several))
    return pieces


def _worth_a_look(found: Components, ways: Sequence[Separation]) -> np.ndarray:
    """Components that may be several particles, or part of one: too small ones are neither."""
    least = [SEPARATIONS[way.method].fewest * way.smallest for way in ways]
    of = found.kinds.astype(np.int64) - 1
    return np.flatnonzero(found.tallies[:, AREA] >= np.array(least)[of])
