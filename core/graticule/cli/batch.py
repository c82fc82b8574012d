"""What is to be analysed when files, stacks and folders are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from graticule.cli.console import told
from graticule.errors import ScanError, UnsupportedScan
from graticule.names import shown
from graticule.picture_names import join_name, resolved

_MOST_PAIRS = 200  # of files that are looked at for being copies of each other
_NAMED = 3  # files that a line names before it says how many more there are


@dataclass(frozen=True, slots=True)
class BatchTask:
    """One image of a file; `frame` from 0."""

    path: Path
    frame: int = 0
    stack: bool = False  # one of several images of a file

    @property
    def name(self) -> str:
        """The file, and which image of it."""
        image = f", image {self.frame + 1}" if self.stack else ""
        return shown(self.path.name) + image


@dataclass(slots=True)
class Work:
    """The images of all files, what cannot be read and why, and what is no scan."""

    tasks: list[BatchTask] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what of the files is not analysed, or twice
    seen: set[Path] = field(default_factory=set)  # the files that are named by now, links followed

    @property
    def told(self) -> str:
        """A line about what is left out."""
        names = [shown(path.name) for path in self.left_out]
        return f"left out, as they are no scans: {listed(names)}"


def gather(paths: Iterable[Path], frame: int | None) -> Work:
    """Every image to analyse: that frame of each file, or all frames for None.

    What a folder holds beside scans is left out; a scan that cannot be read has failed. Raises
    `ScanError` where one file is named and cannot be read, or where there is no scan at all.
    """
    named = list(paths)
    work = Work()
    if len(named) == 1 and not named[0].is_dir():
        work.tasks = _images(named[0], frame)
        return work
    looks: list[_Look] = []
    for path in named:
        looks += _look_through(path, work) if path.is_dir() else _look(path, work, named=True)
    for look in _one_of_each_set(looks, work):
        _add(look.path, frame, work)
    work.notes += _copies(looks)
    if not work.tasks and not work.failed:
        raise ScanError(f"{listed([str(path) for path in named])}: no scan in there")
    return work


def listed(names: list[str]) -> str:
    """A few of the names, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a first look at a file showed."""

    path: Path
    members: str  # the same for files that open as one and the same scan
    size: tuple[int, int]


def _look_through(folder: Path, work: Work) -> Iterator[_Look]:
    from graticule.endings import NO_SCANS
    from graticule.scans.finding import scan_files

    for path in scan_files([folder]):
        if path.suffix.lower() in NO_SCANS:
            work.left_out.append(path)
        else:
            yield from _look(path, work)


def _look(path: Path, work: Work, *, named: bool = False) -> Iterator[_Look]:
    """One look, or none at a file that was seen before or cannot be read."""
    from graticule.scans import open_scan
    from graticule.scans.trial import try_scan

    try:
        if (where := resolved(path)) in work.seen:
            return  # named twice, as with its folder: its particles would count twice
        work.seen.add(where)
        try_scan(path)
        with open_scan(path) as scan:
            yield _Look(path, scan.members, (scan.width, scan.height))
    except UnsupportedScan as error:
        if named:
            work.failed.append((path, told(error)))
        else:
            work.left_out.append(path)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
        work.failed.append((path, told(error)))


def _one_of_each_set(looks: Iterable[_Look], work: Work) -> list[_Look]:
    """Of the files that are one scan together, such as the levels of a DICOM slide, the largest."""
    sets: dict[tuple[Path, str], list[_Look]] = {}
    for look in looks:
        alone = "" if look.members else look.path.name
        sets.setdefault((look.path.parent, look.members or alone), []).append(look)
    found = []
    for members in sets.values():
        first = max(members, key=lambda look: look.path.stat().st_size)
        found.append(first)
        rest = [shown(look.path.name) for look in members if look is not first]
        if rest:
            work.notes.append(f"{shown(first.path.name)}: one scan together with {listed(rest)}")
    return found


def _copies(looks: list[_Look]) -> Iterator[str]:
    """A line for each file that shows what another one of its folder shows, only smaller."""
    from graticule.scans import open_scan
    from graticule.scans.copies import is_copy, same_shape

    pairs = [
        (full, small)
        for full in looks
        for small in looks
        if full.path.parent == small.path.parent and same_shape(full.size, small.size)
    ]
    for full, small in pairs[:_MOST_PAIRS]:
        with suppress(ScanError), open_scan(full.path) as one, open_scan(small.path) as other:
            if is_copy(one, other):
                yield (
                    f"{shown(small.path.name)} shows what {shown(full.path.name)} shows, only "
                    "smaller: its particles count twice; name only one of the two"
                )


def _add(path: Path, frame: int | None, work: Work) -> None:
    try:
        work.tasks += _images(path, frame)
    except Exception as error:  # noqa: BLE001 - as above
        work.failed.append((path, told(error)))


def _images(path: Path, frame: int | None) -> list[BatchTask]:
    """That image of a file, or all: the frames of each of its pictures, its own one first."""
    from graticule.scans.trial import try_scan

    try_scan(path)
    if frame == 0:
        return [BatchTask(path)]
    tasks: list[BatchTask] = []
    for each in _pictures(path):
        tasks += each
        if frame is not None and len(tasks) > frame:
            return [tasks[frame]]
    return (
        tasks if frame is None else [BatchTask(path, frame, stack=True)]
    )  # which says what is wrong


def _pictures(path: Path) -> Iterator[list[BatchTask]]:
    from graticule.scans import open_scan
    from graticule.scans.trial import try_scan

    with open_scan(path) as scan:
        parts = scan.parts if not scan.part else ()
        yield [BatchTask(path, number, scan.frames > 1) for number in range(scan.frames)]
    for part in sorted(parts[1:], key=lambda part: (len(part), part)):
        name = join_name(path, part)
        try_scan(name)
        with open_scan(name) as scan:
            yield [BatchTask(name, number, scan.frames > 1) for number in range(scan.frames)]
