"""The maps of a result as pyramidal OME-TIFF.

A pyramid is laid out twice over the same bytes: the coarser levels are SubIFDs of the first
page, as OME-TIFF wants them (tifffile, Bio-Formats), and follow it in the chain of pages,
where OpenSlide looks for them. So both see all levels. OpenSlide shows the class map in its
colours, and the uncertainty; of the labels it tells the levels, but it decodes no 32-bit pixel.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import tifffile

from graticule.completion import completing
from graticule.files import StrPath, WriteProgress, atomic
from graticule.geometry import PixelSize
from graticule.reports.bundle import Analysis
from graticule.reports.cells import clean_text
from graticule.reports.pyramid import TILE, Halve, Read, TiledPyramid, halve_mean, halve_mode

_CLASSIC_LIMIT = 4 * 1024**3 - 64 * 1024**2  # bytes of tiles; the rest is for tags and tile tables
_NAMESPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06"


@dataclass(frozen=True, slots=True)
class MapPlace:
    """What a map is of: (height, width), the size of its pixels, and how it is called.

    `corner` is the (x, y) of a region's corner in px of the map, where the map is of one.
    """

    shape: tuple[int, int]
    pixel_size: PixelSize
    name: str
    corner: tuple[int, int] | None = None


def iter_write_map_tiff(
    place: MapPlace,
    path: StrPath,
    *,
    title: str,
    read: Read,
    meanings: Mapping[int, tuple[str, tuple[int, int, int]]],
) -> Iterator[WriteProgress]:
    """Write a map of bytes, each of which has a meaning and a colour; coarser: the commonest."""
    path = Path(path)
    palette = np.zeros((3, 256), np.uint16)
    for value, (_, color) in meanings.items():
        palette[:, value] = np.array(color, np.uint16) * 257
    notes = {str(value): clean_text(text) for value, (text, _) in meanings.items()}
    image = _Image(title, np.dtype(np.uint8), read, halve_mode, notes, palette)
    yield from _write(place, image, path)


write_map_tiff = completing(iter_write_map_tiff)


def iter_write_class_tiff(analysis: Analysis, path: StrPath) -> Iterator[WriteProgress]:
    """Write the cleaned class map, uint8: 0 is background, then the classes, in their colours.

    Only what the table counts is in it. Coarser levels show the commonest class.
    """
    path = Path(path)
    class_of = analysis.class_of
    labels = analysis.labels

    def read(rows: slice, columns: slice) -> np.ndarray:
        return class_of[np.asarray(labels[rows, columns])]

    meanings = {i: (info.name, info.color) for i, info in enumerate(analysis.classes)}
    yield from iter_write_map_tiff(
        _place(analysis), path, title="Classes", read=read, meanings=meanings
    )


write_class_tiff = completing(iter_write_class_tiff)


def iter_write_uncertainty_tiff(analysis: Analysis, path: StrPath) -> Iterator[WriteProgress]:
    """Write the normalised entropy, uint8: 0 is certain, 255 a guess; coarser levels its mean."""
    path = Path(path)
    grid = analysis.uncertainty
    if grid is None:
        raise ValueError("this analysis has no uncertainty")
    notes = {"0": "certain", "255": "all classes equally likely"}
    image = _Image("Uncertainty", np.dtype(np.uint8), _reader(grid), halve_mean, notes, None)
    yield from _write(_place(analysis), image, path)


write_uncertainty_tiff = completing(iter_write_uncertainty_tiff)


def iter_write_label_tiff(analysis: Analysis, path: StrPath) -> Iterator[WriteProgress]:
    """Write which particle each pixel belongs to, uint32: the id of the table, 0 for none."""
    path = Path(path)
    labels, id_of = analysis.labels, analysis.id_of

    def read(rows: slice, columns: slice) -> np.ndarray:
        return id_of[np.asarray(labels[rows, columns])]

    image = _Image("Labels", np.dtype(np.uint32), read, halve_mode, {}, None)
    yield from _write(_place(analysis), image, path)


write_label_tiff = completing(iter_write_label_tiff)


@dataclass(frozen=True, slots=True)
class _Image:
    name: str
    dtype: np.dtype
    read: Read
    halve: Halve
    notes: dict[str, str]  # value of a pixel → what it means
    palette: np.ndarray | None  # (3, 256) uint16


def _reader(grid: Any) -> Read:
    return lambda rows, columns: np.asarray(grid[rows, columns])


def _place(analysis: Analysis) -> MapPlace:
    height, width = analysis.labels.shape
    return MapPlace(
        (height, width),
        analysis.scan.pixel_size.scaled(analysis.scale),
        analysis.scan.name,
        analysis.origin if analysis.region else None,
    )


def _write(place: MapPlace, image: _Image, path: Path) -> Iterator[WriteProgress]:
    with atomic(path) as temporary:
        with TiledPyramid(
            place.shape, image.dtype, image.read, image.halve, path.parent
        ) as pyramid:
            for done in pyramid.encode():
                yield WriteProgress(path.name, done, pyramid.total)
            big = pyramid.size > _CLASSIC_LIMIT
            description = _ome_xml(place, image)
            _assemble(temporary, pyramid, image, description, place.pixel_size, big)
        _chain_levels(temporary)


def _assemble(
    path: Path,
    pyramid: TiledPyramid,
    image: _Image,
    description: bytes,
    pixel_size: PixelSize,
    big: bool,
) -> None:
    """Copy the encoded tiles into a TIFF, level by level."""
    options: dict[str, Any] = {
        "dtype": image.dtype,
        "tile": (TILE, TILE),
        "compression": "zlib",
        "photometric": "minisblack" if image.palette is None else "palette",
        "colormap": image.palette,
        "metadata": None,
        "software": "Graticule",
    }
    with tifffile.TiffWriter(path, bigtiff=big, ome=False) as tiff:
        for level, shape in enumerate(pyramid.shapes):
            options |= _resolution(pixel_size, pyramid.shapes[0], shape)
            if level == 0:
                first = {"description": description, "subifds": len(pyramid.shapes) - 1}
            else:
                first = {"subfiletype": 1}
            tiff.write(pyramid.tiles(level), shape=shape, **first, **options)


def _resolution(
    pixel_size: PixelSize, full: tuple[int, int], shape: tuple[int, int]
) -> dict[str, Any]:
    """Pixels per centimetre of a level; nothing where the pixel size is unknown."""
    if not pixel_size.calibrated:
        return {"resolutionunit": "NONE"}
    size = pixel_size.to("mm")
    x = 10 / size.x * shape[1] / full[1]
    y = 10 / size.y * shape[0] / full[0]
    return {"resolution": (x, y), "resolutionunit": "CENTIMETER"}


def _ome_xml(place: MapPlace, image: _Image) -> bytes:
    """OME metadata without times or random ids: the same result is the same file.

    Where in the scan a region lies is told as the position of its plane.
    """
    pixel_size, shape = place.pixel_size, place.shape
    unit = pixel_size.unit if pixel_size.calibrated else "pixel"
    physical = position = ""
    corner = place.corner or (0, 0)
    for axis, value, at in zip("XY", (pixel_size.x, pixel_size.y), corner, strict=True):
        if pixel_size.calibrated:
            physical += f' PhysicalSize{axis}="{float(value)!r}" PhysicalSize{axis}Unit="{unit}"'
        position += f' Position{axis}="{float(at * value)!r}" Position{axis}Unit="{unit}"'
    plane = f'<Plane TheZ="0" TheC="0" TheT="0"{position}/>' if place.corner else ""
    reference = annotation = ""
    if image.notes:
        reference = '<AnnotationRef ID="Annotation:0"/>'
        values = "".join(f'<M K="{k}">{escape(v)}</M>' for k, v in image.notes.items())
        annotation = (
            '<StructuredAnnotations><MapAnnotation ID="Annotation:0" '
            f'Namespace="graticule/{image.name.lower()}"><Value>{values}</Value></MapAnnotation>'
            "</StructuredAnnotations>"
        )
    title = quoteattr(f"{image.name} of {clean_text(place.name, 255)}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<OME xmlns="{_NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{_NAMESPACE} {_NAMESPACE}/ome.xsd" Creator="Graticule">'
        f'<Image ID="Image:0" Name={title}>'
        f'<Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="{image.dtype.name}" '
        f'SizeX="{shape[1]}" SizeY="{shape[0]}" SizeC="1" SizeZ="1" SizeT="1"{physical}>'
        f'<Channel ID="Channel:0:0" Name="{image.name}" SamplesPerPixel="1"/>'
        f'<TiffData IFD="0" PlaneCount="1"/>{plane}</Pixels>'
        f"{reference}</Image>{annotation}</OME>"
    ).encode()


def _chain_levels(path: Path) -> None:
    """Let each level's directory point to the next, so that they are a chain of pages, too."""
    with tifffile.TiffFile(path) as tiff:
        page = tiff.pages.first
        big, order = tiff.is_bigtiff, tiff.byteorder
        subifds = page.tags.get("SubIFDs")
        offsets = [page.offset, *(subifds.value if subifds else ())]
    count_format, entry, offset_format = ("Q", 20, "Q") if big else ("H", 12, "I")
    with path.open("rb+") as file:
        for offset, following in pairwise(offsets):
            file.seek(offset)
            size = struct.calcsize(order + count_format)
            (tags,) = struct.unpack(order + count_format, file.read(size))
            file.seek(offset + size + tags * entry)
            file.write(struct.pack(order + offset_format, following))
