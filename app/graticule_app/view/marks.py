"""The selected particles, drawn over everything else."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from graticule_app.background import Background
from graticule_app.document import Document

if TYPE_CHECKING:
    from graticule_app.view.scan_view import ScanView

_MOST_TRACED = 400  # outlines at once; more are drawn as boxes
_MOST_BOXES = 4000  # boxes on the screen; more are drawn as dots
_SMALL = 7  # px: what is smaller on the screen gets a ring around it
_BRIGHT = QColor(255, 255, 255)
_DARK = QColor(0, 0, 0, 200)


class SelectionMarks(QObject):
    """Draws a document's selection: outlines if they are few, boxes if many, else dots."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view
        self._document: Document | None = None
        self._boxes = np.zeros((0, 4))  # left, top, right, bottom in level-0 px
        self._ids = np.zeros(0, np.int64)
        self._paths: dict[int, QPainterPath | None] = {}
        self._asked: tuple[dict[int, QPainterPath | None], list[int]] | None = None
        """Where the outlines that are being followed go to, and whose they are."""
        self._background = Background(self)
        self._background.failed.connect(lambda *_: self._take({}))

    def set_document(self, document: Document | None) -> None:
        """Follow another document."""
        if self._document is not None:
            self._document.selection.changed.disconnect(self._changed)
            self._document.table_changed.disconnect(self._forget)
            self._document.map_changed.disconnect(self._forget)
        self._document = document
        if document is not None:
            document.selection.changed.connect(self._changed)
            document.table_changed.connect(self._forget)
            document.map_changed.connect(self._forget)
        self._forget()

    def _forget(self, _: object = None) -> None:
        """Outlines may be others now."""
        self._paths = {}  # a run that is under way fills the old one
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
        self._view.update()

    def paint(self, painter: QPainter, to_screen: QTransform, opacity: float) -> None:
        """Draw in logical px of the view."""
        if not len(self._ids):
            return
        left, top, right, bottom = self._view.camera.visible()
        boxes = self._boxes
        rows = np.flatnonzero(
            (boxes[:, 2] >= left) & (boxes[:, 0] <= right)
            & (boxes[:, 3] >= top) & (boxes[:, 1] <= bottom)
        )  # fmt: skip
        painter.save()
        painter.setOpacity(opacity)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(rows) > _MOST_BOXES:
            self._paint_dots(painter, to_screen, rows)
        else:
            self._paint_outlines(painter, to_screen, rows)
        painter.restore()

    def _paint_dots(self, painter: QPainter, to_screen: QTransform, rows: np.ndarray) -> None:
        middle = (self._boxes[rows, :2] + self._boxes[rows, 2:]) / 2
        t = to_screen
        x = middle[:, 0] * t.m11() + middle[:, 1] * t.m21() + t.dx()
        y = middle[:, 0] * t.m12() + middle[:, 1] * t.m22() + t.dy()
        # one dot per px is enough, however many particles lie there
        places = np.unique(np.stack([np.rint(x), np.rint(y)], 1), axis=0)
        xs, ys = np.ascontiguousarray(places[:, 0]), np.ascontiguousarray(places[:, 1])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for color, size in ((_DARK, 4), (_BRIGHT, 2)):
            painter.setPen(QPen(color, size))
            painter.drawPointsNp(xs, ys)  # type: ignore[arg-type] - arrays are what it is for

    def _paint_outlines(self, painter: QPainter, to_screen: QTransform, rows: np.ndarray) -> None:
        path = QPainterPath()
        missing = []
        for row in rows:
            place = to_screen.mapRect(_rect(self._boxes[row]))
            number = int(self._ids[row])
            if max(place.width(), place.height()) < _SMALL:
                path.addEllipse(place.center(), _SMALL, _SMALL)
            elif (outline := self._paths.get(number)) is not None:
                path.addPath(to_screen.map(outline))
            else:
                path.addRect(place.adjusted(-2, -2, 2, 2))
                if number not in self._paths:
                    missing.append(number)
        for color, width in ((_DARK, 4.0), (_BRIGHT, 2.0)):
            pen = QPen(color, width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPath(path)
        if missing and len(rows) <= _MOST_TRACED:
            self._trace(missing)

    def _trace(self, ids: list[int]) -> None:
        """Have outlines followed in the background; one such run at a time."""
        document = self._document
        result = document.result if document is not None else None
        if self._asked is not None or result is None or document is None or document.table is None:
            return

        def work() -> Generator[object, None, dict[int, QPainterPath]]:
            found = {}
            for number, polygon in result.outlines(np.array(ids)):
                found[int(number)] = _path(polygon)
                yield None
            return found

        self._asked = self._paths, ids
        self._background.run(work(), "Following outlines", self._take)

    def _take(self, found: dict[int, QPainterPath]) -> None:
        if self._asked is None:
            return
        paths, ids = self._asked
        self._asked = None
        # a particle without an outline keeps its box, and is not asked for again
        paths.update({number: found.get(number) for number in ids})
        self._view.update()

    def stop(self) -> None:
        """Wait for the outlines that are being followed: the window closes."""
        self._background.stop()


def _rect(box: np.ndarray) -> QRectF:
    return QRectF(QPointF(box[0], box[1]), QPointF(box[2], box[3]))


def _path(shape: shapely.Geometry) -> QPainterPath:
    path = QPainterPath()
    for polygon in shapely.get_parts(shape):
        for ring in shapely.get_rings(polygon):
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in shapely.get_coordinates(ring)]))
    return path
