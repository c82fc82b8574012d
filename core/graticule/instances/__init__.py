"""Which pixels of a class belong to one particle."""

from graticule.instances.separation import SEPARATIONS, SeparationSettings, separate

__all__ = ["SEPARATIONS", "SeparationSettings", "separate"]
