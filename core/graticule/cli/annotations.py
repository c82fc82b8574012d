"""`graticule annotations`: what is drawn over scans, checked before it is learned from."""

# The engine is imported inside the commands: torch takes seconds, and `--help` should not.
from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from graticule.cli.console import AsJson, Black, White, grey_range, progress, say_json, stdout
from graticule.geometry import Length, PixelSize

if TYPE_CHECKING:
    from graticule.annotations import Checked, Summary

_NAMED = 3  # scans that a line names before it says how many more there are

annotations_app = typer.Typer(no_args_is_help=True)


class Target(StrEnum):
    """What labels mean."""

    classes = "classes"
    particles = "particles"


@annotations_app.command("check")
def check(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Scans with annotations beside them, or folders.", show_default=False),
    ],
    classes: Annotated[str, typer.Option(help="What is to be learned, such as fibre,hair.")] = "",
    target: Annotated[
        Target | None, typer.Option(help="What labels mean; else what they look like.")
    ] = None,
    pixel_size: Annotated[
        str | None, typer.Option(help="Pixel size that the recipe reads at, such as 4um.")
    ] = None,
    white: White = None,
    black: Black = None,
    as_json: AsJson = False,
) -> None:
    """List what is annotated, and what must be corrected before a network can learn from it."""
    from graticule import annotations

    found: list[Checked] = []
    summary: Summary | None = None
    names = [name.strip() for name in classes.split(",") if name.strip()]
    work = annotations.check(
        paths,
        target=target.value if target else None,
        classes=names,
        pixel_size=_length(pixel_size),
        grey_range=grey_range(black, white),
    )
    with progress() as bars:
        task = bars.add_task("reading", total=None)
        for event in work:
            if isinstance(event, annotations.CheckProgress):
                bars.update(task, completed=0, total=event.total, description="checking")
            elif isinstance(event, annotations.Checked):
                found.append(event)
                bars.advance(task)
            else:
                summary = event
    if summary is not None:
        _print_json(found, summary) if as_json else _print(found, summary)
        if summary.wrong:
            raise typer.Exit(1)


@annotations_app.command("propose", hidden=True)  # its name until 0.1
@annotations_app.command("preannotate")
def preannotate_scans(
    scans: Annotated[list[Path], typer.Argument(help="Scan files.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Folder for NAME.geojson; the scans' own will do.")],
    rules: Annotated[
        str, typer.Option(help="Name of shipped rules, or a TOML file.")
    ] = "tape-lifts",
    protocol: Annotated[
        str, typer.Option(help="What finds the particles, instead of the rules' own.")
    ] = "",
    pixel_size: Annotated[
        str | None, typer.Option(help="Size of a pixel of the scans, such as 1um.")
    ] = None,
    white: White = None,
    black: Black = None,
) -> None:
    """Outline and class what a threshold finds, for an expert to correct (QuPath, or the window).

    Rules are lines such as: length > 0.3 mm and width < 40 um and not colour in (grey, brown).
    """
    from graticule.events import PHASES, Notice, Options, Stage
    from graticule.preannotate import Preannotated, find_rules, preannotate, protocol_of

    found = find_rules(rules)
    way = protocol_of(found, protocol)
    options = Options(pixel_size=_pixel_size(pixel_size), grey_range=grey_range(black, white))
    with progress() as bars:
        for scan in scans:
            task = bars.add_task(scan.name, total=None)
            for event in preannotate(scan, found, way, out, options):
                if isinstance(event, Stage):
                    bars.update(
                        task,
                        description=f"{scan.name}: {PHASES[event.phase]}",
                        completed=event.done,
                        total=event.total,
                    )
                elif isinstance(event, Notice):
                    stdout.print(f"[yellow]note[/] {escape(event.text)}", soft_wrap=True)
                elif isinstance(event, Preannotated):
                    told = ", ".join(f"{count} {name}" for name, count in event.counts.items())
                    line = f"{event.path}: {told or 'nothing found'}"
                    stdout.print(line, markup=False, highlight=False, soft_wrap=True)


def _pixel_size(text: str | None) -> PixelSize | None:
    try:
        return PixelSize.parse(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--pixel-size") from error


def _length(text: str | None) -> Length | None:
    try:
        return Length.parse(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--pixel-size") from error


def _print_json(found: list[Checked], summary: Summary) -> None:
    for entry in found:
        facts = {
            "name": entry.found.name,
            "scan": str(entry.found.scan),
            "annotation": str(entry.found.annotation),
            "validation": entry.found.validation,
            "size": entry.size,
            "pixel_size": str(entry.pixel_size),
            "objects": entry.objects,
            "shares": entry.shares,
            "known": entry.known,
            "problems": [{"must": p.must, "text": p.text} for p in entry.problems],
        }
        say_json(facts)
    last = {"target": summary.kind, "classes": summary.classes, "scans": summary.scans}
    say_json({**last, "wrong": summary.wrong})


def _print(found: list[Checked], summary: Summary) -> None:
    names = summary.classes[1:]
    table = Table(box=None, pad_edge=False)
    table.add_column("scan", overflow="fold")
    table.add_column("px", justify="right", no_wrap=True)
    table.add_column("looked at", justify="right", no_wrap=True)
    table.add_column("objects · share of the area")
    for entry in found:
        size = "×".join(map(str, entry.size)) if entry.size else ""
        known = f"{entry.known:.0%}" if entry.shares else ""
        cells = (_cell(entry, name) for name in names if name in entry.shares)
        table.add_row(escape(entry.found.name), size, known, escape(", ".join(cells)))
    stdout.print(table)
    _print_problems(found)
    what = "ids of particles" if summary.kind == "particles" else ", ".join(names) or "no class"
    state = f"{summary.wrong} to correct" if summary.wrong else "nothing to correct"
    scans = "1 scan" if summary.scans == 1 else f"{summary.scans} scans"
    stdout.print(f"{scans}, {escape(what)}: {state}", highlight=False)


def _cell(entry: Checked, name: str) -> str:
    """Objects of a class and its share of what was looked at."""
    count = f"{entry.objects.get(name, 0):,} · " if entry.objects else ""
    return f"{name} {count}{entry.shares[name]:.2%}"


def _print_problems(found: list[Checked]) -> None:
    """What must be corrected first; the same of several scans in one line."""
    lines: dict[tuple[bool, str], list[str]] = {}
    for entry in found:
        for problem in entry.problems:
            key = (not problem.must, problem.summary or problem.text)
            lines.setdefault(key, []).append(entry.found.name)
    for (remark, text), names in sorted(lines.items()):
        word = "[yellow]note[/]" if remark else "[red]correct[/]"
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        where = escape(", ".join(names[:_NAMED]) + more)
        stdout.print(f"{word} {where}: {escape(text)}", soft_wrap=True, highlight=False)
