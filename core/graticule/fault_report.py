"""What an error is to the user: one line, and for a mistake of the program a report of it.

The report holds what its authors need, and nothing of the user's data.
"""

import platform
import re
import traceback
from contextlib import suppress
from datetime import datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType

import platformdirs

from graticule.errors import GraticuleError
from graticule.memory import lacks_memory
from graticule.names import shown
from graticule.version import __version__

PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "torch", "tifffile", "imagecodecs",
            "openslide-bin", "zarr", "numba")  # fmt: skip
KEPT = 20  # reports; older ones are removed
_PATH = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^/\\\s'\":]+){2,}")


def told(error: BaseException) -> str:
    """What to tell the user of an error, on one line.

    A mistake of the program is named as one, and its report is written.
    """
    if isinstance(error, GraticuleError):
        return shown(str(error))
    if lacks_memory(error):
        return "out of memory: close other programs, or analyse at a coarser pixel size"
    if isinstance(error, OSError) and error.errno is not None:
        which = f"{error.filename}: " if error.filename else ""
        return shown(f"{which}cannot be read or written ({error.strerror})")
    path = write_report(report(error, error.__traceback__))
    where = f"; the report for its authors is {path}" if path else ""
    text = f"unexpected {type(error).__name__}: {error} (a mistake of the program{where})"
    return " ".join(shown(text).split())


def log_folder() -> Path:
    """Where reports lie."""
    return Path(platformdirs.user_log_dir("graticule", appauthor=False))


def report(error: BaseException, trace: TracebackType | None) -> str:
    """Versions and the way to the mistake; no values, and of the user's paths only the ending."""
    frames = "".join(traceback.format_tb(trace))
    message = _PATH.sub(lambda found: f"…{Path(found[0]).suffix}", str(error))
    home = str(Path.home())
    return f"{head()}\n{frames.replace(home, '~')}{type(error).__name__}: {message}\n"


def head() -> str:
    """When it was, and the versions of the program, of what it runs on and of what it is made."""
    lines = [
        f"Graticule {__version__}, {datetime.now().astimezone().isoformat(timespec='seconds')}",
        f"Python {platform.python_version()} on {platform.platform()}",
        *versions(),
        "",
    ]
    return "\n".join(lines)


def write_report(text: str) -> Path | None:
    """Put a report into the log folder; None where that cannot be done."""
    name = f"report-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
    with suppress(OSError):
        log_folder().mkdir(parents=True, exist_ok=True)
        path = log_folder() / name
        path.write_text(text, encoding="utf-8", errors="replace")
        for old in sorted(log_folder().glob("report-*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return path
    return None


def versions() -> list[str]:
    """The packages that matter most, with their versions."""
    return [f"{name} {_version(name)}" for name in PACKAGES]


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "is not installed"
