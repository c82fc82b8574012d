"""How large is a pixel? Every place where a TIFF's writer may have put it.

Only what a person or an instrument meant counts: the 72, 96 or 300 dots per inch that programs
write by default say how large to print a picture, and so does anything coarser than 600 dpi
(42 µm per pixel), which no microscope gives.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import tifffile

from graticule.geometry import PixelSize, Source, known_unit

# Finer than light can show: only electron microscopes, whose users think in nanometres.
_LIGHT = 5e-8  # m
_COARSEST_DPI = 600.0
_RESOLUTION_UNITS = {2: "inch", 3: "cm", 4: "mm", 5: "µm"}


def pixel_size(x: object, y: object, unit: object, source: Source = "file") -> PixelSize | None:
    """A pixel size from whatever a file holds; None for what is no length or no number."""
    known = known_unit(unit) if isinstance(unit, str) else None
    if known is None or known[0] == "px":
        return None
    try:
        across, down = float(x) * known[1], float(y) * known[1]  # type: ignore[arg-type]
        return PixelSize(across, down, known[0], source)
    except (TypeError, ValueError, OverflowError):
        return None


def metres(x: object, y: object) -> PixelSize | None:
    """A pixel size told in metres, in the unit in which it reads best."""
    try:
        across, down = abs(float(x)), abs(float(y))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    if not (math.isfinite(across) and 0 < across < 1):
        return None
    factor, unit = (1e9, "nm") if across < _LIGHT else (1e6, "µm")
    return pixel_size(across * factor, down * factor, unit)


def from_dpi(x: float, y: float) -> PixelSize | None:
    """A pixel size from dots per inch, unless it is a printing resolution."""
    if not (_COARSEST_DPI < x < 1e9 and _COARSEST_DPI < y < 1e9):
        return None
    return metres(0.0254 / x, 0.0254 / y)


@dataclass(frozen=True, slots=True)
class _Tiff:
    file: tifffile.TiffFile
    page: tifffile.TiffPage
    image: int


def from_tiff(file: tifffile.TiffFile, page: tifffile.TiffPage, image: int) -> PixelSize:
    """Pixel size of a TIFF's image number `image`; unknown if no place holds a sensible one."""
    tiff = _Tiff(file, page, image)
    for place in _PLACES:
        try:
            found = place(tiff)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, SyntaxError):
            continue  # the instrument's entry is not what it should be: look elsewhere
        if found is not None:
            return found
    return PixelSize.unknown()


def _ome(tiff: _Tiff) -> PixelSize | None:
    if not tiff.file.is_ome:
        return None
    pixels = re.findall(r"<(?:\w+:)?Pixels\b[^>]*>", tiff.file.ome_metadata or "")
    entry = dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', pixels[min(tiff.image, len(pixels) - 1)]))
    x = entry.get("PhysicalSizeX")
    y = entry.get("PhysicalSizeY", x)
    unit = entry.get("PhysicalSizeXUnit", "µm").replace("&#181;", "µ").replace("&#xB5;", "µ")
    unit_y = entry.get("PhysicalSizeYUnit", "µm").replace("&#181;", "µ").replace("&#xB5;", "µ")
    first, second = known_unit(unit), known_unit(unit_y)
    if x is None or y is None or first is None or second is None:
        return None
    size = pixel_size(x, y, unit)
    vertical = pixel_size(y, y, unit_y)
    if size is None or vertical is None:
        return None
    return PixelSize(size.x, vertical.to(size.unit).y, size.unit)


def _imagej(tiff: _Tiff) -> PixelSize | None:
    if not tiff.file.is_imagej:
        return None
    unit = str((tiff.file.imagej_metadata or {}).get("unit", "")).replace("\\u00B5", "µ")
    return pixel_size(1 / _ratio(tiff.page, 282), 1 / _ratio(tiff.page, 283), unit)


def _aperio(tiff: _Tiff) -> PixelSize | None:
    if not tiff.page.description.startswith("Aperio"):
        return None
    match = re.search(r"\|\s*MPP\s*=\s*([0-9.eE+-]+)", tiff.page.description)
    return pixel_size(match[1], match[1], "µm") if match else None


def _fei(tiff: _Tiff) -> PixelSize | None:
    entries: Mapping[str, Any] = tiff.file.fei_metadata or {}
    for part in ("Scan", "EScan", "IScan"):
        found = entries.get(part, {})
        if "PixelWidth" in found:
            return metres(found["PixelWidth"], found.get("PixelHeight", found["PixelWidth"]))
    return None


def _zeiss_sem(tiff: _Tiff) -> PixelSize | None:
    entries: Mapping[str, Any] = tiff.file.sem_metadata or {}
    for key in ("ap_image_pixel_size", "ap_pixel_size"):
        if key in entries:
            _, value, unit = entries[key]
            return pixel_size(value, value, unit)
    return None


def _olympus(tiff: _Tiff) -> PixelSize | None:
    entries: Mapping[str, Any] = tiff.file.sis_metadata or {}
    return metres(entries["pixelsizex"], entries["pixelsizey"]) if entries else None


def _zeiss_lsm(tiff: _Tiff) -> PixelSize | None:
    entries: Mapping[str, Any] = tiff.file.lsm_metadata or {}
    return metres(entries["VoxelSizeX"], entries["VoxelSizeY"]) if entries else None


def _tvips(tiff: _Tiff) -> PixelSize | None:
    entries: Mapping[str, Any] = tiff.file.tvips_metadata or {}
    return pixel_size(entries["PixelSizeX"], entries["PixelSizeY"], "nm") if entries else None


def _metamorph(tiff: _Tiff) -> PixelSize | None:
    entries: Mapping[str, Any] = tiff.file.stk_metadata or {}
    if not entries.get("SpatialCalibration"):
        return None
    return pixel_size(
        entries["XCalibration"], entries["YCalibration"], str(entries["CalibrationUnits"])
    )


def _micromanager(tiff: _Tiff) -> PixelSize | None:
    summary = (tiff.file.micromanager_metadata or {}).get("Summary", {})
    return pixel_size(summary.get("PixelSize_um"), summary.get("PixelSize_um"), "µm")


def _resolution(tiff: _Tiff) -> PixelSize | None:
    unit = _RESOLUTION_UNITS.get(int(tiff.page.tags.valueof(296, 2)))
    size = pixel_size(1 / _ratio(tiff.page, 282), 1 / _ratio(tiff.page, 283), unit)
    if size is None:
        return None
    inch = size.to("mm")
    return from_dpi(25.4 / inch.x, 25.4 / inch.y)


def _ratio(page: tifffile.TiffPage, tag: int) -> float:
    """A resolution tag as pixels per unit; `ValueError` if it is absent or nothing."""
    value = page.tags.valueof(tag)
    if not isinstance(value, tuple) or len(value) != 2 or not value[0] or not value[1]:
        raise ValueError(f"no resolution in tag {tag}")
    return value[0] / value[1]


_PLACES: tuple[Callable[[_Tiff], PixelSize | None], ...] = (
    _ome, _aperio, _fei, _zeiss_sem, _olympus, _zeiss_lsm, _tvips, _metamorph, _micromanager,
    _imagej, _resolution,
)  # fmt: skip
