"""A pack run over annotated scans as its users run it, and everything counted."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from graticule import segment
from graticule.annotations.source import Source
from graticule.errors import TrainingError
from graticule.evaluation.calibration import Sureness
from graticule.evaluation.counting import BLOCK, Counting, truth_of
from graticule.evaluation.error_maps import ErrorMapDrawer, write_error_map
from graticule.evaluation.figures import ScanFigures
from graticule.evaluation.objects import (
    Ids,
    ParticleRules,
    annotated_particles,
    found_particles,
    plane,
)
from graticule.evaluation.reliability import Reliability
from graticule.evaluation.source_scan import SourceScan
from graticule.models import Pack
from graticule.scans import Scan
from graticule.segment import PackSettings, ResultStore

_VERSION = 2  # of what is counted: figures of another are counted anew
_FIGURES = "figures.json"


@dataclass(frozen=True, slots=True)
class Judging:
    """Scan `number` of `scans` is under way: `done` of `total` of a step."""

    scan: str
    number: int
    scans: int
    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ScanJudged:
    """One scan is counted; `mean_iou` over its classes but the background."""

    scan: str
    number: int
    scans: int
    mean_iou: float


def judge(
    pack: Pack,
    sources: Sequence[Source],
    folder: Path,
    *,
    rules: ParticleRules,
    settings: PackSettings | None = None,
) -> Generator[Judging | ScanJudged, None, list[ScanFigures]]:
    """Run the pack over each source and count; maps and pictures go into a folder per scan.

    A scan that was counted before with the same pack, annotations and rules is not done again.
    Raises `GraticuleError`s.
    """
    settings = settings or PackSettings()
    found = []
    for number, source in enumerate(sources, 1):
        _refuse(pack, source)
        place = folder / folder_name(source.name)
        identity = _identity(pack, source, rules, settings)
        figures = ScanFigures.load(place / _FIGURES, identity)
        if figures is None:
            work = _Scan(pack, source, rules, settings)
            figures = yield from work.judged(place, identity, (number, len(sources)))
        found.append(figures)
        mean = figures.figures.confusion.mean_iou
        yield ScanJudged(source.name, number, len(sources), mean)
    return found


def folder_name(name: str) -> str:
    """A scan's name as that of a folder; what had to be changed is told apart by a hash."""
    safe = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60]
    if safe == name:
        return safe
    return f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def _refuse(pack: Pack, source: Source) -> None:
    """`TrainingError` for a source that the pack cannot be judged on."""
    wanted = pack.pixel_size
    if wanted is not None and wanted.unit != "px" and not source.pixel_size.calibrated:
        raise TrainingError(
            f"{source.name}: the pack {pack.name} looks at {wanted} per pixel, and this scan has "
            "no pixel size: write it into the scan, or test on scans that have one"
        )


def _identity(pack: Pack, source: Source, rules: ParticleRules, settings: PackSettings) -> str:
    """SHA-256 of all that the figures depend on; every label is read."""
    told = hashlib.sha256(f"{_VERSION} {pack.sha256} {source.content} {source.size}".encode())
    told.update(msgspec.json.encode((rules, msgspec.structs.replace(settings, batch=0))))
    for box in source.box.blocks(BLOCK):
        told.update(np.ascontiguousarray(source.labels(box)).tobytes())
        told.update(np.ascontiguousarray(source.known(box)).tobytes())
    return told.hexdigest()


@dataclass(frozen=True)
class _Scan:
    """One scan under judgement: its pack is run, the answer counted."""

    pack: Pack
    source: Source
    rules: ParticleRules
    settings: PackSettings

    def judged(
        self, place: Path, identity: str, at: tuple[int, int]
    ) -> Generator[Judging, None, ScanFigures]:
        """Predict, count, draw; the figures are kept in the folder."""
        source = self.source
        place.mkdir(parents=True, exist_ok=True)
        # The grid has the pack's pixel size already.
        pack = msgspec.structs.replace(self.pack, working_pixel_size="")
        with _work_folder(place) as folder:
            scan = SourceScan(source)
            sureness = Sureness.begin(len(pack.classes), pack.temperature)
            store = segment.open_pack_store(
                folder / "answer.zarr", scan, pack, self.settings, restart=True
            )
            for tile in segment.segment_with_pack(
                scan, pack, store, self.settings,
                watch=lambda box, logits: sureness.add(box, logits, truth_of(source, box)),
            ):  # fmt: skip
                if isinstance(tile, segment.TileDone):  # a new run has nothing to remark
                    yield Judging(source.name, *at, tile.step, tile.done, tile.total)
            told = sureness.everywhere, sureness.marked, sureness.costs
            answer = Answered(source, scan, store, self.rules, told)
            figures = yield from answer.counted(folder, place, at)
        found = replace(figures, identity=identity)
        found.save(place / _FIGURES)
        return found


@dataclass(frozen=True)
class Answered:
    """A source and what was answered, as class map and distance in a store, whoever answered.

    `sureness`: everywhere, where something is marked, and the costs of temperatures.
    """

    source: Source
    scan: Scan
    store: ResultStore
    rules: ParticleRules
    sureness: tuple[Reliability, Reliability, np.ndarray]

    def counted(
        self, work: Path, place: Path, at: tuple[int, int] = (1, 1)
    ) -> Generator[Judging, None, ScanFigures]:
        """Number the particles on both sides, count; maps and pictures into the folder `place`."""
        source, classes = self.source, self.store.info.classes
        for step in found_particles(self.store, classes, self.rules, source.pixel_size):
            yield Judging(source.name, *at, "particles", step.done, step.total)
        numbers = yield from _drained(
            annotated_particles(source, len(classes), self.rules.connectivity, work),
            source.name,
            at,
        )
        counting = Counting(source, len(classes))
        modes = plane(source.box.shape, np.uint8, work, "modes")
        for done, total in self._count(counting, numbers, modes):
            yield Judging(source.name, *at, "compare", done, total)
        looks = ErrorMapDrawer(self.scan, source, classes, self.store, modes)
        pictures = looks.save(place, counting.wrong)
        write_error_map(modes, source, place / "errors.tif")
        return ScanFigures(
            name=source.name,
            path=str(source.path),
            content=source.content,
            size=source.size,
            pixel_size=source.pixel_size,
            known=counting.known,
            figures=counting.figures(self.sureness),
            pictures=pictures,
            folder=str(place),
        )

    def _count(
        self, counting: Counting, numbers: Ids, modes: np.ndarray
    ) -> Iterator[tuple[int, int]]:
        labels = self.store.labels
        if labels is None:
            raise ValueError("particles are numbered before they are counted")
        boxes = list(self.source.box.blocks(BLOCK))
        for done, box in enumerate(boxes, 1):
            given = np.asarray(self.store.classes[box.slices])
            found = np.asarray(labels[box.slices])
            modes[box.slices] = counting.add(box, given, numbers(box), found)
            yield done, len(boxes)


def _drained(
    work: Generator[Any, None, Ids], name: str, at: tuple[int, int]
) -> Generator[Judging, None, Ids]:
    """Pass progress on; what the work returns."""
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            return end.value
        yield Judging(name, *at, "annotations", step.done, step.total)


@contextmanager
def _work_folder(place: Path) -> Iterator[Path]:
    """A folder beside the results for what is large and needed only once."""
    path = Path(tempfile.mkdtemp(prefix=".work-", dir=place))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
