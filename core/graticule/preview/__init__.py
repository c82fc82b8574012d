"""What a protocol would find in a part of a scan, quickly enough to turn its knobs by eye."""

from graticule.methods.maps import GreyLevels, Looking, Maps
from graticule.methods.memory import Memory
from graticule.methods.network_maps import Networks
from graticule.preview.calibrated import prepared
from graticule.preview.found import Preview
from graticule.preview.live import preview

__all__ = ["GreyLevels", "Looking", "Maps", "Memory", "Networks", "Preview", "prepared", "preview"]
