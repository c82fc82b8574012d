"""What every command prints with: lines, bars, and errors that are one line each."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

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

from graticule.errors import GraticuleError, PixelSizeNeeded

stdout = Console()
stderr = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line, for machines.")]


def fail(text: str) -> None:
    """Say in one line on standard error what is wrong."""
    stderr.print(f"error: {' '.join(text.split())}", style="red", markup=False, soft_wrap=True)


def hint(error: GraticuleError) -> str:
    """What to type on the command line against an error; often nothing."""
    return ", for example --pixel-size 0.5um" if isinstance(error, PixelSizeNeeded) else ""


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
