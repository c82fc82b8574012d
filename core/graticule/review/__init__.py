"""A person's corrections over a result: edits, undo, a log that tells the truth."""

from graticule.review.edits import (
    AnyEdit,
    Cut,
    Delete,
    Draw,
    Erase,
    Mark,
    Merge,
    Paint,
    SetClass,
    Split,
)

__all__ = [
    "AnyEdit",
    "Cut",
    "Delete",
    "Draw",
    "Erase",
    "Mark",
    "Merge",
    "Paint",
    "SetClass",
    "Split",
]
