"""TIFF of every kind: tifffile finds the structure, this reads and decodes the pieces.

Decoding raw pieces is several times faster than OpenSlide or tifffile's zarr store on the same
file, works from many threads and holds no more than the pieces of one window.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openslide
import tifffile

from graticule.errors import ScanError
from graticule.files import derived_fingerprint, fingerprint
from graticule.geometry import Box
from graticule.scans.arrays import channel_names
from graticule.scans.cache import ByteCache
from graticule.scans.calibration import Calibration
from graticule.scans.chunks import PageChunks
from graticule.scans.colour import as_seen, names_of
from graticule.scans.containers import told_of_reduction
from graticule.scans.copies import is_copy
from graticule.scans.guard import check_chunk, reading
from graticule.scans.ome import ome_of, parse_ome
from graticule.scans.raw import RawFile
from graticule.scans.scan import Facts, Level, LevelWindow, Scan
from graticule.scans.slide import open_slide
from graticule.scans.tiff_calibration import from_tiff
from graticule.scans.tiff_grey import grey_range_of, no_data_of, told_of_marks
from graticule.scans.tiff_series import (
    Series,
    SeriesChoice,
    axis_name,
    choose,
    downsamples,
    page_table,
)
from graticule.scans.turned import turned

# tifffile tells of each oddity in a file; without a handler Python would print that to the user.
logging.getLogger("tifffile").addHandler(logging.NullHandler())

_ORIENTATION = 274  # tag
_MANY_PLANES = 100_000
_CACHE_BYTES = 64 << 20
_KINDS = {
    "ome": "OME-TIFF", "imagej": "ImageJ TIFF", "svs": "Aperio SVS", "lsm": "Zeiss LSM",
    "stk": "MetaMorph STK", "fluoview": "Olympus FluoView", "sis": "Olympus SIS TIFF",
    "qpi": "PerkinElmer QPTIFF", "scn": "Leica SCN", "bif": "Ventana BIF",
    "philips": "Philips TIFF", "ndpi": "Hamamatsu NDPI", "mmstack": "Micro-Manager TIFF",
    "scanimage": "ScanImage TIFF",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Where the pieces of one page lie."""

    offsets: tuple[int, ...]
    counts: tuple[int, ...]
    tables: bytes | None  # JPEG tables that all pieces share


class _Picture:
    """One level, or one associated image: pages of one size in a table of frames and channels."""

    def __init__(
        self, series: tifffile.TiffPageSeries, file: RawFile, *, numbers: bool = False
    ) -> None:
        with reading(file.path, "the structure"):
            self.table, self.axes = page_table(series)
        self.series = series
        self.file = file
        self.chunks = PageChunks(series.keyframe, file.path, numbers=numbers)
        self.channels = self.table.shape[1] * self.chunks.channels
        self._lock = threading.Lock()  # tifffile moves one shared file position
        self._pages: dict[int, _Pieces] = {}
        for number in self.table[0]:
            self.pieces(int(number))

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in px."""
        return self.chunks.width, self.chunks.height

    @property
    def tile(self) -> tuple[int, int]:
        """(width, height) of what is read at once."""
        chunks = self.chunks
        return chunks.tile_width, 1 if chunks.raw else chunks.tile_height

    def pieces(self, number: int) -> _Pieces:
        """Where page `number` keeps its pieces, looked up once and checked."""
        with self._lock:
            found = self._pages.get(number)
            if found is None:
                with reading(self.file.path, f"page {number}"):
                    found = self._look_up(number)
                self.chunks.check(found.offsets, found.counts, self.file.size)
                self._pages[number] = found
            return found

    def _look_up(self, number: int) -> _Pieces:
        series, page = self.series, self.series.keyframe
        if series.is_truncated and self.chunks.raw and len(self.chunks.page.dataoffsets) >= 1:
            # one page stands for all: their pixels follow each other without pages of their own
            rows = self.chunks.tile_height * self.chunks.width * self.chunks.stored
            step = int(np.prod(page.shape)) * np.dtype(page.dtype).itemsize
            strip = rows * np.dtype(page.dtype).itemsize
            start = page.dataoffsets[0] + number * step
            offsets = tuple(start + i * strip for i in range(self.chunks.pieces))
            return _Pieces(offsets, (strip,) * self.chunks.pieces, None)
        found = series[number]
        if found is None:
            raise ScanError(
                f"{self.file.path.name}: image {number + 1} of the stack is not in this file"
            )
        return _Pieces(found.dataoffsets, found.databytecounts, found.jpegtables)


class TiffScan(Scan):
    """A TIFF file, opened by `open_tiff`."""

    def __init__(
        self, facts: Facts, tif: tifffile.TiffFile, file: RawFile, pictures: list[_Picture]
    ) -> None:
        super().__init__(facts)
        self._tif, self._file, self._pictures = tif, file, pictures
        self._cache = ByteCache(_CACHE_BYTES)

    def _release(self) -> None:
        self._tif.close()
        self._file.close()
        self._cache.clear()

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        return read_picture(self._pictures[window.level], window, self._cache)


def read_picture(picture: _Picture, window: LevelWindow, cache: ByteCache) -> np.ndarray:
    """Pixels (h, w, c) of a box inside a picture, from its pieces."""
    chunks = picture.chunks
    out = np.empty((*window.box.shape, picture.channels), chunks.dtype)
    channel = 0
    for number in picture.table[window.frame]:
        pieces = picture.pieces(int(number))
        for plane in range(chunks.separate):
            part = out[..., channel : channel + chunks.samples]
            if chunks.raw:
                part[:] = chunks.read_raw(picture.file, pieces.offsets, plane, window.box)
            else:
                for index, place in chunks.places(plane, window.box):
                    shared = place.clipped(window.box)
                    found = _piece(picture, pieces, (window.level, int(number), index), cache)
                    found = found[shared.shifted(-place.left, -place.top).slices]
                    part[shared.shifted(-window.box.left, -window.box.top).slices] = found
            channel += chunks.samples
    return out


def _piece(
    picture: _Picture, pieces: _Pieces, key: tuple[int, int, int], cache: ByteCache
) -> np.ndarray:
    """The decoded piece of a key (level, page, number of the piece), at its full size."""
    chunks, index = picture.chunks, key[2]
    offset, count = int(pieces.offsets[index]), int(pieces.counts[index])
    if offset == 0 or count == 0:
        return chunks.blank()
    return cache.get(
        key, lambda: chunks.decode(picture.file.at(offset, count), index, pieces.tables)
    )


def open_tiff(path: Path, part: str = "", *, numbers: bool = False) -> Scan:
    """Open a TIFF whose chain of pages has been checked (`tiff_chain`).

    `numbers` gives the values as they are stored, not the picture that they stand for.
    `ScanError` for what is damaged, `UnsupportedScan` for kinds that no microscope writes.
    """
    file = RawFile(path)
    tif = None
    try:
        with reading(path, "the structure"):
            tif = tifffile.TiffFile(path, _multifile=False)
            series = [s for s in tif.series if s.keyframe.imagewidth and s.keyframe.imagelength]
            other = not numbers and _is_for_openslide(tif)
        if other:
            tif.close()
            file.close()
            return open_slide(path)
        if not series:
            raise ScanError(f"{path.name}: holds no picture")
        return _assemble(_Open(path, tif, file, series), part, numbers=numbers)
    except BaseException:
        file.close()
        if tif is not None:
            tif.close()
        raise


def _is_for_openslide(tif: tifffile.TiffFile) -> bool:
    """Whether a maker's levels are padded or in places of their own, which OpenSlide knows."""
    trestle = tif.pages.first.software.startswith("MedScan")
    known = tif.is_philips or tif.is_scn or tif.is_bif or trestle
    return known and openslide.OpenSlide.detect_format(tif.filehandle.path) is not None


@dataclass(frozen=True, slots=True)
class _Open:
    """A file as tifffile sees it, and as bytes."""

    path: Path
    tif: tifffile.TiffFile
    file: RawFile
    series: list[Series]


def _assemble(found: _Open, part: str, *, numbers: bool) -> Scan:
    path, tif, file = found.path, found.tif, found.file
    choice = _choose(found, part)
    pictures = [_Picture(level, file, numbers=numbers) for level in choice.levels]
    first = pictures[0]
    fitting = [p for p in pictures if _fits(first, p)]
    page = first.chunks.page
    mark = fingerprint(path)
    with reading(path, "the description"):
        calibration = Calibration() if numbers else from_tiff(tif, page, choice.index)
        facts = Facts(
            path=path,
            format=_KINDS.get(first.series.kind, "BigTIFF" if tif.is_bigtiff else "TIFF"),
            channel_names=(
                channel_names(first.channels)
                if numbers
                else _channel_names(tif, first, choice.index)
            ),
            dtype=first.chunks.dtype,
            levels=_levels(fitting),
            fingerprint=derived_fingerprint(mark, f"::{part}") if part else mark,
            pixel_size=calibration.size,
            grey_range=None if numbers else grey_range_of(tif, page, choice.index),
            no_data=None if numbers else no_data_of(page),
            notices=(
                *_told(path, choice, page),
                *_told_of_set(tif, page, choice.index),
                *_told_of_missing(tif, first.series),
                *([] if numbers else told_of_marks(page)),
                *calibration.notices,
            ),
            frames=len(first.table),
            frame_axis=axis_name(first.axes),
            stack_axes=first.axes,
            associated={name: _whole_picture(other, file) for name, other in choice.others.items()},
            metadata=_metadata(page),
            part=part,
            parts=_parts(choice),
        )
    scan = TiffScan(facts, tif, file, fitting)
    seen = scan if numbers else as_seen(scan, page, first.table.shape[1])
    with reading(path, "the orientation"):
        return turned(seen, page.tags.valueof(_ORIENTATION))


def _choose(found: _Open, part: str) -> SeriesChoice:
    """The picture that is wanted, its levels, and what else the file holds."""

    def opened(one: Series) -> TiffScan:
        picture = _Picture(one, found.file)
        names = tuple(f"channel {i + 1}" for i in range(picture.channels))
        facts = Facts(
            path=found.path, format="", channel_names=names, dtype=picture.chunks.dtype,
            levels=_levels([picture]), fingerprint="", frames=len(picture.table),
        )  # fmt: skip
        return TiffScan(facts, found.tif, found.file, [picture])

    try:
        return choose(found.series, lambda full, small: is_copy(opened(full), opened(small)), part)
    except LookupError as error:
        raise ScanError(
            f"{found.path.name}: holds no picture {part}; there is {error.args[0]}"
        ) from error


def _fits(first: _Picture, other: _Picture) -> bool:
    """Whether a level has the same channels, values and frames as the first one."""
    return (other.channels, other.chunks.dtype, len(other.table)) == (
        first.channels, first.chunks.dtype, len(first.table),
    )  # fmt: skip


def _levels(pictures: list[_Picture]) -> tuple[Level, ...]:
    sizes = [p.size for p in pictures]
    return tuple(
        Level(p.size[0], p.size[1], factor, p.tile)
        for p, factor in zip(pictures, downsamples(sizes), strict=True)
    )


def _parts(choice: SeriesChoice) -> tuple[str, ...]:
    return tuple(str(i + 1) for i in choice.images) if len(choice.images) > 1 else ()


def _told(path: Path, choice: SeriesChoice, page: tifffile.TiffPage) -> tuple[str, ...]:
    """What the file holds beside this picture, and whether that is the scan at all."""
    told = []
    reduced = told_of_reduction(page.description)
    if reduced:
        raise ScanError(f"{path.name}: {reduced}; fetch the scan itself")
    if page.is_reduced:
        told.append("the file marks this picture as a small copy, and the scan is not in it")
    if len(choice.images) > 1:
        other = next(i for i in sorted(choice.images) if i != choice.index) + 1
        told.append(
            f"this is image {choice.index + 1} of a file that holds {len(choice.images)}: name "
            f"another as {path.name}::{other}"
        )
    if choice.masked:
        told.append("a page of the file says what is transparent, which is not heeded")
    return tuple(told)


def _told_of_set(tif: tifffile.TiffFile, page: tifffile.TiffPage, index: int) -> tuple[str, ...]:
    """The other files of an OME set, in which more planes or channels of the picture lie."""
    image = ome_of(tif, page, index).image
    own = Path(tif.filehandle.path).name
    if image is None:
        return ()
    uuid = parse_ome(tif.ome_metadata or "").uuid  # this file may have another name by now
    files = {p.name for p in image.files if not uuid or p.uuid != uuid} - {"", own}
    if not files:
        return ()
    names = sorted(files)
    some = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return (
        f"this picture lies in {len(names) + 1} files: only the pages of {own} are read, not "
        f"those of {some}",
    )


def _told_of_missing(tif: tifffile.TiffFile, series: tifffile.TiffPageSeries) -> tuple[str, ...]:
    """The images that the description names, and that are not there to be read."""
    named = missing = 0
    if not series.is_truncated:  # else one page stands for all
        named = len(series)
        if named > _MANY_PLANES:  # as only a damaged description says
            missing = named - len(tif.pages)
        else:
            missing = sum(page is None for page in series)
    if not missing and tif.is_imagej and len(tif.series) == 1:
        there = max(len(series), len(tif.pages))
        named = (tif.imagej_metadata or {}).get("images", 0)
        missing = named - there if isinstance(named, int) else 0
    if missing <= 0:
        return ()
    are = "is" if missing == 1 else "are"
    return (f"its description tells of {named} images, of which {missing} {are} not in this file",)


def _whole_picture(series: tifffile.TiffPageSeries, file: RawFile) -> Callable[[], np.ndarray]:
    def read() -> np.ndarray:
        picture = _Picture(series, file)
        width, height = picture.size
        check_chunk(file.path, width * height * picture.channels, "the associated image")
        return read_picture(
            picture, LevelWindow(0, Box(0, 0, width, height)), ByteCache(_CACHE_BYTES)
        )

    return read


def _channel_names(tif: tifffile.TiffFile, picture: _Picture, image: int) -> tuple[str, ...]:
    """Names from OME's description if it has one for every channel, else by colour and number."""
    found = ome_of(tif, picture.chunks.page, image).image
    names = [channel.get("Name", "") for channel in found.channels] if found else []
    if len(names) == picture.channels and all(names):
        return tuple(name[:80] for name in names)
    return names_of(picture.chunks.page, picture.table.shape[1])


def _metadata(page: tifffile.TiffPage) -> dict[str, str]:
    """Text that the writer left in the first page; Aperio's list entry by entry."""
    found: dict[str, str] = {}
    names = {270: "description", 271: "make", 272: "model", 305: "software", 306: "date"}
    for code, name in names.items():
        value = page.tags.valueof(code)
        if isinstance(value, str) and value.strip():
            found[name] = value.strip()[:4000]
    if page.description.startswith("Aperio"):
        for entry in page.description.split("|")[1:]:
            key, equals, value = entry.partition("=")
            if equals:
                found[f"aperio.{key.strip()}"] = value.strip()[:400]
    found["compression"] = getattr(page.compression, "name", str(page.compression))
    return found
