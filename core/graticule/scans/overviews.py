"""Coarse levels of a flat file, made once and kept in a bounded folder, for showing it.

Analysis never needs them, and never reads them: a result must not depend on what happens to lie
in a cache. The folder is `overviews` in the user's cache; each scan's levels lie in a folder named
by its fingerprint, which appears complete or not at all.
"""

import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import platformdirs

from graticule.completion import completing
from graticule.errors import ScanError
from graticule.geometry import Box
from graticule.scans.arrays import ArrayScan
from graticule.scans.grey import GreyRange
from graticule.scans.resample import grid_size
from graticule.scans.scan import Level, LevelWindow, Scan
from graticule.scans.wrapped import OwningScan

LIMIT_BYTES = 4 << 30
"""How much disk space the overviews of all scans together may take."""

_SMALL = 4 << 20  # a level of this many px is read in a moment: no coarser one is needed
_FACTOR = 4
_TILE = 256
_ABANDONED_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class OverviewProgress:
    """Bands of rows that are written, of all there are."""

    done: int
    total: int


def default_folder() -> Path:
    """Where overviews are kept."""
    return platformdirs.user_cache_path("graticule", appauthor=False) / "overviews"


def needs_overviews(scan: Scan) -> bool:
    """Whether the coarsest level in the file is too large to be read for a look at the whole."""
    last = scan.levels[-1]
    return scan.frames == 1 and last.width * last.height > 4 * _SMALL


def with_overviews(scan: Scan, folder: Path | None = None) -> Scan:
    """The scan with the levels that were made for it, or the scan itself if there are none.

    Closing the answer closes the scan.
    """
    place = (folder or default_folder()) / scan.fingerprint
    if not place.is_dir():
        return scan
    try:
        files = sorted(place.glob("*.npy"), key=lambda path: int(path.stem))
        coarse = {int(f.stem): np.load(f, mmap_mode="r", allow_pickle=False) for f in files}
        if not coarse or not all(_fits(scan, *entry) for entry in coarse.items()):
            raise ValueError("not this scan's")
        os.utime(place)  # used now: the last to be thrown out
    except (OSError, ValueError, EOFError):
        shutil.rmtree(place, ignore_errors=True)
        return scan
    return _WithOverviews(scan, coarse)


def iter_build_overviews(
    scan: Scan, folder: Path | None = None, *, limit: int = LIMIT_BYTES
) -> Iterator[OverviewProgress]:
    """Make the coarse levels of a scan, unless they exist; a generator of its progress.

    Older scans' overviews make room until all take at most `limit` bytes. Closing the generator
    leaves nothing behind, nor does a crash, but for a folder that the next call clears away.
    Raises `ScanError` when the scan cannot be read or the folder not be written.
    """
    folder = folder or default_folder()
    place = folder / scan.fingerprint
    if not needs_overviews(scan) or place.is_dir():
        return
    factors = _factors(scan, limit)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder, limit)
        unfinished = Path(tempfile.mkdtemp(prefix=".", dir=folder))
    except OSError as error:
        raise ScanError(f"{folder}: cannot be written ({error.strerror})") from error
    try:
        yield from _write(scan, unfinished, factors)
        with suppress(OSError):  # another program was faster, and made the same
            unfinished.rename(place)
        _clear(folder, limit)
    except OSError as error:
        raise ScanError(f"{folder}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


build_overviews = completing(iter_build_overviews)


class _WithOverviews(OwningScan):
    """A scan, and behind its own levels those from the cache folder."""

    def __init__(self, scan: Scan, coarse: dict[int, np.ndarray]) -> None:
        added = tuple(
            Level(array.shape[1], array.shape[0], float(factor), (_TILE, _TILE))
            for factor, array in coarse.items()
        )
        super().__init__(scan, replace(scan.facts, levels=(*scan.levels, *added)))
        self._coarse = list(coarse.values())

    def close(self) -> None:
        """Let go of the scan and its overviews."""
        self._scan.close()

    @property
    def stored_levels(self) -> tuple[Level, ...]:
        """As the scan itself has them."""
        return self._scan.stored_levels

    def _find_grey_range(self) -> GreyRange:
        return self._scan.grey_range

    def read_work(self, box: Box, scale: float, *, frame: int = 0) -> np.ndarray:
        """As the scan itself: what is measured never comes from the cache folder."""
        return self._scan.read_work(box, scale, frame=frame)

    def _pixels(self, window: LevelWindow) -> np.ndarray:
        own = len(self._scan.levels)
        if window.level < own:
            return self._scan.read_level(window.level, window.box, frame=window.frame)
        return np.array(self._coarse[window.level - own][window.box.slices])


def _fits(scan: Scan, factor: int, array: np.ndarray) -> bool:
    size = (grid_size(scan.height, factor), grid_size(scan.width, factor))
    return array.shape == (*size, scan.channels) and array.dtype == scan.dtype


def _factors(scan: Scan, limit: int) -> list[int]:
    """Level-0 px per px of the levels to make: each a quarter of the one before, all in `limit`."""
    factor = max(1, round(scan.levels[-1].downsample))
    found: list[int] = []
    while scan.width * scan.height / factor**2 > _SMALL or not found:
        factor *= _FACTOR
        size = scan.width * scan.height / factor**2 * scan.channels * scan.dtype.itemsize
        if 1.1 * size <= limit / 2:
            found.append(factor)
    return found


def _write(scan: Scan, folder: Path, factors: list[int]) -> Iterator[OverviewProgress]:
    """Each level from the one before, a band of rows at a time."""
    sizes = [(grid_size(scan.height, f), grid_size(scan.width, f)) for f in factors]
    total = sum(math.ceil(height / _TILE) for height, _ in sizes)
    done, source, below = 0, scan, 1
    for factor, (height, width) in zip(factors, sizes, strict=True):
        path = folder / f"{factor}.npy"
        shape = (height, width, scan.channels)
        level = np.lib.format.open_memmap(path, mode="w+", dtype=scan.dtype, shape=shape)
        for top in range(0, height, _TILE):
            band = Box(0, top, width, min(top + _TILE, height))
            level[band.slices] = source.read_work(band, factor / below)
            done += 1
            yield OverviewProgress(done, total)
        level.flush()
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        source, below = ArrayScan(level), factor


def _clear(folder: Path, limit: int) -> None:
    """Throw out what a crash left, then the overviews used longest ago until `limit` is kept."""
    kept: list[tuple[float, int, Path]] = []
    for place in folder.iterdir():
        with suppress(OSError):
            changed = place.stat().st_mtime
            if place.name.startswith("."):
                if time.time() - changed > _ABANDONED_SECONDS:
                    shutil.rmtree(place, ignore_errors=True)
                continue
            kept.append((changed, sum(f.stat().st_size for f in place.iterdir()), place))
    used = sum(size for _, size, _ in kept)
    for _, size, place in sorted(kept):
        if used <= limit:
            return
        shutil.rmtree(place, ignore_errors=True)
        used -= size
