"""The scans that are to be analysed, one after another."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QObject, Signal

from graticule.events import Options
from graticule.protocols import Protocol
from graticule_app.analysis.entry import Entry


class Queue(QAbstractListModel):
    """A list model of entries; analyses one at a time, as each uses the whole machine."""

    started = Signal(object)  # entry
    opened = Signal(object, object)  # entry, folder: the result can be opened and grows
    tiles = Signal(object)  # entry: more of its map is on disk; at most five times a second
    progressed = Signal(object)  # entry
    finished = Signal(object, object)  # entry, folder
    failed = Signal(object, str, str)  # entry, text for the user, details
    cancelled = Signal(object)  # entry
    busy_changed = Signal(bool)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder

    def add(
        self, scan: Path, protocol: Protocol, out: Path, options: Options | None = None
    ) -> Entry: ...
    def start(self) -> None: ...
    def cancel(self, entry: Entry) -> None: ...
    def resume(self, entry: Entry) -> None: ...
    def remove(self, entries: Iterable[Entry]) -> None: ...
    def move(self, entry: Entry, places: int) -> None: ...
    def stop_all(self) -> None: ...
    @property
    def busy(self) -> bool: ...
    @property
    def running(self) -> Entry | None: ...
    @property
    def entries(self) -> tuple[Entry, ...]: ...
