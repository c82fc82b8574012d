"""What a run is asked for and what it tells while it works.

These are all that a window needs to know of a run, so nothing here imports the engine's work.
"""

from dataclasses import dataclass, field
from typing import Literal

from graticule.counting import SampleChange
from graticule.geometry import Box, PixelSize
from graticule.precision import Precision
from graticule.reports import ClassFacts
from graticule.scans import GreyRange

Phase = Literal["prepare", "survey", "segment", "particles", "measure", "report"]

# What each phase is called where people read it.
PHASES: dict[str, str] = {
    "prepare": "Preparing the program for this computer, once",
    "survey": "Looking over the scan",
    "segment": "Finding particles",
    "particles": "Telling particles apart",
    "measure": "Measuring",
    "report": "Writing the report",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a user may set for one run; None keeps what the protocol says."""

    pixel_size: PixelSize | None = None  # of level 0, over what the file says
    grey_range: GreyRange | None = None  # over what the file says and its values show
    frame: int = 0
    region: Box | None = None  # level-0 px: what is analysed; None is the whole scan
    device: str = "auto"
    runtime: str = "auto"
    precision: Precision | None = None
    overlap: str | int | None = None
    keep_background: bool = False
    tta: bool = False
    restart: bool = False
    sample: SampleChange = field(default_factory=SampleChange)  # what is told of it anew


@dataclass(frozen=True, slots=True)
class Opened:
    """The scan is open; results go to `folder`."""

    scan: str
    folder: str
    width: int
    height: int
    pixel_size: str
    scale: float  # level-0 px per px of the result
    tile_mpx: float = 0.0  # work Mpx of one of the tiles that `segment` counts
    frames: int = 1  # images of the stack, of which one is analysed
    parts: tuple[str, ...] = ()  # pictures of the file, of which one is analysed; () if alone


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know and that does not stop the run."""

    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase of the run is at `done` of `total` steps of what it is doing now."""

    phase: Phase
    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Finished:
    """All is written: which files, and what was found per class."""

    folder: str
    files: tuple[str, ...]
    particles: int
    seconds: float
    device: str
    runtime: str
    summary: tuple[ClassFacts, ...] = field(default=())
    unit: str = "px"  # of the diameters in the summary


Event = Opened | Notice | Stage | Finished
