"""The scans that are open: one of them is shown."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from graticule.protocols import Protocol
    from graticule.results import Result
    from graticule_app.model.camera import Camera
    from graticule_app.model.document import Document
    from graticule_app.model.project import ProjectScan


@dataclass(eq=False)
class OpenScan:
    """A document, and what is kept of it while another one is shown."""

    path: Path
    document: "Document"
    camera: "Camera | None" = None
    protocol: "Protocol | None" = None
    kept: "ProjectScan | None" = None  # how a project had it; taken once, when it is first shown

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


class OpenScans(QObject):
    """A list with a current one; every change of it is told before and after."""

    added = Signal(object)  # OpenScan
    removed = Signal(object)  # OpenScan; its scan is closed after this
    leaving = Signal(object)  # OpenScan that is shown no longer in a moment
    shown = Signal(object)  # OpenScan, or None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[OpenScan] = []
        self._current: OpenScan | None = None

    @property
    def all(self) -> tuple[OpenScan, ...]:
        """In the order in which they were opened."""
        return tuple(self._all)

    @property
    def current(self) -> OpenScan | None:
        """The one that is shown."""
        return self._current

    def find(self, path: Path) -> OpenScan | None:
        """The open scan of a file."""
        wanted = path.absolute()
        return next((one for one in self._all if one.path.absolute() == wanted), None)

    def add(self, one: OpenScan) -> None:
        """Take a scan in and show it."""
        self._all.append(one)
        self.added.emit(one)
        self.show(one)

    def show(self, one: OpenScan | None) -> None:
        """Show another open scan, or none."""
        if one is self._current:
            return
        if self._current is not None:
            self.leaving.emit(self._current)
        self._current = one
        self.shown.emit(one)

    def step(self, by: int) -> None:
        """Show the next or the previous one, round and round."""
        if self._all and self._current is not None:
            at = self._all.index(self._current)
            self.show(self._all[(at + by) % len(self._all)])

    def give(self, one: OpenScan, result: "Result") -> bool:
        """Show a result with its scan; one that comes after the scan was closed is closed, too."""
        if one in self._all:
            one.document.set_result(result)
            return True
        result.close()
        return False

    def close(self, one: OpenScan) -> None:
        """Let go of a scan; its neighbour is shown instead."""
        at = self._all.index(one)
        self._all.remove(one)
        if one is self._current:
            near = self._all[min(at, len(self._all) - 1)] if self._all else None
            self.show(near)
        self.removed.emit(one)
        if one.document.result is not None:
            one.document.result.close()
        one.document.scan.close()
        one.document.deleteLater()
