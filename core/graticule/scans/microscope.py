"""Electron microscopes' own formats, through RosettaSciIO."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from graticule.errors import UnsupportedScan
from graticule.files import fingerprint
from graticule.geometry import known_unit
from graticule.scans import emd, mrc
from graticule.scans.arrays import channel_names
from graticule.scans.calibration import Calibration, judged, pixel_size
from graticule.scans.emd import Writer, arranged
from graticule.scans.guard import check_chunk, check_size, reading
from graticule.scans.mrc import MrcHeader
from graticule.scans.scan import Facts, Level, LevelWindow, Scan

# By file ending: RosettaSciIO's reader and our name for the format.
READERS: dict[str, tuple[str, str]] = {
    ".dm3": ("digitalmicrograph", "DigitalMicrograph"),
    ".dm4": ("digitalmicrograph", "DigitalMicrograph"),
    ".emd": ("emd", "Electron Microscopy Data"),
    ".de5": ("emd", "Direct Electron"),
    ".ser": ("tia", "FEI TIA"),
    ".emi": ("tia", "FEI TIA"),
    ".mrc": ("mrc", "MRC"),
    ".mrcs": ("mrc", "MRC"),
    ".ali": ("mrc", "MRC"),
    ".rec": ("mrc", "MRC"),
    ".tvips": ("tvips", "TVIPS"),
    ".unf": ("semper", "Semper"),
    ".blo": ("blockfile", "Blockfile"),
    ".bcf": ("bruker", "Bruker composite"),
    ".elid": ("phenom", "Phenom"),
    ".sur": ("digitalsurf", "Digital Surf"),
    ".rpl": ("ripple", "Ripple"),
    ".app5": ("topspin", "TopSpin"),
}
# Left out on purpose, each with what the user is told.
REFUSED: dict[str, str] = {
    ".prz": "is a Panta Rhei file, which may run any program when it is opened; export it as TIFF",
    ".npz": "is a NumPy archive, which may run any program when it is opened; save it as TIFF",
    ".npy": "is a NumPy array without a pixel size; save it as TIFF",
    **dict.fromkeys(
        (".msa", ".emsa", ".spc", ".spx", ".eds", ".wdf"), "holds a spectrum, no image"
    ),
}
# A larger file stays on disk and is read window by window, if its reader can do that.
_LAZY_BYTES = 256 << 20


@dataclass(frozen=True)
class _Axis:
    size: int
    scale: float
    units: str


class MicroscopeScan(Scan):
    """Images or a stack in an array that may still lie in the file."""

    def __init__(self, facts: Facts, stack: Any) -> None:
        super().__init__(facts)
        self._stack: Any = stack  # (frames, h, w, c), numpy or dask

    def _release(self) -> None:
        self._stack = None

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        with reading(self.path, "the pixels"):
            pixels = self._stack[window.frame][window.box.slices]
            if hasattr(pixels, "compute"):  # dask; its own threads would fight with ours
                pixels = pixels.compute(scheduler="synchronous")
            return np.array(pixels, dtype=self.dtype, order="C")


def open_microscope(path: Path) -> Scan:
    """Open an electron microscope's file; a spectrum or a diffraction pattern is refused."""
    module, name = READERS[path.suffix.lower()]
    with reading(path, f"the {name} file"):
        reader = importlib.import_module(f"rsciio.{module}")  # only what this file needs
        special = _special(path)
        signals = _signals(reader, path, special.options)
    refusals = []
    found = []
    for signal in signals:
        with reading(path, "the signals"):
            reason = _refusal(signal)
            if reason:
                refusals.append(reason)
            else:
                found.append(signal)
    if not found:
        raise UnsupportedScan(f"{path.name}: {refusals[0] if refusals else 'holds no image'}")
    best = max(found, key=lambda signal: signal["data"].size)
    with reading(path, "the image"):
        best, notices = special.mend(best)
        if len(found) > 1:
            notices = (*notices, _left_out(found, best))
        return _assemble(path, name, best, notices, special.header)


def _left_out(found: Sequence[Mapping[str, Any]], best: Mapping[str, Any]) -> str:
    title = str(best.get("metadata", {}).get("General", {}).get("title", "")).strip()[:80]
    which = f"“{title}”" if title else "the first of the largest ones"
    return f"it holds {len(found)} images or stacks; {which} is read"


@dataclass(frozen=True)
class _Special:
    """What a format needs beside RosettaSciIO."""

    options: Mapping[str, Any] = field(default_factory=dict)
    header: MrcHeader | None = None
    writer: Writer | None = None

    def mend(self, signal: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The signal as its writer meant it, and what is doubtful about that."""
        if self.writer is not None:
            return arranged(signal, self.writer)
        if self.header is None:
            return signal, ()
        data = signal["data"]
        if self.header.signed and data.dtype == np.uint8:
            data = data.view(np.int8)
        if self.header.order == ">":  # RosettaSciIO turns the header's bytes round alone
            data = data.view(data.dtype.newbyteorder(">"))
        return {**signal, "data": data}, self.header.notices


def _special(path: Path) -> _Special:
    ending = path.suffix.lower()
    if ending in mrc.ENDINGS:
        header = mrc.read_header(path)
        return _Special({"endianness": header.order}, header=header)
    if ending in emd.ENDINGS:
        writer = emd.writer_of(path)
        # images whose names begin alike are no stack: each has a pixel size of its own
        return _Special({"stack_group": False} if writer.berkeley else {}, writer=writer)
    return _Special()


def _signals(reader: Any, path: Path, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    if path.stat().st_size > _LAZY_BYTES:
        try:
            return reader.file_reader(str(path), lazy=True, **options)
        except (NotImplementedError, ValueError):  # colours, and some formats, only at once
            check_chunk(path, path.stat().st_size, "the file")
    return reader.file_reader(str(path), lazy=False, **options)


def _refusal(signal: Mapping[str, Any]) -> str | None:
    """Why a signal is no image, in words; None if it is one."""
    axes = [_axis(axis) for axis in signal["axes"]]
    data = signal["data"]
    kind = str(signal.get("metadata", {}).get("Signal", {}).get("signal_type", ""))
    if "EELS" in kind or "EDS" in kind:
        return f"holds a spectrum ({kind}), not an image"
    if data.dtype.kind == "c":
        return "holds a Fourier transform (complex numbers), not an image"
    if any(_energy(axis.units) for axis in axes):
        return "holds a spectrum, not an image"
    signals = [axis.get("navigate") for axis in signal["axes"]].count(False)
    if len(axes) > 2 and signals == 1:
        return "holds a row of numbers at each place (a spectrum image), not an image"
    if len(axes) < 2:
        return "holds a single row of numbers, not an image"
    if any(_reciprocal(axis.units) for axis in axes[-2:]):
        return f"holds a Fourier transform or a diffraction pattern ({axes[-1].units}), no image"
    return None


def _energy(units: str) -> bool:
    return units.strip().lower() in ("ev", "kev", "mev")


def _reciprocal(units: str) -> bool:
    text = units.strip().lower().replace(" ", "")
    return text.startswith("1/") or text.endswith(("^-1", "-1", "⁻¹"))


def _axis(axis: Mapping[str, Any]) -> _Axis:
    units = str(axis.get("units", "") or "")
    return _Axis(int(axis["size"]), float(axis.get("scale") or 0), units)


def _assemble(
    path: Path,
    name: str,
    signal: Mapping[str, Any],
    notices: tuple[str, ...],
    header: MrcHeader | None,
) -> MicroscopeScan:
    data = signal["data"]
    axes = [_axis(axis) for axis in signal["axes"]]
    if data.dtype.names:  # colours as a record of R, G, B (and A)
        colours = [name for name in "RGB" if name in data.dtype.names]
        data = np.stack([np.asarray(data[name]) for name in colours], axis=-1)
    else:
        data = data[..., None]
    height, width, channels = data.shape[-3:]
    check_size(path, width, height, channels)
    check_chunk(path, width * height * channels * data.dtype.itemsize, "the image")
    stack = data.reshape(-1, height, width, channels)
    calibration = _calibration(axes[-2], axes[-1])
    if header is not None:
        extended = "fei_header" in signal.get("original_metadata", {})
        calibration = header.best(calibration if extended else None)
    facts = Facts(
        path=path,
        format=name,
        channel_names=channel_names(channels),
        dtype=np.dtype(data.dtype).newbyteorder("="),
        levels=(Level(width, height, 1.0, (width, height)),),
        fingerprint=fingerprint(path),
        pixel_size=calibration.size,
        notices=(*notices, *calibration.notices),
        frames=len(stack),
        frame_axis=_frame_axis(axes[:-2]),
        metadata=_metadata(signal),
    )
    return MicroscopeScan(facts, stack)


def _calibration(down: _Axis, across: _Axis) -> Calibration:
    scales = abs(across.scale), abs(down.scale)
    return judged(pixel_size(*scales, across.units, y_unit=down.units))


def _frame_axis(axes: list[_Axis]) -> str:
    longer = [axis for axis in axes if axis.size > 1]
    if not longer:
        return ""
    if len(longer) == 1:
        unit = longer[0].units.strip().lower()
        if unit in ("s", "ms", "min", "h", "µs", "ns"):
            return "time"
        if known_unit(unit) is not None and unit not in ("px", "pixel", "pixels"):
            return "z"
    return "page"


def _metadata(signal: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(part: Mapping[str, Any], prefix: str) -> None:
        for key, value in part.items():
            if isinstance(value, Mapping):
                walk(value, f"{prefix}{key}.")
            elif isinstance(value, str | int | float) and len(found) < 500:
                found[f"{prefix}{key}"] = str(value)[:400]

    walk(signal.get("metadata", {}), "")
    return found
