"""How much memory there is, and how what was let go of is kept."""

import ctypes
import os
import sys
from functools import lru_cache

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX, _ARENA_MAX = -1, -2, -4, -8  # glibc's malloc.h: M_…
_MOST = 2**31 - 1
_UNKNOWN = 8 << 30  # bytes, where the system does not tell
# What torch, CUDA and OpenVINO say in a RuntimeError.
_NO_MEMORY = ("out of memory", "not enough memory", "can't allocate memory", "bad allocation")


class _MemoryStatus(ctypes.Structure):
    """Windows' MEMORYSTATUSEX."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("physical", "free", *"abcde")),
    )


@lru_cache(maxsize=1)
def physical_memory() -> int:
    """Bytes of memory that this computer has; 8 GiB where the system does not tell."""
    if sys.platform == "win32":
        status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
        told = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.physical) if told else _UNKNOWN
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return _UNKNOWN


def cache_size(most: int) -> int:
    """Bytes that a cache may hold: `most`, but an eighth of the memory where that is little."""
    return min(most, physical_memory() // 8)


def lacks_memory(error: BaseException) -> bool:
    """Whether an error, torch's or OpenVINO's included, says that memory has run out."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(
        words in str(error).lower() for words in _NO_MEMORY
    )


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
