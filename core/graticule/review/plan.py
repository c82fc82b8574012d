"""What an edit does to pixels and particles, worked out on a small window of the label map."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graticule.classes import ClassInfo
from graticule.errors import GraticuleError
from graticule.geometry import Box
from graticule.instances import SeparationSettings, separate
from graticule.review.edits import (
    AnyEdit,
    Cut,
    Delete,
    Draw,
    Erase,
    Mark,
    Merge,
    Paint,
    Point,
    SetClass,
    Split,
)
from graticule.review.overlay import changed_runs
from graticule.review.regions import (
    CRUMB,
    GridPlacement,
    check_size,
    cut_apart,
    outline,
    parts,
)
from graticule.review.state import Effect, ReviewState
from graticule.rle import pixels

_NECKS = (0.8, 0.9, 0.96, 0.99)  # tried one after the other: a person says that there is a neck


@dataclass(frozen=True)
class EditDraft:
    """An edit's effect before its particles are measured.

    `ids` are to be measured within `box` of the work grid; they are of `classes`, and `separated`
    where they were cut from a neighbour.
    """

    effect: Effect
    box: Box | None = None
    ids: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    classes: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint8))
    separated: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))


class Planner:
    """Works out edits against a state; raises `GraticuleError` for what cannot be done."""

    def __init__(
        self,
        state: ReviewState,
        place: GridPlacement,
        classes: tuple[ClassInfo, ...],
        connectivity: int,
    ) -> None:
        self._state = state
        self._place = place
        self._classes = classes
        self._connectivity = connectivity

    def plan(self, edit: AnyEdit) -> EditDraft:
        """What the edit would do; nothing is changed yet."""
        return _PLANS[type(edit)](self, edit)

    def particle_at(self, x: float, y: float) -> int:
        """The particle at a place in level-0 px, 0 for none."""
        box = self._place.pixel(x, y)
        return int(self._state.labels[box.slices][0, 0]) if box.area else 0

    def touches(self, particle: int, stroke: Sequence[Point], radius: float) -> bool:
        """Whether a stroke reaches a particle, or comes next to it."""
        shape = self._place.stroke(stroke, radius + self._place.scale)
        under, mask = self._place.drawn(shape)
        return bool((self._state.labels[under.slices][mask] == particle).any())

    def set_class(self, edit: SetClass) -> EditDraft:
        """Other classes for particles that stay as they are."""
        ids = self._present(edit.ids)
        self._check_class(edit.class_number)
        return EditDraft(Effect(ids, ids, class_number=edit.class_number, reviewed=True))

    def mark(self, edit: Mark) -> EditDraft:
        """Looked at, or not."""
        ids = self._present(edit.ids)
        return EditDraft(Effect(ids, ids, reviewed=edit.reviewed))

    def delete(self, edit: Delete) -> EditDraft:
        """Their pixels show background from now on."""
        ids = self._present(edit.ids)
        nothing = np.zeros(len(ids), np.int64)
        return EditDraft(Effect(ids, nothing[:0], gone=ids, becomes=nothing))

    def merge(self, edit: Merge) -> EditDraft:
        """Their pixels show one new particle from now on."""
        ids = self._present(edit.ids)
        if len(ids) < 2:
            raise GraticuleError("Select two or more particles to merge them")
        largest = ids[np.argmax(self._state.values("area_px", ids))]
        new = np.array([self._state.following])
        effect = Effect(ids, new, gone=ids, becomes=np.repeat(new, len(ids)), reviewed=True)
        classes = self._state.classes[[largest]]
        return EditDraft(effect, self._box(ids), new, classes, np.zeros(1, bool))

    def split(self, edit: Split) -> EditDraft:
        """Unconnected parts come apart, else what a watershed finds between necks."""
        ids = self._present((edit.id,))
        box, labels = self._window(ids)
        mask = labels == edit.id
        pieces, areas = parts(mask, self._connectivity)
        if len(areas) < 2:
            pieces = _between_necks(mask)
        if pieces.max(initial=0) < 2:
            raise GraticuleError(
                f"Particle {edit.id} has no neck at which it could be split; draw a line with Cut"
            )
        return self._apart(box, labels, {edit.id: pieces})

    def cut(self, edit: Cut) -> EditDraft:
        """A line takes apart what it crosses from side to side."""
        under, mask = self._place.drawn(self._place.knife(edit.line))
        crossed = np.unique(self._state.labels[under.slices][mask]).astype(np.int64)
        crossed = crossed[crossed > 0]
        if edit.ids:
            crossed = np.intersect1d(crossed, self._present(edit.ids))
        if not len(crossed):
            raise GraticuleError("The line crosses no particle")
        box, labels = self._window(crossed)
        box, labels = self._covering(box, labels, under)
        knife = np.zeros(labels.shape, bool)
        knife[under.shifted(-box.left, -box.top).slices] = mask
        cuts = {}
        for id_ in crossed.tolist():
            own = labels == id_
            pieces = cut_apart(own, knife, self._connectivity)
            if pieces.max(initial=0) > len(parts(own, self._connectivity)[1]):
                cuts[id_] = pieces
        if not cuts:
            raise GraticuleError("Draw the line across the particle, from one side to the other")
        return self._apart(box, labels, cuts)

    def paint(self, edit: Paint) -> EditDraft:
        """A stroke makes a particle larger, or a new one."""
        state = self._state
        shape = self._place.stroke(edit.stroke, edit.radius)
        if edit.id:
            self._present((edit.id,))
            number, class_number = edit.id, int(state.classes[edit.id])
        else:
            self._check_class(edit.class_number)
            number, class_number = state.following, edit.class_number
        return self._covered(shape, number, class_number, over=edit.over)

    def draw(self, edit: Draw) -> EditDraft:
        """A new particle inside an outline."""
        self._check_class(edit.class_number)
        shape = outline(edit.outline)
        return self._covered(shape, self._state.following, edit.class_number, over=False)

    def erase(self, edit: Erase) -> EditDraft:
        """A stroke takes pixels away; what others share of them is theirs if they are not meant."""
        under, mask = self._place.drawn(self._place.stroke(edit.stroke, edit.radius))
        labels = self._state.labels[under.slices]
        beneath = self._beneath(under)
        left = np.zeros(mask.shape, np.int64)
        if edit.ids:
            ids = self._present(edit.ids)
            mask &= np.isin(labels, ids)
            y, x, number = beneath[~np.isin(beneath[:, 2], ids)].T
            left[y, x] = number
        y, x, number = beneath[mask[beneath[:, 0], beneath[:, 1]]].T
        losers = np.union1d(labels[mask], number[left[y, x] == 0])
        losers = losers[losers > 0].astype(np.int64)
        if not len(losers):
            raise GraticuleError("There is no particle under the eraser")
        return self._settled(under, mask, left[mask], losers)

    def _beneath(self, box: Box) -> np.ndarray:
        """(n, 3) row, column in a box, and a particle that shares this pixel with its owner."""
        places = pixels(self._state.shared(box))[:, :3] - (box.top, box.left, 0)
        inside = (places[:, :2] >= 0).all(1) & (places[:, :2] < box.shape).all(1)
        places = places[inside]
        return places[np.argsort(-places[:, 2], kind="stable")]  # the lowest number comes last

    def _covered(self, shape: Any, number: int, class_number: int, *, over: bool) -> EditDraft:
        """The pixels of a shape belong to particle `number`, which may be new."""
        under, mask = self._place.drawn(shape)
        labels = self._state.labels[under.slices]
        mask &= (labels != number) if over else (labels == 0)
        if not mask.any():
            where = "in the scan" if over else "that is free"
            raise GraticuleError(f"The drawing covers no pixel {where}")
        losers = np.unique(labels[mask])
        losers = losers[losers > 0].astype(np.int64)
        return self._settled(under, mask, number, losers, class_number)

    def _settled(
        self,
        under: Box,
        mask: np.ndarray,
        becomes: int | np.ndarray,
        losers: np.ndarray,
        class_number: int = 0,
    ) -> EditDraft:
        """Pixels of `under` go to another particle (0: none), and `losers` lose them.

        `becomes` is that particle, which may be new, or which each pixel of the mask goes to.

        A loser that falls apart becomes several: the largest part keeps its id.
        """
        state = self._state
        box = self._box(losers, under) if len(losers) else under
        check_size(box)
        before = state.labels[box.slices]
        after = before.astype(np.int64)
        taken = np.zeros(box.shape, bool)
        taken[under.shifted(-box.left, -box.top).slices] = mask
        after[taken] = becomes
        number = becomes if isinstance(becomes, int) else 0
        following = max(state.following, number + 1)
        measured: dict[int, tuple[int, bool]] = {}  # id: class, separated
        gone: list[int] = []
        for id_ in losers.tolist():
            class_of = int(state.classes[id_])
            new = _fall_apart(before == id_, after, id_, following, self._connectivity)
            following += new
            if not (after == id_).any():
                gone.append(id_)
                continue
            cut = bool(new) or bool(state.values("separated", np.array([id_]))[0])
            measured[id_] = class_of, cut
            measured |= {following - 1 - k: (class_of, True) for k in range(new)}
        is_there = bool(state.has(np.array([number]))[0])
        if number:
            cut = is_there and bool(state.values("separated", np.array([number]))[0])
            measured[number] = class_number, cut
        before_ids = np.append(losers, number) if is_there else losers
        effect = Effect(
            before=np.unique(before_ids),
            after=np.array(sorted(measured), np.int64),
            gone=np.array(gone, np.int64),
            becomes=np.zeros(len(gone), np.int64),
            runs=changed_runs(before, after, box.left, box.top),
            reviewed=True,
        )
        reach = self._box(np.array([number]), box) if is_there else box
        return self._draft(effect, reach, measured)

    def _apart(self, box: Box, labels: np.ndarray, pieces: dict[int, np.ndarray]) -> EditDraft:
        """Particles become their pieces 1..n, which are new particles.

        The largest piece keeps its pixels' numbers, which now stand for the new particle.
        """
        after = labels.astype(np.int64)
        following = self._state.following
        becomes, measured = [], {}
        for id_, found in pieces.items():
            count = int(found.max())
            largest = int(np.argmax(np.bincount(found.ravel(), minlength=count + 1)[1:])) + 1
            numbers = np.arange(following - 1, following + count)
            becomes.append(numbers[largest])
            painted = (found > 0) & (found != largest)
            after[painted] = numbers[found[painted]]
            class_of = int(self._state.classes[id_])
            measured |= {int(number): (class_of, True) for number in numbers[1:]}
            following += count
        gone = np.array(list(pieces), np.int64)
        effect = Effect(
            before=np.sort(gone),
            after=np.array(sorted(measured), np.int64),
            gone=gone,
            becomes=np.array(becomes, np.int64),
            runs=changed_runs(labels, after, box.left, box.top),
            reviewed=True,
        )
        return self._draft(effect, box, measured)

    def _draft(self, effect: Effect, box: Box, measured: dict[int, tuple[int, bool]]) -> EditDraft:
        ids = sorted(measured)
        return EditDraft(
            effect,
            box,
            np.array(ids, np.int64),
            np.array([measured[id_][0] for id_ in ids], np.uint8),
            np.array([measured[id_][1] for id_ in ids], bool),
        )

    def _present(self, ids: Iterable[int]) -> np.ndarray:
        """The ids, ascending and each once; refused if one of them is not there."""
        found = np.unique(np.fromiter(ids, np.int64))
        there = self._state.has(found)
        if not there.all():
            raise GraticuleError(f"Particle {found[~there][0]} is no longer there")
        return found

    def _check_class(self, number: int) -> None:
        if not 0 < number < len(self._classes):
            raise GraticuleError(f"There is no class {number}; choose one of the list")

    def _box(self, ids: np.ndarray, more: Box | None = None) -> Box:
        """The work px that particles, and another box, reach over."""
        state, place = self._state, self._place
        x, y = place.origin
        sides = []
        for key, start, end in (
            ("left", x, np.min), ("top", y, np.min), ("right", x, np.max), ("bottom", y, np.max)
        ):  # fmt: skip
            sides.append(round(float(end(state.values(key, ids)) - start) / place.scale))
        box = Box(*sides)
        if more is not None:
            box = Box(
                min(box.left, more.left), min(box.top, more.top),
                max(box.right, more.right), max(box.bottom, more.bottom),
            )  # fmt: skip
        return box

    def _window(self, ids: np.ndarray) -> tuple[Box, np.ndarray]:
        """The box of some particles and its labels; refused if it is too large to be held."""
        box = self._box(ids)
        check_size(box)
        return box, self._state.labels[box.slices]

    def _covering(self, box: Box, labels: np.ndarray, more: Box) -> tuple[Box, np.ndarray]:
        """A window that holds another box, too."""
        if box.contains(more):
            return box, labels
        wide = Box(
            min(box.left, more.left), min(box.top, more.top),
            max(box.right, more.right), max(box.bottom, more.bottom),
        )  # fmt: skip
        check_size(wide)
        return wide, self._state.labels[wide.slices]


def _between_necks(mask: np.ndarray) -> np.ndarray:
    """Parts of a mask between its necks, shallower necks counting until there is one."""
    pieces = np.zeros(mask.shape, np.int32)
    for neck in _NECKS:
        pieces = separate(mask, None, SeparationSettings(method="watershed", neck=neck))
        if pieces.max(initial=0) > 1:
            break
    return pieces


def _fall_apart(
    own: np.ndarray, after: np.ndarray, id_: int, following: int, connectivity: int
) -> int:
    """Give new ids from `following` on to parts that lost their hold; how many there are.

    `own` are the particle's pixels before. Crumbs of a few px are given up.
    """
    rest = after == id_
    was, _ = parts(own, connectivity)
    now, areas = parts(rest, connectivity)
    if not len(areas):
        return 0
    # Which former part each part comes from: the largest of each stays, and with it the id.
    of = np.zeros(len(areas), np.int64)
    of[now[rest] - 1] = was[rest]
    count = 0
    for former in np.unique(of):
        pieces = np.flatnonzero(of == former)
        if len(pieces) < 2:
            continue
        pieces = pieces[np.argsort(-areas[pieces], kind="stable")]
        for piece in pieces[1:].tolist():
            if areas[piece] <= CRUMB:
                after[now == piece + 1] = 0
                continue
            after[now == piece + 1] = following + count
            count += 1
    return count


_PLANS: dict[type, Callable[[Planner, Any], EditDraft]] = {
    SetClass: Planner.set_class,
    Mark: Planner.mark,
    Delete: Planner.delete,
    Merge: Planner.merge,
    Split: Planner.split,
    Cut: Planner.cut,
    Paint: Planner.paint,
    Draw: Planner.draw,
    Erase: Planner.erase,
}
