"""Which pixels of a class belong to one particle."""

from graticule.instances.separation import (
    SEPARATIONS,
    ClassSeparation,
    Separation,
    SeparationMethod,
    SeparationSettings,
    Taken,
    separate,
)

__all__ = [
    "SEPARATIONS",
    "ClassSeparation",
    "Separation",
    "SeparationMethod",
    "SeparationSettings",
    "Taken",
    "separate",
]
