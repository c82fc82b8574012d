"""The quiet line that tells how the saving goes."""

from PySide6.QtWidgets import QWidget

from graticule_app.out.saver import ReportSaver


class SaveLine(QWidget):
    """Progress with Cancel while a report is written, then where it is with "Open folder"."""

    def __init__(self, saver: ReportSaver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saver = saver
