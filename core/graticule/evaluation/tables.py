"""The tables of a report, once for the page and once for the workbook."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from graticule.evaluation.figures import ScanFigures
from graticule.evaluation.outcome import CurvePoint, PackRun

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, a sentence on what was counted, and rows of plain values.

    A float is shown in the column's `formats` of Excel, such as "0.000"; NaN as a dash.
    """

    title: str
    note: str
    headings: tuple[str, ...]
    formats: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def pixel_table(run: PackRun) -> Table:
    """Per class what pixels tell, background and mean among them."""
    confusion = run.total.confusion
    columns = (
        confusion.iou, confusion.dice, confusion.precision, confusion.recall,
        confusion.f_score(0.5), confusion.f_score(2),
    )  # fmt: skip
    asked, given = confusion.table.sum(axis=1), confusion.table.sum(axis=0)
    there = run.agreement.annotated
    rows = [
        (info.name, *(float(c[number]) for c in columns), int(asked[number]), int(given[number]))
        for number, info in _marked_first(run)
    ]
    if len(there) > 1:
        means = (float(np.nanmean(column[there])) for column in columns)
        mean = ("Mean without background", *means, int(asked[1:].sum()), int(given[1:].sum()))
        rows.insert(len(run.classes) - 1, mean)
    return Table(
        "Pixels, class by class",
        "Counted over all scans together, then divided: a large scan weighs more than a small "
        "one. IoU: pixels that annotation and answer share, of those that either has. Precision: "
        "share of what was called so that is. Recall: share of what is that was found. F0.5 leans "
        "to precision, F2 to recall; F1 is Dice. The mean is over annotated classes. All pixels: "
        f"{confusion.accuracy:.2%} are right; balanced accuracy (mean recall, background "
        f"included) {confusion.balanced_accuracy:.3f}.",
        (
            "Class", "IoU", "Dice (F1)", "Precision", "Recall", "F0.5", "F2", "Annotated px",
            "Found px",
        ),
        ("", *("0.000",) * 6, "#,##0", "#,##0"),
        tuple(rows),
    )  # fmt: skip


def _marked_first(run: PackRun) -> Iterator:
    yield from list(enumerate(run.classes))[1:]
    yield 0, run.classes[0]


def particle_table(run: PackRun) -> Table:
    """Per class what particles tell."""
    agreement, total = run.agreement, run.total
    rows = []
    for number in range(1, len(run.classes)):
        row, counts = agreement.row(number), agreement.counts(number)
        found = counts.found + counts.spurious
        error = found / row.annotated - 1 if row.annotated else math.nan
        rows.append(
            (
                row.name, row.annotated, found, error, row.correct, row.confused, row.missed,
                row.false, row.f1, total.aji_plus(number),
            )
        )  # fmt: skip
    if len(rows) > 1:
        counts = agreement.overall
        asked, found = counts.found + counts.missed, counts.found + counts.spurious
        error = found / asked - 1 if asked else math.nan
        rows.append(
            (
                "All as one class", asked, found, error, counts.found, 0, counts.missed,
                counts.spurious, counts.f1 if asked or found else math.nan, total.aji_plus(),
            )
        )  # fmt: skip
    return Table(
        "Particles, class by class",
        "An annotated and a found particle are the same where their IoU is above 0.5; no two can "
        "share a partner. Correct: found as the same class; confused: found as another. F1: twice "
        "the correct ones, divided by annotated and found together. AJI+: pixels shared by "
        "partners, divided by those of partners and of particles without one. Count error: found "
        "divided by annotated, less 1.",
        (
            "Class", "Annotated", "Found", "Count error", "Correct", "Confused", "Missed",
            "False", "F1", "AJI+",
        ),
        ("", "#,##0", "#,##0", "+0.0%;-0.0%;0.0%", *("#,##0",) * 4, "0.000", "0.000"),
        tuple(rows),
    )  # fmt: skip


def confusion_table(run: PackRun) -> Table:
    """How pixels of each annotated class were found."""
    names = [info.name for info in run.classes]
    rows = tuple(
        (name, *map(int, line)) for name, line in zip(names, run.total.pixels, strict=True)
    )
    return Table(
        "Confusion matrix, pixels",
        "Rows: annotated class. Columns: class of the answer. All scans added up.",
        ("Annotated as", *names),
        ("", *("#,##0",) * len(names)),
        rows,
    )


def particle_confusion_table(run: PackRun) -> Table:
    """How annotated particles of each class were found."""
    names = ["nothing", *(info.name for info in run.classes[1:])]
    table = run.total.objects
    rows = tuple((name, *map(int, line)) for name, line in zip(names, table, strict=True))
    return Table(
        "Confusion matrix, particles",
        "Rows: class that was annotated; columns: class that was found. “nothing” as a row are "
        "particles that nobody drew, as a column those that were missed.",
        ("Annotated as", *names),
        ("", *("#,##0",) * len(names)),
        rows,
    )


def scan_table(run: PackRun, limit: int | None = None) -> Table:
    """Each scan, the worst first."""
    scans = run.worst[:limit]
    rows = tuple(_scan_row(run, scan) for scan in scans)
    left_out = len(run.scans) - len(scans)
    more = f" The {left_out} best are in the workbook." if left_out else ""
    return Table(
        "Scan by scan, the worst first",
        "Mean IoU of the annotated classes of each scan; 1 for a scan with nothing on it in which "
        "nothing was found." + more,
        (
            "Scan", "Mean IoU", "Dice", "F1 of particles", "AJI+", "Annotated", "Found",
            "Correct px", "Missed px", "False px", "Confused px", "Width px", "Height px",
            "Pixel size",
        ),
        ("", *("0.000",) * 4, *("#,##0",) * 8, ""),
        rows,
    )  # fmt: skip


def _scan_row(run: PackRun, scan: ScanFigures) -> tuple[Cell, ...]:
    figures, agreement = scan.figures, scan.figures.agreement(run.classes)
    overall = agreement.overall
    asked, found = overall.found + overall.missed, overall.found + overall.spurious
    size = scan.pixel_size
    return (
        scan.name, figures.worth, agreement.mean("dice"),
        overall.f1 if asked or found else math.nan, figures.aji_plus(), asked, found,
        *figures.modes.values(), *scan.size, str(size) if size.calibrated else "unknown",
    )  # fmt: skip


def parts_table(runs: Sequence[PackRun]) -> Table:
    """Mean IoU of each part, for each run."""
    names = list(dict.fromkeys(name for run in runs for name, _ in run.parts))
    known = [dict(run.parts) for run in runs]
    rows = tuple((name, *(part.get(name, math.nan) for part in known)) for name in names)
    return Table(
        f"Scatter over {runs[0].parts_are}",
        "Mean IoU, counted for each part alone.",
        ("Part", *(run.shown_name for run in runs)),
        ("", *("0.000",) * len(runs)),
        rows,
    )


def calibration_table(run: PackRun) -> Table:
    """How sure and how right, bin by bin."""
    rows = []
    for name, label in (("everywhere", "all pixels"), ("marked", "what it marks")):
        table = run.total.reliability(name).table
        for number, (count, sure, right) in enumerate(table):
            if count:
                low, high = number / len(table), (number + 1) / len(table)
                rows.append(
                    (label, f"{low:.0%}–{high:.0%}", int(count), sure / count, right / count)
                )
    return Table(
        "Sureness",
        "By how sure the network is of its answer (its highest class probability): how many "
        "pixels, how sure on the mean, and the share that is right. “what it marks” "
        "are pixels where the answer is more than background.",
        ("Pixels of", "Sureness", "Pixels", "Mean sureness", "Share right"),
        ("", "", "#,##0", "0.000", "0.000"),
        tuple(rows),
    )


def curve_table(points: Sequence[CurvePoint]) -> Table:
    """The trainings of a learning curve."""
    return Table(
        "Learning curve",
        "One training per line, tested on the same scans: mean IoU of the annotated classes.",
        ("Recipe", f"Annotated area ({points[0].unit})", "Scans learned from", "Mean IoU"),
        ("", "0.000", "#,##0", "0.000"),
        tuple((p.name, p.area, p.scans, p.mean_iou) for p in points),
    )


def class_difference_table(run: PackRun, rival: PackRun) -> Table:
    """Class by class, one run beside the other."""
    rows = []
    names = {info.name: number for number, info in enumerate(rival.classes)}
    mine, theirs = run.total.confusion, rival.total.confusion
    for number, info in list(enumerate(run.classes))[1:]:
        other = names.get(info.name)
        if other is not None:
            a, b = float(mine.iou[number]), float(theirs.iou[other])
            f = run.agreement.row(number).f1, rival.agreement.row(other).f1
            rows.append((info.name, a, b, a - b, *f, f[0] - f[1]))
    return Table(
        f"{run.shown_name} against {rival.shown_name}",
        "Same scans, same annotations, same rules.",
        (
            "Class", f"IoU {run.shown_name}", f"IoU {rival.shown_name}", "Difference",
            f"F1 {run.shown_name}", f"F1 {rival.shown_name}", "Difference of F1",
        ),
        ("", "0.000", "0.000", "+0.000;-0.000;0.000", "0.000", "0.000", "+0.000;-0.000;0.000"),
        tuple(rows),
    )  # fmt: skip


def shown(value: Cell, form: str) -> str:
    """A cell as text, as Excel would show it in that format."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and math.isnan(value):
        return "–"
    if form.startswith("+0.0%"):
        return "0.0%" if abs(value) < 0.0005 else f"{value:+,.1%}".replace("-", "−")
    if form.startswith("+"):
        return f"{value:+.3f}".replace("-", "−")
    if form == "#,##0":
        return f"{value:,.0f}"
    return f"{value:.{len(form.partition('.')[2])}f}"
