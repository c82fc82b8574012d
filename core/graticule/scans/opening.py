"""`open_scan`: one door for every kind of file."""

from collections.abc import Callable
from pathlib import Path

from graticule.endings import SLIDES
from graticule.errors import ScanError, UnsupportedScan
from graticule.geometry import PixelSize
from graticule.picture_names import split_name
from graticule.scans.containers import check_container
from graticule.scans.grey import GreyRange
from graticule.scans.guard import check_regular
from graticule.scans.hdf5 import SIGNATURE as HDF5
from graticule.scans.hdf5 import open_hdf5
from graticule.scans.microscope import READERS as MICROSCOPES
from graticule.scans.microscope import REFUSED, open_microscope
from graticule.scans.picture import BMP, JPEG, PNG, open_picture
from graticule.scans.scan import Scan
from graticule.scans.slide import open_slide
from graticule.scans.tiff import open_tiff
from graticule.scans.tiff_chain import check_chain, is_tiff

# Formats whose first bytes say something else than what they are; an SVS says that it is a TIFF.
_SLIDES = set(SLIDES) - {".svs"}
_BY_HEAD: tuple[tuple[bytes, Callable[[Path], Scan]], ...] = (
    (PNG, open_picture),
    (JPEG, open_picture),
    (BMP, open_picture),
)


def open_scan(
    path: str | Path,
    *,
    pixel_size: PixelSize | str | None = None,
    grey_range: GreyRange | None = None,
) -> Scan:
    """Open any microscope file; what is given takes the place of what the file says.

    `pixel_size` may be text, such as "0.5 um"; `ValueError` for one that says no length.

    `file.h5::/data/set` names one data set of an HDF5 file and `file.tif::2` the second picture
    of a TIFF (`picture_names`). Raises `ScanError` for what is missing or damaged and
    `UnsupportedScan` for what no reader knows or is no image.
    """
    if isinstance(pixel_size, str):
        pixel_size = PixelSize.parse(pixel_size)
    scan = _open(str(path))
    if pixel_size is not None:
        scan.amend(pixel_size=pixel_size)
    if grey_range is not None:
        if grey_range.source == "you":
            scan.amend(grey_range=grey_range)
        else:  # it was found before: the values are not looked at again
            scan._grey_range = grey_range
    return scan


def open_numbers(path: str | Path) -> Scan:
    """Open a TIFF for the numbers that are stored in it, not for the picture that they make.

    A label image may have a palette, be inverted or hold single bits: its numbers stay as they
    were written. Raises as `open_scan`.
    """
    path = Path(path)
    check_regular(path)
    with path.open("rb") as file:
        head = file.read(512)
    if not is_tiff(head):
        raise UnsupportedScan(f"{path.name}: is no TIFF")
    check_chain(path)
    scan = open_tiff(path, numbers=True)
    scan._grey_range = GreyRange.of_type(scan.dtype)  # numbers are neither black nor white
    return scan


def _open(name: str) -> Scan:
    path, part = split_name(name)
    check_regular(path)
    ending = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(512)
    check_container(path)
    if ending in REFUSED:
        raise UnsupportedScan(f"{path.name}: {REFUSED[ending]}")
    if is_tiff(head) and ending not in (*MICROSCOPES, *_SLIDES):
        if not check_chain(path).hamamatsu:
            return open_tiff(path, part)
    elif head.startswith(HDF5) and ending not in MICROSCOPES:
        return open_hdf5(path, part)
    if part:
        raise ScanError(f"{path.name}: holds one picture; name it without ::{part}")
    if ending in MICROSCOPES:
        return open_microscope(path)
    if ending in _SLIDES or is_tiff(head) or head[128:132] == b"DICM":
        return open_slide(path)
    for start, reader in _BY_HEAD:
        if head.startswith(start):
            return reader(path)
    raise UnsupportedScan(f"{path.name}: is no scan that any reader here knows")
