"""Which pixels of a class belong to one particle."""

from graticule.instances.separation import (
    SEPARATIONS,
    ClassSeparation,
    Separation,
    SeparationSettings,
    separate,
)

__all__ = ["SEPARATIONS", "ClassSeparation", "Separation", "SeparationSettings", "separate"]
