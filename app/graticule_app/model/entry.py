"""One scan of the queue: what is to be done with it, and how far that is."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from graticule.events import Options
from graticule.names import path_text, shown, text_path
from graticule_app.look.translation import tr, tr_noop, trn
from graticule_app.model.analysis_progress import Outlook, told_time


class State(StrEnum):
    """Where an entry stands; the value is what is written on disk."""

    waiting = "waiting"
    running = "running"
    done = "done"
    failed = "failed"
    cancelled = "cancelled"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be analysed, how, and into which folder; kept over restarts."""

    scan: str
    protocol: str  # its text: a change of the file meanwhile changes nothing here
    protocol_name: str
    pack: bool  # whether a network does the work
    out: str
    options: Options = Options()


@dataclass(eq=False)
class Entry:
    """One line of the queue. Only the queue changes it."""

    request: Request
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: State = State.waiting
    folder: Path | None = None  # of the result, once the run has opened
    reason: str = ""  # why it failed or was stopped, in plain words
    details: str = ""  # what a developer wants to know of it
    notices: tuple[str, ...] = ()
    particles: int | None = None  # how many were found, once it is done
    outlook: Outlook = field(default_factory=lambda: Outlook(tr("Starting")))
    stopping: bool = False  # cancelled by the user, not yet stopped

    @property
    def scan(self) -> Path:
        """The scan."""
        return text_path(self.request.scan)

    @property
    def protocol_name(self) -> str:
        """The protocol that is followed."""
        return self.request.protocol_name

    @property
    def options(self) -> Options:
        """What the user set for this run."""
        return self.request.options

    @property
    def name(self) -> str:
        """What to call it: the file, and which part of it."""
        frame, region = self.options.frame, self.options.region
        parts = [shown(self.scan.name)]
        if frame:
            parts.append(tr("image {frame}", frame=frame + 1))
        if region is not None:
            parts.append(
                tr("region {width:,} × {height:,} px", width=region.width, height=region.height)
            )
        return " · ".join(parts)

    @property
    def can_continue(self) -> bool:
        """Whether the user may have it go on."""
        return self.state in (State.cancelled, State.failed)

    @property
    def status(self) -> str:
        """What is to be told of it, on one line."""
        if self.state is State.waiting:
            return tr("Waiting")
        if self.state is State.running:
            if self.stopping:
                return tr("Stopping")
            share = f"{self.outlook.share:.0%}" if self.outlook.share else ""
            parts = (self.outlook.text, share, self.outlook.rate)
            left = told_time(self.outlook.seconds_left)
            return " · ".join(part for part in (*parts, left) if part)
        if self.state is State.done:
            count = self.particles or 0
            found = trn("{n:,} particle", "{n:,} particles", count)
            return tr("Done · {found}", found=found if count else tr("no particles found"))
        if self.state is State.failed:
            return tr("Failed: {reason}", reason=tr(self.reason))
        return tr(self.reason) or tr("Stopped. What is done is kept")


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it is kept over restarts."""

    id: str
    request: Request
    state: State
    folder: str | None = None
    reason: str = ""
    details: str = ""
    notices: tuple[str, ...] = ()
    particles: int | None = None


def to_saved(entry: Entry) -> Saved:
    """What is kept of an entry."""
    return Saved(
        id=entry.id,
        request=entry.request,
        state=entry.state,
        folder=None if entry.folder is None else path_text(entry.folder),
        reason=entry.reason,
        details=entry.details,
        notices=entry.notices,
        particles=entry.particles,
    )


def from_saved(saved: Saved) -> Entry:
    """The entry again; what had not ended was stopped by the program's end."""
    entry = Entry(
        saved.request,
        id=saved.id,
        state=saved.state,
        folder=None if saved.folder is None else text_path(saved.folder),
        reason=saved.reason,
        details=saved.details,
        notices=saved.notices,
        particles=saved.particles,
    )
    if entry.state in (State.waiting, State.running):
        begun = entry.state is State.running or entry.folder is not None
        entry.state = State.cancelled
        entry.reason = (
            tr_noop("Stopped when the program was closed. What is done is kept")
            if begun
            else tr_noop("Not begun: the program was closed")
        )
    return entry
