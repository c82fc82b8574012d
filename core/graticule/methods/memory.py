"""What previews of one scan need again and again, in bounded memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable
from typing import Any, TypeVar

import numpy as np

from graticule.methods.maps import Looking
from graticule.models import Pack
from graticule.scans import Scan
from graticule.segment import PackSettings, ResultStore, TileDone

T = TypeVar("T")
Predict = Callable[[Scan, Pack, PackSettings, int], np.ndarray | None]
"""Maps (2 or 3, h, w) of a tile of the analysis's grid; None where there is only background."""

_BYTES = 256 << 20


class Memory:
    """Histograms, pixels and the network's answers for one open scan.

    Several previews may use it at once. Histograms of whole scans are gathered step by step: one
    whose preview is cancelled goes on where it was when the next preview asks for it.
    """

    def __init__(self, predict: Predict, *, limit_bytes: int = _BYTES) -> None:
        self.predict = predict
        self.store: ResultStore | None = None  # of an analysis, whose tiles need no network
        self.busy = threading.Lock()  # whoever gathers or predicts
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._arrays: OrderedDict[Hashable, tuple[np.ndarray | None, ...]] = OrderedDict()
        self._used = 0
        self._whole: dict[Hashable, Any] = {}
        self._under_way: dict[Hashable, Generator[TileDone, None, Any]] = {}

    def arrays(self, key: Hashable) -> tuple[np.ndarray | None, ...] | None:
        """What `keep` was given under that key, unless room was needed for something else."""
        with self._lock:
            found = self._arrays.get(key)
            if found is not None:
                self._arrays.move_to_end(key)
            return found

    def keep(self, key: Hashable, arrays: tuple[np.ndarray | None, ...]) -> None:
        """Remember arrays; what was used longest ago makes room."""
        with self._lock:
            self._used += _size(arrays) - _size(self._arrays.pop(key, ()))
            self._arrays[key] = arrays
            while self._used > self._limit and len(self._arrays) > 1:
                _, dropped = self._arrays.popitem(last=False)
                self._used -= _size(dropped)

    def whole(self, key: Hashable) -> Any:
        """What `gather` found for that key; None if it has not come to its end."""
        return self._whole.get(key)

    def gather(
        self, key: Hashable, start: Callable[[], Generator[TileDone, None, T]], what: str
    ) -> Generator[Looking, None, T]:
        """Run `start()` to its end, once for a key, however often its previews are cancelled."""
        yield from self.turn()
        try:
            while key not in self._whole:
                work = self._under_way.get(key)
                if work is None:
                    work = self._under_way[key] = start()
                try:
                    step = next(work)
                except StopIteration as end:
                    self._whole[key] = end.value
                    del self._under_way[key]
                    break
                except BaseException:
                    self._under_way.pop(key, None)
                    raise
                yield Looking(what, step.done, step.total)
        finally:
            self.busy.release()
        return self._whole[key]

    def turn(self) -> Generator[Looking, None, None]:
        """Wait for `busy`, and hold it; the caller releases it."""
        while not self.busy.acquire(timeout=0.05):
            yield Looking("Waiting for the last step")

    def close(self) -> None:
        """End what is under way and forget all; no preview may be running."""
        for work in self._under_way.values():
            work.close()
        self._under_way.clear()
        self._whole.clear()
        self._arrays.clear()
        self._used = 0


def _size(arrays: tuple[np.ndarray | None, ...]) -> int:
    return sum(array.nbytes for array in arrays if array is not None)
