"""Label images: the numbers that a file stores, never the colours in which viewers show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from scipy import ndimage
from skimage.measure import label

from graticule.annotations.pool import Pool
from graticule.annotations.target import UNKNOWN
from graticule.endings import TIFFS
from graticule.errors import ScanError, TrainingError
from graticule.geometry import Box
from graticule.scans import ArrayScan, Scan, open_numbers
from graticule.segment.foreground import spread_windows

_WHOLE = 64 << 20  # px of a label image up to which all of it is looked at
_COUNTED = 16 << 20  # px up to which the areas of each number are counted
_STRIPE = 32 << 20  # px of a label image that are read at once
_LOSSY = (".jpg", ".jpeg")
_FEW = 3  # numbers in between from which a label image looks blurred
_NEAR = 0.1  # of a mask's top, up to which a number is as good as 0 or as the top
_NOISE = 5  # areas of each number beyond which numbers are noise
_BETWEEN = 0.9  # share of the px of such numbers that lie between their neighbours'


@dataclass(frozen=True)
class Numbers:
    """What a label image holds (a large one, in 64 windows of it).

    `values` are the different numbers, ascending; `most` is the number other than 0 that fills
    more than half of the px, with its share, or 0. Where a mask has grey rims, `half` is the
    number from which on a px counts as marked, and `values` are 0 and the top. `areas` counts
    what hangs together in one number; 0 where nobody counted.
    """

    values: np.ndarray
    most: tuple[int, float] = (0, 0.0)
    half: int = 0
    areas: int = 0


class ImageLabels:
    """Labels from an image as large as its scan: the value at the centre of each px of a grid.

    `most` is the largest number of a class or particle; in a mask, every number from `mask` on
    is 1 and all below it 0.
    """

    shapes = None

    def __init__(
        self, at: tuple[Path, int], scale: float, pool: Pool, *, unknown: int, most: int, mask: int
    ) -> None:
        (self._path, self._frame), self._scale, self._pool = at, scale, pool
        self._unknown, self._most, self._mask = unknown, most, mask
        self.masked = mask > 0

    def labels(self, box: Box) -> np.ndarray:
        """(h, w) int32; raises `TrainingError` for a number beyond the classes."""
        with self._pool.use(self._path, open_labels) as scan:
            if self._scale == 1:
                return self._meant(read_numbers(scan, box, self._frame))
            found = np.empty(box.shape, np.int32)
            for band in _bands(box, self._scale):
                part = self._meant(self._sampled(scan, band))
                found[band.top - box.top : band.bottom - box.top] = part
        return found

    def known(self, box: Box) -> np.ndarray:
        """(h, w) bool: everywhere, but where the image says that nobody has looked."""
        if not self._unknown:
            return np.ones(box.shape, bool)
        return self.labels(box) != self._unknown

    def _sampled(self, scan: Scan, box: Box) -> np.ndarray:
        """The label at the centre of each px."""
        rows = _centres(box.top, box.bottom, self._scale, scan.height)
        columns = _centres(box.left, box.right, self._scale, scan.width)
        top, left = int(rows[0]), int(columns[0])
        source = Box(left, top, int(columns[-1]) + 1, int(rows[-1]) + 1)
        return read_numbers(scan, source, self._frame)[np.ix_(rows - top, columns - left)]

    def _meant(self, found: np.ndarray) -> np.ndarray:
        if self._mask:
            return (found >= self._mask).astype(np.int32)
        wrong = (found < 0) | ((found > self._most) & (found != self._unknown))
        if wrong.any():
            raise TrainingError(f"{self._path}: {beyond(int(found[wrong][0]), self._most)}")
        return found.astype(np.int32)


def _bands(box: Box, scale: float) -> Iterator[Box]:
    """The box in bands of so few rows that the px below them fit in memory."""
    step = max(1, int(_STRIPE / (box.width * scale * scale)))
    for top in range(box.top, box.bottom, step):
        yield Box(box.left, top, box.right, min(top + step, box.bottom))


def _centres(start: int, stop: int, scale: float, length: int) -> np.ndarray:
    """The level-0 px under the centres of the px start…stop-1 of a grid."""
    centres = np.floor((np.arange(start, stop) + 0.5) * scale).astype(np.int64)
    return np.minimum(centres, length - 1)


def beyond(number: int, most: int) -> str:
    """What is said of a label image with a number that is no class."""
    ids = ": are these ids of particles?" if number > UNKNOWN else ""
    return (
        f"has class {number}{ids}; the classes are 0 to {most}, and {UNKNOWN} for what nobody "
        "has looked at"
    )


def open_labels(path: Path) -> Scan:
    """A label image as it is stored: palettes, bits and inverted ones stay numbers."""
    if path.suffix.lower() not in TIFFS:
        return _decoded(path)
    try:
        return open_numbers(path)
    except ScanError as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error


def read_numbers(scan: Scan, box: Box, frame: int = 0) -> np.ndarray:
    """(h, w) whole numbers of a box of a label image; raises `TrainingError` for anything else."""
    return _one_channel(scan.read_level(0, box, frame=frame), scan.path)


def look_at(scan: Scan, frame: int = 0) -> Numbers:
    """Which numbers a label image holds; raises `TrainingError` where they are none."""
    whole = scan.width * scan.height <= _WHOLE
    windows = [scan.box] if whole else spread_windows(scan.width, scan.height)
    found = [_numbers(read_numbers(scan, window, frame), scan.path) for window in windows]
    half = max(part.half for part in found)
    values = np.unique(np.concatenate([part.values for part in found]))
    return Numbers(
        values=np.array([0, values.max()]) if half else values,
        most=max(found, key=lambda part: part.most[1]).most if whole else (0, 0.0),
        half=half,
        areas=sum(part.areas for part in found),
    )


def _numbers(labels: np.ndarray, path: Path) -> Numbers:
    """The numbers in one window."""
    values = _present(labels)
    small = labels.size <= _COUNTED
    areas = int(np.asarray(label(labels, connectivity=2)).max()) if small else 0
    half = _half(labels, values, noisy=areas > _NOISE * len(values))
    if half:
        mask = np.where(labels >= half, values.max(), 0)
        values = np.array([0, values.max()])
        return Numbers(values, _commonest(mask, values), half=half)
    lossy = path.suffix.lower() in _LOSSY and len(values) > 2
    if lossy or _blurred(labels, values):
        kind = "a JPEG blurs numbers" if lossy else "was it resized as a picture?"
        raise TrainingError(
            f"{path}: has numbers between its labels along their rims ({kind}); resize labels with "
            "nearest neighbour, and save them as PNG or TIFF"
        )
    return Numbers(values, _commonest(labels, values), areas=areas)


def _commonest(labels: np.ndarray, values: np.ndarray) -> tuple[int, float]:
    """The number other than 0 that fills more than half of the px, and its share; else 0."""
    number = int(np.median(labels))
    share = float((labels == number).mean())
    return (number, share) if number and share > 0.5 and len(values) > 1 else (0, 0.0)


def _half(labels: np.ndarray, values: np.ndarray, *, noisy: bool) -> int:
    """From which number on a px of a mask with grey rims counts as marked; 0 for other images.

    Such a mask has areas of (almost) 0 and of (almost) its largest number. What lies between is
    nowhere an area of 3 × 3 px: nobody wrote it, it came with resizing, smoothing or a JPEG. That
    also leaves several numbers near both, each in many places (`noisy`).
    """
    top = int(values.max())
    low, high = values[values <= _NEAR * top], values[values >= (1 - _NEAR) * top]
    between = values[(values > _NEAR * top) & (values < (1 - _NEAR) * top)]
    crumbs = noisy and min(len(low), len(high)) > 1
    if values.min() < 0 or (len(between) < _FEW and not crumbs):
        return 0
    areas = _areas(labels)
    if np.isin(areas, between).any() or not np.isin(areas, high).any():
        return 0
    return (top + 1) // 2


def _blurred(labels: np.ndarray, values: np.ndarray) -> bool:
    """Whether numbers lie between others along their rims, and fill no 3 × 3 px anywhere.

    Small particles do not: the ground around them is 0, and nothing is higher.
    """
    if (values != 0).sum() <= _FEW:
        return False
    areas = _areas(labels)
    filled = (areas != 0).sum()
    if not filled or len(values) - len(areas) < max(_FEW, filled):
        return False
    thin = ~np.isin(labels, areas)
    lowest, highest = ndimage.minimum_filter(labels, 5), ndimage.maximum_filter(labels, 5)
    between = (lowest[thin] < labels[thin]) & (labels[thin] < highest[thin])
    return bool(between.mean() >= _BETWEEN)


def _areas(labels: np.ndarray) -> np.ndarray:
    """The numbers that fill 3 × 3 px somewhere."""
    lowest, highest = ndimage.minimum_filter(labels, 3), ndimage.maximum_filter(labels, 3)
    return np.unique(labels[lowest == highest])


def _present(values: np.ndarray) -> np.ndarray:
    """The different values, ascending, as int64."""
    if values.dtype in (np.uint8, np.uint16):
        return np.flatnonzero(np.bincount(values.ravel()))
    return np.unique(values).astype(np.int64)


def _one_channel(pixels: np.ndarray, path: Path) -> np.ndarray:
    """The numbers (h, w) of pixels (h, w, c): one channel, or three that are the same."""
    if pixels.shape[2] in (2, 4):
        if (pixels[..., -1] != pixels[0, 0, -1]).any():
            raise TrainingError(
                f"{path}: has transparent parts; labels must be one channel of whole numbers"
            )
        pixels = pixels[..., :-1]
    if pixels.shape[2] > 1 and (pixels != pixels[..., :1]).any():
        raise TrainingError(
            f"{path}: holds colours; labels must be one channel of whole numbers, such as 0 for "
            "background, 1 for the first class"
        )
    numbers = pixels[..., 0]
    if numbers.dtype.kind == "b":
        return numbers.astype(np.uint8)
    if numbers.dtype.kind != "f":
        return numbers
    broken = ~np.isfinite(numbers) | (numbers != np.rint(numbers)) | (np.abs(numbers) > 2**53)
    if broken.any():
        raise TrainingError(
            f"{path}: holds {float(numbers[broken][0]):.4g}, which is no whole number: was it "
            "resized, or are these probabilities?"
        )
    return numbers.astype(np.int64)


def _decoded(path: Path) -> Scan:
    """A PNG, BMP, GIF or JPEG; turned as its EXIF says, as the pictures are."""
    try:
        with Image.open(path) as file:
            if getattr(file, "n_frames", 1) > 1:
                raise TrainingError(f"{path}: is a film; save label images one by one, or as TIFF")
            turned = file.getexif().get(ExifTags.Base.Orientation, 1) != 1
            pixels = np.asarray(ImageOps.exif_transpose(file) if turned else file)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error
    scan = ArrayScan(pixels, name=str(path))
    if turned:
        scan.amend(notices=("turned as its EXIF says",))
    return scan
