"""One tile as an opaque picture: scan, and over it whatever layers are shown. Runs in workers."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtGui import QImage

from graticule.geometry import Box
from graticule.scans import ByteCache, Display, Scan
from graticule_app.canvas import kernels
from graticule_app.canvas.chunks import is_empty
from graticule_app.canvas.maps import Patch, ResultMaps, Wanted
from graticule_app.canvas.pyramid import Pyramid, TileKey
from graticule_app.canvas.style import Overlay, Style
from graticule_app.model.layers import ANNOTATIONS, CLASSES, OUTLINES, UNCERTAINTY

_RAW_BYTES = 128 << 20
# A coarse px with a single particle's px in it is still seen, and a full one is fully drawn.
_SEEN = np.maximum(64, np.rint(np.sqrt(np.arange(256) / 255) * 255)).astype(np.uint8)

Shapes = Callable[[np.ndarray, tuple[float, float], float, float], None]
"""Draws annotations into a picture, given its left and top, its step and an opacity 0-1."""


@dataclass(eq=False)
class Baker:
    """Makes the tiles of one scan; `bake` may be called from several threads."""

    scan: Scan
    pyramid: Pyramid
    maps: ResultMaps | None = None
    shapes: Shapes | None = None
    pause: Callable[[], None] = lambda: None
    """Called between the steps of a tile; it may wait."""
    _raw: ByteCache = field(default_factory=lambda: ByteCache(_RAW_BYTES))
    _displays: dict[int, Display] = field(default_factory=dict)

    def bake(self, key: TileKey, style: Style) -> QImage:
        """The tile as Qt's RGB32; `ScanError` if it cannot be read."""
        pixels = self._raw.get((key, style.frame), lambda: self.pyramid.read(key, style.frame))
        self.pause()
        rgb = self._display(style.frame).rgb(pixels, style.tone)
        self.pause()
        picture = np.empty(rgb.shape[:2], np.uint32)
        kernels.to_picture(rgb, np.uint32(style.scan), picture)
        lay = _Laying(self, key, picture, style)
        for overlay in style.overlays:
            self.pause()
            lay.over(overlay)
        self.pause()
        height, width = rgb.shape[:2]
        # a copy, so that Qt owns the memory whatever becomes of the array
        return QImage(picture.data, width, height, width * 4, QImage.Format.Format_RGB32).copy()

    def _display(self, frame: int) -> Display:
        found = self._displays.get(frame)
        if found is None:
            if len(self._displays) > 8:
                self._displays.clear()
            found = self._displays[frame] = Display(self.scan, frame=frame)
        return found


class _Laying:
    """The layers of one tile, laid one after the other onto its picture."""

    def __init__(self, baker: Baker, key: TileKey, picture: np.ndarray, style: Style) -> None:
        self._baker, self._picture, self._style = baker, picture, style
        self._step = baker.pyramid.rungs[key.rung].step
        box = baker.pyramid.box(key)
        self._left, self._top = box.left, box.top
        self._patch: Patch | None = None
        maps = baker.maps
        keys = {overlay.key for overlay in style.overlays}
        if maps is not None and keys & {CLASSES, UNCERTAINTY, OUTLINES}:
            self._look_up(maps, Wanted(UNCERTAINTY in keys, OUTLINES in keys))

    def _look_up(self, maps: ResultMaps, wanted: Wanted) -> None:
        """The patch under the tile, and which of its rows and columns each px of the tile is."""
        power = maps.power(self._step)
        line = self._rim = 0 if power else self._style.line
        height, width = len(self._picture), self._picture.shape[1]
        side = maps.scale * 2**power
        columns = _places(self._left, width, self._step, maps.origin[0], side, line)
        rows = _places(self._top, height, self._step, maps.origin[1], side, line)
        across = math.ceil(maps.class_map.width / 2**power)
        down = math.ceil(maps.class_map.height / 2**power)
        inside = Box(
            int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
        ).clipped(Box(0, 0, across, down))
        if not inside.area:
            return
        self._patch = maps.patch(power, inside, wanted)
        self._columns = _within(columns, inside.left, inside.right)
        self._rows = _within(rows, inside.top, inside.bottom)

    def over(self, overlay: Overlay) -> None:
        """Lay one layer over what is there."""
        if overlay.key == ANNOTATIONS:
            if self._baker.shapes is not None:
                corner = (self._left * self._step, self._top * self._step)
                self._baker.shapes(self._picture, corner, self._step, overlay.table[0, 3] / 255)
            return
        patch = self._patch
        if patch is None:
            return
        if overlay.key == CLASSES:
            self._blend(patch.classes, patch.share, overlay.table)
        elif overlay.key == UNCERTAINTY:
            self._blend(patch.uncertainty, None, overlay.table)
        elif patch.labels is not None:
            self._outline(patch, overlay.table)
        else:
            self._blend(patch.edges, None, overlay.table)

    def _blend(
        self, values: np.ndarray | None, share: np.ndarray | None, table: np.ndarray
    ) -> None:
        if values is None or is_empty(values):
            return
        rim = self._rim
        rows = self._rows[rim : len(self._rows) - rim]
        columns = self._columns[rim : len(self._columns) - rim]
        if share is None:
            kernels.blend(self._picture, values, rows, columns, table)
        else:
            kernels.blend_share(self._picture, values, _SEEN[share], rows, columns, table)

    def _outline(self, patch: Patch, table: np.ndarray) -> None:
        labels = patch.labels
        if labels is None or is_empty(labels):
            return
        classes = patch.classes if patch.kinds is None else patch.kinds
        classes = np.ascontiguousarray(classes)
        kernels.edge_lines(self._picture, labels, classes, self._rows, self._columns, table)


def _places(
    start: int, count: int, step: float, origin: float, side: float, more: int
) -> np.ndarray:
    """In which cell of `side` level-0 px lies the middle of each px, `more` at both ends."""
    middle = (start + np.arange(-more, count + more) + 0.5) * step
    return np.floor((middle - origin) / side).astype(np.int64)


def _within(places: np.ndarray, first: int, end: int) -> np.ndarray:
    return np.where((places >= first) & (places < end), places - first, -1)
