"""The scans that are to be analysed, one after another."""

import logging
import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QDeadlineTimer,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Signal,
)

from graticule.analysis_worker import Analyse, Cancelled, Failed
from graticule.events import Finished, Notice, Opened, Options, Stage
from graticule.files import atomic, put_aside
from graticule.names import path_text, text_path, to_json
from graticule.protocol import Protocol
from graticule_app.look.translation import tr, tr_engine
from graticule_app.model.analysis_progress import Progress
from graticule_app.model.entry import Entry, Request, Saved, State, from_saved, to_saved
from graticule_app.work.ending import FOREVER
from graticule_app.work.engine_link import EngineLink
from graticule_app.work.tasks import Policy, Tasks, noted

logger = logging.getLogger(__name__)
FILE = "queue.json"
ENTRY = Qt.ItemDataRole.UserRole  # the role under which an index gives its entry
_TICK = 0.2  # s between two tellings that the map has grown
_WARM_UP = 1500  # ms after the window's start when the engine is started


class Queue(QAbstractListModel):
    """A list model of entries; analyses one at a time, as each uses the whole machine.

    It is kept in `folder` over restarts. What was waiting or running when the program ended is
    shown as stopped, and goes on when the user says so.
    """

    added = Signal(object)  # entry
    started = Signal(object)  # entry
    opened = Signal(object, object)  # entry, folder: the result can be opened and grows
    tiles = Signal(object)  # entry: more of its map is on disk; at most five times a second
    progressed = Signal(object)  # entry
    finished = Signal(object, object)  # entry, folder
    failed = Signal(object, str, str)  # entry, text for the user, details
    cancelled = Signal(object)  # entry
    noticed = Signal(object, str)  # entry, what the user should know
    busy_changed = Signal(bool)

    def __init__(
        self, folder: Path, parent: QObject | None = None, link: EngineLink | None = None
    ) -> None:
        super().__init__(parent)
        self._path = folder / FILE
        self._kept = True  # whether the list may be written: never over one that cannot be read
        self.trouble = ""  # what became of a kept list that cannot be read, for the user
        self._entries: list[Entry] = self._load()
        self._tasks = Tasks(self, noted, Policy.IN_TURN)  # the newest list is written last
        self._running: Entry | None = None
        self._progress: Progress | None = None
        self._ticked = 0.0
        self._link = link or EngineLink(self)
        self._link.answered.connect(self._take)
        self._warm_up = QTimer(self, singleShot=True, interval=_WARM_UP)
        self._warm_up.timeout.connect(self._link.start)

    def warm_up(self) -> None:
        """Start the engine soon, so that the first analysis does not wait for it."""
        self._warm_up.start()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, from the top."""
        return tuple(self._entries)

    @property
    def running(self) -> Entry | None:
        """The entry that is analysed now."""
        return self._running

    @property
    def busy(self) -> bool:
        """Whether something is analysed now."""
        return self._running is not None

    def entry_for(self, scan: Path, frame: int = 0) -> Entry | None:
        """The entry of a scan that matters most: the running one, else the lowest in the list."""
        mine = [
            entry
            for entry in self._entries
            if entry.options.frame == frame and _same(entry.scan, scan)
        ]
        if self._running in mine:
            return self._running
        return mine[-1] if mine else None

    def add(
        self, scan: Path, protocol: Protocol, out: Path, options: Options | None = None
    ) -> Entry:
        """Put a scan at the end of the queue; it is analysed when its turn comes."""
        if not protocol.text:
            raise ValueError("a protocol is passed on as its text, and this one has none")
        entry = Entry(
            Request(
                scan=path_text(scan),
                protocol=protocol.text,
                protocol_name=protocol.name,
                pack=protocol.method.network,
                out=path_text(out),
                options=options or Options(),
            )
        )
        at = len(self._entries)
        self.beginInsertRows(QModelIndex(), at, at)
        self._entries.append(entry)
        self.endInsertRows()
        self._save()
        self.added.emit(entry)
        self._next()
        return entry

    def cancel(self, entry: Entry) -> None:
        """Stop an entry, or take its turn away; what is done is kept."""
        if entry is self._running:
            entry.stopping = True
            self._changed(entry)
            self._link.cancel()
        elif entry.state is State.waiting:
            self._settle(entry, State.cancelled, tr("Stopped before its turn came"))
            self.cancelled.emit(entry)

    def resume(self, entry: Entry) -> None:
        """Have an entry that was stopped or failed go on where it was."""
        if entry.can_continue:
            entry.reason = entry.details = ""
            self._settle(entry, State.waiting)
            self._next()

    def restart(self, entry: Entry) -> None:
        """Analyse an entry anew, from the beginning."""
        if entry is not self._running:
            options = replace(entry.options, restart=True)
            entry.request = msgspec.structs.replace(entry.request, options=options)
            entry.reason, entry.details, entry.particles = "", "", None
            self._settle(entry, State.waiting)
            self._next()

    def remove(self, entries: Iterable[Entry]) -> None:
        """Take entries off the list; the running one is left. Results on disk stay."""
        for entry in tuple(entries):
            if entry in self._entries and entry is not self._running:
                at = self._entries.index(entry)
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._entries[at]
                self.endRemoveRows()
        self._save()

    def move(self, entry: Entry, places: int) -> None:
        """Move an entry down by `places` (up, if negative); its turn changes with it."""
        at = self._entries.index(entry)
        to = max(0, min(len(self._entries) - 1, at + places))
        if to == at:
            return
        # Qt counts the place before which a row goes while it is still where it was.
        self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), to + (to > at))
        self._entries.insert(to, self._entries.pop(at))
        self.endMoveRows()
        self._save()

    def halt(self) -> None:
        """End the engine at once; the entry under way is still the one that runs."""
        self._warm_up.stop()
        self._link.stop()

    def stop_all(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """End the engine at once, as when the window closes; the queue is kept as it stands."""
        self.halt()
        entry, self._running = self._running, None
        if entry is not None:
            entry.stopping = False
            self._settle(entry, State.cancelled)
            self.busy_changed.emit(False)
        self._save()
        self._tasks.wait(deadline)

    def index_of(self, entry: Entry) -> QModelIndex:
        """Where an entry is shown; no index if it is gone."""
        return self.index(self._entries.index(entry)) if entry in self._entries else QModelIndex()

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008 - Qt's way
        """How many entries there are."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """An entry as text, for tool tips and screen readers, or itself under `ENTRY`."""
        if not 0 <= index.row() < len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.name}, {entry.status}"
        if role == Qt.ItemDataRole.ToolTipRole:
            about = tr(
                "{scan}\nProtocol {protocol}\n{status}",
                scan=entry.scan,
                protocol=tr_engine(entry.protocol_name),
                status=entry.status,
            )
            return "\n".join((about, *entry.notices))
        return None

    def _next(self) -> None:
        """Begin with the next entry that waits, if nothing is under way."""
        if self._running is not None:
            return
        entry = next((e for e in self._entries if e.state is State.waiting), None)
        if entry is None:
            return
        self._running = entry
        self._progress = None
        entry.notices = ()
        entry.outlook = replace(entry.outlook, text=tr("Starting"), share=0.0, rate="")
        self._settle(entry, State.running)
        request = entry.request
        self.started.emit(entry)
        self.busy_changed.emit(True)
        self._link.analyse(
            Analyse(
                id=entry.id,
                scan=request.scan,
                protocol=request.protocol,
                out=request.out,
                options=request.options,
            )
        )

    def _take(self, run: str, event: object) -> None:
        """An event of the engine."""
        entry = self._running
        if entry is None or entry.id != run:
            return
        if isinstance(event, Stage):
            self._take_stage(entry, event)
        elif isinstance(event, Opened):
            entry.folder = text_path(event.folder)
            pack = entry.request.pack
            self._progress = Progress(pack=pack, tile_mpx=event.tile_mpx, now=time.monotonic())
            self._save()
            self.opened.emit(entry, entry.folder)
        elif isinstance(event, Notice):
            entry.notices += (event.text,)
            self.noticed.emit(entry, event.text)
        else:
            self._end(entry, event)

    def _take_stage(self, entry: Entry, stage: Stage) -> None:
        if self._progress is None:
            return
        now = time.monotonic()
        before = entry.outlook.text
        self._progress.feed(stage, now)
        entry.outlook = self._progress.outlook(now)
        self._changed(entry)
        self.progressed.emit(entry)
        # The last tiles are on disk when the next phase begins, and labels when theirs ends.
        grows = stage.phase == "segment" and now - self._ticked > _TICK
        if grows or before != entry.outlook.text:
            self._ticked = now
            self.tiles.emit(entry)

    def _end(self, entry: Entry, event: object) -> None:
        """The run has ended: tell how, and go on with the next."""
        self._running = None
        entry.stopping = False
        if entry.options.restart:  # begun anew once: to continue it is to go on
            options = replace(entry.options, restart=False)
            entry.request = msgspec.structs.replace(entry.request, options=options)
        if isinstance(event, Finished):
            entry.particles = event.particles
            entry.folder = text_path(event.folder)
            self._settle(entry, State.done)
            self.finished.emit(entry, entry.folder)
        elif isinstance(event, Failed):
            entry.details = event.details
            self._settle(entry, State.failed, event.text)
            self.failed.emit(entry, event.text, event.details)
        elif isinstance(event, Cancelled):
            self._settle(entry, State.cancelled)
            self.cancelled.emit(entry)
        self._next()
        if self._running is None:
            self.busy_changed.emit(False)

    def _settle(self, entry: Entry, state: State, reason: str = "") -> None:
        entry.state, entry.reason = state, reason
        self._changed(entry)
        self._save()

    def _changed(self, entry: Entry) -> None:
        index = self.index_of(entry)
        self.dataChanged.emit(index, index)

    def _load(self) -> list[Entry]:
        """What was kept; a file that cannot be read is put aside, and told of."""
        try:
            data = self._path.read_bytes()
            return [from_saved(saved) for saved in msgspec.json.decode(data, type=list[Saved])]
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:  # msgspec's errors and bad UTF-8 are ValueErrors
            logger.exception("%s cannot be read", self._path)
            aside = put_aside(self._path)
            self._kept = aside is not None
            where = (
                tr("It is kept as {path}.", path=aside)
                if aside is not None
                else tr(
                    "{path} stays as it is, and the queue is not kept until it is gone.",
                    path=self._path,
                )
            )
            why = error.strerror if isinstance(error, OSError) else tr("the file is damaged")
            read = tr("The queue of the last time cannot be read ({why}).", why=why)
            self.trouble = f"{read} {where}"
            return []

    def _save(self) -> None:
        """Keep the list on disk; a slow disk is not waited for."""
        if not self._kept:
            return
        saved = to_json([to_saved(entry) for entry in self._entries])
        self._tasks.run(partial(_write, self._path, saved), tr("Keeping the queue"), vital=True)


def _write(path: Path, data: bytes) -> None:
    with atomic(path) as temporary:
        temporary.write_bytes(data)


def _same(first: Path, second: Path) -> bool:
    # Links are not followed: that asks the disk, and a network drive may take its time.
    return first == second or first.absolute() == second.absolute()
