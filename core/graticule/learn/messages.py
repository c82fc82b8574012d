"""What the window and the training's process say to each other: one JSON object per line.

To the process go `Train`, `Stop`, `Keep`, `Ping` and `Quit`. Back come the events of
`graticule.learn.events` and `Ready`, `Pong`, `Stopped` and `Failed`, each in an envelope with the
id of the training that it belongs to. Exactly one of `PackWritten`, `Stopped` and `Failed` ends a
training.
"""

from dataclasses import dataclass

import msgspec

from graticule.jsonlines import Failed, Lines, Ping, Pong, Quit, Ready
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


Order = Train | Stop | Keep | Ping | Quit


@dataclass(frozen=True, slots=True)
class Stopped:
    """The training was stopped after `step`; the same `Train` goes on from there."""

    step: int


Answer = Event | Ready | Pong | Stopped | Failed
_LINES: Lines[Order] = Lines(
    Order,
    (Working, Remark, Started, StepDone, Validated, Sample, Ended, Judged, PackWritten, Stopped),
)
decode_order, decode_answer = _LINES.decode_order, _LINES.decode_answer
