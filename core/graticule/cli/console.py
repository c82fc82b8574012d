"""What every command prints with: lines, bars, and errors that are one line each."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from graticule import fault_report
from graticule.errors import PixelSizeNeeded
from graticule.names import shown, to_json

if TYPE_CHECKING:
    from graticule.scans import GreyRange

stdout = Console()
stderr = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line, for machines.")]
White = Annotated[
    float | None, typer.Option(help="The grey value that is white, such as 4095 of 12 bits.")
]
Black = Annotated[float | None, typer.Option(help="The grey value that is black; 0 with --white.")]


def grey_range(black: float | None, white: float | None) -> "GreyRange | None":
    """What --black and --white say of all scans; None where they are not given."""
    from graticule.scans import GreyRange  # late: --help needs no readers

    try:
        return GreyRange.from_user(black, white)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--white") from error


def use_any_terminal() -> None:
    """Let what a terminal's encoding has no sign for be a question mark, and no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # there is none without a console
            stream.reconfigure(errors="replace")


def fail(text: str) -> None:
    """Say in one line on standard error what is wrong."""
    line = f"error: {' '.join(shown(text).split())}"
    stderr.print(line, style="red", markup=False, soft_wrap=True)


def told(error: BaseException) -> str:
    """What to tell of an error, and what to type against it."""
    hint = ", for example --pixel-size 0.5um" if isinstance(error, PixelSizeNeeded) else ""
    return f"{fault_report.told(error)}{hint}"


def say_json(value: Any) -> None:
    """One line of JSON on standard output, which every encoding can hold."""
    line = to_json(value).decode()
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        line = json.dumps(json.loads(line))  # in ASCII
    typer.echo(line)


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars on standard error: description, share, rate, time gone and time left."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=stderr) as bars:
        yield bars


class _Rate(ProgressColumn):
    """Steps per second, or nothing while there is no telling."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.1f}/s" if speed else "", style="progress.data.speed")
