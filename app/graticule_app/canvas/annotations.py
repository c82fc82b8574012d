"""Shapes that lie over the scan beside the result: imported annotations, what a person drew."""

import threading
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QTransform
from shapely.geometry.base import BaseGeometry

from graticule.compiled import helper, kernel
from graticule.geometry import Box
from graticule_app.canvas import hud

Shape = tuple[BaseGeometry, QColor, str]
"""A polygon, line or point in level-0 px, its colour, and a label, which may be empty."""

_MOST_LABELS = 60  # more on the screen at once are no help
_DOT = 3  # px: a shape smaller than this is drawn as a dot


@dataclass(frozen=True, slots=True)
class _Group:
    """The shapes of one name, ready to be found and drawn."""

    tree: shapely.STRtree
    colors: np.ndarray  # uint8 (n, 3)
    labels: tuple[str, ...]


class Annotations:
    """All annotations by name; `draw` may be called from several threads."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._lock = threading.Lock()

    def put(self, name: str, shapes: list[Shape]) -> None:
        """The shapes of a name, instead of those it had."""
        colors = np.array([(c.red(), c.green(), c.blue()) for _, c, _ in shapes], np.uint8)
        colors = colors.reshape(-1, 3)
        tree = shapely.STRtree([shape for shape, _, _ in shapes])
        with self._lock:
            self._groups[name] = _Group(tree, colors, tuple(label for _, _, label in shapes))

    def drop(self, name: str) -> None:
        """Forget a name's shapes."""
        with self._lock:
            self._groups.pop(name, None)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._groups.clear()

    def _all(self) -> list[_Group]:
        with self._lock:
            return list(self._groups.values())

    def draw(
        self, picture: np.ndarray, corner: tuple[float, float], step: float, opacity: float
    ) -> None:
        """Draw outlines into a picture, uint32 (h, w) of `step` level-0 px at `corner` (x, y)."""
        height, width = picture.shape
        left, top = corner
        area = shapely.box(left, top, left + width * step, top + height * step)
        for group in self._all():
            found = np.sort(group.tree.query(area.buffer(_DOT * step)))
            if not len(found):
                continue
            lines, owner = _lines(group.tree.geometries[found])
            points, which = shapely.get_coordinates(lines, return_index=True)
            points = (points - (left, top)) / step
            colors = group.colors[found[owner]]
            weight = np.uint32(round(256 * min(max(opacity, 0.0), 1.0)))
            _draw_lines(picture, points, which.astype(np.int64), colors, weight)

    def draw_labels(self, painter: QPainter, to_screen: QTransform, visible: Box) -> None:
        """The labels of shapes that are large enough on the screen, if they are few."""
        per_px = 1 / max(abs(to_screen.m11()), abs(to_screen.m12()))
        area = shapely.box(visible.left, visible.top, visible.right, visible.bottom)
        for group in self._all():
            if not any(group.labels):
                continue
            found = group.tree.query(area)
            if len(found) > _MOST_LABELS:
                continue
            for number in found:
                left, top, right, bottom = shapely.bounds(group.tree.geometries[number])
                if group.labels[number] and max(right - left, bottom - top) > 24 * per_px:
                    at = to_screen.map(QPointF((left + right) / 2, bottom))
                    hud.draw_label(painter, at, group.labels[number])


def _lines(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every ring and line of the shapes, and which shape each is of."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, ring_owner = shapely.get_rings(parts[flat], return_index=True)
    lines = np.concatenate([parts[~flat], rings])
    return lines, np.concatenate([owner[~flat], owner[flat][ring_owner]])


@kernel
def _draw_lines(out, points, which, colors, weight):
    """Lines between consecutive points of one ring, two px wide; a lone point is a dot of 3 px."""
    count = len(points)
    for k in range(count):
        color = colors[which[k]]
        x0, y0 = points[k, 0], points[k, 1]
        first = k == 0 or which[k - 1] != which[k]
        last = k + 1 == count or which[k + 1] != which[k]
        if last:
            if first:
                for dy in range(-1, 2):
                    for dx in range(-1, 2):
                        _dot(out, int(np.floor(x0)) + dx, int(np.floor(y0)) + dy, color, weight)
            continue
        dx, dy = points[k + 1, 0] - x0, points[k + 1, 1] - y0
        steps = max(1, int(np.ceil(max(abs(dx), abs(dy)))))
        begin, end = 0.0, 1.0  # of a long line only what is in the picture is walked
        for start, delta, size in ((x0, dx, out.shape[1]), (y0, dy, out.shape[0])):
            if delta != 0:
                a, b = (-1 - start) / delta, (size + 1 - start) / delta
                begin, end = max(begin, min(a, b)), min(end, max(a, b))
            elif start < -1 or start > size + 1:
                end = -1.0
        for s in range(int(np.floor(begin * steps)), int(np.ceil(end * steps)) + 1):
            x, y = x0 + dx * s / steps, y0 + dy * s / steps
            column, row = int(np.floor(x)), int(np.floor(y))
            _dot(out, column, row, color, weight)
            if abs(dx) > abs(dy):  # a second px beside the way it goes: one alone is overlooked
                _dot(out, column, row - 1, color, weight)
            else:
                _dot(out, column - 1, row, color, weight)


@helper
def _dot(out, x, y, color, weight):
    if 0 <= x < out.shape[1] and 0 <= y < out.shape[0]:
        under = out[y, x]
        rest = np.uint32(256) - weight
        r = (((under >> 16) & 255) * rest + np.uint32(color[0]) * weight) >> 8
        g = (((under >> 8) & 255) * rest + np.uint32(color[1]) * weight) >> 8
        b = ((under & 255) * rest + np.uint32(color[2]) * weight) >> 8
        out[y, x] = np.uint32(0xFF000000) | (r << 16) | (g << 8) | b
