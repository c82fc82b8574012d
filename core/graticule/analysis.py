"""The whole line for one scan: scan → class map → particles → report, as a stream of events.

Each step's result lies in the result folder, so a run that was cancelled, killed or cut off
goes on where it stopped: the same scan, protocol and settings give the same bytes.
"""

import math
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from graticule.counting import read_sample, write_sample
from graticule.earlier import changed, corrected, measured_so, take_up
from graticule.errors import ResultError, ScanError
from graticule.events import Event, Finished, Notice, Opened, Options, Stage
from graticule.files import sha256
from graticule.geometry import Box
from graticule.memory import share_arenas
from graticule.methods import Method
from graticule.names import path_text, shown
from graticule.particles import (
    Labelled,
    Measured,
    Overlapping,
    ParticleTable,
    Preparation,
    iter_label_particles,
    iter_measure_particles,
    outline_particles,
)
from graticule.particles.overlaps import nothing_shared, read_shared
from graticule.protocol import Protocol
from graticule.reports import (
    Analysis,
    MethodFacts,
    Overview,
    Provenance,
    ScanFacts,
    class_facts,
    collect_versions,
    iter_prepare_overview,
    report_writers,
)
from graticule.result_folder import STORE, ResultFolder
from graticule.results import (
    SHARED,
    ResultRecord,
    analysed_area,
    analysed_box,
    forget_record,
    read_record,
    write_record,
)
from graticule.review import open_result
from graticule.scans import Display, Scan, open_scan, single_frame
from graticule.segment import UNSEEN, ResultStore, SegmentRemark, TileDone, WorkView
from graticule.version import __version__

_SOON = 0.2  # s between two looks at what is still to be compiled

__all__ = ["Event", "Finished", "Notice", "Opened", "Options", "Stage", "iter_analyse"]


def iter_analyse(
    path: Path, protocol: Protocol, out: Path, options: Options | None = None
) -> Generator[Event, None, None]:
    """Analyse one scan into its folder in `out`; close the generator to cancel.

    Raises `GraticuleError` subclasses whose text is for the user. What an earlier run of the
    same scan, protocol and settings did is not done again.
    """
    with run_begun(path, protocol, out, options or Options()) as run:
        yield from run.opened()
        yield from run.prepare_if_new()
        yield from run.segment()
        recalled = yield from run.recall_particles()
        if not recalled:
            yield from run.find_particles()
        yield from run.write_reports()
        yield run.finish()


@contextmanager
def run_begun(path: Path, protocol: Protocol, out: Path, options: Options) -> Iterator["Run"]:
    """A run whose scan is open and whose folder is held while the block lasts.

    Raises `GraticuleError` for all that is wrong with what is asked for.
    """
    share_arenas()
    method, protocol = loaded(protocol, options)
    with ExitStack() as stack:
        whole = stack.enter_context(open_scan_for(path, options))
        method = method.at(protocol.work_pixel_size(whole.pixel_size, method))
        protocol.groups.check(whole.pixel_size)
        options = replace(options, region=_region(options.region, whole))
        folder = stack.enter_context(ResultFolder.taken(out, path, options.frame, options.region))
        run = Run(whole, protocol, method, options, folder)
        if options.sample:
            write_sample(folder.path, options.sample.on(read_sample(folder.path)))
        yield run


def loaded(protocol: Protocol, options: Options) -> tuple[Method, Protocol]:
    """The method as it is run, and the protocol that names it so."""
    protocol = msgspec.structs.replace(protocol, method=protocol.method.with_choices(options))
    method = protocol.load_method()
    # what is wrong with them is said before the work begins
    protocol.cleanings(method)
    protocol.separations(method)
    return method, protocol


def open_scan_for(path: Path, options: Options) -> Scan:
    """The scan as the options say that it is; `ScanError` where it has no such frame."""
    scan = open_scan(path, pixel_size=options.pixel_size, grey_range=options.grey_range)
    if options.frame >= scan.frames:
        scan.close()
        frames = f"{scan.frames} frame{'s' if scan.frames > 1 else ''}"
        raise ScanError(f"{scan.name}: has {frames}, no frame {options.frame + 1}")
    return scan


class Run:
    """One analysis under way; each method is one arrow of the line."""

    def __init__(
        self,
        whole: Scan,
        protocol: Protocol,
        method: Method,
        options: Options,
        folder: ResultFolder,
    ) -> None:
        self._scan = single_frame(whole, options.frame)
        self._stack = whole.stack
        self._protocol = msgspec.structs.replace(protocol, method=method.settings)
        self._method = method
        self._options = options
        self._folder = folder
        self._began = time.monotonic()
        self._started = datetime.now().astimezone().isoformat(timespec="seconds")
        self._table: ParticleTable | None = None
        self._shared = nothing_shared()
        self._analysis: Analysis | None = None
        self._files: list[str] = []
        ways = protocol.separations(method)
        self._preparation = Preparation({way.method for way in ways})
        self._notices = [shown(text) for text in self._doubts()]
        self._corrected = False  # by hand, since it was measured
        taken = take_up(
            folder,
            self._open_store,
            (protocol.text, self._scan.pixel_size),
            restart=options.restart,
        )
        self._store, self._told = taken.store, taken.told
        self._notices += taken.doubts
        self._scale = self._store.info.scale
        if not self._store.complete:
            forget_record(folder.path)
        self._note_run("running")

    def _open_store(self, restart: bool) -> ResultStore:
        path, region = self._folder.path / STORE, self._options.region
        return self._method.open_store(path, self._scan, region=region, restart=restart)

    def opened(self) -> Iterator[Opened | Notice]:
        """What the user should know before the work begins."""
        yield self._opened()
        for text in (*self._told, *self._notices):
            yield Notice(text)
        if self._store.done and not self._store.complete:
            yield Notice(
                f"going on with an earlier run: {len(self._store.done)} of "
                f"{len(self._store.grid)} tiles are done"
            )

    def _opened(self) -> Opened:
        scan = self._scan
        return Opened(
            scan=path_text(scan.address),
            folder=path_text(self._folder.path),
            width=scan.width,
            height=scan.height,
            pixel_size=str(scan.pixel_size),
            scale=self._scale,
            tile_mpx=math.prod(self._store.grid.step) / 1e6,
            frames=self._stack.frames,
            parts=scan.parts,
        )

    def _doubts(self) -> Iterator[str]:
        """What of the scan itself makes the numbers mean less than a reader would think."""
        scan, sizes = self._scan, self._protocol.sizes
        yield from scan.notices
        yield from self._method.facts.notices
        if names := ", ".join(self._protocol.by_hand):
            yield f"nothing is found as {names}: the method tells fewer classes apart"
        if scan.pixel_size.calibrated:
            return
        yield (
            f"{scan.name} has no pixel size: sizes are told in px, unless you say how "
            "large a pixel is"
        )
        if sizes.limits and not sizes.fits(scan.pixel_size):
            yield f"without a pixel size there are no size classes in {sizes.unit}"

    def _notice(self, text: str) -> Notice:
        """Tell now, and in every report of this result."""
        self._notices.append(shown(text))
        return Notice(self._notices[-1])

    def segment(self) -> Iterator[Stage | Notice]:
        """Class map and uncertainty into the store, tile by tile."""
        yield from self._followed(self._method.segment(self._scan, self._store))
        yield from self._left_out()

    def begin_shares(self) -> Iterator[Stage | Notice]:
        """Only what all tiles hang on, which several workers segment after this."""
        yield from self._followed(self._method.begin(self._scan, self._store))

    def _followed(self, work: Iterator[TileDone | SegmentRemark]) -> Iterator[Stage | Notice]:
        for event in work:
            if isinstance(event, SegmentRemark):
                yield self._notice(event.text)
            else:
                # Not before the first tile is there: it would take longer beside it.
                self._preparation.begin()
                yield Stage(event.step, event.step, event.done, event.total)

    def _left_out(self) -> Iterator[Notice]:
        """What of the scan nobody could look at, or did not need to."""
        store, name = self._store, self._scan.path.name
        unseen = int(store.attributes.get(UNSEEN, 0))
        share = unseen / (store.grid.width * store.grid.height)
        if unseen:
            told = f"{share:.2%} of the" if share >= 1e-4 else f"{unseen:,}"
            yield self._notice(
                f"{name}: {told} pixels hold no number (NaN, infinity or a mark of no "
                "data): they were not looked at, and are no part of the area analysed"
            )
        if store.skipped == len(store.grid) and share < 1:
            yield self._notice(f"{name} shows nothing but an even background")

    def recall_particles(self) -> Generator[Notice, None, bool]:
        """Take the particles that an earlier run of the same versions has measured, if any.

        Those that a person has corrected are taken from other versions, too.
        """
        try:
            found = read_record(self._folder.path)
            shared = read_shared(self._folder.path / SHARED)
        except ResultError:
            return False  # damaged: they are measured again
        if found is None or not self._store.complete or self._store.labels is None:
            return False
        record, table = found
        if not measured_so(record, self._protocol.text, self._scan.pixel_size):
            yield Notice("measured anew: by another protocol or pixel size than before")
            return False
        self._corrected = corrected(self._folder.path)
        versions = changed(record.provenance.versions, collect_versions())
        if versions and not self._corrected:
            yield Notice(f"measured anew, as versions have changed: {versions}")
            return False
        if versions:
            yield self._notice(
                f"not measured anew, as it was corrected by hand, though versions have changed"
                f" ({versions}); to begin anew (--restart) keeps what was corrected"
            )
        self._table = table
        self._shared = shared
        self._notices += [text for text in record.notices if text not in self._notices]
        return True

    def prepare_if_new(self) -> Iterator[Stage]:
        """Say why the first tile takes longer than any later one."""
        if self._preparation.new:
            yield Stage("prepare", "compile", *self._preparation.done)

    def _prepare(self) -> Iterator[Stage]:
        """Wait for what is still to be compiled; of an installation in use nothing is."""
        self._preparation.begin()
        while self._preparation.under_way(_SOON):
            if self._preparation.compiling:
                yield Stage("prepare", "compile", *self._preparation.done)
        if self._preparation.compiling:
            yield Stage("prepare", "compile", *self._preparation.done)

    def find_particles(self) -> Iterator[Stage | Notice]:
        """Label map into the store, and the table."""
        yield from self._prepare()
        store = self._store
        forget_record(self._folder.path)
        labels = store.new_labels()
        separated = np.zeros(0, bool)
        for step in iter_label_particles(
            store.classes,
            labels,
            class_count=len(self._method.classes) - 1,
            cleaning=self._protocol.cleanings(self._method),
            pixel_size=store.info.pixel_size,
            connectivity=self._protocol.connectivity,
            separation=self._protocol.separations(self._method),
            distance=store.distance,
        ):
            if isinstance(step, Labelled):
                separated, self._shared = step.separated, step.shared
                if step.left_whole:
                    yield self._notice(
                        f"{step.left_whole} clumps are too large to be taken apart and stay whole"
                    )
            yield Stage("particles", step.stage, step.done, step.total)
        for step in iter_measure_particles(
            Overlapping(labels, self._shared),
            store.classes,
            uncertainty=store.uncertainty,
            read_scan=WorkView(self._scan, self._scale, store.info.origin).read,
            channel_names=self._scan.channel_names,
            pixel_size=store.info.pixel_size,
            scale=self._scale,
            separated=separated,
            grey_range=self._scan.grey_range,
        ):
            if isinstance(step, Measured):
                table = step.table.moved(
                    store.info.origin, scale=self._scale, pixel_size=store.info.pixel_size
                )
                groups, known = self._protocol.groups, self._scan.grey_range
                self._table = groups.apply(table, store.info.pixel_size, known)
                store.note(light=step.light)  # a review names colours against the same
            yield Stage("measure", step.stage, step.done, step.total)

    def write_reports(self) -> Iterator[Stage]:
        """Every file of the report, each whole or not at all."""
        yield Stage("report", "checksum", 0, 1)
        with ExitStack() as stack:
            if self._corrected:  # the reports of what a person has made of it
                result = stack.enter_context(open_result(self._folder.path))
                analysis = replace(result.analysis(), notices=tuple(self._notices))
            else:
                analysis = self._bundle(sha256(self._scan.path))
                self._keep(analysis)
            self._analysis = analysis
            yield from self._write(analysis)

    def _write(self, analysis: Analysis) -> Iterator[Stage]:
        overview = yield from self._draw_overview(analysis)
        report, folder = self._protocol.report, self._folder.path
        writers = report_writers(
            analysis,
            overview,
            tiffs=report.tiffs,
            numbers=report.numbers,
            compress_geojson=report.compress_geojson,
            subtract_offset=report.subtract_offset,
        )
        for name, write in writers.items():
            for step in write(folder / name):
                yield Stage("report", name, step.done, step.total)
            self._files.append(name)

    def _keep(self, analysis: Analysis) -> None:
        """Table and facts on disk, so that the window shows them and reports can be made again."""
        record = ResultRecord(
            scan=analysis.scan,
            method=analysis.method,
            provenance=analysis.provenance,
            classes=analysis.classes,
            region=analysis.region,
            area_px=analysis.area_px,
            notices=analysis.notices,
        )
        write_record(self._folder.path, record, analysis.table, self._shared)

    def _draw_overview(self, analysis: Analysis) -> Generator[Stage, None, Overview]:
        """The picture that the workbook and overview.png share."""
        drawing = iter_prepare_overview(analysis, "overview.png")
        while True:
            try:
                step = next(drawing)
            except StopIteration as end:
                return end.value
            yield Stage("report", step.name, step.done, step.total)

    def finish(self) -> Finished:
        """Note in run.json that all is done, and sum up."""
        if self._analysis is None or self._table is None:
            raise ValueError("finish comes last")
        device, runtime = self._ran_on()
        finished = Finished(
            folder=path_text(self._folder.path),
            files=(*self._files, "run.json"),
            particles=len(self._analysis.table),
            seconds=round(time.monotonic() - self._began, 3),
            device=device,
            runtime=runtime,
            summary=tuple(class_facts(self._analysis)),
            unit=self._store.info.pixel_size.unit,
        )
        self._note_run("done", result=asdict(finished))
        return finished

    def _bundle(self, digest: str) -> Analysis:
        scan, store, protocol, table = self._scan, self._store, self._protocol, self._table
        labels = store.labels
        if table is None or labels is None:
            raise ValueError("particles come before the report")
        display = Display(scan)
        whole = Overlapping(labels, self._shared)
        origin, region = store.info.origin, self._options.region
        device, runtime = self._ran_on()
        facts = self._method.facts
        return Analysis(
            scan=ScanFacts(
                name=shown(scan.name),
                path=path_text(scan.address),
                format=scan.format,
                width=scan.width,
                height=scan.height,
                pixel_size=scan.pixel_size,
                fingerprint=scan.fingerprint,
                sha256=digest,
                bounds_offset=scan.bounds_offset,
                grey_range=scan.grey_range,
                frame=self._options.frame,
                frames=self._stack.frames,
                stack_axes=self._stack.axes if self._stack.frames > 1 else (),
            ),
            method=MethodFacts(
                protocol=protocol.name,
                protocol_text=protocol.text,
                protocol_sha256=protocol.sha256,
                pack=facts.name,
                pack_sha256=facts.sha256,
                simulated=facts.simulated,
            ),
            provenance=Provenance(
                versions=collect_versions(),
                device=device,
                runtime=runtime,
                precision=facts.precision,
                settings=self._settings(),
                started=self._started,
                seconds=time.monotonic() - self._began,
            ),
            classes=self._method.classes,
            scale=self._scale,
            table=table,
            labels=labels,
            uncertainty=store.uncertainty,
            outlines=lambda: outline_particles(whole, table, scale=self._scale, origin=origin),
            overview=lambda side: display.picture(analysed_box(store, scan.box), side),
            crop=display.picture,
            origin=origin,
            region=None if region is None else analysed_box(store, scan.box),
            area_px=self._area(),
            sample=read_sample(self._folder.path),
            notices=tuple(self._notices),
        )

    def _area(self) -> float:
        """What was looked at, in level-0 px; 0 is the whole scan."""
        unseen = int(self._store.attributes.get(UNSEEN, 0))
        if self._options.region is None and not unseen:
            return 0.0
        area = analysed_area(self._store, self._scan.box)
        return max(area - unseen * self._scale**2, 1e-9)  # 0 would be all of it

    def _ran_on(self) -> tuple[str, str]:
        """Device and runtime of the network, as the run noted them; a threshold needs neither."""
        runs = (*self._store.attributes.get("ran_before", ()), self._store.attributes)
        devices = [str(run.get("device_name") or run.get("device") or "cpu") for run in runs]
        runtimes = [", ".join(run.get("runtimes", ())) or "numpy" for run in runs]
        return "; then ".join(dict.fromkeys(devices)), "; then ".join(dict.fromkeys(runtimes))

    def _settings(self) -> dict[str, Any]:
        protocol = msgspec.to_builtins(msgspec.structs.replace(self._protocol, text=""))
        return {key: value for key, value in protocol.items() if key not in ("text", "description")}

    def _note_run(self, state: Literal["running", "done"], **more: Any) -> None:
        scan, region, model = self._scan, self._options.region, self._method.facts
        facts = {
            "graticule": __version__,
            "state": state,
            "started": self._started,
            "scan": {
                "path": path_text(scan.address),
                "fingerprint": scan.fingerprint,
                "format": scan.format,
                "width": scan.width,
                "height": scan.height,
                "pixel_size": asdict(scan.pixel_size),
            },
            "protocol": {"name": self._protocol.name, "sha256": self._protocol.sha256},
            "pack": {"name": model.name, "sha256": model.sha256} if model.name else None,
            "frame": self._options.frame,
            "region": region and asdict(region),
            "classes": [asdict(info) for info in self._method.classes],
            "scale": self._scale,
            "settings": self._settings(),
            "versions": dict(collect_versions()),
        }
        self._folder.write(scan.address, self._options.frame, facts | more, region=region)


def _region(region: Box | None, scan: Scan) -> Box | None:
    """The part of the region that lies in the scan; None if that is all of it."""
    inside = scan.box if region is None else region.clipped(scan.box)
    if not inside.area:
        raise ScanError(f"{scan.name}: the region lies outside the scan; draw another")
    return None if inside == scan.box else inside
