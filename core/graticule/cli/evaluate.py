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

import typer
from rich.progress import Progress, TaskID

from graticule.cli.console import AsJson, Black, White, grey_range, progress, say_json, stdout
from graticule.learn.events import TrainOptions

if TYPE_CHECKING:
    from graticule.evaluation.evaluating import Event, Reported
    from graticule.learn.cross_validation import Learning, Plan


class Target(StrEnum):
    """What the annotations mean."""

    particles = "particles"
    classes = "classes"


class Split(StrEnum):
    """Which of the scans are tested on."""

    validation = "validation"
    all = "all"


def evaluate(
    pack: Annotated[
        str,
        typer.Argument(help="Name or folder of a pack; with --folds or --learning-curve a recipe."),
    ],
    data: Annotated[
        list[Path], typer.Argument(help="Annotated scans, or folders of them.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder for the report and the error maps.")],
    split: Annotated[
        Split, typer.Option(help="validation: those that the pack was tested on, or set apart.")
    ] = Split.validation,
    against: Annotated[
        str | None, typer.Option(help="A second pack or recipe, tested on the same scans.")
    ] = None,
    folds: Annotated[
        int | None, typer.Option(help="Train that many times, each on all but one part.", min=2)
    ] = None,
    learning_curve: Annotated[
        bool, typer.Option("--learning-curve", help="Train on ever more of the annotations.")
    ] = False,
    shares: Annotated[
        str, typer.Option(help="Of the scans, for the learning curve.")
    ] = "0.125,0.25,0.5,1",
    steps: Annotated[int | None, typer.Option(help="Of each training.", min=1)] = None,
    minutes: Annotated[float | None, typer.Option(help="Of each training.", min=0.1)] = None,
    target: Annotated[
        Target | None, typer.Option(help="What a recipe learns, where it can learn either.")
    ] = None,
    protocol: Annotated[
        str | None,
        typer.Option(help="Cleans and separates particles; else the one that uses the pack."),
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, mps or xpu.")] = "auto",
    white: White = None,
    black: Black = None,
    as_json: AsJson = False,
) -> None:
    """Test a pack on annotated scans; write a report (HTML and Excel) and maps of the errors."""
    from graticule.api.learning import particle_rules
    from graticule.evaluation.evaluating import EvaluationRequest, iter_evaluate_pack
    from graticule.learn.cross_validation import iter_evaluate_curve, iter_evaluate_folds
    from graticule.models import load_pack
    from graticule.segment import PackSettings

    if folds is not None and learning_curve:
        raise typer.BadParameter("choose --folds or --learning-curve", param_hint="--folds")
    trained = folds is not None or learning_curve
    first = None if trained else load_pack(pack)
    request = EvaluationRequest(
        split=split.value,
        rules=particle_rules(first, protocol),
        settings=PackSettings(device=device),
        command=shlex.join(["graticule", *sys.argv[1:]]),
        grey_range=grey_range(black, white),
    )
    if first is not None:
        rival = load_pack(against) if against is not None else None
        work = iter_evaluate_pack(first, data, out, rival=rival, request=request)
    else:
        names = [pack] if against is None else [pack, against]
        options = TrainOptions(
            steps=steps,
            minutes=minutes,
            device=device,
            target=None if target is None else target.value,
        )
        plans = _plans(names, options)
        if folds is not None:
            work = iter_evaluate_folds(plans, data, out, count=folds, request=request)
        else:
            work = iter_evaluate_curve(plans, data, out, shares=_shares(shares), request=request)
    with closing(work):  # pyright: ignore[reportArgumentType] - a generator
        reported = _followed(work, as_json)
    if reported is not None and not as_json:
        _tell(reported)


def _plans(names: list[str], options: TrainOptions) -> list[Plan]:
    from graticule.learn.cross_validation import Plan
    from graticule.learn.recipe import load_recipe

    titles = [Path(name).stem for name in names]
    if len(set(titles)) < len(titles):
        raise typer.BadParameter("the two recipes need different names", param_hint="--against")
    return [
        Plan(title, load_recipe(name).with_options(options))
        for title, name in zip(titles, names, strict=True)
    ]


def _shares(text: str) -> list[float]:
    try:
        shares = [float(part) for part in text.split(",")]
    except ValueError:
        shares = []
    if not shares or not all(0 < share <= 1 for share in shares):
        raise typer.BadParameter("write shares such as 0.25,0.5,1", param_hint="--shares")
    return shares


def _followed(work: Iterator[Event | Learning], as_json: bool) -> Reported | None:
    """Show events as lines or as bars; the last one."""
    from graticule.evaluation.evaluating import Remarked, Reported

    last: Reported | None = None
    with progress() as bars:
        tasks: dict[str, TaskID] = {}
        for event in work:
            if as_json:
                say_json({"event": type(event).__name__, **asdict(event)})
            elif isinstance(event, Remarked):
                bars.console.print(event.text, style="yellow", markup=False)
            else:
                _show(event, bars, tasks)
            if isinstance(event, Reported):
                last = event
    return last


def _show(event: Event | Learning, bars: Progress, tasks: dict[str, TaskID]) -> None:
    """One bar for the trainings, one for the steps of the one under way, one for the scans."""
    from graticule.evaluation.evaluating import Judging, ScanJudged
    from graticule.learn.cross_validation import Learning
    from graticule.learn.events import StepDone

    def bar(name: str, text: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = bars.add_task(text, total=total)
        bars.update(tasks[name], description=text, completed=done, total=total)

    if isinstance(event, Learning):
        bar("trainings", event.what, event.number - 1, event.count)
        if isinstance(event.event, StepDone):
            bar("steps", "learning", event.event.step, event.event.steps)
    elif isinstance(event, Judging):
        bar("scans", f"{event.scan}: {event.step}", event.number - 1, event.scans)
    elif isinstance(event, ScanJudged):
        bar("scans", event.scan, event.number, event.scans)


def _tell(reported: Reported) -> None:
    for name, value in reported.figures.items():
        stdout.print(f"{name:24} {value:.4f}", markup=False, highlight=False)
    stdout.print(f"Wrote {reported.page} and {reported.book}", markup=False, soft_wrap=True)
