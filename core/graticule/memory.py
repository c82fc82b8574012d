"""Memory that was let go of goes back to the system."""

import ctypes
import sys

_ARENA_MAX = -8  # glibc's malloc.h: M_ARENA_MAX


def share_arenas() -> None:
    """Let all threads share two of the C library's heaps; where there is no glibc, do nothing.

    By default each thread fills a heap of its own with what it let go of: an analysis of a large
    scan ended with 200 MiB that nobody used. Large arrays do not wait for one another by it.
    """
    if sys.platform != "linux":
        return
    try:
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)
    except (OSError, AttributeError):  # musl has no mallopt
        return
