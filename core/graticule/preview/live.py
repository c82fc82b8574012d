"""One preview: a generator that can be cancelled, and gives better answers as it goes."""

from collections.abc import Generator

import msgspec

from graticule.geometry import Box
from graticule.preview.found import Preview, find
from graticule.preview.maps import Looking
from graticule.preview.memory import Memory
from graticule.preview.network import network_maps
from graticule.preview.threshold import threshold_maps
from graticule.protocol import Protocol, ThresholdMethod
from graticule.scans import Scan


def preview(
    scan: Scan, protocol: Protocol, box: Box, *, memory: Memory
) -> Generator[Looking | Preview, None, None]:
    """What `protocol` finds in a level-0 box of a scan (see `prepared`); the last one is final.

    What is in `memory` is not done again: another threshold costs no reading, another cleaning
    or separation neither reading nor segmenting. Nothing comes for a box beside the scan. Raises
    `GraticuleError` subclasses whose text is for the user.
    """
    pack = protocol.pack()
    wanted = protocol.work_pixel_size(scan.pixel_size, pack)
    classes = protocol.class_infos(pack)
    protocol.separations(pack)  # what is wrong with them is told first
    method = protocol.method
    if isinstance(method, ThresholdMethod):
        settings = msgspec.structs.replace(method, pixel_size=wanted)
        source = threshold_maps(scan, settings, box, memory)
    else:
        assert pack is not None
        if wanted is not None:
            pack = msgspec.structs.replace(pack, working_pixel_size=str(wanted))
        source = network_maps(scan, pack, method, box, memory)
    for step in source:
        yield step if isinstance(step, Looking) else find(scan, protocol, classes, step, box)
