"""What a protocol would find in a part of a scan, quickly enough to turn its knobs by eye."""

from graticule.preview.calibrated import prepared
from graticule.preview.found import Preview
from graticule.preview.live import preview
from graticule.preview.maps import GreyLevels, Looking, Maps
from graticule.preview.memory import Memory
from graticule.preview.network import Networks

__all__ = ["GreyLevels", "Looking", "Maps", "Memory", "Networks", "Preview", "prepared", "preview"]
