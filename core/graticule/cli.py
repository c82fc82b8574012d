"""The command line: `graticule analyse SCAN` and what goes with it.

Exit status 0 means done, 1 that a scan or setting was refused (one line on standard error
says why and what to do), 2 wrong use of the command, 130 stopped with Ctrl-C.
"""

# The engine is imported inside the commands: torch takes seconds, and `--help` should not.
from __future__ import annotations

import json
import logging
import math
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from graticule import __version__
from graticule.errors import GraticuleError, PixelSizeNeeded
from graticule.geometry import Box, PixelSize

if TYPE_CHECKING:
    from graticule.analyse import Event, Finished, Options
    from graticule.compare import Comparison
    from graticule.protocols import Protocol
    from graticule.reports import Analysis

app = typer.Typer(
    name="graticule",
    help="Find, class and measure every trace or particle of a microscope scan.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
protocols_app = typer.Typer(invoke_without_command=True)
packs_app = typer.Typer(invoke_without_command=True)
app.add_typer(protocols_app, name="protocols", help="List protocols; `show NAME` prints one.")
app.add_typer(packs_app, name="packs", help="List model packs; `show NAME` tells all of one.")

_out = Console()
_err = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line, for machines.")]


class Kind(StrEnum):
    """What `simulate` can make."""

    tape = "tape"
    particles = "particles"
    filter = "filter"


def main() -> None:
    """Run the command line; every error of the user's becomes one line and exit status 1."""
    logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # its warnings become our errors
    try:
        app()
    except GraticuleError as error:
        _fail(f"{error}{_hint(error)}")
        sys.exit(1)
    except KeyboardInterrupt:
        _fail("stopped; the same command goes on where this one was")
        sys.exit(130)
    except MemoryError:
        _fail("out of memory: close other programs, or analyse at a coarser pixel size")
        sys.exit(1)
    except Exception as error:  # a bug: the user gets a line, the log the rest
        logging.getLogger(__name__).debug("unexpected error", exc_info=True)
        _fail(f"unexpected {type(error).__name__}: {error} (please report this)")
        sys.exit(1)


def _fail(text: str) -> None:
    _err.print(f"error: {' '.join(text.split())}", style="red", markup=False, soft_wrap=True)


def _hint(error: GraticuleError) -> str:
    return ", for example --pixel-size 0.5um" if isinstance(error, PixelSizeNeeded) else ""


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"graticule {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what goes on.")] = False,
) -> None:
    logging.basicConfig(level=logging.DEBUG if verbose else logging.ERROR, stream=sys.stderr)


@app.command()
def info(scan: Path, as_json: AsJson = False) -> None:
    """Tell what a scan is: format, size, pixel size, levels, channels, stack, metadata."""
    from graticule.scans import open_scan

    with open_scan(scan) as opened:
        facts: dict[str, object] = {
            "file": str(scan),
            "format": opened.format,
            "width": opened.width,
            "height": opened.height,
            "channels": list(opened.channel_names),
            "dtype": str(opened.dtype),
            "pixel_size": str(opened.pixel_size),
            "pixel_size_from": opened.pixel_size.source,
            "levels": [
                {"width": lv.width, "height": lv.height, "downsample": lv.downsample}
                for lv in opened.levels
            ],
            "frames": opened.frames,
            "frame_axis": opened.frame_axis,
            "associated": sorted(opened.associated),
            "fingerprint": opened.fingerprint,
            "metadata": dict(opened.metadata),
        }
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    table = Table(show_header=False, box=None)
    table.add_row("file", escape(str(scan)))
    table.add_row("format", str(facts["format"]))
    table.add_row("size", f"{opened.width:,} × {opened.height:,} px, {opened.dtype}")
    table.add_row("channels", escape(", ".join(opened.channel_names)))
    table.add_row("pixel size", f"{opened.pixel_size} (from {opened.pixel_size.source})")
    table.add_row("levels", ", ".join(f"{lv.width}×{lv.height}" for lv in opened.levels))
    if opened.frames > 1:
        table.add_row("stack", f"{opened.frames} frames along {opened.frame_axis or 'pages'}")
    if opened.associated:
        table.add_row("pictures", escape(", ".join(sorted(opened.associated))))
    _out.print(table)


@app.command()
def analyse(  # noqa: PLR0913 - each is an option that a user types
    scans: Annotated[list[Path], typer.Argument(help="One or more scans.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Folder for the results, one folder per scan in it.")],
    protocol: Annotated[str, typer.Option("--protocol", "-p", help="Name or TOML file.")] = (
        "generic"
    ),
    pixel_size: Annotated[
        str | None, typer.Option(help="Of the full-size scan, such as 0.5um.")
    ] = None,
    frame: Annotated[int, typer.Option(help="Which image of a stack, from 1.", min=1)] = 1,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps or xpu.")] = "auto",
    runtime: Annotated[str, typer.Option(help="How the network runs; auto probes once.")] = "auto",
    overlap: Annotated[
        str | None, typer.Option(help="default, exact, or a margin in px of the result.")
    ] = None,
    keep_background: Annotated[
        bool, typer.Option("--keep-background", help="Compute patches that hold nothing, too.")
    ] = False,
    tta: Annotated[
        bool, typer.Option("--tta", help="Average over flips and rotations: slower, surer.")
    ] = False,
    region: Annotated[
        str | None, typer.Option(help="Only x,y,width,height in px of the full-size scan.")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Throw away what an earlier run had done.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find, class and measure the particles of each scan; write Excel, GeoJSON and class maps."""
    from graticule.analyse import Options
    from graticule.protocols import load_protocol

    size = _pixel_size(pixel_size)
    options = Options(
        pixel_size=size,
        frame=frame - 1,
        region=_region(region),
        device=device,
        runtime=runtime,
        overlap=_overlap(overlap),
        keep_background=keep_background,
        tta=tta,
        restart=restart,
    )
    procedure = load_protocol(protocol)
    failures = 0
    for scan in scans:
        try:
            _analyse_one(scan, procedure, out, options, as_json)
        except GraticuleError as error:
            if len(scans) == 1:
                raise
            failures += 1
            _fail(f"{error}{_hint(error)}")
            if as_json:
                typer.echo(json.dumps({"event": "Failed", "scan": str(scan), "error": str(error)}))
    if failures:
        _fail(f"{failures} of {len(scans)} scans could not be analysed")
        raise typer.Exit(1)


def _pixel_size(text: str | None) -> PixelSize | None:
    if text is None:
        return None
    try:
        return PixelSize.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--pixel-size") from error


def _region(text: str | None) -> Box | None:
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 4 or not all(part.isdigit() and len(part) < 10 for part in parts):
        raise typer.BadParameter(
            "write x,y,width,height in px, such as 0,0,2000,1000", param_hint="--region"
        )
    left, top, width, height = map(int, parts)
    if not (width and height):
        raise typer.BadParameter("a region has a width and a height", param_hint="--region")
    return Box(left, top, left + width, top + height)


def _overlap(text: str | None) -> str | int | None:
    if text is None or text in ("default", "exact"):
        return text
    if text.isdigit() and len(text) < 6:
        return int(text)
    raise typer.BadParameter("write default, exact, or a number of px", param_hint="--overlap")


def _analyse_one(
    scan: Path, protocol: Protocol, out: Path, options: Options, as_json: bool
) -> None:
    from graticule.analyse import Finished, analyse

    finished: Finished | None = None
    with closing(analyse(scan, protocol, out, options)) as events:
        for event in _as_lines(events) if as_json else _as_bars(events, scan.name):
            if isinstance(event, Finished):
                finished = event
    if finished is not None and not as_json:
        _tell(finished)


def _as_lines(events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        line = msgspec.json.encode({"event": type(event).__name__, **asdict(event)})
        typer.echo(line.decode())
        yield event


def _as_bars(events: Iterator[Event], title: str) -> Iterator[Event]:
    """Show a bar per stage on standard error, and pass the events on."""
    from graticule.analyse import Notice, Stage

    with _progress() as bars:
        tasks: dict[str, TaskID] = {}
        for event in events:
            if isinstance(event, Stage):
                if event.phase not in tasks:
                    tasks[event.phase] = bars.add_task(event.phase, total=event.total)
                text = f"{title}: {event.phase}"
                if event.step != event.phase and event.done < event.total:
                    text += f" ({event.step})"
                bars.update(
                    tasks[event.phase], description=text, completed=event.done, total=event.total
                )
            elif isinstance(event, Notice):
                bars.console.print(event.text, style="yellow", markup=False, soft_wrap=True)
            yield event


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_err) as bars:
        yield bars


class _Rate(ProgressColumn):
    """Steps per second, or nothing while there is no telling."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.1f}/s" if speed else "", style="progress.data.speed")


def _tell(finished: Finished) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("class", "particles", "area share", f"median diameter ({finished.unit})"):
        table.add_column(heading, justify="left" if heading == "class" else "right")
    for row in finished.summary:
        median = "" if math.isnan(row.median) else f"{row.median:.4g}"
        table.add_row(escape(row.name), f"{row.count:,}", f"{row.share:.3%}", median)
    _out.print(table)
    _out.print(f"Results in {finished.folder}:", markup=False, soft_wrap=True)
    _out.print(f"  {', '.join(finished.files)}", markup=False, highlight=False, soft_wrap=True)


@app.command()
def combine(
    folders: Annotated[
        list[Path], typer.Argument(help="Results, or folders of results.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Excel file to write.")],
) -> None:
    """Put the results of several scans into one Excel workbook, side by side."""
    from graticule.reports import write_combined_excel
    from graticule.result_folder import result_folders

    if out.suffix.lower() != ".xlsx":
        raise typer.BadParameter("the file's name must end in .xlsx", param_hint="--out")
    found = list(dict.fromkeys(f for folder in folders for f in result_folders(folder)))
    sources = [partial(_analysis_of, folder) for folder in found]
    with _progress() as bars:
        tasks: dict[str, TaskID] = {}
        for step in write_combined_excel(sources, out):
            if step.name not in tasks:
                tasks[step.name] = bars.add_task(f"combine: {step.name}", total=step.total)
            bars.update(tasks[step.name], completed=step.done)
    _out.print(f"Wrote {out}: {len(found)} scans", markup=False, soft_wrap=True)


def _analysis_of(folder: Path) -> Analysis:
    from graticule.results import Result

    return Result.open(folder).analysis()


@app.command()
def compare(
    folder: Annotated[Path, typer.Argument(help="Folder of one result.")],
    annotations: Annotated[Path, typer.Argument(help="GeoJSON, for example from QuPath.")],
    csv: Annotated[Path | None, typer.Option(help="Write the table to this file, too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare a result with annotations: IoU, Dice, particles found, missed, false, confused."""
    from graticule.compare import compare_annotations, write_comparison
    from graticule.reports import read_geojson
    from graticule.results import Result

    drawn = read_geojson(annotations)
    with Result.open(folder) as result, _progress() as bars:
        work = compare_annotations(result.analysis(), drawn)
        task = bars.add_task(f"{folder.name}: compare")
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                found = end.value
                break
            bars.update(task, completed=step.done, total=step.total)
    if csv is not None:
        list(write_comparison(found, csv))
    if as_json:
        facts = {
            "classes": [asdict(row) for row in found.rows()],
            "names": [info.name for info in found.classes],
            "pixels": found.pixels.tolist(),
            "objects": found.objects.tolist(),
            "notes": found.told.lines(),
        }
        typer.echo(msgspec.json.encode(facts).decode())
        return
    _tell_comparison(found)


def _tell_comparison(found: Comparison) -> None:
    from graticule.compare import COLUMNS

    table = Table(box=None, pad_edge=False)
    table.add_column("class")
    for _, heading in COLUMNS:
        table.add_column(heading, justify="right")
    for row in found.rows():
        values = [getattr(row, key) for key, _ in COLUMNS]
        texts = [
            f"{v:,}" if isinstance(v, int) else "–" if math.isnan(v) else f"{v:.3f}" for v in values
        ]
        table.add_row(escape(row.name), *texts)
    _out.print(table)
    for line in found.told.lines():
        _out.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="A scan's results.", show_default=False)],
) -> None:
    """Write a result's reports anew, with what was corrected by hand since."""
    from graticule.review import Reviewed, write_reports

    with Reviewed.open(folder) as result, _progress() as bars:
        tasks: dict[str, TaskID] = {}
        for step in write_reports(result):
            if step.name not in tasks:
                tasks[step.name] = bars.add_task(step.name, total=step.total)
            bars.update(tasks[step.name], completed=step.done, total=step.total)
        seen, total = result.progress
    _out.print(
        f"Reports in {folder}: {total:,} particles, {seen:,} of them reviewed",
        markup=False,
        soft_wrap=True,
    )


@protocols_app.callback()
def protocols(context: typer.Context, as_json: AsJson = False) -> None:
    """List the protocols that `analyse --protocol` takes."""
    if context.invoked_subcommand:
        return
    from graticule.protocols import list_protocols

    found = list_protocols()
    if as_json:
        for each in found:
            typer.echo(json.dumps({"name": each.name, "title": each.title}, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("name")
    table.add_column("what for")
    for each in found:
        table.add_row(escape(each.name), escape(each.title))
    _out.print(table)


@protocols_app.command("show")
def show_protocol(name: str) -> None:
    """Print a protocol's text: copy it to a file of your own to change it."""
    from graticule.protocols import load_protocol

    typer.echo(load_protocol(name).text, nl=False)


@packs_app.callback()
def packs(context: typer.Context, as_json: AsJson = False) -> None:
    """List the model packs: trained networks with their classes and measured quality."""
    if context.invoked_subcommand:
        return
    from graticule.models import list_packs

    found = list_packs()
    if as_json:
        for each in found:
            facts = {"name": each.name, "title": each.title, "sha256": each.sha256}
            typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "what for", "classes", "licence"):
        table.add_column(heading)
    for each in found:
        names = ", ".join(entry.name for entry in each.classes[1:])
        table.add_row(*map(escape, (each.name, each.title, names, each.licence)))
    _out.print(table)


@packs_app.command("show")
def show_pack(name: str) -> None:
    """Print all that a pack says of itself: training data, command, metrics, limits."""
    from graticule.models import load_pack

    folder = load_pack(name).path
    for part in ("card.md", "pack.toml"):
        if (folder / part).is_file():
            typer.echo((folder / part).read_text(encoding="utf-8"))


@app.command()
def simulate(
    kind: Kind,
    out: Annotated[Path, typer.Argument(help="File to write, such as tape.tif.")],
    size: Annotated[str, typer.Option(help="Width and height in px.")] = "4096x4096",
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.", min=0)] = 0,
    clumps: Annotated[
        bool, typer.Option("--clumps", help="Tape: gather the traces in clumps.")
    ] = False,
) -> None:
    """Make a scan with known ground truth beside it (NAME.truth.tif and NAME.truth.geojson)."""
    from graticule import simulate as simulations

    width, height = _size(size)
    if kind is Kind.tape:
        events = simulations.simulate_tape(out, size=(width, height), seed=seed, clumps=clumps)
    elif kind is Kind.filter:
        events = simulations.simulate_filter(out, size=(width, height), seed=seed)
    else:
        events = simulations.simulate_particles(out, size=(width, height), seed=seed)
    with _progress() as bars:
        tasks: dict[str, TaskID] = {}
        for event in events:
            if event.what not in tasks:
                tasks[event.what] = bars.add_task(f"{out.name}: {event.what}", total=event.total)
            bars.update(tasks[event.what], completed=event.done)
    _out.print(f"Wrote {out} with its truth beside it", markup=False, soft_wrap=True)


def _size(text: str) -> tuple[int, int]:
    first, _, second = text.lower().replace("×", "x").partition("x")
    if not (first.strip().isdigit() and (second or first).strip().isdigit()):
        raise typer.BadParameter("write width and height in px, such as 4096x4096")
    width, height = int(first), int(second or first)
    if not (16 <= width <= 10**6 and 16 <= height <= 10**6):
        raise typer.BadParameter("width and height must be between 16 and 1,000,000 px")
    return width, height


if __name__ == "__main__":
    main()
