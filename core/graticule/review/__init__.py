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
from graticule.review.history import Change
from graticule.review.reviewed import Reviewed

__all__ = [
    "AnyEdit",
    "Change",
    "Cut",
    "Delete",
    "Draw",
    "Erase",
    "Mark",
    "Merge",
    "Paint",
    "Reviewed",
    "SetClass",
    "Split",
]
