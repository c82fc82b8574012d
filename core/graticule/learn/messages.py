"""What the window and the training's process say to each other: one JSON object per line.

To the process go `Train`, `Stop`, `Keep`, `Ping` and `Quit`. Back come the events of
`graticule.learn.events` and `Ready`, `Pong`, `Stopped` and `Failed`, each in an envelope with the
id of the training that it belongs to. Exactly one of `PackWritten`, `Stopped` and `Failed` ends a
training.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from graticule.learn.events import (
    Ended,
    Event,
    Judged,
    PackWritten,
    Remark,
    Sample,
    Started,
    StepDone,
    TrainOptions,
    Validated,
    Working,
)


class Train(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", tag="train"):
    """Train by `recipe` (a shipped one's name, a file, or the whole text in TOML) on `data`.

    `data`: files and folders of annotated scans. `out`: folder of the pack. `folder`: of the
    training, with its recipe, curves, samples and checkpoint; a training that is there goes on;
    empty: one in the user's cache, named after recipe and data.
    """

    id: str
    recipe: str
    data: tuple[str, ...]
    out: str
    folder: str = ""
    options: TrainOptions = TrainOptions()


class Stop(msgspec.Struct, frozen=True, tag_field="do", tag="stop"):
    """Stop after the step under way and keep a checkpoint: the same `Train` goes on from there."""

    id: str


class Keep(msgspec.Struct, frozen=True, tag_field="do", tag="keep"):
    """Learn no more, and make the pack of the best weights so far."""

    id: str


class Ping(msgspec.Struct, frozen=True, tag_field="do", tag="ping"):
    """Answer with `Pong`, whatever is going on."""

    id: str = ""


class Quit(msgspec.Struct, frozen=True, tag_field="do", tag="quit"):
    """End when the training under way has ended."""


Order = Train | Stop | Keep | Ping | Quit


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has started and waits for orders."""


@dataclass(frozen=True, slots=True)
class Pong:
    """The process hears."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The training was stopped after `step`; the same `Train` goes on from there."""

    step: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The training ended with an error: `text` is for the user, `details` for who looks into it."""

    text: str
    details: str = ""


Answer = Event | Ready | Pong | Stopped | Failed
_ANSWERS = (
    Working, Remark, Started, StepDone, Validated, Sample, Ended, Judged, PackWritten,
    Ready, Pong, Stopped, Failed,
)  # fmt: skip
_KINDS: dict[str, type] = {kind.__name__: kind for kind in _ANSWERS}
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


def encode_answer(training: str, event: Answer) -> bytes:
    """An event of a training as one line."""
    kind = type(event).__name__
    return msgspec.json.encode({"id": training, "kind": kind, "event": event}) + b"\n"


def decode_answer(line: bytes) -> tuple[str, Any]:
    """Id of the training and its event, from a line; `ValueError` for anything else."""
    envelope = msgspec.json.decode(line, type=_Envelope)
    if envelope.kind not in _KINDS:
        raise msgspec.ValidationError(f"no event is called {envelope.kind!r}")
    return envelope.id, msgspec.json.decode(envelope.event, type=_KINDS[envelope.kind])
