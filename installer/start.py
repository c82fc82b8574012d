"""Both packaged programs: `graticule-app` is the window, `graticule` the command line."""

import multiprocessing
import sys
from pathlib import Path


def main() -> int:
    """Run what this program is called."""
    multiprocessing.freeze_support()
    if Path(sys.executable).stem == "graticule":
        from graticule.cli import main as run
    else:
        from graticule_app.__main__ import main as run
    return run() or 0


if __name__ == "__main__":
    sys.exit(main())
