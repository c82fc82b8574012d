"""Notes when the window's thread asks a disk, or reads what a file says.

A disk may be a share that is away, and then any call waits for a minute. Opening, listing, making
and renaming are heard of by Python's audit hook; `os.stat` and `os.fsync` have none and are
wrapped.
"""

import os
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

_EVENTS = {
    "open", "os.listdir", "os.scandir", "os.mkdir", "os.rename", "os.remove", "os.rmdir",
    "os.chmod", "os.truncate", "os.utime", "tempfile.mkstemp", "tempfile.mkdtemp",
    "shutil.copyfile", "shutil.move", "glob.glob",
}  # fmt: skip
_OWN = ("app/graticule_app/", "core/graticule/")  # where our frames are
_HOME = Path(__file__).parents[2]


@dataclass
class Asked:
    """What was asked, each as "what: frames of ours, the last one asking"."""

    allowed: dict[str, str]  # the function that may ask, and why
    lines: dict[str, list[str]] = field(default_factory=dict)  # by the action
    action: str = ""

    def note(self, what: str, of: object) -> None:
        """Somebody asks, perhaps in the window's thread."""
        if not self.action or threading.current_thread() is not threading.main_thread():
            return
        frames = _ours()
        if frames and not any(frame in self.allowed for frame in frames):
            line = f"{what} {str(of)[-70:]}: {' > '.join(reversed(frames[:4]))}"
            found = self.lines.setdefault(self.action, [])
            if line not in found:
                found.append(line)


def _ours() -> list[str]:
    """Functions of ours that are under way, the innermost first; none while Python imports."""
    found: list[str] = []
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if "importlib._bootstrap" in name:
            return []
        found += [
            f"{name.rpartition(part)[2]}:{frame.f_code.co_name}" for part in _OWN if part in name
        ]
        frame = frame.f_back
    return found


def _of_the_program(path: object) -> bool:
    """Whether a file is the program's own, as its code is: it lies where the program lies."""
    try:
        text = str(Path(os.fsdecode(path)).absolute())  # type: ignore[arg-type]
    except TypeError:
        return isinstance(path, int)  # a file that is open already
    own = (str(_HOME / "app"), str(_HOME / "core"), str(_HOME / "resources"), sys.prefix, "/proc")
    return text.startswith((*own, sys.base_prefix))


_listeners: list[Asked] = []


def _hear(event: str, args: tuple[Any, ...]) -> None:
    if _listeners and event in _EVENTS:
        of = args[0] if args else ""
        if not _of_the_program(of):
            for asked in _listeners:
                asked.note(event, of)


sys.addaudithook(_hear)  # it cannot be taken away again


def _wrapped(what: str, call: Callable[..., Any], *, file: bool) -> Callable[..., Any]:
    def heard(*args: Any, **named: Any) -> Any:
        of = args[0] if args else ""
        if not (file and _of_the_program(of)):
            for asked in _listeners:
                asked.note(what, of if file else "")
        return call(*args, **named)

    return heard


@contextmanager
def listened(allowed: dict[str, str], monkeypatch: Any) -> Iterator[Asked]:
    """Hear of every question to a disk; set `action` to what the user is about to do."""
    asked = Asked(allowed)
    with monkeypatch.context() as patch:
        for name in ("stat", "lstat", "access"):
            patch.setattr(os, name, _wrapped(f"os.{name}", getattr(os, name), file=True))
        for name in ("fsync", "fdatasync"):
            if hasattr(os, name):
                patch.setattr(os, name, _wrapped(f"os.{name}", getattr(os, name), file=False))
        for name in ("replace", "unlink", "scandir", "listdir", "mkdir"):
            patch.setattr(os, name, _wrapped(f"os.{name}", getattr(os, name), file=True))
        patch.setattr(tomllib, "loads", _wrapped("parse", tomllib.loads, file=False))
        patch.setattr(msgspec.toml, "decode", _wrapped("parse", msgspec.toml.decode, file=False))
        _listeners.append(asked)
        try:
            yield asked
        finally:
            _listeners.remove(asked)
