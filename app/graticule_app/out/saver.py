"""Runs the saving of reports in the background, one after the other."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from graticule.reports import Analysis
from graticule_app.out.choice import ReportChoice


class ReportSaver(QObject):
    """Saves reports in a thread of its own; its signals feed the `SaveLine`."""

    started = Signal(str)  # what is saved, such as "tape-12"
    progressed = Signal(str, int, int)  # file, done, total steps of that file
    saved = Signal(object)  # list[Path], all that was written
    cancelled = Signal(object)  # list[Path] written before
    failed = Signal(str, str)  # in plain words, details

    def save(
        self,
        analysis: Callable[[], Analysis],
        name: str,
        choice: ReportChoice,
        picture: QImage | None = None,
    ) -> None:
        """Write the chosen parts of a result; `name` begins the file names."""
        raise NotImplementedError
