"""The review panel: classes, corrections, progress and the log."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from graticule_app.review.controller import ReviewController


class ReviewPanel(QWidget):
    """Corrects the selected particles of the controller's document."""

    go_to = Signal(object)  # Box in level-0 px that the view should show
    tool_wanted = Signal(object)  # Tool that the view should use, None for none

    def __init__(self, controller: ReviewController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
