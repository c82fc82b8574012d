"""One scan of the queue: what is to be done with it, and how far that is."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from graticule.events import Options, Stage

_SMOOTH = 0.3  # weight of the newest rate; a single slow tile shall not make the time jump


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
    protocol: str  # its text, so that a change of the file meanwhile changes nothing here
    protocol_name: str
    out: str
    options: Options = Options()


@dataclass(eq=False)
class Entry:
    """One line of the queue. Only the queue changes it."""

    request: Request
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: State = State.waiting
    folder: Path | None = None  # of the result, once the run has opened
    reason: str = ""  # why it failed, in plain words
    details: str = ""  # what a developer wants to know of it
    notices: tuple[str, ...] = ()
    particles: int | None = None  # how many were found, once it is done
    stage: Stage | None = None
