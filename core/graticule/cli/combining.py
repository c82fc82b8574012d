"""One table of several results, as an Excel workbook with its CSV, or as CSV alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.progress import TaskID

from graticule.cli.console import progress, say_json, stdout
from graticule.names import path_text, shown

if TYPE_CHECKING:
    from graticule.reports import Analysis

_EXCEL, _CSV = ".xlsx", ".csv"


def check_name(path: Path | None, option: str) -> None:
    """Refuse a file whose name does not say which of the two it is, before the work begins."""
    if path is not None and path.suffix.lower() not in (_EXCEL, _CSV):
        raise typer.BadParameter("the file's name must end in .xlsx or .csv", param_hint=option)


def write_combined(folders: Sequence[Path], out: Path, *, as_json: bool = False) -> None:
    """Write all particles of these results into one table, and tell where it is.

    Beside a workbook lies a CSV file.
    """
    from graticule.reports import iter_write_combined_csv, iter_write_combined_excel

    sources = [partial(_analysis_of, folder) for folder in folders]
    writers = {out: iter_write_combined_csv}
    if out.suffix.lower() == _EXCEL:
        writers = {out: iter_write_combined_excel, out.with_suffix(_CSV): iter_write_combined_csv}
    with progress() as bars:
        for path, write in writers.items():
            tasks: dict[str, TaskID] = {}
            for step in write(sources, path):
                if step.name not in tasks:
                    tasks[step.name] = bars.add_task(f"combine: {step.name}", total=step.total)
                bars.update(tasks[step.name], completed=step.done)
    if as_json:
        say_json({"event": "Combined", "files": [path_text(path) for path in writers]})
        return
    names = " and ".join(shown(path) for path in writers)
    stdout.print(f"Wrote {names}: {len(folders)} scans", markup=False, soft_wrap=True)


def _analysis_of(folder: Path) -> Analysis:
    from graticule.review import open_result

    return open_result(folder).analysis()  # with what was corrected by hand
