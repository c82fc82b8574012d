"""Write files so that a reader never meets half of one."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from graticule.errors import ResultError

StrPath = str | os.PathLike[str]  # what the public functions take as a path

_MOST_ASIDE = 1_000  # files of one name that could not be read
_BEGIN, _ENDING = 16, 16  # characters of a name that its temporary file has


@dataclass(frozen=True, slots=True)
class WriteProgress:
    """A writer's progress: `done` of `total` steps of the file called `name`."""

    name: str
    done: int
    total: int


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends without error.

    Raises `ResultError` in one line when the folder cannot be written or the disk is full.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Short, as the name itself may be as long as a name can be; libraries look at the ending.
        ending = "".join(path.suffixes[-2:])[-_ENDING:]
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem[:_BEGIN]}.", suffix=ending, dir=path.parent
        )
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        _flush(temporary)
        temporary.replace(path)
    except OSError as error:
        raise ResultError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()


def put_aside(path: Path) -> Path | None:
    """Rename a file that cannot be read, so that nothing is ever written over it.

    Its new name, such as `queue-unreadable-1.json` beside it; None where it cannot be renamed.
    """
    for number in range(1, _MOST_ASIDE):
        aside = path.with_name(f"{path.stem}-unreadable-{number}{path.suffix}")
        if not os.path.lexists(aside):
            break
    else:
        return None
    try:
        path.rename(aside)
    except OSError:
        return None
    return aside


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def read_at_most(file: IO[bytes], limit: int) -> bytes | None:
    """All that is left of a file, or None where that is more than `limit` bytes.

    `file.read(limit)` alone would take that much memory whatever the file holds.
    """
    found = bytearray()
    while piece := file.read(min(1 << 20, limit + 1 - len(found))):
        found += piece
    return None if len(found) > limit else bytes(found)


def sha256(path: Path) -> str:
    """SHA-256 of a whole file, hex, at flat memory; raises `OSError`."""
    found = hashlib.sha256()
    block = bytearray(1 << 20)
    view = memoryview(block)
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(block):
            found.update(view[:count])
    return found.hexdigest()


def fingerprint(path: Path) -> str:
    """Hash of size, time of change, and the first, middle and last 64 KiB of a file, hex.

    It takes no time however large the file is, and changes when a file of the same name is
    replaced or written to; raises `OSError`.
    """
    part = 1 << 16
    with path.open("rb") as file:
        facts = os.fstat(file.fileno())
        found = hashlib.sha256(f"{facts.st_size} {facts.st_mtime_ns}".encode())
        for start in (0, facts.st_size // 2, max(0, facts.st_size - part)):
            file.seek(start)
            found.update(file.read(part))
    return found.hexdigest()


def derived_fingerprint(fingerprint: str, what: str) -> str:
    """The fingerprint of one part, or one way to look at, a file of that fingerprint, hex."""
    found = hashlib.sha256(f"{fingerprint}{what}".encode()).hexdigest()
    return found[: len(fingerprint)]
