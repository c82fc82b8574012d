"""Asks for files: dialogs and the clipboard."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from graticule_app.look.drop import dropped
from graticule_app.look.translation import tr
from graticule_app.model.opening import dialog_filter, paths_in
from graticule_app.model.project import ENDING
from graticule_app.work.message import Message

if TYPE_CHECKING:
    from graticule_app.shell.window import MainWindow


class Files(QObject):
    """Finds out which files a person means, and has the window open or save them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def ask_scans(self) -> None:
        """A dialog for scans."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, tr("Open scans"), _last_folder(), dialog_filter()
        )
        self._open([Path(path) for path in chosen])

    def ask_folder(self) -> None:
        """A dialog for a folder of scans."""
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Open a folder"), _last_folder())
        self._open([Path(chosen)] if chosen else [])

    def ask_project(self) -> None:
        """A dialog for a project."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open project"), _last_folder(), _projects()
        )
        self._open([Path(chosen)] if chosen else [])

    def paste(self) -> None:
        """Open the paths on the clipboard; any other text changes nothing."""
        clipboard = QGuiApplication.clipboard()
        work = partial(paths_in, clipboard.text())
        if paths := dropped(clipboard.mimeData()):
            self._window.open(paths)
        else:
            self._window.workspace.run(work, self._open_pasted, tr("Pasting"))

    def _open_pasted(self, paths: list[Path]) -> None:
        if paths:
            self._window.open(paths)
        else:
            text = tr("There is no path of a file on the clipboard. Copy a file or its path first.")
            self._window.messages.tell(Message(text, "info"))

    def save_project(self) -> None:
        """Save under the name that it has; the first time, ask for one."""
        workspace = self._window.workspace
        if workspace.project is None:
            self.save_project_as()
        else:
            workspace.save_project(workspace.project)

    def save_project_as(self) -> None:
        """Ask for a name, and save."""
        workspace = self._window.workspace
        current = workspace.current
        first = Path(_last_folder()) / f"{current.path.stem if current else 'project'}{ENDING}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save project"), str(first), _projects()
        )
        if chosen:
            path = Path(chosen)
            workspace.save_project(path if path.suffix == ENDING else path.with_suffix(ENDING))

    def _open(self, paths: list[Path]) -> None:
        if paths:
            QSettings().setValue("open/folder", str(paths[0].parent))
            self._window.open(paths)


def _last_folder() -> str:
    return str(QSettings().value("open/folder", str(Path.home())))


def _projects() -> str:
    return tr("Graticule projects") + f" (*{ENDING})"
