"""One analysis as it lies on disk: complete, or growing while it is computed.

In its folder lie `run.json` (what is analysed, and how), `result.zarr` (class map, uncertainty
and label map), and, once the particles are measured, `particles.safetensors`, where they overlap
`overlaps.safetensors`, and `record.json`. The record is written last and removed first: where it
lies, the rest is whole.
"""

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
from shapely.geometry.base import BaseGeometry

from graticule.classes import ClassInfo
from graticule.counting import FilterCounts, read_sample
from graticule.errors import ResultError, ScanClosed
from graticule.files import atomic
from graticule.geometry import Box, PixelSize
from graticule.names import text_path, to_json
from graticule.particles import (
    Groups,
    Overlapping,
    ParticleTable,
    outline_particles,
    read_table,
    write_table,
)
from graticule.particles.overlaps import nothing_shared, read_shared, write_shared
from graticule.reports import Analysis, MethodFacts, Provenance, ScanFacts
from graticule.reports.filter import counts_of
from graticule.result_folder import STORE, ResultFolder
from graticule.scans import Display, GreyRange, Scan, open_scan
from graticule.segment import ResultStore, level0_box

RECORD = "record.json"
TABLE = "particles.safetensors"
SHARED = "overlaps.safetensors"  # only where particles overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRecord:
    """What a report tells beside the particles: kept so that every report can be written again."""

    scan: ScanFacts
    method: MethodFacts
    provenance: Provenance
    classes: tuple[ClassInfo, ...]
    region: Box | None = None  # level-0 px; None is the whole scan
    area_px: float = 0.0  # of the region, in level-0 px; 0 is the whole scan
    notices: tuple[str, ...] = ()  # what the run told of doubtful things


def write_record(
    folder: Path, record: ResultRecord, table: ParticleTable, shared: np.ndarray | None = None
) -> None:
    """Put a measured analysis on disk; from now on the result in `folder` is complete.

    `shared` are the runs of px that belong to two particles.
    """
    write_table(table, folder / TABLE)
    write_shared(nothing_shared() if shared is None else shared, folder / SHARED)
    with atomic(folder / RECORD) as temporary:
        temporary.write_bytes(to_json(record, enc_hook=dict))  # of a read-only mapping


def read_record(folder: Path) -> tuple[ResultRecord, ParticleTable] | None:
    """The measured analysis in `folder`; None where there is none, `ResultError` if damaged."""
    try:
        data = (folder / RECORD).read_bytes()
    except OSError:
        return None
    try:
        record = msgspec.json.decode(data, type=ResultRecord)
    except msgspec.MsgspecError as error:
        raise ResultError(f"{folder / RECORD}: is damaged ({error})") from error
    return record, read_table(folder / TABLE)


def forget_record(folder: Path) -> None:
    """The result in `folder` is not complete any more: its label map is about to be replaced."""
    for name in (RECORD, TABLE, SHARED):
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise ResultError(f"{folder / name}: cannot be removed ({error})") from error


def analysed_box(store: ResultStore, scan: Box) -> Box:
    """What of a scan a store holds: level-0 px, as many as its work px touch."""
    return level0_box(_whole(store), store.info.scale, scan)


def analysed_area(store: ResultStore, scan: Box) -> float:
    """The area of a store's work px that lies in the scan, in level-0 px."""
    work, scale = _whole(store), store.info.scale
    width = min(work.right * scale, scan.right) - work.left * scale
    return width * (min(work.bottom * scale, scan.bottom) - work.top * scale)


def _whole(store: ResultStore) -> Box:
    return Box(0, 0, store.grid.width, store.grid.height).shifted(*store.info.origin)


class Result:
    """A result opened to be shown, corrected or reported. Places are level-0 px of the scan.

    A context manager: closing lets go of the scan if a report made it open one.
    """

    def __init__(self, folder: Path, store: ResultStore, run: Mapping[str, Any]) -> None:
        self.folder = folder
        self.store = store
        self.run = run
        self.record: ResultRecord | None = None
        self.table: ParticleTable | None = None
        self.shared = nothing_shared()
        self._pictures: _Pictures | None = None
        self._read_record()
        self._told = store.done

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the result in `folder`, complete or growing; raises `ResultError` if none is there.

        Reads the whole table, which for a million particles takes about a third of a second.
        """
        folder = Path(folder)
        run = ResultFolder(folder).read()
        if not run:
            raise ResultError(f"{folder}: holds no result of this program")
        return cls(folder, ResultStore.open(folder / STORE), run)

    def _read_record(self) -> None:
        found = read_record(self.folder)
        if found is not None and self.store.labels is not None:
            self.record, self.table = found
            self.shared = read_shared(self.folder / SHARED)

    @property
    def groups(self) -> Groups:
        """The size and shape classes into which its particles are sorted."""
        return Groups.of(self.record.provenance.settings if self.record is not None else {})

    def counts(self) -> FilterCounts | None:
        """Particles per filter and sample, as they stand; None where nobody asked for them.

        Reads what is known of the sample from disk: `ResultError` if that is damaged.
        """
        record, table = self.record, self.table
        if record is None or table is None:
            return None
        scan = record.scan
        area = record.area_px or float(scan.width * scan.height)
        return counts_of(
            table,
            record.provenance.settings,
            read_sample(self.folder),
            scan.pixel_size,
            (area, self.scale),
        )

    @property
    def complete(self) -> bool:
        """Whether the particles are measured."""
        return self.record is not None

    @property
    def source(self) -> Path:
        """The scan that was analysed."""
        return text_path(str(self.run.get("scan", {}).get("path", "")))

    @property
    def frame(self) -> int:
        """Which picture of the stack, from 0."""
        return int(self.run.get("frame", 0))

    @property
    def protocol_name(self) -> str:
        """The protocol that was followed."""
        return str(self.run.get("protocol", {}).get("name", ""))

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """What a pixel can be, the background first."""
        if self.record is not None:
            return self.record.classes
        noted = self.run.get("classes")
        return msgspec.convert(noted, tuple[ClassInfo, ...]) if noted else self.store.info.classes

    @property
    def scale(self) -> float:
        """Level-0 px per work px."""
        return self.store.info.scale

    @property
    def origin(self) -> tuple[int, int]:
        """Level-0 place (x, y) of the work grid's corner; (0, 0) unless a region was analysed.

        In whole px: at a scale that is no whole number it may be half a px off.
        """
        x, y = self.work_origin
        return round(x * self.scale), round(y * self.scale)

    @property
    def work_origin(self) -> tuple[int, int]:
        """Place (x, y) of the work grid's corner on the whole scan's work grid, in work px."""
        return self.store.info.origin

    @property
    def region(self) -> Box:
        """What of the scan was analysed, in level-0 px."""
        scan = self.run["scan"]
        return analysed_box(self.store, Box(0, 0, int(scan["width"]), int(scan["height"])))

    @property
    def pixel_size(self) -> PixelSize:
        """Of a work px."""
        return self.store.info.pixel_size

    @property
    def class_map(self) -> Any:
        """uint8 (h, w) on the work grid, as segmented: nothing is cleaned away. Read by slices."""
        return self.store.classes

    @property
    def uncertainty(self) -> Any:
        """uint8 (h, w) on the work grid: normalised entropy, 0 is certain. Read by slices."""
        return self.store.uncertainty

    @property
    def labels(self) -> Any:
        """uint32 (h, w) on the work grid: the particle's id, 0 for none; None until it is made."""
        return self.store.labels

    def done_boxes(self) -> list[Box]:
        """Level-0 boxes of the tiles that are on disk."""
        return self._boxes(self.store.done)

    def refresh(self) -> list[Box]:
        """Look again at what is on disk; gives the level-0 boxes of tiles that are new since.

        The table is not read here: when the run has finished, open the result anew.
        """
        self.store.look_again()
        done = self.store.done
        if not self._told <= done:
            self._told = frozenset()  # it was begun anew
        new = done - self._told
        self._told = done
        return self._boxes(new)

    def _boxes(self, tiles: Iterable[int]) -> list[Box]:
        grid = self.store.grid
        return [self.to_level0(grid[index].keep) for index in sorted(tiles)]

    def to_level0(self, work: Box) -> Box:
        """The whole level-0 px that a box of work px covers, cut at the scan's edge."""
        return level0_box(work.shifted(*self.work_origin), self.scale, self.region)

    def outlines(self, ids: Iterable[int] | np.ndarray) -> Iterator[tuple[int, BaseGeometry]]:
        """(id, polygon in level-0 px) of these particles; ids that do not exist are left out."""
        table, _ = self._particles()
        chosen = table.select(np.isin(table["id"], np.asarray(list(ids))))
        if not len(chosen):
            return
        x, y = self.work_origin
        sides = [chosen[key] / self.scale for key in ("left", "top", "right", "bottom")]
        near, far = np.rint(sides[:2]).min(1), np.rint(sides[2:]).max(1)
        box = Box(*np.concatenate([near, far]).astype(int).tolist()).shifted(-x, -y)
        for row, shape in outline_particles(
            self.overlapping(box), chosen, scale=self.scale, origin=self.work_origin
        ):
            yield int(chosen["id"][row]), shape

    def analysis(self) -> Analysis:
        """All that the writers of `graticule.reports` ask for; `ResultError` if it is growing."""
        table, labels = self._particles()
        record = self.record
        assert record is not None
        if self._pictures is None:
            self._pictures = _Pictures(partial(_open_scan, record.scan), record.scan.frame)
        return Analysis(
            scan=record.scan,
            method=record.method,
            provenance=record.provenance,
            classes=record.classes,
            scale=self.scale,
            table=table,
            labels=labels,
            uncertainty=self.uncertainty,
            outlines=lambda: outline_particles(
                Overlapping(labels, self.shared), table, scale=self.scale, origin=self.work_origin
            ),
            overview=partial(self._pictures.picture, self.region),
            crop=self._pictures.picture,
            origin=self.work_origin,
            region=record.region,
            area_px=record.area_px,
            sample=read_sample(self.folder),
            notices=record.notices,
        )

    def overlapping(self, box: Box) -> Overlapping:
        """The label map with what particles share in a box of work px.

        So they are outlined and measured in their whole shape.
        """
        _, labels = self._particles()
        first, last = np.searchsorted(self.shared[:, 0], [box.top, box.bottom])
        return Overlapping(labels, self.shared[first:last])

    def _particles(self) -> tuple[ParticleTable, Any]:
        if self.table is None or self.labels is None:
            raise ResultError(f"{self.folder}: the analysis has not finished yet")
        return self.table, self.labels

    def close(self) -> None:
        """Let go of the scan that a report made this open; a second call does nothing."""
        if self._pictures is not None:
            self._pictures.close()
            self._pictures = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def grey_range_of(result: Result) -> GreyRange:
    """The grey range that a finished result was measured with.

    Of one of an earlier version it ends at what its type of pixel holds.
    """
    found = result.record.scan.grey_range if result.record else None
    return found or GreyRange(0.0, float(result.store.attributes.get("full") or 1.0))


def _open_scan(facts: ScanFacts) -> Scan:
    return open_scan(
        text_path(facts.path), pixel_size=facts.pixel_size, grey_range=facts.grey_range
    )


class _Pictures:
    """The scan as pictures for a report, opened when the first is asked for."""

    def __init__(self, open_it: Callable[[], Scan], frame: int) -> None:
        self._open = open_it
        self._frame = frame
        self._display: Display | None = None
        self._end: weakref.finalize | None = None

    def picture(self, box: Box, side: int) -> np.ndarray:
        """A level-0 box as RGB uint8, its longer side at most `side` px."""
        while True:
            try:
                return self._shown().picture(box, side)
            except ScanClosed:  # the result was closed while its report is written, which goes on
                self._display = None

    def _shown(self) -> Display:
        display = self._display
        if display is None:
            scan = self._open()
            self._end = weakref.finalize(self, scan.close)
            display = self._display = Display(scan, frame=self._frame)
        return display

    def close(self) -> None:
        """Let go of the scan."""
        self._display = None
        if self._end is not None:
            self._end()
            self._end = None
