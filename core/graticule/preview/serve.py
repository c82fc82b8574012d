"""Runs the network of previews in a process of its own: `python -m graticule.preview.serve`.

Importing torch and running a network hold Python's lock for seconds, which would freeze a window.
Requests and answers go through standard input and output. The process ends when its input does.
"""

import contextlib
import os
import sys

from graticule.errors import GraticuleError
from graticule.methods.network_maps import Networks
from graticule.preview.calibrated import prepared
from graticule.preview.messages import TileFailed, TileMaps, TileWanted, read, write
from graticule.scans import Scan, open_scan

_POLITE = 10  # added to the process's niceness: the window and an analysis go first


class _Server:
    """Keeps the last scan open and the last network loaded between two tiles."""

    def __init__(self) -> None:
        self._networks = Networks()
        self._path = ""
        self._scan: Scan | None = None

    def answer(self, wanted: TileWanted) -> TileMaps | TileFailed:
        try:
            if self._scan is None or wanted.path != self._path:
                self.close()
                self._scan, self._path = open_scan(wanted.path), wanted.path
            scan = prepared(
                self._scan,
                pixel_size=wanted.pixel_size,
                frame=wanted.frame,
                grey_range=wanted.grey_range,
            )
            return TileMaps(self._networks(scan, wanted.pack, wanted.settings, wanted.index))
        except GraticuleError as error:
            return TileFailed(str(error), told=True)
        except Exception as error:  # noqa: BLE001 - torch raises RuntimeError for all it dislikes
            return TileFailed(f"{type(error).__name__}: {error}", told=False)

    def close(self) -> None:
        if self._scan is not None:
            self._scan.close()
            self._scan = None


def main() -> int:
    """Answer until the input ends."""
    with contextlib.suppress(AttributeError, OSError):  # Windows has no nice
        os.nice(_POLITE)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    server = _Server()
    try:
        while True:
            write(answers, server.answer(read(sys.stdin.buffer)))
    except (EOFError, OSError):
        return 0
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
