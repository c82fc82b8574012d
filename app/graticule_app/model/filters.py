"""The filter of the particles: which rows pass."""

import math
from dataclasses import dataclass

import numpy as np

from graticule_app.model.listing import UNCERTAINTY, Listing
from graticule_app.model.query import Query, matches, parse

Range = tuple[float, float]
ALL: Range = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a particle must be; ranges are in the unit of their column and hold both ends."""

    classes: frozenset[int] | None = None  # None: any
    size: Range = ALL  # of the listing's size column
    uncertainty: Range = ALL  # 0 (sure) to 1
    text: str = ""

    @property
    def lets_all_pass(self) -> bool:
        """Whether it asks for nothing."""
        return self == Filter(text=self.text) and not self.text.strip()


def passing(listing: Listing, wanted: Filter) -> np.ndarray:
    """Rows that pass, ascending; raises `QueryError` where the text cannot be understood."""
    query: Query = parse(wanted.text, listing)
    if wanted.lets_all_pass:
        return np.arange(len(listing))
    mask = matches(query, listing)
    if wanted.classes is not None:
        known = np.zeros(256, bool)
        known[[index for index in wanted.classes if 0 <= index < 256]] = True
        mask &= known[listing.class_indices()]
    for key, (low, high) in ((listing.size_key, wanted.size), (UNCERTAINTY, wanted.uncertainty)):
        if (low, high) != ALL and key in listing.table:
            values = np.asarray(listing.table[key])
            mask &= (values >= low) & (values <= high)
    return np.flatnonzero(mask)
