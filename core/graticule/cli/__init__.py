"""The command line: `graticule analyse SCAN` and what goes with it.

Exit status 0 means done, 1 that a scan or setting was refused (one line on standard error
says why and what to do), 2 wrong use of the command, 130 stopped with Ctrl-C.
"""

import logging
import os
import sys
from typing import Annotated

import typer

from graticule.cli import analyse, annotations, evaluate, library, results, simulate, train
from graticule.cli.console import fail, told, use_any_terminal
from graticule.version import __version__

_STOPPED = 130  # what typer makes of Ctrl-C

app = typer.Typer(
    name="graticule",
    help="Find, class and measure every trace or particle of a microscope scan.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("info")(analyse.info)
app.command("analyse")(analyse.analyse)
app.command("evaluate")(evaluate.evaluate)
app.command("combine")(results.combine)
app.command("compare")(results.compare)
app.command("report")(results.report)
app.command("simulate")(simulate.simulate)
app.command("train")(train.train)
app.add_typer(
    annotations.annotations_app,
    name="annotations",
    help="Check what is drawn over scans; propose first outlines to correct.",
)
app.add_typer(
    library.protocols_app, name="protocols", help="List protocols; `show NAME` prints one."
)
app.add_typer(
    library.packs_app, name="packs", help="List model packs; `show NAME` tells all of one."
)


def main() -> None:
    """Run the command line; every error of the user's becomes one line and exit status 1."""
    logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # its warnings become our errors
    use_any_terminal()
    try:
        app()
    except SystemExit as end:
        if end.code == _STOPPED:
            fail("stopped; the same command goes on where this one was")
        raise
    except BrokenPipeError:  # whoever reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python tells of it when it ends
        sys.exit(1)
    except Exception as error:
        logging.getLogger(__name__).debug("the command failed", exc_info=True)
        fail(told(error))
        sys.exit(1)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"graticule {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what goes on.")] = False,
) -> None:
    logging.basicConfig(level=logging.DEBUG if verbose else logging.ERROR, stream=sys.stderr)
