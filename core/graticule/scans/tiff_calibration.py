"""Every place where a TIFF's writer may have put the pixel size."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import tifffile

from graticule.geometry import Length, PixelSize, Unit, known_unit
from graticule.scans.calibration import (
    Calibration,
    from_dpi,
    judged,
    metres,
    pixel_size,
)
from graticule.scans.ome import ome_of

_UNIT = 296  # the tag
_RESOLUTION_UNITS = {2: "inch", 3: "cm", 4: "mm", 5: "µm"}
_SAME = 0.02  # two places that differ by less mean the same


class DoubtfulSizeError(ValueError):
    """A place that should hold the pixel size contradicts itself; the text says how."""


@dataclass(frozen=True, slots=True)
class _Tiff:
    file: tifffile.TiffFile
    page: tifffile.TiffPage
    image: int
    notices: list[str] = field(default_factory=list)


def from_tiff(file: tifffile.TiffFile, page: tifffile.TiffPage, image: int) -> Calibration:
    """Pixel size of the picture that begins with `page`, image number `image` of the file.

    Unknown if no place holds a sensible one, or where the writer contradicts itself.
    """
    tiff = _Tiff(file, page, image)
    for place in _PLACES:
        try:
            found = place(tiff)
        except DoubtfulSizeError as error:
            return judged(None, *tiff.notices, str(error))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, SyntaxError):
            continue  # the instrument's entry is not what it should be: look elsewhere
        if found is not None:
            return judged(found, *tiff.notices, *_second_opinion(tiff, found))
    return judged(None, *tiff.notices)


def _second_opinion(tiff: _Tiff, found: PixelSize) -> tuple[str, ...]:
    """What the resolution tag says, where it names its unit and another pixel size than `found`."""
    try:
        other = _resolution(tiff) if _UNIT in tiff.page.tags else None
    except ValueError:
        return ()
    if other is None:
        return ()
    other = other.to(found.unit)
    sides = ((found.x, other.x), (found.y, other.y))
    if all(math.isclose(*pair, rel_tol=_SAME) for pair in sides):
        return ()
    return (f"its description says that a pixel is {found}, its resolution tag {other}",)


def _ome(tiff: _Tiff) -> PixelSize | None:
    found = ome_of(tiff.file, tiff.page, tiff.image)
    tiff.notices.extend(found.notices)
    if found.image is None:
        return None
    told = found.image.pixels
    x, y = told.get("PhysicalSizeX"), told.get("PhysicalSizeY")
    if not x and not y:
        return None
    units = {axis: told.get(f"PhysicalSize{axis}Unit", "µm") for axis in "XY"}  # OME's default
    if not y:
        y, units["Y"] = x, units["X"]
    elif not x:
        x, units["X"] = y, units["Y"]
    for unit in units.values():
        if known_unit(unit) is None and unit.strip() not in ("", "reference frame"):
            raise DoubtfulSizeError(_no_unit(unit))
    return pixel_size(x, y, units["X"], y_unit=units["Y"])


def _imagej(tiff: _Tiff) -> PixelSize | None:
    """The numbers are in the resolution tags, their unit in the description."""
    about = (tiff.file.imagej_metadata if tiff.file.is_imagej else None) or {}
    across, down = str(about.get("unit", "")), str(about.get("yunit", about.get("unit", "")))
    unit = known_unit(across)
    if not across.strip() or (unit is not None and unit[0] == "px"):
        return None
    if unit is None or known_unit(down) is None:
        raise DoubtfulSizeError(_no_unit(across if unit is None else down))
    x, y = 1 / _ratio(tiff.page, 282), 1 / _ratio(tiff.page, 283)
    tagged = _RESOLUTION_UNITS.get(int(tiff.page.tags.valueof(_UNIT, 1)))
    if tagged is not None and known_unit(tagged) != unit:
        raise DoubtfulSizeError(
            f"its pixel size is {_legible(x, unit)} by its description, in {across}, and"
            f" {_legible(x, known_unit(tagged))} by its resolution tag, in {tagged};"
            " neither is used: say how large a pixel is"
        )
    size = pixel_size(x, y, across, y_unit=down)
    if size is not None and tagged is None and known_unit("inch") != unit:
        return size
    found = _not_printed(size)
    if found is None:
        raise DoubtfulSizeError(f"its {1 / x:.4g} px per {across} are a printing resolution")
    return found


def _aperio(tiff: _Tiff) -> PixelSize | None:
    if not tiff.page.description.startswith("Aperio"):
        return None
    match = re.search(r"\|\s*MPP\s*=\s*([0-9.,eE+-]+)", tiff.page.description)
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
            _, *rest = entries[key]  # tifffile leaves a decimal comma in the text
            value, unit = rest if len(rest) == 2 else str(rest[0]).split(maxsplit=1)
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


def _metaseries(tiff: _Tiff) -> PixelSize | None:
    """MetaMorph's single images: XML with the calibration of the plane."""
    plane = (tiff.file.metaseries_metadata or {}).get("PlaneInfo", {})
    if not plane.get("spatial-calibration-state"):
        return None
    return pixel_size(
        plane["spatial-calibration-x"],
        plane["spatial-calibration-y"],
        str(plane["spatial-calibration-units"]),
    )


def _micromanager(tiff: _Tiff) -> PixelSize | None:
    found = None
    plane = tiff.page.tags.valueof(51123)  # of each plane, in version 2
    for about in (plane, (tiff.file.micromanager_metadata or {}).get("Summary")):
        if isinstance(about, Mapping):
            found = found or about.get("PixelSizeUm") or about.get("PixelSize_um")
    return pixel_size(found, found, "µm")


def _gatan(tiff: _Tiff) -> PixelSize | None:
    """DigitalMicrograph's export: the unit and the scale of each axis in tags of its own."""
    units, scales = (
        [tiff.page.tags.valueof(c) for c in cs] for cs in ((65003, 65004), (65009, 65010))
    )
    if not all(isinstance(unit, str) for unit in units):
        return None
    return pixel_size(scales[0], scales[1], units[0].rstrip("\0"), y_unit=units[1].rstrip("\0"))


def _resolution(tiff: _Tiff) -> PixelSize | None:
    unit = _RESOLUTION_UNITS.get(int(tiff.page.tags.valueof(_UNIT, 2)))
    found = pixel_size(1 / _ratio(tiff.page, 282), 1 / _ratio(tiff.page, 283), unit)
    found = _not_printed(found)
    if found is not None and _UNIT not in tiff.page.tags:
        tiff.notices.append("its resolution tags name no unit; TIFF's default, the inch, is taken")
    return found


def _not_printed(size: PixelSize | None) -> PixelSize | None:
    if size is None:
        return None
    mm = size.to("mm")
    return from_dpi(25.4 / mm.x, 25.4 / mm.y)


def _no_unit(spelled: str) -> str:
    return f"it tells its pixel size in “{spelled.strip()[:40]}”, which is no unit of length"


def _legible(length: float, unit: tuple[Unit, float] | None) -> str:
    """A length in the unit in which it reads best."""
    name, factor = unit or ("px", 1.0)
    return str(metres(*(Length(length * factor, name).to("mm") * 1e-3,) * 2))


def _ratio(page: tifffile.TiffPage, tag: int) -> float:
    """A resolution tag as pixels per unit; `ValueError` if it is absent or nothing."""
    value = page.tags.valueof(tag)
    if not isinstance(value, tuple) or len(value) != 2 or not value[0] or not value[1]:
        raise ValueError(f"no resolution in tag {tag}")
    return value[0] / value[1]


_PLACES: tuple[Callable[[_Tiff], PixelSize | None], ...] = (
    _ome, _aperio, _fei, _zeiss_sem, _olympus, _zeiss_lsm, _tvips, _metamorph, _metaseries,
    _micromanager, _gatan, _imagej, _resolution,
)  # fmt: skip
