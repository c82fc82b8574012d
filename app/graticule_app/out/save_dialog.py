"""The dialog that asks what to save, and where."""

from collections.abc import Callable

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QWidget

from graticule.reports import Analysis
from graticule_app.out.saver import ReportSaver


class SaveReportDialog(QDialog):
    """One folder, a check box per kind of file, one button; the saver does the rest."""

    def __init__(
        self,
        saver: ReportSaver,
        analysis: Callable[[], Analysis],
        name: str,
        picture: QImage | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
