"""What the labels of an annotated scan mean: one particle each, or classes."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

UNKNOWN = 255
"""Label of a pixel that nobody has looked at, where labels are classes."""

Kind = Literal["particles", "classes"]


@dataclass(frozen=True, slots=True)
class Target:
    """What labels mean: `particles` are one id each, `classes` numbers from 0; how many classes.

    With `single` the single objects of classes are learned, too: where one ends and the next
    begins.
    """

    kind: Kind
    classes: int
    single: bool = False

    @property
    def particles(self) -> bool:
        """Whether labels are ids of particles."""
        return self.kind == "particles"

    @property
    def distance(self) -> bool:
        """Whether the network also tells the distance to a particle's own edge."""
        return self.particles or self.single

    def class_map(self, labels: np.ndarray) -> np.ndarray:
        """The class of each pixel, (h, w) uint8; 255 where nobody knows."""
        return (labels > 0).astype(np.uint8) if self.particles else labels.astype(np.uint8)
