"""What an edit did, in one short sentence for the log, the undo menu and the report."""

from collections.abc import Sequence

from graticule.classes import ClassInfo
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


def sentence(
    edit: AnyEdit, before: Sequence[int], after: Sequence[int], classes: Sequence[ClassInfo]
) -> str:
    """Such as "Merged 3 particles into 1001"; `before` and `after` are ids."""
    match edit:
        case SetClass():
            return f"Changed {particles(after)} to {_name(classes, edit.class_number)}"
        case Delete():
            return f"Deleted {particles(before)}"
        case Merge():
            return f"Merged {particles(before)} into {after[0]}"
        case Split():
            return f"Split {particles(before)} into {len(after)}"
        case Cut():
            return f"Cut {particles(before)} into {len(after)}"
        case Paint(id=0):
            return (
                f"Painted {particles(_new(before, after))} as {_name(classes, edit.class_number)}"
            )
        case Paint():
            return f"Enlarged {particles([edit.id])}"
        case Draw():
            return f"Drew {particles(_new(before, after))} as {_name(classes, edit.class_number)}"
        case Erase():
            whole = not set(before) & set(after)
            return f"Erased {'' if whole else 'part of '}{particles(before)}"
        case Mark():
            note = f": {edit.note}" if edit.note else ""
            return f"{'Reviewed' if edit.reviewed else 'Unmarked'} {particles(after)}{note}"


def particles(ids: Sequence[int]) -> str:
    """ "particle 17" or "12 particles"."""
    return f"particle {ids[0]}" if len(ids) == 1 else f"{len(ids):,} particles"


def _new(before: Sequence[int], after: Sequence[int]) -> list[int]:
    """What was drawn has the lowest of the new ids; parts of others come after it."""
    return sorted(set(after) - set(before))[:1]


def _name(classes: Sequence[ClassInfo], number: int) -> str:
    return classes[number].name if number < len(classes) else f"class {number}"
