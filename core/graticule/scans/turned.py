"""A picture that lies turned or mirrored in its file, the way up that its writer meant."""

from dataclasses import dataclass, replace

import numpy as np

from graticule.files import derived_fingerprint
from graticule.geometry import Box, PixelSize
from graticule.scans.scan import Level, LevelWindow, Scan
from graticule.scans.wrapped import OwningScan


@dataclass(frozen=True, slots=True)
class _Way:
    """What is done to what is stored, in this order."""

    transposed: bool  # rows become columns
    mirrored: bool  # left and right are exchanged
    flipped: bool  # top and bottom are exchanged
    told: str


# By the number of the orientation tag (274) of TIFF 6.0 and EXIF 2.3; 1 is as it is stored.
_WAYS = {
    2: _Way(False, True, False, "mirrored left to right"),
    3: _Way(False, True, True, "turned by 180°"),
    4: _Way(False, False, True, "mirrored top to bottom"),
    5: _Way(True, False, False, "mirrored along its diagonal"),
    6: _Way(True, True, False, "turned by 90° clockwise"),
    7: _Way(True, True, True, "mirrored along its other diagonal"),
    8: _Way(True, False, True, "turned by 90° anticlockwise"),
}


class TurnedScan(OwningScan):
    """`scan` as its orientation tag wants it shown: pixels, levels and pixel size.

    Closing it closes `scan`. Levels whose pixels would not begin at the new edge are left out:
    a result must not depend on the level that is read.
    """

    def __init__(self, scan: Scan, orientation: int) -> None:
        way = _WAYS[orientation]
        kept = [i for i, lv in enumerate(scan.levels) if i == 0 or _fits(scan.levels[0], lv)]
        size = scan.pixel_size
        if way.transposed:
            size = PixelSize(size.y, size.x, size.unit, size.source)
        super().__init__(
            scan,
            replace(
                scan.facts,
                levels=tuple(_turned(scan.levels[i], way) for i in kept),
                pixel_size=size,
                fingerprint=derived_fingerprint(scan.fingerprint, f"^{orientation}"),
                notices=(
                    *scan.facts.notices,
                    f"the picture is {way.told}, as its orientation tag ({orientation}) says",
                ),
            ),
        )
        self._way, self._kept = way, kept

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        way, level, box = self._way, self.levels[window.level], window.box
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        if way.mirrored:
            left, right = level.width - right, level.width - left
        if way.flipped:
            top, bottom = level.height - bottom, level.height - top
        stored = Box(top, left, bottom, right) if way.transposed else Box(left, top, right, bottom)
        pixels = self._scan.read_level(self._kept[window.level], stored, frame=window.frame)
        if way.transposed:
            pixels = pixels.swapaxes(0, 1)
        pixels = pixels[:: -1 if way.flipped else 1, :: -1 if way.mirrored else 1]
        return np.ascontiguousarray(pixels)


def turned(scan: Scan, orientation: object) -> Scan:
    """The scan as its orientation tag wants it; itself for 1 and for what is no orientation."""
    if isinstance(orientation, int) and orientation in _WAYS:
        return TurnedScan(scan, orientation)
    return scan


def _fits(first: Level, level: Level) -> bool:
    factor = level.downsample
    return (level.width * factor, level.height * factor) == (first.width, first.height)


def _turned(level: Level, way: _Way) -> Level:
    if not way.transposed:
        return level
    wide, high = level.tile
    return Level(level.height, level.width, level.downsample, (high, wide))
