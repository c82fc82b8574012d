"""review.jsonl: every edit with time, user and effect, one line each, only ever added to.

The log is the review: whoever reads it from the beginning has the same particles. The first line
names the analysis that it corrects. A line counts once it ends, so a crash loses at most the edits
that were being written.
"""

import base64
import os
import weakref
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Condition
from typing import Any

import msgspec
import numpy as np

from graticule.errors import ResultError
from graticule.particles import ParticleTable
from graticule.result_folder import ResultFolder
from graticule.review.edits import AnyEdit
from graticule.review.rows import blank
from graticule.review.state import Effect

FORMAT = 1
_LONGEST_S = 60.0  # how long whoever opens a result waits for lines that are being written to it
_PATIENCE_S = 2.0  # for the lock, in a thread that may wait: who held it may be letting go

_guard = Condition()  # over what waits in any log of this program
_saving: set["EditLog"] = set()  # somebody writes what waits in them


class Head(msgspec.Struct, frozen=True):
    """The first line: the format, and the analysis that is corrected."""

    review: int
    analysis: str
    graticule: str


class LogEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: an edit with what it did, or that an earlier one was taken back or done again.

    `becomes` is one number for all of `gone`, or one for each; `pixels` are runs of row, first
    column, end column and number (int64, zlib, base64).
    """

    n: int
    time: str  # ISO 8601 with the offset to UTC
    user: str
    edit: AnyEdit | None = None
    undo: int = 0
    redo: int = 0
    before: list[int] = []
    after: list[int] = []
    gone: list[int] = []
    becomes: list[int] = []
    pixels: str = ""
    rows: dict[str, list[Any]] = {}
    class_number: int | None = None
    reviewed: bool | None = None

    @property
    def of(self) -> int:
        """The edit that this line is about."""
        return self.undo or self.redo or self.n

    def effect(self, like: ParticleTable) -> Effect:
        """What the edit did; `like` has the columns of its rows."""
        gone = np.array(self.gone, np.int64)
        return Effect(
            before=np.array(self.before, np.int64),
            after=np.array(self.after, np.int64),
            gone=gone,
            becomes=np.broadcast_to(np.array(self.becomes, np.int64), gone.shape),
            runs=_unpacked(self.pixels),
            rows=_rows(self.rows, like) if self.rows else None,
            class_number=self.class_number,
            reviewed=self.reviewed,
        )


def entry_of(effect: Effect, **head: Any) -> LogEntry:
    """The line that tells an effect; `head` is number, time, user and edit."""
    becomes = np.unique(effect.becomes)
    rows = effect.rows
    return LogEntry(
        **head,
        before=effect.before.tolist(),
        after=effect.after.tolist(),
        gone=effect.gone.tolist(),
        becomes=(becomes if len(becomes) == 1 else effect.becomes).tolist(),
        pixels=_packed(effect.runs),
        rows={} if rows is None else {key: v.tolist() for key, v in rows.columns.items()},
        class_number=effect.class_number,
        reviewed=effect.reviewed,
    )


class _LaterLinesError(ResultError):
    """The file has lines that were not there when it was read."""


class EditLog:
    """The file of one review. It is made with the first entry, and not before.

    From then on no other program adds to it until it is closed.

    With `deferred`, lines wait in memory until a thread that may be kept waiting by a disk calls
    `save`. They are written in their order.
    """

    def __init__(self, path: Path, analysis: str, version: str) -> None:
        self.path = path
        self._lock: ExitStack | None = None
        self._head = Head(FORMAT, analysis, version)
        self._end = 0  # bytes of whole lines that are ours
        self._encode = msgspec.json.Encoder(enc_hook=_plain).encode
        self.foreign = False  # the file tells of another analysis
        self.deferred = False
        self._waiting: deque[bytes] = deque()
        self._closing = False  # as soon as nothing waits

    def read(self) -> Iterator[LogEntry]:
        """All entries in their order; none if the file tells of another analysis.

        What this program is writing to the same file is waited for. Raises `ResultError` for a
        file that cannot be read, or a line that is damaged.
        """
        with _guard:
            if not _guard.wait_for(self._is_written, _LONGEST_S):
                raise ResultError(f"{self.path}: is still being written; open it again later")
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise ResultError(f"{self.path}: cannot be read ({error.strerror or error})") from error
        lines = data.split(b"\n")[:-1]  # what follows the last line's end was cut short
        if not lines:
            return
        head = _decoded(self.path, 1, lines[0], Head)
        if head.review != FORMAT:
            raise ResultError(f"{self.path}: is the review of another version of this program")
        if head.analysis != self._head.analysis:
            self.foreign = True
            return
        for number, line in enumerate(lines[1:], 2):
            yield _decoded(self.path, number, line, LogEntry)
        self._end = sum(len(line) + 1 for line in lines)

    def write(self, entry: LogEntry) -> None:
        """Add a line, on disk when this returns; raises `ResultError` if it cannot be written.

        If `deferred` it only waits for `save`, which raises that.
        """
        data = self._encode(entry) + b"\n"
        if not self.deferred:
            self._put(data)
            return
        with _guard:
            self._waiting.append(data)

    @property
    def waiting(self) -> int:
        """How many of the last lines are not on disk yet."""
        return len(self._waiting)

    def begin(self) -> bool:
        """Whether somebody must call `save`: lines wait, and nobody is at it."""
        with _guard:
            if not self._waiting or self in _saving:
                return False
            _saving.add(self)
            return True

    def save(self) -> None:
        """Write what waits, and what comes meanwhile; call it where `begin` said so.

        Raises `ResultError` if it cannot be written; then it waits still, or is gone if the log
        was closed.
        """
        try:
            while lines := self._next():
                self._put(b"".join(lines))
                with _guard:
                    for _ in lines:
                        self._waiting.popleft()
        except BaseException:
            self._end_saving()
            raise

    def drop(self) -> int:
        """Forget what waits, unless somebody is writing it; how many lines that were."""
        with _guard:
            if self in _saving:
                return 0
            count = len(self._waiting)
            self._waiting.clear()
            return count

    def _next(self) -> Sequence[bytes]:
        """The lines that wait; where there are none the saving ends, in the same moment."""
        with _guard:
            if not self._waiting:
                self._end_saving()
            return tuple(self._waiting)

    def _end_saving(self) -> None:
        with _guard:
            if self._closing:
                self._waiting.clear()
                self._release()
            _saving.discard(self)
            _guard.notify_all()

    def _is_written(self) -> bool:
        """Whether nobody in this program is writing to the same file."""
        return not any(log is not self and log.path == self.path for log in _saving)

    def _put(self, data: bytes) -> None:
        """Write whole lines to the file."""
        self._hold()
        try:
            if self.foreign:
                self.path.rename(_free(self.path))
                self.foreign = False
            if not self._end:
                data = self._encode(self._head) + b"\n" + data
            self._append(data)
        except OSError as error:
            raise ResultError(
                f"{self.path}: cannot be written ({error.strerror or error})"
            ) from error

    def close(self) -> None:
        """Let others write, once nothing waits any more; a second call does nothing."""
        with _guard:
            if self in _saving:
                self._closing = True
            else:
                self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _hold(self) -> None:
        if self._lock is not None:
            return
        lock = ExitStack()
        try:
            patience = _PATIENCE_S if self.deferred else 0.0
            lock.enter_context(ResultFolder(self.path.parent).held(patience=patience))
            self._refuse_later_lines()
        except _LaterLinesError:
            lock.close()
            raise
        except ResultError as error:
            lock.close()
            raise ResultError(
                f"{self.path.parent}: cannot be written; either another window is correcting "
                "this result, or the folder is protected"
            ) from error
        weakref.finalize(self, lock.close)
        self._lock = lock

    def _refuse_later_lines(self) -> None:
        """What another window has added since this one read the log would be written over."""
        try:
            with self.path.open("rb") as file:
                file.seek(self._end)
                more = not self.foreign and b"\n" in file.read()
        except FileNotFoundError:
            return
        except OSError as error:
            raise ResultError(f"{self.path}: cannot be read ({error.strerror or error})") from error
        if more:
            raise _LaterLinesError(
                f"{self.path.parent}: another window has corrected this result meanwhile; "
                "open it again"
            )

    def _append(self, data: bytes) -> None:
        with self.path.open("ab") as file:
            # What a crash or a full disk left of a line is no part of the log.
            file.truncate(self._end)
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.truncate(self.path, self._end)
                raise
        self._end += len(data)


def _plain(value: Any) -> Any:
    """numpy's numbers as Python's: edits may be made of either."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be logged")


def _decoded(path: Path, number: int, line: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ResultError(f"{path}: line {number} is damaged ({error})") from error


def _free(path: Path) -> Path:
    """A name for a log that is put aside."""
    for number in range(1, 10_000):
        name = path.with_name(f"{path.stem}-earlier-{number}{path.suffix}")
        if not name.exists():
            return name
    raise ResultError(f"{path.parent}: holds too many reviews")


def _packed(runs: np.ndarray) -> str:
    if not len(runs):
        return ""
    plain = np.ascontiguousarray(runs, "<i8").tobytes()
    return base64.b64encode(zlib.compress(plain, 6)).decode("ascii")


def _unpacked(text: str) -> np.ndarray:
    data = zlib.decompress(base64.b64decode(text)) if text else b""
    return np.frombuffer(data, "<i8").astype(np.int64).reshape(-1, 4)


def _rows(rows: dict[str, list[Any]], like: ParticleTable) -> ParticleTable:
    """Rows as they were measured; JSON has null for NaN.

    Columns that follow from others may be missing: the protocol may sort particles in another
    way by now.
    """
    columns = {}
    count = len(rows["id"])
    for spec in like.specs:
        kind = like[spec.key].dtype
        if spec.key not in rows:
            columns[spec.key] = blank(kind, count)
            continue
        values = np.array(rows[spec.key], np.float64 if kind.kind == "f" else None)
        columns[spec.key] = values if kind.kind == "U" else values.astype(kind)
    return ParticleTable(columns, like.specs)
