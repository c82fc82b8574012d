"""What the report says in words, on a page or in a workbook: how good, on what, where it fails."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from graticule.evaluation.figures import ScanFigures
from graticule.evaluation.outcome import (
    Outcome,
    PackRun,
    common_pixel,
    curves_of,
    known_area,
    size_steps,
)
from graticule.evaluation.statistics import fitted_curve, saving_factor

_WORST = 4  # scans whose error maps are shown
_SURE = 0.05  # difference between sureness and truth from which it is worth a sentence
_LIKELY = 0.05  # p below which a difference is told as one


def first_page(outcome: Outcome) -> list[tuple[str, Iterator[str]]]:
    """The sections of the first page: title and sentences, the most important first."""
    run = outcome.run
    compared = [("Compared", comparison(outcome))] if outcome.rival is not None else []
    return [
        ("How good", how_good(run)),
        *compared,
        ("On what", on_what(outcome)),
        ("Where it fails", where_it_fails(run)),
    ]


def how_good(run: PackRun) -> Iterator[str]:
    """One sentence for each thing that a user would ask first."""
    if run.particles:
        yield from _of_particles(run)
        yield from _of_pixels(run)
    else:  # a class may be a layer, of which nobody asks how many there are
        yield from _of_pixels(run)
        yield from _of_particles(run)
    reliability = run.total.reliability("marked")
    if reliability.pixels and abs(reliability.lean) >= _SURE:
        much = "more" if reliability.lean > 0 else "less"
        yield (
            f"It is {much} sure of itself than it should be: where it marks something, it is right "
            f"{abs(reliability.lean):.0%} {'less' if reliability.lean > 0 else 'more'} often than "
            "it claims."
        )


def _of_pixels(run: PackRun) -> Iterator[str]:
    agreement = run.agreement
    iou, dice = agreement.mean("iou"), agreement.mean("dice")
    if math.isnan(iou):
        return
    which = "" if len(agreement.annotated) == 1 else ", the mean of its classes"
    yield (
        f"Pixel by pixel, answer and annotation share {iou:.2f} of what either marks "
        f"(IoU{which}; 1 is perfect; Dice {dice:.2f})."
    )


def _of_particles(run: PackRun) -> Iterator[str]:
    agreement = run.agreement
    overall = agreement.overall
    annotated, given = overall.found + overall.missed, overall.found + overall.spurious
    if not annotated:
        return
    real = overall.found / max(1, given)
    yield (
        f"Of 100 particles that people drew, it finds {_hundred(overall.found / annotated)} "
        f"({overall.found:,} of {annotated:,}); of 100 that it reports, {_hundred(real)} are "
        "ones that people drew. A particle counts as found where the two outlines overlap by "
        "more than half (IoU > 0.5)."
    )
    if len(run.classes) > 2:
        wrong = agreement.objects[1:, 1:].sum() - np.trace(agreement.objects[1:, 1:])
        yield (
            f"Of the particles that it finds, {_hundred(1 - wrong / max(1, overall.found))} of 100 "
            "are given the class that people gave them."
        )
    yield (
        f"It counts {given:,} where people counted {annotated:,} ({_signed(given / annotated)})."
    )


def on_what(outcome: Outcome) -> Iterator[str]:
    """Which scans, and why they are a fair test."""
    run = outcome.run
    area, unit = known_area(run.scans)
    drawn = int(run.agreement.objects[1:].sum())
    scans = "1 scan" if len(run.scans) == 1 else f"{len(run.scans)} scans or images"
    yield f"{scans}, {area:,.3g} {unit} that people looked at, with {drawn:,} annotated particles."
    yield outcome.split
    if run.learned:
        yield run.learned
    if run.simulated:
        yield "This pack learned from simulated scans: real ones may come out worse."
    yield from outcome.notes


def where_it_fails(run: PackRun) -> Iterator[str]:
    """The largest sources of error, the largest first."""
    modes = run.total.modes
    wrong = {name: px for name, px in modes.items() if name != "correct"}
    total = sum(wrong.values())
    if not total:
        yield "Not one pixel is wrong."
        return
    parts = ", ".join(
        f"{px / total:.0%} {_MODE_WORDS[name]}"
        for name, px in sorted(wrong.items(), key=lambda item: -item[1])
        if px
    )
    yield f"Of the wrong pixels, {parts}."
    yield from _confusions(run)
    yield from _small_ones(run)
    worst = run.worst
    if len(worst) > 1 and worst[0].figures.worth < 1:
        names = ", ".join(
            f"{scan.name} ({scan.figures.worth:.2f})" for scan in worst[: min(3, len(worst) - 1)]
        )
        median = float(np.median([scan.figures.worth for scan in worst]))
        yield f"The worst scans by mean IoU: {names}; half of all scans are above {median:.2f}."


_MODE_WORDS = {
    "missed": "were missed (people marked them, the answer has background)",
    "false": "were found where people marked nothing",
    "confused": "were found, but as another class",
}


def _confusions(run: PackRun) -> Iterator[str]:
    """The most frequent mistake of one class for another, and the class that suffers most."""
    table = run.total.pixels
    if len(run.classes) < 3:
        return
    asked = table[1:].sum(axis=1)
    between = table[1:, 1:].astype(float)
    np.fill_diagonal(between, 0)
    shares = between / np.maximum(asked, 1)[:, None]
    i, j = np.unravel_index(int(shares.argmax()), shares.shape)
    if shares[i, j] >= 0.01:
        yield (
            f"The most frequent confusion: {shares[i, j]:.0%} of the pixels annotated as "
            f"{run.classes[i + 1].name} are taken for {run.classes[j + 1].name}."
        )
    there = run.agreement.annotated
    if len(there) > 1:
        rows = [run.agreement.row(number) for number in there]
        weakest = min(rows, key=lambda row: row.iou)
        yield (
            f"The weakest class is {weakest.name}: IoU {weakest.iou:.2f}, {weakest.precision:.0%} "
            f"of what is called so is, {weakest.recall:.0%} of it is found."
        )


def _small_ones(run: PackRun) -> Iterator[str]:
    steps = size_steps(run.total)
    if len(steps) < 2:
        return
    shares = [hit / asked for _, _, asked, hit in steps]
    lowest = int(np.argmin(shares))
    low, high, asked, hit = steps[lowest]
    if shares[lowest] < max(shares) - 0.1:
        yield (
            f"It finds fewest of the particles of {size_range(run, low, high)} in diameter: "
            f"{hit:,} of {asked:,} ({hit / asked:.0%}); at best it finds {max(shares):.0%}."
        )


def size_range(run: PackRun, low: float, high: float) -> str:
    """Diameters in the scans' unit where all have one pixel size, else in px."""
    pixel = common_pixel(run.scans)
    if pixel is None:
        return f"{low:.0f}–{high:.0f} px"
    return f"{low * pixel.value:.3g}–{high * pixel.value:.3g} {pixel.unit}"


def comparison(outcome: Outcome) -> Iterator[str]:
    """The two runs side by side, and whether the difference is more than scatter."""
    run, rival, test = outcome.run, outcome.rival, outcome.test
    if rival is None:
        return
    a, b = run.agreement.mean("iou"), rival.agreement.mean("iou")
    yield (
        f"Mean IoU over the same scans: {a:.3f} for {run.shown_name}, {b:.3f} for "
        f"{rival.shown_name}."
    )
    if test is None:
        yield "There are too few parts to say whether the difference is more than chance."
        return
    mean = (
        f"Over {test.pairs} {run.parts_are} the mean difference is {test.difference:+.3f} in "
        "mean IoU"
    )
    if math.isnan(test.p):
        yield f"{mean}, the same in each."
        return
    better = run if test.difference > 0 else rival
    verdict = (
        f"{better.shown_name} is better"
        if test.p < _LIKELY
        else "a difference like this is to be expected by chance"
    )
    yield f"{mean} (paired t-test: t = {test.t:.2f}, p = {test.p:.2g}): {verdict}."
    if "tenths" in run.parts_are:
        yield (
            "Tenths of the same scans are no independent samples: the test tells whether the "
            "difference holds all over this test area, not whether it will on other samples."
        )


def more_annotations(outcome: Outcome) -> Iterator[str]:
    """What more annotations brought, would bring, and how many a rival needs for as much."""
    curves = curves_of(outcome.curve)
    unit = outcome.curve[0].unit
    for name, (areas, values) in curves.items():
        yield (
            f"“{name}”: mean IoU {values[0]:.2f} after {areas[0]:.3g} {unit}, {values[-1]:.2f} "
            f"after {areas[-1]:.3g} {unit}."
        )
        fit = fitted_curve(areas, values)
        if fit is not None:
            twice = float(fit.at(np.array([2 * areas[-1]]))[0])
            yield (
                f"If it goes on as before, twice the annotations would bring it to about "
                f"{max(twice, values[-1]):.2f} (fitted curve: {fit.limit:.2f} − {fit.drop:.3g} · "
                f"area^−{fit.rate:.2f}; a guess, the more so with few points)."
            )
    if len(curves) == 2:
        (first, mine), (second, theirs) = curves.items()
        for name, a, other, b in ((first, mine, second, theirs), (second, theirs, first, mine)):
            factor = saving_factor(a, b)
            if factor is not None and factor > 1:
                yield (
                    f"“{name}” needs {factor:.1f} times less annotated area to be as good as "
                    f"“{other}” at its best."
                )


def _hundred(share: float) -> str:
    """A share as a number out of a hundred; never "100" or "0" where one is wrong or right."""
    percent = 100 * share
    if 99.5 <= percent < 100:
        return "more than 99"
    return "fewer than 1" if 0 < percent < 0.5 else f"{percent:.0f}"


def _signed(ratio: float) -> str:
    """How far a count is off, from found over annotated."""
    if ratio >= 2:
        return f"{ratio:.1f} times as many"
    off = ratio - 1
    if abs(off) < 0.0005:
        return "no difference"
    return f"{abs(off):.1%} {'too many' if off > 0 else 'too few'}"


def key_figures(run: PackRun) -> list[tuple[str, str]]:
    """The numbers that are shown large, with what they are."""
    overall, agreement = run.agreement.overall, run.agreement
    annotated, found = overall.found + overall.missed, overall.found + overall.spurious
    one = len(agreement.annotated) == 1
    figures = [(f"{agreement.mean('iou'):.2f}", "IoU" if one else "mean IoU of the classes")]
    if annotated:
        f1 = overall.f1 if one else agreement.mean("f1")
        figures += [
            (f"{f1:.2f}", "F1 of particles" + ("" if one else ", mean of the classes")),
            (_ratio(found / annotated), "error of the count"),
        ]
    if run.particles:
        figures.append((f"{run.total.aji_plus():.2f}", "AJI+ (outlines)"))
    figures.append((f"{len(run.scans)}", "scans tested"))
    return figures


def _ratio(ratio: float) -> str:
    return f"× {ratio:.1f}" if ratio >= 2 else f"{ratio - 1:+.1%}".replace("-", "−")


def calibration_words(run: PackRun) -> Iterator[str]:
    """Expected calibration error, and the temperature that would suit these scans."""
    everywhere, marked = (run.total.reliability(name) for name in ("everywhere", "marked"))
    yield (
        f"Expected calibration error: {everywhere.error:.3f} over {everywhere.pixels:,} pixels, "
        f"{marked.error:.3f} over the {marked.pixels:,} where the answer is more than background "
        "(0 is perfect; 15 bins). Pixels of background that the program leaves out by "
        "itself are not counted."
    )
    best = run.best_temperature
    if best is not None:
        yield (
            f"The pack's probabilities are softened by a temperature of {run.temperature:g}; on "
            f"these scans {best:g} would fit best."
        )


def worst_pictures(run: PackRun) -> Iterator[list[tuple[str, Path]]]:
    """Of each of the worst scans what its saved pictures show, and where they are."""
    for scan in run.worst[:_WORST]:
        paths = [Path(scan.folder) / name for name in scan.pictures[:3]]
        yield [(_caption(scan, n), path) for n, path in enumerate(paths) if path.is_file()]


def _caption(scan: ScanFigures, number: int) -> str:
    """What a scan's picture shows; the first is of the whole scan."""
    if number:
        return f"{scan.name}: a place where much is wrong, closer"
    modes = scan.figures.modes
    told = ", ".join(f"{name} {px:,} px" for name, px in modes.items() if px)
    return f"{scan.name}: IoU {scan.figures.worth:.2f} ({told or 'nothing on it'})"
