"""A person's corrections over a result: edits, undo, a log that tells the truth."""

from graticule.review.blanks import blank_of, tell_sample
from graticule.review.corrections import (
    Crops,
    iter_write_annotations,
    iter_write_crops,
    plan_crops,
    write_annotations,
    write_crops,
)
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
from graticule.review.reporting import iter_write_reports, write_reports
from graticule.review.reviewed import Reviewed, open_result

__all__ = [
    "AnyEdit",
    "Change",
    "Crops",
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
    "blank_of",
    "iter_write_annotations",
    "iter_write_crops",
    "iter_write_reports",
    "open_result",
    "plan_crops",
    "tell_sample",
    "write_annotations",
    "write_crops",
    "write_reports",
]
