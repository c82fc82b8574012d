"""What explains the program: help pages, shortcuts, reports about its mistakes, versions."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from graticule.fault_report import log_folder
from graticule_app.shell.about import AboutDialog
from graticule_app.shell.command_list import MENUS
from graticule_app.shell.help_viewer import HelpViewer
from graticule_app.shell.shortcuts import ShortcutSheet

if TYPE_CHECKING:
    from graticule_app.shell.window import MainWindow


class Helping(QObject):
    """Shows it beside the window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._viewer: HelpViewer | None = None

    def show(self, page: str) -> None:
        """A page of the help, beside the work."""
        if self._viewer is None:
            self._viewer = HelpViewer(self._window)
        self._viewer.open_page(page)

    def show_protocol(self) -> None:
        """The page of the protocol that is chosen."""
        self.show(self._window.need_bench().protocols.protocol().name)

    def show_shortcuts(self) -> None:
        """All shortcuts."""
        ShortcutSheet(self._window.commands, MENUS, self._window).show()

    def show_reports(self) -> None:
        """The folder of reports about mistakes of the program."""
        log_folder().mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    def show_about(self) -> None:
        """Version, licence, versions of what it is made of."""
        AboutDialog(self._window).open()

    def end(self) -> None:
        """The window closes."""
        if self._viewer is not None:
            self._viewer.close()
