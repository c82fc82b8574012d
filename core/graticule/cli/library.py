"""`graticule protocols` and `graticule packs`: what the program can work by."""

# The engine is imported inside the commands: torch takes seconds, and `--help` should not.
from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.markup import escape
from rich.table import Table

from graticule.cli.console import AsJson, say_json, stdout

if TYPE_CHECKING:
    pass

protocols_app = typer.Typer(invoke_without_command=True)
packs_app = typer.Typer(invoke_without_command=True)


@protocols_app.callback()
def protocols(context: typer.Context, as_json: AsJson = False) -> None:
    """List the protocols that `analyse --protocol` takes."""
    if context.invoked_subcommand:
        return
    from graticule.protocol import list_protocols

    found = list_protocols()
    if as_json:
        for each in found:
            say_json({"name": each.name, "title": each.title})
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("name")
    table.add_column("what for")
    for each in found:
        table.add_row(escape(each.name), escape(each.title))
    stdout.print(table)


@protocols_app.command("show")
def show_protocol(name: str) -> None:
    """Print a protocol's text: copy it to a file of your own to change it."""
    from graticule.protocol import load_protocol

    typer.echo(load_protocol(name).text, nl=False)


@packs_app.callback()
def packs(context: typer.Context, as_json: AsJson = False) -> None:
    """List the model packs: trained networks with their classes and measured quality."""
    if context.invoked_subcommand:
        return
    from graticule.models import list_packs

    found = list_packs()
    if as_json:
        for each in found:
            facts = {"name": each.name, "title": each.title, "sha256": each.sha256}
            say_json(facts)
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "what for", "classes", "licence"):
        table.add_column(heading)
    for each in found:
        names = ", ".join(entry.name for entry in each.classes[1:])
        table.add_row(*map(escape, (each.name, each.title, names, each.licence)))
    stdout.print(table)


@packs_app.command("show")
def show_pack(name: str) -> None:
    """Print all that a pack says of itself: training data, command, metrics, limits."""
    from graticule.models import load_pack

    folder = load_pack(name).path
    for part in ("card.md", "pack.toml"):
        if (folder / part).is_file():
            typer.echo((folder / part).read_text(encoding="utf-8"))
