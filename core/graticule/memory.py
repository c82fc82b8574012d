"""How memory that was let go of is kept: an analysis and a training want it otherwise."""

import ctypes
import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX, _ARENA_MAX = -1, -2, -4, -8  # glibc's malloc.h: M_…
_MOST = 2**31 - 1


def share_arenas() -> None:
    """Let all threads share two of the C library's heaps; where there is no glibc, do nothing.

    By default each thread fills a heap of its own with what it let go of: an analysis of a large
    scan ended with 200 MiB that nobody used. Large arrays do not wait for one another by it.
    """
    _set(_ARENA_MAX, 2)


def keep_memory() -> None:
    """Let go of nothing until the process ends; where there is no glibc, do nothing.

    A training asks for the same large arrays at every step. By default each comes fresh from the
    system, which clears it page by page: a sixth of the time of a step.
    """
    _set(_MMAP_MAX, 0)
    _set(_TRIM_THRESHOLD, _MOST)
    _set(_TOP_PAD, 64 << 20)


def _set(parameter: int, value: int) -> None:
    if sys.platform != "linux":
        return
    try:
        ctypes.CDLL(None).mallopt(parameter, value)
    except (OSError, AttributeError):  # musl has no mallopt
        return
