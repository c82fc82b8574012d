"""A menu for choosing several things at once."""

from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMenu


class StayOpenMenu(QMenu):
    """A menu of ticks that stays open while several are set."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick without closing."""
        action = self.activeAction()
        if action is not None and action.isEnabled() and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)
