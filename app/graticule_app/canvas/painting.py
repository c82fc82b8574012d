"""Draws the tiles that are there, and says which are missing."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from graticule_app.canvas.board import Area, TileBoard, nearest_first
from graticule_app.canvas.pyramid import TileKey
from graticule_app.model.camera import Camera

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Missing:
    """Tiles to bake, the most urgent first, and those on the screen, baked or not."""

    wanted: tuple[TileKey, ...]
    shown: frozenset[TileKey]
    complete: bool  # every tile on the screen is there, as it should look


class TilePainter:
    """Paints a board's tiles through a camera.

    What is missing is drawn from finer tiles if all of them are there, else from coarser ones.
    """

    def __init__(self, board: TileBoard) -> None:
        self._board = board
        self._pyramid = board.baker.pyramid
        self._used: set[TileKey] = set()

    def paint(self, painter: QPainter, camera: Camera, *, smooth: bool) -> Missing:
        """Draw into a painter whose unit is the device px of the camera's screen."""
        self._used.clear()
        self._place(camera)
        rung = self._pyramid.best(camera.scale)
        exact = abs(self._pyramid.rungs[rung].step / camera.scale - 1) < _TOLERANCE
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth and not exact)
        visible = list(self._pyramid.tiles(rung, camera.visible()))
        for key in visible:
            self._draw_tile(painter, key)
        for key in self._used:
            self._board.use(key)
        return self._missing(visible, camera)

    def draw_what_is_there(self, painter: QPainter, camera: Camera) -> None:
        """Draw with the tiles in memory, and want no others."""
        self._place(camera)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for key in self._pyramid.tiles(self._pyramid.best(camera.scale), camera.visible()):
            self._draw_tile(painter, key)

    def state(self, camera: Camera) -> tuple[int, ...]:
        """Changes when `draw_what_is_there` would draw something else."""
        rung = self._pyramid.best(camera.scale)
        keys = list(self._pyramid.tiles(rung, camera.visible()))
        keys += [k for r in self._pyramid.pinned for k in self._pyramid.tiles(r, camera.visible())]
        return tuple(id(found) if (found := self._board.peek(key)) else 0 for key in keys)

    def _place(self, camera: Camera) -> None:
        self._scale = camera.scale
        left, top = camera.corner
        self._left, self._top = left / camera.scale, top / camera.scale

    def ahead(self, camera: Camera) -> tuple[TileKey, ...]:
        """Tiles just beyond the screen, for when all that is on it are there."""
        beyond = replace(camera, width=round(1.5 * camera.width), height=round(1.5 * camera.height))
        rung = self._pyramid.best(camera.scale)
        return tuple(self._pyramid.tiles(rung, beyond.visible()))

    def _missing(self, visible: list[TileKey], camera: Camera) -> Missing:
        pinned = [
            TileKey(rung, column, row)
            for rung in reversed(self._pyramid.pinned)
            for row in range(self._pyramid.rungs[rung].grid[1])
            for column in range(self._pyramid.rungs[rung].grid[0])
        ]
        board, near = self._board, (camera.x, camera.y)
        ordered = nearest_first((k for k in visible if board.is_due(k)), self._pyramid.area, *near)
        complete = not ordered
        if not complete and pinned and board.peek(pinned[0]) is None:
            ordered.insert(0, pinned[0])  # the whole scan at once, coarsely
        late = [key for key in pinned if board.is_due(key) and key not in ordered]
        if complete:
            late += nearest_first(
                (k for k in self.ahead(camera) if board.is_due(k)), self._pyramid.area, *near
            )
        return Missing((*ordered, *late), frozenset(visible) | self._used, complete)

    def _draw_tile(self, painter: QPainter, key: TileKey) -> None:
        baked = self._board.peek(key)
        if baked is not None:
            self._used.add(key)
            painter.drawImage(self._target(self._pyramid.area(key)), baked.image)
        elif not self._draw_finer(painter, key):
            self._draw_coarser(painter, key.rung + 1, self._pyramid.area(key))

    def _draw_finer(self, painter: QPainter, key: TileKey) -> bool:
        if key.rung == 0:
            return False
        area = self._pyramid.area(key)
        finer = list(self._pyramid.tiles(key.rung - 1, area))
        if any(self._board.peek(k) is None for k in finer):
            return False
        for one in finer:
            self._draw_part(painter, one, area)
        return True

    def _draw_coarser(self, painter: QPainter, rung: int, area: Area) -> None:
        if rung >= len(self._pyramid.rungs):
            return
        for key in self._pyramid.tiles(rung, area):
            if self._board.peek(key) is not None:
                self._draw_part(painter, key, area)
            else:
                self._draw_coarser(painter, rung + 1, _shared(self._pyramid.area(key), area))

    def _draw_part(self, painter: QPainter, key: TileKey, area: Area) -> None:
        """As much of a tile as lies in an area."""
        baked = self._board.peek(key)
        assert baked is not None
        self._used.add(key)
        place = self._pyramid.area(key)
        part, step = _shared(place, area), self._pyramid.rungs[key.rung].step
        source = QRectF(
            (part[0] - place[0]) / step, (part[1] - place[1]) / step,
            (part[2] - part[0]) / step, (part[3] - part[1]) / step,
        )  # fmt: skip
        painter.drawImage(QRectF(self._target(part)), baked.image, source)

    def _target(self, area: Area) -> QRect:
        """Whole device px: neighbours share an edge, and 1:1 is a copy."""
        left, top = (
            round(area[0] / self._scale - self._left),
            round(area[1] / self._scale - self._top),
        )
        right = round(area[2] / self._scale - self._left)
        bottom = round(area[3] / self._scale - self._top)
        return QRect(left, top, right - left, bottom - top)


def _shared(one: Area, other: Area) -> Area:
    return (
        max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    )  # fmt: skip
