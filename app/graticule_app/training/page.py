"""The Training page: what to learn from, how, and how it goes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from graticule_app.shell.settings import Settings


class TrainingPage(QWidget):
    """Three steps on one page, from annotated scans to a pack that is used at once."""

    message = Signal(object)  # Message
    use_protocol = Signal(str)  # name of a protocol of the user's to be chosen for the open scan
    leave = Signal()  # back to the scan
    help_wanted = Signal(str)  # page
    busy_changed = Signal(bool)  # a training began or ended

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.setAccessibleName("Training")
