"""What the window and the engine's process say to each other: one JSON object per line.

To the engine go `Analyse`, `Cancel`, `Ping` and `Quit`. Back come the events of `graticule.events`
and `Ready`, `Pong`, `Cancelled` and `Failed`, each in an envelope with the id of the run that it
belongs to. Exactly one of `Finished`, `Cancelled` and `Failed` ends a run.
"""

from dataclasses import dataclass

import msgspec

from graticule.events import Event, Finished, Notice, Opened, Options, Stage
from graticule.jsonlines import Failed, Lines, Ping, Pong, Quit, Ready


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


Order = Analyse | Cancel | Ping | Quit


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The run was stopped; what it had done is kept."""


Answer = Event | Ready | Pong | Cancelled | Failed
_LINES: Lines[Order] = Lines(Order, (Opened, Notice, Stage, Finished, Cancelled))
decode_order, decode_answer = _LINES.decode_order, _LINES.decode_answer
