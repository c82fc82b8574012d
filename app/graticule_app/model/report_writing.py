"""Writes the chosen parts of a report, each file whole or not at all."""

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from graticule.errors import ResultError
from graticule.files import WriteProgress, atomic
from graticule.reports import Analysis, Writer, iter_prepare_overview, report_writers
from graticule_app.look.translation import tr
from graticule_app.model.report_choice import PARTS, VIEW, ReportChoice

_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')  # what some system refuses
_LONGEST = 120  # characters of a scan's name; a file's name may have 255 bytes
_MOST = 10_000  # files of one name


@dataclass(frozen=True, slots=True)
class Step:
    """File `number` of `files`, called `name`, is at `done` of `total`."""

    name: str
    number: int
    files: int
    done: int
    total: int


def planned(choice: ReportChoice, name: str, *, picture: bool = True) -> dict[str, Path]:
    """Where each file of a choice goes, by the name that the command line gives it.

    `name` is the scan's, without the ending of its file.
    """
    wanted = [part for part in PARTS if part.key in choice.parts]
    files = [file for part in wanted for file in part.files if picture or file != VIEW]
    stem = _file_stem(name)
    paths = {file: choice.folder / f"{stem}-{file}" for file in files}
    if choice.existing == "replace":
        return paths
    for number in range(1, _MOST):
        numbered = {file: _numbered(path, number) for file, path in paths.items()}
        if not any(path.exists() for path in numbered.values()):
            return numbered
    raise ResultError(
        tr("{folder}: holds too many reports of {name}", folder=choice.folder, name=name)
    )


def free_path(path: Path) -> Path:
    """The path, with a number if a file of that name is there."""
    numbers = range(1, _MOST)
    return next((p for n in numbers if not (p := _numbered(path, n)).exists()), path)


def in_the_way(choice: ReportChoice, name: str, *, picture: bool = True) -> list[Path]:
    """Files of that choice which are there already."""
    plain = ReportChoice(choice.folder, choice.parts, "replace")
    return [path for path in planned(plain, name, picture=picture).values() if path.exists()]


def write_report(
    analysis: Callable[[], Analysis],
    name: str,
    choice: ReportChoice,
    picture: QImage | None,
    written: list[Path],
) -> Generator[Step, None, list[Path]]:
    """Write the chosen files; each is added to `written` when it is complete.

    They are what the command line writes. Which names are free is looked up when the writing
    begins. Raises `GraticuleError` in words for the user.
    """
    paths = planned(choice, name, picture=picture is not None)
    opened = analysis()
    writers = yield from _writers(opened, set(paths), len(paths))
    if picture is not None:
        writers[VIEW] = lambda path: _write_picture(picture, path)
    chosen = [(path, writers[file]) for file, path in paths.items() if file in writers]
    for number, (path, write) in enumerate(chosen, 1):
        for step in write(path):
            yield Step(path.name, number, len(chosen), step.done, step.total)
        written.append(path)
    return written


def _writers(
    analysis: Analysis, wanted: set[str], count: int
) -> Generator[Step, None, dict[str, Writer]]:
    """A writer per file; the picture that Excel and the overview share is drawn first."""
    overview = None
    if wanted & {"report.xlsx", "overview.png"}:
        drawing = iter_prepare_overview(analysis, "overview.png")
        while overview is None:
            try:
                step = next(drawing)
            except StopIteration as end:
                overview = end.value
            else:
                yield Step(step.name, 0, count, step.done, step.total)
    report = analysis.provenance.settings.get("report", {})
    subtract = bool(report.get("subtract_offset")) if isinstance(report, dict) else False
    return report_writers(analysis, overview, subtract_offset=subtract)


def _write_picture(picture: QImage, path: Path) -> Iterator[WriteProgress]:
    with atomic(path) as temporary:
        if not picture.save(str(temporary)):
            raise ResultError(tr("{path}: the picture cannot be written", path=path))
    yield WriteProgress(path.name, 1, 1)


def _file_stem(name: str) -> str:
    """A scan's name as every system takes it in a file's name."""
    return _NOT_IN_NAMES.sub("_", name).strip(" .")[:_LONGEST] or "scan"


def _numbered(path: Path, number: int) -> Path:
    """`tape-report.xlsx`, `tape-report (2).xlsx`, …; an ending like .ome.tif stays whole."""
    if number == 1:
        return path
    ending = ".ome.tif" if path.name.endswith(".ome.tif") else path.suffix
    return path.with_name(f"{path.name.removesuffix(ending)} ({number}){ending}")
