"""The network of previews as a process: `python -m graticule.preview.tile_worker`.

Importing torch and running a network hold Python's lock for seconds, which would freeze a window.
To it go `TileWanted`, one after another. Back come, for each, the tile's maps as an array,
`TileEmpty` or `TileFailed`. The process ends when its input does.
"""

import contextlib
import os
import sys
from dataclasses import dataclass
from typing import IO

import msgspec
import numpy as np

from graticule.errors import GraticuleError
from graticule.geometry import PixelSize
from graticule.methods.network_maps import Networks
from graticule.models import Pack, load_pack
from graticule.names import text_path
from graticule.preview.calibrated import prepared
from graticule.scans import GreyRange, Scan, open_scan
from graticule.segment import PackSettings
from graticule.worker import Array, Lines, encode_answer, read_array, write_array

_POLITE = 10  # added to the process's niceness: the window and an analysis go first


class TileWanted(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="tile"):
    """Which tile, of which scan, by which network.

    `scan` and `pack` are the text of paths; `sha256` is the pack's as the window knows it, and
    `grey_range` as the user says.
    """

    scan: str
    pixel_size: PixelSize | None
    grey_range: GreyRange | None
    frame: int
    pack: str
    sha256: str
    working_pixel_size: str
    settings: PackSettings
    index: int


@dataclass(frozen=True, slots=True)
class TileEmpty:
    """The tile holds only background."""


@dataclass(frozen=True, slots=True)
class TileFailed:
    """It went wrong; `told` says whether `text` is meant for the user."""

    text: str
    told: bool


LINES: Lines[TileWanted] = Lines(TileWanted, (TileEmpty, TileFailed, Array))


def read_maps(stream: IO[bytes]) -> np.ndarray | TileEmpty | TileFailed:
    """The answer to the last order: maps (2 or 3, h, w), or why there are none.

    Raises `EOFError` where the process is gone.
    """
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    _, answer = LINES.decode_answer(line)
    return read_array(stream, answer) if isinstance(answer, Array) else answer


class _Server:
    """Keeps the last scan open and the last network loaded between two tiles."""

    def __init__(self) -> None:
        self._networks = Networks()
        self._path = ""
        self._scan: Scan | None = None
        self._pack: Pack | None = None

    def answer(self, wanted: TileWanted) -> np.ndarray | TileEmpty | TileFailed:
        try:
            if self._scan is None or wanted.scan != self._path:
                self.close()
                self._scan, self._path = open_scan(text_path(wanted.scan)), wanted.scan
            scan = prepared(
                self._scan,
                pixel_size=wanted.pixel_size,
                frame=wanted.frame,
                grey_range=wanted.grey_range,
            )
            maps = self._networks(scan, self._pack_of(wanted), wanted.settings, wanted.index)
            return TileEmpty() if maps is None else maps
        except GraticuleError as error:
            return TileFailed(str(error), told=True)
        except Exception as error:  # noqa: BLE001 - torch raises RuntimeError for all it dislikes
            return TileFailed(f"{type(error).__name__}: {error}", told=False)

    def _pack_of(self, wanted: TileWanted) -> Pack:
        """The pack that the window means, read anew only when it means another."""
        path = text_path(wanted.pack)
        known = self._pack
        if known is None or known.path != path or known.sha256 != wanted.sha256:
            known = load_pack(path)
            if known.sha256 != wanted.sha256:
                raise GraticuleError(f"the pack {known.name} has changed: choose it again")
            self._pack = known
        size = wanted.working_pixel_size
        return msgspec.structs.replace(known, working_pixel_size=size)

    def close(self) -> None:
        if self._scan is not None:
            self._scan.close()
            self._scan = None
            self._networks = Networks()  # the last one reads from the scan that is closed


def main() -> int:
    """Answer until the input ends."""
    with contextlib.suppress(AttributeError, OSError):  # Windows has no nice
        os.nice(_POLITE)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    server = _Server()
    try:
        for line in sys.stdin.buffer:
            answer = server.answer(LINES.decode_order(line))
            if isinstance(answer, np.ndarray):
                write_array(answers, "", answer)
            else:
                answers.write(encode_answer("", answer))
                answers.flush()
    except OSError:  # the window is gone
        return 0
    finally:
        server.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
