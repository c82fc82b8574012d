"""`graticule train`: annotated scans in, a model pack out."""

# The engine is imported inside the commands: torch takes seconds, and `--help` should not.
from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from graticule.cli.console import AsJson, Black, White, grey_range, progress, stdout
from graticule.errors import TrainingError
from graticule.learn.events import (
    PHASES,
    Ended,
    Event,
    Judged,
    PackWritten,
    Remark,
    Started,
    StepDone,
    TrainOptions,
    Validated,
    Working,
)

if TYPE_CHECKING:
    from rich.progress import TaskID


class Target(StrEnum):
    """What the annotations mean."""

    particles = "particles"
    classes = "classes"


_BARS = "▁▂▃▄▅▆▇█"
_POINTS = 16  # of the curve beside the bar
_WHY = {
    "steps": "all steps are done",
    "patience": "no better for a while",
    "kept": "stopped by you",
}


def train(
    recipe: Annotated[str, typer.Argument(help="Name of a recipe, or a TOML file.")],
    data: Annotated[
        list[Path], typer.Argument(help="Folders and files of annotated scans or images.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the pack; its name is the pack's.")],
    checkpoint: Annotated[
        Path | None, typer.Option(help="Folder to keep the training in, and to go on from.")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="How long to learn.", min=1)] = None,
    minutes: Annotated[
        float | None, typer.Option(help="As many steps as fit into this time.", min=0.1)
    ] = None,
    threads: Annotated[int | None, typer.Option(help="Of the CPU; default all.", min=1)] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps or xpu.")] = "auto",
    classes: Annotated[
        str | None, typer.Option(help="Names to learn, in their order: fibre,hair,sand.")
    ] = None,
    target: Annotated[
        Target | None, typer.Option(help="Tell single particles apart, or classes of pixels.")
    ] = None,
    single: Annotated[
        bool | None,
        typer.Option(help="Of classes, learn also where one object ends and the next begins."),
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(help="Encoder's first weights, a safetensors file.")
    ] = None,
    pixel_size: Annotated[
        str | None, typer.Option(help="Of a pixel that the network sees, such as 4um.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Another one, another result.")] = None,
    title: Annotated[str | None, typer.Option(help="What the pack calls itself.")] = None,
    licence: Annotated[str | None, typer.Option(help="Under which the pack is given on.")] = None,
    white: White = None,
    black: Black = None,
    as_json: AsJson = False,
) -> None:
    """Learn from annotated scans and write a model pack; stopped, the same command goes on."""
    from graticule.learn.training import iter_train_pack

    options = TrainOptions(
        steps=steps,
        minutes=minutes,
        threads=threads,
        device=device,
        classes=_names(classes),
        target=None if target is None else target.value,
        single=single,
        weights=None if weights is None else str(weights),
        pixel_size=pixel_size,
        seed=seed,
        title=title,
        licence=licence,
        white=white,
        black=black,
    )
    grey_range(black, white)  # told before the work begins
    with closing(iter_train_pack(recipe, data, out, options=options, folder=checkpoint)) as events:
        if as_json:
            _as_lines(events)
        else:
            _as_bars(events)


def _names(text: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (text or "").split(","))
    if text is not None and not all(names):
        raise TrainingError("--classes: write names with commas between them, such as fibre,hair")
    return names if text is not None else ()


def _as_lines(events: Iterator[Event]) -> None:
    from graticule.worker import encode_answer

    for event in events:
        typer.echo(encode_answer("", event).decode(), nl=False)


def _as_bars(events: Iterator[Event]) -> None:
    with progress() as bars:
        screen = _Screen(bars)
        for event in events:
            screen.show(event)


class _Screen:
    """A bar with the newest losses as a curve, and one line for each check."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}
        self._losses: list[float] = []
        self._steps = 0

    def show(self, event: Event) -> None:
        """Tell one event."""
        if isinstance(event, Working):
            self._bar(event.phase, PHASES[event.phase], event.done, event.total)
        elif isinstance(event, StepDone):
            self._losses.append(event.loss)
            text = f"{PHASES['training']} {_curve(self._losses)} loss {event.loss:.3f}"
            self._bar("training", text, event.step, event.steps)
        elif isinstance(event, PackWritten):
            self._end()
            stdout.print(f"Pack written: {event.path}", markup=False, soft_wrap=True)
        else:
            self._say(_line(event))

    def _bar(self, name: str, text: str, done: int, total: int) -> None:
        if name not in self._tasks:
            self._end()
            self._tasks[name] = self._bars.add_task(text)
        self._bars.update(self._tasks[name], description=text, completed=done, total=total or None)

    def _end(self) -> None:
        """Take away the bars of what is over; that of the learning stays."""
        for name in [name for name in self._tasks if name != "training"]:
            self._bars.remove_task(self._tasks.pop(name))

    def _say(self, text: str) -> None:
        if text:
            self._bars.console.print(text, markup=False, highlight=False, soft_wrap=True)


def _line(event: Event) -> str:
    """An event in a line; empty for those that need none."""
    if isinstance(event, Remark):
        return event.text
    if isinstance(event, Started):
        on = f"; goes on after step {event.step}" if event.step else ""
        return (
            f"{event.training} images to learn from, {event.validation} to test on; "
            f"{', '.join(event.classes[1:])}; {event.parameters / 1e6:.1f} M parameters on "
            f"{event.device}{on}"
        )
    if isinstance(event, Validated):
        value = event.metrics[event.metric]
        best = "the best so far" if event.better else f"best {event.best:.3f}"
        return f"step {event.step}: {event.metric} {value:.3f}, {best}"
    if isinstance(event, Ended):
        return f"{_WHY[event.why]}; the pack gets the weights of step {event.step}"
    if isinstance(event, Judged):
        told = ", ".join(f"{key} {value:.3f}" for key, value in event.metrics.items())
        return f"On {event.images} images that it has not learned from: {told}"
    return ""


def _curve(values: list[float]) -> str:
    """The means of equal parts of a row of numbers, as bars from the least to the largest."""
    count = min(_POINTS, len(values))
    parts = [
        values[i * len(values) // count : (i + 1) * len(values) // count] for i in range(count)
    ]
    means = [sum(part) / len(part) for part in parts]
    low, span = min(means), max(means) - min(means)
    return "".join(_BARS[round((m - low) / span * (len(_BARS) - 1)) if span else 0] for m in means)
