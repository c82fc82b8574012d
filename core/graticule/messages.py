"""What the window and the engine's process say to each other: one JSON object per line.

To the engine go `Analyse`, `Cancel`, `Ping` and `Quit`. Back come the events of `graticule.events`
and `Ready`, `Pong`, `Cancelled` and `Failed`, each in an envelope with the id of the run that it
belongs to. Exactly one of `Finished`, `Cancelled` and `Failed` ends a run.
"""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from graticule.events import Event, Finished, Notice, Opened, Options, Stage


class Analyse(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="analyse"):
    """Analyse a scan; `protocol` is the name of one, or the whole text of one in TOML."""

    id: str
    scan: str
    protocol: str
    out: str
    options: Options = Options()


class Cancel(msgspec.Struct, frozen=True, tag_field="do", tag="cancel"):
    """Stop that run at its next event and keep what is done."""

    id: str


class Ping(msgspec.Struct, frozen=True, tag_field="do", tag="ping"):
    """Answer with `Pong`, whatever is going on."""

    id: str = ""


class Quit(msgspec.Struct, frozen=True, tag_field="do", tag="quit"):
    """End when the run under way has ended."""


Order = Analyse | Cancel | Ping | Quit


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine has started and waits for orders."""


@dataclass(frozen=True, slots=True)
class Pong:
    """The engine hears."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The run was stopped; what it had done is kept."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The run ended with an error: `text` is for the user, `details` for who looks into it."""

    text: str
    details: str = ""


Answer = Event | Ready | Pong | Cancelled | Failed
_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (Opened, Notice, Stage, Finished, Ready, Pong, Cancelled, Failed)
}
_orders = msgspec.json.Decoder(Order)


class _Envelope(msgspec.Struct):
    id: str
    kind: str
    event: msgspec.Raw


def encode_order(order: Order) -> bytes:
    """An order as one line."""
    return msgspec.json.encode(order) + b"\n"


def decode_order(line: bytes) -> Order:
    """An order from its line; `ValueError` for anything else."""
    return _orders.decode(line)


def encode_answer(run: str, event: Answer) -> bytes:
    """An event of a run as one line. The summary stays behind: the result tells it in full."""
    if isinstance(event, Finished):
        event = replace(event, summary=())
    kind = type(event).__name__
    return msgspec.json.encode({"id": run, "kind": kind, "event": event}) + b"\n"


def decode_answer(line: bytes) -> tuple[str, Any]:
    """Id of the run and its event, from a line; `ValueError` for anything else."""
    envelope = msgspec.json.decode(line, type=_Envelope)
    if envelope.kind not in _KINDS:
        raise msgspec.ValidationError(f"no event is called {envelope.kind!r}")
    return envelope.id, msgspec.json.decode(envelope.event, type=_KINDS[envelope.kind])
