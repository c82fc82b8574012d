"""Slide scanners' own formats, through OpenSlide."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import openslide

from graticule.errors import ScanError, UnsupportedScan
from graticule.files import fingerprint
from graticule.scans.arrays import channel_names
from graticule.scans.calibration import judged, pixel_size
from graticule.scans.guard import check_size, reading
from graticule.scans.scan import Facts, Level, LevelWindow, Scan
from graticule.scans.tiff_chain import check_chain, is_tiff
from graticule.scans.tiff_series import downsamples

_NAMES = {
    "hamamatsu": "Hamamatsu", "mirax": "MIRAX", "leica": "Leica", "philips": "Philips TIFF",
    "sakura": "Sakura", "trestle": "Trestle", "ventana": "Ventana", "zeiss": "Zeiss CZI",
    "dicom": "DICOM", "aperio": "Aperio SVS", "generic-tiff": "TIFF",
}  # fmt: skip


_SERIES = "dicom.SeriesInstanceUID"  # the same in all files of a slide


class SlideScan(Scan):
    """A slide opened by OpenSlide; always RGB, missing parts in its background colour."""

    def __init__(self, facts: Facts, slide: openslide.OpenSlide) -> None:
        super().__init__(facts)
        self._slide = slide  # one handle may be shared by threads
        self._ground = _background(slide)

    def _release(self) -> None:
        self._slide.close()

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        level, box = window.level, window.box
        factor = self._slide.level_downsamples[level]
        # OpenSlide takes the corner in level-0 px; rounding up keeps it on the pixel asked for.
        corner = (_corner(box.left, factor), _corner(box.top, factor))
        with reading(self.path, f"level {level}"):
            picture = self._slide.read_region(corner, level, (box.width, box.height))
            rgba = np.asarray(picture)
        return _flatten(rgba, self._ground)


def open_slide(path: Path) -> Scan:
    """Open a slide scanner's file; `UnsupportedScan` if OpenSlide does not know it."""
    with reading(path, "the slide"):
        try:
            slide = openslide.OpenSlide(path)
        except openslide.OpenSlideUnsupportedFormatError as error:
            _raise_damage(path)
            raise UnsupportedScan(f"{path.name}: is no slide that OpenSlide knows") from error
        except openslide.OpenSlideError as error:
            raise ScanError(f"{path.name}: is damaged ({error})") from error
    try:
        with reading(path, "the description"):
            return SlideScan(_facts(path, slide), slide)
    except BaseException:
        slide.close()
        raise


def _raise_damage(path: Path) -> None:
    """`ScanError` if a file that OpenSlide does not know is a slide cut short.

    OpenSlide tells its makers' files by their last pages, so one without its end is unknown to it.
    """
    with path.open("rb") as file:
        tiff = is_tiff(file.read(4))
    if tiff and check_chain(path).hamamatsu:
        raise ScanError(
            f"{path.name}: is a Hamamatsu slide that is cut short or damaged; copy it once more"
        )


def _facts(path: Path, slide: openslide.OpenSlide) -> Facts:
    about = dict(slide.properties)
    sizes = list(slide.level_dimensions)
    for size in sizes:
        check_size(path, *size)
    levels = tuple(
        Level(
            *size,
            factor,
            (
                int(about.get(f"openslide.level[{i}].tile-width", 256)),
                int(about.get(f"openslide.level[{i}].tile-height", 256)),
            ),
        )
        for i, (size, factor) in enumerate(zip(sizes, downsamples(sizes), strict=True))
    )
    calibration = judged(
        pixel_size(about.get("openslide.mpp-x"), about.get("openslide.mpp-y"), "µm")
    )
    vendor = about.get("openslide.vendor", "")
    return Facts(
        path=path,
        format=f"{_NAMES.get(vendor, vendor or 'slide')}",
        channel_names=channel_names(3),
        dtype=np.dtype(np.uint8),
        levels=levels,
        fingerprint=fingerprint(path),
        pixel_size=calibration.size,
        notices=(*_told(about), *calibration.notices),
        associated={name: _associated(path, slide, name) for name in slide.associated_images},
        metadata={key: value[:400] for key, value in about.items()},
        members=f"DICOM {about.get(_SERIES)}" if vendor == "dicom" and about.get(_SERIES) else "",
        bounds_offset=(
            int(about.get("openslide.bounds-x", 0)),
            int(about.get("openslide.bounds-y", 0)),
        ),
    )


def _told(about: Mapping[str, str]) -> tuple[str, ...]:
    """What is doubtful: a DICOM slide without the file of its finest level is read all the same."""
    kinds = {value for key, value in about.items() if key.startswith("dicom.ImageType[")}
    if about.get("openslide.vendor") == "dicom" and "RESAMPLED" in kinds:
        return ("the finest level of this slide is missing: this is a reduced copy of it",)
    return ()


def _associated(path: Path, slide: openslide.OpenSlide, name: str):
    def read() -> np.ndarray:
        with reading(path, f"the {name} image"):
            return _flatten(np.asarray(slide.associated_images[name]), _background(slide))

    return read


def _background(slide: openslide.OpenSlide) -> np.ndarray:
    text = slide.properties.get("openslide.background-color", "FFFFFF")
    return np.array([int(text[i : i + 2], 16) for i in (0, 2, 4)], np.uint16)


def _corner(place: int, factor: float) -> int:
    return int(np.ceil(place * factor - 1e-6))


def _flatten(rgba: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """RGB over the background colour; copies only where something shows through."""
    alpha = rgba[..., 3:]
    if alpha.min(initial=255) == 255:
        return np.ascontiguousarray(rgba[..., :3])
    mixed = rgba[..., :3] * alpha.astype(np.uint16) + ground * (255 - alpha.astype(np.uint16))
    return ((mixed + 127) // 255).astype(np.uint8)
