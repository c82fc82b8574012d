"""What mouse, wheel, trackpad and keys do in the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)

from graticule_app.canvas.tool import Mouse

if TYPE_CHECKING:
    from graticule_app.canvas.scan_view import ScanView

_CLICK = 4  # px: a press that moved no further is a click
_NOTCH = 120.0  # Qt's units of one step of a wheel
_STEP = 1.25  # zoom of one step
_ARROW = 0.15  # of the view, per arrow key
_Key, _Button = Qt.Key, Qt.MouseButton


class Gestures(QObject):
    """Turns a view's events into movements of its camera, clicks, or its tool's work."""

    def __init__(self, view: ScanView) -> None:
        super().__init__(view)
        self._view = view
        self._space = False
        self._from: QPointF | None = None  # where the button that moves the picture went down
        self._last = QPointF()
        self._dragged = False
        self._tool_down = False
        self.show_cursor()

    def handle(self, event: QEvent) -> bool:  # noqa: C901 - a table of events
        """Whether the event was one of these, and is dealt with."""
        kind = event.type()
        if isinstance(event, QMouseEvent):
            if kind == QEvent.Type.MouseButtonPress:
                return self._press(event)
            if kind == QEvent.Type.MouseMove:
                return self._move(event)
            if kind == QEvent.Type.MouseButtonRelease:
                return self._release(event)
            if kind == QEvent.Type.MouseButtonDblClick:
                return self._double_click(event)
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if isinstance(event, QNativeGestureEvent):
            return self._pinch(event)
        if isinstance(event, QKeyEvent):
            if kind == QEvent.Type.KeyPress:
                return self._key(event)
            if kind == QEvent.Type.KeyRelease:
                return self._key_up(event)
        if kind == QEvent.Type.Leave:
            self._view.pointer.move(None)
        if isinstance(event, QFocusEvent) and kind == QEvent.Type.FocusOut:
            self._space = False
            self.show_cursor()
        return False

    def show_cursor(self) -> None:
        """The cursor of what the left button would do now."""
        if self._from is not None:
            self._view.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space:
            self._view.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._view.tool is not None:
            self._view.setCursor(self._view.tool.cursor)
        else:
            self._view.setCursor(Qt.CursorShape.ArrowCursor)

    def mouse(self, event: QMouseEvent) -> Mouse:
        """An event as tools see it."""
        place = self._view.place_at(event.position())
        scale = self._view.camera.scale * self._view.devicePixelRatioF()
        return Mouse(place.x(), place.y(), event.buttons(), event.modifiers(), scale)

    def _press(self, event: QMouseEvent) -> bool:
        left = event.button() == _Button.LeftButton
        tool = self._view.tool
        if left and tool is not None and not self._space:
            self._tool_down = tool.press(self.mouse(event))
            self._view.update()
            if self._tool_down:
                return True
        if left or event.button() == _Button.MiddleButton:
            self._from = self._last = event.position()
            self._dragged = False
            return True
        return False

    def _move(self, event: QMouseEvent) -> bool:
        position = event.position()
        self._view.pointer.move(position)
        if self._from is not None:
            away = position - self._from
            if self._dragged or abs(away.x()) + abs(away.y()) > _CLICK:
                if not self._dragged:
                    self._dragged = True
                    self.show_cursor()
                step = position - self._last
                self._last = position
                self._view.move_by(step.x(), step.y())
            return True
        tool = self._view.tool
        if tool is not None and tool.move(self.mouse(event)):
            self._view.update()
            return True
        return False

    def _release(self, event: QMouseEvent) -> bool:
        tool = self._view.tool
        if self._tool_down and event.button() == _Button.LeftButton:
            self._tool_down = False
            if tool is not None:
                tool.release(self.mouse(event))
            self._view.update()
            return True
        if self._from is None:
            return False
        self._from = None
        self.show_cursor()
        clicked = event.button() == _Button.LeftButton and not self._dragged and not self._space
        if clicked and tool is None:
            self._view.pointer.click(event.position(), event.modifiers())
        return True

    def _double_click(self, event: QMouseEvent) -> bool:
        tool = self._view.tool
        if event.button() == _Button.LeftButton and tool is not None and not self._space:
            used = tool.double_click(self.mouse(event))
            self._view.update()
            return used or self._press(event)
        return self._press(event)

    def _wheel(self, event: QWheelEvent) -> bool:
        """A wheel zooms about the cursor; two fingers on a trackpad move, with Ctrl they zoom."""
        turned = event.angleDelta()
        pad = event.deviceType() == QInputDevice.DeviceType.TouchPad
        zooms = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if pad and not zooms:
            step = event.pixelDelta()
            if step.isNull():
                step = turned / 4
            self._view.move_by(step.x(), step.y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._view.move_by(turned.x() + turned.y(), 0)
        else:
            self._view.zoom_by(_STEP ** (turned.y() / _NOTCH), event.position())
        event.accept()
        return True

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._view.zoom_by(max(0.2, 1 + event.value()), event.position())
        return True

    def _key(self, event: QKeyEvent) -> bool:
        view, key = self._view, event.key()
        if view.tool is not None and view.tool.key(key, event.modifiers()):
            view.update()
            return True
        plain = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        if event.modifiers() & ~plain:
            return False
        far = 4.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        dx, dy = view.width() * _ARROW * far, view.height() * _ARROW * far
        moves = {
            _Key.Key_Left: (dx, 0), _Key.Key_Right: (-dx, 0),
            _Key.Key_Up: (0, dy), _Key.Key_Down: (0, -dy),
        }  # fmt: skip
        if key in moves:
            view.move_by(*moves[_Key(key)])
        elif key in (_Key.Key_Plus, _Key.Key_Equal):
            view.zoom_by(_STEP**2)
        elif key in (_Key.Key_Minus, _Key.Key_Underscore):
            view.zoom_by(_STEP**-2)
        elif key == _Key.Key_Home:
            view.fit()
        elif key == _Key.Key_Space:
            if not event.isAutoRepeat():
                self._space = True
                self.show_cursor()
        else:
            return False
        return True

    def _key_up(self, event: QKeyEvent) -> bool:
        if event.key() != _Key.Key_Space:
            return False
        if not event.isAutoRepeat():
            self._space = False
            self.show_cursor()
        return True
