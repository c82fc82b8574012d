"""What is under the mouse, and which particle was clicked: looked up without waiting for a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from graticule_app.canvas.under import Under, look_under

if TYPE_CHECKING:
    from graticule_app.canvas.scan_view import ScanView


class Pointer:
    """Looks up places for a view, which tells of them by its signals."""

    def __init__(self, view: ScanView) -> None:
        self._view = view
        self._at: QPointF | None = None

    def move(self, point: QPointF | None) -> None:
        """Tell what is under a logical px of the view; None if the mouse has left."""
        self._at = point
        self._view.cursor_moved.emit(None if point is None else self._under(point))

    def click(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Tell which particle is at a logical px of the view, once that is known."""
        view, place = self._view, self._view.place_at(point)

        def tell() -> None:
            maps, board = view.maps, view.board
            found = maps.value_at("labels", place.x(), place.y()) if maps is not None else 0
            if found is not None or board is None:
                view.particle_clicked.emit(found or 0, modifiers)
            else:  # not read yet, or of a result that has taken another's place since
                board.look_up("click", (place.x(), place.y()), tell)

        tell()

    def _under(self, point: QPointF) -> Under | None:
        view, place = self._view, self._view.place_at(point)
        x, y = place.x(), place.y()
        if view.document is None:
            return None
        if not (0 <= x < view.document.scan.width and 0 <= y < view.document.scan.height):
            return None
        under = look_under(x, y, view.document.pixel_size, view.maps)
        known = None not in (under.class_name, under.id, under.uncertainty)
        if view.maps is not None and view.board is not None and not known:
            view.board.look_up("under", (x, y), self._again)
        return under

    def _again(self) -> None:
        """What was under the mouse has come from the disk; what has not by now is not asked for."""
        view = self._view
        if self._at is not None and view.document is not None:
            place = view.place_at(self._at)
            under = look_under(place.x(), place.y(), view.document.pixel_size, view.maps)
            view.cursor_moved.emit(under)
