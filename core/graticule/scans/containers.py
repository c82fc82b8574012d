"""Files that are only the cover of a slide, and slides that no reader here knows.

A cover holds a small overview beside, or in place of, the scan. Read as the scan it would give
particles of an overview; so it is refused, and what is missing is named.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from graticule.errors import ScanError, UnsupportedScan

_OME = "export it as OME-TIFF with the microscope's software"
_OLYMPUS = "export it as OME-TIFF with OlyVIA, cellSens or QuPath"
# Microscopes' and cameras' files that are scans, but not for us: by ending, who writes them.
_MICROSCOPES = {
    ".lif": "Leica LIF", ".lof": "Leica LOF", ".xlef": "Leica XLEF", ".xlif": "Leica XLIF",
    ".nd2": "Nikon ND2", ".oib": "Olympus OIB", ".oif": "Olympus OIF", ".oir": "Olympus OIR",
    ".poir": "Olympus POIR", ".ets": "Olympus ETS", ".zvi": "Zeiss ZVI", ".zvs": "Zeiss ZVS",
    ".isyntax": "Philips iSyntax", ".i2syntax": "Philips iSyntax", ".mds": "Motic MDS",
    ".mdsx": "Motic MDSX", ".kfb": "KFBio KFB", ".sdpc": "SDPC", ".tmap": "3DHISTECH TMAP",
    ".vmic": "PreciPoint VMIC", ".ipl": "IPLab", ".liff": "Openlab LIFF", ".ics": "ICS",
    ".mvd2": "Volocity", ".dv": "DeltaVision", ".r3d": "DeltaVision",
}  # fmt: skip
_PICTURES = {
    ".jp2": "JPEG 2000", ".jpx": "JPEG 2000", ".j2k": "JPEG 2000", ".heic": "HEIC", ".heif": "HEIF",
    ".webp": "WebP", ".avif": "AVIF", ".gif": "GIF", ".jxl": "JPEG XL", ".cr2": "raw camera",
    ".cr3": "raw camera", ".nef": "raw camera", ".arw": "raw camera", ".dng": "raw camera",
}  # fmt: skip


def check_container(path: Path) -> None:
    """Raise `ScanError` for a cover without its scan, and for scans of other makers' formats."""
    ending = path.suffix.lower()
    check = _COVERS.get(ending)
    if check is not None:
        check(path)
    for kinds, advice in ((_MICROSCOPES, _OME), (_PICTURES, "save it as PNG or TIFF")):
        if ending in kinds:
            raise ScanError(f"{path.name}: no reader here knows {kinds[ending]} files; {advice}")


def told_of_reduction(description: str) -> str:
    """What is lost if a slide's largest picture is but a small copy, in words; "" if it is not.

    Aperio notes the size of the scan, and that of the copy behind an arrow.
    """
    if not description.startswith("Aperio"):
        return ""
    head = description.partition("|")[0]
    match = re.search(r"(\d+)\s*x\s*(\d+)[^|]*->\s*(\d+)\s*x\s*(\d+)", head)
    if match and int(match[1]) > 2 * int(match[3]):
        return f"holds only a small copy of a scan of {match[1]} × {match[2]} px"
    first_words = re.search(r"[\r\n]\s*(label|macro)\b", head)
    return f"holds only a slide's {first_words[1]} picture" if first_words else ""


def _vsi(path: Path) -> None:
    """cellSens: the .vsi holds overview and label; the slide lies in `_NAME_/stackN/*.ets`."""
    folder = path.with_name(f"_{path.stem}_")
    parts = sorted(folder.glob("stack*/*.ets"))
    if parts:
        where = parts[0].relative_to(path.parent).as_posix()
        more = f" and {len(parts) - 1} more" if len(parts) > 1 else ""
        raise ScanError(
            f"{path.name}: holds only the overview; the scan lies in {where}{more}, which no "
            f"reader here knows; {_OLYMPUS}"
        )
    raise ScanError(
        f"{path.name}: holds only the overview, and its folder {folder.name} with the scan is "
        f"missing; fetch it, and {_OLYMPUS}"
    )


def _mrxs(path: Path) -> None:
    """MIRAX: a picture of the slide; the scan lies in a folder of its name."""
    folder = path.with_suffix("")
    names = {item.name.lower() for item in folder.iterdir()} if folder.is_dir() else set()
    if not names:
        raise ScanError(
            f"{path.name}: its folder {folder.name} with the scan is missing; copy it beside"
        )
    if "slidedat.ini" not in names:
        raise ScanError(f"{path.name}: Slidedat.ini is missing in its folder {folder.name}")
    if not any(name.startswith("data") and name.endswith(".dat") for name in names):
        raise ScanError(f"{path.name}: the scan (Data….dat) is missing in its folder {folder.name}")


def _vms(path: Path) -> None:
    """Hamamatsu VMS and VMU: a list of the files that hold the scan."""
    missing = _missing(path, r"^ImageFile[^=]*=\s*(\S[^\r\n]*?)\s*$")
    if missing:
        raise ScanError(f"{path.name}: lists files that are missing: {missing}; copy them beside")


def _channel_list(path: Path, kind: str, entry: str) -> None:
    """A list of one slide's files, one for each fluorescence channel; `entry` finds them."""
    names = _listed(path, entry)
    told = f"name them: {', '.join(names[:4])}" if names else "name those"
    raise UnsupportedScan(
        f"{path.name}: is only a list of {kind} files, one for each channel; {told}"
    )


def _ndpis(path: Path) -> None:
    """Hamamatsu's list of .ndpi files."""
    _channel_list(path, ".ndpi", r"^Image\d+=\s*(\S[^\r\n]*?)\s*$")


def _afi(path: Path) -> None:
    """Aperio's list of .svs files."""
    _channel_list(path, ".svs", r"<Path>\s*([^<]*?)\s*</Path>")


def parts_of_slides(folder: Path, files: Iterable[str]) -> set[str]:
    """Names of the files and folders in `folder` that belong to a slide which lies there, too."""
    found: set[str] = set()
    for name in files:
        path = folder / name
        ending = path.suffix.lower()
        if ending == ".mrxs":
            found.add(path.stem)
        elif ending == ".vsi":
            found.add(f"_{path.stem}_")
        elif ending in (".vms", ".vmu"):
            with suppress(OSError):
                found |= {
                    _last(value) for value in _listed(path, r"^\w+[^=]*=\s*(\S[^\r\n]*?)\s*$")
                }
    return found


def _last(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _listed(path: Path, entry: str) -> list[str]:
    with path.open("rb") as file:
        text = file.read(1 << 20).decode("utf-8", "replace")
    return re.findall(entry, text, re.MULTILINE)


def _missing(path: Path, entry: str) -> str:
    names = [_last(name) for name in _listed(path, entry)]
    missing = [name for name in names if not path.with_name(name).is_file()]
    return ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")


_COVERS: dict[str, Callable[[Path], None]] = {
    ".vsi": _vsi, ".mrxs": _mrxs, ".vms": _vms, ".vmu": _vms, ".ndpis": _ndpis, ".afi": _afi,
}  # fmt: skip
