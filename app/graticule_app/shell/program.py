"""The program with its window, from start to end."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication

from graticule import __version__
from graticule_app.look import icons, theme, translation
from graticule_app.model.settings import Settings, keep_damaged
from graticule_app.shell.crash import CrashWatch, crashed_before
from graticule_app.shell.single import SingleWindow
from graticule_app.shell.window import MainWindow
from graticule_app.work import processes, tasks
from graticule_app.work.message import Message

_LAST = 300  # ms for threads that are about to end


def run(paths: list[Path]) -> int:
    """Run until the window is closed; answers the exit status."""
    QApplication.setOrganizationName("graticule")
    QApplication.setApplicationName("graticule")
    QApplication.setApplicationDisplayName("Graticule")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("graticule")
    app = QApplication([sys.argv[0] if sys.argv else "graticule"])
    single = SingleWindow()
    if single.hand_over(paths):
        return 0
    watch = CrashWatch()
    crashed = crashed_before()
    watch.install()
    translation.apply("auto")
    damaged = keep_damaged()
    settings = Settings.load()
    translation.apply(settings.language)
    app.setWindowIcon(icons.app_icon())
    theme.apply(app, settings.theme, settings.text)
    window = MainWindow(settings)
    watch.told = window.mistake.emit
    single.asked.connect(window.open_from_outside)
    window.restore_place()
    window.show()
    window.begin(paths, crashed=crashed)
    if damaged:
        window.messages.tell(Message(damaged, "warning"))
    status = app.exec()
    watch.ended_well()
    leave(status)
    return status


def leave(status: int) -> None:
    """Do not wait once more for a thread that was waited for in vain while the window closed.

    Python and Qt would, at their own ends: for a read from a share that is away, or a compiler.
    """
    board = sys.modules.get("graticule_app.canvas.board")  # there once a scan was open
    deadline = QDeadlineTimer(_LAST)
    ended = board is None or board.stop(deadline)
    if not (tasks.stop_all(deadline) and ended and processes.wait(deadline)):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
