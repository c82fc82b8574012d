"""From an annotated scan that was found to a source with numbered labels, and what is wrong."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import shapely

from graticule.annotations.finding import AnnotatedFile
from graticule.annotations.label_image import (
    ImageLabels,
    Numbers,
    beyond,
    look_at,
    open_labels,
)
from graticule.annotations.naming import Naming
from graticule.annotations.outlines import (
    CROWD,
    DrawnLabels,
    Outlines,
    counted,
    polygons_of,
    read_outlines,
    sorted_outlines,
)
from graticule.annotations.pool import Pool
from graticule.annotations.scans import (
    ScanSource,
    SourceGrid,
    even,
    grid_of,
)
from graticule.annotations.source import Example, Source
from graticule.annotations.stacks import placed
from graticule.annotations.target import UNKNOWN, Kind
from graticule.errors import ScanError, TrainingError
from graticule.geometry import Length
from graticule.planes import Stack
from graticule.segment.work_grid import work_scale

_IN_MEMORY = 4 << 20  # samples up to which a picture is read at once
_EDGE = 2  # px beyond the scan that are no more than a hand's slip
_NAMED = 3  # planes that a line names
_LARGE = 0.5  # share of a scan beyond which an outline looks like the area looked at
_SCATTERED = 1.5  # areas per number beyond which numbers look like classes
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
    """An annotated image that has been opened: its grid, and what is drawn or numbered on it.

    `numbers` are those of a label image, its image `label_frame`; `outside` and `cut` count the
    outlines that lie outside of the scan (left out) and those that reach beyond it (clipped).
    `told` is what opening it told already.
    """

    found: AnnotatedFile
    grid: SourceGrid
    outlines: Outlines | None
    calibrated: bool
    numbers: Numbers | None = None
    label_frame: int = 0
    outside: int = 0
    cut: int = 0
    told: tuple[Problem, ...] = ()

    @property
    def values(self) -> np.ndarray:
        """The numbers in a label image; none in outlines."""
        return np.empty(0, np.int64) if self.numbers is None else self.numbers.values


def load(found: AnnotatedFile, pool: Pool, pixel_size: Length | None) -> list[Loaded]:
    """Open a scan and its annotation: of a stack, each image that somebody has annotated.

    Raises `TrainingError` for an unreadable file and for sizes or stacks that differ.
    """
    try:
        with pool.scan(found.scan) as scan:
            grid = grid_of(scan, even(work_scale(scan, pixel_size)))
            stack, notices = scan.stack, scan.notices
            calibrated = scan.pixel_size.calibrated
    except ScanError as error:
        raise TrainingError(f"{found.scan}: cannot be read ({error})") from error
    if found.size is not None and found.size != grid.full:
        raise TrainingError(_sizes(found, found.size, grid))
    told = tuple(Problem(False, text) for text in notices)
    whole = Loaded(found, grid, None, calibrated, told=told)
    return _drawn(whole, stack) if found.drawn else _numbered(whole, stack, pool)


def _drawn(whole: Loaded, stack: Stack) -> list[Loaded]:
    """Each image of a stack on which something is drawn, with its outlines."""
    if whole.found.outlines is not None:
        by_frame, notes, beyond = {0: whole.found.outlines}, (), {}
        if stack.frames > 1:
            notes = (f"a COCO file names no image of a stack: taken for image 1 of {stack.frames}",)
    else:
        sorted_out = placed(read_outlines(whole.found.annotation), stack)
        notes, beyond = sorted_out.notes, sorted_out.beyond
        by_frame = {f: sorted_outlines(found) for f, found in sorted_out.by_frame.items()}
        by_frame = by_frame or {0: sorted_outlines(())}
    told = [*whole.told, *(Problem(False, note) for note in notes)]
    if beyond:
        where = "; ".join(f"{plane} ({count})" for plane, count in list(beyond.items())[:_NAMED])
        images = "1 image" if stack.frames == 1 else f"{stack.frames} images"
        told.append(Problem(True, f"outlines on planes that the scan of {images} has not: {where}"))
    if 1 < stack.frames != len(by_frame):
        without = [str(f + 1) for f in range(stack.frames) if f not in by_frame]
        text = f"nothing is drawn on {len(without)} of {stack.frames} images: not learned from"
        told.append(Problem(False, text))
    found = []
    for frame, outlines in by_frame.items():
        inside, outside, cut = _clipped(outlines, whole.grid)
        told += [Problem(False, note) for note in outlines.notes]
        told += [Problem(True, fault) for fault in outlines.faults]
        one = _image(whole, frame, stack.frames)
        found.append(replace(one, outlines=inside, outside=outside, cut=cut, told=tuple(told)))
        told = list(whole.told)  # of the whole file: once
    return found


def _image(whole: Loaded, frame: int, frames: int) -> Loaded:
    """The same for one image of a stack."""
    if frames == 1:
        return whole
    found = replace(whole.found, name=f"{whole.found.name} image {frame + 1}")
    return replace(whole, found=found, grid=replace(whole.grid, frame=frame))


def _numbered(whole: Loaded, stack: Stack, pool: Pool) -> list[Loaded]:
    """Each image of a stack that has a label image."""
    found, grid, told = whole.found, whole.grid, list(whole.told)
    loaded = []
    with pool.use(found.annotation, open_labels) as labels:
        if (labels.width, labels.height) != grid.full:
            raise TrainingError(_sizes(found, (labels.width, labels.height), grid))
        if labels.frames not in (1, stack.frames):
            raise TrainingError(
                f"{found.annotation}: {labels.frames} label images for "
                f"{'1 image' if stack.frames == 1 else f'{stack.frames} images'}: there must be "
                "one for each"
            )
        told += [Problem(False, f"label image: {text}") for text in labels.notices]
        if labels.frames < stack.frames:
            text = f"one label image for a stack: taken for image 1 of {stack.frames}"
            told.append(Problem(False, text))
        for frame in range(labels.frames):
            one = _image(whole, frame, stack.frames)
            numbers = look_at(labels, frame)
            loaded.append(replace(one, numbers=numbers, label_frame=frame, told=tuple(told)))
            told = list(whole.told)
    return loaded


def _clipped(outlines: Outlines, grid: SourceGrid) -> tuple[Outlines, int, int]:
    """Outlines as far as they lie in the scan; how many do not, and how many only in part."""
    frame = shapely.box(0, 0, *grid.full)
    shapes, outside, cut = [], 0, 0
    for shape in outlines.shapes:
        if frame.covers(shape.geometry):
            shapes.append(shape)
            continue
        inside = polygons_of(shape.geometry.intersection(frame))
        if inside is None:
            outside += 1
            continue
        cut += not frame.buffer(_EDGE).covers(shape.geometry)
        shapes.append(replace(shape, geometry=inside))
    return replace(outlines, shapes=tuple(shapes)), outside, cut


def _sizes(found: AnnotatedFile, size: tuple[int, int], grid: SourceGrid) -> str:
    (width, height), full = size, grid.full
    why = ""
    if (height, width) == full:
        why = ": turned by 90°, which a photo's EXIF may say?"
    elif abs(width / full[0] - height / full[1]) * max(full) < 2:
        why = ": saved smaller or larger? Resize labels with nearest neighbour, never smoothly"
    return (
        f"{found.annotation}: labels of {width} × {height} px do not have the size of "
        f"{found.scan.name}, {full[0]} × {full[1]} px{why}"
    )


def build(loaded: Loaded, naming: Naming, kind: Kind, pool: Pool, *, mask: int = 0) -> Source:
    """The source of a scan; a small picture is read into memory at once.

    `mask`: its labels are one, in which numbers from this one on are marked. Raises
    `TrainingError` for labels beyond the classes.
    """
    found, scale = loaded.found, loaded.grid.scale
    reader = (
        drawn_labels(loaded.outlines, naming, kind, scale)
        if loaded.outlines is not None
        else image_labels(loaded, naming, kind, pool, mask=mask)
    )
    source = ScanSource(
        found.name, loaded.grid, reader, pool, kind=kind, validation=found.validation
    )
    samples = source.size[0] * source.size[1] * source.channels
    return _in_memory(source) if scale == 1 and samples <= _IN_MEMORY else source


def drawn_labels(outlines: Outlines, naming: Naming, kind: Kind, scale: float) -> DrawnLabels:
    """The labels of outlines on a grid of `scale` level-0 px per px."""
    numbered, values = _valued(outlines, naming, kind)
    return DrawnLabels(numbered, values, scale=scale, unknown=UNKNOWN if kind == "classes" else 0)


def image_labels(
    loaded: Loaded, naming: Naming, kind: Kind, pool: Pool, *, mask: int
) -> ImageLabels:
    """The labels of a label image on the scan's grid."""
    most = len(naming.names) if kind == "classes" else _MOST_IDS
    unknown = UNKNOWN if kind == "classes" else 0
    at = loaded.found.annotation, loaded.label_frame
    if mask and loaded.numbers is not None:
        mask = loaded.numbers.half or mask
    return ImageLabels(at, loaded.grid.scale, pool, unknown=unknown, most=most, mask=mask)


def _in_memory(source: ScanSource) -> Example:
    truth = source.labels(source.box)
    known = source.known(source.box) if source.shapes() is not None else None
    return Example(
        source.name, source.pixels(source.box), truth, source.validation, source.path,
        source.pixel_size, source.kind, source.shapes(), known, source.frame,
        source.grey_range,
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


def problems_of(loaded: Loaded, naming: Naming, kind: Kind, mask: int = 0) -> list[Problem]:
    """What is wrong with an annotation, or worth knowing, told in whole sentences."""
    found = list(loaded.told)
    if loaded.found.others:
        names = ", ".join(path.name for path in loaded.found.others)
        found.append(Problem(False, f"{names} beside it is not used: one annotation counts"))
    if loaded.numbers is not None:
        return [*found, *_number_problems(loaded.numbers, naming, kind, mask)]
    outlines = loaded.outlines
    assert outlines is not None
    if kind == "classes":
        found += _class_problems(outlines, naming)
    return [*found, *_shape_problems(loaded, outlines)]


def _number_problems(numbers: Numbers, naming: Naming, kind: Kind, mask: int) -> list[Problem]:
    found, values = [], numbers.values
    if numbers.half:
        text = (
            f"grey rims between 0 and {values[-1]}, as of a mask that was resized or saved as a "
            f"JPEG: {numbers.half} and more counts as marked"
        )
        found.append(Problem(not mask, text if mask else f"{text}, if it were alone"))
    elif kind == "classes" and not mask:
        wrong = values[(values < 0) | ((values > len(naming.names)) & (values != UNKNOWN))]
        if len(wrong):
            found.append(Problem(True, beyond(int(wrong[0]), len(naming.names))))
    elif kind == "particles" and not mask and numbers.areas > _SCATTERED * (values > 0).sum() > 0:
        text = (
            f"{numbers.areas:,} areas of {(values > 0).sum():,} numbers: each number is one "
            "particle; are they classes?"
        )
        found.append(Problem(False, text))
    most, share = numbers.most
    if most and (mask or kind == "particles" or most != UNKNOWN):
        text = f"{share:.0%} of it is marked as {most}: is the label image inverted?"
        summary = "more than half is marked as one number: is it inverted, or its background?"
        found.append(Problem(False, text, summary))
    if not (values > 0).any():
        found.append(Problem(False, "nothing is marked: all of it counts as background"))
    elif kind == "classes" and not mask and set(values.tolist()) <= {0, UNKNOWN}:
        text = f"nothing is marked in it but {UNKNOWN}, which is what nobody has looked at"
        found.append(Problem(False, text))
    return found


def _class_problems(outlines: Outlines, naming: Naming) -> list[Problem]:
    found = []
    for name, count in sorted(Counter(s.class_name for s in outlines.shapes).items()):
        outlined = counted(count, "outline")
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


def _shape_problems(loaded: Loaded, outlines: Outlines) -> list[Problem]:
    shapes = np.array([shape.geometry for shape in outlines.shapes], dtype=object)
    outside, areas = loaded.outside, shapely.area(shapes)
    small = int((areas < loaded.grid.scale**2).sum())
    same = len(shapes) - len(set(shapely.to_wkb(shapely.normalize(shapes)).tolist()))
    repaired = sum(shape.repaired for shape in outlines.shapes)
    of_all = f"outside the scan (of {len(shapes) + outside})"
    another = f"{of_all}: are they of another one, or of a cropped slide?"
    large = int((areas > _LARGE * loaded.grid.full[0] * loaded.grid.full[1]).sum())
    told = [
        (outside, outside >= len(shapes), another),
        (loaded.cut, False, "reaching beyond the scan: cut at its edge"),
        (repaired, False, "crossing itself: repaired on reading"),
        (same, False, "drawn twice"),
        (small, False, "smaller than a pixel"),
        (large, False, "over more than half of the scan: if that is where was looked, call it "
                       "Region*"),
    ]  # fmt: skip
    found = [
        Problem(must, f"{counted(count, 'outline')} {text}") for count, must, text in told if count
    ]
    if outlines.lines:
        found.append(Problem(False, f"{outlines.lines} points or lines have no area: left out"))
    if not len(shapes) and not outside:
        found.append(Problem(False, "nothing is marked: all of it counts as background"))
    return found
