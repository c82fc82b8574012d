"""Where the results of one scan lie, and who may write there."""

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from graticule.errors import ResultError
from graticule.files import atomic
from graticule.geometry import Box
from graticule.names import path_text, portable, to_json
from graticule.picture_names import resolved, stem_of

RUN = "run.json"
STORE = "result.zarr"
EARLIER = "earlier"  # beside the folders of results: what lay in them before
LOCK = ".lock"
_MOST = 10_000  # scans of one name in one folder
_STALE = 3600  # s: the window may be writing a report of its own here


class ResultFolder:
    """`OUT/<file name without ending>/`, or `…-2`, `…-3` for further scans of that name.

    A frame of a stack and a region of a scan have folders of their own.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = -1  # of the lock, while it is held

    @classmethod
    def of(cls, out: Path, scan: Path, frame: int = 0, region: Box | None = None) -> "ResultFolder":
        """The folder that is this scan's: found by the path in its run.json, or a free one.

        A folder that holds something else is never taken.
        """
        source = _source(scan, frame, region)
        part = "" if frame == 0 else f"-frame-{frame + 1}"
        if region is not None:
            part += f"-region-{_place(region, '-')}"
        for number in range(1, _MOST):
            ending = part if number == 1 else f"{part}-{number}"
            folder = cls(out / portable(stem_of(scan), ending))
            owner = folder.read().get("source")
            if owner == source or (owner is None and folder._free()):
                return folder
        raise ResultError(f"{out}: holds too many results called {portable(stem_of(scan), part)}")

    @classmethod
    @contextmanager
    def taken(
        cls, out: Path, scan: Path, frame: int = 0, region: Box | None = None
    ) -> Iterator["ResultFolder"]:
        """The folder of `of`, held while the block runs.

        Two runs of scans of one name that begin at once both find the first name free: the one
        that comes second to hold it looks for another. Raises `ResultError` as `held` does.
        """
        while True:
            folder = cls.of(out, scan, frame, region)
            with ExitStack() as stack:
                try:
                    stack.enter_context(folder.held())
                except ResultError:
                    if cls.of(out, scan, frame, region).path == folder.path:
                        raise
                    continue
                if cls.of(out, scan, frame, region).path == folder.path:
                    yield folder
                    return

    def _free(self) -> bool:
        if not self.path.exists():
            return True
        # A run that was killed at its very start leaves a lock or a half-written file.
        return self.path.is_dir() and all(p.name.startswith(".") for p in self.path.iterdir())

    def _sweep(self) -> None:
        """Remove the unfinished files that a killed run left, once nobody can be writing them."""
        for left in self.path.glob(".*"):
            with suppress(OSError):
                if left.name != LOCK and time.time() - left.stat().st_mtime > _STALE:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()

    def read(self) -> dict[str, Any]:
        """What run.json says; empty if there is none that can be read."""
        with suppress(OSError, ValueError):
            found = json.loads((self.path / RUN).read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return found
        return {}

    def write(
        self, scan: Path, frame: int, facts: Mapping[str, Any], *, region: Box | None = None
    ) -> None:
        """Write run.json; `facts` must be what JSON can hold."""
        with atomic(self.path / RUN) as temporary:
            # Unlike Python's own, this writer makes null of NaN, as JSON wants it.
            text = to_json({"source": _source(scan, frame, region), **facts})
            temporary.write_bytes(msgspec.json.format(text, indent=1) + b"\n")

    @contextmanager
    def shared(self, *, patience: float = 5.0) -> Iterator[None]:
        """Any number of workers write here while the block runs, and nobody holds the folder.

        Raises `ResultError` if somebody still does after `patience` seconds.
        """
        try:
            self._hold(patience, alone=False)
            yield
        finally:
            self._let_go()

    @contextmanager
    def held(self, *, patience: float = 5.0) -> Iterator[None]:
        """No other run of this program writes here while the block runs.

        Raises `ResultError` if one still does after `patience` seconds. The lock is the operating
        system's: it goes when the program ends, however it ends, but one that was killed may take
        a moment for that.
        """
        try:
            self._hold(patience)
            self._sweep()
            yield
        finally:
            self._let_go()

    def _hold(self, patience: float, *, alone: bool = True) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise ResultError(
                f"{self.path}: cannot be written ({error.strerror or error})"
            ) from error
        until = time.monotonic() + patience
        while not (locked := _lock(self._handle, alone=alone)) and time.monotonic() < until:
            time.sleep(0.05)
        if not locked:
            raise ResultError(f"{self.path}: another run is writing here; wait for it to end")

    def _let_go(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def put_aside(self, *, keep: Iterable[str] = ()) -> Path:
        """Move all that lies in the folder, which is held, into `earlier` beside it; where it is.

        Of what is to be kept by name, and is there, a copy stays. Raises `ResultError` where it
        cannot be moved: then it stays as it is.
        """
        place = self.path.parent / EARLIER
        numbers = range(1, _MOST)
        try:
            place.mkdir(exist_ok=True)
            names = (place / f"{self.path.name}-{number}" for number in numbers)
            aside = next(name for name in names if not name.exists())
            self._let_go()  # Windows moves no folder in which a file is open
            self.path.rename(aside)
            self._hold(patience=5.0)
            for name in keep:
                _copy(aside / name, self.path / name)
        except OSError as error:
            raise ResultError(
                f"{self.path}: holds an earlier result, which cannot be moved to {place}"
                f" ({error.strerror or error}); close it, or choose another folder"
            ) from error
        (aside / LOCK).unlink(missing_ok=True)
        return aside


def result_folders(path: Path) -> list[Path]:
    """The folder itself if it holds a result, else those in it that do, by name.

    Raises `ResultError` where there is none.
    """
    found = [path] if (path / RUN).is_file() else sorted(p.parent for p in path.glob(f"*/{RUN}"))
    if not found:
        raise ResultError(f"{path}: holds no result of this program")
    return found


def _copy(source: Path, target: Path) -> None:
    """Copy a file or a folder, whole or not at all; nothing where it is absent."""
    if not source.exists():
        return
    unfinished = target.with_name(f".{target.name}")
    if source.is_dir():
        shutil.copytree(source, unfinished, dirs_exist_ok=True)
    else:
        shutil.copy2(source, unfinished)
    unfinished.rename(target)


def _source(scan: Path, frame: int, region: Box | None) -> str:
    where = path_text(resolved(scan))
    where = where if frame == 0 else f"{where}#{frame + 1}"
    return where if region is None else f"{where}@{_place(region, ',')}"


def _place(region: Box, between: str) -> str:
    return between.join(map(str, (region.left, region.top, region.width, region.height)))


if os.name == "nt":
    import msvcrt

    _MOST_SHARE = 64  # bytes of the lock: who works beside others takes one, who works alone all

    def _lock(handle: int, *, alone: bool) -> bool:
        places = (0,) if alone else range(_MOST_SHARE)
        for place in places:
            os.lseek(handle, place, os.SEEK_SET)
            with suppress(OSError):
                count = _MOST_SHARE if alone else 1
                msvcrt.locking(handle, msvcrt.LK_NBLCK, count)  # type: ignore[attr-defined]
                return True
        return False
else:
    import fcntl

    def _lock(handle: int, *, alone: bool) -> bool:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
