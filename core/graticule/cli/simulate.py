"""`graticule simulate`: scans of which the truth is known."""

# The engine is imported inside the commands: torch takes seconds, and `--help` should not.
from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graticule.cli.console import progress, stdout
from graticule.geometry import Length

if TYPE_CHECKING:
    from graticule.simulate import SimulationProgress


class Kind(StrEnum):
    """What `simulate` can make."""

    tape = "tape"
    particles = "particles"
    filter = "filter"


def simulate(
    kind: Kind,
    out: Annotated[
        Path, typer.Argument(help="File to write, such as tape.tif; with --count a folder.")
    ],
    size: Annotated[str, typer.Option(help="Width and height in px.")] = "4096x4096",
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.", min=0)] = 0,
    pixel_size: Annotated[
        str | None, typer.Option(help="Such as 2um or 0.5nm; else what is usual for the kind.")
    ] = None,
    coverage: Annotated[
        float | None, typer.Option(help="Share of the area that is covered.", min=0, max=0.5)
    ] = None,
    clumps: Annotated[
        bool, typer.Option("--clumps", help="Tape: gather the traces in clumps.")
    ] = False,
    count: Annotated[
        int | None, typer.Option(help="How many, each of the next seed.", min=1, max=10_000)
    ] = None,
) -> None:
    """Make a scan with known ground truth beside it (NAME.truth.tif and NAME.truth.geojson)."""
    if clumps and kind is not Kind.tape:
        raise typer.BadParameter("only tapes have clumps", param_hint="--clumps")
    options: dict[str, object] = {"size": _size(size)}
    if pixel_size is not None:
        options["pixel_size"] = _length(pixel_size)
    if clumps:
        options["clumps"] = True
    outs = [out]
    if count is not None:
        out.mkdir(parents=True, exist_ok=True)
        outs = [out / f"{kind.value}-{seed + number:04}.tif" for number in range(count)]
    with progress() as bars:
        for number, path in enumerate(outs):
            task = bars.add_task(path.name, total=None)
            try:
                for event in _events(kind, path, coverage, {**options, "seed": seed + number}):
                    bars.update(
                        task,
                        description=f"{path.name}: {event.what}",
                        completed=event.done,
                        total=event.total,
                    )
            except ValueError as error:  # a coverage or pixel size beyond what can be drawn
                raise typer.BadParameter(str(error)) from error
    made = str(out) if count is None else f"{count} scans in {out}"
    beside = "its truth beside it" if count is None else "their truths beside them"
    stdout.print(f"Wrote {made} with {beside}", markup=False, soft_wrap=True)


def _events(
    kind: Kind, out: Path, coverage: float | None, options: dict
) -> Iterator[SimulationProgress]:
    from graticule import simulate as simulations

    if kind is Kind.particles:
        if coverage is not None:
            options["look"] = simulations.ParticleLook(coverage=coverage)
        return simulations.iter_simulate_particles(out, **options)
    if coverage is not None:
        options["coverage"] = coverage
    make = {
        Kind.tape: simulations.iter_simulate_tape,
        Kind.filter: simulations.iter_simulate_filter,
    }[kind]
    return make(out, **options)


def _length(text: str) -> Length:
    try:
        return Length.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--pixel-size") from error


def _size(text: str) -> tuple[int, int]:
    first, _, second = text.lower().replace("×", "x").partition("x")
    if not (first.strip().isdigit() and (second or first).strip().isdigit()):
        raise typer.BadParameter("write width and height in px, such as 4096x4096")
    width, height = int(first), int(second or first)
    if not (16 <= width <= 10**6 and 16 <= height <= 10**6):
        raise typer.BadParameter("width and height must be between 16 and 1,000,000 px")
    return width, height
