"""From an annotated scan that was found to a source with numbered labels, and what is wrong."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import shapely
from skimage.measure import label

from graticule.errors import ScanError, TrainingError
from graticule.geometry import Length
from graticule.learn.annotations.finding import Found
from graticule.learn.annotations.naming import Naming
from graticule.learn.annotations.outlines import CROWD, DrawnLabels, Outlines, read_outlines
from graticule.learn.annotations.pool import Pool
from graticule.learn.annotations.scans import (
    Grid,
    ImageLabels,
    ScanSource,
    beyond,
    grid_of,
    open_labels,
)
from graticule.learn.annotations.source import Example, Source
from graticule.learn.annotations.target import UNKNOWN, Kind
from graticule.scans import open_scan
from graticule.segment.foreground import spread_windows
from graticule.segment.work_grid import work_scale

_IN_MEMORY = 4 << 20  # samples up to which a picture is read at once
_WHOLE = 64 << 20  # px of a label image up to which all of it is looked at
_ROUNDING = 1e-6
_MOST_IDS = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Problem:
    """One thing about an annotation: it must be corrected, or is merely worth knowing.

    `summary` is said instead where several have the like.
    """

    must: bool
    text: str
    summary: str = ""


@dataclass(frozen=True)
class Loaded:
    """An annotated scan that has been opened: its grid, and what is drawn or numbered on it.

    `values` are the numbers in a label image (of a large one, in 64 windows of it).
    """

    found: Found
    grid: Grid
    outlines: Outlines | None
    values: np.ndarray
    calibrated: bool


def load(found: Found, pool: Pool, pixel_size: Length | None) -> Loaded:
    """Open a scan and its annotation.

    Raises `TrainingError` for an unreadable file and for sizes that differ.
    """
    try:
        with pool.use(found.scan, open_scan) as scan:
            grid = grid_of(scan, _even(work_scale(scan, pixel_size)))
            calibrated = scan.pixel_size.calibrated
    except ScanError as error:
        raise TrainingError(f"{found.scan}: cannot be read ({error})") from error
    if found.size is not None and found.size != grid.full:
        raise TrainingError(_sizes(found, found.size, grid))
    if found.drawn:
        outlines = found.outlines or read_outlines(found.annotation)
        return Loaded(found, grid, outlines, np.empty(0, np.int64), calibrated)
    with pool.use(found.annotation, open_labels) as labels:
        if (labels.width, labels.height) != grid.full:
            raise TrainingError(_sizes(found, (labels.width, labels.height), grid))
        whole = labels.width * labels.height <= _WHOLE
        windows = [labels.box] if whole else spread_windows(labels.width, labels.height)
        values = [_present(labels.read_level(0, window)) for window in windows]
    return Loaded(found, grid, None, np.unique(np.concatenate(values)), calibrated)


def _even(scale: float) -> float:
    """A scale that is a whole number but for rounding is one: area means are quicker then."""
    return float(round(scale)) if abs(scale - round(scale)) < _ROUNDING else scale


def _present(values: np.ndarray) -> np.ndarray:
    """The different values, ascending, as int64."""
    if values.dtype in (np.uint8, np.uint16):
        return np.flatnonzero(np.bincount(values.ravel()))
    return np.unique(values).astype(np.int64)


def _sizes(found: Found, size: tuple[int, int], grid: Grid) -> str:
    return (
        f"{found.annotation}: labels of {size[0]} × {size[1]} px do not have the size of "
        f"{found.scan.name}, {grid.full[0]} × {grid.full[1]} px"
    )


def build(loaded: Loaded, naming: Naming, kind: Kind, pool: Pool, *, white: bool = False) -> Source:
    """The source of a scan; a small picture is read into memory at once.

    `white`: its labels are a mask of 0 and 255. Raises `TrainingError` for labels beyond the
    classes.
    """
    found, scale = loaded.found, loaded.grid.scale
    reader = (
        drawn_labels(loaded.outlines, naming, kind, scale)
        if loaded.outlines is not None
        else image_labels(loaded, naming, kind, pool, white=white)
    )
    source = ScanSource(
        found.name, loaded.grid, reader, pool, kind=kind, validation=found.validation
    )
    samples = source.size[0] * source.size[1] * source.channels
    return _in_memory(source, white) if scale == 1 and samples <= _IN_MEMORY else source


def drawn_labels(outlines: Outlines, naming: Naming, kind: Kind, scale: float) -> DrawnLabels:
    """The labels of outlines on a grid of `scale` level-0 px per px."""
    numbered, values = _valued(outlines, naming, kind)
    return DrawnLabels(numbered, values, scale=scale, unknown=UNKNOWN if kind == "classes" else 0)


def image_labels(
    loaded: Loaded, naming: Naming, kind: Kind, pool: Pool, *, white: bool
) -> ImageLabels:
    """The labels of a label image on the scan's grid."""
    most = len(naming.names) if kind == "classes" else _MOST_IDS
    unknown = UNKNOWN if kind == "classes" else 0
    path, scale = loaded.found.annotation, loaded.grid.scale
    return ImageLabels(path, scale, pool, unknown=unknown, most=most, white=white)


def _in_memory(source: ScanSource, white: bool) -> Example:
    truth = source.labels(source.box)
    if white and source.kind == "particles":
        truth = np.asarray(label(truth > 0, connectivity=2), np.int32)
    known = source.known(source.box) if source.shapes() is not None else None
    return Example(
        source.name, source.pixels(source.box), truth, source.validation, source.path,
        source.pixel_size, source.kind, source.shapes(), known,
    )  # fmt: skip


def _valued(outlines: Outlines, naming: Naming, kind: Kind) -> tuple[Outlines, np.ndarray]:
    """The outlines that are drawn, and the label of each."""
    if kind == "classes":
        numbers = [naming.number(shape.class_name) or 0 for shape in outlines.shapes]
        return outlines, np.array(numbers, np.int32)
    crowds = tuple(s.geometry for s in outlines.shapes if s.object_type == CROWD)
    single = tuple(shape for shape in outlines.shapes if shape.object_type != CROWD)
    drawn = replace(outlines, shapes=single, ignored=(*outlines.ignored, *crowds))
    return drawn, np.arange(1, len(single) + 1, dtype=np.int32)


def problems_of(loaded: Loaded, naming: Naming, kind: Kind) -> list[Problem]:
    """What is wrong with an annotation, or worth knowing, told in whole sentences."""
    found = []
    if loaded.found.others:
        names = ", ".join(path.name for path in loaded.found.others)
        found.append(Problem(False, f"{names} beside it is not used: one annotation counts"))
    outlines = loaded.outlines
    if outlines is None:
        wrong = loaded.values[(loaded.values > len(naming.names)) & (loaded.values != UNKNOWN)]
        if kind == "classes" and (len(wrong) or (loaded.values < 0).any()):
            number = int(wrong[0] if len(wrong) else loaded.values.min())
            found.append(Problem(True, beyond(number, len(naming.names))))
        if (
            not ((loaded.values > 0) & (loaded.values != UNKNOWN)).any()
            and not (loaded.values == UNKNOWN).any()
        ):
            found.append(Problem(False, "nothing is marked: all of it counts as background"))
        return found
    if kind == "classes":
        found += _class_problems(outlines, naming)
    return [*found, *_shape_problems(outlines, loaded.grid)]


def _class_problems(outlines: Outlines, naming: Naming) -> list[Problem]:
    found = []
    for name, count in sorted(Counter(s.class_name for s in outlines.shapes).items()):
        outlined = "1 outline" if count == 1 else f"{count} outlines"
        if naming.number(name) is not None:
            continue
        meant = naming.nearest(name)
        if not name.strip():
            found.append(Problem(True, f"no class is set for {outlined}"))
        elif meant is not None:
            found.append(
                Problem(True, f"unknown class {name!r} ({outlined}): did you mean {meant!r}?")
            )
        else:
            text = f"class {name!r} ({outlined}) is not learned and counts as background"
            found.append(Problem(False, text))
    return found


def _shape_problems(outlines: Outlines, grid: Grid) -> list[Problem]:
    shapes = np.array([shape.geometry for shape in outlines.shapes], dtype=object)
    frame = shapely.box(0, 0, *grid.full)
    inside = shapes[shapely.intersects(shapes, frame)] if len(shapes) else shapes
    outside = len(shapes) - len(inside)
    far = not shapely.covers(frame.buffer(2), inside).all() if len(inside) else False
    small = int((shapely.area(shapes) < grid.scale**2).sum())
    same = len(shapes) - len(set(shapely.to_wkb(shapely.normalize(shapes)).tolist()))
    repaired = sum(shape.repaired for shape in outlines.shapes)
    told = [
        (outside, True, "outside the scan: are they of another one, or of a cropped slide?"),
        (int(far), False, None),
        (repaired, False, "crossing itself: repaired on reading"),
        (same, False, "drawn twice"),
        (small, False, "smaller than a pixel"),
    ]
    found = []
    for count, must, text in told:
        if count and text is None:
            found.append(Problem(False, "outlines reach beyond the scan and are cut at its edge"))
        elif count:
            outlined = "1 outline" if count == 1 else f"{count} outlines"
            found.append(Problem(must, f"{outlined} {text}"))
    if outlines.lines:
        found.append(Problem(False, f"{outlines.lines} points or lines have no area: left out"))
    if not len(shapes):
        found.append(Problem(False, "nothing is marked: all of it counts as background"))
    return found
