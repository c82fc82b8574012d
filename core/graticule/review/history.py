"""What was done, taken back and done again, in memory and in the log alike."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from graticule.classes import ClassInfo
from graticule.errors import GraticuleError
from graticule.geometry import Box
from graticule.reports import ReviewLine
from graticule.review.boxes import EXACT, boxes_of
from graticule.review.edits import AnyEdit, Mark
from graticule.review.log import EditLog, LogEntry, entry_of
from graticule.review.regions import GridPlacement
from graticule.review.state import Effect, ReviewState
from graticule.review.wording import sentence


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit, or taking one back, did: where in level-0 px, and to which particles."""

    text: str
    boxes: list[Box]
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Done:
    """An edit that was made, in force or not."""

    effect: Effect
    change: Change
    note: Mark | None


class History:
    """Applies effects to a state and remembers them.

    The log has each before it takes effect, or has it waiting to be written: what cannot be
    written is taken back by `take_back`.
    """

    def __init__(
        self, state: ReviewState, log: EditLog, place: GridPlacement, classes: Sequence[ClassInfo]
    ) -> None:
        self._state = state
        self._log = log
        self._place = place
        self._classes = classes
        self._done: dict[int, _Done] = {}
        self._undo: list[int] = []
        self._redo: list[int] = []
        self._lines: list[ReviewLine] = []
        self._acts: list[AnyEdit | Literal["undo", "redo"]] = []
        # What may have to be taken back: entries, and what could be done again before each.
        self._recent: deque[tuple[LogEntry, list[int]]] = deque()
        self._replay()

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def undo_text(self) -> str:
        """What `undo` would take back; empty if there is nothing."""
        return self._done[self._undo[-1]].change.text if self._undo else ""

    @property
    def redo_text(self) -> str:
        """What `redo` would do again; empty if there is nothing."""
        return self._done[self._redo[-1]].change.text if self._redo else ""

    def line(self, index: int) -> ReviewLine:
        """A line of the log, the first one at index 0."""
        line = self._lines[index]
        in_force = line.number not in self._done or self._state.is_in_force(line.number)
        return line if in_force else line.undone()

    def lines(self) -> list[ReviewLine]:
        """The whole log, the first line first."""
        return [self.line(index) for index in range(len(self._lines))]

    @property
    def acts(self) -> tuple[AnyEdit | Literal["undo", "redo"], ...]:
        """Everything that was done, in order: who repeats it has the same particles."""
        return tuple(self._acts)

    def edited(self) -> list[Box]:
        """Level-0 boxes of what edits in force have changed; not of those that changed many."""
        changes = [self._done[number].change for number in self._undo]
        return [box for c in changes if len(c.before) <= EXACT for box in c.boxes]

    def note_of(self, particle: int) -> str:
        """What was last noted on a particle."""
        for number in reversed(self._undo):
            note = self._done[number].note
            if note is not None and particle in note.ids:
                return note.note
        return ""

    def add(self, edit: AnyEdit, effect: Effect, user: str) -> Change:
        """A new edit: what was taken back before can no longer be done again."""
        entry = entry_of(effect, edit=edit, **self._stamp(user))
        self._write(entry)
        return self._added(entry, effect)

    def undo(self, user: str) -> Change:
        """Take back the last edit in force; `GraticuleError` if there is none."""
        if not self._undo:
            raise GraticuleError("There is nothing to undo")
        entry = LogEntry(undo=self._undo[-1], **self._stamp(user))
        self._write(entry)
        return self._undone(entry)

    def redo(self, user: str) -> Change:
        """Do again what was taken back last; `GraticuleError` if there is nothing."""
        if not self._redo:
            raise GraticuleError("There is nothing to do again")
        entry = LogEntry(redo=self._redo[-1], **self._stamp(user))
        self._write(entry)
        return self._redone(entry)

    def take_back(self) -> Change | None:
        """Unmake what waits in the log and could not be written; None if nothing does."""
        boxes: list[Box] = []
        count = self._log.drop()
        for _ in range(count):
            boxes += self._unmade(*self._recent.pop())
        what = "The last correction" if count == 1 else f"The last {count} corrections"
        was = "was" if count == 1 else "were"
        return Change(f"{what} {was} taken back", boxes, (), ()) if count else None

    def _write(self, entry: LogEntry) -> None:
        self._log.write(entry)
        self._recent.append((entry, list(self._redo)))
        while len(self._recent) > max(1, self._log.waiting):
            self._recent.popleft()

    def _unmade(self, entry: LogEntry, redo: list[int]) -> list[Box]:
        """The last entry was never made; where it shows, in level-0 px."""
        self._lines.pop()
        self._acts.pop()
        done = self._done[entry.of]
        if entry.edit is not None:
            self._state.forget(self._undo.pop())
            del self._done[entry.n]
        elif entry.undo:
            self._state.do(entry.undo, done.effect)
            self._undo.append(entry.undo)
        else:
            self._state.undo(self._undo.pop())
        self._redo[:] = redo
        return done.change.boxes

    def _replay(self) -> None:
        """Everything that the log tells; nobody reads the state yet."""
        self._state.quiet = True
        like = self._state.store.table
        for entry in self._log.read():
            if entry.edit is not None:
                self._added(entry, entry.effect(like))
            elif entry.undo:
                self._undone(entry)
            else:
                self._redone(entry)
        self._state.quiet = False

    def _added(self, entry: LogEntry, effect: Effect) -> Change:
        edit = entry.edit
        assert edit is not None
        before, after = tuple(effect.before.tolist()), tuple(effect.after.tolist())
        text = sentence(edit, before, after, self._classes)
        boxes = boxes_of(self._state, effect, self._place)
        self._state.do(entry.n, effect)
        change = Change(text, boxes, before, after)
        self._done[entry.n] = _Done(effect, change, edit if isinstance(edit, Mark) else None)
        self._redo.clear()
        self._undo.append(entry.n)
        self._acts.append(edit)
        self._tell(entry, text, before, after)
        return change

    def _undone(self, entry: LogEntry) -> Change:
        number = self._undo.pop()
        done = self._done[number].change
        self._state.undo(number)
        self._redo.append(number)
        self._acts.append("undo")
        text = f"Undid {_quoted(done.text)}"
        self._tell(entry, text, done.after, done.before)
        return Change(text, done.boxes, done.after, done.before)

    def _redone(self, entry: LogEntry) -> Change:
        number = self._redo.pop()
        done = self._done[number]
        self._state.do(number, done.effect)
        self._undo.append(number)
        self._acts.append("redo")
        text = f"Redid {_quoted(done.change.text)}"
        self._tell(entry, text, done.change.before, done.change.after)
        return Change(text, done.change.boxes, done.change.before, done.change.after)

    def _tell(
        self, entry: LogEntry, text: str, before: Sequence[int], after: Sequence[int]
    ) -> None:
        self._lines.append(
            ReviewLine(entry.n, entry.time, entry.user, text, tuple(before), tuple(after))
        )

    def _stamp(self, user: str) -> dict[str, Any]:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        return {"n": len(self._lines) + 1, "time": now, "user": user}


def _quoted(text: str) -> str:
    return f"“{text}”"
