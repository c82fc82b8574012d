"""How counts per filter and sample are told: a part of the written procedure."""

from typing import Annotated

import msgspec
from msgspec import Meta


class CountSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[sample]` of a protocol: counts per filter and amount, with their uncertainty.

    The limits of detection and quantification lie `detection` and `quantification` standard
    deviations of the blanks above their mean; of fewer than `fewest_blanks` the deviation is
    taken from Poisson's law. `by_colour` counts each colour for itself, too.
    """

    confidence: Annotated[float, Meta(ge=0.5, le=0.9999)] = 0.95
    detection: Annotated[float, Meta(gt=0, le=100)] = 3.0
    quantification: Annotated[float, Meta(gt=0, le=100)] = 10.0
    fewest_blanks: Annotated[int, Meta(ge=2, le=1000)] = 3
    by_colour: bool = False
