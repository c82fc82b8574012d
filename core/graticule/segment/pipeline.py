"""Do things ahead in threads, in order, with bounded memory and a prompt end."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def ahead(
    work: Callable[[T], R], items: Iterable[T], *, threads: int, window: int
) -> Generator[tuple[T, R], None, None]:
    """Each item with `work(item)`, in order, with at most `window` of them begun or waiting.

    What `work` raises is raised here. Closing the generator drops what has not begun and waits
    for what has, so that nobody reads from a scan that its owner closes next.
    """
    source = iter(items)
    pending: deque[tuple[T, Future[R]]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="graticule-read")
    try:
        for item in source:
            pending.append((item, pool.submit(work, item)))
            if len(pending) >= window:
                first, future = pending.popleft()
                yield first, future.result()
        while pending:
            first, future = pending.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Drain(Generic[T]):
    """One thread that consumes items in order; what it raises comes out of the next `put`."""

    def __init__(self, consume: Callable[[T], None], size: int) -> None:
        self._consume = consume
        self._queue: queue.Queue[T | None] = queue.Queue(size)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="graticule-write", daemon=True)
        self._thread.start()

    def put(self, item: T) -> None:
        """Hand over an item; waits while `size` of them are queued."""
        self._check()
        self._queue.put(item)

    def close(self) -> None:
        """Wait until all is consumed, and raise what `put` has not told yet."""
        self._queue.put(None)
        self._thread.join()
        self._check()

    def _check(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._error is not None:
                continue  # keep emptying the queue, or `put` would wait for ever
            try:
                self._consume(item)
            except BaseException as error:  # noqa: BLE001 - it is raised where items come from
                self._error = error


@contextmanager
def drained(consume: Callable[[T], None], *, size: int) -> Iterator[Drain[T]]:
    """A `Drain` that is emptied when the block ends, however it ends: what is ready is kept."""
    drain = Drain(consume, size)
    try:
        yield drain
    except BaseException:
        with suppress(Exception):  # the block's own error is the one to tell
            drain.close()
        raise
    drain.close()
