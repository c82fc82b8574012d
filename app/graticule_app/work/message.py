"""What is told to the user, and how an error is told."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from graticule.errors import GraticuleError
from graticule_app.look.translation import tr

Kind = Literal["info", "done", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: a sentence, what kind it is, and what only some want to know."""

    text: str
    kind: Kind = "info"
    details: str = ""
    action: tuple[str, Callable[[], object]] | None = None  # a button and what it does


def message_of(error: BaseException, doing: str) -> Message:
    """How an error is told: ours in its own words, any other as a mistake of the program.

    `doing` says what was tried, such as "Opening tape.tif".
    """
    details = "".join(traceback.format_exception(error))
    if isinstance(error, GraticuleError):
        return Message(str(error), "error", details)
    if isinstance(error, MemoryError):
        text = tr(
            "{doing}: there is not enough memory. Close other programs and try again.", doing=doing
        )
        return Message(text, "error", details)
    return Message(
        tr(
            "{doing} did not work: a mistake in the program. Nothing that was saved is lost.",
            doing=doing,
        ),
        "error",
        details,
    )
