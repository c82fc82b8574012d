"""Which particles there are, and what each pixel's number stands for, after some edits.

A pixel keeps the number that it has on disk or was given by hand; a table says which particle
that number stands for now. So particles are deleted and merged by the thousand without touching
a pixel. Arrays are replaced, never written to: whoever holds one may go on reading it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from graticule.geometry import Box
from graticule.particles import ParticleTable
from graticule.particles.overlaps import nothing_shared
from graticule.particles.seams import ArrayLike
from graticule.review.hidden import Hidden
from graticule.review.overlay import NumberedGrid, PatchedLabels
from graticule.review.rows import RowStore, table_of
from graticule.rle import Window

_NO_RUNS = np.zeros((0, 4), np.int64)
_NO_IDS = np.zeros(0, np.int64)
_ROOM = 1024  # new ids that an array takes before it must grow again


@dataclass(frozen=True)
class Effect:
    """What one edit did: enough to do it again without looking at the scan.

    Particles `before` it and `after` it, as ids. `gone` are ids that are no longer there, whose
    pixels now show `becomes` (as many). `runs` are pixels with the number they have now, `rows`
    the particles that were measured anew. Particles in `after` get `class_number` and `reviewed`
    where these are told.
    """

    before: np.ndarray
    after: np.ndarray
    gone: np.ndarray = field(default_factory=lambda: _NO_IDS)
    becomes: np.ndarray = field(default_factory=lambda: _NO_IDS)
    runs: np.ndarray = field(default_factory=lambda: _NO_RUNS)
    rows: ParticleTable | None = None
    class_number: int | None = None
    reviewed: bool | None = None


_Array = Literal["stands_for", "classes", "reviewed", "rows"]
_Old = list[tuple[_Array, np.ndarray, np.ndarray]]  # which array, where, and what was there


class ReviewState:
    """Particles and pixels as they stand; edits are done and taken back, the last one first.

    By number, up to the highest that was ever given: `stands_for` is the particle whose pixels
    bear it (0: none), `classes` and `reviewed` what is known of that particle, `rows` its row in
    the store (-1: there is no such particle).
    """

    def __init__(
        self,
        table: ParticleTable,
        labels: ArrayLike,
        derive: Callable[[ParticleTable], ParticleTable] | None = None,
        shared: np.ndarray | None = None,
    ) -> None:
        ids = np.asarray(table["id"]).astype(np.int64)
        self.store = RowStore(table, derive)
        self.overlay = PatchedLabels(labels)
        self.hidden = Hidden(nothing_shared() if shared is None else shared)
        self.following = int(ids.max(initial=0)) + 1  # the next new particle's id
        self.stands_for = np.arange(self.following, dtype=np.uint32)
        self.classes = np.zeros(self.following, np.uint8)
        self.classes[ids] = table["class"]
        self.reviewed = np.zeros(self.following, bool)
        self.rows = np.full(self.following, -1, np.int32)
        self.rows[ids] = np.arange(len(ids))
        self.quiet = False  # nobody else reads: arrays may be written to
        # Ids that more numbers than their own stand for, and those numbers.
        self._numbers: dict[int, np.ndarray] = {}
        self._gathered: dict[int, tuple[int, ...]] = {}  # which of these an edit brought
        self._old: dict[int, _Old] = {}
        self._measured: dict[int, np.ndarray] = {}  # rows in the store that an edit brought

    @property
    def labels(self) -> NumberedGrid:
        """uint32 (h, w): the particle of each work px, 0 for none, as it stands when it is read."""
        return NumberedGrid(self.overlay, lambda raw: self.stands_for[raw], np.uint32, self._reveal)

    @property
    def class_map(self) -> NumberedGrid:
        """uint8 (h, w): the class of each work px's particle, as it stands when it is read."""
        return NumberedGrid(
            self.overlay, lambda raw: self.classes[self.stands_for[raw]], np.uint8, self._reveal
        )

    def _reveal(self, raw: np.ndarray, window: Window) -> None:
        self.hidden.reveal(raw, window, self.overlay.base.shape, self.stands_for)

    def shared(self, box: Box) -> np.ndarray:
        """What particles share in a box, as runs (n, 5) of `particles.overlaps`."""
        overlay = self.overlay
        return self.hidden.within(box, overlay.read, overlay.patches(box), self.stands_for)

    @property
    def ids(self) -> np.ndarray:
        """int64: the particles that there are, ascending."""
        return np.flatnonzero(self.rows >= 0)

    def has(self, ids: np.ndarray) -> np.ndarray:
        """Whether there is a particle with each of these ids."""
        known = (ids > 0) & (ids < len(self.rows))
        return known & (self.rows[np.where(known, ids, 0)] >= 0)

    def values(self, key: str, ids: np.ndarray) -> np.ndarray:
        """One column of the table for these particles."""
        if key == "class":
            return self.classes[ids]
        return self.store.take(key, self.rows[ids])

    def table(self) -> ParticleTable:
        """The particles as they stand, in the order of their ids."""
        ids = self.ids
        given = {"id": ids, "class": self.classes[ids], "reviewed": self.reviewed[ids]}
        return table_of(self.store, self.rows[ids], given)

    def do(self, number: int, effect: Effect) -> None:
        """Make edit `number` take effect."""
        if number in self._old:
            raise ValueError(f"edit {number} is in force already")
        ids, where = self._rows_of(number, effect.rows)
        self._make_room(max(int(effect.after.max(initial=0)), int(ids.max(initial=0))))
        old: _Old = []
        if len(effect.gone):
            self._replace(old, "stands_for", *self._shown_anew(number, effect))
            self._replace(old, "rows", effect.gone, -1)
        if effect.rows is not None:
            self._replace(old, "rows", ids, where)
            self._replace(old, "classes", ids, effect.rows["class"])
        if effect.class_number is not None:
            self._replace(old, "classes", effect.after, effect.class_number)
        if effect.reviewed is not None:
            self._replace(old, "reviewed", effect.after, effect.reviewed)
        self.overlay.add(number, effect.runs)
        self._old[number] = old

    def undo(self, number: int) -> None:
        """Take back the last edit in force."""
        self.overlay.remove(number)
        for id_ in self._gathered.pop(number, ()):
            del self._numbers[id_]
        for name, places, values in reversed(self._old.pop(number)):
            self._put(name, places, values)

    def forget(self, number: int) -> None:
        """Take back the last edit in force as if it had never been: its number is free again."""
        self.undo(number)
        self._measured.pop(number, None)

    def is_in_force(self, number: int) -> bool:
        """Whether the edit has effect now."""
        return number in self._old

    def _rows_of(self, number: int, rows: ParticleTable | None) -> tuple[np.ndarray, np.ndarray]:
        """Ids that an edit measured, and their rows in the store, where they are put once."""
        if rows is None:
            return _NO_IDS, _NO_IDS
        if number not in self._measured:
            self._measured[number] = self.store.add(rows)
        return np.asarray(rows["id"]).astype(np.int64), self._measured[number]

    def _shown_anew(self, number: int, effect: Effect) -> tuple[np.ndarray, np.ndarray]:
        """Which numbers stood for particles that are gone, and what they stand for now."""
        known = np.array([id_ in self._numbers for id_ in effect.gone.tolist()], bool)
        places, now = [effect.gone[~known]], [effect.becomes[~known]]
        for id_, new in zip(effect.gone[known].tolist(), effect.becomes[known], strict=True):
            places.append(self._numbers[id_])
            now.append(np.full(len(self._numbers[id_]), new))
        moved, into = np.concatenate(places), np.concatenate(now)
        made = np.unique(into[into > 0]).tolist()
        for id_ in made:
            self._numbers[id_] = np.append(moved[into == id_], id_)
        self._gathered[number] = tuple(made)
        return moved, into

    def _make_room(self, largest: int) -> None:
        more = largest + 1 - len(self.rows)
        if more > 0:
            more += _ROOM
            size = len(self.rows)
            self.stands_for = np.concatenate(
                [self.stands_for, np.arange(size, size + more, dtype=np.uint32)]
            )
            self.classes = np.concatenate([self.classes, np.zeros(more, np.uint8)])
            self.reviewed = np.concatenate([self.reviewed, np.zeros(more, bool)])
            self.rows = np.concatenate([self.rows, np.full(more, -1, np.int32)])
        self.following = max(self.following, largest + 1)

    def _replace(self, old: _Old, name: _Array, places: np.ndarray, values: object) -> None:
        old.append((name, places, getattr(self, name)[places]))
        self._put(name, places, values)

    def _put(self, name: _Array, places: np.ndarray, values: object) -> None:
        array = getattr(self, name)
        if not self.quiet:
            array = array.copy()
        array[places] = values
        setattr(self, name, array)
