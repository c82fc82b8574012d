"""Trainings for the sake of a test: k folds, and ever more annotations. Each goes on if killed."""

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from graticule.annotations import Dataset, folds, read_sources, split
from graticule.annotations.source import Source
from graticule.errors import TrainingError
from graticule.evaluation.counting import BLOCK
from graticule.evaluation.evaluating import (
    EvaluationRequest,
    Event,
    Remarked,
    Reported,
    close_all,
    counting_words,
    run_of,
    write_reports,
)
from graticule.evaluation.judging import judge
from graticule.evaluation.outcome import CurvePoint, Outcome, PackRun, area_in, area_of
from graticule.learn.events import Event as TrainEvent
from graticule.learn.events import TrainOptions
from graticule.learn.folder import TrainingOrder
from graticule.learn.parts import Parts
from graticule.learn.recipe import Recipe
from graticule.learn.training import Place, fitted, iter_train_parts
from graticule.models import load_pack

SHARES = (0.125, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Learning:
    """Training `number` of `count` is under way; `event` is what it tells."""

    what: str
    number: int
    count: int
    event: TrainEvent


Events = Generator[Event | Learning, None, None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Trainings by one recipe, under the name that the report gives it."""

    name: str
    recipe: Recipe


def iter_evaluate_folds(
    plans: Sequence[Plan],
    data: Sequence[Path],
    out: Path,
    *,
    count: int,
    request: EvaluationRequest | None = None,
) -> Events:
    """Train `count` times by each plan, each time testing on another part; write the report.

    Parts hold whole scans, of about the same annotated area; scans of the same view stay
    together. All plans learn and are tested on the same parts. Killed, the same call goes on.
    """
    bench = _Bench(plans, data, out, request or EvaluationRequest())
    try:
        yield from bench.remarks()
        sources = bench.dataset.sources
        parts = folds(sources, count, weights=[known_px(source) for source in sources])
        runs: list[PackRun] = []
        for number in range(len(plans)):
            run = yield from _run_folds(bench, number, parts)
            runs.append(run)
        yield bench.report(
            runs,
            f"{count}-fold cross-validation: {count} trainings, each tested on scans that it has "
            "not seen at all; every scan is tested on once.",
        )
    finally:
        close_all(bench.dataset.sources)


def _run_folds(
    bench: "_Bench", number: int, parts: Sequence[Sequence[Source]]
) -> Generator[Event | Learning, None, PackRun]:
    tested: list[PackRun] = []
    for index, test in enumerate(parts):
        training = [s for i, part in enumerate(parts) if i != index for s in part]
        what = f"fold {index + 1}"
        run = yield from bench.trained(number, what, training, test, (index + 1, len(parts)))
        tested.append(run)
    first = tested[0]
    return PackRun(
        name=bench.plans[number].name,
        title=first.title,
        classes=first.classes,
        particles=first.particles,
        scans=tuple(scan for run in tested for scan in run.scans),
        parts=tuple((f"fold {i}", run.total.confusion.mean_iou) for i, run in enumerate(tested, 1)),
        parts_are="folds",
        temperature=first.temperature,
        simulated=first.simulated,
        learned=(
            "In each fold a part of the scans to learn from was kept to choose the best moment and "
            "the temperature; those tested on chose nothing."
        ),
        facts={
            f"fold {i}, {key}": value
            for i, run in enumerate(tested, 1)
            for key, value in run.facts.items()
        },
    )


def iter_evaluate_curve(
    plans: Sequence[Plan],
    data: Sequence[Path],
    out: Path,
    *,
    shares: Sequence[float] = SHARES,
    request: EvaluationRequest | None = None,
) -> Events:
    """Train on ever more of the annotations and test on the same scans (S1, 3.2); the report.

    Each share of the scans holds the smaller ones; the scans to test on, and those by which the
    best moment is chosen, are the same for all. Killed, the same call goes on.
    """
    bench = _Bench(plans, data, out, request or EvaluationRequest())
    try:
        yield from bench.remarks()
        training, test = split(bench.dataset.sources, plans[0].recipe.validation)
        if not test or len(training) < 3:
            raise TrainingError(
                f"{len(bench.dataset.sources)} annotated scans are too few for a learning curve: "
                "some are tested on, some choose the best moment, and a few must be left to learn "
                "from"
            )
        learn, choose = _kept_apart(training, plans[0].recipe.validation)
        steps = _steps(learn, shares)
        _, unit = area_of([(known_px(s), s.pixel_size) for s in learn])
        runs, points = [], []
        for number, plan in enumerate(plans):
            run: PackRun | None = None
            for index, part in enumerate(steps, 1):
                what = f"{len(part)} scans"
                at = index, len(steps)
                run = yield from bench.trained(number, what, part, test, at, choose=choose)
                area = area_in(unit, [(known_px(s), s.pixel_size) for s in part])
                mean = run.total.confusion.mean_iou
                points.append(CurvePoint(plan.name, area, unit, len(part), mean))
            if run is not None:
                runs.append(run)
        yield bench.report(
            runs,
            f"{len(test)} scans are tested on; {len(choose)} others chose the best moment. The "
            f"figures are of the training on all {len(steps[-1])} scans to learn from.",
            points=tuple(points),
        )
    finally:
        close_all(bench.dataset.sources)


class _Bench:
    """What all trainings of a test share: data, folder, rules."""

    def __init__(
        self, plans: Sequence[Plan], data: Sequence[Path], out: Path, request: EvaluationRequest
    ) -> None:
        first = plans[0].recipe
        for plan in plans[1:]:
            if (plan.recipe.target, plan.recipe.grid) != (first.target, first.grid):
                raise TrainingError(
                    f"{plan.name} and {plans[0].name} learn different things, or at different "
                    "pixel sizes: test them one by one"
                )
        self.dataset: Dataset = read_sources(
            data,
            target=first.target,
            classes=first.about.classes,
            pixel_size=first.grid,
            grey_range=request.grey_range,
        )
        self.plans = [Plan(p.name, fitted(p.recipe, self.dataset)) for p in plans]
        self.out, self.request = out, request

    def remarks(self) -> Generator[Event, None, None]:
        """What the user should know of the annotations."""
        yield from (Remarked(note) for note in self.dataset.notes)

    def trained(
        self,
        number: int,
        what: str,
        training: Sequence[Source],
        test: Sequence[Source],
        at: tuple[int, int],
        *,
        choose: Sequence[Source] | None = None,
    ) -> Generator[Event | Learning, None, PackRun]:
        """Train a plan on some scans, or take the training that was finished; test it on others."""
        plan = self.plans[number]
        if choose is None:
            training, choose = _kept_apart(training, plan.recipe.validation)
        folder = self.out / "trainings" / f"{plan.name}-{what}".replace(" ", "-")
        place = Place(folder=folder / "training", command=self.request.command)
        greys = self.request.grey_range
        options = TrainOptions(white=greys and greys.white, black=greys and greys.black)
        order = TrainingOrder(
            recipe=plan.recipe.text(), data=(), out=str(folder / "pack"), options=options
        )
        parts = Parts(training, choose)
        for event in iter_train_parts(plan.recipe, parts, folder / "pack", place, order=order):
            yield Learning(f"{plan.name}, {what}", *at, event)
        pack = load_pack(folder / "pack")
        scans = yield from judge(
            pack, test, folder / "scans",
            rules=self.request.rules_for(pack.distance), settings=self.request.settings,
        )  # fmt: skip
        return run_of(pack, plan.name, scans)

    def report(
        self, runs: Sequence[PackRun], words: str, *, points: tuple[CurvePoint, ...] = ()
    ) -> Reported:
        """Write both files."""
        distance = self.plans[0].recipe.learned.distance
        outcome = Outcome(
            runs=tuple(runs),
            split=words,
            counting=counting_words(self.request.rules_for(distance)),
            notes=tuple(self.dataset.notes),
            command=self.request.command,
            made=datetime.now().astimezone().isoformat(timespec="seconds"),
            curve=points,
        )
        return write_reports(outcome, self.out)


def known_px(source: Source) -> int:
    """How many px somebody has looked at."""
    return sum(int(source.known(box).sum()) for box in source.box.blocks(BLOCK))


def _kept_apart(training: Sequence[Source], share: float) -> tuple[list[Source], list[Source]]:
    """(to learn from, to choose the best moment by): whole scans, no view in both."""
    parts = folds(training, max(2, round(1 / share)) if len(training) > round(1 / share) else 2)
    return [source for part in parts[1:] for source in part], list(parts[0])


def _steps(learn: Sequence[Source], shares: Sequence[float]) -> list[list[Source]]:
    """Ever larger parts, in an order that goes by content and not by name."""
    ordered = sorted(learn, key=lambda source: source.content)
    counts = sorted({max(1, math.ceil(len(ordered) * share)) for share in shares})
    return [ordered[:count] for count in counts]
