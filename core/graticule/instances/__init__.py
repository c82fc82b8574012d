"""Which pixels of a class belong to one particle."""

from graticule.instances.separation import SEPARATIONS, Separation, SeparationSettings, separate

__all__ = ["SEPARATIONS", "Separation", "SeparationSettings", "separate"]
