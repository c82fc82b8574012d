"""Start the window: `graticule-app [FILE or FOLDER …]`.

A packaged program has no other Python: its window starts this program again for the analyses,
the preview's network and trainings, which need no Qt. So nothing of Qt is imported up here.
"""

import sys
from importlib import import_module
from pathlib import Path

from graticule import __version__

_ENGINES = {
    "--engine": "graticule.analysis_worker",
    "--preview": "graticule.preview.tile_worker",
    "--train": "graticule.learn.training_worker",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the program until its window is closed; answers the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if "--version" in given:
        print(f"Graticule {__version__}")
        return 0
    if given and given[0] == "--cli":
        sys.argv = [sys.argv[0], *given[1:]]
        return import_module("graticule.cli").main() or 0
    if given and given[0] in _ENGINES:
        return import_module(_ENGINES[given[0]]).main() or 0
    from graticule_app.shell.program import run

    return run([Path(argument).absolute() for argument in given if not argument.startswith("-")])


if __name__ == "__main__":
    sys.exit(main())
