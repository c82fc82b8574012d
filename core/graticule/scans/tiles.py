"""Tiles for a viewer: read in the background, nearest first, each of them once."""

import math
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graticule.errors import GraticuleError, ScanClosed
from graticule.scans.cache import ByteCache
from graticule.scans.scan import LevelWindow, Scan

Ready = Callable[[LevelWindow, np.ndarray], None]
Failed = Callable[[LevelWindow, GraticuleError], None]


@dataclass(frozen=True, slots=True)
class _Key:
    """A tile of one state of a file: a file that has changed has other keys."""

    path: Path
    fingerprint: str
    window: LevelWindow

    @classmethod
    def of(cls, scan: Scan, window: LevelWindow) -> "_Key":
        return cls(scan.path, scan.fingerprint, window)


class TileCache:
    """Tiles of any number of scans, at most `limit` bytes of them, read by `workers` threads.

    `want` replaces the whole list of tiles that are still to be read, so that nobody waits for
    what has left the view. A context manager; `close` waits for the tiles that are being read.
    """

    def __init__(self, limit: int = 256 << 20, *, workers: int = 2) -> None:
        self._kept = ByteCache(limit)
        self._changed = threading.Condition()
        self._wanted: list[tuple[Scan, LevelWindow, Ready, Failed | None]] = []
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"tiles-{i}", daemon=True)
            for i in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def nbytes(self) -> int:
        """Bytes of the tiles that are kept now."""
        return self._kept.nbytes

    def peek(self, scan: Scan, window: LevelWindow) -> np.ndarray | None:
        """The tile if it is here already, else None; never waits for a file."""
        return self._kept.peek(_Key.of(scan, window))

    def get(self, scan: Scan, window: LevelWindow) -> np.ndarray:
        """The tile, read now if need be; read-only, since all who ask share it."""

        def read() -> np.ndarray:
            tile = scan.read_level(window.level, window.box, frame=window.frame)
            tile.flags.writeable = False
            return tile

        return self._kept.get(_Key.of(scan, window), read)

    def want(
        self,
        scan: Scan,
        windows: Iterable[LevelWindow],
        ready: Ready,
        *,
        failed: Failed | None = None,
        near: tuple[float, float] | None = None,
    ) -> None:
        """Read these tiles in the background instead of all that was wanted before.

        `ready(window, tile)` is called from a worker as each arrives, `failed` if one cannot be
        read. `near` is a place in level-0 px: the tiles closest to it come first; without it they
        come in the order given.
        """
        order = list(windows)
        if near is not None:
            order.sort(key=lambda window: _distance(scan, window, near))
        with self._changed:
            self._wanted = [(scan, window, ready, failed) for window in reversed(order)]
            self._changed.notify_all()

    def drop(self, scan: Scan) -> None:
        """Forget the tiles of a scan, and those of it that are wanted."""
        with self._changed:
            self._wanted = [entry for entry in self._wanted if entry[0] is not scan]
        self._kept.drop(lambda key: (key.path, key.fingerprint) == (scan.path, scan.fingerprint))

    def close(self) -> None:
        """Drop what is wanted, wait for what is being read, forget all; then only `get` works."""
        with self._changed:
            self._closed = True
            self._wanted.clear()
            self._changed.notify_all()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join()
        self._kept.clear()

    def __enter__(self) -> "TileCache":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._wanted and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                scan, window, ready, failed = self._wanted.pop()
            try:
                tile = self.get(scan, window)
            except ScanClosed:
                continue  # nobody wants it any more
            except GraticuleError as error:
                if failed is not None:
                    failed(window, error)
            else:
                ready(window, tile)


def _distance(scan: Scan, window: LevelWindow, near: tuple[float, float]) -> float:
    """From the middle of a tile to a place, in level-0 px."""
    factor = scan.levels[window.level].downsample
    x, y = window.box.center
    return math.hypot(x * factor - near[0], y * factor - near[1])
