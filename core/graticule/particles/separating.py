"""Components that are several particles are cut, each looked at in its own box."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graticule.geometry import Box
from graticule.particles.progress import Progress
from graticule.particles.seams import ArrayLike, WritableArray, tally
from graticule.particles.windows import Window, windows

if TYPE_CHECKING:
    from graticule.instances import SeparationSettings


@dataclass(frozen=True)
class Pieces:
    """What separation did to the components 1..n.

    `changed` are the indices of components that were cut, `rest` the tallies of what keeps
    their number, `tallies` those of the other pieces, which are numbered n + 1, n + 2…
    """

    changed: np.ndarray
    rest: np.ndarray
    tallies: np.ndarray
    left_whole: int


def separate_particles(
    labels: WritableArray,
    boxes: np.ndarray,
    settings: "SeparationSettings",
    *,
    distance: ArrayLike | None = None,
    block: int,
) -> Generator[Progress, None, Pieces]:
    """Cut the components of a label map 1..n in place; `boxes` (n, 4) are theirs, in px."""
    changed, rest, extra, left_whole = [], [], [], 0
    following = len(boxes) + 1
    done = 0
    for window in windows(boxes, block=block):
        done += len(window.rows)
        if not window.whole:
            left_whole += len(window.rows)
            yield Progress("separate", done, len(boxes))
            continue
        area = labels[window.box.slices]
        view = np.ascontiguousarray(area, np.uint32)
        near = None if distance is None else np.asarray(distance[window.box.slices])
        touched = False
        for row in window.rows:
            pieces = _cut(view, near, window, Box(*boxes[row].tolist()), int(row), settings)
            if pieces is None:
                continue
            box, parts, count = pieces
            touched = True
            tallies = tally(parts, count, box.left, box.top, labels.shape[1])
            numbers = np.concatenate(
                [[0, row + 1], np.arange(following, following + max(count - 1, 0))]
            ).astype(np.uint32)
            following += max(count - 1, 0)
            part = view[box.shifted(-window.box.left, -window.box.top).slices]
            mine = part == row + 1
            part[mine] = numbers[parts[mine]]
            changed.append(row)
            rest.append(tallies[0] if count else np.zeros(6, np.int64))
            extra.append(tallies[1:])
        if touched:
            labels[window.box.slices] = view
        yield Progress("separate", done, len(boxes))
    empty = np.zeros((0, 6), np.int64)
    return Pieces(
        changed=np.array(changed, np.int64),
        rest=np.array(rest, np.int64).reshape(-1, 6),
        tallies=np.concatenate([empty, *extra]),
        left_whole=left_whole,
    )


def _cut(
    view: np.ndarray,
    near: np.ndarray | None,
    window: Window,
    box: Box,
    row: int,
    settings: "SeparationSettings",
) -> tuple[Box, np.ndarray, int] | None:
    """The pieces of one component as labels in its box, or None if it is one."""
    # Imported here: only a protocol that separates pays for scikit-image's segmentation.
    from graticule.instances import separate

    part = box.shifted(-window.box.left, -window.box.top).slices
    mask = view[part] == row + 1
    # A frame of background, so that no method takes the box's edge for the particle's inside.
    framed = np.pad(mask, 1)
    depth = None if near is None else np.pad(near[part], 1)
    parts = separate(framed, depth, settings)[1:-1, 1:-1].astype(np.uint32)
    count = int(parts.max(initial=0))
    if count == 1 and np.array_equal(parts > 0, mask):
        return None
    return box, np.ascontiguousarray(parts), count
