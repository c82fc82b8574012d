"""Scans without annotations, for learning that needs none: read window by window from their files.

A folder of a microscope's pictures is no set that somebody has sorted: what cannot be read in it
is told and left out, what shows nothing stays in.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graticule.annotations.dataset import Dataset
from graticule.annotations.finding import find_scans
from graticule.annotations.geojson import Annotation
from graticule.annotations.pool import Pool
from graticule.annotations.scans import ScanSource, SourceGrid, even, grid_of
from graticule.annotations.target import UNKNOWN
from graticule.errors import ScanError, TrainingError
from graticule.geometry import Box, Length
from graticule.scans import GreyRange
from graticule.segment.work_grid import work_scale


class NoLabels:
    """Labels of a scan on which nobody has looked anywhere."""

    masked = False
    shapes: Sequence[Annotation] | None = None

    def labels(self, box: Box) -> np.ndarray:
        """As `LabelReader.labels`: unknown everywhere."""
        return np.full(box.shape, UNKNOWN, np.int32)

    def known(self, box: Box) -> np.ndarray:
        """As `LabelReader.known`: nowhere."""
        return np.zeros(box.shape, bool)


class UnlabelledSource(ScanSource):
    """A scan, or an image of a stack, of which no pixel has a label."""

    def __init__(self, name: str, grid: SourceGrid, pool: Pool) -> None:
        super().__init__(name, grid, NoLabels(), pool, kind="classes")


def read_unlabelled(
    paths: Sequence[Path],
    *,
    pixel_size: Length | None = None,
    grey_range: GreyRange | None = None,
) -> Dataset:
    """All scans among files and folders, each image of a stack a source of its own.

    `pixel_size` is that of their grids, None the scans' own; `grey_range` black and white of all.
    Raises `TrainingError` for a file that was named and cannot be read, and where there is none.
    """
    pool = Pool(grey_range)
    sources: list[UnlabelledSource] = []
    notes: list[str] = []
    for name, path in find_scans(paths):
        try:
            with pool.scan(path) as scan:
                grid = grid_of(scan, even(work_scale(scan, pixel_size)))
                frames = scan.stack.frames
                notes += [f"{name}: {text}" for text in scan.notices]
        except ScanError as error:
            if path in paths:
                raise TrainingError(f"{path}: cannot be read ({error})") from error
            notes.append(f"{name}: left out, cannot be read ({error})")
            continue
        for frame in range(frames):
            called = name if frames == 1 else f"{name} image {frame + 1}"
            sources.append(UnlabelledSource(called, grid.of_frame(frame), pool))
    if not sources:
        raise TrainingError(f"no scan is in {', '.join(map(str, paths)) or 'an empty list'}")
    return Dataset(tuple(sources), (), tuple(notes))
