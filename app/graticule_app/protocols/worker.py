"""The network of a preview in a process of its own.

Importing torch and running a network hold Python's lock for seconds, which would freeze the
window. The process starts with the first tile, stays for the next ones, and ends with the window.
"""

import atexit
import contextlib
import multiprocessing
import os
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

import numpy as np

from graticule.errors import GraticuleError
from graticule.geometry import PixelSize
from graticule.models import Pack
from graticule.preview import Networks, prepared
from graticule.scans import Scan, open_scan
from graticule.segment import PackSettings

_POLITE = 10  # added to the process's niceness: the window and an analysis go first


class _Child:
    """What the process keeps between two tiles."""

    networks: Networks | None = None
    key: object = None
    scan: Scan | None = None


def _tile(
    path: str,
    how: tuple[PixelSize | None, int],
    pack: Pack,
    settings: PackSettings,
    index: int,
) -> np.ndarray | None:
    """Runs in the process: the maps of one tile, in a scan that stays open."""
    key = (path, how)
    if _Child.networks is None:
        with contextlib.suppress(AttributeError, OSError):  # Windows has no nice
            os.nice(_POLITE)
        _Child.networks = Networks()
    if key != _Child.key or _Child.scan is None:
        if _Child.scan is not None:
            _Child.scan.close()
        _Child.scan, _Child.key = open_scan(path), key
    pixel_size, frame = how
    scan = prepared(_Child.scan, pixel_size=pixel_size, frame=frame)
    return _Child.networks(scan, pack, settings, index)


class _Pool:
    """The one process, started when it is first needed."""

    executor: ProcessPoolExecutor | None = None

    @classmethod
    def get(cls) -> ProcessPoolExecutor:
        if cls.executor is None:
            context = multiprocessing.get_context("spawn")
            cls.executor = ProcessPoolExecutor(1, mp_context=context)
            atexit.register(cls.stop)
        return cls.executor

    @classmethod
    def stop(cls) -> None:
        if cls.executor is not None:
            cls.executor.shutdown(wait=False, cancel_futures=True)
            cls.executor = None


class RemoteNetworks:
    """As `graticule.preview.Networks`, in the other process, for one way of opening a file."""

    def __init__(self, pixel_size: PixelSize | None, frame: int) -> None:
        self._how = (pixel_size, frame)

    def __call__(
        self, scan: Scan, pack: Pack, settings: PackSettings, index: int
    ) -> np.ndarray | None:
        """Maps (2 or 3, h, w) of a tile of `scan`, which the process opens for itself."""
        try:
            future = _Pool.get().submit(_tile, str(scan.path), self._how, pack, settings, index)
            return future.result()
        except BrokenExecutor as error:
            _Pool.stop()
            raise GraticuleError(
                "the preview's network ended before its time: memory may be short"
            ) from error


def stop() -> None:
    """End the process, if it runs."""
    _Pool.stop()
