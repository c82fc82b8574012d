"""What can be set of a threshold, whichever it is."""

from typing import Literal

import msgspec

from graticule.geometry import Length
from graticule.segment.colour_range import Range, Space


class CutSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A threshold and its settings; lengths and `radius` are on the work grid.

    `foreground` auto: the background is the side that holds the histogram's highest peak.
    `classes` (1 for most) is how many multi-otsu and kmeans-colour find beside the background;
    `clusters` are kmeans-colour's colours: all but the largest are one class, unless `classes`
    is more than 1 (then `clusters` is `classes` + 1).
    """

    method: str = "otsu"
    foreground: Literal["auto", "dark", "bright"] = "auto"
    channel: str | int = "luminance"
    pixel_size: Length | None = None
    classes: int = 1
    clusters: int = 2
    radius: int = 25  # px, local thresholds
    sensitivity: float = 0.2  # Sauvola's k, local thresholds
    level: float | None = None  # grey value, fixed
    space: Space = "rgb"  # colour-range: red, green, blue, or hue, saturation, brightness
    ranges: tuple[Range, Range, Range] | None = None  # of 0 to 255, colour-range
