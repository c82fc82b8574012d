"""Class names as people write them, and the numbers that labels have for them."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from graticule.classes import BACKGROUND

REGION = "Region"  # the class of a polygon in which everything has been looked at
IGNORE = "Ignore*"  # the class of what is not to count, as QuPath writes it
_REGION = re.compile(r"\s*(region|annotated[ _-]?(area|region)|looked[ _-]?at)\b.*", re.IGNORECASE)
_IGNORED = re.compile(r"\s*ignored?\b.*", re.IGNORECASE)
_BACKGROUND = BACKGROUND.name


def is_region(written: str) -> bool:
    """Whether a class's name says that everything in its polygons has been looked at."""
    return _REGION.fullmatch(written) is not None


def is_ignored(written: str) -> bool:
    """Whether a class's name says that what is in its polygons is not to count."""
    return _IGNORED.fullmatch(written) is not None


class Naming:
    """Numbers of class names from 1; how a name is spelled (case, spaces) does not matter.

    A subclass of QuPath's, such as "fibre: blue", is its class unless it is listed itself.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._numbers = {_plain(name): number for number, name in enumerate(names, 1)}

    def number(self, written: str) -> int | None:
        """The class's number, 0 for the background; None for a name that is not listed."""
        plain = _plain(written)
        if plain == _BACKGROUND:
            return 0
        if not plain and len(self.names) == 1:
            return 1  # there is nothing else that it could be
        return self._numbers.get(plain) or self._numbers.get(_plain(plain.partition(":")[0]))

    def nearest(self, written: str) -> str | None:
        """The listed name that was probably meant; None if it looks like another class."""
        close = difflib.get_close_matches(_plain(written), self._numbers, 1, cutoff=0.75)
        return self.names[self._numbers[close[0]] - 1] if close else None


def without_background(classes: Sequence[str]) -> tuple[str, ...]:
    """Class names without the background that may come first."""
    first = classes[0] if classes else ""
    return tuple(classes[1:] if _plain(first) == _BACKGROUND else classes)


def collected(written: Iterable[str]) -> tuple[str, ...]:
    """Every class that occurs, in alphabetical order, each in its most frequent spelling."""
    spellings: dict[str, Counter[str]] = {}
    for name in written:
        plain = _plain(name)
        if plain and plain != _BACKGROUND:
            spellings.setdefault(plain, Counter())[" ".join(name.split())] += 1
    return tuple(spellings[plain].most_common(1)[0][0] for plain in sorted(spellings))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
