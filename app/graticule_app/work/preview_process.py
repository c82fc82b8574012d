"""The window's end of the process that runs the network of previews.

The process starts with the first tile, stays for the next ones, and ends with the window.
"""

import subprocess
import sys
import threading
from contextlib import suppress

import numpy as np

from graticule.errors import GraticuleError
from graticule.geometry import PixelSize
from graticule.models import Pack
from graticule.names import path_text
from graticule.preview.tile_worker import TileEmpty, TileFailed, TileWanted, read_maps
from graticule.scans import GreyRange, Scan
from graticule.segment import PackSettings
from graticule.worker import encode_order
from graticule_app.look.translation import tr, tr_noop
from graticule_app.work import processes

_GONE = tr_noop("The preview's network stopped by itself, most likely because memory ran out")


def command() -> list[str]:
    """How the process is started: the window's own program if it is one file, else Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--preview"]
    return [sys.executable, "-m", "graticule.preview.tile_worker"]


class NetworkProcess:
    """One process, for threads; whoever comes second waits for the first one's answer."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def ask(self, wanted: TileWanted) -> np.ndarray | TileEmpty | TileFailed:
        """The maps of a tile, or why there are none; raises `GraticuleError` if it dies."""
        with self._asking:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write(encode_order(wanted))
                process.stdin.flush()
                return read_maps(process.stdout)
            except (EOFError, OSError, ValueError) as error:
                self._bury(process)
                raise GraticuleError(tr(_GONE)) from error

    def end(self) -> None:
        """End it for good, in the middle of a tile if need be; nobody waits for it here.

        A network takes half a minute to load: whoever waits for its answer hears at once that
        there will be none, and no other process is started for the next tile.
        """
        with self._starting:
            self._ended = True
            if self._process is not None:
                processes.end(self._process)

    def _running(self) -> subprocess.Popen[bytes]:
        with self._starting:
            if self._ended:
                raise GraticuleError(tr(_GONE))
            if self._process is None or self._process.poll() is not None:
                if self._process is not None:
                    self._bury(self._process)
                self._process = processes.start(command())
            return self._process

    @staticmethod
    def _bury(process: subprocess.Popen[bytes]) -> None:
        processes.end(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class RemoteNetworks:
    """As `graticule.preview.Networks`, in the other process, for one way of opening a file."""

    def __init__(
        self,
        process: NetworkProcess,
        pixel_size: PixelSize | None,
        frame: int,
        grey_range: GreyRange | None = None,
    ) -> None:
        self._process = process
        self._pixel_size = pixel_size
        self._frame = frame
        self._grey_range = grey_range

    def __call__(
        self, scan: Scan, pack: Pack, settings: PackSettings, index: int
    ) -> np.ndarray | None:
        """Maps (2 or 3, h, w) of a tile of `scan`, which the process opens for itself."""
        plain = {name: getattr(settings, name) for name in PackSettings.__struct_fields__}
        wanted = TileWanted(
            scan=path_text(scan.path),
            pixel_size=self._pixel_size,
            grey_range=self._grey_range,
            frame=self._frame,
            pack=path_text(pack.path),
            sha256=pack.sha256,
            working_pixel_size=pack.working_pixel_size,
            settings=PackSettings(**plain),
            index=index,
        )
        answer = self._process.ask(wanted)
        if isinstance(answer, TileEmpty):
            return None
        if isinstance(answer, np.ndarray):
            return answer
        if answer.told:
            raise GraticuleError(answer.text)
        raise RuntimeError(answer.text)
