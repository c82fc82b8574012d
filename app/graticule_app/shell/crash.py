"""When the program itself goes wrong: a report file without data, and a way back to the work.

Two things can happen. A mistake in Python reaches `sys.excepthook`: a report is written, the
window tells where, and goes on. A crash of the process leaves what `faulthandler` wrote and a
marker that was never removed: the next start offers to reopen what was open.
"""

import faulthandler
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from graticule.fault_report import head, log_folder, report, write_report
from graticule_app.model.project import session_folder


class CrashWatch:
    """Writes reports; `told` is called in whichever thread the mistake was made."""

    def __init__(self, told: Callable[[str, Path], None] | None = None) -> None:
        self.told = told
        self._marker = session_folder() / f"running-{os.getpid()}"
        self._fault = log_folder() / f"fault-{os.getpid()}.txt"
        self._fault_file = None

    def install(self) -> None:
        """From now on nothing goes wrong unseen. A folder that cannot be written is no reason
        not to start.
        """
        sys.excepthook = self._caught
        threading.excepthook = lambda told: self._caught(
            told.exc_type, told.exc_value or told.exc_type(), told.exc_traceback
        )
        with suppress(OSError):
            log_folder().mkdir(parents=True, exist_ok=True)
            session_folder().mkdir(parents=True, exist_ok=True)
            self._fault_file = self._fault.open("w", encoding="utf-8")
            faulthandler.enable(self._fault_file)
            self._marker.write_text("", encoding="utf-8")

    def ended_well(self) -> None:
        """The program ends as it should: nothing to tell at the next start."""
        if self._fault_file is not None:
            faulthandler.disable()
            self._fault_file.close()
        for path in (self._marker, self._fault):
            with suppress(OSError):
                path.unlink()

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = report(error, trace)
        if sys.stderr is not None:  # a program without a console has none
            sys.stderr.write(text)
        path = write_report(text)
        if self.told is not None and path is not None:
            self.told(text, path)


def crashed_before() -> bool:
    """Whether an earlier run never ended; asked once, its marks are removed."""
    found = False
    with suppress(OSError):
        for marker in session_folder().glob("running-*"):
            pid = marker.name.partition("-")[2]
            if pid != str(os.getpid()) and not (pid.isdigit() and _alive(int(pid))):
                found = True
                marker.unlink(missing_ok=True)
        for fault in log_folder().glob("fault-*.txt"):
            pid = fault.stem.partition("-")[2]
            if pid == str(os.getpid()) or (pid.isdigit() and _alive(int(pid))):
                continue
            text = fault.read_text(encoding="utf-8", errors="replace")
            if text.strip():
                home = str(Path.home())
                write_report(f"{head()}\nThe process crashed:\n{text.replace(home, '~')}")
            fault.unlink(missing_ok=True)
    return found


def _alive(pid: int) -> bool:
    """Whether a process of that number runs; on Windows asking a process can end it, so no."""
    if os.name == "nt":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
