"""One picture of a stack as a scan of its own."""

from dataclasses import replace

import numpy as np

from graticule.files import derived_fingerprint
from graticule.scans.grey import GreyRange
from graticule.scans.scan import LevelWindow, Scan
from graticule.scans.wrapped import WrappedScan


class FrameScan(WrappedScan):
    """Frame `frame` of `stack`; its fingerprint is another one for every frame.

    Closing it leaves the stack open: whoever opened the stack closes it.
    """

    def __init__(self, stack: Scan, frame: int) -> None:
        if not 0 <= frame < stack.frames:
            raise ValueError(f"frame {frame} of {stack.frames}")
        super().__init__(
            stack,
            replace(
                stack.facts,
                frames=1,
                frame_axis="",
                stack_axes=(),
                fingerprint=derived_fingerprint(stack.fingerprint, f"#{frame}"),
            ),
        )
        self._frame = frame

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        return self._scan.read_level(window.level, window.box, frame=self._frame)

    def _find_grey_range(self) -> GreyRange:
        return self._scan.grey_range


def single_frame(scan: Scan, frame: int) -> Scan:
    """The scan itself if it is no stack, otherwise that frame of it."""
    return scan if scan.frames == 1 and frame == 0 else FrameScan(scan, frame)
