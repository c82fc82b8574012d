"""A pack, annotated scans and, at the end, a report: one generator of events."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from graticule.annotations import Kind, read_sources
from graticule.annotations.source import Source
from graticule.errors import TrainingError
from graticule.evaluation.book import write_book
from graticule.evaluation.fairness import Chosen, Split, choose
from graticule.evaluation.figures import ScanFigures
from graticule.evaluation.judging import Judging, ScanJudged, folder_name, judge
from graticule.evaluation.objects import ParticleRules
from graticule.evaluation.outcome import Outcome, PackRun, tenths_of, total_of
from graticule.evaluation.page import write_page
from graticule.instances import SEPARATIONS, SeparationSettings
from graticule.models import Pack
from graticule.reports import collect_versions
from graticule.scans import GreyRange
from graticule.segment import PackSettings

PAGE, BOOK = "report.html", "report.xlsx"
_TENTHS = "tenths of the test area"


@dataclass(frozen=True, slots=True)
class Remarked:
    """Something about the annotations that a person should know, and that stops nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Reported:
    """The last event: both files are written; `figures` are the main ones by name."""

    page: str
    book: str
    figures: dict[str, float] = field(default_factory=dict)


Event = Judging | ScanJudged | Remarked | Reported


@dataclass(frozen=True, kw_only=True)
class EvaluationRequest:
    """What is wanted: `rules` None takes particles as they hang together, or as the pack parts
    them. `command` is told in the report. `grey_range` is black and white of all scans as the user
    says.
    """

    split: Split = "validation"
    rules: ParticleRules | None = None
    settings: PackSettings = field(default_factory=PackSettings)
    command: str = ""
    grey_range: GreyRange | None = None

    def rules_for(self, particles: bool) -> ParticleRules:
        """How particles are made of pixels; `particles`: the network tells their distance."""
        if self.rules is not None:
            return self.rules
        method = "distance" if particles else "none"
        return ParticleRules(separation=SeparationSettings(method=method))


def iter_evaluate_pack(
    pack: Pack,
    data: Sequence[Path],
    out: Path,
    *,
    rival: Pack | None = None,
    request: EvaluationRequest | None = None,
) -> Iterator[Event]:
    """Test a pack, and a rival on the same scans; write report.html and report.xlsx into `out`.

    Raises `GraticuleError`s, among them one for a scan that a pack has learned from. Killed, the
    same call goes on after the last scan that was counted.
    """
    request = request or EvaluationRequest()
    packs = [pack] if rival is None else [pack, rival]
    refuse_different(packs)
    dataset = read_sources(
        data,
        target=labels_of(pack),
        classes=[info.name for info in pack.classes],
        pixel_size=pack.pixel_size,
        grey_range=request.grey_range,
    )
    try:
        for note in dataset.notes:
            yield Remarked(note)
        refuse_classes(pack, dataset.classes)
        chosen = choose(packs, dataset.sources, request.split)
        runs = []
        for number, each in enumerate(packs):
            name = each.name if number == 0 or each.name != pack.name else f"{each.name} (2)"
            run = yield from _run(each, name, chosen, out, request)
            runs.append(run)
        outcome = Outcome(
            runs=tuple(runs),
            split=chosen.split,
            counting=counting_words(request.rules_for(pack.distance)),
            notes=tuple(dataset.notes),
            command=request.command,
            made=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
        yield write_reports(outcome, out)
    finally:
        close_all(dataset.sources)


def _run(
    pack: Pack, name: str, chosen: Chosen, out: Path, request: EvaluationRequest
) -> Generator[Event, None, PackRun]:
    scans = yield from judge(
        pack,
        chosen.sources,
        out / "scans" / folder_name(name),
        rules=request.rules_for(pack.distance),
        settings=request.settings,
    )
    return run_of(pack, name, scans, learned=chosen.learned)


def run_of(pack: Pack, name: str, scans: Sequence[ScanFigures], *, learned: str = "") -> PackRun:
    """One pack's figures, with their scatter over tenths of the test area."""
    return PackRun(
        name=name,
        title=pack.title,
        classes=pack.classes,
        particles=labels_of(pack) == "particles",
        scans=tuple(scans),
        parts=tenths_of(total_of(scans)),
        parts_are=_TENTHS,
        temperature=pack.temperature,
        simulated=pack.simulated,
        learned=learned,
        facts=facts_of(pack),
    )


def facts_of(pack: Pack) -> dict[str, str]:
    """Which pack it was, by what no name can hide."""
    told = {
        "folder": str(pack.path),
        "SHA-256": pack.sha256,
        "pixel size": pack.working_pixel_size or "as scanned",
    }
    if command := pack.training.get("command"):
        told["made by"] = str(command)
    versions = collect_versions()
    told["program"] = ", ".join(
        f"{k} {versions[k]}" for k in ("graticule", "torch") if k in versions
    )
    return told


_CLEANED = {
    "min_diameter": "smaller ones than {} across are left out",
    "min_area": "smaller ones than {} are left out",
    "max_diameter": "larger ones than {} across are left out",
    "max_hole": "holes up to {} are filled",
}


def _cleaned(limits: Mapping[str, Any]) -> Iterator[str]:
    return (_CLEANED[key].format(limit) for key, limit in limits.items() if limit)


def counting_words(rules: ParticleRules) -> str:
    """How particles were made of pixels, in a sentence or two."""
    cleaning = msgspec.to_builtins(rules.cleaning)
    own = cleaning.pop("classes")
    parts = list(_cleaned(cleaning))
    for name, limits in own.items():
        parts += [f"of {name} {words}" for words in _cleaned(limits)]
    separated = SEPARATIONS[rules.separation.method].told
    for name in rules.separation.classes:
        separated += f", of {name} {SEPARATIONS[rules.separation.of(name).method].told}"
    by = f" ({rules.origin})" if rules.origin else ""
    told = "; ".join([separated, *parts])
    return (
        f"Pixels are counted as the network answers. Particles of the answer{by}: {told}. "
        "Annotated particles are taken as they were drawn, those at the edge of a scan included."
    )


def labels_of(pack: Pack) -> Kind:
    """What annotations mean to a pack: one that tells several classes apart was taught classes."""
    return "particles" if pack.distance and len(pack.classes) == 2 else "classes"


def refuse_different(packs: Sequence[Pack]) -> None:
    """`TrainingError` for packs that cannot be compared on the same pixels."""
    first = packs[0]
    for pack in packs[1:]:
        if [c.name for c in pack.classes] != [c.name for c in first.classes]:
            raise TrainingError(f"{pack.name} and {first.name} do not know the same classes")
        if (pack.pixel_size, pack.distance) != (first.pixel_size, first.distance):
            raise TrainingError(
                f"{pack.name} and {first.name} do not work at the same pixel size: test them one "
                "by one"
            )


def refuse_classes(pack: Pack, classes: Sequence[str]) -> None:
    """`TrainingError` where the annotations have classes that the pack does not know."""
    known = [info.name for info in pack.classes]
    if labels_of(pack) == "classes" and list(classes) != known:
        strange = [name for name in classes if name not in known] or list(classes)
        raise TrainingError(
            f"the annotations have the classes {', '.join(strange)}, and {pack.name} knows "
            f"{', '.join(known)}: name them alike"
        )


def write_reports(outcome: Outcome, out: Path) -> Reported:
    """Both files, each whole or not at all."""
    write_page(outcome, out / PAGE)
    write_book(outcome, out / BOOK)
    return Reported(str(out / PAGE), str(out / BOOK), main_figures(outcome.run))


def main_figures(run: PackRun) -> dict[str, float]:
    """What a script would ask for, by name."""
    agreement, total = run.agreement, run.total
    overall = agreement.overall
    asked, found = overall.found + overall.missed, overall.found + overall.spurious
    told = {
        "mean_iou": agreement.mean("iou"),
        "mean_dice": agreement.mean("dice"),
        "accuracy": total.confusion.accuracy,
        "balanced_accuracy": total.confusion.balanced_accuracy,
        "particle_f1": overall.f1,
        "aji_plus": total.aji_plus(),
        "count_error": found / asked - 1 if asked else float("nan"),
        "calibration_error": total.reliability("marked").error,
    }
    for number, info in list(enumerate(run.classes))[1:]:
        row, counts = agreement.row(number), agreement.counts(number)
        told |= {
            f"iou_{info.name}": row.iou,
            f"precision_{info.name}": row.precision,
            f"recall_{info.name}": row.recall,
            f"f1_{info.name}": row.f1,
        }
        if row.annotated:
            error = (counts.found + counts.spurious) / row.annotated - 1
            told[f"count_error_{info.name}"] = error
    return {key: round(value, 4) for key, value in told.items() if value == value}  # no NaN


def close_all(sources: Sequence[Source]) -> None:
    """Let go of every file."""
    for source in sources:
        source.close()
