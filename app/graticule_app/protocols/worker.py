"""The window's end of the process that runs the network of previews.

The process starts with the first tile, stays for the next ones, and ends with the window.
"""

import atexit
import subprocess
import sys
import threading
from contextlib import suppress

import numpy as np

from graticule.errors import GraticuleError
from graticule.geometry import PixelSize
from graticule.models import Pack
from graticule.preview.messages import TileFailed, TileMaps, TileWanted, read, write
from graticule.scans import Scan
from graticule.segment import PackSettings

_GONE = "The preview's network stopped by itself, most likely because memory ran out"


def command() -> list[str]:
    """How the process is started: the window's own program if it is one file, else Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--preview"]
    return [sys.executable, "-m", "graticule.preview.serve"]


class _Process:
    """The one process; whoever comes second waits for the first one's answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, wanted: TileWanted) -> TileMaps | TileFailed:
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                write(process.stdin, wanted)
                return read(process.stdout)
            except (EOFError, OSError) as error:
                self._end()
                raise GraticuleError(_GONE) from error

    def stop(self) -> None:
        """End it, in the middle of a tile if need be."""
        process = self._process
        if process is not None:
            with suppress(OSError):
                process.kill()
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


_process = _Process()
atexit.register(_process.stop)


class RemoteNetworks:
    """As `graticule.preview.Networks`, in the other process, for one way of opening a file."""

    def __init__(self, pixel_size: PixelSize | None, frame: int) -> None:
        self._pixel_size = pixel_size
        self._frame = frame

    def __call__(
        self, scan: Scan, pack: Pack, settings: PackSettings, index: int
    ) -> np.ndarray | None:
        """Maps (2 or 3, h, w) of a tile of `scan`, which the process opens for itself."""
        wanted = TileWanted(str(scan.path), self._pixel_size, self._frame, pack, settings, index)
        answer = _process.ask(wanted)
        if isinstance(answer, TileMaps):
            return answer.maps
        if answer.told:
            raise GraticuleError(answer.text)
        raise RuntimeError(answer.text)


def stop() -> None:
    """End the process, if it runs."""
    _process.stop()
