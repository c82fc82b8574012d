"""`graticule combine`, `compare` and `report`: what is done with results."""

# The engine is imported inside the commands: torch takes seconds, and `--help` should not.
from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import TaskID
from rich.table import Table

from graticule.cli.combining import check_name, write_combined
from graticule.cli.console import AsJson, progress, say_json, stdout
from graticule.cli.sample import Amount, Blanks, CountedArea, FilterArea, change_of
from graticule.completion import complete

if TYPE_CHECKING:
    from graticule.evaluation.comparison import Comparison


def combine(
    folders: Annotated[
        list[Path], typer.Argument(help="Results, or folders of results.", show_default=False)
    ],
    out: Annotated[
        Path, typer.Option(help="Excel file to write, a CSV file beside it; or a CSV file alone.")
    ],
) -> None:
    """Put the results of several scans into one table, side by side."""
    from graticule.result_folder import result_folders

    check_name(out, "--out")
    write_combined(
        list(dict.fromkeys(f for folder in folders for f in result_folders(folder))), out
    )


def compare(
    folder: Annotated[Path, typer.Argument(help="Folder of one result.")],
    annotations: Annotated[Path, typer.Argument(help="GeoJSON, for example from QuPath.")],
    csv: Annotated[Path | None, typer.Option(help="Write the table to this file, too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare a result with annotations: IoU, Dice, particles found, missed, false, confused."""
    from graticule.annotations import read_geojson
    from graticule.evaluation.comparison import iter_compare_annotations, write_comparison
    from graticule.results import Result

    drawn = read_geojson(annotations)
    with Result.open(folder) as result, progress() as bars:
        work = iter_compare_annotations(result.analysis(), drawn)
        task = bars.add_task(f"{folder.name}: compare")
        found = complete(
            work, lambda step: bars.update(task, completed=step.done, total=step.total)
        )
    if csv is not None:
        write_comparison(found, csv)
    if as_json:
        facts = {
            "classes": [asdict(row) for row in found.rows()],
            "names": [info.name for info in found.classes],
            "pixels": found.pixels.tolist(),
            "objects": found.objects.tolist(),
            "notes": found.told.lines(),
        }
        say_json(facts)
        return
    _tell_comparison(found)


def _tell_comparison(found: Comparison) -> None:
    from graticule.evaluation.comparison import COLUMNS

    table = Table(box=None, pad_edge=False)
    table.add_column("class")
    for _, heading in COLUMNS:
        table.add_column(heading, justify="right")
    for row in found.rows():
        values = [getattr(row, key) for key, _ in COLUMNS]
        texts = [
            f"{v:,}" if isinstance(v, int) else "–" if math.isnan(v) else f"{v:.3f}" for v in values
        ]
        table.add_row(escape(row.name), *texts)
    stdout.print(table)
    for line in found.told.lines():
        stdout.print(line, markup=False, highlight=False, soft_wrap=True)


def report(
    folder: Annotated[Path, typer.Argument(help="A scan's results.", show_default=False)],
    amount: Amount = None,
    filter_area: FilterArea = None,
    counted_area: CountedArea = None,
    blanks: Blanks = None,
) -> None:
    """Write a result's reports anew, with what was corrected by hand or told of the sample since.

    `--sample none` and the like forget what was told before.
    """
    from graticule.review import Reviewed, iter_write_reports, tell_sample

    with Reviewed.open(folder) as result, progress() as bars:
        tell_sample(result, change_of(amount, filter_area, counted_area, blanks, result.groups))
        tasks: dict[str, TaskID] = {}
        for step in iter_write_reports(result):
            if step.name not in tasks:
                tasks[step.name] = bars.add_task(step.name, total=step.total)
            bars.update(tasks[step.name], completed=step.done, total=step.total)
        seen, total = result.progress
    stdout.print(
        f"Reports in {folder}: {total:,} particles, {seen:,} of them reviewed",
        markup=False,
        soft_wrap=True,
    )
