"""What a mouse tool of the view is: measuring, drawing a region, a brush."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QCursor, QPainter, QTransform


@dataclass(frozen=True, slots=True)
class Mouse:
    """Where the mouse is, in level-0 px, and what is pressed."""

    x: float
    y: float
    buttons: Qt.MouseButton
    modifiers: Qt.KeyboardModifier
    scale: float  # level-0 px per screen px, for tolerances that are the same at every zoom

    @property
    def point(self) -> QPointF:
        """(x, y) in level-0 px."""
        return QPointF(self.x, self.y)


class Tool(QObject):
    """A tool takes the left mouse button while it is on; wheel, middle button and keys still pan.

    Each handler says whether it used the event. `paint` draws over the view in screen px.
    """

    cursor: QCursor | Qt.CursorShape = Qt.CursorShape.CrossCursor

    def press(self, mouse: Mouse) -> bool:
        """The left button went down."""
        return False

    def move(self, mouse: Mouse) -> bool:
        """The mouse moved, with the left button down or up."""
        return False

    def release(self, mouse: Mouse) -> bool:
        """The left button went up."""
        return False

    def double_click(self, mouse: Mouse) -> bool:
        """The left button was clicked twice."""
        return False

    def key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """A key was pressed in the view."""
        return False

    def paint(self, painter: QPainter, to_screen: QTransform) -> None:
        """Draw the tool's own marks; `to_screen` maps level-0 px to screen px."""

    def ended(self) -> None:
        """Another tool was chosen."""
