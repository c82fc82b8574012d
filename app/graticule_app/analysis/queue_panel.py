"""The queue as people see it: a line for each scan."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from graticule_app.analysis.queue import Queue


class QueuePanel(QWidget):
    """A line per scan: name, state, progress, rate and time left, the reason when it failed."""

    open_result = Signal(object)  # entry
    add_scans = Signal()  # the user wants to choose scans

    def __init__(self, queue: Queue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
