"""What a user types of a sample, for `graticule analyse` and `graticule report`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graticule.counting import Blank, SampleChange
    from graticule.particles import Groups

NONE = "none"  # forgets what was told before

Amount = Annotated[
    str | None,
    typer.Option(
        "--sample",
        rich_help_panel="Sample",
        help="What went through the filter: 2 L, 500 mL, 5 g, 3 individuals.",
    ),
]
FilterArea = Annotated[
    str | None,
    typer.Option(
        rich_help_panel="Sample", help="Of the whole filter: 1200 mm2, or its diameter: 40 mm."
    ),
]
CountedArea = Annotated[
    str | None,
    typer.Option(
        rich_help_panel="Sample", help="What the scan shows of the filter; else the area analysed."
    ),
]
Blanks = Annotated[
    list[str] | None,
    typer.Option(
        "--blank",
        rich_help_panel="Sample",
        help="A blank's result folder, or its number of particles; for each blank once.",
    ),
]


def change_of(
    amount: str | None,
    filter_area: str | None,
    counted_area: str | None,
    blanks: Sequence[str] | None,
    groups: Groups,
) -> SampleChange:
    """What these options tell anew; `none` forgets. Blanks are sorted into the groups."""
    from graticule.counting import SampleChange, parse_amount, parse_area

    return SampleChange(
        filter_area=_checked(filter_area, parse_area, "--filter-area"),
        counted_area=_checked(counted_area, parse_area, "--counted-area"),
        amount=_checked(amount, parse_amount, "--sample"),
        blanks=None if not blanks else tuple(_blanks(blanks, groups)),
    )


def _checked(text: str | None, parse: Callable[[str], object], option: str) -> str | None:
    if text is None or text.strip().lower() == NONE:
        return text and ""
    try:
        parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
    return text.strip()


def _blanks(texts: Sequence[str], groups: Groups) -> list[Blank]:
    from graticule.counting import Blank
    from graticule.result_folder import result_folders
    from graticule.review import blank_of

    found: list[Blank] = []
    for text in texts:
        if text.strip().lower() == NONE:
            continue
        if text.strip().isdigit() and len(text.strip()) < 10:
            found.append(Blank(int(text)))
        else:
            found += [blank_of(folder, groups) for folder in result_folders(Path(text))]
    return found
