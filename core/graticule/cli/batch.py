"""What is to be analysed when files, stacks and folders are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from graticule.cli.console import told
from graticule.errors import ScanError, UnsupportedScan
from graticule.names import shown

_NAMED = 3  # files that a line names before it says how many more there are


@dataclass(frozen=True, slots=True)
class Task:
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

    tasks: list[Task] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
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
    for path in named:
        if path.is_dir():
            _look_through(path, frame, work)
        else:
            _add(path, frame, work)
    if not work.tasks and not work.failed:
        raise ScanError(f"{listed([str(path) for path in named])}: no scan in there")
    return work


def listed(names: list[str]) -> str:
    """A few of the names, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _look_through(folder: Path, frame: int | None, work: Work) -> None:
    from graticule.endings import NO_SCANS
    from graticule.scans import open_scan
    from graticule.scans.finding import scan_files

    for path in scan_files([folder]):
        try:
            if path.suffix.lower() in NO_SCANS:
                raise UnsupportedScan
            with open_scan(path):
                pass
        except UnsupportedScan:
            work.left_out.append(path)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            work.failed.append((path, told(error)))
        else:
            _add(path, frame, work)


def _add(path: Path, frame: int | None, work: Work) -> None:
    if (where := path.resolve()) in work.seen:
        return  # named twice, as with its folder: its particles would count twice
    work.seen.add(where)
    try:
        work.tasks += _images(path, frame)
    except Exception as error:  # noqa: BLE001 - as above
        work.failed.append((path, told(error)))


def _images(path: Path, frame: int | None) -> list[Task]:
    if frame is not None:
        return [Task(path, frame, frame > 0)]
    from graticule.scans import open_scan

    with open_scan(path) as scan:
        return [Task(path, number, scan.frames > 1) for number in range(scan.frames)]
