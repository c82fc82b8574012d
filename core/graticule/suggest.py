"""Which protocol fits a scan: told from its format, its pixel size and the look of an overview.

A protocol is suggested by its rule in `RULES`, the one place to add another. The first rule that
speaks for a scan wins, unless its protocol cannot run on it for want of a pixel size.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graticule.errors import GraticuleError, ProtocolError
from graticule.geometry import Length, PixelSize
from graticule.protocol import load_protocol
from graticule.scans import Scan
from graticule.segment.foreground import spread_windows

_SIDE = 512  # px: longest side of the overview that is looked at
_READABLE = 16 << 20  # px: a level up to this size is read whole, of a larger one only windows
_LIGHT = Length(50, "nm")  # a finer pixel shows more than light can
_ELECTRONS = {  # kinds of file that only electron microscopes write
    "DigitalMicrograph", "Electron Microscopy Data", "Direct Electron", "FEI TIA", "MRC", "TVIPS",
    "Semper", "Blockfile", "Bruker composite", "Phenom",
}  # fmt: skip
_COLOURED = 0.05  # of the full range between the channels of the most coloured hundredth
_TAPE = Length(0.2, "µm"), Length(8, "µm")  # finer is a slide of cells, coarser no scan of traces
_FILTER = Length(0.5, "µm")  # finer shows cells rather than whole filters
_BRIGHT, _MOSTLY_EMPTY = 0.8, 0.75
_EVEN = 0.5  # a bright field's background is above the middle of the range
_DARK = 0.2  # a background below this share of the range is dark


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The protocol that fits best, why in one plain sentence, and the others, best first."""

    name: str
    reason: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanAppearance:
    """What a rule may go by.

    `background` is the commonest grey, 0 = the darkest and 1 = the brightest in the overview;
    `empty` the share of the overview that looks like it.
    """

    format: str
    pixel_size: PixelSize
    colour: bool
    channels: int
    deep: bool  # more than 8 bits a sample
    background: float
    empty: float

    @property
    def electrons(self) -> bool:
        """Whether the file or its pixel size says that an electron microscope took it."""
        if self.format in _ELECTRONS:
            return True
        fine = self.pixel_size.calibrated and _finer(self.pixel_size, _LIGHT)
        return fine and not self.colour

    @property
    def glows(self) -> bool:
        """Whether bright things lie on a black ground, as in fluorescence."""
        return self.background < _DARK and self.empty > 0.5 and not self.electrons


@dataclass(frozen=True, slots=True)
class SuggestionRule:
    """When a protocol fits: `reason` gives a sentence for the user, or "" where it does not."""

    protocol: str
    reason: Callable[[ScanAppearance], str]


def suggest_protocol(scan: Scan) -> Suggestion:
    """The protocol to begin with; reads one overview. Raises `ScanError` if that fails."""
    look = look_at(scan)
    told = [(rule.protocol, rule.reason(look)) for rule in RULES]
    fitting = [(name, reason) for name, reason in told if reason and _runs(name, look.pixel_size)]
    name, reason = fitting[0]
    others = [*(name for name, _ in fitting[1:]), *(name for name, _ in told)]
    return Suggestion(name, reason, tuple(dict.fromkeys(n for n in others if n != name)))


def look_at(scan: Scan) -> ScanAppearance:
    """What an overview of a scan, and what its file says, tell about it."""
    pixels = _overview(scan)
    colour = scan.channels >= 3 and scan.channel_names[:3] == ("red", "green", "blue")
    span = _span(pixels)
    if colour:
        spread = (pixels[:, :3].max(axis=1) - pixels[:, :3].min(axis=1)) / span
        colour = bool(np.percentile(spread, 99) > _COLOURED)
    # All colours of a light count alike here: a blue glow is as bright as a green one.
    grey = pixels[:, : 3 if scan.channels >= 3 else 1].mean(axis=1)
    background, empty = _background(grey)
    return ScanAppearance(
        format=scan.format,
        pixel_size=scan.pixel_size,
        colour=colour,
        channels=scan.channels,
        deep=not scan.grey_range.few and scan.dtype.itemsize > 1,
        background=background,
        empty=empty,
    )


def _electrons(look: ScanAppearance) -> str:
    if look.format in _ELECTRONS:
        return f"{look.format} files come from an electron microscope: particles are looked for."
    if look.electrons:
        return f"At {look.pixel_size} per pixel this is an electron micrograph."
    if not look.colour and not look.pixel_size.calibrated and not look.deep and look.channels < 5:
        blank = look.empty > 0.985  # a page of nothing but specks is no micrograph
        return "" if blank else "A grey picture without a pixel size: most likely a micrograph."
    return ""


def _fluorescence(look: ScanAppearance) -> str:
    if not look.glows or not (look.colour or look.deep or look.pixel_size.calibrated):
        return ""
    return "Bright things glow on a black background, as on a stained filter."


def _fluorescence_in_red(look: ScanAppearance) -> str:
    return _fluorescence(look) if look.colour else ""


def _tape_lift(look: ScanAppearance) -> str:
    if not (look.colour and look.pixel_size.calibrated) or look.electrons:
        return ""
    fits = _TAPE[0].to("µm") <= look.pixel_size.to("µm").mean <= _TAPE[1].to("µm")
    if not fits or look.background < _BRIGHT or look.empty < _MOSTLY_EMPTY:
        return ""
    return (
        f"Bright, in colour and mostly empty, at {look.pixel_size} per pixel: like a tape lift. "
        "The network for it has learned from simulated tapes."
    )


def _stained_filter(look: ScanAppearance) -> str:
    size = look.pixel_size
    if not (look.glows and look.colour) or (size.calibrated and _finer(size, _FILTER)):
        return ""
    return (
        "Bright things glow in colour on a black background, as on a stained filter. The network "
        "for it has learned from simulated filters; mp-vat is the published threshold."
    )


def _bright_field(look: ScanAppearance) -> str:
    if not look.electrons or look.background < _EVEN:
        return ""
    return f"A bright ground at {look.pixel_size} per pixel: a bright-field electron micrograph."


def _on_request(_look: ScanAppearance) -> str:
    return ""  # nothing tells such a sample from other micrographs: it is offered, never suggested


def _anything(look: ScanAppearance) -> str:
    if look.empty > 0.5:
        if look.background > 0.5:
            return "Mostly bright background: particles are what stands out from it."
        return "Mostly even background: particles are what stands out from it."
    return "No special kind of scan: a threshold finds what stands out from the background."


RULES: tuple[SuggestionRule, ...] = (
    SuggestionRule("microplastics", _stained_filter),
    SuggestionRule("mp-vat", _fluorescence),
    SuggestionRule("mp-vat-2", _fluorescence_in_red),
    SuggestionRule("microtraces", _tape_lift),
    SuggestionRule("particles", _electrons),
    SuggestionRule("nanoparticles", _bright_field),
    SuggestionRule("coatings", _on_request),
    SuggestionRule("meltpools", _on_request),
    SuggestionRule("generic", _anything),  # the last: it fits every scan
)


def _runs(name: str, pixel_size: PixelSize) -> bool:
    """Whether a protocol can run on a scan of that pixel size; a broken one cannot."""
    try:
        protocol = load_protocol(name)
        method = protocol.load_method()
        protocol.work_pixel_size(pixel_size, method)
        for cleaning in protocol.cleanings(method):
            cleaning.limits(pixel_size)
    except ProtocolError:
        return False
    except GraticuleError:  # its pack is damaged: the last rule needs none
        return False
    return True


def _finer(pixel_size: PixelSize, than: Length) -> bool:
    return pixel_size.mean < than.to(pixel_size.unit)


def _overview(scan: Scan) -> np.ndarray:
    """(n, c) float32 pixels spread over the whole scan, coarse ones where that is cheap."""
    index = len(scan.levels) - 1
    last = scan.levels[index]
    if last.width * last.height <= _READABLE:
        shrink = max(1.0, max(scan.width, scan.height) / _SIDE)
        shape = (max(1, round(scan.height / shrink)), max(1, round(scan.width / shrink)))
        pieces = [scan.read(scan.box, out_shape=shape)]
    else:
        boxes = spread_windows(last.width, last.height)
        pieces = [scan.read_level(index, box) for box in boxes]
    flat = np.concatenate([piece.reshape(-1, piece.shape[2]) for piece in pieces])
    return np.nan_to_num(flat.astype(np.float32), posinf=0.0, neginf=0.0)


def _span(pixels: np.ndarray) -> float:
    low, high = np.percentile(pixels, (0.01, 99.99))
    return max(float(high - low), 1e-6)


def _background(grey: np.ndarray) -> tuple[float, float]:
    """The commonest grey on 0..1 of the range, and the share of pixels within 5% of it."""
    low, high = np.percentile(grey, (0.01, 99.99))
    if not high > low:
        return 0.5, 1.0
    unit = np.clip((grey - low) / (high - low), 0, 1)
    counts = np.bincount((unit * 63 + 0.5).astype(np.int64), minlength=64)
    peak = int(np.convolve(counts, np.ones(3), "same").argmax()) / 63
    return peak, float((np.abs(unit - peak) < 0.05).mean())
