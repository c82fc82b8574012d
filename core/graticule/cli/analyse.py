"""`graticule info` and `graticule analyse`."""

# The engine is imported inside the commands: torch takes seconds, and `--help` should not.
from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import TaskID
from rich.table import Table

from graticule.cli.batch import BatchTask, Work, gather
from graticule.cli.combining import check_name, write_combined
from graticule.cli.console import (
    AsJson,
    Black,
    White,
    fail,
    grey_range,
    progress,
    say_json,
    stderr,
    stdout,
    told,
)
from graticule.cli.sample import Amount, Blanks, CountedArea, FilterArea, change_of
from graticule.geometry import Box, PixelSize
from graticule.names import path_text, shown, text_path
from graticule.picture_names import split_name
from graticule.precision import Precision

if TYPE_CHECKING:
    from graticule.analysis import Event, Finished, Opened, Options
    from graticule.protocol import Protocol


def info(scan: Path, as_json: AsJson = False) -> None:
    """Tell what a scan is: format, size, pixel size, levels, channels, stack, metadata."""
    from graticule.scans import open_scan
    from graticule.scans.trial import try_scan

    try_scan(scan)
    with open_scan(scan) as opened:
        facts: dict[str, object] = {
            "file": path_text(scan),
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
            "grey_range": {
                "black": opened.grey_range.black,
                "white": opened.grey_range.white,
                "source": opened.grey_range.source,
            },
            "notices": list(opened.notices),
            "metadata": dict(opened.metadata),
        }
    if as_json:
        say_json(facts)
        return
    table = Table(show_header=False, box=None)
    table.add_row("file", escape(shown(scan)))
    table.add_row("format", str(facts["format"]))
    table.add_row("size", f"{opened.width:,} × {opened.height:,} px, {opened.dtype}")
    table.add_row("channels", escape(", ".join(opened.channel_names)))
    table.add_row("pixel size", f"{opened.pixel_size} (from {opened.pixel_size.source})")
    table.add_row("black to white", opened.grey_range.told)
    table.add_row("levels", ", ".join(f"{lv.width}×{lv.height}" for lv in opened.levels))
    if opened.frames > 1:
        table.add_row("stack", f"{opened.frames} frames along {opened.frame_axis or 'pages'}")
    if opened.associated:
        table.add_row("pictures", escape(", ".join(sorted(opened.associated))))
    stdout.print(table)
    for text in opened.notices:
        stdout.print(text, style="yellow", markup=False, soft_wrap=True)


def analyse(
    scans: Annotated[
        list[Path], typer.Argument(help="Scans, or folders with scans.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results, one folder per scan in it.")],
    protocol: Annotated[str, typer.Option("--protocol", "-p", help="Name or TOML file.")] = (
        "generic"
    ),
    pixel_size: Annotated[
        str | None, typer.Option(help="Of the full-size scan, such as 0.5um.")
    ] = None,
    white: White = None,
    black: Black = None,
    frame: Annotated[str, typer.Option(help="Which image of a stack, from 1; or all.")] = "1",
    combine: Annotated[
        Path | None,
        typer.Option(help="Also one table of all: an Excel file; a CSV file goes beside it."),
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps or xpu.")] = "auto",
    precision: Annotated[
        Precision | None,
        typer.Option(
            help="exact: every computer finds the same particles; fast: quicker on some,"
            " and may differ a little. Else as the protocol says.",
        ),
    ] = None,
    runtime: Annotated[
        str, typer.Option(help="Which library runs the network; auto tries them once.")
    ] = "auto",
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
    amount: Amount = None,
    filter_area: FilterArea = None,
    counted_area: CountedArea = None,
    blanks: Blanks = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Throw away what an earlier run had done.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find, class and measure the particles of each scan; write Excel, GeoJSON and class maps."""
    from graticule.scans import trial

    trial.begin()  # while the rest is imported
    from graticule.analysis import Options
    from graticule.protocol import load_protocol

    which = _frame(frame)
    check_name(combine, "--combine")
    procedure = load_protocol(protocol)
    options = Options(
        pixel_size=_pixel_size(pixel_size),
        grey_range=grey_range(black, white),
        region=_region(region),
        device=device,
        precision=precision,
        runtime=runtime,
        overlap=_overlap(overlap),
        keep_background=keep_background,
        tta=tta,
        restart=restart,
        sample=change_of(amount, filter_area, counted_area, blanks, procedure.groups),
    )
    work = gather(scans, which)
    _warn([work.told] if work.left_out else [])
    _warn(work.notes)
    one = _One(procedure, out, options, as_json, work.notes if which is not None else None)
    results = _analyse_all(work, one, as_json)
    combined = combine is None or not results or _combine(results, combine, as_json)
    _warn(work.notes)  # once more, where it is not missed
    if work.failed:
        total = len(work.tasks) + len(work.failed)
        names = ", ".join(dict.fromkeys(shown(path.name) for path, _ in work.failed))
        fail(f"{len(work.failed)} of {total} scans could not be analysed: {names}")
    if work.failed or not combined:
        raise typer.Exit(1)


def _analyse_all(work: Work, one: Callable[[BatchTask, str], Path], as_json: bool) -> list[Path]:
    """Analyse each image, and give their folders; what fails is told and stops nothing.

    That is so of any error, a mistake of the program included: hundreds of scans are not to wait
    for the one that shows it. Where there is nothing else, the error is raised.
    """
    results: list[Path] = []
    for path, text in work.failed:
        _tell_failure(BatchTask(path), text, as_json)
    alone = len(work.tasks) + len(work.failed) == 1
    tasks = tuple(work.tasks)
    for number, task in enumerate(tasks, 1):
        title = task.name if alone else f"{number}/{len(tasks)} {task.name}"
        try:
            results.append(one(task, title))
        except BrokenPipeError:
            raise
        except Exception as error:
            if alone:
                raise
            text = told(error)
            work.failed.append((task.path, text))
            work.tasks.remove(task)
            _tell_failure(task, text, as_json)
    return results


def _warn(lines: Sequence[str]) -> None:
    for line in lines:
        stderr.print(line, style="yellow", markup=False, soft_wrap=True)


def _combine(results: list[Path], out: Path, as_json: bool) -> bool:
    """Write one table of all; whether that could be done: each has its own in any case."""
    try:
        write_combined(results, out, as_json=as_json)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - it hides no scan that failed
        fail(told(error))
        return False
    return True


def _tell_failure(task: BatchTask, text: str, as_json: bool) -> None:
    name = shown(task.path.name)
    fail(text if name in text else f"{name}: {text}")
    if as_json:
        scan = path_text(task.path)
        say_json({"event": "Failed", "scan": scan, "frame": task.frame, "error": text})


def _frame(text: str) -> int | None:
    """Which image of a stack, from 0; None for all."""
    if text.lower() == "all":
        return None
    if text.isdigit() and len(text) < 10 and int(text):
        return int(text) - 1
    raise typer.BadParameter("write all, or a number from 1", param_hint="--frame")


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


@dataclass(frozen=True, slots=True)
class _One:
    """How each image is analysed; what of its file is not is added to `left_out`, if given."""

    protocol: Protocol
    out: Path
    options: Options
    as_json: bool
    left_out: list[str] | None

    def __call__(self, task: BatchTask, title: str) -> Path:
        """Analyse one image, tell what was found, and give the folder of the result."""
        from graticule.analysis import Finished, Opened, iter_analyse

        finished: Finished | None = None
        options = replace(self.options, frame=task.frame)
        with closing(iter_analyse(task.path, self.protocol, self.out, options)) as events:
            for event in _as_lines(events) if self.as_json else _as_bars(events, title, task):
                if isinstance(event, Finished):
                    finished = event
                elif isinstance(event, Opened) and self.left_out is not None:
                    rest = _left_out(task, event)
                    self.left_out.extend(rest)
                    _warn(rest)
        if finished is None:
            raise ValueError("a run ends with Finished")
        if not self.as_json:
            _tell(finished, task.name)
        return text_path(finished.folder)


def _left_out(task: BatchTask, opened: Opened) -> list[str]:
    """A line on the images of a file that are not analysed, if there are any."""
    file = split_name(task.path)[0].name
    rest = [f"{opened.frames - 1} of {opened.frames} images of the stack"] * (opened.frames > 1)
    if opened.parts:
        rest.append(f"{len(opened.parts) - 1} of {len(opened.parts)} pictures of the file")
    if not rest:
        return []
    return [f"{shown(file)}: left out are {' and '.join(rest)}; --frame all analyses all"]


def _as_lines(events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        say_json({"event": type(event).__name__, **asdict(event)})
        yield event


def _as_bars(events: Iterator[Event], title: str, task: BatchTask) -> Iterator[Event]:
    """Show a bar per stage on standard error, and pass the events on.

    A notice begins with the name of its file, unless it names it anyway.
    """
    from graticule.analysis import Notice, Stage
    from graticule.events import PHASES

    with progress() as bars:
        tasks: dict[str, TaskID] = {}
        for event in events:
            if isinstance(event, Stage):
                new = event.phase == "prepare"  # why it takes long is to be read in full
                if event.phase not in tasks:
                    tasks[event.phase] = bars.add_task(event.phase, total=event.total)
                text = f"{title}: {PHASES[event.phase].lower() if new else event.phase}"
                if not new and event.step != event.phase and event.done < event.total:
                    text += f" ({event.step})"
                bars.update(
                    tasks[event.phase], description=text, completed=event.done, total=event.total
                )
            elif isinstance(event, Notice):
                named = shown(split_name(task.path)[0].name) in event.text
                text = event.text if named else f"{task.name}: {event.text}"
                bars.console.print(text, style="yellow", markup=False, soft_wrap=True)
            yield event


def _tell(finished: Finished, name: str) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("class", "particles", "area share", f"median diameter ({finished.unit})"):
        table.add_column(heading, justify="left" if heading == "class" else "right")
    for row in finished.summary:
        median = "" if math.isnan(row.median) else f"{row.median:.4g}"
        table.add_row(escape(row.name), f"{row.count:,}", f"{row.share:.3%}", median)
    stdout.print(table)
    stdout.print(f"Results of {name} in {finished.folder}:", markup=False, soft_wrap=True)
    stdout.print(f"  {', '.join(finished.files)}", markup=False, highlight=False, soft_wrap=True)
