"""Pieces of scans kept in memory: at most so many bytes, and each read only once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any

import numpy as np


class ByteCache:
    """Arrays by key, the least recently used ones forgotten past `limit` bytes.

    Safe for threads: however many ask for one key at once, it is made once and all get it.
    The newest array is kept even if it alone is larger than the limit.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._kept: OrderedDict[Hashable, np.ndarray] = OrderedDict()
        self._bytes = 0
        self._making: dict[Hashable, Future[np.ndarray]] = {}
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """Bytes that are kept now."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._kept)

    def peek(self, key: Hashable) -> np.ndarray | None:
        """What is kept under a key, or None; counts as a use."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def get(self, key: Hashable, make: Callable[[], np.ndarray]) -> np.ndarray:
        """The array of a key, made if need be; an error in making it reaches all who wait.

        The array is shared: whoever gets it must not write to it.
        """
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            future = self._making.get(key)
            mine = future is None
            if future is None:
                future = self._making[key] = Future()
        if not mine:
            return future.result()
        try:
            made = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            future.set_exception(error)
            raise
        with self._lock:
            del self._making[key]
            self._keep(key, made)
        future.set_result(made)
        return made

    def drop(self, belongs: Callable[[Any], bool]) -> None:
        """Forget every key for which `belongs` is true."""
        with self._lock:
            for key in [key for key in self._kept if belongs(key)]:
                self._bytes -= self._kept.pop(key).nbytes

    def clear(self) -> None:
        """Forget everything."""
        self.drop(lambda _: True)

    def _keep(self, key: Hashable, array: np.ndarray) -> None:
        self._kept[key] = array
        self._bytes += array.nbytes
        while self._bytes > self.limit and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes
