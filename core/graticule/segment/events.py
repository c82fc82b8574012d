"""What segmenting tells while it runs."""

from dataclasses import dataclass
from typing import Literal

from graticule.geometry import Box


@dataclass(frozen=True, slots=True)
class SegmentRemark:
    """What the user should know of how the scan was segmented, on one line."""

    text: str


@dataclass(frozen=True, slots=True)
class TileDone:
    """One more of `total` tiles is through its step; `box` is its keep box in work px.

    `survey` looks at the whole scan first; after `segment` the tile is on its way to the disk,
    and gets there even if the generator is closed now. `skipped` tells that the tile holds
    background alone and was not computed.
    """

    done: int
    total: int
    box: Box
    skipped: bool = False
    step: Literal["survey", "segment"] = "segment"
