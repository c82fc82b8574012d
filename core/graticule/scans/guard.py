"""The one place where what goes wrong inside a file library becomes a `ScanError`."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graticule.errors import GraticuleError, ScanError, UnsupportedScan

MAX_CHUNK_BYTES = 1 << 30
"""No single tile, strip or picture is decoded that takes more than this in memory."""

MAX_SIDE = 1 << 31
"""No scan is wider or higher than this, in px."""

_MOST_PIXELS_PER_BYTE = 1_000_000


@contextmanager
def reading(path: Path, what: str) -> Iterator[None]:
    """Turn a library's error into a `ScanError` of one line that names the file and the step.

    For library calls alone: it would hide a bug of ours.
    """
    try:
        yield
    except GraticuleError:
        raise
    except MemoryError as error:
        raise ScanError(f"{path.name}: not enough memory to read {what}") from error
    except Exception as error:  # a parser that is fed damage may raise anything
        # Of a parser that lost its way, "'NoneType' object is not iterable" helps nobody.
        lost = type(error) in (TypeError, AttributeError, KeyError, IndexError, AssertionError)
        why = "the file is damaged" if lost or len(str(error)) < 8 else one_line(error)
        raise ScanError(f"{path.name}: cannot read {what} ({why})") from error


def one_line(error: BaseException) -> str:
    """What an error says, on one line of at most 160 characters; its kind if it says nothing."""
    text = " ".join(str(error).split())
    if isinstance(error, OSError) and error.strerror:
        text = error.strerror
    return (text or type(error).__name__)[:160]


def check_regular(path: Path) -> os.stat_result:
    """Facts of a readable, regular, non-empty file.

    Raises `ScanError` for what is missing, unreadable, empty, or a folder, pipe or device:
    opening one of those could wait for ever.
    """
    try:
        facts = path.stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL byte in the name
        raise ScanError(f"{path}: cannot be opened ({one_line(error)})") from error
    if stat.S_ISDIR(facts.st_mode):
        raise ScanError(f"{path}: is a folder; name the scan inside it")
    if not stat.S_ISREG(facts.st_mode):
        raise ScanError(f"{path}: is a pipe or a device, not a file")
    if facts.st_size == 0:
        raise ScanError(f"{path.name}: is empty")
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise ScanError(f"{path}: cannot be opened ({one_line(error)})") from error
    return facts


def check_size(path: Path, width: int, height: int, channels: int = 1) -> None:
    """Raise `ScanError` for a size that no real scan has."""
    if not (0 < width < MAX_SIDE and 0 < height < MAX_SIDE and 0 < channels <= 4096):
        raise ScanError(
            f"{path.name}: claims {width} × {height} px and {channels} channels, "
            "which no scan has; the file is damaged"
        )


def check_plausible(path: Path, pixels: int) -> None:
    """Raise `ScanError` for a file that claims a million times more px than it has bytes.

    No compression gives that, so what is claimed cannot be there, and reading it would not end.
    """
    size = path.stat().st_size
    if pixels > _MOST_PIXELS_PER_BYTE * size:
        raise ScanError(f"{path.name}: claims {pixels:.1e} px in {size} bytes; the file is damaged")


def check_chunk(path: Path, nbytes: int, what: str) -> None:
    """Raise `ScanError` when decoding one piece would take more than `MAX_CHUNK_BYTES`."""
    if nbytes > MAX_CHUNK_BYTES:
        raise UnsupportedScan(
            f"{path.name}: {what} takes {nbytes / 2**30:.1f} GiB in one piece; "
            "save the scan as a tiled TIFF"
        )
