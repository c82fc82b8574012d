"""What the window and its processes say to each other: one JSON object per line, either way.

To a process go orders, tagged structs with the id of the piece of work that they belong to. Back
come answers, each in an envelope with that id. What every process knows stands here; what one of
them does stands in its own module (`graticule.messages`, `graticule.learn.messages`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from graticule.names import to_json


class Ping(msgspec.Struct, frozen=True, tag_field="do", tag="ping"):
    """Answer with `Pong`, whatever is going on."""

    id: str = ""


class Quit(msgspec.Struct, frozen=True, tag_field="do", tag="quit"):
    """End when the work under way has ended."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has started and waits for orders."""


@dataclass(frozen=True, slots=True)
class Pong:
    """The process hears."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The work ended with an error: `text` is for the user, `details` for who looks into it."""

    text: str
    details: str = ""


class _Envelope(msgspec.Struct):
    id: str
    kind: str
    event: msgspec.Raw


OrderT = TypeVar("OrderT")


class Lines(Generic[OrderT]):
    """The language of one process: its orders, a union of structs, and its kinds of answer."""

    def __init__(self, orders: Any, answers: Iterable[type]) -> None:
        self._orders: msgspec.json.Decoder[OrderT] = msgspec.json.Decoder(orders)
        self._answers = {kind.__name__: kind for kind in (*answers, Ready, Pong, Failed)}

    def decode_order(self, line: bytes) -> OrderT:
        """An order from its line; `ValueError` for anything else."""
        return self._orders.decode(line)

    def decode_answer(self, line: bytes) -> tuple[str, Any]:
        """Id of the work and its event, from a line; `ValueError` for anything else."""
        envelope = msgspec.json.decode(line, type=_Envelope)
        if envelope.kind not in self._answers:
            raise msgspec.ValidationError(f"no event is called {envelope.kind!r}")
        return envelope.id, msgspec.json.decode(envelope.event, type=self._answers[envelope.kind])


def encode_order(order: msgspec.Struct) -> bytes:
    """An order as one line."""
    return to_json(order) + b"\n"


def encode_answer(work: str, event: Any) -> bytes:
    """An event of a piece of work as one line."""
    kind = type(event).__name__
    return to_json({"id": work, "kind": kind, "event": event}) + b"\n"
