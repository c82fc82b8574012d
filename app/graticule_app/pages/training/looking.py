"""Look at the annotations in the background, before anything is learned from them."""

from collections.abc import Generator, Sequence
from pathlib import Path

from graticule.annotations import Checked, CheckProgress, Kind, Summary, check
from graticule.classes import PALETTE
from graticule.errors import GraticuleError
from graticule.geometry import Length
from graticule_app.look.translation import tr, trn
from graticule_app.pages.training.found import ClassFound, Found, Problem, told_area

_NAMED = 2  # scans that are named with a problem that several have
_FEWEST = 2  # pictures: one to learn from, one to test on
_FEW = 8  # pictures below which more are wished for


def looking(
    paths: Sequence[Path],
    target: Kind | None,
    classes: Sequence[str] = (),
    pixel_size: str | None = None,
) -> Generator[str, None, Found]:
    """Work for `Tasks`: all that the first step tells of these paths; yields how far it is.

    Without a `target` it is what the labels look like. `classes` are those that a recipe is made
    for, the background first.
    """
    size = Length.parse(pixel_size) if pixel_size else None
    scans: list[Checked] = []
    summary: Summary | None = None
    yield tr("Looking at the annotations…")
    try:
        for event in check(list(paths), target=target, classes=classes, pixel_size=size):
            if isinstance(event, Checked):
                scans.append(event)
                yield tr("Looking at the annotations, {count:,} counted…", count=len(scans))
            elif isinstance(event, CheckProgress):
                yield tr(
                    "Looking at the annotations, {done:,} of {total:,}…",
                    done=event.done,
                    total=event.total,
                )
            else:
                summary = event
    except GraticuleError as error:
        return Found(problems=(Problem("error", str(error)),))
    if summary is None:
        raise ValueError("a check ends with its summary")
    return _found(paths, scans, summary)


def _found(paths: Sequence[Path], scans: list[Checked], summary: Summary) -> Found:
    good = [scan for scan in scans if not scan.wrong]
    looked = {id(s): s.known * s.size[0] * s.size[1] if s.size else 0.0 for s in good}
    area = sum(looked.values())
    classes = tuple(
        ClassFound(
            name,
            PALETTE[number % len(PALETTE)],
            sum(s.objects.get(name, 0) for s in good) or None,
            sum(s.shares.get(name, 0.0) * looked[id(s)] for s in good) / max(area, 1.0),
        )
        for number, name in enumerate(summary.classes[1:])
    )
    problems = [*_problems(scans), *_wishes(len(good), classes)]
    return Found(
        images=len(good),
        tested=sum(scan.found.validation for scan in good),
        area=told_area(area),
        classes=classes,
        problems=tuple(problems),
        of_path=tuple((path, _held(path, scans)) for path in paths),
        target=summary.kind,
    )


def _problems(scans: list[Checked]) -> list[Problem]:
    """What is wrong; the same of several scans once."""
    lines: dict[tuple[bool, str], list[str]] = {}
    for scan in scans:
        for problem in scan.problems:
            key = (problem.must, problem.summary or problem.text)
            lines.setdefault(key, []).append(scan.found.name)
    found = []
    for (must, text), names in lines.items():
        where = ", ".join(names[:_NAMED])
        if len(names) > _NAMED:
            where = tr("{names} and {count:,} more", names=where, count=len(names) - _NAMED)
        advice = tr("Correct it and add the files again, or leave them out.") if must else ""
        found.append(Problem("error" if must else "info", f"{where}: {text}", advice))
    return found


def _wishes(count: int, classes: tuple[ClassFound, ...]) -> list[Problem]:
    """What is not wrong, but would make a poor pack."""
    found = []
    if 0 < count < _FEWEST:
        advice = tr("Add at least one more: one to learn from, one to test on.")
        found.append(Problem("error", tr("One annotated picture is too few."), advice))
    elif count < _FEW:
        advice = tr("Twenty, as different as possible, are a good beginning.")
        found.append(Problem("warning", tr("{count} pictures are few.", count=count), advice))
    missing = [one.name for one in classes if not one.share]
    if missing:
        text = tr("Nothing is marked as {classes}.", classes=", ".join(missing))
        found.append(Problem("warning", text, tr("It cannot learn what it never sees.")))
    return found


def _held(path: Path, scans: list[Checked]) -> str:
    """What one chosen path brings."""
    within = path.resolve()
    own = [
        scan
        for scan in scans
        if scan.found.scan.resolve().is_relative_to(within)
        or within in (scan.found.annotation.resolve(), scan.found.scan.resolve())
    ]
    if len(own) != 1:
        return tr("{count:,} pictures", count=len(own)) if own else ""
    count = sum(own[0].objects.values())
    return trn("{n:,} object", "{n:,} objects", count) if count else tr("1 picture")
