"""One preview: a generator that can be cancelled, and gives better answers as it goes."""

from collections.abc import Generator

from graticule.geometry import Box
from graticule.methods.maps import Looking
from graticule.methods.memory import Memory
from graticule.preview.found import Preview, find
from graticule.protocol import Protocol
from graticule.scans import Scan


def preview(
    scan: Scan, protocol: Protocol, box: Box, *, memory: Memory
) -> Generator[Looking | Preview, None, None]:
    """What `protocol` finds in a level-0 box of a scan (see `prepared`); the last one is final.

    What is in `memory` is not done again: another threshold costs no reading, another cleaning
    or separation neither reading nor segmenting. Nothing comes for a box beside the scan. Raises
    `GraticuleError` subclasses whose text is for the user.
    """
    method = protocol.load_method()
    wanted = protocol.work_pixel_size(scan.pixel_size, method)
    protocol.separations(method)  # what is wrong with them is told first
    for step in method.at(wanted).preview(scan, box, memory):
        yield step if isinstance(step, Looking) else find(scan, protocol, method.classes, step, box)
