"""What lies in the annotated scans that a person has chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class ClassFound:
    """One class of the annotations; `objects` None where nobody can count them."""

    name: str
    color: tuple[int, int, int]
    objects: int | None
    share: float  # of the pixels that somebody has looked at, 0..1


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong somewhere, and what a person can do; an "error" must be put right first."""

    kind: Literal["error", "warning", "info"]
    text: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """All that the first step of the page tells."""

    images: int = 0
    tested: int = 0  # of these, set apart by their maker to test on
    area: str = ""  # that somebody has looked at, such as "12 Mpx"
    classes: tuple[ClassFound, ...] = ()  # without the background
    problems: tuple[Problem, ...] = ()
    of_path: tuple[tuple[Path, str], ...] = ()  # what each chosen path holds

    target: str = ""  # what the labels mean; see `kinds.Kind`

    @property
    def usable(self) -> bool:
        """Whether something can be learned from it."""
        return self.images > 0 and not any(p.kind == "error" for p in self.problems)


def told_area(pixels: float) -> str:
    """An area as people say it."""
    if pixels >= 1e9:
        return f"{pixels / 1e9:.1f} Gpx"
    return f"{pixels / 1e6:.0f} Mpx" if pixels >= 1e7 else f"{pixels / 1e6:.1f} Mpx"


def names_of(found: Found) -> Sequence[str]:
    """The classes' names."""
    return [one.name for one in found.classes]
