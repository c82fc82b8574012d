"""Who reads a file at the moment, so that it is never closed under a reader."""

from threading import Lock, get_ident


class Lease:
    """Counts the readers of one file; once it has ended, no other thread may begin.

    A thread that reads already may read on, however deep: what it has begun it can finish.
    `leave` and `end` say who has to let go of the file: the last reader, or whoever ends it while
    nobody reads. That is told exactly once.
    """

    __slots__ = ("_ended", "_lock", "_readers")

    def __init__(self) -> None:
        self._lock = Lock()
        self._readers: dict[int, int] = {}  # how deep, by thread
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether it has ended; the file may still be read by those who had begun."""
        return self._ended

    def begin(self) -> int | None:
        """Read from now on: a token for `leave`, or None if the lease has ended."""
        thread = get_ident()
        with self._lock:
            deep = self._readers.get(thread, 0)
            if self._ended and not deep:
                return None
            self._readers[thread] = deep + 1
        return thread

    def leave(self, token: int) -> bool:
        """Read no longer; whether the caller must let go of the file now."""
        with self._lock:
            self._readers[token] -= 1
            if not self._readers[token]:
                del self._readers[token]
            return self._ended and not self._readers

    def end(self) -> bool:
        """No other thread may begin; whether the caller must let go of the file now."""
        with self._lock:
            first, self._ended = not self._ended, True
            return first and not self._readers
