"""The selected particles, drawn over everything else.

All marks of a frame are drawn into one mask, which becomes one picture: as paths of Qt's painter
they took longer than in proportion to their number, a second for some hundreds.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QDeadlineTimer, QObject, QPointF, QTimer
from PySide6.QtGui import QImage, QPainter, QTransform

from graticule_app.canvas import kernels, warming
from graticule_app.look.translation import tr
from graticule_app.model.document import Document
from graticule_app.model.workspace import Workspace
from graticule_app.work.ending import FOREVER
from graticule_app.work.tasks import Tasks

if TYPE_CHECKING:
    from graticule_app.canvas.scan_view import ScanView

_MOST_TRACED = 400  # outlines that are followed at once; more are drawn as boxes
_MOST_BOXES = 4000  # boxes on the screen; more are drawn as dots
_SMALL = 7  # px: what is smaller on the screen gets a ring around it
_APART = 2  # px between a particle and its box
_THIN, _THICK = 2, 4  # px: a bright line over a dark one is seen on any scan
_COLORS = np.array([0xC8000000, 0xFFFFFFFF], np.uint32)  # the dark one, the bright one
_SOON_MS = 50
_DOT = np.zeros((1, 2), np.int64)

Outline = tuple[np.ndarray, np.ndarray]
"""Points in level-0 px, float (n, 2), and of which ring each is, from 0."""


class SelectionMarks(QObject):
    """Draws a document's selection: outlines if they are few, boxes if many, else dots."""

    def __init__(self, view: ScanView, workspace: Workspace) -> None:
        super().__init__(view)
        self._workspace = workspace
        self._view = view
        self._boxes = np.zeros((0, 4))  # left, top, right, bottom in level-0 px
        self._ids = np.zeros(0, np.int64)
        self._outlines: dict[int, Outline | None] = {}
        self._asked: tuple[dict[int, Outline | None], list[int]] | None = None
        """Where the outlines that are being followed go to, and whose they are."""
        self._revision = 0  # of what is drawn, wherever the camera is
        self._drawn: tuple[object, np.ndarray] = None, np.zeros((0, 0), np.uint32)
        """The last picture, premultiplied, and what it was drawn of."""
        self._tasks = Tasks(self, lambda *_: self._take({}))
        workspace.selection_changed.connect(self._changed)
        workspace.table_changed.connect(self.forget)
        workspace.map_changed.connect(self.forget)

    @property
    def _document(self) -> Document | None:
        return self._workspace.current

    def forget(self, _: object = None) -> None:
        """Outlines may be others now."""
        self._outlines = {}  # a run that is under way fills the old one
        self._changed()

    def _changed(self, _: object = None) -> None:
        document = self._document
        table = document.table if document is not None else None
        if document is None or table is None or not len(document.selection.ids):
            self._ids, self._boxes = np.zeros(0, np.int64), np.zeros((0, 4))
        else:
            rows = np.flatnonzero(np.isin(table["id"], document.selection.ids))
            self._ids = np.asarray(table["id"][rows], np.int64)
            self._boxes = np.stack(
                [np.asarray(table[k][rows], float) for k in ("left", "top", "right", "bottom")], 1
            )
        self._revision += 1
        self._view.update()

    def paint(self, painter: QPainter, to_screen: QTransform, opacity: float) -> None:
        """Draw in logical px of the view."""
        view = self._view
        if not len(self._ids):
            return
        if not warming.MARKS.is_set():  # the window's thread waits for no compiler
            QTimer.singleShot(_SOON_MS, view, view.update)
            return
        ratio = view.devicePixelRatioF()
        size = (round(view.height() * ratio), round(view.width() * ratio))
        of = self._revision, view.camera, size, ratio
        if self._drawn[0] != of:
            self._drawn = (
                of,
                self._draw(to_screen * QTransform.fromScale(ratio, ratio), ratio, size),
            )
        picture = self._drawn[1]
        image = QImage(
            picture.data, size[1], size[0], 4 * size[1], QImage.Format.Format_ARGB32_Premultiplied
        )
        image.setDevicePixelRatio(ratio)
        painter.save()
        painter.setOpacity(opacity)
        painter.drawImage(QPointF(0, 0), image)
        painter.restore()

    def _draw(self, to_device: QTransform, ratio: float, size: tuple[int, int]) -> np.ndarray:
        """All marks that are seen, in device px, uint32 (h, w)."""
        thin, thick = round(_THIN * ratio), round(_THICK * ratio)
        mask = np.zeros((size[0] + 2 * thick, size[1] + 2 * thick), np.uint8)
        shift = to_device * QTransform.fromTranslate(thick, thick)
        boxes = _mapped_boxes(self._boxes, shift)
        seen = (boxes[:, 2:] >= 0).all(1) & (boxes[:, 0] < mask.shape[1])
        rows = np.flatnonzero(seen & (boxes[:, 1] < mask.shape[0]))
        boxes = boxes[rows]
        middles = np.rint((boxes[:, :2] + boxes[:, 2:]) / 2).astype(np.int64)
        if len(rows) > _MOST_BOXES:
            kernels.mark_stamps(mask, middles, _DOT)
        else:
            small = (boxes[:, 2:] - boxes[:, :2]).max(1, initial=0) < _SMALL * ratio
            kernels.mark_stamps(mask, middles[small], _ring(_SMALL * ratio))
            self._draw_large(mask, rows[~small], boxes[~small], shift, _APART * ratio)
        picture = np.empty(size, np.uint32)
        kernels.mark_picture(mask, thick, thin, thick, _COLORS, picture)
        return picture

    def _draw_large(
        self, mask: np.ndarray, rows: np.ndarray, boxes: np.ndarray, shift: QTransform, apart: float
    ) -> None:
        """Outlines where they are known, else boxes; those that are missing are asked for."""
        ids = self._ids[rows].tolist()
        known = [self._outlines.get(number) for number in ids]
        bare = np.array([outline is None for outline in known], bool)
        grown = boxes[bare] + (-apart, -apart, apart, apart)
        kernels.mark_boxes(mask, np.rint(grown).astype(np.int64))
        found = [outline for outline in known if outline is not None]
        if found:
            points = np.concatenate([points for points, _ in found])
            rings = np.cumsum([0] + [int(which[-1]) + 1 for _, which in found[:-1]])
            which = np.concatenate([w + n for (_, w), n in zip(found, rings, strict=True)])
            kernels.mark_lines(mask, _mapped(points, shift), which)
        missing = [number for number in ids if number not in self._outlines]
        if missing and len(ids) <= _MOST_TRACED:
            self._trace(missing)

    def _trace(self, ids: list[int]) -> None:
        """Have outlines followed in the background; one such run at a time."""
        document = self._document
        result = document.result if document is not None else None
        if self._asked is not None or result is None or document is None or document.table is None:
            return

        def work() -> Generator[object, None, dict[int, Outline]]:
            found = {}
            for number, polygon in result.outlines(np.array(ids)):
                found[int(number)] = _outline(polygon)
                yield None
            return found

        self._asked = self._outlines, ids
        self._tasks.run(work(), tr("Following outlines"), self._take)

    def _take(self, found: dict[int, Outline]) -> None:
        if self._asked is None:
            return
        outlines, ids = self._asked
        self._asked = None
        # a particle without an outline keeps its box, and is not asked for again
        outlines.update({number: found.get(number) for number in ids})
        self._revision += 1
        self._view.update()

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Wait for the outlines that are being followed: the window closes."""
        self._tasks.stop(deadline)


def _mapped(points: np.ndarray, t: QTransform) -> np.ndarray:
    """Points (n, 2) through an affine transform."""
    x, y = points[:, 0], points[:, 1]
    return np.stack([x * t.m11() + y * t.m21() + t.dx(), x * t.m12() + y * t.m22() + t.dy()], 1)


def _mapped_boxes(boxes: np.ndarray, t: QTransform) -> np.ndarray:
    """Boxes (n, 4) through a transform that turns by right angles only."""
    one, other = _mapped(boxes[:, :2], t), _mapped(boxes[:, 2:], t)
    return np.concatenate([np.minimum(one, other), np.maximum(one, other)], 1)


def _ring(radius: float) -> np.ndarray:
    """The px of a circle about 0, 0."""
    angle = np.linspace(0, 2 * np.pi, max(8, round(8 * radius)), endpoint=False)
    places = np.rint(radius * np.stack([np.cos(angle), np.sin(angle)], 1))
    return np.unique(places.astype(np.int64), axis=0)


def _outline(shape: shapely.Geometry) -> Outline | None:
    """All rings of a particle's polygons; None where there is none."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    points, which = shapely.get_coordinates(rings, return_index=True)
    return (points, which.astype(np.int64)) if len(points) else None
