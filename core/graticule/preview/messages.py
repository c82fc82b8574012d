"""What a window and its process for previews say to each other.

Pickles, each after its length: only ever between a program and the process that it started
itself, never over a network, never from a file.
"""

import pickle
import struct
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from graticule.geometry import PixelSize
from graticule.models import Pack
from graticule.scans import GreyRange
from graticule.segment import PackSettings

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class TileWanted:
    """Which tile, of which scan, by which network."""

    path: str
    pixel_size: PixelSize | None
    grey_range: GreyRange | None  # as the user says
    frame: int
    pack: Pack
    settings: PackSettings
    index: int


@dataclass(frozen=True, slots=True)
class TileMaps:
    """The answer: maps (2 or 3, h, w), or None where there is only background."""

    maps: np.ndarray | None


@dataclass(frozen=True, slots=True)
class TileFailed:
    """The answer where it went wrong; `told` says whether `text` is meant for the user."""

    text: str
    told: bool


def write(stream: IO[bytes], message: Any) -> None:
    """Send one message; raises `OSError` where the other side is gone."""
    data = pickle.dumps(message, protocol=5)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read(stream: IO[bytes]) -> Any:
    """The next message; raises `EOFError` where the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)
