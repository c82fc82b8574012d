"""What a process that works beside the window has in common with others of its kind."""

import faulthandler
import logging
import os
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import IO

NICE = 10  # how far below the window's priority such a process runs, on the scale of `nice`
_DETAILS = 20_000  # characters of a traceback that are told


def work_beside_the_window() -> tuple[IO[bytes], IO[bytes]]:
    """Make this process one that takes orders: (input, output), at lower priority.

    Whatever else is printed goes to standard error, and so does a library's crash. Ctrl-C in a
    terminal is for the window.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    lower_priority()
    return os.fdopen(os.dup(0), "rb"), out


def lower_priority() -> None:
    """Let every other program of the user go first; without the right to, nothing changes."""
    with suppress(OSError, AttributeError):
        if os.name == "nt":
            import ctypes  # late: only here

            kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
            below_normal = 0x4000
            kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
        else:
            os.nice(NICE)
            _leave_session()


def _leave_session() -> None:
    """Share no allowance of computing time with the window.

    Linux deals time out among sessions first (autogroup) and among a session's processes second:
    in the window's session this process would use up the window's share, whatever its priority.
    """
    os.setsid()
    group = Path("/proc/self/autogroup")
    if group.exists():
        group.write_text(str(NICE))
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def trace(error: BaseException) -> str:
    """An error's traceback, for who looks into it."""
    return "".join(traceback.format_exception(error))[-_DETAILS:]
