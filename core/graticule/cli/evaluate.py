"""`graticule evaluate`: how good is a pack on scans that it has not learned from?"""

# The engine is imported inside the commands: torch takes seconds, and `--help` should not.
from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.progress import TaskID

from graticule.cli.console import AsJson, progress, stdout

if TYPE_CHECKING:
    from graticule.learn.evaluation.evaluating import Event, Reported
    from graticule.learn.evaluation.objects import ParticleRules
    from graticule.models import Pack


class Split(StrEnum):
    """Which of the scans are tested on."""

    validation = "validation"
    all = "all"


def evaluate(  # noqa: PLR0913 - each is an option that a user types
    pack: Annotated[str, typer.Argument(help="Name or folder of a pack.")],
    data: Annotated[
        list[Path], typer.Argument(help="Annotated scans, or folders of them.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder for the report and the error maps.")],
    split: Annotated[
        Split, typer.Option(help="validation: those that the pack was tested on, or set apart.")
    ] = Split.validation,
    against: Annotated[
        str | None, typer.Option(help="A second pack, tested on the same scans.")
    ] = None,
    protocol: Annotated[
        str | None,
        typer.Option(help="Cleans and separates particles; else the one that uses the pack."),
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps or xpu.")] = "auto",
    as_json: AsJson = False,
) -> None:
    """Test a pack on annotated scans; write a report (HTML and Excel) and a map of the errors."""
    from graticule.learn.evaluation.evaluating import Request, evaluate_pack
    from graticule.models import load_pack
    from graticule.segment import PackSettings

    first = load_pack(pack)
    rival = load_pack(against) if against is not None else None
    request = Request(
        split=split.value,
        rules=_rules(first, protocol),
        settings=PackSettings(device=device),
        command=shlex.join(["graticule", *sys.argv[1:]]),
    )
    work = evaluate_pack(first, data, out, rival=rival, request=request)
    with closing(work):  # pyright: ignore[reportArgumentType]
        reported = _followed(work, as_json)
    if reported is not None and not as_json:
        _tell(reported)


def _rules(pack: Pack, protocol: str | None) -> ParticleRules | None:
    """Cleaning and separation of the protocol that is named, or that uses the pack."""
    from graticule.learn.evaluation.objects import ParticleRules
    from graticule.protocols import PackMethod, list_protocols, load_protocol

    if protocol is not None:
        found = load_protocol(protocol)
    else:
        using = [
            p
            for p in list_protocols()
            if isinstance(p.method, PackMethod) and p.method.pack == pack.name
        ]
        if not using:
            return None
        found = using[0]
    return ParticleRules(
        cleaning=msgspec.structs.replace(found.cleaning, remove_border=False),
        separation=found.separation,
        connectivity=found.connectivity,
        origin=f"as the protocol {found.name} makes them",
    )


def _followed(work: Iterator[Event], as_json: bool) -> Reported | None:
    """Show events as lines or as bars; the last one."""
    from graticule.learn.evaluation.evaluating import Judging, Remarked, Reported, ScanJudged

    last: Reported | None = None
    with progress() as bars:
        whole: TaskID | None = None
        for event in work:
            if as_json:
                line = msgspec.json.encode({"event": type(event).__name__, **asdict(event)})
                typer.echo(line.decode())
            elif isinstance(event, Judging):
                if whole is None:
                    whole = bars.add_task("scans", total=event.scans)
                bars.update(
                    whole,
                    description=f"{event.scan}: {event.step}",
                    completed=event.number - 1,
                    total=event.scans,
                )
            elif isinstance(event, ScanJudged) and whole is not None:
                bars.update(whole, completed=event.number)
            elif isinstance(event, Remarked):
                bars.console.print(event.text, style="yellow", markup=False)
            if isinstance(event, Reported):
                last = event
    return last


def _tell(reported: Reported) -> None:
    for name, value in reported.figures.items():
        stdout.print(f"{name:24} {value:.4f}", markup=False, highlight=False)
    stdout.print(f"Wrote {reported.page} and {reported.book}", markup=False, soft_wrap=True)
