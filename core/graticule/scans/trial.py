"""A file is opened for the first time by a process of its own.

Readers of microscope files are native libraries: a damaged file may crash them, keep them for ever
or have them eat all memory. Here it takes only that process along, and is refused in one line. The
process stays for the next file, and a file that passed is not tried again until it changes.
"""

import atexit
import base64
import contextlib
import hashlib
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import platformdirs

from graticule import errors
from graticule.errors import ScanError
from graticule.geometry import Box
from graticule.names import shown
from graticule.picture_names import split_name
from graticule.version import __version__

logger = logging.getLogger(__name__)
PATIENCE = 60.0
"""s in which a file must be opened and its first pixels read."""

MOST_MEMORY = 4 << 30
"""Bytes that the process may take; a scan of any size needs less."""

MODULE = "graticule.scans.trial"
FLAG = "--try-scans"
"""What a packed program is started with to be this process; it has no other Python."""

_OVERVIEW = 16 << 20  # px: a coarsest level of no more is read whole, of a larger one a part
_SIDE = 1024  # px of that part
_START = 200.0  # s in which the process is ready, however busy the computer is
_READY = b"ready\n"
_MOST_NOTED = 20_000  # files that are remembered
_READERS = ("openslide-bin", "tifffile", "imagecodecs", "rosettasciio", "h5py", "pillow")


def try_scan(path: str | Path) -> None:
    """Return if the file can be opened and read here; else raise what `open_scan` would.

    Raises `ScanError` also for a file that crashes its reader, or takes more than `PATIENCE` or
    `MOST_MEMORY`. May be called from any thread; one file is tried at a time.
    """
    _TRIALS.try_scan(Path(path))


def begin() -> None:
    """Start the process, which is ready a second or two later; a second call does nothing."""
    with contextlib.suppress(OSError):
        _TRIALS.begin()


def own_command() -> list[str]:
    """How this program starts that process."""
    frozen = getattr(sys, "frozen", False)
    return [sys.executable, FLAG] if frozen else [sys.executable, "-m", MODULE]


class Trials:
    """Keeps the process, and notes what has passed."""

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        patience: float = PATIENCE,
        notes: Path | None = None,
    ) -> None:
        self._command = command
        self._patience = patience
        self._notes = notes
        self._passed: set[str] = set()
        self._one = threading.Lock()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def begin(self) -> None:
        """Start the process unless it runs; `OSError` if that is impossible."""
        with self._starting:
            if self._process is not None and self._process.poll() is None:
                return
            self._forget()
            self._answers = queue.SimpleQueue()
            self._process = subprocess.Popen(
                self._command or own_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            threading.Thread(
                target=_hear, args=(self._process, self._answers), name="trial", daemon=True
            ).start()

    def try_scan(self, path: Path) -> None:
        """See the function of this name."""
        key = _key(path)
        if key is None or self._known(key):
            return
        with self._one:
            answer = self._ask(path)
        if answer.get("error"):
            raise getattr(errors, answer["error"], ScanError)(answer["text"])
        if "passed" in answer:
            self._note(key)

    def close(self) -> None:
        """End the process."""
        with self._starting:
            self._forget()

    def _ask(self, path: Path) -> dict[str, str]:
        """What became of a file; {} where no process can be started: it is opened untried then."""
        process = self._handed_over(path) or self._handed_over(path)
        if process is None:
            logger.error("there is no process to try files in")
            return {}
        try:
            answer = self._answers.get(timeout=self._patience)
        except queue.Empty:
            self.close()
            return _refused(path, f"is not read within {self._patience:.0f} s; it may be damaged")
        if answer:
            self._answers.put(_READY)
            return json.loads(answer)
        status = process.wait()
        self.close()
        return _refused(path, f"crashes its reader ({_told(status)}); it may be damaged")

    def _handed_over(self, path: Path) -> subprocess.Popen[bytes] | None:
        """The process that now tries a file; None if it has ended, and the next call starts one."""
        try:
            self.begin()
            process = self._process
            # It says a word when it is ready: a slow start on a busy computer is no file's fault.
            if process and process.stdin and self._answers.get(timeout=_START):
                process.stdin.write(base64.b64encode(os.fsencode(path.absolute())) + b"\n")
                process.stdin.flush()
                return process
        except (OSError, queue.Empty) as error:
            logger.warning("the process to try files in does not answer: %r", error)
        self.close()
        return None

    def _forget(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _known(self, key: str) -> bool:
        return key in self._passed or (self._folder / key).exists()

    def _note(self, key: str) -> None:
        """Remember across sessions, if the disk can be written."""
        self._passed.add(key)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / key).touch()
            noted = list(os.scandir(self._folder)) if key.startswith("00") else []  # now and then
            if len(noted) > _MOST_NOTED:
                for entry in noted:
                    Path(entry.path).unlink(missing_ok=True)

    @property
    def _folder(self) -> Path:
        if self._notes is None:
            self._notes = Path(platformdirs.user_cache_dir("graticule", appauthor=False)) / "tried"
        return self._notes


def _hear(process: subprocess.Popen[bytes], answers: "queue.SimpleQueue[bytes]") -> None:
    """Hand on each line; b"" when the process has ended."""
    if process.stdout is not None:
        with contextlib.suppress(OSError, ValueError):  # closed meanwhile
            for line in process.stdout:
                answers.put(line)
    answers.put(b"")


def _key(path: Path) -> str | None:
    """Names a file as it is now, and the readers; None for what `open_scan` refuses by itself."""
    try:
        facts = split_name(path)[0].stat()
    except (OSError, ValueError):
        return None
    readers = [_version(name) for name in _READERS]
    what = (str(path.absolute()), facts.st_size, facts.st_mtime_ns, __version__, readers)
    return hashlib.sha256(repr(what).encode()).hexdigest()[:40]


@lru_cache
def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _refused(path: Path, why: str) -> dict[str, str]:
    return {"error": "ScanError", "text": f"{shown(path.name)}: {why}"}


def _told(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"


def main() -> None:
    """Try each file that is named on standard input, until it ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever libraries print is no answer
    from graticule.scans import slide, tiff  # noqa: F401 - what most files need, before they come

    _bound_memory()
    out.write(_READY)
    out.flush()
    for line in sys.stdin.buffer:
        with _bounded_time():
            answer = _tried(Path(os.fsdecode(base64.b64decode(line))))
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()


@contextlib.contextmanager
def _bounded_time() -> Iterator[None]:
    """Have the system end this process after all patience, should nobody be left to do it."""
    alarm = getattr(signal, "alarm", lambda _seconds: 0)  # not on Windows
    alarm(int(2 * PATIENCE))
    yield
    alarm(0)


def _bound_memory() -> None:
    """Have the system refuse memory beyond `MOST_MEMORY`, where it can (not on Windows)."""
    try:
        import resource  # late: not on Windows
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _tried(path: Path) -> dict[str, str]:
    """That header, one tile and the overview can be read, or the error."""
    from graticule.scans.opening import open_scan

    try:
        with open_scan(path) as scan:
            fine, coarse = scan.levels[0], scan.levels[-1]
            scan.read_level(0, _middle(fine.box, *fine.tile))
            whole = coarse.width * coarse.height * scan.channels <= _OVERVIEW
            scan.read_level(
                len(scan.levels) - 1, coarse.box if whole else _middle(coarse.box, _SIDE, _SIDE)
            )
    except errors.GraticuleError as error:
        return {"error": type(error).__name__, "text": str(error)}
    except MemoryError:
        return _refused(path, "takes more memory than a scan does: it is damaged")
    except Exception:  # noqa: BLE001 - a mistake of ours: told where it is opened again
        return {}
    return {"passed": ""}


def _middle(box: Box, width: int, height: int) -> Box:
    """A part of the box, of at most `_SIDE` px a side, around its middle."""
    width, height = (min(size, _SIDE, most) for size, most in
                     ((width, box.width), (height, box.height)))  # fmt: skip
    left, top = (box.width - width) // 2, (box.height - height) // 2
    return Box(left, top, left + width, top + height)


_TRIALS = Trials()
atexit.register(_TRIALS.close)

if __name__ == "__main__":
    main()
