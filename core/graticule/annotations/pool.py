"""Files of scans that are opened when they are needed: a set may have more than may be open."""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from graticule.memory import cache_size
from graticule.scans import GreyRange, Scan, open_scan

_FILES = 128
_BYTES = 2 << 30  # of pictures that are decoded in one piece and kept


@dataclass
class _Open:
    scan: Scan
    size: int
    users: int = 0


class Pool:
    """Opens scans on demand and closes those used longest ago, never one that is being read.

    `grey_range` is black and white of all scans as a user says; None leaves it to files and values.
    """

    def __init__(
        self, grey_range: GreyRange | None = None, *, files: int = _FILES, size: int = _BYTES
    ) -> None:
        self._grey_range = grey_range
        self._files, self._size = files, cache_size(size)
        self._lock = threading.Lock()
        self._open: OrderedDict[Path, _Open] = OrderedDict()
        weakref.finalize(self, _close_all, self._open)  # with the last source that reads from it

    def scan(self, path: Path) -> AbstractContextManager[Scan]:
        """As `use`, of a scan that was annotated."""
        return self.use(path, lambda wanted: open_scan(wanted, grey_range=self._grey_range))

    @contextmanager
    def use(self, path: Path, opener: Callable[[Path], Scan]) -> Iterator[Scan]:
        """The scan of `path`, open until the block ends and as long as there is room."""
        with self._lock:
            entry = self._open.get(path)
            if entry is None:
                scan = opener(path)
                entry = self._open[path] = _Open(scan, _kept(scan))
            entry.users += 1
            self._open.move_to_end(path)
        try:
            yield entry.scan
        finally:
            with self._lock:
                entry.users -= 1
                self._make_room()

    def close(self) -> None:
        """Close what nobody reads; the pool can be used again."""
        with self._lock:
            for path in [path for path, entry in self._open.items() if not entry.users]:
                self._open.pop(path).scan.close()

    def _make_room(self) -> None:
        used = sum(entry.size for entry in self._open.values())
        for path, entry in list(self._open.items())[:-1]:
            if len(self._open) <= self._files and used <= self._size:
                return
            if not entry.users:
                used -= entry.size
                self._open.pop(path).scan.close()


def _close_all(entries: OrderedDict[Path, _Open]) -> None:
    for entry in entries.values():
        entry.scan.close()


def _kept(scan: Scan) -> int:
    """Bytes that an open scan holds: a picture that is decoded in one piece stays decoded."""
    level = scan.levels[0]
    whole = level.tile[0] >= level.width and level.tile[1] >= level.height
    return level.width * level.height * scan.channels * scan.dtype.itemsize if whole else 0
